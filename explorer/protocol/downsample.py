"""Maps of numbers made as small as a picture needs: the largest of each block stands for it.

The largest and not the mean: one strong weight among a hundred weak ones would vanish otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.protocol.downsampled_map import WHOLE, DownsampledMap, MapPart
from explorer.protocol.job import Check

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NEARLY_ALL, _FEW = 0.98, 200
"""Stretched, the fullest shade stands for this share of the numbers, where there are many."""
_ROWS = 256
"""Rows of a large map that are looked at together."""
_SAMPLE = 250_000
"""Numbers out of which the fullest shade is found."""


def joined(values: NDArray[np.float32], part: MapPart = WHOLE) -> DownsampledMap:
    """A part of a map [rows, columns] in at most `part.down` × `part.across` cells.

    Special tokens are the caller's to leave out. Places outside the map are moved into it.
    """
    import numpy as np

    rows = _span(part.rows, values.shape[0])
    columns = _span(part.columns, values.shape[1])
    steps = (_step(rows, part.down), _step(columns, part.across))
    cells = largest(values[rows[0] : rows[1], columns[0] : columns[1]], steps)
    if not cells.flags.owndata:
        cells = cells.copy()
    cells.flags.writeable = False
    low, high = float(np.fmin.reduce(values, axis=None)), float(np.fmax.reduce(values, axis=None))
    full = high
    if low >= 0.0 < high and values.size > _FEW:
        step = max(1, round((values.size / _SAMPLE) ** 0.5))  # of 16 million it took 1.5 s
        some = values[::step, ::step]
        above = some[some > 0]
        if above.size:
            place = int(_NEARLY_ALL * (above.size - 1))
            full = float(np.partition(above, place)[place])
    return DownsampledMap(cells, rows, columns, steps, values.shape[:2], low, high, full)


def largest(values: NDArray[np.float32], steps: tuple[int, int]) -> NDArray[np.float32]:
    """The largest number of each block of `steps` rows and columns; the last may be smaller."""
    import numpy as np

    array = values
    down, across = steps
    if down > 1:  # rows first: the large part then runs along the memory
        even = array.shape[0] // down * down
        parts = [np.fmax.reduce(array[:even].reshape(-1, down, array.shape[1]), axis=1)]
        if even < array.shape[0]:
            parts.append(np.fmax.reduce(array[even:], axis=0, keepdims=True))
        array = np.concatenate(parts)
    if across > 1:
        even = array.shape[1] // across * across
        parts = [np.fmax.reduce(array[:, :even].reshape(array.shape[0], -1, across), axis=2)]
        if even < array.shape[1]:
            parts.append(np.fmax.reduce(array[:, even:], axis=1, keepdims=True))
        array = np.concatenate(parts, axis=1)
    return array


Pair = tuple[int, int]


def extremes(values: NDArray[np.float32], check: Check | None = None) -> tuple[Pair, Pair]:
    """The pairs of different tokens with the largest and the smallest number, [tokens, tokens].

    For numbers that are the same both ways; there have to be two tokens at least. Where `check`
    raises Stopped, so does this.
    """
    import numpy as np

    size = values.shape[0]
    best: list[tuple[float, int, int]] = []
    for start in range(0, size, _ROWS):
        if check is not None:
            check()
        block = values[start : start + _ROWS].copy()
        own = np.arange(block.shape[0])
        for empty, find in ((-np.inf, np.argmax), (np.inf, np.argmin)):
            block[own, start + own] = empty
            row, column = divmod(int(find(block)), size)
            best.append((float(block[row, column]), start + row, column))
    _, *most = max(best[::2], key=lambda amounts: amounts[0])
    _, *least = min(best[1::2], key=lambda rows: rows[0])
    return (most[0], most[1]), (least[0], least[1])


def _span(wanted: tuple[int, int], size: int) -> tuple[int, int]:
    start = max(0, min(wanted[0], size - 1))
    stop = min(size, wanted[1]) if wanted[1] > start else size
    return start, stop


def _step(span: tuple[int, int], cells: int) -> int:
    size = span[1] - span[0]
    return max(1, -(-size // cells)) if cells else 1
