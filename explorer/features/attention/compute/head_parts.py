"""Parts of one head's map for the window: it is computed once, and what fits a picture goes out.

One head at 4,096 tokens has 16.8 million weights; drawing them held the window 0.3 s. The map
itself goes along untouched, so that any single number can be read exactly.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from explorer.features.attention.protocol import HeadRequest, HeadResult
from explorer.protocol.downsample import joined
from explorer.protocol.downsampled_map import WHOLE, plain_places

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def whole_head(request: HeadRequest) -> HeadRequest:
    """The request that all parts of a map share."""
    return dataclasses.replace(request, part=WHOLE, shown="now", chosen=())


def with_places(head: HeadResult) -> HeadResult:
    """A whole map with the places of its largest weight and change, which words are about."""
    if not head.weights.size:
        return head
    columns = head.weights.shape[1]  # [from, to]
    # argmax counts through the flat array: place = row × columns + column.
    strongest = divmod(int(head.weights.argmax()), columns)
    changed = None
    if head.whole is not None:
        changed = divmod(int(abs(head.weights - head.whole).argmax()), columns)
    return dataclasses.replace(head, strongest=strongest, changed=changed)


def of_head(head: HeadResult, request: HeadRequest) -> HeadResult:
    """The same head with the picture that was asked for."""
    part = request.part
    if part == WHOLE or not head.weights.size:
        return dataclasses.replace(head, request=request)
    values = _shown(head, request)
    if not part.special:
        down, across = plain_places(head.from_tokens), plain_places(head.to_tokens)
        all_ = (len(down), len(across)) == values.shape
        if down and across and not all_:  # a copy of a large map is slow
            # [from, to] without special tokens: `take` copies, a slice would not.
            values = values.take(down, axis=0).take(across, axis=1)
    return dataclasses.replace(head, request=request, joined=joined(values, part))


def _shown(head: HeadResult, request: HeadRequest) -> NDArray[np.float32]:
    """The map as it is, the whole model's, or how much each weight changed."""
    if head.whole is None or request.shown == "now":
        return head.weights
    return head.whole if request.shown == "whole" else abs(head.weights - head.whole)
