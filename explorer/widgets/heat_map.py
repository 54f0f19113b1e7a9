"""A table of numbers as one picture, with words on both axes; painted, so that 512 × 512 stay
fluid. Hover or the arrow keys describe a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)

from explorer.app.theme import Theme
from explorer.text.numbers import ntr, rounded
from explorer.text.translation import tr
from explorer.widgets import picture
from explorer.widgets.fitted_picture import FittedPicture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_CELLS = 4_000
"""Cells that a drawing of lines has one by one; more of them are an image in it."""
# Degrees: steep enough for narrow columns, flat enough to be read.
_SLANT = -50.0
_SHARE = 0.75
"""About how much of the width words leave to the picture."""
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class HeatMap(FittedPicture):
    """`pointed` carries the (row, column) under the mouse or the keys, `chosen` one clicked;
    `left` fires when the mouse points at none any more.

    `quantity` is written beside the legend: what the numbers are.

    `side` is the largest cell in units, `most` the largest picture; rows are `row_height` units
    high instead of square where that is given. With `holds_spot` the frame stays around the cell
    that was pointed at last: tools act on it.
    """

    pointed = Signal(int, int)
    left = Signal()
    chosen = Signal(int, int)

    def __init__(
        self,
        look: Theme,
        name: str,
        spoken: str,
        *,
        side: int = 30,
        most: int = 430,
        row_height: int = 0,
    ) -> None:
        super().__init__(name, spoken)
        self._look = look
        self.quantity = ""
        self._side, self._most, self._row_height = side, most, row_height
        self._values: NDArray[np.float32] | None = None
        self._names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._low, self._high = 0.0, 1.0
        self._tell: Callable[[int, int], str] | None = None
        self._spot = (-1, -1)
        self._is_left = False
        self.holds_spot = False
        self._beyond = False
        self._picture: QImage | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._longest: tuple[int, int] | None = None
        look.changed.connect(self._again)

    @property
    def values(self) -> NDArray[np.float32] | None:
        """What is shown, float32 [rows, columns]."""
        return self._values

    @property
    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The labels beside the rows and above the columns."""
        return self._names

    @property
    def range(self) -> tuple[float, float]:
        """The values of the palest and of the fullest shade."""
        return self._low, self._high

    @property
    def spot(self) -> tuple[int, int]:
        """The cell that is pointed at, (-1, -1) for none."""
        return self._spot

    @property
    def marked(self) -> tuple[int, int]:
        """The cell with a frame, which a caption is about: none once mouse and keys have gone."""
        return (-1, -1) if self._is_left else self._spot

    def cells_for(self, width: int) -> int:
        """How many cells across a picture can have at a width, each a pixel of the screen."""
        most = self._look.units(self._most)
        room = min(most, round(width * _SHARE)) if width > most // 4 else most
        # Pixels of the screen, not of Qt: a picture on a sharp display has more.
        return max(1, int(room * self.devicePixelRatioF()))

    def show_map(
        self,
        values: NDArray[np.float32],
        rows: tuple[str, ...],
        columns: tuple[str, ...],
        low: float,
        high: float,
        tell: Callable[[int, int], str],
    ) -> None:
        """Show numbers between `low` (palest) and `high` (fullest); `tell` words one cell."""
        same_shape = self._values is not None and self._values.shape == values.shape
        self._values, self._names = values, (rows, columns)
        self._low, self._high, self._tell = low, high, tell
        # A ten-thousandth more is rounding, and no "and more" in the legend.
        self._beyond = bool(values.size) and bool((values > high * 1.0001).any())
        if not same_shape:
            self._spot = (-1, -1)
        if self._spot[0] < 0:
            self._summarize()
        else:  # the cell that is pointed at has another number now
            self.describe(tell(*self._spot))
        self._again()

    def _summarize(self) -> None:
        """How large the map is, and where its largest number is."""
        import numpy as np

        values = self._values
        if values is None or self._tell is None or np.isnan(values).all():
            return
        # argmax of the flat array, back to row and column.
        row, column = np.unravel_index(int(np.nanargmax(values)), values.shape)
        facts = (
            ntr("{count} row", "{count} rows", values.shape[0]),
            ntr("{count} column", "{count} columns", values.shape[1]),
            tr("the largest number: {cell}", cell=self._tell(int(row), int(column))),
        )
        self.describe(", ".join(facts))

    def point(self, row: int, column: int) -> None:
        """Point at a cell, as the mouse or the keys do."""
        if (row, column) != self._spot or self._is_left:
            self._spot, self._is_left = (row, column), False
            if self._tell is not None and row >= 0:
                self.describe(self._tell(row, column))
            self.update()
            self.pointed.emit(row, column)

    # -- measures ----------------------------------------------------------------------------

    def _again(self) -> None:
        self._picture = None
        self._longest = None
        self.updateGeometry()
        self.update()

    def _measures(self, width: int) -> tuple[float, float, float, float]:
        """Left and top edge of the picture, width and height of a cell, in pixels."""
        look = self._look
        metrics = QFontMetrics(look.font(11, bold=True))  # the current names are bold
        gap = look.units(6)
        rows, columns = self._names
        if self._longest is None:  # layouts ask hundreds of times, and the names stay the same
            self._longest = (
                max((metrics.horizontalAdvance(name) for name in rows), default=0),
                max((metrics.horizontalAdvance(name) for name in columns), default=0),
            )
        widest, longest = self._longest
        left = min(widest + 4, round(width * 0.3)) + gap
        slanted = min(longest, look.units(90))
        # Height and width of slanted words: sine and cosine of the angle.
        top = slanted * 0.77 + metrics.height() * 0.7 + gap
        right = min(slanted * 0.64, width * 0.12) + metrics.height() * 0.4
        count = max(1, len(columns))
        room = max(1.0, width - left - right)
        wide = min(float(look.units(self._side)), room / count, look.units(self._most) / count)
        if self._row_height:
            return (
                left,
                top,
                min(look.units(self._side) * 2.0, room / count),
                float(look.units(self._row_height)),
            )
        return left, top, wide, min(wide, look.units(self._most) / max(1, len(rows)))

    def _place(self) -> QRectF:
        left, top, wide, high = self._measures(self.width())
        rows, columns = self._names
        return QRectF(left, top, wide * len(columns), high * len(rows))

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels."""
        left, top, _, high = self._measures(width)
        lines = 2 if self._quantity_place(left, width)[1] else 1
        below = lines * QFontMetrics(self._look.font(11)).height() + self._look.units(12)
        return round(top + high * len(self._names[0])) + below

    def _quantity_place(self, left: float, width: int) -> tuple[float, int]:
        """Where the quantity begins, and in which line: one of its own where the scale leaves it
        no room."""
        look, metrics = self._look, QFontMetrics(self._look.font(11))
        scale = sum(map(metrics.horizontalAdvance, self._ends)) + look.units(70 + 6 + 6 + 10)
        needed = metrics.horizontalAdvance(self.quantity)
        if left + scale + needed <= width:
            return left + scale, 0
        return max(0.0, min(left, width - needed)), 1

    @property
    def _ends(self) -> tuple[str, str]:
        """The numbers at both ends of the scale."""
        high = rounded(self._high)
        return rounded(self._low), tr("{high} and more", high=high) if self._beyond else high

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again."""
        self._picture = None
        super().resizeEvent(event)

    # -- painting ----------------------------------------------------------------------------

    def _image(self, area: QRectF) -> QImage:
        assert self._values is not None
        if self._picture is None:
            # The image is made in pixels of the screen and drawn into Qt's smaller ones.
            ratio = self.devicePixelRatioF()
            down, across = (max(1, round(value * ratio)) for value in (area.height(), area.width()))
            values = picture.reduced(self._values, self._low, self._high, down, across)
            self._picture = picture.image(values, self._look.theme.ramp)
        return self._picture

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, lines between cells that are large enough, and the words around it."""
        if self._values is None or not self._values.size:
            return
        look = self._look
        with QPainter(self) as painter:
            area = self._place()
            rows, columns = len(self._names[0]), len(self._names[1])
            wide, high = area.width() / columns, area.height() / rows
            lines = picture.draws_lines(painter)
            if lines and self._values.size <= _MOST_CELLS:
                self._paint_cells(painter, area)
            else:
                painter.drawImage(area, self._image(area))
            painter.setPen(QPen(look.colour("card"), 1))
            # Smaller cells would be more lines than picture.
            if wide >= 7 and high >= 7:
                for column in range(1, columns):
                    x = area.x() + column * wide
                    painter.drawLine(QPointF(x, area.y()), QPointF(x, area.bottom()))
                for row in range(1, rows):
                    y = area.y() + row * high
                    painter.drawLine(QPointF(area.x(), y), QPointF(area.right(), y))
            painter.setPen(QPen(look.colour("line"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            self._paint_words(painter, area, wide, high)
            self._paint_legend(painter, area)
            row, column = self.marked
            if 0 <= row < rows and 0 <= column < columns and not lines:
                cell = QRectF(
                    area.x() + column * wide, area.y() + row * high, max(4, wide), max(4, high)
                )
                painter.setPen(QPen(look.colour("text"), 2))
                painter.drawRect(cell)
            if self.hasFocus() and not lines:
                painter.setPen(QPen(look.colour("accent"), 2))
                painter.drawRect(area.adjusted(-2, -2, 2, 2))

    def _paint_cells(self, painter: QPainter, area: QRectF) -> None:
        """Each cell as an area of its own, sharp at any size."""
        assert self._values is not None
        colours = picture.ramp(self._look.theme.ramp)
        levels = picture.levels(self._values, self._low, self._high)
        rows, columns = levels.shape
        wide, high = area.width() / columns, area.height() / rows
        for row, shades in enumerate(levels.tolist()):
            for column, shade in enumerate(shades):
                cell = QRectF(area.x() + column * wide, area.y() + row * high, wide, high)
                painter.fillRect(cell, QColor(colours[shade]))

    def _paint_words(self, painter: QPainter, area: QRectF, wide: float, high: float) -> None:
        look = self._look
        metrics = QFontMetrics(look.font(11, bold=True))
        gap = look.units(6)
        line = metrics.height()
        rows, columns = self._names
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        room = int(area.x()) - gap
        for place in self._labelled(len(rows), line / high, self.marked[0]):
            self._pen(painter, place == self.marked[0])
            text = metrics.elidedText(rows[place], Qt.TextElideMode.ElideRight, room)
            y = area.y() + (place + 0.5) * high - line / 2
            painter.drawText(QRectF(0, y, room, line), middle, text)
        # Of slanted words the distance is 0.77 of a column: letters need 0.8 of a line.
        for place in self._labelled(len(columns), line * 1.05 / wide, self.marked[1]):
            self._pen(painter, place == self.marked[1])
            text = metrics.elidedText(columns[place], Qt.TextElideMode.ElideRight, look.units(90))
            painter.save()
            painter.translate(area.x() + (place + 0.5) * wide + line * 0.25, area.y() - gap / 2)
            painter.rotate(_SLANT)
            painter.drawText(QPointF(0, 0), text)
            painter.restore()

    def _pen(self, painter: QPainter, current: bool) -> None:
        painter.setFont(self._look.font(11, bold=current))
        painter.setPen(self._look.colour("text" if current else "muted"))

    @staticmethod
    def _labelled(count: int, lines: float, current: int) -> list[int]:
        """Which of `count` words have room; the current one always has, its neighbours yield."""
        # Every nth word, n being how many cells a line of text covers.
        step = 1
        while step < lines:
            step += 1
        places = [place for place in range(0, count, step) if abs(place - current) >= step]
        return [*places, current] if 0 <= current < count else list(range(0, count, step))

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        look = self._look
        metrics = QFontMetrics(look.font(11))
        painter.setFont(look.font(11))
        painter.setPen(look.colour("muted"))
        y = area.bottom() + look.units(8)
        low, high = self._ends
        x = area.x()
        height = metrics.height()
        painter.drawText(QPointF(x, y + metrics.ascent()), low)
        bar = QRectF(
            x + metrics.horizontalAdvance(low) + look.units(6),
            y + height * 0.25,
            look.units(70),
            height * 0.5,
        )
        shade = QLinearGradient(bar.topLeft(), bar.topRight())
        stops = look.theme.ramp
        for place, stop in enumerate(stops):
            shade.setColorAt(place / (len(stops) - 1), stop)
        after = bar.right() + look.units(6)
        painter.drawText(QPointF(after, y + metrics.ascent()), high)
        after, line = self._quantity_place(x, self.width())
        room = max(0, int(self.width() - after))
        quantity = metrics.elidedText(self.quantity, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(after, y + line * height + metrics.ascent()), quantity)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(shade)
        painter.drawRect(bar)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    # -- pointing ----------------------------------------------------------------------------

    def _at(self, point: QPointF) -> tuple[int, int]:
        area = self._place()
        if self._values is None or not area.contains(point) or area.isEmpty():
            return -1, -1
        rows, columns = len(self._names[0]), len(self._names[1])
        # A point on the lower edge belongs to the last row.
        row = min(rows - 1, int((point.y() - area.y()) / area.height() * rows))
        return row, min(columns - 1, int((point.x() - area.x()) / area.width() * columns))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the cell under the mouse."""
        numbers = self._at(event.position())
        if numbers[0] >= 0:
            self.point(*numbers)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse points at nothing here; what the keys point at stays, and so does the spot
        that tools look closer at."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._leave()

    def _leave(self) -> None:
        if not self.holds_spot and not self._is_left:
            self._is_left = True
            self.update()
            self.left.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Start the keyboard at the cell under the mouse, and describe that cell again."""
        super().focusInEvent(event)
        self.point(*self._spot)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keys went elsewhere: only a cell under the mouse is pointed at."""
        super().focusOutEvent(event)
        if not self.underMouse():
            self._leave()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the mouse."""
        numbers = self._at(event.position())
        if numbers[0] >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.point(*numbers)
            self.chosen.emit(*numbers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk from cell to cell, Return chooses."""
        key = Qt.Key(event.key())
        rows, columns = len(self._names[0]), len(self._names[1])
        row, column = self._spot
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.ignore()  # what holds the map may go along it
        elif key in _STEPS and rows and columns:
            down, right = _STEPS[key]
            self.point(
                max(0, min(rows - 1, max(0, row) + (down if row >= 0 else 0))),
                max(0, min(columns - 1, max(0, column) + (right if column >= 0 else 0))),
            )
            _, top, _, high = self._measures(self.width())
            self.keep_in_sight(QRectF(0, top + self._spot[0] * high, self.width(), high))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and row >= 0:
            self.chosen.emit(row, column)
        else:
            super().keyPressEvent(event)

    def tip_at(self, point: QPointF) -> str:
        """All about the cell under the mouse."""
        row, column = self._at(point)
        return self._tell(row, column) if row >= 0 and self._tell is not None else ""
