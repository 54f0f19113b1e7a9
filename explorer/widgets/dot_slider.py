"""A slider whose values are dots on a line, for a mouse, the keyboard and a screen reader."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
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
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import describe, paint_focus
from explorer.widgets.blocks import with_names


class DotSlider(QSlider):
    """A line of dots, and a line of text below. `moved` carries the value that was chosen.

    A slider, so that a screen reader knows the value and can step. `dots` are the values that can
    be chosen, in order; `end` is the value at the right end of the line.
    """

    moved = Signal(int)

    def __init__(self, look: Theme, name: str, spoken: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self.dots: Sequence[int] = ()
        self.end = 0
        self.setRange(0, 0)
        self.setPageStep(1)
        with_names(self, name, spoken)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self._changed)
        look.changed.connect(self.updateGeometry)

    def show_dots(self, dots: Sequence[int], end: int, value: int) -> None:
        """Show these values, at one of them; nobody has chosen it."""
        self.dots, self.end = dots, end
        self.blockSignals(True)
        self.setRange(dots[0] if dots else 0, dots[-1] if dots else 0)
        self.setValue(value)
        self.blockSignals(False)
        self.update()

    def _changed(self, value: int) -> None:
        self.moved.emit(value)

    # -- measures ----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """A line of dots, and their names below."""
        text = QFontMetrics(self._look.font(11)).height()
        return QSize(1, text + self._look.units(26))

    def minimumSizeHint(self) -> QSize:
        """Never clipped in height."""
        return self.sizeHint()

    def x_of(self, value: float) -> float:
        """The middle of a value's dot."""
        pad = self._look.units(34)
        return pad + value * (self.width() - 2 * pad) / max(1, self.end)

    # -- painting ----------------------------------------------------------------------------

    def _paint_line(self, painter: QPainter, first: int, last: int, colour: str) -> None:
        middle = self._look.units(11)
        painter.setPen(QPen(self._look.colour(colour), self._look.units(3)))
        painter.drawLine(QPointF(self.x_of(first), middle), QPointF(self.x_of(last), middle))

    def _paint_dots(self, painter: QPainter, *, ahead: str = "accent") -> None:
        """`ahead` colours the rim of those behind the chosen one, which is painted last.

        Many dots get smaller before they touch.
        """
        look, now = self._look, self.value()
        wide = self.x_of(self.dots[-1]) - self.x_of(self.dots[0])
        apart = wide / max(1, len(self.dots) - 1)
        radius = max(2.0, min(5.0, 0.4 * apart / max(1, look.units(1)))) if wide else 5.0
        for value in (*(value for value in self.dots if value != now), now):
            done = value <= now
            filled = value == now or (done and ahead != "accent")
            painter.setPen(QPen(look.colour("accent" if done else ahead), 2))
            painter.setBrush(look.colour("accent" if filled else "card"))
            size = look.units(8 if value == now else radius)
            painter.drawEllipse(QPointF(self.x_of(value), look.units(11)), size, size)

    # -- moving ------------------------------------------------------------------------------

    def _nearest(self, x: float) -> int:
        return min(self.dots, key=lambda value: abs(self.x_of(value) - x))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """To the nearest dot."""
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging goes along."""
        if self.dots and event.buttons() & Qt.MouseButton.LeftButton:
            self.setValue(self._nearest(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing is dragged any more; Qt would look for a handle."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to the page."""
        event.ignore()


class NamedSlider(DotSlider):
    """Every value has a name, which is written below its dot where there is room."""

    def __init__(self, look: Theme, name: str, spoken: str) -> None:
        super().__init__(look, name, spoken)
        self._names: tuple[str, ...] = ()

    def show_names(self, names: tuple[str, ...], value: int) -> None:
        """Show these, at one of them; nobody has chosen it."""
        self._names = names
        self.show_dots(range(len(names)), max(0, len(names) - 1), value)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is done in colour, what comes in grey."""
        if not self._names:
            return
        look = self._look
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_line(painter, 0, self.end, "line")
            self._paint_line(painter, 0, self.value(), "accent")
            self._paint_dots(painter, ahead="line")
            metrics = QFontMetrics(look.font(11))
            free = -1.0
            for step in range(len(self._names)):
                free = self._paint_name(painter, metrics, step, free)
            paint_focus(self, painter, look.colour("accent"))

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


class StepSlider(DotSlider):
    """Steps of something that continues, some of which were kept; only those can be chosen.

    Its value is the step itself, which a screen reader says. A value between two kept steps, as an
    assistive technology sets it, becomes the next one in the direction of the move.

    Without `captioned` it is one line high, and the chosen step is written elsewhere.
    """

    def __init__(self, look: Theme, name: str, spoken: str, *, captioned: bool = True) -> None:
        super().__init__(look, name, spoken)
        self._captioned = captioned
        self._before = 0
        self._now = 0

    def show_steps(self, steps: Sequence[int], now: int, end: int, value: int) -> None:
        """Show the kept steps of `now` that are done of `end`, at the kept step `value`."""
        self._before, self._now = value, now
        self.show_dots(tuple(steps), end, value)
        self._describe()

    def sizeHint(self) -> QSize:
        """The dots, and the step below them."""
        return super().sizeHint() if self._captioned else QSize(1, self._look.units(22))

    def _describe(self) -> None:
        describe(self, self._caption if self.dots else tr("nothing is kept yet"))

    @property
    def _caption(self) -> str:
        return tr("step {step}", step=numbers.count(self.value()))

    @Slot(int)
    def _changed(self, value: int) -> None:
        if value not in self.dots:
            up = value > self._before
            rest = [dot for dot in self.dots if (dot > value if up else dot < value)]
            self.setValue((rest[0] if up else rest[-1]) if rest else self._before)
            return
        if value != self._before:
            self._before = value
            self._describe()
            super()._changed(value)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The way that was gone in colour, what is to come in grey, the chosen step named."""
        look = self._look
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_line(painter, 0, max(1, self.end), "line")
            if self.dots:
                self._paint_line(painter, 0, self._now, "accent")
                self._paint_dots(painter)
            if self.dots and self._captioned:
                metrics = QFontMetrics(look.font(11, bold=True))
                wide = metrics.horizontalAdvance(self._caption) + look.units(8)
                left = min(max(0.0, self.x_of(self.value()) - wide / 2), self.width() - wide)
                painter.setFont(look.font(11, bold=True))
                painter.setPen(look.colour("text"))
                area = QRectF(left, look.units(24), wide, metrics.height())
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._caption)
            paint_focus(self, painter, look.colour("accent"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → go to the next kept step, Page keys ten of them, Home and End to the ends."""
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_PageDown: -10,
            Qt.Key.Key_PageUp: 10,
        }.get(Qt.Key(event.key()))
        if step is None or not self.dots:
            super().keyPressEvent(event)
            return
        self.step_by(step)

    def step_by(self, by: int) -> None:
        """So many kept steps on, or back below 0, and no further than there are."""
        if self.dots:
            at = self.dots.index(self.value()) + by
            self.setValue(self.dots[max(0, min(len(self.dots) - 1, at))])
