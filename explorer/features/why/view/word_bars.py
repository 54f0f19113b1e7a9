"""How likely the answer still is without each word: a bar for each, in the order of the text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen

from explorer.app.theme import Theme
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.pointed_picture import PointedPicture, Spot, step_in

_SPOKEN = 12


@dataclass(frozen=True)
class LeftOver:
    """One word: its name, what is left of the answer without it, and all that is said of it.
    `number` is the share as it is written beside the others.
    `decides` marks a word without which the answer falls to half or less; `answers_here` the word
    that the answer is about, without which there is none."""

    name: str
    share: float
    description: str
    decides: bool = False
    answers_here: bool = False
    number: str = ""

    @property
    def shown(self) -> str:
        """The number; a dash where there is none, dots where it is on its way."""
        if math.isnan(self.share):
            return "–" if self.answers_here else "…"
        return self.number or numbers.percent(self.share)


class WordBars(PointedPicture):
    """`picked` carries the place of a word that was clicked or chosen with Return."""

    picked = Signal(int)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "whyWords", tr("How likely the answer still is without each word"))
        self._rows: tuple[LeftOver, ...] = ()

    @property
    def rows(self) -> tuple[LeftOver, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[LeftOver]) -> None:
        """Show these words."""
        if len(rows) != len(self._rows):
            self._spot = ()
        self._rows = tuple(rows)
        self.describe("; ".join(f"{row.name} {row.shown}" for row in rows[:_SPOKEN]))
        self.updateGeometry()
        self.update()

    @property
    def _line(self) -> int:
        return QFontMetrics(self._look.font()).height() + self._look.units(11)

    def sizeHint(self) -> QSize:
        """One line each."""
        return QSize(1, self._line * max(1, len(self._rows)) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, bar, number; the full width is a probability of one."""
        look, line = self._look, self._line
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            metrics = QFontMetrics(look.font(bold=True))
            gap = look.units(10)
            widest = max((metrics.horizontalAdvance(row.name) for row in self._rows), default=0)
            shares = [row.shown for row in self._rows]
            number = max(map(metrics.horizontalAdvance, (*shares, numbers.percent(0.8888)))) + gap
            left = int(min(widest + gap, (self.width() - number) * 0.55))
            first = max(0, event.rect().top() // line)
            last = min(len(self._rows), event.rect().bottom() // line + 1)
            for place in range(first, last):
                row, top = self._rows[place], place * line
                if (place,) == self._spot:
                    painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "line"), 1))
                    painter.setBrush(look.colour("hover"))
                    painter.drawRoundedRect(QRectF(0.5, top + 1, self.width() - 1, line - 2), 5, 5)
                painter.setFont(look.font(bold=row.decides))
                painter.setPen(look.colour("text"))
                middle = Qt.AlignmentFlag.AlignVCenter
                text = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, left - gap // 2)
                painter.drawText(QRectF(gap / 2, top, left, line), middle, text)
                self._paint_bar(painter, QRectF(left + gap / 2, top, 0, line), row, number)
                painter.setFont(look.font(bold=row.decides))
                painter.setPen(look.colour("bad" if row.decides else "muted"))
                area = QRectF(0, top, self.width() - gap / 2, line)
                painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, row.shown)

    def _paint_bar(self, painter: QPainter, at: QRectF, row: LeftOver, number: int) -> None:
        look, thick = self._look, self._look.units(9)
        wide = self.width() - at.x() - number - look.units(6)
        if wide < thick * 2:
            return
        bar = QRectF(at.x(), at.center().y() - thick / 2, wide, thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("track"))
        painter.drawRoundedRect(bar, thick / 2, thick / 2)
        if math.isnan(row.share):
            return
        # A sliver stays of what is as good as nothing, so that it is seen to be measured.
        bar.setWidth(max(look.units(3), wide * max(0.0, min(1.0, row.share))))
        painter.setBrush(look.colour("bad" if row.decides else "accent"))
        rounding = min(thick / 2, bar.width() / 2)
        painter.drawRoundedRect(bar, rounding, rounding)

    # -- picking -----------------------------------------------------------------------------

    def spot_at(self, point: QPointF) -> Spot:
        """The word on a line."""
        place = int(point.y() // self._line)
        return (place,) if 0 <= place < len(self._rows) else ()

    def area_of(self, spot: Spot) -> QRectF:
        """Its line."""
        return QRectF(0, spot[0] * self._line, self.width(), self._line)

    def words_of(self, spot: Spot) -> str:
        """All about a word."""
        return self._rows[spot[0]].description

    def neighbour(self, down: int, across: int) -> Spot:
        """Up and down walk along."""
        return step_in(len(self._rows), self._spot, down)

    def first_spot(self) -> Spot:
        """The first word."""
        return (0,) if self._rows else ()

    def choose(self, spot: Spot) -> None:
        """Say which word was picked."""
        self.picked.emit(spot[0])
