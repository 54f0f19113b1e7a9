"""The picture of a model, painted: blocks from top to bottom, each with a bar of parameters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy

from explorer.app.theme import Theme
from explorer.features.architecture.diagram import Block, Diagram, Kind, Stack
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.pointed_picture import PointedPicture, Spot, step_in

_COLOURS: dict[Kind, str] = {
    "embedding": "special",
    "attention": "accent",
    "feed-forward": "good",
    "norm": "muted",
    "head": "warn",
    "other": "muted",
}
_WRAPPED = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class _Spot:
    """Where a block or the frame of a stack is; `bar` is as long as its share of all."""

    item: Block | Stack
    area: QRectF
    bar: QRectF


class DiagramView(PointedPicture):
    """Shows a Diagram. `chosen` carries the row of the tree that a click or Return leads to,
    `pointed` where the part is that the keyboard walked to.

    The bars of all blocks are equally high, so their areas compare as the parameters do.
    """

    chosen = Signal(int)
    pointed = Signal(QRect)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "architecturePicture", tr("The model as a picture"))
        self._diagram = Diagram("", ())
        self._shapes: dict[int, str] = {}
        self._spots: tuple[_Spot, ...] = ()
        self._height = 0
        self._flat = False
        self._marked: tuple[int, ...] = ()
        self.unsetCursor()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def spots(self) -> tuple[tuple[Block | Stack, QRectF, QRectF], ...]:
        """What is drawn, where, and the bar of its parameters."""
        return tuple((spot.item, spot.area, spot.bar) for spot in self._spots)

    @property
    def chosen_area(self) -> QRect | None:
        """Where the part is that was chosen or pointed at last."""
        return self._spots[self._spot[0]].area.toRect() if self._spot else None

    def show_diagram(self, diagram: Diagram) -> None:
        """Show this picture."""
        self._diagram, self._shapes, self._spot, self._marked = diagram, {}, (), ()
        self.describe("; ".join(self.say(part) for part in self._all()))
        self._again()

    def mark(self, rows: tuple[int, ...]) -> None:
        """Frame the part that the tree shows: the first of these rows that is drawn, if any."""
        self._marked = rows
        shown = self._spots[self._spot[0]].item.row if self._spot else None
        spot = self._marked_spot()
        if not spot or self._spots[spot[0]].item.row != shown:
            self._point(spot)

    def _marked_spot(self) -> Spot:
        drawn = {spot.item.row: place for place, spot in enumerate(self._spots)}
        return next(((drawn[row],) for row in self._marked if row in drawn), ())

    def leaveEvent(self, event: QEvent) -> None:
        """The part that the tree shows is framed again."""
        if not self.hasFocus():
            self._point(self._marked_spot())

    def show_shapes(self, shapes: dict[int, str]) -> None:
        """Show the shapes of a run, by row of the tree, instead of those for any length."""
        if shapes != self._shapes:
            self._shapes = shapes
            self._again()

    def _all(self) -> list[Block | Stack]:
        rows: list[Block | Stack] = []
        for part in self._diagram.parts:
            rows.append(part)
            if isinstance(part, Stack):
                rows += part.blocks
        return rows

    def _again(self) -> None:
        self._lay_out(self.width())
        super()._again()

    # -- in words ----------------------------------------------------------------------------

    def say(self, item: Block | Stack) -> str:
        """All that is known of a part, as a tip and for a screen reader."""
        if isinstance(item, Stack):
            return f"{self._head(item)}: {item.words}, {_size(item)}"
        parts = (f"{item.title}: {self._words(item)}", self._shape(item), _size(item))
        return ", ".join(part for part in parts if part)

    def _head(self, stack: Stack) -> str:
        if stack.repeats == 1:
            return tr("1 layer")
        return tr("{repeats} layers, one after the other", repeats=stack.repeats)

    def _shape(self, block: Block) -> str:
        return self._shapes.get(block.row, block.shape)

    # -- where -------------------------------------------------------------------------------

    def _lay_out(self, width: int) -> int:
        """Place everything for a width; how high it becomes."""
        look = self._look
        gap, pad, bar = look.units(12), look.units(8), look.units(6)
        bold, small = QFontMetrics(look.font(13, bold=True)), QFontMetrics(look.font(12))
        longest = max(1.0, width - 4 * pad - 2)  # of the innermost block: one scale for all bars
        lines = [
            bold.horizontalAdvance(item.title)
            + small.horizontalAdvance(self._words(item) + self._numbers(item))
            for item in self._diagram.blocks
        ]
        flat = max(lines, default=0) + 5 * pad <= longest  # then each block takes one line
        spots: list[_Spot] = []

        def block(item: Block, left: float, top: float, wide: float) -> float:
            room = max(1, int(wide - 2 * pad))
            texts = () if flat else (self._words(item), self._numbers(item))
            below = sum(
                small.boundingRect(0, 0, room, 10_000, _WRAPPED, text).height() for text in texts
            )
            high = bold.height() + below + bar + 2 * pad
            area = QRectF(left, top, wide, high)
            length = longest * item.share
            strip = QRectF(left + pad, area.bottom() - pad - bar + 3, length, bar)
            spots.append(_Spot(item, area, strip))
            return high

        top = 1.0
        for part in self._diagram.parts:
            if spots:
                top += gap
            if isinstance(part, Block):
                top += block(part, 1, top, width - 2)
                continue
            place, start = len(spots), top
            top += bold.height() + (0 if flat else small.height()) + 2 * pad
            for number, item in enumerate(part.blocks):
                top += gap if number else 0
                top += block(item, 1 + pad, top, width - 2 - 2 * pad)
            top += pad
            frame = QRectF(1, start, width - 2, top - start)
            spots.insert(place, _Spot(part, frame, QRectF()))
        self._spots, self._height, self._flat = tuple(spots), int(top + 2), flat
        return self._height

    def heightForWidth(self, width: int) -> int:
        """As high as its blocks are."""
        known = self._spots, self._height, self._flat
        height = self._lay_out(width)
        self._spots, self._height, self._flat = known
        return height

    def sizeHint(self) -> QSize:
        """As high as its blocks are at this width."""
        return QSize(1, self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap again."""
        super().resizeEvent(event)
        self._again()

    # -- painting ----------------------------------------------------------------------------

    def _words(self, block: Block) -> str:
        if block.place == "beside":
            return tr("{words}, beside the part above", words=block.words)
        return block.words

    def _numbers(self, block: Block) -> str:
        shape = self._shape(block)
        return " · ".join(part for part in (shape, _size(block)) if part)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frames of stacks, blocks in them and around, and arrows from each to what reads it."""
        look = self._look
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pad = look.units(8)
            for place, spot in enumerate(self._spots):
                here = (place,) == self._spot
                frame = isinstance(spot.item, Stack)
                line = look.colour("accent" if here else "field_line" if frame else "line")
                painter.setPen(QPen(line, 2 if here else 1))
                painter.setBrush(look.colour("back" if frame else "card"))
                painter.drawRoundedRect(spot.area, 7, 7)
                inner = spot.area.adjusted(pad, pad - 2, -pad, 0)
                bold, small = look.font(13, bold=True), look.font(12)
                painter.setFont(bold)
                painter.setPen(look.colour("text"))
                high, room = QFontMetrics(bold).height(), int(inner.width())
                if isinstance(spot.item, Stack):
                    head = self._head(spot.item)
                    if QFontMetrics(bold).horizontalAdvance(head) > room:
                        head = numbers.ntr("{count} layer", "{count} layers", spot.item.repeats)
                    painter.drawText(inner, 0, _elided(bold, head, room))
                    painter.setFont(small)
                    painter.setPen(look.colour("muted"))
                    side = Qt.AlignmentFlag.AlignRight if self._flat else Qt.AlignmentFlag.AlignLeft
                    painter.drawText(
                        inner.adjusted(0, 0 if self._flat else high, 0, 0),
                        side,
                        _elided(small, _size(spot.item), room),
                    )
                    continue
                painter.drawText(inner, 0, _elided(bold, spot.item.title, room))
                painter.setFont(small)
                painter.setPen(look.colour("muted"))
                words, sizes = self._words(spot.item), self._numbers(spot.item)
                if self._flat:
                    neighbour = QFontMetrics(bold).horizontalAdvance(spot.item.title) + 2 * pad
                    line_area = QRectF(inner.x(), inner.y(), inner.width(), high)
                    middle = Qt.AlignmentFlag.AlignVCenter
                    painter.drawText(line_area.adjusted(neighbour, 0, 0, 0), middle, words)
                    painter.drawText(line_area, middle | Qt.AlignmentFlag.AlignRight, sizes)
                else:
                    painter.drawText(inner.adjusted(0, high, 0, 0), _WRAPPED, f"{words}\n{sizes}")
                painter.setPen(Qt.PenStyle.NoPen)
                track = QRectF(spot.bar)
                track.setWidth(max(1.0, spot.area.right() - pad - spot.bar.left()))
                painter.setBrush(look.colour("track"))
                painter.drawRect(track)
                painter.setBrush(look.colour(_COLOURS[spot.item.kind]))
                painter.drawRect(spot.bar)
            painter.setPen(QPen(look.colour("field_line"), 1.5))
            for before, after in self._arrows():
                painter.drawLine(before, after)
                tip = look.units(3)
                painter.drawLine(after, after + QPointF(-tip, -tip))
                painter.drawLine(after, after + QPointF(tip, -tip))

    def _arrows(self) -> list[tuple[QPointF, QPointF]]:
        """From each part to the next that reads it, on each level."""
        outer = [spot for spot in self._spots if spot.item in self._diagram.parts]
        levels = [outer]
        for spot in outer:
            if isinstance(spot.item, Stack):
                first = self._spots.index(spot) + 1
                levels.append(list(self._spots[first : first + len(spot.item.blocks)]))
        arrows = []
        for level in levels:
            for before, after in pairwise(level):
                if after.item.place != "after":
                    continue
                middle = after.area.center().x()
                start = QPointF(middle, before.area.bottom() + 1)
                arrows.append((start, QPointF(middle, after.area.top() - 1)))
        return arrows

    # -- pointing ----------------------------------------------------------------------------

    def spot_at(self, point: QPointF) -> Spot:
        """The innermost part at a pixel."""
        inside = [n for n, spot in enumerate(self._spots) if spot.area.contains(point)]
        return tuple(inside[-1:])

    def words_of(self, spot: Spot) -> str:
        """All that is known of a part."""
        return self.say(self._spots[spot[0]].item)

    def neighbour(self, down: int, across: int) -> Spot:
        """Up and Down walk from part to part."""
        return step_in(len(self._spots), self._spot, down)

    def choose(self, spot: Spot) -> None:
        """Show a part in the tree."""
        self.chosen.emit(self._spots[spot[0]].item.row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the ends as well; where the keys go to is to be in sight."""
        key, last = Qt.Key(event.key()), len(self._spots) - 1
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if key in ends and last >= 0:
            self._point((ends[key],))
        else:
            super().keyPressEvent(event)
        if self._spot and key in (*ends, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.pointed.emit(self.chosen_area)


def _elided(font: QFont, text: str, room: int) -> str:
    """A text that has no more room; the tip has all of it."""
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)


def _size(item: Block | Stack) -> str:
    """`28,366,848 parameters in 12 layers · 25.8 %`."""
    if isinstance(item, Block) and item.shared:
        return tr("shares its weights with another part")
    text = numbers.ntr("{count} parameter", "{count} parameters", item.parameters)
    if isinstance(item, Block) and item.repeats > 1:
        text = tr("{part} in {layers} layers", part=text, layers=item.repeats)
    return f"{text} · {numbers.percent(item.share)}"
