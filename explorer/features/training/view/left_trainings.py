"""A training that was not finished, or not saved: continue or open it, or delete it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.features.training.protocol import LeftTraining
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, packed
from explorer.widgets.flow_layout import FlowLayout


class LeftTrainings(QWidget):
    """The newest one that was left. `resume_wanted` and `delete_wanted` carry its folder."""

    resume_wanted = Signal(str)
    delete_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._left: tuple[LeftTraining, ...] = ()
        self._presenting = False
        card = Card()
        self.about = label(wrap=True, name="trainLeft")
        card.add(self.about)
        self.resume = button(tr("Continue it"), name="trainResume")
        self.resume.clicked.connect(self._resume)
        self.delete = button(tr("Delete it"), "link", name="trainDelete")
        self.delete.clicked.connect(self._delete)
        row = FlowLayout(gap=8)
        row.addWidget(self.resume)
        row.addWidget(self.delete)
        card.add_layout(row)
        packed(QVBoxLayout(self), card, margins=(0, 0, 0, 8))
        self.hide()

    @property
    def newest(self) -> LeftTraining | None:
        """The one that is offered."""
        return self._left[0] if self._left else None

    def show_left(self, trainings: tuple[LeftTraining, ...]) -> None:
        """Offer the newest of these; nothing where there is none."""
        self._left = trainings
        self.present(self._presenting)
        if trainings:
            self.about.setText(sentence(trainings[0]))
            ended = trainings[0].ended
            self.resume.setText(tr("Open it") if ended else tr("Continue it"))

    def present(self, on: bool) -> None:
        """Leave the room to what an audience is to see; offer it again afterwards."""
        self._presenting = on
        self.setVisible(bool(self._left) and not on)

    def drop(self, folder: str) -> None:
        """This one is not left any more."""
        self.show_left(tuple(left for left in self._left if left.folder != folder))

    @Slot()
    def _resume(self) -> None:
        self.resume_wanted.emit(self._left[0].folder)

    @Slot()
    def _delete(self) -> None:
        self.delete_wanted.emit(self._left[0].folder)


def sentence(left: LeftTraining) -> str:
    """What was not finished or not saved, and how far it came."""
    if left.ended:
        return tr(
            "A training ended and was not saved: {title}, step {step} of {steps} ({size} on disk).",
            title=left.title,
            step=numbers.count(left.step),
            steps=numbers.count(left.steps),
            size=numbers.bytes_(left.bytes),
        )
    return tr(
        "A training was not finished: {title}, step {step} of {steps} ({size} on disk).",
        title=left.title,
        step=numbers.count(left.step),
        steps=numbers.count(left.steps),
        size=numbers.bytes_(left.bytes),
    )
