"""Where a saved model is, and where to save one: a folder, chosen or typed."""

from __future__ import annotations

import os

from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QWidget

from explorer.text.translation import tr
from explorer.widgets.elsewhere import ELSEWHERE
from explorer.widgets.file_dialog import begin_in


def ask_open_folder(parent: QWidget, start: str) -> str:
    """Let a person choose a saved model's folder; empty when they change their mind.

    A file that was typed and lies beside no config is answered itself: what it is will be said.
    """
    title = tr("Open a saved model")
    if ELSEWHERE.computer is not None:
        return ELSEWHERE.ask_folder(parent, title)
    dialog = QFileDialog(parent, title, begin_in(start))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    name, buttons = dialog.findChild(QLineEdit, "fileNameEdit"), dialog.findChild(QDialogButtonBox)

    def typed_file() -> str:
        if name is None or not name.text():
            return ""
        path = os.path.join(dialog.directory().absolutePath(), os.path.expanduser(name.text()))
        return path if os.path.isfile(path) else ""

    def accept_file() -> None:
        if typed_file():
            dialog.done(QFileDialog.DialogCode.Accepted)

    if name is not None and buttons is not None:  # else it is a dialog of the system
        choose = buttons.button(QDialogButtonBox.StandardButton.Open)
        name.textChanged.connect(
            lambda: choose.setEnabled(choose.isEnabled() or bool(typed_file()))
        )
        choose.clicked.connect(accept_file)
        name.returnPressed.connect(accept_file)
    chosen = ""
    if dialog.exec():
        file = typed_file()
        folder = os.path.dirname(file)
        # A model is a folder: where a file in it is typed, its folder is meant.
        in_model = os.path.isfile(os.path.join(folder, "config.json"))
        chosen = (folder if in_model else file) or dialog.selectedFiles()[0]
    dialog.deleteLater()
    return chosen


def ask_save_folder(parent: QWidget, start: str) -> str:
    """Let a person name a new folder for the model; empty when they change their mind."""
    title = tr("Save the model as a folder")
    if ELSEWHERE.computer is not None:
        return ELSEWHERE.ask_folder(parent, title)
    dialog = QFileDialog(parent, title, begin_in(start))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, tr("Folder:"))
    # The question about replacing is asked by the window, with what would be replaced.
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, True)
    chosen = dialog.selectedFiles()[0] if dialog.exec() else ""
    dialog.deleteLater()
    return chosen
