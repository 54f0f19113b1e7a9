"""The picture itself: tokens as rows, layers as columns, attention as ribbons between them.

What does not move is painted once into a pixmap; a frame of the animation paints one column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip

from explorer.app.theme import Theme
from explorer.features.flow import explain
from explorer.features.flow.protocol import FlowLayer, FlowResult, FlowStack
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture
from explorer.widgets.token_words import word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_ROWS = 200
"""Rows that are drawn of one stack; of a longer text those that the chosen token attends to."""

_FAINT = 0.04
"""Weights below this are not drawn: their ribbons could not be told from the ground."""

_HIGHEST_ROW = 48
"""Units of height that a row takes at the most, where the picture fills a screen."""

_SMALLEST = 8
"""Units of the letters in a row, where many rows share a screen."""

_OPAQUE = 5
"""Ribbons of a layer that are drawn in full colour; the others are faint."""

TEXT, TOKENS, VECTORS = range(3)
"""The first steps; the layers come next, then the scores and the answer."""


@dataclass(frozen=True)
class Spot:
    """What is at a place of the picture: a token's row, or one of its boxes or ribbons."""

    stack: int
    row: int
    layer: int = -1
    source: int = -1


class FlowCanvas(Picture):
    """`chosen` carries a row of the answering stack, `opened` (what, stack, layer, row).

    `stepped` carries -1 or 1 from the arrow keys, `played` fires on Space.
    """

    chosen = Signal(int)
    opened = Signal(str, int, int, int)
    stepped = Signal(int)
    played = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._result: FlowResult | None = None
        self._rows: tuple[tuple[int, ...], ...] = ()
        self._step, self._grown = 0, 1.0
        self._spot: Spot | None = None
        self._ground: QPixmap | None = None
        self._measured: tuple[int, tuple[float, float, float, float], float] | None = None
        self._places: tuple[dict[int, int], ...] = ()
        self._top = 0
        self._fills = False
        self._hidden_rows: frozenset[int] = frozenset()
        self._hidden_ids: frozenset[int] = frozenset()
        self.setObjectName("flowCanvas")
        self.setAccessibleName(tr("The run as a picture"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._again)

    # -- what is shown ---------------------------------------------------------------------------

    def show_result(self, result: FlowResult | None) -> None:
        """Draw another run."""
        self._result, self._spot = result, None
        self._rows = tuple(_rows(stack) for stack in result.stacks) if result is not None else ()
        self._places = tuple({row: place for place, row in enumerate(rows)} for rows in self._rows)
        self._again()

    @property
    def result(self) -> FlowResult | None:
        """The run that is drawn."""
        return self._result

    def hide_words(self, rows: frozenset[int], ids: frozenset[int]) -> None:
        """Let the lens say nothing in these rows of the answering stack, nor these tokens."""
        if (rows, ids) != (self._hidden_rows, self._hidden_ids):
            self._hidden_rows, self._hidden_ids = rows, ids
            self._ground = None
            self.update()

    def _hides(self, number: int, layer: FlowLayer, row: int) -> bool:
        """Whether the lens's word there is to be guessed."""
        if not self._hidden_rows or number != len(self._rows) - 1:
            return False
        return row in self._hidden_rows or int(layer.ids[row]) in self._hidden_ids

    def fill(self, on: bool) -> None:
        """Be as high as there is room, with rows as high as that allows; or as high as usual."""
        self._fills = on
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
        """One layer on: the one before is finished, the new one's still part is added."""
        before, now = self._layer_of(self._step), self._layer_of(step)
        if self._ground is None or step != self._step + 1 or before is None or now is None:
            self._ground = None
            return
        painter = QPainter(self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_chosen(painter, *before, 1.0)
        self._paint_others(painter, *now)
        painter.end()

    @property
    def layers(self) -> int:
        """The layers of all stacks together."""
        return sum(len(stack.layers) for stack in self._result.stacks) if self._result else 0

    @property
    def hidden_rows(self) -> int:
        """Tokens of the answering stack that are not drawn."""
        stack = self._result.answering if self._result is not None else None
        return len(stack.tokens) - len(self._rows[-1]) if stack is not None else 0

    def _again(self) -> None:
        self._ground = self._measured = None
        self.updateGeometry()
        self.update()

    # -- measures --------------------------------------------------------------------------------

    @property
    def _line(self) -> float:
        """Height of a row."""
        self._widths()
        assert self._measured is not None
        return self._measured[2]

    def _measure_line(self) -> float:
        """Short texts breathe, long ones stand close."""
        rows = max((len(rows) for rows in self._rows), default=1)
        if self._fills:
            room = self.height() - self._head - self._look.units(6)
            even = room / max(1, rows + bool(self.hidden_rows))
            return max(self._least_line, min(even, self._look.units(_HIGHEST_ROW)))
        widest = self._look.units(36) if rows <= 12 else self._look.units(28)
        return widest if rows <= 24 else self._close_line

    @property
    def _close_line(self) -> float:
        """The height of a row whose words have their usual size and just the room they need."""
        return QFontMetrics(self._look.font(12)).height() + self._look.units(4)

    @property
    def _least_line(self) -> float:
        """The height of a row whose words are as small as they may be."""
        return QFontMetrics(self._look.font(_SMALLEST)).height() + self._look.units(2)

    def _font(self, size: float, *, bold: bool = False, fixed: bool = False) -> QFont:
        """For what is in a row: smaller where more rows share a screen than have room."""
        share = min(1.0, self._line / self._close_line)
        return self._look.font(max(_SMALLEST, size * share), bold=bold, fixed=fixed)

    @property
    def _head(self) -> int:
        return QFontMetrics(self._look.font(12, bold=True)).height() + self._look.units(12)

    def sizeHint(self) -> QSize:
        """A line for each row, and one above."""
        rows = max((len(rows) for rows in self._rows), default=0)
        rows += bool(self.hidden_rows)
        line = self._least_line if self._fills else self._line
        return QSize(1, round(self._head + rows * line) + self._look.units(6))

    def minimumSizeHint(self) -> QSize:
        """Never clipped in height."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Redraw the fixed layer at the new width."""
        super().resizeEvent(event)
        self._ground = self._measured = None

    def _widths(self) -> tuple[float, float, float, float]:
        """Of the token's chip, its ID, its strip of numbers, and of one layer."""
        if self._measured is None or self._measured[0] != self.width():
            self._measured = (self.width(), self._measure_widths(), self._measure_line())
            self._top = self._head
        return self._measured[1]

    def _measure_widths(self) -> tuple[float, float, float, float]:
        look, stacks = self._look, max(1, len(self._rows))
        room = self.width() / stacks
        chip = min(look.units(108), room * 0.22)
        identity = look.units(46) if room > look.units(560) else 0.0
        strip = min(look.units(60), room * 0.12)
        layers = max((len(stack.layers) for stack in self._stacks()), default=1)
        return chip, identity, strip, max(6.0, (room - chip - identity - strip - 12) / layers)

    def _stacks(self) -> tuple[FlowStack, ...]:
        return self._result.stacks if self._result is not None else ()

    def _left(self, stack: int) -> float:
        return stack * self.width() / max(1, len(self._rows))

    def _y(self, stack: int, row: int) -> float:
        """The middle of a row."""
        line = self._line  # which measures the heads above as well
        return self._top + (self._places[stack][row] + 0.5) * line

    def _box(self, stack: int, layer: int, row: int) -> QRectF:
        """The box of a token after a layer (from 0)."""
        chip, identity, strip, width = self._widths()
        left = self._left(stack) + chip + identity + strip + 12 + layer * width
        wide = min(width * 0.66, self._look.units(110))
        high = self._fitting(0.62, 28)
        return QRectF(left + width - wide - 2, self._y(stack, row) - high / 2, wide, high)

    def _fitting(self, share: float, most: int) -> float:
        """The height of what is in a row: a share of it, in close rows as much as words need."""
        least = min(self._line - 2, QFontMetrics(self._font(12)).height() + self._look.units(1))
        return min(max(self._line * share, least), self._look.units(most))

    def _start(self, stack: int, layer: int, row: int) -> QPointF:
        """Where the ribbons that leave a token towards a layer begin."""
        if layer == 0:
            chip, identity, strip, _ = self._widths()
            x = self._left(stack) + chip + identity + strip + 8
            return QPointF(x, self._y(stack, row))
        box = self._box(stack, layer - 1, row)
        return QPointF(box.right(), box.center().y())

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The finished columns from their pixmap, the growing one on top."""
        if self._result is None or not self._result.stacks:
            return
        if self._ground is None:
            self._ground = self._painted_ground()
        painter = QPainter(self)
        ratio = self._ground.devicePixelRatio()
        area = event.rect()  # what is in sight: a long text is much higher than its page
        part = QRectF(
            area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio
        )
        painter.drawPixmap(QRectF(area), self._ground, part)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter)
        growing = self._layer_of(self._step)
        if growing is not None:
            self._paint_chosen(painter, *growing, self._grown)
        if self._spot is not None:
            self._paint_spot(painter, self._spot)
        painter.end()

    def _layer_of(self, step: int) -> tuple[int, int] | None:
        """The (stack, layer) that a step draws, None for the other steps."""
        place = step - VECTORS - 1
        for number, stack in enumerate(self._stacks()):
            if 0 <= place < len(stack.layers):
                return number, place
            place -= len(stack.layers)
        return None

    def _painted_ground(self) -> QPixmap:
        """All that stands still at this step."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, stack in enumerate(self._stacks()):
            self._paint_band(painter, number, stack)
            for row in self._rows[number]:
                self._paint_token(painter, number, stack, row)
        growing = self._layer_of(self._step)
        for place, at in self._all_layers():
            step = self._step_of(place, at)
            if step > self._step:
                self._paint_rails(painter, place, at)
                continue
            self._paint_others(painter, place, at)
            if (place, at) != growing:
                self._paint_chosen(painter, place, at, 1.0)
        if self.hidden_rows:
            self._paint_hidden(painter)
        painter.end()
        return pixmap

    def _all_layers(self) -> Iterator[tuple[int, int]]:
        for place, stack in enumerate(self._stacks()):
            for at in range(len(stack.layers)):
                yield place, at

    def _step_of(self, stack: int, layer: int) -> int:
        before = sum(len(each.layers) for each in self._stacks()[:stack])
        return VECTORS + 1 + before + layer

    def _paint_heads(self, painter: QPainter) -> None:
        look = self._look
        chip, identity, strip, width = self._widths()
        metrics = QFontMetrics(look.font(11, bold=True))
        painter.setFont(look.font(11, bold=True))
        for number, stack in enumerate(self._stacks()):
            left = self._left(number)
            named = [(left, chip, tr("Tokens"), TOKENS)]
            if identity:
                named.append((left + chip + 6, identity, "ID", TOKENS))
            named.append((left + chip + identity + 4, strip + 8, tr("Vector"), VECTORS))
            for at, layer in enumerate(stack.layers):
                box = self._box(number, at, self._rows[number][0])
                text = tr("Layer {number}", number=layer.number)
                if metrics.horizontalAdvance(text) > width - 4:
                    text = str(layer.number)
                if metrics.horizontalAdvance(text) > width - 2 and at % 4:
                    continue  # every fourth of many narrow columns
                end = left + self.width() / len(self._rows)
                wide = metrics.horizontalAdvance(text) + 4
                left_of = min(
                    box.center().x() - wide / 2, end - wide
                )  # the last must not be clipped
                named.append((left_of, wide, text, self._step_of(number, at)))
            for x, room, text, step in named:
                painter.setPen(look.colour("text" if step <= self._step else "muted"))
                area = QRectF(x, 0, room, self._head - look.units(4))
                align = Qt.AlignmentFlag.AlignVCenter
                align |= (
                    Qt.AlignmentFlag.AlignHCenter if step > VECTORS else Qt.AlignmentFlag.AlignLeft
                )
                painter.drawText(area, align, text)

    def _paint_band(self, painter: QPainter, number: int, stack: FlowStack) -> None:
        """The row that the picture is about lies on a band."""
        if stack.position < 0 or self._step < TOKENS:
            return
        special = self._look.colour("special")
        special.setAlpha(28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(special)
        top = self._y(number, stack.position) - self._line / 2 + 1
        wide = self.width() / len(self._rows) - 2
        painter.drawRoundedRect(QRectF(self._left(number), top, wide, self._line - 2), 8, 8)

    def _paint_token(self, painter: QPainter, number: int, stack: FlowStack, row: int) -> None:
        if self._step < TOKENS:
            return
        look, token, y = self._look, stack.tokens[row], self._y(number, row)
        chip, identity, strip, _ = self._widths()
        left, high = self._left(number), self._fitting(0.72, 30)
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
            _name(token), Qt.TextElideMode.ElideRight, int(area.width()) - 6
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        if identity and token.id >= 0:
            painter.setFont(self._font(11, fixed=True))
            painter.setPen(look.colour("muted"))
            place = QRectF(left + chip + 6, y - high / 2, identity - 6, high)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, str(token.id))
        if self._step >= VECTORS:
            place = QRectF(left + chip + identity + 4, y - high * 0.4, strip, high * 0.8)
            painter.drawImage(place, _strip(stack.vectors[row], look))

    def _paint_rails(self, painter: QPainter, number: int, at: int) -> None:
        """Where a layer that has not come yet will be."""
        line = QColor(self._look.colour("line"))
        line.setAlpha(110)
        painter.setPen(QPen(line, 1, Qt.PenStyle.DotLine))
        for row in self._rows[number]:
            start, box = self._start(number, at, row), self._box(number, at, row)
            painter.drawLine(start, QPointF(box.right(), box.center().y()))

    def _paint_others(self, painter: QPainter, number: int, at: int) -> None:
        """What of a layer does not grow: all but the chosen token's row."""
        stack = self._stacks()[number]
        layer = stack.layers[at]
        self._paint_faint(painter, number, at, layer)
        painter.setPen(QPen(self._look.colour("line"), 1.2))
        others = [row for row in self._rows[number] if row != stack.position]
        for row in others:
            start, box = self._start(number, at, row), self._box(number, at, row)
            painter.drawLine(start, QPointF(box.left(), box.center().y()))
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
        if layer.cross is not None:
            self._paint_cross(painter, number, at, layer.cross, grown)
        self._paint_box(painter, number, at, row, layer, grown)

    def _paint_faint(self, painter: QPainter, number: int, at: int, layer: FlowLayer) -> None:
        """The strongest weights of the rows that are not chosen, without antialiasing: many."""
        stack = self._stacks()[number]
        if layer.strongest is None or layer.shares is None or len(self._rows[number]) > 64:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        colour = QColor(self._look.colour("muted"))
        rows = set(self._rows[number])
        for row in self._rows[number]:
            if row == stack.position:
                continue
            pairs = zip(layer.strongest[row], layer.shares[row], strict=True)
            for source, share in pairs:
                if share < 0.15 or int(source) == row or int(source) not in rows:
                    continue
                colour.setAlpha(round(18 + 40 * float(share)))
                painter.setPen(QPen(colour, 1))
                painter.drawPath(self._ribbon(number, at, int(source), row))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_ribbons(
        self, painter: QPainter, number: int, at: int, layer: FlowLayer, grown: float
    ) -> None:
        """From the tokens that the chosen one attends to, as wide as the weight."""
        stack = self._stacks()[number]
        if layer.weights is None or stack.position < 0:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, (source, weight) in enumerate(self._drawn(number, layer.weights)):
            if source == stack.position:
                continue  # its own share is the line itself
            painter.setPen(self._ribbon_pen(weight, place, grown))
            painter.drawPath(self._ribbon(number, at, source, stack.position))

    def _drawn(self, number: int, weights: NDArray[np.float32]) -> list[tuple[int, float]]:
        """The sources that are drawn, the strongest first."""
        known = [(row, float(weights[row])) for row in self._rows[number] if row < len(weights)]
        strong = [(row, weight) for row, weight in known if weight >= _FAINT]
        return sorted(strong, key=lambda pair: -pair[1])

    def _ribbon_pen(self, weight: float, place: int, grown: float) -> QPen:
        colour = QColor(self._look.colour("special"))
        strong = 235 if place < _OPAQUE else 70
        colour.setAlpha(round(strong * min(1.0, 0.35 + weight) * grown))
        thick = self._look.units(1) + self._look.units(11) * math.sqrt(min(1.0, weight)) * 0.7
        pen = QPen(colour, thick * max(0.2, grown))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen

    def _ribbon(self, number: int, at: int, source: int, target: int) -> QPainterPath:
        start, box = self._start(number, at, source), self._box(number, at, target)
        end = QPointF(box.left(), box.center().y())
        bend = (end.x() - start.x()) * 0.55
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
        return path

    def _paint_cross(
        self, painter: QPainter, number: int, at: int, cross: NDArray[np.float32], grown: float
    ) -> None:
        """From the encoder's last column to the decoder's chosen token, in another colour."""
        encoder, stack = self._stacks()[0], self._stacks()[number]
        box = self._box(number, at, stack.position)
        end = QPointF(box.center().x(), box.bottom())
        for source, weight in self._drawn(0, cross)[:_OPAQUE]:
            begin = self._box(0, len(encoder.layers) - 1, source)
            start = QPointF(begin.right(), begin.center().y())
            colour = QColor(self._look.colour("accent"))
            colour.setAlpha(round(200 * min(1.0, 0.3 + weight) * grown))
            painter.setPen(QPen(colour, 1 + self._look.units(7) * weight))
            bend = (end.x() - start.x()) * 0.5
            path = QPainterPath(start)
            path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend * 0.3, 0), end)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)

    def _paint_box(
        self, painter: QPainter, number: int, at: int, row: int, layer: FlowLayer, grown: float
    ) -> None:
        """What the logit lens says at a token after this layer."""
        look, stack = self._look, self._stacks()[number]
        box, own = self._box(number, at, row), row == stack.position
        assert self._result is not None
        ranked = explain.lens_word(self._result, layer, row)
        share = float(layer.probabilities[row])
        hidden = self._hides(number, layer, row)
        share = 0.0 if math.isnan(share) or hidden else share
        back = QColor(look.colour("special" if own else "accent"))
        back.setAlpha(round((30 + 150 * share if own else 12 + 50 * share) * grown))
        painter.setBrush(look.colour("card"))
        painter.setPen(QPen(look.colour("special"), 1.6) if own else QPen(look.colour("line"), 1))
        painter.drawRoundedRect(box, 6, 6)
        painter.setBrush(back)
        painter.drawRoundedRect(box, 6, 6)
        font = self._font(11, bold=own)
        metrics = QFontMetrics(font)
        room = int(box.width()) - 6
        if grown < 0.6 or room < metrics.horizontalAdvance("mm"):
            return
        text = f"{ranked}  {numbers.percent(share)}" if own else ranked
        if hidden and ranked:
            text = "?"
        elif not ranked:
            text = self._turned(layer, row)
        elif metrics.horizontalAdvance(text) > room:
            text, font = self._fitted(ranked, room, own)
        painter.setFont(font)
        painter.setPen(look.colour("text" if own else "muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _fitted(self, ranked: str, room: int, own: bool) -> tuple[str, QFont]:
        """A word in a hand that fits; one that fits in none is left to the tip."""
        for size in (11, 10, 9, 8):
            font = self._font(size, bold=own)
            if QFontMetrics(font).horizontalAdvance(ranked) <= room:
                return ranked, font
        return "…", self._font(11, bold=own)

    def _turned(self, layer: FlowLayer, row: int) -> str:
        """How far the layer turned a vector, where no layer can be asked for a word."""
        assert self._result is not None
        turned = float(layer.turned[row])
        return "" if self._result.words or math.isnan(turned) else f"{turned:.2f}"

    def _paint_hidden(self, painter: QPainter) -> None:
        look = self._look
        painter.setFont(look.font(11))
        painter.setPen(look.colour("muted"))
        top = self._head + len(self._rows[-1]) * self._line
        text = tr("+{count} tokens hidden", count=numbers.count(self.hidden_rows))
        area = QRectF(self._left(len(self._rows) - 1), top, self.width(), self._line)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_spot(self, painter: QPainter, spot: Spot) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour("text"), 2 if self.hasFocus() else 1))
        if spot.layer >= 0:
            painter.drawRoundedRect(self._box(spot.stack, spot.layer, spot.row), 6, 6)
        else:
            chip = self._widths()[0]
            y = self._y(spot.stack, spot.row)
            painter.drawRoundedRect(
                QRectF(
                    self._left(spot.stack) + 1, y - self._line / 2 + 2, chip - 4, self._line - 4
                ),
                6,
                6,
            )

    # -- pointing --------------------------------------------------------------------------------

    def spot_at(self, point: QPointF) -> Spot | None:
        """What is there, None for nothing."""
        if not self._rows:
            return None
        number = min(len(self._rows) - 1, int(point.x() // (self.width() / len(self._rows))))
        at = int((point.y() - self._head) // self._line)
        if point.y() < self._head or not 0 <= at < len(self._rows[number]):
            return None
        row = self._rows[number][at]
        for layer in range(len(self._stacks()[number].layers)):
            if self._box(number, layer, row).contains(point):
                return Spot(number, row, layer)
        if point.x() - self._left(number) <= self._widths()[0]:
            return Spot(number, row)
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
        if spot.layer < 0:
            return tr("{name}, ID {id}. Click: draw the run from here.", name=name, id=token.id)
        layer = stack.layers[spot.layer]
        ranked = explain.lens_word(result, layer, spot.row)
        parts = [tr("{name} after {label}", name=name, label=layer.label)]
        if ranked and not self._hides(spot.stack, layer, spot.row):
            share = numbers.percent(float(layer.probabilities[spot.row]))
            parts.append(tr("the lens ranks “{ranked}” first, {share}", ranked=ranked, share=share))
        if layer.weights is not None and spot.row < len(layer.weights):
            weight = numbers.percent(float(layer.weights[spot.row]))
            whose = explain.spelled(stack.tokens[stack.position])
            parts.append(tr("{whose} gives it {weight}", whose=whose, weight=weight))
        return ": ".join((parts[0], "; ".join(parts[1:]))) if parts[1:] else parts[0]

    def event(self, event: QEvent) -> bool:
        """A tip that says what is under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.spot_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.described(spot) if spot else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frame what is under the mouse."""
        spot = self.spot_at(event.position())
        if spot != self._spot:
            self._spot = spot
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor
            )
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self._spot = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A chip draws the run from there, a box opens that layer of the lens."""
        spot = self.spot_at(event.position())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self._open(spot)

    def _open(self, spot: Spot) -> None:
        if spot.layer >= 0:
            self.opened.emit("lens", spot.stack, spot.layer, spot.row)
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
                if layer is not None:
                    self.opened.emit("lens", *layer, stack.position)
            case _:
                super().keyPressEvent(event)


def _name(token: Token) -> str:
    """A token in its chip: without the dot that stands for the space before it."""
    name = word(token)
    return name.strip("·") or name


def _rows(stack: FlowStack) -> tuple[int, ...]:
    """The tokens that are drawn: all, or of a long text those that matter to the chosen one."""
    everything = range(len(stack.tokens))
    if len(stack.tokens) <= MOST_ROWS:
        return tuple(everything)
    import numpy as np

    weights = [layer.weights for layer in stack.layers if layer.weights is not None]
    usable = [each for each in weights if len(each) == len(stack.tokens)]
    if not usable:
        return tuple(everything[:MOST_ROWS])
    strongest = np.max(np.stack(usable), axis=0)  # [tokens]
    best = set(np.argsort(-strongest)[: MOST_ROWS - 1].tolist()) | {max(0, stack.position)}
    return tuple(sorted(best))


def _strip(values: NDArray[np.float32], look: Theme) -> QImage:
    """The first numbers of a vector as stripes: red below zero, blue above, white at zero."""
    import numpy as np

    size = float(np.abs(values).max()) or 1.0
    image = QImage(max(1, len(values)), 1, QImage.Format.Format_RGB32)
    ground, above, below = (look.colour(name) for name in ("card", "accent", "bad"))
    for place, value in enumerate(values):
        share = min(1.0, abs(float(value)) / size)
        colour = above if value > 0 else below
        mixed = QColor(
            *(
                round(a + (b - a) * share)
                for a, b in zip(ground.getRgb()[:3], colour.getRgb()[:3], strict=True)  # type: ignore[index]
            )
        )
        image.setPixelColor(place, 0, mixed)
    return image
