"""What lessons may know of what each layer says."""

from __future__ import annotations

from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.protocol.explanation import Facts
from explorer.protocol.job import Request
from explorer.text.phrases import bare


def lens(result: LogitLensResult, request: Request) -> Facts:
    """The first and the last answer, and from which layer on it is the last."""
    if not result.names:
        return {}
    place = next((at for at, token in enumerate(result.tokens) if token.mask), -1)
    best = result.ids[:, place, 0]
    since = len(best) - 1
    while since and best[since - 1] == best[-1]:
        since -= 1
    return {
        "lens.layers": len(result.names),
        "lens.first_word": bare(result.words[int(best[0])]),
        "lens.top": bare(result.words[int(best[-1])]),
        "lens.settled": result.names[since],
    }
