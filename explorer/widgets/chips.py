"""Chips that wrap like words, painted: what the strips of tokens and of written text share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt

from explorer.app.theme import Theme
from explorer.widgets.fitted_picture import FittedPicture


@dataclass(frozen=True)
class Chip:
    """One chip: the row and the place that it stands for, where it is, and what is on it."""

    row: int
    place: int
    area: QRectF
    text: str


@dataclass(frozen=True)
class ChipPiece:
    """A chip before it has a place: `wide` pixels of text and edge."""

    row: int
    place: int
    text: str
    wide: float


class ChipField(FittedPicture):
    """Lays pieces out in lines that wrap at its width; each row begins a line of its own.

    A subclass says what the pieces are and paints the chips. Only the chips in sight are painted.
    """

    def __init__(self, look: Theme, name: str, spoken: str) -> None:
        super().__init__(name, spoken)
        self._look = look
        self._chips: list[Chip] = []
        self._tops: list[float] = []
        self._firsts: list[int] = []
        self._wide = self._height = 0
        self._measured: tuple[ChipPiece, ...] | None = None
        self._heights: dict[int, int] = {}
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.changed.connect(self.again)

    # -- what a subclass says ----------------------------------------------------------------

    def pieces(self) -> Iterable[ChipPiece]:
        """What is shown, in order."""
        raise NotImplementedError

    def measures(self) -> tuple[int, int, int]:
        """Height of a chip, from line to line, and the gap between two chips, in pixels."""
        raise NotImplementedError

    def spoken_text(self, chip: Chip) -> str:
        """The description of a chip; empty for nothing."""
        raise NotImplementedError

    # -- layout ------------------------------------------------------------------------------

    def again(self) -> None:
        """Lay out again: other pieces, another font."""
        self._wide = 0
        self._measured = None
        self._heights.clear()
        self.lay_out(max(1, self.width()))
        stops = Qt.FocusPolicy.StrongFocus if self._chips else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(stops)  # without chips it has no height: the focus would be unseen
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels."""
        # Layouts ask for two or three widths in turn, a hundred times for one run of a model.
        wide = max(1, width)
        if wide not in self._heights:
            _, line, _ = self.measures()
            # x is 0 only at the beginning of a line.
            lines = sum(1 for _, x in self._placed(wide) if x == 0)
            self._heights[wide] = lines * line
        return self._heights[wide]

    def lay_out(self, width: int) -> int:
        """Give every piece its place at a width; the height that takes."""
        if width == self._wide:
            return self._height
        self._wide = width
        high, line, _ = self.measures()
        self._chips, self._tops, self._firsts = [], [0.0], [0]
        y = 0.0
        for piece, x in self._placed(width):
            if x == 0 and self._chips:
                y += line
                self._tops.append(y)
                self._firsts.append(len(self._chips))
            # Half a pixel in, so that a line one pixel wide is drawn sharp.
            area = QRectF(x + 0.5, y + 0.5, min(piece.wide, width) - 1, high - 1)
            self._chips.append(Chip(piece.row, piece.place, area, piece.text))
        self._height = int(y + line) if self._chips else 0
        return self._height

    def _placed(self, width: int) -> Iterator[tuple[ChipPiece, float]]:
        """Every piece with its left edge at a width; 0 begins a line."""
        if self._measured is None:
            self._measured = tuple(self.pieces())
        _, _, gap = self.measures()
        x, row = 0.0, 0
        for piece in self._measured:
            wide = min(piece.wide, width)
            # A row begins a line; so does what does not fit, unless it is alone in it.
            if piece.row != row or (x and x + wide > width):
                x, row = 0.0, piece.row
            yield piece, x
            x += wide + gap

    def in_sight(self, area: QRect) -> Iterator[tuple[int, Chip]]:
        """The chips of the lines that meet an area, with their numbers."""
        self.lay_out(max(1, self.width()))
        # The tops only grow, so the first line in sight is found by bisection.
        for line in range(max(0, bisect_right(self._tops, area.top()) - 1), len(self._tops)):
            if self._tops[line] > area.bottom():
                return
            last = self._firsts[line + 1] if line + 1 < len(self._firsts) else len(self._chips)
            for number in range(self._firsts[line], last):
                yield number, self._chips[number]

    def at(self, point: QPointF) -> int:
        """The number of the chip under a point, with what is below it; -1 for none."""
        if not self._chips or point.y() < 0 or point.y() > self._height:
            return -1
        line = bisect_right(self._tops, point.y()) - 1
        last = self._firsts[line + 1] if line + 1 < len(self._firsts) else len(self._chips)
        for number in range(self._firsts[line], last):
            area = self._chips[number].area
            if area.left() <= point.x() <= area.right():
                return number
        return -1

    def tip_at(self, point: QPointF) -> str:
        """All about the chip under the mouse."""
        number = self.at(point)
        return self.spoken_text(self._chips[number]) if number >= 0 else ""
