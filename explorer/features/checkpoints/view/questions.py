"""The questions that need an answer before anything continues. Tests replace these functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from explorer.boundary.own_data import KEPT_DAYS
from explorer.features.checkpoints.protocol import SavePreview
from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import with_names
from explorer.widgets.dialog_frame import stack_buttons

_Role = QMessageBox.ButtonRole

Answer: TypeAlias = Literal["save", "close", "cancel"]
WhereAnswer: TypeAlias = Literal["connect", "here", "cancel"]


def _answer(box: QMessageBox) -> QMessageBox.ButtonRole:
    """Ask, and give the role of the button that was pressed; closing the box rejects."""
    box.exec()
    clicked = box.clickedButton()
    role = box.buttonRole(clicked) if clicked is not None else _Role.RejectRole
    box.deleteLater()
    return role


def _box(parent: QWidget, name: str, title: str, text: str, more: str) -> QMessageBox:
    box = with_names(QMessageBox(parent), name)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    return box


def first_of(names: Sequence[str], most: int) -> str:
    """Names of files as a list, and how many more there are."""
    rest = len(names) - most
    more = [numbers.ntr("{count} more file", "{count} more files", rest)] if rest > 0 else []
    return numbers.joined([*names[:most], *more])


def replace_box(parent: QWidget, preview: SavePreview) -> QMessageBox:
    """The question before a folder is replaced; Cancel is the default."""
    names = first_of(preview.there, 8)
    what = (
        tr("The saved model that is there") if preview.is_model else tr("Everything that is there")
    )
    box = _box(
        parent,
        "replaceQuestion",
        tr("Replace the folder?"),
        tr("{folder} is not empty.", folder=preview.folder),
        numbers.ntr(
            "{folder} will be replaced: {count} entry ({entries}). It is kept until the new one "
            "is complete.",
            "{folder} will be replaced: {count} entries ({entries}). It is kept until the new "
            "one is complete.",
            len(preview.there),
            folder=what,
            entries=names,
        ),
    )
    box.addButton(tr("Replace it"), _Role.AcceptRole)
    cancel = box.addButton(tr("Cancel"), _Role.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    stack_buttons(box)
    return box


def ask_replace(parent: QWidget, preview: SavePreview) -> bool:
    """Whether everything in a folder may go."""
    box = replace_box(parent, preview)
    return _answer(box) == _Role.AcceptRole


def unsaved_box(parent: QWidget, summary: ModelSummary, *, closes: bool = True) -> QMessageBox:
    """The question before a created model is lost; Save is the default.

    A snapshot that was opened is not lost with the window: the program keeps it for a while.
    `closes`: the window closes; else the model only goes from memory.
    """
    if summary.is_snapshot:
        sentences = [
            numbers.ntr(
                "Train keeps the steps of its training until another one begins there; when the "
                "program closes, for {count} day at most. A folder that you save it in stays as "
                "long as you like.",
                "Train keeps the steps of its training until another one begins there; when the "
                "program closes, for {count} days at most. A folder that you save it in stays as "
                "long as you like.",
                KEPT_DAYS,
            )
        ]
        steps = summary.training.steps if summary.training is not None else 0
        # Another step of the same training may have been saved: it is this one that is not.
        title = tr(
            "The {class_name} as it was after step {step} of its training is not saved.",
            class_name=summary.class_name,
            step=numbers.count(steps),
        )
    else:
        sentences = [
            numbers.ntr(
                "It has {count} parameter and is only in memory.",
                "It has {count} parameters and is only in memory.",
                summary.parameters,
            )
        ]
        title = tr("The {class_name} that you created is not saved.", class_name=summary.class_name)
    if summary.seed:
        sentences.append(tr("The same config with seed {seed} gives it again.", seed=summary.seed))
    box = _box(parent, "unsavedQuestion", tr("Save the model?"), title, " ".join(sentences))
    save = box.addButton(tr("Save…"), _Role.AcceptRole)
    go_on = tr("Close without saving") if closes else tr("Go on without saving")
    box.addButton(go_on, _Role.DestructiveRole)
    cancel = box.addButton(tr("Cancel"), _Role.RejectRole)
    box.setDefaultButton(save)
    box.setEscapeButton(cancel)
    stack_buttons(box)
    return box


def ask_unsaved(parent: QWidget, summary: ModelSummary, *, closes: bool = True) -> Answer:
    """What is to happen with a model that was made here and is not saved."""
    role = _answer(unsaved_box(parent, summary, closes=closes))
    if role == _Role.AcceptRole:
        return "save"
    return "close" if role == _Role.DestructiveRole else "cancel"


def computer_box(parent: QWidget, session: str, computer: str, now: str) -> QMessageBox:
    """The question where the model of a session is on another computer than the one that works.

    `now` is the computer that is connected, empty where none is.
    """
    more = (
        tr(
            "{now} is connected. Disconnect first to connect to {computer}, or open on {now} what "
            "can be opened there.",
            now=now,
            computer=computer,
        )
        if now
        else tr(
            "Connect to {computer} to continue as it was, or open here what can be opened here.",
            computer=computer,
        )
    )
    title = tr("The model of {session} is on {computer}.", session=session, computer=computer)
    box = _box(parent, "computerQuestion", tr("Where is the model?"), title, more)
    here = box.addButton(
        tr("Open on {computer}", computer=now) if now else tr("Open here"), _Role.DestructiveRole
    )
    connect = None if now else box.addButton(tr("Connect…"), _Role.AcceptRole)
    box.setEscapeButton(box.addButton(tr("Cancel"), _Role.RejectRole))
    box.setDefaultButton(connect or here)
    stack_buttons(box)
    return box


def ask_computer(parent: QWidget, session: str, computer: str, now: str) -> WhereAnswer:
    """Where a session is opened whose model is on another computer."""
    role = _answer(computer_box(parent, session, computer, now))
    if role == _Role.AcceptRole:
        return "connect"
    return "here" if role == _Role.DestructiveRole else "cancel"
