"""The questions that need an answer before anything goes on. Tests replace these functions."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from explorer import words
from explorer.messages.files import SavePreview
from explorer.messages.model import ModelSummary
from explorer.window.parts.dialog_frame import stack_buttons

_Role = QMessageBox.ButtonRole


def _box(parent: QWidget, name: str, title: str, text: str, more: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setObjectName(name)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    return box


def replace_box(parent: QWidget, preview: SavePreview) -> QMessageBox:
    """The question before a folder is replaced; Cancel is the default."""
    names = ", ".join(preview.there[:8]) + (" …" if len(preview.there) > 8 else "")
    what = "The saved model that is there" if preview.is_model else "Everything that is there"
    box = _box(
        parent,
        "replaceQuestion",
        "Replace the folder?",
        f"{preview.folder} is not empty.",
        f"{what} will be gone: {words.plural(len(preview.there), 'entry', 'entries')} ({names}). "
        "It stays until the new one is whole.",
    )
    box.addButton("Replace it", _Role.AcceptRole)
    cancel = box.addButton("Cancel", _Role.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    stack_buttons(box)
    return box


def ask_replace(parent: QWidget, preview: SavePreview) -> bool:
    """Whether everything in a folder may go."""
    box = replace_box(parent, preview)
    box.exec()
    clicked = box.clickedButton()
    agreed = clicked is not None and box.buttonRole(clicked) == _Role.AcceptRole
    box.deleteLater()
    return agreed


def unsaved_box(parent: QWidget, summary: ModelSummary) -> QMessageBox:
    """The question before a created model is lost; Save is the default."""
    seed = f" The same config with seed {summary.seed} gives it again." if summary.seed else ""
    box = _box(
        parent,
        "unsavedQuestion",
        "Save the model?",
        f"The {summary.class_name} that you created is not saved.",
        f"It has {words.plural(summary.parameters, 'parameter')} and is only in memory.{seed}",
    )
    save = box.addButton("Save…", _Role.AcceptRole)
    box.addButton("Close without saving", _Role.DestructiveRole)
    cancel = box.addButton("Cancel", _Role.RejectRole)
    box.setDefaultButton(save)
    box.setEscapeButton(cancel)
    stack_buttons(box)
    return box


def ask_unsaved(parent: QWidget, summary: ModelSummary) -> Literal["save", "close", "cancel"]:
    """What is to happen with a created model that is only in memory."""
    box = unsaved_box(parent, summary)
    box.exec()
    clicked = box.clickedButton()
    role = box.buttonRole(clicked) if clicked is not None else _Role.RejectRole
    box.deleteLater()
    if role == _Role.AcceptRole:
        return "save"
    return "close" if role == _Role.DestructiveRole else "cancel"
