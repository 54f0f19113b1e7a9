"""A grid of effects with a number in each cell: heads by layer, or vectors by layer and token."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen

from explorer.app.theme import Theme
from explorer.widgets.columns_picture import ColumnsPicture
from explorer.widgets.pointed_picture import Spot
from explorer.widgets.word_grid import readable

_NARROWEST = 20
_WIDEST = 92
"""Units of a column."""


@dataclass(frozen=True)
class EffectCell:
    """`text` is written where there is room; `strength` −1 to 1 colours it, NaN for no cell.
    `strong` is written bold."""

    text: str
    strength: float
    description: str
    strong: bool = False


Cells = tuple[tuple[EffectCell, ...], ...]


class EffectGrid(ColumnsPicture):
    """`chosen` carries the (row, column) that was clicked or chosen with Return.

    `solid` colours cells fully, as in a map of what was found; else they are tinted, red where
    something is lost and blue where it is gained.
    """

    chosen = Signal(int, int)
    _gap = 4
    _small = 12

    def __init__(self, look: Theme, name: str, spoken: str, *, solid: bool = False) -> None:
        super().__init__(look, name, spoken, _NARROWEST, _WIDEST)
        self._solid = solid
        self._cells: Cells = ()
        self._bold: frozenset[int] = frozenset()

    @property
    def cells(self) -> Cells:
        """What is shown, row by row."""
        return self._cells

    def show_cells(
        self,
        cells: Cells,
        rows: tuple[str, ...],
        columns: tuple[str, ...],
        bold: frozenset[int] = frozenset(),
        spoken: str = "",
    ) -> None:
        """Show these; the names of the columns in `bold` are bold. `spoken` sums it up."""
        same = (rows, columns) == (self._rows, self._columns)
        self._cells, self._bold = cells, bold
        if not same:
            self._spot = ()
            self.set_names(rows, columns)
        self.describe(spoken)
        self._again()

    # -- measures ----------------------------------------------------------------------------

    @property
    def _line(self) -> int:
        return QFontMetrics(self._look.font()).height() + self._look.units(11)

    def _need(self, column: int) -> tuple[float, float]:
        name, bold = self._columns[column], column in self._bold
        letters = QFontMetrics(self._look.font(12, bold=bold))
        # "head 1" is "1" where there is no room.
        short = name.rpartition(" ")[2]
        least, most = letters.horizontalAdvance(short), letters.horizontalAdvance(name)
        small = QFontMetrics(self._look.font(11))
        for row in self._cells:
            if column < len(row):
                least = max(least, small.horizontalAdvance(row[column].text) + 4)
                font = self._look.font(12, bold=row[column].strong)
                most = max(most, QFontMetrics(font).horizontalAdvance(row[column].text) + 4)
        around = self._gap + 2
        return least + around, max(least, most) + around

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names at the left and above, a coloured cell for each number."""
        look, line, left = self._look, self._line, self._left()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            small = QFontMetrics(look.font(12))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.setFont(look.font(12))
            painter.setPen(look.colour("muted"))
            for row, name in enumerate(self._rows):
                text = small.elidedText(name, Qt.TextElideMode.ElideRight, left - look.units(8))
                area = QRectF(0, (row + 1) * line, left - look.units(8), line - 4)
                painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, text)
            for column in self.shown_columns:
                name = self._columns[column]
                area = self._cell(-1, column)
                bold = column in self._bold
                painter.setFont(look.font(12, bold=bold))
                painter.setPen(look.colour("text" if bold else "muted"))
                if small.horizontalAdvance(name) > area.width():
                    # "head 1" and "head 2" would both be "hea…".
                    name = name.rpartition(" ")[2]
                text = small.elidedText(name, Qt.TextElideMode.ElideRight, int(area.width()))
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
            for row, cells in enumerate(self._cells):
                for column in self.shown_columns:
                    if column < len(cells):
                        self._paint_cell(painter, self._cell(row, column), cells[column])
            if self._spot and self._spot[1] in self.shown_columns:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.colour("text"), 2 if self.hasFocus() else 1))
                painter.drawRoundedRect(self._cell(*self._spot), 5, 5)

    def _paint_cell(self, painter: QPainter, area: QRectF, cell: EffectCell) -> None:
        look = self._look
        if math.isnan(cell.strength) and not cell.text:
            return
        strength = 0.0 if math.isnan(cell.strength) else max(-1.0, min(1.0, cell.strength))
        if self._solid:
            back = QColor(look.colour("track"))
            full = look.colour("special")
            back = _mixed(back, full, _shade(abs(strength)))
            painter.setPen(Qt.PenStyle.NoPen)
        else:
            full = look.colour("bad" if strength < 0 else "accent")
            back = _mixed(look.colour("card"), full, 0.45 * abs(strength))
            painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(back)
        painter.drawRoundedRect(area, 5, 5)
        # A smaller hand where the bold number has no room.
        for font in (look.font(12, bold=cell.strong), look.font(11)):
            fits = QFontMetrics(font).horizontalAdvance(cell.text)
            if cell.text and fits + 4 <= area.width():
                painter.setFont(font)
                painter.setPen(readable(back, look))
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, cell.text)
                break

    # -- pointing ----------------------------------------------------------------------------

    def spot_at(self, point: QPointF) -> Spot:
        """The cell at a pixel."""
        row, column = self.row_at(point), self.column_at(point)
        inside = 0 <= row < len(self._cells) and column in self.shown_columns
        return (row, column) if inside and column < len(self._cells[row]) else ()

    def tip_at(self, point: QPointF) -> str:
        """All of the cell under the mouse, or of a name, which may be shortened."""
        row, column = self.row_at(point), self.column_at(point)
        if row < 0 and column in self.shown_columns:
            return self._columns[column]
        if column < 0 <= row < len(self._rows):
            return self._rows[row]
        return super().tip_at(point)

    def words_of(self, spot: Spot) -> str:
        """All about a cell."""
        row, column = spot
        return self._cells[row][column].description

    def neighbour(self, down: int, across: int) -> Spot:
        """From cell to cell; rows may be of different lengths."""
        if not self._cells:
            return ()
        row, column = self._spot or (-1, -1)
        row = max(0, min(len(self._cells) - 1, row + down))
        last = len(self._cells[row]) - 1
        return row, self.scroll_to(max(0, min(last, column + across)))

    def first_spot(self) -> Spot:
        """The first cell."""
        return (0, 0) if self._cells else ()

    def choose(self, spot: Spot) -> None:
        """Say which cell was chosen."""
        self.chosen.emit(*spot)


def _shade(strength: float) -> float:
    """How far a cell is filled; the middle is left out, where no number is legible."""
    return 0.7 * strength if strength < 0.6 else 0.85 + 0.375 * (strength - 0.6)


def _mixed(low: QColor, high: QColor, share: float) -> QColor:
    def between(start: int, end: int) -> int:
        return round(start + (end - start) * share)

    return QColor(
        between(low.red(), high.red()),
        between(low.green(), high.green()),
        between(low.blue(), high.blue()),
    )
