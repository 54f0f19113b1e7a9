"""The steps of a run as dots on a line: play, step, or drag to one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent

from explorer.app.theme import Theme
from explorer.text.translation import tr
from explorer.widgets.accessibility import describe, paint_focus
from explorer.widgets.dot_slider import DotSlider


class Timeline(DotSlider):
    """`moved` carries the step that was chosen; `played` fires on Space."""

    played = Signal()

    def __init__(self, look: Theme, name: str = "flowTimeline") -> None:
        super().__init__(look, name, tr("Steps of the run"))
        self._names: tuple[str, ...] = ()

    def show_steps(self, names: tuple[str, ...], step: int) -> None:
        """Show these steps, at one of them."""
        self._names = names
        self.show_dots(range(len(names)), max(0, len(names) - 1), step)
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is done in colour, what comes in grey."""
        if not self._names:
            return
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_line(painter, 0, self.end, "line")
        self._paint_line(painter, 0, self.value(), "accent")
        self._paint_dots(painter, ahead="line")
        metrics = QFontMetrics(look.font(11))
        free = -1.0
        for step in range(len(self._names)):
            free = self._paint_name(painter, metrics, step, free)
        paint_focus(self, painter, look.colour("accent"))
        painter.end()

    def _paint_name(
        self, painter: QPainter, metrics: QFontMetrics, step: int, free: float
    ) -> float:
        """A name where there is room for it; the shown step's always. Returns where room begins."""
        look, now = self._look, step == self.value()
        name = self._names[step]
        wide = metrics.horizontalAdvance(name) + look.units(8)
        left = min(max(0.0, self.x_of(step) - wide / 2), self.width() - wide)
        own = self.x_of(self.value())
        shown = metrics.horizontalAdvance(self._names[self.value()]) + look.units(12)
        hides = abs(self.x_of(step) - own) < (wide + shown) / 2
        if not now and (left < free or hides):
            return free
        painter.setFont(look.font(11, bold=now))
        painter.setPen(look.colour("text" if now else "muted"))
        area = QRectF(left - 6, look.units(24), wide + 12, metrics.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, name)
        return left + wide

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → step, Home and End jump, as in any slider; Space plays."""
        if event.key() == Qt.Key.Key_Space:
            self.played.emit()
        else:
            super().keyPressEvent(event)
