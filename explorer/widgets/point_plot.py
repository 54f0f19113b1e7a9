"""Points with names in a plane: read with the mouse or the keys, and chosen with a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent

from explorer.app.theme import Theme
from explorer.widgets.accessibility import paint_focus
from explorer.widgets.pointed_picture import PointedPicture, Spot

_MOST_NAMES = 120
"""Points that are named in the picture; the others say their name where they are pointed at."""
_REACH = 12
"""Units around a point within which the mouse points at it."""

Mark = Literal["dot", "ring", "square"]


@dataclass(frozen=True)
class PlotPoint:
    """A place in the plane. `name` is written beside it where there is room, `strong` ones first;
    `description` says all about it."""

    x: float
    y: float
    name: str
    description: str
    mark: Mark = "dot"
    strong: bool = False


@dataclass(frozen=True)
class PlotAxis:
    """What is between `low` and `high`; `ticks` are lines with their names, left out where they
    would touch."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()


class PointPlot(PointedPicture):
    """`chosen` carries the place of a point that was clicked or chosen with Return.

    `even` draws one unit equally long both ways, as in a map.
    """

    chosen = Signal(int)

    def __init__(
        self, look: Theme, name: str, spoken: str, high: int = 200, *, even: bool = False
    ) -> None:
        super().__init__(look, name, spoken)
        self._high, self._even = high, even
        self._points: tuple[PlotPoint, ...] = ()
        self._x = self._y = PlotAxis(0.0, 1.0)
        self._marked = -1
        self._spots: list[tuple[float, float]] = []
        self._names: dict[int, QRectF] = {}

    @property
    def points(self) -> tuple[PlotPoint, ...]:
        """What is shown."""
        return self._points

    @property
    def names(self) -> dict[int, QRectF]:
        """Where the names of points are written, by their places; those that have room."""
        return self._names

    @property
    def marked(self) -> int:
        """The point that is chosen, -1 for none."""
        return self._marked

    def show_points(
        self,
        points: Sequence[PlotPoint],
        x: PlotAxis,
        y: PlotAxis,
        spoken: str = "",
        marked: int = -1,
    ) -> None:
        """Show these; `marked` is framed. The one that is pointed at stays so where there are as
        many."""
        if len(points) != len(self._points):
            self._spot = ()
        self._points, self._x, self._y, self._marked = tuple(points), x, y, marked
        self.describe(self.words_of(self._spot) if self._spot else spoken)
        self._again()

    def _again(self) -> None:
        self._lay_out()
        super()._again()

    # -- measures ----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As high as asked for, as wide as its column."""
        return QSize(1, self._look.units(self._high))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out the points and their names again."""
        super().resizeEvent(event)
        self._lay_out()

    @property
    def area(self) -> QRectF:
        """Where points are, without what is written around them."""
        metrics = QFontMetrics(self._look.font(11))
        gap = self._look.units(10)
        widest = max((metrics.horizontalAdvance(name) for _, name in self._y.ticks), default=0)
        left = widest + gap
        below = metrics.height() + 4 if self._x.ticks else gap
        right = gap if self._x.ticks else left
        return QRectF(left, gap, max(1, self.width() - left - right), self.height() - gap - below)

    def place_of(self, x: float, y: float) -> QPointF:
        """The pixel of a place in the plane."""
        across, down, centre = self._scale()
        return QPointF(
            centre.x() + (x - (self._x.low + self._x.high) / 2) * across,
            centre.y() - (y - (self._y.low + self._y.high) / 2) * down,
        )

    def _scale(self) -> tuple[float, float, QPointF]:
        """Pixels of one unit across and down, and the middle of both axes."""
        area = self.area
        across = area.width() / max(1e-12, self._x.high - self._x.low)
        down = area.height() / max(1e-12, self._y.high - self._y.low)
        if self._even:
            across = down = min(across, down)
        return across, down, area.center()

    def _lay_out(self) -> None:
        """Find the place of every point, and of the names that have room.

        Once, and not at each look: a model may have 3,000 heads.
        """
        across, down, centre = self._scale()
        left = centre.x() - (self._x.low + self._x.high) / 2 * across
        top = centre.y() + (self._y.low + self._y.high) / 2 * down
        self._spots = [(left + point.x * across, top - point.y * down) for point in self._points]
        self._names = self._placed_names()

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lines with their names, points, and the names of points where there is room."""
        look, reach = self._look, self._look.units(_REACH)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ticks(painter)
            part = QRectF(event.rect()).adjusted(-reach, -reach, reach, reach)
            kinds: dict[tuple[Mark, bool], list[tuple[float, float]]] = {}
            for (x, y), point in zip(self._spots, self._points, strict=True):
                if part.contains(x, y):
                    kinds.setdefault((point.mark, point.strong), []).append((x, y))
            for (mark, strong), spots in kinds.items():
                self._paint_marks(painter, mark, spots, strong=strong)
            for number, area in self._names.items():
                point = self._points[number]
                painter.setFont(look.font(11, bold=point.strong))
                painter.setPen(look.colour("text" if point.strong else "muted"))
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, point.name)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            spot = self._spot[0] if self._spot else -1
            for number, colour, radius in ((self._marked, "accent", 9), (spot, "text", 7)):
                if 0 <= number < len(self._points):
                    painter.setPen(QPen(look.colour(colour), 2))
                    at = QPointF(*self._spots[number])
                    painter.drawEllipse(at, look.units(radius), look.units(radius))
            paint_focus(self, painter, look.colour("accent"))

    def _paint_ticks(self, painter: QPainter) -> None:
        look, area = self._look, self.area
        metrics = QFontMetrics(look.font(11))
        high = metrics.height()
        painter.setFont(look.font(11))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        for value, name in self._y.ticks:
            y = self.place_of(self._x.low, value).y()
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(look.colour("muted"))
            side = QRectF(
                0, y - metrics.height() / 2, area.left() - look.units(6), metrics.height()
            )
            painter.drawText(side, middle, name)
        free = -1.0
        for value, name in self._x.ticks:
            x = self.place_of(value, self._y.low).x()
            wide = metrics.horizontalAdvance(name) + look.units(6)
            if x - wide / 2 < free:
                continue
            free = x + wide / 2
            below = QRectF(x - wide / 2, area.bottom() + 3, wide, high)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_marks(
        self, painter: QPainter, mark: Mark, spots: list[tuple[float, float]], *, strong: bool
    ) -> None:
        """Points of one kind: a pen for each of 1,000 took half of the time."""
        look = self._look
        colour = look.colour("accent" if strong or mark == "dot" else "muted")
        size = look.units(5 if strong else 4)
        hollow = mark == "ring"
        painter.setPen(QPen(colour, 1.4) if hollow else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("card") if hollow else colour)
        draw = painter.drawRect if mark == "square" else painter.drawEllipse
        for x, y in spots:
            draw(QRectF(x - size, y - size, 2 * size, 2 * size))

    def _placed_names(self) -> dict[int, QRectF]:
        """Where names are written: right, left, above or below a point, where nothing else is."""
        look = self._look
        metrics = QFontMetrics(look.font(11, bold=True))
        high, gap = metrics.height(), look.units(10)
        half = gap / 2
        taken = [(x - half, y - half, x + half, y + half) for x, y in self._spots]
        order = sorted(
            (number for number, point in enumerate(self._points) if point.name),
            key=lambda number: (number != self._marked, not self._points[number].strong),
        )
        names: dict[int, QRectF] = {}
        for number in order[:_MOST_NAMES]:
            x, y = self._spots[number]
            wide = metrics.horizontalAdvance(self._points[number].name) + 2
            for left, top in (
                (x + gap, y - high / 2),
                (x - gap - wide, y - high / 2),
                (x - wide / 2, y - gap - high),
                (x - wide / 2, y + gap),
            ):
                box = (left, top, left + wide, top + high)
                inside = left >= 0 and left + wide <= self.width()
                inside = inside and top >= 0 and top + high <= self.height()
                if inside and not any(_touch(box, other) for other in taken):
                    taken.append(box)
                    names[number] = QRectF(left, top, wide, high)
                    break
        return names

    # -- pointing ----------------------------------------------------------------------------

    def spot_at(self, point: QPointF) -> Spot:
        """The nearest point within reach."""
        best, nearest = -1, float(self._look.units(_REACH)) ** 2
        across, down = point.x(), point.y()
        for number, (x, y) in enumerate(self._spots):
            distance = (x - across) ** 2 + (y - down) ** 2
            if distance < nearest:
                best, nearest = number, distance
        return (best,) if best >= 0 else ()

    def words_of(self, spot: Spot) -> str:
        """All about a point."""
        return self._points[spot[0]].description

    def neighbour(self, down: int, across: int) -> Spot:
        """← and → go through the points from left to right, ↑ and ↓ from below to above."""
        points = self._points
        order = sorted(
            range(len(points)),
            key=lambda n: (points[n].x, points[n].y) if across else (points[n].y, points[n].x),
        )
        at = order.index(self._spot[0]) if self._spot else 0
        return (order[max(0, min(len(order) - 1, at + across - down))],) if order else ()

    def first_spot(self) -> Spot:
        """The chosen point, or a strong one."""
        if not self._points:
            return ()
        strong = [number for number, point in enumerate(self._points) if point.strong]
        return (self._marked if self._marked >= 0 else (strong or [0])[0],)

    def choose(self, spot: Spot) -> None:
        """Say that a point was chosen."""
        self.chosen.emit(spot[0])

    def _point(self, spot: Spot) -> None:
        """Only what is around both points is painted again: a model may have 3,000 heads."""
        if spot == self._spot:
            return
        reach = self._look.units(_REACH)
        for number in (*self._spot, *spot):
            x, y = (round(place) for place in self._spots[number])
            self.update(x - reach, y - reach, 2 * reach, 2 * reach)
        self._spot = spot
        if spot:
            self.describe(self.words_of(spot))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame goes."""
        super().focusOutEvent(event)
        self._point(())
        self.update()


Box = tuple[float, float, float, float]


def _touch(box: Box, other: Box) -> bool:
    """Whether two boxes (left, top, right, bottom) share any place."""
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
