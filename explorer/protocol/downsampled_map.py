"""Maps of many tokens as they reach the window: a part of them, in few enough cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.protocol.run import Token

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class MapPart:
    """Which part of a map is wanted, in at most how many cells; zeros stand for all there is.

    `rows` and `columns` are (start, stop). Without `special` the special tokens are left out
    first, and places count the others.
    """

    rows: tuple[int, int] = (0, 0)
    columns: tuple[int, int] = (0, 0)
    down: int = 0
    across: int = 0
    special: bool = True


WHOLE = MapPart()


@dataclass(frozen=True)
class DownsampledMap:
    """A part of a map: `cells` float32 [down, across], each the largest of `steps` cells of it.

    `rows` and `columns` are the part's (start, stop) within a map of `shape`. `low` and `high`
    are the smallest and the largest number of the whole map; `full` is the number that nearly
    all of its numbers above 0 do not exceed, for shades that are stretched.
    """

    cells: NDArray[np.float32]
    rows: tuple[int, int]
    columns: tuple[int, int]
    steps: tuple[int, int]
    shape: tuple[int, int]
    low: float
    high: float
    full: float

    @property
    def whole(self) -> bool:
        """Whether the part is all of the map."""
        return self.rows == (0, self.shape[0]) and self.columns == (0, self.shape[1])

    @property
    def exact(self) -> bool:
        """Whether each cell is one number of the map."""
        return self.steps == (1, 1)

    def block(self, row: int, column: int) -> tuple[int, int, int, int]:
        """The rows start, stop and columns start, stop of the map that a cell stands for."""
        top, left = self.rows[0] + row * self.steps[0], self.columns[0] + column * self.steps[1]
        return (
            top,
            min(top + self.steps[0], self.rows[1]),
            left,
            min(left + self.steps[1], self.columns[1]),
        )


def plain_places(tokens: Sequence[Token]) -> list[int]:
    """The places of the tokens that are words of the text, or the mask."""
    return [place for place, token in enumerate(tokens) if token.mask or not token.special]
