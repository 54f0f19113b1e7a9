"""Pictures of a table whose columns are as wide as what is in them, and scroll where they must."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar

from explorer.app.theme import Theme
from explorer.text.translation import tr
from explorer.widgets.pointed_picture import PointedPicture, Spot


class ColumnsPicture(PointedPicture):
    """Rows with names at the left, columns with names above.

    A column is as wide as its content, and no wider than `most` units where it need not be. Columns
    for which there is no room are scrolled to; first those around the framed one are shown. Each is
    at least `least` units wide. `_gap` pixels separate cells, names at the left are `_small` units.
    `_whole`: where columns are scrolled to, the others have room for all of their words.
    """

    _gap = 2
    _small = 11
    _whole = False

    def __init__(self, look: Theme, name: str, spoken: str, least: int = 0, most: int = 0) -> None:
        super().__init__(look, name, spoken)
        self._least, self._most = least, most
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._column = -1
        self._first: int | None = None
        self._edges: tuple[float, ...] = (0.0,)
        self._shown = range(0)
        self._needs: tuple[tuple[float, float], ...] = ()
        self._widest: int | None = None
        self.bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self.bar.setAccessibleName(tr("Columns: {name}", name=spoken))
        self.bar.valueChanged.connect(self._scroll)
        self.bar.setCursor(Qt.CursorShape.ArrowCursor)
        self.bar.hide()

    # -- what a subclass says ----------------------------------------------------------------

    def _need(self, column: int) -> tuple[float, float]:
        """The pixels with which a column is legible, and with which all that is in it fits."""
        raise NotImplementedError

    @property
    def _line(self) -> int:
        """The pixels from row to row."""
        raise NotImplementedError

    # -- columns -----------------------------------------------------------------------------

    def set_names(self, rows: tuple[str, ...], columns: tuple[str, ...], column: int = -1) -> None:
        """The names at the left and above; `column` is framed. It is scrolled to its place."""
        self._rows, self._columns, self._column = rows, columns, column
        self._first = None

    def sizeHint(self) -> QSize:
        """A line for each row, one above, and the scroll bar where there is one."""
        below = self.bar.sizeHint().height() + 2 if self.scrolls else 0
        return QSize(1, self._line * (len(self._rows) + 1) + 2 + below)

    def _left(self) -> int:
        if self._widest is None:  # kept: each cell asks, and 200 cells were painted in 20 ms
            metrics = QFontMetrics(self._look.font(self._small))
            self._widest = max((metrics.horizontalAdvance(row) for row in self._rows), default=0)
        return int(min(self._widest + 4, self.width() * 0.3)) + self._look.units(8)

    @property
    def shown_columns(self) -> range:
        """The columns that are shown, the framed one in the middle of them if it can be."""
        return self._shown

    @property
    def scrolls(self) -> bool:
        """Whether there are more columns than are shown."""
        return len(self._shown) < len(self._columns)

    def _again(self) -> None:
        self._widest = None
        self._needs = tuple(self._need(column) for column in range(len(self._columns)))
        self._lay_out()
        super()._again()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for now."""
        super().resizeEvent(event)
        scrolled = self.scrolls
        self._lay_out()
        if self.scrolls != scrolled:
            self.updateGeometry()

    def _lay_out(self) -> None:
        """Which columns are shown, and where each begins."""
        room = float(max(1, self.width() - self._left() - 2))
        narrowest = self._look.units(self._least)
        needs = [
            # One long word must not take the room of all the others.
            (min(max(least, narrowest), 0.6 * room), max(most, narrowest))
            for least, most in self._needs
        ]
        if self._whole and sum(least for least, _ in needs) > room:
            # It is scrolled in any case: then no word need be shortened.
            needs = [(max(least, min(most, 0.6 * room)), most) for least, most in needs]
        self._shown = shown = self._range(room, [least for least, _ in needs])
        wants = [needs[column] for column in shown]
        least, most = sum(least for least, _ in wants), sum(most for _, most in wants)
        if len(shown) == 1:
            widths = [room]
        elif most <= room:  # what is left over is shared alike
            over = (room - most) / max(1, len(shown))
            widest = self._look.units(self._most) if self._most else room
            widths = [max(each, min(each + over, widest)) for _, each in wants]
        else:
            share = max(0.0, room - least) / max(1.0, most - least)
            widths = [low + (high - low) * share for low, high in wants]
        edges = [0.0]
        for width in widths:
            edges.append(edges[-1] + width)
        self._edges = tuple(edges)
        self._place_bar()

    def _range(self, room: float, needs: list[float]) -> range:
        """As many columns as fit, from the one that was scrolled to, or around the framed one."""
        count = len(needs)
        if sum(needs) <= room:
            return range(count)
        around = self._first is None
        start = max(0, min(self._column if around else self._first or 0, count - 1))
        stop, left = start + 1, room - needs[start]
        while True:
            before = start > 0 and needs[start - 1] <= left
            after = stop < count and needs[stop] <= left
            middle = self._column - start > stop - 1 - self._column
            if after and not (around and before and not middle):
                left -= needs[stop]
                stop += 1
            elif before and (around or stop == count):
                start -= 1
                left -= needs[start]
            else:
                return range(start, stop)

    def _place_bar(self) -> None:
        bar, shown = self.bar, self._shown
        bar.setVisible(self.scrolls)
        if not self.scrolls:
            return
        bar.blockSignals(True)  # it only follows what is shown
        bar.setPageStep(len(shown))
        bar.setRange(0, len(self._columns) - len(shown))
        bar.setValue(shown.start)
        bar.blockSignals(False)
        high, left = bar.sizeHint().height(), self._left()
        top = self._line * (len(self._rows) + 1) + 2
        bar.setGeometry(left, top, self.width() - left - 2, high)

    @Slot(int)
    def _scroll(self, first: int) -> None:
        """Show the columns from this one on."""
        self._first = first
        self._lay_out()
        self.update()

    def scroll_to(self, column: int) -> int:
        """Bring a column into sight; the same column."""
        while column not in self._shown:
            self.bar.setValue(self._shown.start + (1 if column >= self._shown.stop else -1))
        return column

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Shift, or turned sideways, the wheel goes from column to column."""
        turned = event.angleDelta()
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        across = turned.x() or (turned.y() if shift else 0)
        if across and self.scrolls:
            self.bar.setValue(self._shown.start + (-1 if across > 0 else 1))
            event.accept()
        else:
            event.ignore()

    def column_at(self, point: QPointF) -> int:
        """The column at a pixel, −1 at the left of them all."""
        across = point.x() - self._left()
        if across < 0:
            return -1
        return self._shown.start + bisect_right(self._edges, across) - 1

    def row_at(self, point: QPointF) -> int:
        """The row at a pixel, −1 in the line of names above."""
        return int(point.y() // self._line) - 1

    def area_of(self, spot: Spot) -> QRectF:
        """A cell of the columns in sight."""
        return self._cell(*spot)

    def _cell(self, row: int, column: int) -> QRectF:
        left, place = self._left(), column - self._shown.start
        begin, end = self._edges[place], self._edges[place + 1]
        gap = self._gap
        return QRectF(left + begin, (row + 1) * self._line, end - begin - gap, self._line - gap)
