"""Probabilities before and after something changed, as bars one under the other for each answer.

The pale bar is before, the full one after; the numbers say both. With `choosing`, a click or
Return picks one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent

from explorer.app.theme import Theme
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.pointed_picture import PointedPicture, Spot, step_in


@dataclass(frozen=True)
class Pair:
    """One answer: its probability before and after, not a number where it is not known.

    `mark` is written before the text, as ✓ is. Scores have no bar: they have no scale.
    """

    text: str
    id: int
    before: float
    after: float
    mark: str = ""
    is_score: bool = False

    @property
    def description(self) -> str:
        """Both numbers in words."""
        return f"{self._amount(self.before)} → {self._amount(self.after)}"

    def _amount(self, value: float) -> str:
        if math.isnan(value):
            return "–"
        return numbers.score(value) if self.is_score else numbers.percent(value)


class PairBars(PointedPicture):
    """`picked` carries the id of an answer that a person chose."""

    picked = Signal(int)

    def __init__(self, look: Theme, name: str, spoken: str, *, choosing: bool = False) -> None:
        super().__init__(look, name, spoken)
        self._pairs: tuple[Pair, ...] = ()
        self._choosing = choosing
        self._kept = 0
        if not choosing:
            self.setMouseTracking(False)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.unsetCursor()

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """What is shown."""
        return self._pairs

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show these answers, in this order."""
        same_count = len(pairs) == len(self._pairs)
        self._pairs = tuple(pairs)
        # Of the same length it is the same list with other numbers: the frame stays.
        if not same_count:
            self._spot = ()
        spoken = "; ".join(f"{pair.text} {pair.description}" for pair in self._pairs[:10])
        self.describe(spoken)
        self.updateGeometry()
        self.update()

    def keep_room(self, lines: int) -> None:
        """Be as high as so many answers need, also where there are fewer."""
        self._kept = lines
        self.updateGeometry()

    # -- measures ----------------------------------------------------------------------------

    @property
    def line(self) -> int:
        """Pixels of height of one answer."""
        return self._line

    @property
    def _line(self) -> int:
        height = QFontMetrics(self._look.font()).height()
        return height + self._look.units(24 if self._narrow else 10)

    @property
    def _narrow(self) -> bool:
        """Whether the bars are below the words, because both numbers leave too little room."""
        return self.width() < self._numbers_wide() + self._look.units(150)

    def _numbers_wide(self) -> int:
        metrics = QFontMetrics(self._look.font())
        return max((metrics.horizontalAdvance(pair.description) for pair in self._pairs), default=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow bars need two lines."""
        super().resizeEvent(event)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """One line each."""
        return QSize(1, self._line * max(len(self._pairs), self._kept) + 2)

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Word, bars, numbers; to one scale: the full width is a probability of one."""
        look = self._look
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            metrics = QFontMetrics(look.font())
            line, gap, width = self._line, look.units(8), self.width()
            number, narrow = self._numbers_wide(), self._narrow
            longest = max(
                (metrics.horizontalAdvance(pair.mark + pair.text) for pair in self._pairs),
                default=0,
            )
            word = int(min(longest + gap, (width - number) * 0.5))
            left, right = gap + word + gap, width - number - 2 * gap
            high = line
            if narrow:
                word = max(0, width - number - 3 * gap)
                left, right, high = gap, width - gap, metrics.height() + look.units(4)
            # Only the lines in the part that is to be painted.
            first = max(0, event.rect().top() // line)
            for place in range(first, min(len(self._pairs), event.rect().bottom() // line + 1)):
                item, top = self._pairs[place], place * line + 1
                if self._choosing and (place,) == self._spot:
                    painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "line"), 1))
                    painter.setBrush(look.colour("hover"))
                    painter.drawRoundedRect(QRectF(0.5, top, width - 1, line - 1), 5, 5)
                painter.setPen(look.colour("muted" if item.after == 0 else "text"))
                painter.setFont(look.font(bold=bool(item.mark)))
                text = metrics.elidedText(
                    f"{item.mark}{item.text}", Qt.TextElideMode.ElideRight, word
                )
                middle = Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRectF(gap, top, word + gap, high), middle, text)
                below = high if narrow else 0
                bars = QRectF(left, top + below, max(0, right - left), line - below)
                if not item.is_score:
                    self._paint_bars(painter, bars, item)
                painter.setFont(look.font())
                painter.setPen(look.colour("muted"))
                painter.drawText(
                    QRectF(width - number - gap, top, number, high),
                    middle | Qt.AlignmentFlag.AlignRight,
                    item.description,
                )

    def _paint_bars(self, painter: QPainter, area: QRectF, pair: Pair) -> None:
        look = self._look
        thick = look.units(9)
        middle = area.center().y() - (look.units(5) if self._narrow else 0)
        bar = QRectF(area.x(), middle - thick / 2, area.width(), thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("track"))
        painter.drawRoundedRect(bar, thick / 2, thick / 2)
        # The full bar is thinner and drawn over the pale one: both are seen where they overlap.
        for share, colour, high in ((pair.before, "scroll", 1.0), (pair.after, "accent", 0.55)):
            filled = QRectF(bar)
            # Not known: no bar, which is not a bar of length 0.
            if math.isnan(share):
                continue
            filled.setWidth(bar.width() * max(0.0, min(1.0, share)))
            filled.setHeight(thick * high)
            filled.moveTop(bar.center().y() - filled.height() / 2)
            painter.setBrush(look.colour(colour))
            rounding = min(filled.height() / 2, filled.width() / 2)
            painter.drawRoundedRect(filled, rounding, rounding)

    # -- picking -----------------------------------------------------------------------------

    def spot_at(self, point: QPointF) -> Spot:
        """The answer on a line."""
        place = int(point.y() // self._line)
        return (place,) if 0 <= place < len(self._pairs) else ()

    def area_of(self, spot: Spot) -> QRectF:
        """Its line."""
        return QRectF(0, spot[0] * self._line, self.width(), self._line)

    def words_of(self, spot: Spot) -> str:
        """An answer, with both numbers."""
        pair = self._pairs[spot[0]]
        return tr(
            "{token} (ID {id}): {change}", token=pair.text, id=pair.id, change=pair.description
        )

    def neighbour(self, down: int, across: int) -> Spot:
        """Up and down walk along."""
        return step_in(len(self._pairs), self._spot, down) if self._choosing else ()

    def first_spot(self) -> Spot:
        """The first answer."""
        return (0,) if self._choosing and self._pairs else ()

    def choose(self, spot: Spot) -> None:
        """Pick an answer."""
        if self._choosing:
            self.picked.emit(self._pairs[spot[0]].id)
