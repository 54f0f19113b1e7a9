"""A map of numbers between tokens, of any size: one picture, and ways to look closer at a part.

The picture has no more cells than there are pixels. Where a cell stands for several numbers, it is
the largest of them; pointing at it tells that one, with its own tokens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.protocol.downsampled_map import DownsampledMap, MapPart
from explorer.text import numbers as words
from explorer.text.translation import tr
from explorer.widgets.blocks import label, packed
from explorer.widgets.heat_map import HeatMap
from explorer.widgets.map_tools import MapTools
from explorer.widgets.timer import single_shot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Numbers = Callable[[slice, slice], "NDArray[np.float32]"]
"""The numbers at some rows and columns of the whole map."""
Names = Callable[[int], str]

AT_ONCE = 700_000
"""Numbers of a map that is made into a picture here, without the engine: in a few milliseconds."""
_EXACT = 640
"""Tokens up to which each number has a cell of its own, even where that is less than a pixel."""
TOOLS_FROM = 64
"""Tokens from which not every word is beside its row."""
_NEARER, _LEAST = 4, 24
"""How many times nearer one step is, and the fewest tokens it shows."""
_REST_MS, _WORTH = 120, 1.3
"""How long a width must last, and how many more cells it must have room for, to be used."""
_KEYS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}

Span = tuple[int, int]


class TokenMap(QWidget):
    """`wanted` says that another part is to be shown, see `part`. `pointed` and `chosen` carry
    (row, column) of the whole map, (-1, -1) for none.

    `what` names the numbers in the plural. With `steers` a click looks closer and the rows are
    tokens too; else only the columns are parted.
    """

    wanted = Signal()
    pointed = Signal(int, int)
    chosen = Signal(int, int)

    def __init__(
        self,
        look: Theme,
        name: str,
        spoken: str,
        what: str,
        *,
        steers: bool = True,
        side: int = 30,
        row_height: int = 0,
    ) -> None:
        super().__init__()
        self._look, self._what, self._steers = look, what, steers
        self._joined: DownsampledMap | None = None
        self._numbers: Numbers | None = None
        self._tell: Callable[[int, int], str] | None = None
        self._shape = (0, 0)
        self._spans: tuple[Span, Span] = ((0, 0), (0, 0))
        self._target = (-1, -1)
        column = packed(QVBoxLayout(self), gap=4)
        self.map = HeatMap(look, name, spoken, side=side, row_height=row_height)
        self.map.quantity = what
        self.map.pointed.connect(self._pointed)
        self.map.left.connect(self._left)
        self.map.chosen.connect(self._chosen)
        column.addWidget(self.map)
        self.told = label(role="small", wrap=True, name=f"{name}Told")
        self.told.hide()
        column.addWidget(self.told)
        self.tools = MapTools(name, spoken, rows=steers)
        self.tools.stepped.connect(self.step)
        self.tools.moved.connect(self.move_by)
        self.tools.went.connect(self.go_to)
        self.tools.hide()
        column.addWidget(self.tools)
        self.setMinimumWidth(1)
        self._sharper = single_shot(self, _REST_MS, self._sharpen)

    # -- what is shown -----------------------------------------------------------------------

    @property
    def joined(self) -> DownsampledMap | None:
        """The part that is shown."""
        return self._joined

    def start(self) -> None:
        """Begin with the whole of the next map."""
        self._shape, self._target = (0, 0), (-1, -1)

    def part(self, rows: int, columns: int, *, special: bool = True) -> MapPart:
        """What to ask for of a map of so many rows and columns: the chosen part of it."""
        if (rows, columns) != self._shape:
            self._shape, self._spans = (rows, columns), ((0, rows), (0, columns))
        down, across = self._spans
        limits = self._cells(down, rows=True), self._cells(across, rows=False)
        return MapPart(down, across, *limits, special=special)

    def _cells(self, span: Span, *, rows: bool) -> int:
        # Without steering rows are layers: few, and all of them are shown.
        size = span[1] - span[0]
        if rows and not self._steers:
            return size
        return _EXACT if size <= _EXACT else self.map.cells_for(self.width())

    def show_part(
        self,
        joined: DownsampledMap,
        numbers: Numbers,
        names: tuple[Names, Names],
        low: float,
        high: float,
        tell: Callable[[int, int], str],
    ) -> None:
        """Show a part between `low` (palest) and `high` (fullest); `tell` words one number."""
        self._joined, self._numbers, self._tell = joined, numbers, tell
        if joined.shape != self._shape:
            self._shape = joined.shape
        self._spans = joined.rows, joined.columns
        plain = joined.exact and joined.whole
        rows = _named(names[0], joined.rows, joined.steps[0], plain or not self._steers)
        columns = _named(names[1], joined.columns, joined.steps[1], plain)
        self.map.show_map(joined.cells, rows, columns, low, high, self._describe_cell)
        self._say()
        row, column = self._target
        self._target = (-1, -1)
        # The place asked for is found again in the new part's own cells.
        if row >= 0:
            self.map.point(-1, -1)
            self.map.point(
                (row - joined.rows[0]) // joined.steps[0],
                (column - joined.columns[0]) // joined.steps[1],
            )

    def _say(self) -> None:
        shown = self._joined
        assert shown is not None
        large = max(shown.shape) >= TOOLS_FROM
        self.tools.setVisible(large)
        self.map.holds_spot = large
        self.told.setVisible(large)
        if not large:
            return
        self.tools.allow(
            shown.shape,
            nearer=any(self._nearer(span) != span for span in self._parted),
            wider=not shown.whole,
        )
        sides = tr(
            "{rows} × {columns}", rows=words.count(shown.shape[0]),
            columns=words.count(shown.shape[1]),
        )  # fmt: skip
        if shown.whole:
            place = tr(
                "All {sides} {what_the_cells_are}", sides=sides, what_the_cells_are=self._what
            )
        else:
            place = tr(
                "Rows {top} to {bottom} and columns {left} to {right} of {sides} "
                "{what_the_cells_are}",
                top=words.count(shown.rows[0] + 1), bottom=words.count(shown.rows[1]),
                left=words.count(shown.columns[0] + 1), right=words.count(shown.columns[1]),
                sides=sides, what_the_cells_are=self._what,
            )  # fmt: skip
        if shown.exact:
            how = tr("each cell is one of them")
        else:
            down, across = shown.steps
            how = tr("each cell is the largest of {down} × {across}", down=down, across=across)
        self.told.setText(f"{place}; {how}.")

    @property
    def _parted(self) -> tuple[Span, ...]:
        return self._spans if self._steers else self._spans[1:]

    # -- one cell ----------------------------------------------------------------------------

    def place_of(self, row: int, column: int) -> tuple[int, int]:
        """The place in the whole map of the largest number that a cell stands for."""
        import numpy as np

        shown, numbers = self._joined, self._numbers
        if shown is None or numbers is None or row < 0 or column < 0:
            return -1, -1
        top, bottom, left, right = shown.block(row, column)
        if shown.exact:
            return top, left
        block = numbers(slice(top, bottom), slice(left, right))
        if np.isnan(block).all():
            return top, left
        number = int(np.nanargmax(block))
        # From the flat place in the block back to row and column of the whole map.
        return top + number // (right - left), left + number % (right - left)

    def _describe_cell(self, row: int, column: int) -> str:
        assert self._tell is not None
        assert self._joined is not None
        sentence = self._tell(*self.place_of(row, column))
        if self._joined.exact:
            return sentence
        top, bottom, left, right = self._joined.block(row, column)
        count = words.count((bottom - top) * (right - left))
        return tr("The largest of {count} here: {cell}", count=count, cell=sentence)

    @Slot(int, int)
    def _pointed(self, row: int, column: int) -> None:
        place = self.place_of(row, column)
        self.tools.follow(*place)
        self.pointed.emit(*place)

    @Slot()
    def _left(self) -> None:
        self.pointed.emit(-1, -1)

    @property
    def pointed_at(self) -> tuple[int, int]:
        """What the mouse or the keys point at now, or the tools led to; (-1, -1) for nothing."""
        return self.place_of(*self.map.marked)

    @Slot(int, int)
    def _chosen(self, row: int, column: int) -> None:
        place = self.place_of(row, column)
        if not self._steers:
            self.chosen.emit(*place)
        elif self._joined is not None and not self._joined.exact:
            self._target = place
            self.step(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is room for more cells now, ask for them once the hand rests."""
        super().resizeEvent(event)
        shown = self._joined
        if shown is not None and not shown.exact and event.size().width() > event.oldSize().width():
            self._sharper.start()

    @Slot()
    def _sharpen(self) -> None:
        if self._joined is None or not self.isVisible():
            return
        part = self.part(*self._shape)
        wanted = (part.down, part.across)[1 if not self._steers else 0]
        if wanted > max(self._joined.cells.shape) * _WORTH:
            self.wanted.emit()

    # -- looking closer ----------------------------------------------------------------------

    @Slot(int)
    def step(self, way: int) -> None:
        """1: closer, around the cell that is pointed at; -1: wider; 0: the whole map."""
        if self._joined is None:
            return
        middle = self._target if self._target[0] >= 0 else self.place_of(*self.map.spot)
        if middle[0] < 0:
            # Nothing is pointed at: the middle of what is shown.
            middle = tuple((start + stop) // 2 for start, stop in self._spans)  # type: ignore[assignment]
        elif way > 0:
            self._target = middle
        spans = list(self._spans)
        for axis, size in enumerate(self._shape):
            if axis == 0 and not self._steers:
                continue
            span = spans[axis]
            if way > 0:
                wanted = self._nearer(span)
                length = wanted[1] - wanted[0]
            else:
                length = min(size, (span[1] - span[0]) * _NEARER) if way else size
            spans[axis] = _around(middle[axis], length, size)
        self._take((spans[0], spans[1]))

    @staticmethod
    def _nearer(span: Span) -> Span:
        size = span[1] - span[0]
        # -(-a // b) rounds up.
        return span[0], span[0] + min(size, max(_LEAST, -(-size // _NEARER)))

    @Slot(int, int)
    def move_by(self, down: int, across: int) -> None:
        """Half of what is shown further, in either direction."""
        spans = []
        for span, way, size in zip(self._spans, (down, across), self._shape, strict=True):
            length = span[1] - span[0]
            # Held within the map: the last step may be shorter.
            start = max(0, min(size - length, span[0] + way * max(1, length // 2)))
            spans.append((start, start + length))
        self._take((spans[0], spans[1]))

    @Slot(int, int)
    def go_to(self, row: int, column: int) -> None:
        """Show the number at a place, counted from 0, and tell it."""
        rows, columns = self._shape
        if not (0 <= row < rows and 0 <= column < columns):
            return
        self._target = (row, column)
        down, across = (
            _around(place, min(size, max(_LEAST, min(span[1] - span[0], _EXACT // 10))), size)
            for place, span, size in zip((row, column), self._spans, self._shape, strict=True)
        )
        self._take((down if self._steers else self._spans[0], across), again=True)

    def _take(self, spans: tuple[Span, Span], *, again: bool = False) -> None:
        if spans != self._spans or again:
            self._spans = spans
            self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus look closer and wider, Home shows all; Shift and an arrow go along."""
        key = Qt.Key(event.key())
        way = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_Home: 0}.get(key)
        if not self.tools.isVisibleTo(self):
            super().keyPressEvent(event)
        elif way is not None:
            self.step(way)
        elif key in _KEYS:
            self.move_by(*_KEYS[key])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the wheel looks closer and wider; without, it belongs to the page."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and self.tools.isVisibleTo(self) and event.angleDelta().y():
            self.step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()


def _around(middle: int, length: int, size: int) -> Span:
    start = max(0, min(size - length, middle - length // 2))
    return start, start + length


def _named(name: Names, span: Span, step: int, plain: bool) -> tuple[str, ...]:
    """The words beside the cells, with their places where not every token has a cell."""
    places = range(*span, step)
    if plain:
        return tuple(name(place) for place in places)
    return tuple(f"{words.count(place + 1)}: {name(place)}" for place in places)
