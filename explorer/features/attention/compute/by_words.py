"""A head's map with the pieces of each word put together."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from explorer.features.attention.protocol import HeadResult
from explorer.protocol.word_groups import Groups, merged, merges, word_groups

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def of_words(head: HeadResult) -> HeadResult:
    """The same head word by word: from a word is the mean over its tokens, to a word the sum.

    So each row still says how all of the attention is shared out. Unchanged where every word is
    one token.
    """
    rows, columns = word_groups(head.from_tokens), word_groups(head.to_tokens)
    if not head.weights.size or not (merges(rows) or merges(columns)):
        return head
    whole = head.whole if head.whole is None else _merged(head.whole, rows, columns)
    return dataclasses.replace(
        head,
        weights=_merged(head.weights, rows, columns),
        whole=whole,
        from_tokens=merged(head.from_tokens, rows),
        to_tokens=merged(head.to_tokens, columns),
        from_words=rows,
        to_words=columns,
    )


def _merged(weights: NDArray[np.float32], rows: Groups, columns: Groups) -> NDArray[np.float32]:
    """[from tokens, to tokens] → [from words, to words], float32 and read-only."""
    import numpy as np

    # reduceat sums from each start to the next: the groups cover all tokens without a gap.
    to_words = np.add.reduceat(weights, [start for start, _ in columns], axis=1)
    sums = np.add.reduceat(to_words, [start for start, _ in rows], axis=0)
    sizes = np.array([stop - start for start, stop in rows], dtype=np.float32)
    by_words: NDArray[np.float32] = (sums / sizes[:, None]).astype(np.float32, copy=False)
    by_words.flags.writeable = False
    return by_words
