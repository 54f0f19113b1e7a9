"""One attention map of two models subtracted, weight by weight, of the tokens that both have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.features.attention.protocol import HeadResult
from explorer.features.compare.protocol import AttentionChange
from explorer.protocol.inspection import Kind
from explorer.text.translation import tr

Pairs = Sequence[tuple[int, int]]
"""(place in the other's row, place in the main's), -1 for a token without a counterpart."""

_READS_TEXT: dict[Kind, tuple[bool, bool]] = {
    "self": (True, True),
    "encoder": (True, True),
    "decoder": (False, False),
    "cross": (False, True),
}
"""Whether the rows and the columns of a map are the tokens of the text itself."""


def change(other: HeadResult, main: HeadResult, pairs: Pairs) -> AttentionChange | None:
    """How much each weight differs; None where one of the two has no map to begin with.

    `pairs` are those of the text that both maps are of.
    """
    if not other.weights.size or not main.weights.size:
        return None
    places: list[tuple[int, ...]] = []
    alone = 0
    # Axis 0 are rows (who looks), axis 1 columns (what is looked at).
    for axis, of_text in enumerate(_READS_TEXT[main.request.kind]):
        sizes = other.weights.shape[axis], main.weights.shape[axis]
        met = _met(sizes, pairs if of_text else ())
        if not met:
            return _nothing()
        places += [tuple(place for place, _ in met), tuple(two for _, two in met)]
        alone = max(alone, sum(sizes) - 2 * len(met))
    # ix_ crosses rows with columns: [shared rows, shared columns].
    first = other.weights[np.ix_(places[0], places[2])]
    second = main.weights[np.ix_(places[1], places[3])]
    difference = np.abs(second - first)
    difference.flags.writeable = False
    return AttentionChange(difference, places[0], places[1], places[2], places[3], alone)


def _met(sizes: tuple[int, int], pairs: Pairs) -> Pairs:
    """Which places of one axis are compared; none where that is not known."""
    if pairs and sizes == (_size(pairs, 0), _size(pairs, 1)):
        return [pair for pair in pairs if min(pair) >= 0]
    same = all(first == two for first, two in pairs)
    # Without text on this axis places are compared only where both have as many.
    return [(place, place) for place in range(sizes[0])] if same and sizes[0] == sizes[1] else []


def _size(pairs: Pairs, side: int) -> int:
    return sum(pair[side] >= 0 for pair in pairs)


def _nothing() -> AttentionChange:
    empty = np.zeros((0, 0), np.float32)
    empty.flags.writeable = False
    why = tr(
        "The rows and columns of the two maps are different tokens, so their weights "
        "cannot be compared one by one."
    )
    return AttentionChange(empty, note=why)
