"""The picture itself: tokens as rows, layers as columns, attention as ribbons between them.

What does not move is painted once into a pixmap; a frame of the animation paints one column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy

from explorer.app.theme import Theme
from explorer.features.flow import explain, scene
from explorer.features.flow.protocol import FlowLayer, FlowResult, FlowStack
from explorer.features.flow.scene import TOKENS, VECTORS, Ribbon
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture, paint_focus
from explorer.widgets.picture import draws_lines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HIGHEST_ROW = 48
"""Units of height that a row takes at the most, where the picture fills a screen."""

_SMALLEST = 8
"""Units of the letters in a row, where many rows share a screen."""

_READABLE_ROWS = 10
"""Rows of usual letters for which there is room at the least on a page that scrolls."""

_BOX = 0.66
"""Share of a column that its box takes; ribbons have the rest."""
_BOX_CHOSEN = 0.88
"""The same of the boxes of the chosen token, where words have little room."""
_SILENT = 0.5
"""The room of layers without words, as a share of that of layers with words."""
_APART = 14
"""Pixels between an encoder and its decoder, unscaled."""

_STRIP = 400
"""Pixels of height, unscaled, that are painted at once: all of 128 rows took 36 ms, and a page
shows a third of it."""


@dataclass(frozen=True)
class Spot:
    """What is at a place of the picture: a token's chip or vector, a layer's box, or a ribbon.

    A ribbon runs from the row `source` to the chosen one.
    """

    kind: Literal["chip", "vector", "box", "ribbon"]
    stack: int
    row: int
    layer: int = -1
    source: int = -1


@dataclass(frozen=True)
class _Measures:
    """Pixels at one width of the picture: `widths` of chip, ID and strip, `line` a row's height,
    `top` where rows begin, `box_height` that of a box.

    Of each stack `edges` are its left and right, `columns` how wide a column of layers is, and
    `boxes` a box in it.

    `share` is how large words are where rows share a screen, 1 for their usual size; `fonts` are
    those that were made for it. `groups` says for each stack how many layers share a column, and
    `beside` in which size of letters its shares are beside their words, 0 for below them.
    """

    width: int
    widths: tuple[float, float, float]
    edges: tuple[tuple[float, float], ...]
    columns: tuple[float, ...]
    boxes: tuple[float, ...]
    groups: tuple[int, ...]
    line: float
    share: float
    top: int
    box_height: float
    chip_height: float
    fonts: dict[tuple[float, bool, bool], QFont]
    beside: dict[int, int]


class FlowCanvas(Picture):
    """`chosen` carries a row of the answering stack, `opened` a Spot that has a view of its own.

    `stepped` carries -1 or 1 from the arrow keys, `played` fires on Space. Where it `opens`
    nothing, only the chips can be clicked.
    """

    chosen = Signal(int)
    opened = Signal(object)
    stepped = Signal(int)
    played = Signal()

    def __init__(self, look: Theme, name: str = "flowCanvas") -> None:
        super().__init__(name, tr("The run as a picture"))
        self._look = look
        self.opens = True
        self._most, self._least_rows = scene.MOST_ROWS, 0
        self._result: FlowResult | None = None
        self._rows: tuple[tuple[int, ...], ...] = ()
        self._step, self._grown, self._dense = 0, 1.0, False
        self._spot: Spot | None = None
        self._ground: dict[int, QPixmap] = {}
        self._measured: _Measures | None = None
        self._lines: tuple[tuple[int, ...], ...] = ()
        self._places: tuple[dict[int, int], ...] = ()
        self._stripes: dict[int, QImage] = {}
        self._fills = self._scrolls = False
        self._hidden_rows: frozenset[int] = frozenset()
        self._hidden_ids: frozenset[int] = frozenset()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._again)

    # -- what is shown ---------------------------------------------------------------------------

    def show_result(
        self, result: FlowResult | None, rows: tuple[tuple[int, ...], ...] | None = None
    ) -> None:
        """Draw another run: `rows` of each stack, or those that matter."""
        self._result, self._spot = result, None
        stacks = result.stacks if result is not None else ()
        tight = self._most < scene.MOST_ROWS
        self._rows = rows or tuple(
            scene.rows_of(stack, self._most, with_marks=tight) for stack in stacks
        )
        self._lines = tuple(
            scene.with_gaps(drawn, len(stack.tokens))
            for drawn, stack in zip(self._rows, stacks, strict=False)
        )
        self._places = tuple({row: at for at, row in enumerate(lines)} for lines in self._lines)
        self._again()

    @property
    def result(self) -> FlowResult | None:
        """The run that is drawn."""
        return self._result

    def hide_words(self, rows: frozenset[int], ids: frozenset[int]) -> None:
        """Let the lens say nothing in these rows of the answering stack, nor these tokens."""
        if (rows, ids) != (self._hidden_rows, self._hidden_ids):
            self._hidden_rows, self._hidden_ids = rows, ids
            self._ground.clear()
            self.update()

    def _hides(self, number: int, layer: FlowLayer, row: int) -> bool:
        """Whether the lens's word there is to be guessed."""
        if not self._hidden_rows or number != len(self._rows) - 1:
            return False
        return row in self._hidden_rows or int(layer.ids[row]) in self._hidden_ids

    def limit_rows(self, most: int = scene.MOST_ROWS) -> None:
        """Draw so many rows at the most: of more tokens those that matter to the chosen one."""
        if most != self._most:
            self._most = most
            self.show_result(self._result)

    @property
    def rows(self) -> int:
        """The rows that are drawn, of the stack that has most, with marks of what is left out."""
        return max(map(len, self._lines), default=0)

    def keep_rows(self, rows: int) -> None:
        """Be as high as so many rows from now on, however many tokens there are."""
        if rows != self._least_rows:
            self._most = self._least_rows = rows
            self.show_result(self._result)

    def fill(self, on: bool, *, scrolls: bool = False) -> None:
        """Be as high as there is room, with rows as high as that allows; or as high as usual.

        A page that `scrolls` leaves room for letters that can be read, whatever their size.
        """
        self._fills, self._scrolls = on, on and scrolls
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Ignored, policy.Expanding if on else policy.Fixed)
        self._again()

    def show_step(self, step: int, grown: float = 1.0) -> None:
        """Draw everything up to a step; `grown` (0..1) is how far its own part has grown."""
        if step != self._step:
            self._move_ground(step)
        self._step, self._grown = step, grown
        self.update()

    def _move_ground(self, step: int) -> None:
        """One layer on: the one before is finished or makes room, the still part of it is added."""
        before, now = self._layer_of(self._step), self._layer_of(step)
        if step != self._step + 1 or before is None or now is None:
            self._ground.clear()
            return
        stack, layer = now
        for number, strip in self._ground.items():
            with self._painter_of(number, strip) as painter:
                if layer % self._measures.groups[stack]:
                    self._clear_column(painter, stack, layer)
                else:
                    self._paint_chosen(painter, *before, 1.0)
                self._paint_others(painter, stack, layer, self._area_of(number))

    def _clear_column(self, painter: QPainter, number: int, at: int) -> None:
        """Leave nothing but the band in the column of a layer; paint in no other after that."""
        row = self._rows[number][0]
        left, right = self._start(number, at, row).x(), self._box(number, at, row).right()
        bottom = self._head + self.rows * self._line  # remarks stay below it
        column = QRectF(left + 1, 0, right - left + 1, bottom)
        painter.setClipRect(column)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(column, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        self._paint_band(painter, number, self._stacks()[number])

    def set_dense(self, dense: bool) -> None:
        """Whether rows are close to each other although there are few."""
        self._dense = dense
        self._again()

    @property
    def layers(self) -> int:
        """The layers of all stacks together."""
        return sum(len(stack.layers) for stack in self._result.stacks) if self._result else 0

    @property
    def hidden_rows(self) -> int:
        """Tokens of the answering stack that are not drawn."""
        stack = self._result.answering if self._result is not None else None
        return len(stack.tokens) - len(self._rows[-1]) if stack is not None else 0

    @property
    def _gaps(self) -> int:
        """In how many places of the answering stack tokens are left out."""
        return sum(row < 0 for row in self._lines[-1]) if self._lines else 0

    def _again(self) -> None:
        self._ground.clear()
        self._measured = None
        self._stripes = {}
        self.updateGeometry()
        self.update()

    # -- measures --------------------------------------------------------------------------------

    @property
    def _line(self) -> float:
        """Height of a row."""
        return self._measures.line

    def _measure_line(self, close: float, remarks: bool) -> float:
        """Short texts breathe, long ones are close together; `remarks` take a row as well."""
        rows = max(1, self.rows)
        if self._fills:
            room = self.height() - self._head - self._look.units(6)
            even = room / max(1, rows + remarks)
            return max(self.least_line, min(even, self._look.units(_HIGHEST_ROW)))
        roomy = rows <= 12 and not self._dense
        widest = self._look.units(36) if roomy else self._look.units(28)
        return widest if rows <= 24 else close

    @property
    def least_line(self) -> float:
        """The height of a row whose words are as small as they may be."""
        return QFontMetrics(self._look.font(_SMALLEST)).height() + self._look.units(2)

    @property
    def _close_line(self) -> float:
        """The height of a row whose words have their usual size and just the room they need."""
        return QFontMetrics(self._look.font(12)).height() + self._look.units(4)

    def _font(self, size: float, *, bold: bool = False, fixed: bool = False) -> QFont:
        """For what is in a row: smaller where more rows share a screen than have room."""
        key = (size, bold, fixed)
        fonts = self._measures.fonts
        if key not in fonts:
            small = max(_SMALLEST, size * self._measures.share)
            fonts[key] = self._look.font(small, bold=bold, fixed=fixed)
        return fonts[key]

    @property
    def _head(self) -> int:
        return QFontMetrics(self._look.font(12, bold=True)).height() + self._look.units(12)

    @property
    def _measures(self) -> _Measures:
        """Measured once for a size: thousands of boxes and ribbons ask for them."""
        known = self._measured
        if known is None or known.width != self.width():
            known = self._measured = self._measure()
        return known

    def _measure(self) -> _Measures:
        look, stacks = self._look, self._stacks()
        room = self.width() / max(1, len(stacks))
        chip = min(look.units(108), room * 0.22)
        numbered = any(stack.has_ids for stack in stacks)
        identity = look.units(46) if numbered and room > look.units(560) else 0.0
        strip = min(look.units(60), room * 0.12)
        before = chip + identity + strip + 12
        apart = look.units(_APART)
        room = self.width() - len(stacks) * before - max(0, len(stacks) - 1) * apart
        letters = "mmmm" if self._fills else "mmm"  # nobody of an audience can point for the tip
        least = (QFontMetrics(look.font(11)).horizontalAdvance(letters) + 6) / _BOX
        # Where no word is in any box, as in an encoder, the words beside it have the room.
        parts = [1.0 if self._speaks(number) else _SILENT for number in range(len(stacks))]
        if len(set(parts)) == 1:
            parts = [1.0] * len(stacks)
        groups, columns, edges = [], [], []
        left = 0.0
        for stack, part in zip(stacks, parts, strict=True):
            own = room * part / sum(parts)
            group = scene.group(len(stack.layers), own, least * part)
            groups.append(group)
            columns.append(max(6.0, own / max(1, len(range(0, len(stack.layers), group)))))
            edges.append((left, left + before + own))
            left += before + own + apart
        close = self._close_line
        line = self._measure_line(close, bool(self._remarks_at(tuple(groups))))
        share = min(1.0, line / close)
        words = QFontMetrics(look.font(max(_SMALLEST, 12 * share))).height() + look.units(1)
        lowest = min(line - 2, words)
        boxes = (
            min(self._box_width(number, column), look.units(110))
            for number, column in enumerate(columns)
        )
        box_height = min(max(line * 0.62, lowest), look.units(28))
        chips = min(max(line * 0.72, lowest), look.units(30))
        return _Measures(
            self.width(), (chip, identity, strip), tuple(edges), tuple(columns), tuple(boxes),
            tuple(groups), line, share, self._head, box_height, chips, {}, {},
        )  # fmt: skip

    def _speaks(self, number: int) -> bool:
        """Whether there are words, or turns, in the boxes of a stack."""
        stack, rows = self._stacks()[number], self._rows[number]
        asked = (*rows[:1], *([stack.position] if stack.position >= 0 else []))
        return self._result is not None and any(
            scene.box_word(self._result, layer, row) for layer in stack.layers for row in asked
        )

    def _box_width(self, number: int, column: float) -> float:
        """Of boxes in columns so wide: with less room for the ribbons where all words fit then."""
        usual, most = column * _BOX, column * _BOX_CHOSEN
        metrics = QFontMetrics(self._look.font(_SMALLEST))
        if self._result is None or most < metrics.horizontalAdvance("mmmmmm"):
            return usual
        words = {
            scene.box_word(self._result, layer, row)
            for layer in self._stacks()[number].layers
            for row in self._rows[number]
        }
        needed = max(map(metrics.horizontalAdvance, words), default=0) + 8
        return max(usual, needed) if needed <= most else usual

    def sizeHint(self) -> QSize:
        """A line for each row, and one above."""
        rows = self.rows + bool(self._remarks)
        rows = max(rows, self._least_rows + 1) if self._least_rows else rows
        high = rows * (self.least_line if self._fills else self._line)
        if self._scrolls:
            high = max(high, _READABLE_ROWS * self._close_line)
        return QSize(1, round(self._head + high) + self._look.units(6))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Redraw the fixed layer at the new width."""
        super().resizeEvent(event)
        before = self._measured.groups if self._measured is not None else ()
        self._ground.clear()
        self._measured = None
        if before != self._measures.groups:  # a remark below says so where columns are shared
            self.updateGeometry()

    def _widths(self) -> tuple[float, float, float]:
        """Of the token's chip, its ID, and its strip of numbers."""
        return self._measures.widths

    def _stacks(self) -> tuple[FlowStack, ...]:
        return self._result.stacks if self._result is not None else ()

    def _left(self, stack: int) -> float:
        return self._measures.edges[stack][0]

    def _y(self, stack: int, row: int) -> float:
        """The middle of a row."""
        measures = self._measures
        return measures.top + (self._places[stack][row] + 0.5) * measures.line

    def _middles(self, stack: int, rows: Sequence[int]) -> list[float]:
        """The middles of many rows."""
        measures, places = self._measures, self._places[stack]
        return [measures.top + (places[row] + 0.5) * measures.line for row in rows]

    def _box(self, stack: int, layer: int, row: int) -> QRectF:
        """The box of a token after a layer (from 0)."""
        measures = self._measures
        chip, identity, strip = measures.widths
        width = measures.columns[stack]
        left = self._left(stack) + chip + identity + strip + 12
        left += layer // measures.groups[stack] * width
        wide, high = measures.boxes[stack], measures.box_height
        if row == self._stacks()[stack].position:  # its share is written as well, and in bold
            wide = max(wide, min(width * _BOX_CHOSEN, self._look.units(110)))
        return QRectF(left + width - wide - 2, self._y(stack, row) - high / 2, wide, high)

    def _start(self, stack: int, layer: int, row: int) -> QPointF:
        """Where the ribbons that leave a token towards a layer begin."""
        group = self._measures.groups[stack]
        if layer < group:
            chip, identity, strip = self._widths()
            x = self._left(stack) + chip + identity + strip + 8
            return QPointF(x, self._y(stack, row))
        box = self._box(stack, layer - group, row)
        return QPointF(box.right(), box.center().y())

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The finished columns from their pixmap, the growing one on top."""
        if self._result is None or not self._result.stacks:
            return
        with QPainter(self) as painter:
            finer = self._is_finer(painter)
            if finer:
                self._paint_ground(painter)
            else:
                self._draw_ground(painter, event.rect())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_heads(painter)
            growing = self._layer_of(self._step)
            if growing is not None:
                self._paint_chosen(painter, *growing, self._grown)
            if self._spot is not None and not finer:
                self._paint_spot(painter, self._spot)
            # Before an audience the picture is all there is: a frame would say nothing.
            if not finer and not (self._fills and self._look.presenting):
                paint_focus(self, painter, self._look.colour("accent"))

    def _is_finer(self, painter: QPainter) -> bool:
        """Whether it is drawn for a file, as lines or with more pixels than the screen has."""
        return (
            draws_lines(painter)
            or painter.deviceTransform().m11() > 1.01 * self.devicePixelRatioF()
        )

    def _draw_ground(self, painter: QPainter, area: QRect) -> None:
        """What of the finished columns is in sight: a long text is much higher than its page."""
        for number in range(area.top() // _STRIP, area.bottom() // _STRIP + 1):
            if number not in self._ground:
                self._ground[number] = self._painted_strip(number)
            strip = self._ground[number]
            painter.drawPixmap(self._area_of(number), strip, QRectF(strip.rect()))

    def _layer_of(self, step: int) -> tuple[int, int] | None:
        """The (stack, layer) that a step draws, None for the other steps."""
        place = step - VECTORS - 1
        for number, stack in enumerate(self._stacks()):
            if 0 <= place < len(stack.layers):
                return number, place
            place -= len(stack.layers)
        return None

    def _painted_strip(self, number: int) -> QPixmap:
        """All that does not move at this step in a part of the height."""
        ratio = self.devicePixelRatioF()
        strip = QPixmap(round(self.width() * ratio), round(_STRIP * ratio))
        strip.setDevicePixelRatio(ratio)
        strip.fill(Qt.GlobalColor.transparent)
        with self._painter_of(number, strip) as painter:
            self._paint_ground(painter, self._area_of(number))
        return strip

    def _area_of(self, number: int) -> QRectF:
        """Where a strip is."""
        ratio = self.devicePixelRatioF()
        width = round(self.width() * ratio)
        return QRectF(0, number * _STRIP, width / ratio, _STRIP)

    @contextmanager
    def _painter_of(self, number: int, strip: QPixmap) -> Iterator[QPainter]:
        with QPainter(strip) as painter:
            painter.setWindow(painter.window().translated(0, number * _STRIP))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            yield painter

    def _rows_in(self, area: QRectF | None, number: int) -> list[int]:
        """The rows of a stack of which something is in an area: all of them without one."""
        rows = self._rows[number]
        if area is None:
            return list(rows)
        top, bottom = area.top() - self._line, area.bottom() + self._line
        middles = self._middles(number, rows)
        return [row for row, y in zip(rows, middles, strict=True) if top <= y <= bottom]

    def _paint_ground(self, painter: QPainter, area: QRectF | None = None) -> None:
        """All of it, or at least what of it is in an area."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, stack in enumerate(self._stacks()):
            self._paint_band(painter, number, stack)
            in_sight = set(self._rows_in(area, number))
            for at, row in enumerate(self._lines[number]):
                if row < 0:
                    self._paint_gap(painter, number, at, -row)
                elif row in in_sight:
                    self._paint_token(painter, number, stack, row)
        growing = self._layer_of(self._step)
        for place in range(len(self._stacks())):
            for at, drawn in self._columns(place):
                if not drawn:
                    self._paint_rails(painter, place, at, area)
                    continue
                self._paint_others(painter, place, at, area)
                if (place, at) != growing:
                    self._paint_chosen(painter, place, at, 1.0)
        self._paint_remarks(painter)

    def _columns(self, number: int) -> Iterator[tuple[int, bool]]:
        """The layer of each column of a stack, and whether the step has reached it.

        Where layers share a column, it is the last of them that the step has reached.
        """
        reached = self._step - self._step_of(number, 0)
        layers, group = len(self._stacks()[number].layers), self._measures.groups[number]
        for first in range(0, layers, group):
            last = min(first + group, layers) - 1
            yield max(first, min(last, reached)), first <= reached

    def _step_of(self, stack: int, layer: int) -> int:
        before = sum(len(each.layers) for each in self._stacks()[:stack])
        return VECTORS + 1 + before + layer

    def _heads(self) -> Iterator[tuple[float, float, str, int]]:
        """What is above each column: from where, how wide, the text, and its step."""
        chip, identity, strip = self._widths()
        metrics = QFontMetrics(self._look.font(11, bold=True))
        turns = self._result is not None and scene.has_turns(self._result)
        for number, stack in enumerate(self._stacks()):
            left, end = self._measures.edges[number]
            width = self._measures.columns[number]
            # Of two stacks the layers have the same numbers: which is which is said.
            yield left, chip, stack.title if len(self._rows) > 1 else tr("Tokens"), TOKENS
            if identity:
                yield left + chip + 6, identity, "ID", TOKENS
            free = max(0.0, width - self._measures.boxes[number])  # where the ribbons run below
            yield left + chip + identity + 4, strip + 8 + free, tr("Vector"), VECTORS
            group = self._measures.groups[number]
            for at in range(0, len(stack.layers), group):
                box = self._box(number, at, self._rows[number][0])
                text, short = _column_name(stack.layers[at : at + group], turns=turns)
                full = metrics.horizontalAdvance(text)
                # The last is moved to the left where it would be clipped: towards its neighbour.
                if full > width - 4 - max(0.0, box.center().x() + full / 2 + 2 - end):
                    text = short
                if metrics.horizontalAdvance(text) > width - 2 and at // group % 4:
                    continue  # every fourth of many narrow columns
                wide = metrics.horizontalAdvance(text) + 4
                yield (
                    min(box.center().x() - wide / 2, end - wide),
                    wide,
                    text,
                    self._step_of(number, at),
                )

    def _paint_heads(self, painter: QPainter) -> None:
        look = self._look
        metrics = QFontMetrics(look.font(11, bold=True))
        painter.setFont(look.font(11, bold=True))
        for x, room, text, step in self._heads():
            painter.setPen(look.colour("text" if step <= self._step else "muted"))
            area = QRectF(x, 0, room, self._head - look.units(4))
            align = Qt.AlignmentFlag.AlignVCenter
            align |= Qt.AlignmentFlag.AlignHCenter if step > VECTORS else Qt.AlignmentFlag.AlignLeft
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(int(room), 1))
            painter.drawText(area, align, shown)

    def _paint_band(self, painter: QPainter, number: int, stack: FlowStack) -> None:
        """The row that the picture is about is on a band."""
        if stack.position < 0 or self._step < TOKENS:
            return
        special = self._look.colour("special")
        special.setAlpha(28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(special)
        top = self._y(number, stack.position) - self._line / 2 + 1
        left, right = self._measures.edges[number]
        painter.drawRoundedRect(QRectF(left, top, right - left - 2, self._line - 2), 8, 8)

    def _paint_token(self, painter: QPainter, number: int, stack: FlowStack, row: int) -> None:
        if self._step < TOKENS:
            return
        look, token, y = self._look, stack.tokens[row], self._y(number, row)
        chip, identity, strip = self._widths()
        left, high = self._left(number), self._measures.chip_height
        area = QRectF(left + 1, y - high / 2, chip - 4, high)
        special, chosen = look.colour("special"), row == stack.position
        tint = QColor(look.theme.tokens[row % len(look.theme.tokens)])
        if token.special:
            tint = QColor(special)
            tint.setAlpha(30)
        painter.setBrush(tint)
        painter.setPen(QPen(special, 2) if chosen else QPen(look.colour("line"), 1))
        painter.drawRoundedRect(area, 6, 6)
        font = self._font(12, bold=chosen)
        painter.setFont(font)
        painter.setPen(special if token.special else look.colour("text"))
        text = QFontMetrics(font).elidedText(
            scene.chip_name(token), Qt.TextElideMode.ElideRight, int(area.width()) - 6
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        if identity and token.id >= 0:
            painter.setFont(self._font(11, fixed=True))
            painter.setPen(look.colour("muted"))
            place = QRectF(left + chip + 6, y - high / 2, identity - 6, high)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, str(token.id))
        if self._step >= VECTORS:
            place = QRectF(left + chip + identity + 4, y - high * 0.4, strip, high * 0.8)
            stripes = self._stripes_of(number)
            painter.setBrush(Qt.BrushStyle.NoBrush)  # in a PDF an image is as pale as the brush
            # Two rows of its own: an SVG would have all rows in the place of each.
            painter.drawImage(place, stripes.copy(0, 2 * row, stripes.width(), 2))
            zero = QRectF(place.x(), round(place.center().y()), place.width(), 1)
            painter.fillRect(zero, look.colour("field_line"))

    def _paint_gap(self, painter: QPainter, number: int, at: int, missing: int) -> None:
        """Where tokens are left out, and how many."""
        if self._step < TOKENS:
            return
        chip, identity, strip = self._widths()
        y = self._measures.top + (at + 0.5) * self._line
        area = QRectF(self._left(number) + 1, y - self._line / 2, chip - 4, self._line)
        texts, sizes = scene.gap_texts(missing), (11, 9, _SMALLEST)
        hands = [(text, self._font(size)) for text in texts for size in sizes]
        fits = (
            (text, font)
            for text, font in hands
            if QFontMetrics(font).horizontalAdvance(text) <= area.width()
        )
        text, font = next(fits, hands[-1])
        painter.setFont(font)
        painter.setPen(self._look.colour("muted"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        line = QColor(self._look.colour("line"))
        painter.setPen(QPen(line, 1, Qt.PenStyle.DotLine))
        end = self._left(number) + chip + identity + strip + 4
        painter.drawLine(QPointF(area.right() + 4, y), QPointF(end, y))

    def _stripes_of(self, number: int) -> QImage:
        """All vectors of a stack, painted once."""
        if number not in self._stripes:
            self._stripes[number] = _stripes(self._stacks()[number].vectors, self._look)
        return self._stripes[number]

    def _paint_rails(self, painter: QPainter, number: int, at: int, area: QRectF | None) -> None:
        """Where a layer that has not come yet will be."""
        line = QColor(self._look.colour("line"))
        line.setAlpha(110)
        painter.setPen(QPen(line, 1, Qt.PenStyle.DotLine))
        for row in self._rows_in(area, number):
            start, box = self._start(number, at, row), self._box(number, at, row)
            painter.drawLine(start, QPointF(box.right(), box.center().y()))

    def _paint_others(self, painter: QPainter, number: int, at: int, area: QRectF | None) -> None:
        """What of a layer does not grow: all but the chosen token's row."""
        stack = self._stacks()[number]
        layer = stack.layers[at]
        self._paint_faint(painter, number, at, layer, area)
        others = [row for row in self._rows_in(area, number) if row != stack.position]
        if not others:
            return
        # All but the chosen row's begin and end in the same columns of pixels.
        start, left = (
            self._start(number, at, others[0]).x(),
            self._box(number, at, others[0]).left(),
        )
        painter.setPen(QPen(self._look.colour("line"), 1.2))
        painter.drawLines([QLineF(start, y, left, y) for y in self._middles(number, others)])
        for row in others:
            self._paint_box(painter, number, at, row, layer, 1.0)

    def _paint_chosen(self, painter: QPainter, number: int, at: int, grown: float) -> None:
        """What grows: the ribbons into the chosen token, and its box."""
        stack = self._stacks()[number]
        layer, row = stack.layers[at], stack.position
        if row < 0:
            return
        start, box = self._start(number, at, row), self._box(number, at, row)
        painter.setPen(QPen(self._look.colour("special"), 2.4))
        end = start.x() + (box.left() - start.x()) * grown
        painter.drawLine(start, QPointF(end, box.center().y()))
        self._paint_ribbons(painter, number, at, layer, grown)
        self._paint_cross(painter, number, at, layer, grown)
        self._paint_box(painter, number, at, row, layer, grown)

    def _paint_faint(
        self, painter: QPainter, number: int, at: int, layer: FlowLayer, area: QRectF | None
    ) -> None:
        """The strongest weights of the rows that are not chosen, without antialiasing: many."""
        stack, rows = self._stacks()[number], self._rows[number]
        ribbons = scene.faint_ribbons(stack, layer, rows)
        if not ribbons:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        colour = QColor(self._look.colour("muted"))
        other = next(row for row in rows if row != stack.position)  # whose box is no wider
        start, left = self._start(number, at, other).x(), self._box(number, at, other).left()
        middle = dict(zip(rows, self._middles(number, rows), strict=True))
        for ribbon in ribbons:
            above, below = middle[ribbon.source], middle[ribbon.target]
            # 1: half a line may reach over an edge.
            if area is not None and not (
                min(above, below) - 1 <= area.bottom() and area.top() <= max(above, below) + 1
            ):
                continue
            colour.setAlpha(round(255 * ribbon.opacity))
            painter.setPen(QPen(colour, 1))
            painter.drawPath(_bent(start, above, left, below))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_ribbons(
        self, painter: QPainter, number: int, at: int, layer: FlowLayer, grown: float
    ) -> None:
        """From the tokens that the chosen one attends to, as wide as the weight."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ribbon in scene.ribbons(self._stacks()[number], layer, self._rows[number]):
            painter.setPen(self._ribbon_pen(ribbon, grown))
            painter.drawPath(self._ribbon(number, at, ribbon.source, ribbon.target))

    def _ribbon_pen(self, ribbon: Ribbon, grown: float) -> QPen:
        colour = QColor(self._look.colour("special"))
        colour.setAlpha(round(255 * ribbon.opacity * grown))
        thick = self._look.units(1) + self._look.units(11) * ribbon.breadth
        pen = QPen(colour, thick * max(0.2, grown))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen

    def _ribbon(self, number: int, at: int, source: int, target: int) -> QPainterPath:
        start, box = self._start(number, at, source), self._box(number, at, target)
        return _bent(start.x(), start.y(), box.left(), box.center().y())

    def _paint_cross(
        self, painter: QPainter, number: int, at: int, layer: FlowLayer, grown: float
    ) -> None:
        """From the encoder's last column to the decoder's chosen token, in another colour."""
        encoder, stack = self._stacks()[0], self._stacks()[number]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ribbon in scene.cross_ribbons(stack, layer, self._rows[0]):
            box = self._box(number, at, ribbon.target)
            end = QPointF(box.center().x(), box.bottom())
            begin = self._box(0, len(encoder.layers) - 1, ribbon.source)
            start = QPointF(begin.right(), begin.center().y())
            colour = QColor(self._look.colour("accent"))
            colour.setAlpha(round(255 * ribbon.opacity * grown))
            painter.setPen(QPen(colour, 1 + self._look.units(7) * ribbon.breadth))
            bend = (end.x() - start.x()) * 0.5
            path = QPainterPath(start)
            path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend * 0.3, 0), end)
            painter.drawPath(path)

    def _paint_box(
        self, painter: QPainter, number: int, at: int, row: int, layer: FlowLayer, grown: float
    ) -> None:
        """What the logit lens says at a token after this layer."""
        look, stack = self._look, self._stacks()[number]
        box, own = self._box(number, at, row), row == stack.position
        assert self._result is not None
        word = scene.box_word(self._result, layer, row)
        share = scene.box_share(self._result, layer, row) if own else ""
        hidden = self._hides(number, layer, row)
        opacity = scene.box_opacity(layer, row, chosen=own, guessing=hidden)
        tint = look.colour("special" if own else "accent")
        painter.setBrush(_laid_over(look.colour("card"), tint, opacity * grown))
        painter.setPen(QPen(look.colour("special"), 1.6) if own else QPen(look.colour("line"), 1))
        painter.drawRoundedRect(box, 6, 6)
        font = self._font(11, bold=own)
        room = int(box.width()) - 6
        if grown < 0.6 or room < QFontMetrics(font).horizontalAdvance("mm"):
            return
        beside = self._share_size(number) if share else 0
        text = scene.HIDDEN if hidden and word else word
        if beside and not hidden:
            text, font = f"{word}  {share}", self._font(beside, bold=own)
        elif QFontMetrics(font).horizontalAdvance(text) > room:
            text, font = self._fitted(word, room, own)
        painter.setFont(font)
        painter.setPen(look.colour("text" if own else "muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        if share and not hidden and not beside:
            self._paint_share(painter, box, share)

    def _share_size(self, number: int) -> int:
        """The size of letters in which each share of a stack's answer has room beside its word; 0
        where one has none, and all are below: the boxes of a row have one form.

        A number shrinks less than a word, to be read from afar."""
        sizes, result = self._measures.beside, self._result
        if number not in sizes and result is not None:
            stack = self._stacks()[number]
            row = stack.position
            room = int(self._box(number, 0, row).width()) - 6
            texts = [
                f"{scene.box_word(result, layer, row)}  {scene.box_share(result, layer, row)}"
                for layer in stack.layers
            ]
            metrics = ((size, QFontMetrics(self._font(size, bold=True))) for size in (11, 10, 9))
            fitting = (
                size for size, each in metrics if max(map(each.horizontalAdvance, texts)) <= room
            )
            sizes[number] = next(fitting, 0)
        return sizes.get(number, 0)

    def _paint_share(self, painter: QPainter, box: QRectF, share: str) -> None:
        """Below a box that has room for the word alone, where the rows leave as much: on a ground
        of its own, since the band ends there and ribbons pass."""
        font = self._font(9, bold=True)
        metrics = QFontMetrics(font)
        high, wide = metrics.height(), metrics.horizontalAdvance(share) + self._look.units(6)
        if high <= self._measures.line - box.height():
            below = QRectF(0, box.bottom(), min(wide, box.width()), high)
            below.moveLeft(box.center().x() - below.width() / 2)
            text = painter.pen()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("card"))
            painter.drawRoundedRect(below, 4, 4)
            painter.setPen(text)
            painter.setFont(font)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, share)

    def _fitted(self, word: str, room: int, own: bool) -> tuple[str, QFont]:
        """The word in a hand that fits; of one that fits in none the beginning. A bold word that
        fits in no size is not bold."""
        for bold in (True, False) if own else (False,):
            for size in (11, 10, 9, 8):
                font = self._font(size, bold=bold)
                if QFontMetrics(font).horizontalAdvance(word) <= room:
                    return word, font
        font = self._font(_SMALLEST)
        return QFontMetrics(font).elidedText(word, Qt.TextElideMode.ElideRight, room), font

    @property
    def _remarks(self) -> tuple[str, ...]:
        return self._remarks_at(self._measures.groups)

    def _remarks_at(self, groups: tuple[int, ...]) -> tuple[str, ...]:
        """What is said below the picture of what it leaves out."""
        remarks = []
        answering = self._result.answering if self._result is not None else None
        # A single one says so itself; where every row counts, marks do.
        if answering is not None and self._gaps > 1 and not self._fills:
            remarks.append(scene.hidden_in_all(self.hidden_rows, len(answering.tokens)))
        if any(group > 1 for group in groups):
            remarks.append(tr("Each column shows the last of its layers up to this step"))
        return tuple(remarks)

    def _paint_remarks(self, painter: QPainter) -> None:
        look = self._look
        top = self._head + self.rows * self._line
        area = QRectF(0, top, self.width(), self._line)
        # The heads of the columns say as well which layers they are of: that goes first.
        texts = (" · ".join(self._remarks[:count]) for count in (2, 1))
        sized = [(text, look.font(size)) for text in texts for size in (11, _SMALLEST)]
        fits = (
            (text, font)
            for text, font in sized
            if QFontMetrics(font).horizontalAdvance(text) <= self.width()
        )
        text, font = next(fits, sized[-1])
        painter.setFont(font)
        painter.setPen(look.colour("muted"))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_spot(self, painter: QPainter, spot: Spot) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour("text"), 2 if self.hasFocus() else 1))
        if spot.kind == "box":
            painter.drawRoundedRect(self._box(spot.stack, spot.layer, spot.row), 6, 6)
        elif spot.kind == "ribbon":
            painter.drawPath(self._ribbon(spot.stack, spot.layer, spot.source, spot.row))
        else:
            chip, identity, strip = self._widths()
            y, left = self._y(spot.stack, spot.row), self._left(spot.stack)
            if spot.kind == "vector":
                left, chip = left + chip + identity + 1, strip + 6
            area = QRectF(left + 1, y - self._line / 2 + 2, chip - 4, self._line - 4)
            painter.drawRoundedRect(area, 6, 6)

    # -- pointing --------------------------------------------------------------------------------

    def spot_at(self, point: QPointF) -> Spot | None:
        """What is there, None for nothing."""
        if not self._rows:
            return None
        number = sum(left <= point.x() for left, _ in self._measures.edges[1:])
        at = int((point.y() - self._head) // self._line)
        if point.y() < self._head or not 0 <= at < len(self._lines[number]):
            return None
        row = self._lines[number][at]
        if row < 0:
            return self._ribbon_at(number, point)
        for layer, drawn in self._columns(number):
            if drawn and self._box(number, layer, row).contains(point):
                return Spot("box", number, row, layer)
        chip, identity, strip = self._widths()
        across = point.x() - self._left(number)
        if across <= chip:
            return Spot("chip", number, row)
        if chip + identity < across <= chip + identity + strip + 4 and self._step >= VECTORS:
            return Spot("vector", number, row)
        return self._ribbon_at(number, point)

    def _ribbon_at(self, number: int, point: QPointF) -> Spot | None:
        """The strongest ribbon of the chosen token there, of those that are drawn."""
        stack = self._stacks()[number]
        near = QPainterPathStroker()
        near.setWidth(self._look.units(12))
        for at, drawn in self._columns(number):
            if stack.position < 0 or not drawn:
                break
            layer = stack.layers[at]
            right = self._box(number, at, stack.position).left()
            if not self._start(number, at, stack.position).x() <= point.x() <= right:
                continue
            for ribbon in scene.ribbons(stack, layer, self._rows[number]):
                path = self._ribbon(number, at, ribbon.source, ribbon.target)
                if near.createStroke(path).contains(point):
                    return Spot("ribbon", number, stack.position, at, ribbon.source)
        return None

    def box_of(self, stack: int, layer: int, row: int) -> QRectF:
        """Where the box of a token after a layer is; for whoever points at it."""
        return self._box(stack, layer, row)

    def chip_of(self, stack: int, row: int) -> QRectF:
        """Where a token's chip is."""
        y, chip = self._y(stack, row), self._widths()[0]
        return QRectF(self._left(stack), y - self._line / 2, chip, self._line)

    def described(self, spot: Spot) -> str:
        """What is known of a place, in words."""
        result, stack = self._result, self._stacks()[spot.stack]
        assert result is not None
        token: Token = stack.tokens[spot.row]
        name = explain.spelled(token)
        if spot.kind == "chip":
            return tr("{name}, ID {id}. Click: draw the run from here.", name=name, id=token.id)
        if spot.kind == "vector":
            signs = explain.vector_signs(stack, spot.row)
            if not self.opens:
                return tr("The vector of {name}. {signs}", name=name, signs=signs)
            return tr(
                "The vector of {name}. {signs} Click: all of its numbers.", name=name, signs=signs
            )
        if spot.kind == "ribbon":
            layer = stack.layers[spot.layer]
            assert layer.weights is not None
            label = numbers.capital(layer.label)
            other = explain.spelled(stack.tokens[spot.source])
            share = numbers.percent(float(layer.weights[spot.source]))
            if not self.opens:
                return tr(
                    "{label}: {name} attends to {other} with {share}",
                    label=label,
                    name=name,
                    other=other,
                    share=share,
                )
            return tr(
                "{label}: {name} attends to {other} with {share}. Click: this attention in full.",
                label=label,
                name=name,
                other=other,
                share=share,
            )
        hides = self._hides(spot.stack, stack.layers[spot.layer], spot.row)
        return explain.box_sentence(result, spot.stack, spot.layer, spot.row, guessing=hides)

    def tip_at(self, point: QPointF) -> str:
        """What is under the mouse, in words."""
        spot = self.spot_at(point)
        return self.described(spot) if spot else ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frame what is under the mouse."""
        spot = self.spot_at(event.position())
        if spot != self._spot:
            self._spot = spot
            pressable = spot is not None and (self.opens or spot.kind == "chip")
            hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
            self.setCursor(hand if pressable else arrow)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self._spot = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A chip draws the run from there; all else opens the view that has more of it."""
        spot = self.spot_at(event.position())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self._open(spot)

    def _open(self, spot: Spot) -> None:
        if spot.kind != "chip":
            if self.opens:
                self.opened.emit(spot)
        elif spot.stack == len(self._rows) - 1:
            self.chosen.emit(spot.row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → step, Space plays, ↑ ↓ choose another token, Return opens the layer of the step."""
        stack = self._result.answering if self._result is not None else None
        match event.key():
            case Qt.Key.Key_Left:
                self.stepped.emit(-1)
            case Qt.Key.Key_Right:
                self.stepped.emit(1)
            case Qt.Key.Key_Space:
                self.played.emit()
            case Qt.Key.Key_Up | Qt.Key.Key_Down if stack is not None:
                rows = self._rows[-1]
                move = -1 if event.key() == Qt.Key.Key_Up else 1
                at = max(0, min(len(rows) - 1, rows.index(stack.position) + move))
                self.chosen.emit(rows[at])
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if stack is not None:
                layer = self._layer_of(self._step)
                if layer is not None and self.opens:
                    self.opened.emit(Spot("box", layer[0], stack.position, layer[1]))
            case _:
                super().keyPressEvent(event)


def _laid_over(ground: QColor, colour: QColor, opacity: float) -> QColor:
    """What is seen where a colour lies over a ground: one shape to paint instead of two."""
    pairs = zip(ground.getRgb()[:3], colour.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(below + (above - below) * opacity) for below, above in pairs))


def _bent(start: float, above: float, end: float, below: float) -> QPainterPath:
    """From (start, above) to (end, below), level where it begins and where it ends."""
    bend = (end - start) * 0.55
    path = QPainterPath(QPointF(start, above))
    path.cubicTo(start + bend, above, end - bend, below, end, below)
    return path


def _column_name(layers: tuple[FlowLayer, ...], *, turns: bool) -> tuple[str, str]:
    """What is written above a column, in full and in short; with `turns`, numbers are below it."""
    first, last = layers[0].number, layers[-1].number
    if first == last and turns:
        return tr("Layer {layer}: turn", layer=first), str(first)
    if turns:
        return tr("Layers {first}–{last}: turn", first=first, last=last), f"{first}–{last}"
    if first == last:
        return tr("Layer {layer}", layer=first), str(first)
    return tr("Layers {first}–{last}", first=first, last=last), f"{first}–{last}"


def _stripes(vectors: NDArray[np.float32], look: Theme) -> QImage:
    """The first numbers of all vectors as stripes, two rows of pixels [tokens, 2, numbers] each.

    Blue in the upper row above zero, red in the lower one below: the side says the sign without the
    colour. The ground's colour at zero, each token to its own largest number.
    """
    import numpy as np

    tokens, across = vectors.shape
    size = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    share = np.abs(vectors) / np.where(size > 0, size, 1)  # [tokens, numbers], 0..1
    ground, above, below = (
        np.array((colour.red(), colour.green(), colour.blue()), np.float32)
        for colour in map(look.colour, ("card", "accent", "bad"))
    )
    pixels = np.full((tokens, 2, max(1, across), 4), 255, np.uint8)
    for half, colour, own in ((0, above, vectors > 0), (1, below, vectors < 0)):
        strength = np.where(own, share, 0)[..., None]  # [tokens, numbers, 1]
        pixels[:, half, :across, :3] = np.rint(ground + (colour - ground) * strength)
    wide = pixels.shape[2]
    form = QImage.Format.Format_RGBX8888
    image = QImage(pixels.tobytes(), wide, 2 * tokens, 4 * wide, form)
    return image.copy()  # its own memory: the bytes go
