"""The steps of a run as dots on a line: play, step, or drag to one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider

from explorer.app.theme import Theme
from explorer.text.translation import tr
from explorer.widgets.accessibility import describe, paint_focus


class Timeline(QSlider):
    """`moved` carries the step that was chosen; `played` fires on Space.

    A slider, so that a screen reader knows where one is and can step.
    """

    moved = Signal(int)
    played = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self._names: tuple[str, ...] = ()
        self.setRange(0, 0)
        self.setPageStep(1)
        self.setObjectName("flowTimeline")
        self.setAccessibleName(tr("Steps of the run"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self.moved)
        look.changed.connect(self.updateGeometry)

    def show_steps(self, names: tuple[str, ...], step: int) -> None:
        """Show these steps, at one of them."""
        self._names = names
        # Nobody has chosen anything here.
        self.blockSignals(True)
        self.setRange(0, max(0, len(names) - 1))
        self.setValue(step)
        self.blockSignals(False)
        if names:
            place = tr("Step {step} of {steps}", step=step + 1, steps=len(names))
            describe(self, f"{place}: {names[step]}")
        self.update()

    @property
    def step(self) -> int:
        """The step that is shown."""
        return self.value()

    @property
    def ended(self) -> bool:
        """Whether the last step is shown."""
        return bool(self._names) and self.value() == len(self._names) - 1

    def sizeHint(self) -> QSize:
        """A line of dots, and their names below."""
        text = QFontMetrics(self._look.font(11)).height()
        return QSize(1, text + self._look.units(26))

    def minimumSizeHint(self) -> QSize:
        """Never clipped in height."""
        return self.sizeHint()

    def x_of(self, step: int) -> float:
        """The middle of a step's dot."""
        pad = self._look.units(34)
        return pad + step * (self.width() - 2 * pad) / max(1, len(self._names) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is done in colour, what comes in grey."""
        if not self._names:
            return
        look, middle = self._look, self._look.units(11)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last, now = self.x_of(0), self.x_of(len(self._names) - 1), self.x_of(self.value())
        painter.setPen(QPen(look.colour("line"), look.units(3)))
        painter.drawLine(QPointF(first, middle), QPointF(last, middle))
        painter.setPen(QPen(look.colour("accent"), look.units(3)))
        painter.drawLine(QPointF(first, middle), QPointF(now, middle))
        metrics = QFontMetrics(look.font(11))
        free = -1.0
        for step in self._order():
            self._paint_dot(painter, step, middle)
        for step in range(len(self._names)):
            free = self._paint_name(painter, metrics, step, free)
        paint_focus(self, painter, look.colour("accent"))
        painter.end()

    def _order(self) -> list[int]:
        """The step that is shown is painted last, over its neighbours."""
        return [*(step for step in range(len(self._names)) if step != self.value()), self.value()]

    def _paint_dot(self, painter: QPainter, step: int, middle: float) -> None:
        look = self._look
        done = step <= self.value()
        radius = look.units(8 if step == self.value() else 5)
        painter.setPen(QPen(look.colour("accent" if done else "line"), 2))
        painter.setBrush(look.colour("accent" if done else "card"))
        painter.drawEllipse(QPointF(self.x_of(step), middle), radius, radius)

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

    # -- moving ----------------------------------------------------------------------------------

    def _nearest(self, x: float) -> int:
        return min(range(len(self._names)), key=lambda step: abs(self.x_of(step) - x))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """To the nearest step."""
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging goes along."""
        if self._names and event.buttons() & Qt.MouseButton.LeftButton:
            self.setValue(self._nearest(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing is dragged any more; Qt would look for a handle."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to the page."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → step, Home and End jump, as in any slider; Space plays."""
        if event.key() == Qt.Key.Key_Space:
            self.played.emit()
        else:
            super().keyPressEvent(event)
