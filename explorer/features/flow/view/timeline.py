"""The steps of a run as dots on a line: play, step, or drag to one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from explorer.app.theme import Theme
from explorer.text.translation import tr
from explorer.widgets.accessibility import describe
from explorer.widgets.dot_slider import NamedSlider


class Timeline(NamedSlider):
    """`moved` carries the step that was chosen; `played` fires on Space."""

    played = Signal()

    def __init__(
        self, look: Theme, name: str = "flowTimeline", spoken: str = tr("Steps of the run")
    ) -> None:
        super().__init__(look, name, spoken)

    def show_steps(self, names: tuple[str, ...], step: int) -> None:
        """Show these steps, at one of them."""
        self.show_names(names, step)
        if names:
            place = tr("Step {step} of {steps}", step=step + 1, steps=len(names))
            describe(self, f"{place}: {names[step]}")

    @property
    def step(self) -> int:
        """The step that is shown."""
        return self.value()

    @property
    def ended(self) -> bool:
        """Whether the last step is shown."""
        return bool(self._names) and self.value() == len(self._names) - 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → step, Home and End jump, as in any slider; Space plays."""
        if event.key() == Qt.Key.Key_Space:
            self.played.emit()
        else:
            super().keyPressEvent(event)
