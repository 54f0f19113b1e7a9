"""Where to write a file: one dialog for every kind, and nothing replaced without asking."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QDateTime, QLocale, QObject, Qt, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMessageBox,
    QSplitter,
    QTreeView,
    QWidget,
)

from explorer.text.translation import tr


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its name, and its ending with the dot."""

    name: str
    ending: str

    @property
    def filter(self) -> str:
        """As a file dialog lists it."""
        return f"{self.name} (*{self.ending})"


PNG, PDF, SVG = (
    FileKind(tr("Picture"), ".png"),
    FileKind(tr("Drawing with text that stays text"), ".pdf"),
    FileKind(tr("The drawing alone, to be edited"), ".svg"),
)
CSV, NPY = FileKind(tr("Table"), ".csv"), FileKind(tr("NumPy array"), ".npy")
HTML = FileKind(tr("Page for a browser"), ".html")

_OTHER_FORMATS = frozenset(
    (
        ".svg", ".png", ".pdf", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".eps",
        ".csv", ".tsv", ".xls", ".xlsx", ".ods", ".npy", ".npz", ".html", ".htm", ".json", ".txt",
        ".md", ".docx", ".odt",
    )
)  # fmt: skip
"""Endings that mean a format: what follows another dot, as in “gpt2.v1”, is part of the name."""
_NO_FILES = ("/proc", "/sys", "/dev")
_ROOMY = "roomy"
_FOLDER = "savedIn"
"""The property of a window that keeps the folder where something was saved last."""


def begin_in(start: str) -> str:
    """Where a file dialog begins: at home instead of where the system's own pseudo files are.

    Qt's dialog reads the beginning of each file that it lists, in the window's thread, to name its
    kind. /proc/kmsg has nothing to read until the kernel says something, and the window waited.
    """
    place = os.path.abspath(start)
    return "" if any(f"{place}/".startswith(f"{root}/") for root in _NO_FILES) else start


class FileDialogRoom(QObject):
    """Gives Qt's own file dialog the room that its columns need at this text size.

    It opens at one size whatever the text is, with dates and places cut. Systems that have a dialog
    of their own never show it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    @Slot(QWidget, QWidget)
    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        dialog = now.window() if now is not None else None
        if isinstance(dialog, QFileDialog) and not dialog.property(_ROOMY):
            dialog.setProperty(_ROOMY, True)
            make_room(dialog)


def make_room(dialog: QFileDialog) -> None:
    """Widen the columns of Qt's own file dialog, and the dialog as far as the screen has room."""
    table, sides = dialog.findChild(QTreeView, "treeView"), dialog.findChild(QSplitter, "splitter")
    if table is None or sides is None:
        return
    metrics, header = dialog.fontMetrics(), table.header()
    changed = QLocale().toString(QDateTime.currentDateTime(), QLocale.FormatType.ShortFormat)
    space = 4 * metrics.averageCharWidth()
    for section, sample in enumerate(("W" * 22, "1023.99 KiB", "Markdown document", changed)):
        name = str(header.model().headerData(section, Qt.Orientation.Horizontal))
        widest = max(metrics.horizontalAdvance(text) for text in (sample, name))
        header.resizeSection(section, widest + space)
    side = metrics.horizontalAdvance("W" * 11)
    width = side + header.length() + 4 * space
    screen = dialog.screen().availableGeometry()
    dialog.resize(
        max(dialog.width(), min(width, screen.width() * 9 // 10)),
        max(dialog.height(), min(24 * metrics.height(), screen.height() * 8 // 10)),
    )
    sides.setSizes([side, dialog.width() - side])
    parent, around = dialog.parentWidget(), dialog.frameGeometry()
    around.moveCenter((parent.window().frameGeometry() if parent else screen).center())
    left = min(around.left(), screen.right() - around.width())
    dialog.move(max(screen.left(), left), max(screen.top(), around.top()))


def ask_file(parent: QWidget, title: str, start: str, kinds: Sequence[FileKind]) -> str:
    """Let a person name a file of one of these kinds; empty when they change their mind.

    A name without one of the endings gets that of the kind chosen in the dialog. The dialog asks
    before it replaces a file; for a name that was completed here, this does. A name without a
    folder begins in the folder that was chosen last, at first at home.
    """
    filters = [kind.filter for kind in kinds]
    window = parent.window()
    while (above := window.parentWidget()) is not None:  # a dialog of the window
        window = above.window()
    folder = str(window.property(_FOLDER) or "")
    if not os.path.dirname(start):
        start = os.path.join(folder if os.path.isdir(folder) else os.path.expanduser("~"), start)
    chosen, used = QFileDialog.getSaveFileName(parent, title, begin_in(start), ";;".join(filters))
    if chosen:
        window.setProperty(_FOLDER, os.path.dirname(chosen))
    endings = [file_kind.ending for file_kind in kinds]
    if not chosen or chosen.lower().endswith(tuple(endings)):
        return chosen
    used_ending = endings[filters.index(used)] if used in filters else endings[0]
    stem, typed = os.path.splitext(chosen)
    whole = chosen + used_ending
    if typed.lower() in _OTHER_FORMATS:
        whole = stem + used_ending
        if not _may_be_written_as(parent, typed, whole):
            return ""
    # lexists: writing over a broken link would create what it points to.
    if os.path.lexists(whole) and not may_replace(parent, whole):
        return ""
    return whole


def _may_be_written_as(parent: QWidget, typed: str, path: str) -> bool:
    """Say that the format of a typed ending cannot be written; offer the one that was chosen."""
    answer = QMessageBox.question(
        parent,
        tr("Another format"),
        tr(
            "{ending} files cannot be written here. Save it as {path}?",
            ending=typed,
            path=os.path.basename(path),
        ),
        QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Cancel,
        QMessageBox.StandardButton.Save,
    )
    return answer == QMessageBox.StandardButton.Save


def may_replace(parent: QWidget, path: str) -> bool:
    """Ask whether a file that is there may be replaced."""
    answer = QMessageBox.question(
        parent,
        tr("Replace the file?"),
        tr("{path} is there already. Replace it?", path=os.path.basename(path)),
        QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
        # No is the default: Return must not replace anything.
        QMessageBox.StandardButton.No,
    )
    return answer == QMessageBox.StandardButton.Yes
