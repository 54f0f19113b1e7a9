"""Pictures of numbers: levels from 0 to 255 through the theme's ramp, one image for each view."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def draws_lines(painter: QPainter) -> bool:
    """Whether what is painted stays lines and text: into a PDF or an SVG, and no pixels."""
    kind = painter.paintEngine().type()
    return kind in (QPaintEngine.Type.Pdf, QPaintEngine.Type.SVG)


@functools.lru_cache(maxsize=8)
def ramp(stops: tuple[str, ...]) -> tuple[int, ...]:
    """256 colours between the stops of a theme's ramp, from nothing to full."""
    colours = [QColor(stop) for stop in stops]
    last = len(colours) - 1
    rows = []
    for level in range(256):
        place = level / 255 * last
        # The last level is the last stop itself, with nothing above to mix it with.
        below = min(int(place), last - 1)
        share = place - below
        color, other = colours[below], colours[below + 1]
        mixed = [
            round(a + (b - a) * share)
            for a, b in zip(
                (color.red(), color.green(), color.blue()),
                (other.red(), other.green(), other.blue()),
                strict=True,
            )
        ]
        rows.append(QColor(*mixed).rgb())
    return tuple(rows)


def image(levels: NDArray[np.uint8], stops: tuple[str, ...]) -> QImage:
    """An image of its own, one pixel for each level; `levels` is uint8 [rows, columns]."""
    height, width = levels.shape
    # Without the stride Qt takes rows as padded to four bytes.
    # copy(): QImage does not own the bytes it is given.
    result = QImage(levels.tobytes(), width, height, width, QImage.Format.Format_Indexed8).copy()
    result.setColorTable(list(ramp(stops)))
    return result


def levels(values: NDArray[np.float32], low: float, high: float) -> NDArray[np.uint8]:
    """Values as 0..255 between `low` and `high`; what is not a number is 0."""
    import numpy as np

    # A range of one value would divide by 0.
    span = max(high - low, 1e-30)
    scaled = np.nan_to_num((values - low) * (255 / span), nan=0.0, posinf=255.0, neginf=0.0)
    array: NDArray[np.uint8] = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
    return array


_LARGE = 1_000_000


def reduced(
    values: NDArray[np.float32], low: float, high: float, down: int, across: int
) -> NDArray[np.uint8]:
    """Values as 0..255 with at most so many rows and columns; the largest stands for its block.

    Many values are made fewer first: 4,096 x 4,096 as levels alone took 0.4 s.
    """
    import numpy as np

    array = values
    # The largest first, in the map's own dtype, then levels of what is left.
    if values.size > _LARGE:
        for axis, pixels in ((0, down), (1, across)):
            if array.shape[axis] > pixels:
                # pixels starts, evenly over the axis; reduceat takes each run up to the next.
                starts = np.arange(pixels) * array.shape[axis] // pixels
                array = np.maximum.reduceat(array, starts, axis=axis)
    shades = levels(array, low, high)
    for axis, pixels in ((0, down), (1, across)):
        if shades.shape[axis] > pixels:
            shades = fit(shades, axis, pixels)
    return shades


def fit(levels: NDArray[np.uint8], axis: int, size: int) -> NDArray[np.uint8]:
    """An axis resized to `size`: repeated where it grows, the largest of each where it shrinks.

    The largest and not the mean: one bright pixel among hundreds would vanish otherwise.
    """
    import numpy as np

    have = levels.shape[axis]
    if have == size:
        return levels
    if have > size:
        starts = np.arange(size) * have // size
        shrunk: NDArray[np.uint8] = np.maximum.reduceat(levels, starts, axis=axis)
        return shrunk
    # Repeated by index, without smoothing: each number keeps its edge.
    grown: NDArray[np.uint8] = np.take(levels, np.arange(size) * have // size, axis=axis)
    return grown
