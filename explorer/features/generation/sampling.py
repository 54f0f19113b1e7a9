"""How settings change the probabilities of the next token: numpy alone, for the sliders.

The same steps in the same order as transformers: repetition penalty, temperature, top-k, top-p.
The window calls this on the logits of one step, so a slider never runs the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.protocol.sampling import Sampling


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities, float32 [vocabulary]; a logit of minus infinity has none."""
    shifted = np.exp(logits - logits.max())
    chances: NDArray[np.float32] = (shifted / shifted.sum()).astype(np.float32)
    return chances


def reshape_distribution(
    logits: NDArray[np.float32],
    settings: Sampling,
    seen_ids: NDArray[np.int64] | None = None,
) -> NDArray[np.float32]:
    """The probabilities, float32 [vocabulary], with which the settings choose each token.

    `seen_ids` are those that occurred already, for the repetition penalty. Without sampling the
    likeliest token is certain. The logits are not changed.
    """
    scores = np.array(logits, dtype=np.float32)
    if settings.repetition_penalty != 1.0 and seen_ids is not None and seen_ids.size:
        ids = np.unique(seen_ids[seen_ids < scores.size])
        penalty = np.float32(settings.repetition_penalty)
        old = scores[ids]
        scores[ids] = np.where(old < 0, old * penalty, old / penalty)
    if not settings.sample:
        certain = np.zeros_like(scores)
        certain[int(scores.argmax())] = 1.0
        return certain
    if settings.temperature != 1.0:
        scores /= np.float32(settings.temperature)
    if 0 < settings.top_k < scores.size:
        least = np.partition(scores, -settings.top_k)[-settings.top_k]
        scores[scores < least] = -np.inf
    if settings.top_p < 1.0:
        _keep_top_p(scores, settings.top_p)
    return softmax(scores)


def _keep_top_p(scores: NDArray[np.float32], top_p: float) -> None:
    """Set all but the likeliest that together reach p to minus infinity, in place."""
    left = np.flatnonzero(np.isfinite(scores))
    order = left[np.argsort(scores[left], kind="stable")]  # the least likely first
    reached = np.cumsum(softmax(scores[order]), dtype=np.float32)
    drop = reached <= np.float32(1 - top_p)
    drop[-1] = False
    scores[order[drop]] = -np.inf
