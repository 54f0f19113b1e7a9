"""A table of words with a probability each, shaded by it: what every layer would say."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen

from explorer.app.theme import Theme
from explorer.text import numbers
from explorer.widgets import picture
from explorer.widgets.columns_picture import ColumnsPicture
from explorer.widgets.pointed_picture import Spot

_KEPT = 0.7
"""The share of a long word that is legible at least, beside its number."""


@dataclass(frozen=True)
class WordCell:
    """One word, its probability, and all that can be said about it.

    A cell without a probability (NaN) shows the word alone. `strength` 0 to 1 shades it, where that
    is not by its probability.
    """

    text: str
    share: float
    description: str
    strength: float | None = None


class WordGrid(ColumnsPicture):
    """Rows with names at the left, columns with names above. `chosen` carries a column, `picked`
    the row and the column of a cell.

    Columns that fit with their numbers, with long words shortened a little and each at least
    `least` units wide, are shown.
    """

    chosen = Signal(int)
    picked = Signal(int, int)
    _whole = True

    def __init__(self, look: Theme, name: str, spoken: str, least: int = 0) -> None:
        super().__init__(look, name, spoken, least)
        self._cells: tuple[tuple[WordCell, ...], ...] = ()
        self.unsetCursor()

    @property
    def cells(self) -> tuple[tuple[WordCell, ...], ...]:
        """What is shown, row by row."""
        return self._cells

    def show_cells(
        self,
        cells: tuple[tuple[WordCell, ...], ...],
        rows: tuple[str, ...],
        columns: tuple[str, ...],
        column: int = -1,
    ) -> None:
        """Show these words; `column` is framed."""
        self._cells = cells
        self.set_names(rows, columns, column)
        self._spot = ()
        sentences = (
            f"{name}: {row[max(0, column)].text}" for name, row in zip(rows, cells, strict=True)
        )
        self.describe("; ".join(sentences))
        self._again()

    # -- measures ----------------------------------------------------------------------------

    @property
    def _line(self) -> int:
        return QFontMetrics(self._look.font()).height() + self._look.units(9)

    def _need(self, column: int) -> tuple[float, float]:
        """The pixels with which the words of a column can be read, and with which they are whole.

        Their numbers fit with both.
        """
        body, small = QFontMetrics(self._look.font()), QFontMetrics(self._look.font(11))
        bold = QFontMetrics(self._look.font(11, bold=True))
        pad = self._look.units(5)
        least = most = float(bold.horizontalAdvance(self._columns[column]))
        for row in self._cells:
            cell = row[column]
            word = self._shortest(small, cell.text) + 2 * pad
            whole = body.horizontalAdvance(cell.text) + 2 * pad
            if not math.isnan(cell.share):
                number = small.horizontalAdvance(numbers.percent(cell.share)) + pad
                word, whole = word + number, whole + number
            least, most = max(least, word), max(most, whole)
        # 2 between columns, 2 for what is rounded
        return least + 4, max(least, most) + 4

    def _shortest(self, metrics: QFontMetrics, text: str) -> float:
        """The pixels that a word keeps: a short one is never shortened, a long one a little."""
        whole = metrics.horizontalAdvance(text)
        return max(_KEPT * whole, min(whole, metrics.horizontalAdvance("France")))

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each word on its shade, with the number where there is room."""
        look = self._look
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            small = QFontMetrics(look.font(11))
            left, line = self._left(), self._line
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.setFont(look.font(11))
            for row, name in enumerate(self._rows):
                painter.setPen(look.colour("muted"))
                text = small.elidedText(name, Qt.TextElideMode.ElideRight, left - look.units(8))
                area = QRectF(0, (row + 1) * line, left - look.units(8), line - 2)
                painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, text)
            shown = self.shown_columns
            for column in shown:
                name = self._columns[column]
                # Row -1 is the line of names above the first row.
                area = self._cell(-1, column)
                painter.setFont(look.font(11, bold=column == self._column))
                painter.setPen(look.colour("text" if column == self._column else "muted"))
                text = small.elidedText(name, Qt.TextElideMode.ElideRight, int(area.width()))
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
            for row, cells in enumerate(self._cells):
                for column in shown:
                    self._paint_cell(painter, self._cell(row, column), cells[column])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self._column in shown and self._rows:
                first = self._cell(0, self._column)
                last = self._cell(len(self._rows) - 1, self._column)
                painter.setPen(QPen(look.colour("accent"), 2))
                painter.drawRoundedRect(first.united(last).adjusted(-1, -1, 1, 1), 5, 5)
            if self._spot and self._spot[0] >= 0 and self._spot[1] in shown:
                painter.setPen(QPen(look.colour("text"), 2 if self.hasFocus() else 1))
                painter.drawRoundedRect(self._cell(*self._spot), 4, 4)

    def _paint_cell(self, painter: QPainter, area: QRectF, cell: WordCell) -> None:
        look = self._look
        strength = cell.share if cell.strength is None else cell.strength
        share = 0.0 if math.isnan(strength) else max(0.0, min(1.0, strength))
        # Through the ramp as a picture is coloured, with the middle left out.
        back = QColor.fromRgb(picture.ramp(look.theme.ramp)[shade(share)])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawRoundedRect(area, 4, 4)
        painter.setPen(readable(back, look))
        pad = look.units(5)
        inner = area.adjusted(pad, 0, -pad, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        size, number, text = self.written(cell, inner.width(), pad)
        painter.setFont(look.font(11))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, number)
        painter.setFont(look.font(size))
        painter.drawText(inner, middle, text)

    def written(self, cell: WordCell, room: float, gap: float) -> tuple[int, str, str]:
        """The size of the word, the number beside it and the word, as `room` pixels allow.

        Before a word is shortened it is smaller; before the number goes it is shortened a little.
        """
        look = self._look
        body, small = QFontMetrics(look.font()), QFontMetrics(look.font(11))
        number = "" if math.isnan(cell.share) else numbers.percent(cell.share)
        needed = small.horizontalAdvance(number) + gap if number else 0.0
        left = room - needed
        for size, metrics in ((13, body), (11, small)):
            if metrics.horizontalAdvance(cell.text) <= left:
                return size, number, cell.text
        if self._shortest(small, cell.text) <= left + 1:
            shorter = small.elidedText(cell.text, Qt.TextElideMode.ElideRight, int(left))
            return 11, number, shorter
        for size, metrics in ((13, body), (11, small)):
            if metrics.horizontalAdvance(cell.text) <= room:
                return size, "", cell.text
        return 11, "", small.elidedText(cell.text, Qt.TextElideMode.ElideRight, int(room))

    # -- pointing ----------------------------------------------------------------------------

    def spot_at(self, point: QPointF) -> Spot:
        """The cell at a pixel; row -1 is the line of names above the first row."""
        row, column = self.row_at(point), self.column_at(point)
        inside = column in self.shown_columns and -1 <= row < len(self._rows)
        return (row, column) if inside else ()

    def words_of(self, spot: Spot) -> str:
        """All about a word; all of a name above, which may be shortened."""
        row, column = spot
        return self._cells[row][column].description if row >= 0 else self._columns[column]

    def tip_at(self, point: QPointF) -> str:
        """All of the part under the mouse, or of the name at the left."""
        row = self.row_at(point)
        if point.x() < self._left() and 0 <= row < len(self._rows):
            return self._rows[row]
        return super().tip_at(point)

    def neighbour(self, down: int, across: int) -> Spot:
        """From cell to cell; a column that is not in sight is scrolled to."""
        if not self._cells:
            return ()
        row, column = self._spot or (-1, self.shown_columns.start - 1)
        column = self.scroll_to(max(0, min(len(self._columns) - 1, column + across)))
        return max(0, min(len(self._rows) - 1, row + down)), column

    def choose(self, spot: Spot) -> None:
        """Say which column was chosen, and which cell of it."""
        row, column = spot
        self.chosen.emit(column)
        if row >= 0:
            self.picked.emit(row, column)


def shade(share: float) -> int:
    """The level of a probability; the middle of the ramp is left out, no word is legible there."""
    return round(share * 236) if share < 0.5 else round(176 + (share - 0.5) * 60)


def readable(back: QColor, look: Theme) -> QColor:
    """Of the theme's text and its opposite, the one that stands out from a shade."""
    text, other = look.colour("text"), look.colour("on_accent")

    def contrast(color: QColor) -> float:
        first, second = sorted((_light(color), _light(back)))
        # Contrast as WCAG defines it: lighter over darker, each with 0.05 of flare.
        return (second + 0.05) / (first + 0.05)

    return max((text, other), key=contrast)


def _light(colour: QColor) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = []
    for value in (colour.redF(), colour.greenF(), colour.blueF()):
        # sRGB to linear light, then the eye's weights for red, green and blue.
        parts.append(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
