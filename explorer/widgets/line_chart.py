"""Two curves over steps, one faint and one strong, up to a line that says where it is now."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy

from explorer.app.theme import Theme
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture, paint_focus

_LINES = 4
"""Lines across, at the most."""


@dataclass(frozen=True, eq=False)
class Curve:
    """`values` at `steps`, both [points]; `name` is what a reader hears before a value."""

    name: str
    steps: NDArray[np.float64]
    values: NDArray[np.float64]

    @classmethod
    def of(cls, name: str, points: Sequence[tuple[int, float]]) -> Curve:
        """From pairs of step and value."""
        table = np.array(points, dtype=np.float64).reshape(-1, 2)
        return cls(name, table[:, 0], table[:, 1])

    def at(self, step: float) -> tuple[int, float] | None:
        """The last point at or before a step."""
        place = int(np.searchsorted(self.steps, step, side="right")) - 1
        return (int(self.steps[place]), float(self.values[place])) if place >= 0 else None


_NONE = Curve.of("", ())


class LineChart(Picture):
    """The strong curve is what to look at; ← and → read it point by point."""

    def __init__(self, look: Theme, name: str, spoken: str) -> None:
        super().__init__(name, spoken)
        self._look = look
        self._faint, self._strong = _NONE, _NONE
        self._end, self._now = 0.0, 0.0
        self._read: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.updateGeometry)

    def show_curves(self, faint: Curve, strong: Curve, now: float, end: float) -> None:
        """Show both up to step `now` of `end`."""
        self._faint, self._strong, self._now, self._end = faint, strong, now, max(end, now)
        self._describe()
        self.update()

    @property
    def current(self) -> float:
        """The newest value of the strong curve; not a number before there is one."""
        return float(self._strong.values[-1]) if len(self._strong.values) else math.nan

    def _describe(self) -> None:
        step = self._now if self._read is None else self._read
        self.describe(self.words_at(step))

    def words_at(self, step: float) -> str:
        """What both curves say at a step, in words."""
        parts = []
        for curve in (self._strong, self._faint):
            point = curve.at(step)
            if point is not None:
                parts.append(f"{curve.name} {numbers.rounded(point[1])}")
        at = tr("step {step}", step=numbers.count(round(step)))
        return f"{at}: {', '.join(parts)}" if parts else tr("Nothing was measured yet.")

    # -- measures ----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """High enough to be read; it takes all the height that is left."""
        return QSize(1, self._look.units(96))

    def _top_value(self) -> float:
        values = np.concatenate((self._faint.values, self._strong.values))
        values = values[np.isfinite(values)]
        return float(values.max()) if len(values) else 1.0

    @property
    def area(self) -> QRectF:
        """Where the curves are, without the numbers around them."""
        metrics = QFontMetrics(self._look.font(11))
        left = self._look.units(34)
        top = metrics.height() / 2 + 2
        return QRectF(left, top, max(1, self.width() - 2 * left), max(1, self.height() - 2 * top))

    def point_of(self, step: float, value: float) -> QPointF:
        """Where a value at a step is drawn."""
        area, top = self.area, _ticks(self._top_value())[-1]
        x = area.left() + area.width() * step / max(1.0, self._end)
        return QPointF(x, area.bottom() - area.height() * min(max(value, 0.0), top) / top)

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lines across with their numbers, the curves, and the line of now."""
        look, area = self._look, self.area
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(look.font(11))
            high = QFontMetrics(look.font(11)).height()
            ticks = _ticks(self._top_value())
            for value in ticks:
                y = self.point_of(0, value).y()
                painter.setPen(QPen(look.colour("line"), 1))
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
                painter.setPen(look.colour("muted"))
                side = QRectF(0, y - high / 2, area.left() - look.units(8), high)
                painter.drawText(side, Qt.AlignmentFlag.AlignRight, f"{value:g}")
            self._paint_curve(painter, self._faint, "scroll", 1)
            self._paint_curve(painter, self._strong, "accent", 2.6)
            if self._end:
                self._paint_now(painter)
            paint_focus(self, painter, look.colour("accent"))

    def _paint_curve(self, painter: QPainter, curve: Curve, colour: str, wide: float) -> None:
        # A point for each pixel at the most: more are not seen, and thousands of them are slow.
        every = max(1, math.ceil(len(curve.steps) / max(1, self.width())))
        last = len(curve.steps) - 1
        places = np.arange(0, last + 1, every)
        if last >= 0 and places[-1] != last:
            places = np.append(places, last)
        # All at once: a training draws its curves several times a second beside its steps.
        area, top = self.area, _ticks(self._top_value())[-1]
        x = area.left() + area.width() * curve.steps[places] / max(1.0, self._end)
        shares = np.clip(curve.values[places], 0.0, top) / top
        y = area.bottom() - area.height() * shares
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour(colour), self._look.units(1) * wide))
        gaps = np.flatnonzero(~np.isfinite(y))
        for part in np.split(np.column_stack((x, y)), gaps):
            finite = part[np.isfinite(part[:, 1])]
            painter.drawPolyline([QPointF(*point) for point in finite.tolist()])

    def _paint_now(self, painter: QPainter) -> None:
        look, area = self._look, self.area
        read = self._read is not None
        step = self._now if self._read is None else self._read
        x = self.point_of(step, 0).x()
        painter.setPen(QPen(look.colour("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        text = self.words_at(step) if read else tr("now")
        metrics = QFontMetrics(look.font(11))
        wide, gap = metrics.horizontalAdvance(text), look.units(6)
        # To the right of the line, and to its left where there is no room.
        left = x + gap if x + gap + wide <= self.width() else max(0.0, x - gap - wide)
        painter.setPen(look.colour("text" if read else "muted"))
        painter.drawText(QPointF(left, area.top() + metrics.ascent()), text)

    # -- reading -----------------------------------------------------------------------------

    def _read_at(self, step: float | None) -> None:
        if step != self._read:
            self._read = step
            self._describe()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read at the mouse."""
        area = self.area
        if self._end and area.left() <= event.position().x() <= area.right():
            step = (event.position().x() - area.left()) / area.width() * self._end
            self._read_at(round(step) if step < self._now else None)

    def leaveEvent(self, event: object) -> None:
        """Back to now."""
        self._read_at(None)

    def focusOutEvent(self, event: object) -> None:
        """Back to now."""
        self._read_at(None)
        self.update()

    def focusInEvent(self, event: object) -> None:
        """Show that the keys read here."""
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → go from point to point, Home and End to the ends."""
        steps = self._strong.steps
        moves: dict[Qt.Key, Callable[[int], int]] = {
            Qt.Key.Key_Left: lambda place: place - 1,
            Qt.Key.Key_Right: lambda place: place + 1,
            Qt.Key.Key_Home: lambda place: 0,
            Qt.Key.Key_End: lambda place: len(steps) - 1,
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or not len(steps):
            super().keyPressEvent(event)
            return
        at = self._now if self._read is None else self._read
        place = int(np.searchsorted(steps, at, side="right")) - 1
        self._read_at(float(steps[max(0, min(len(steps) - 1, move(place)))]))


def _ticks(top: float) -> list[float]:
    """Round numbers from 0 to `top` or just above it, a few of them; to 1 where all is 0."""
    top = top if top > 1e-9 else 1.0
    rough = top / (_LINES - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    return [step * place for place in range(_LINES) if step * (place - 1) < top * 0.999]
