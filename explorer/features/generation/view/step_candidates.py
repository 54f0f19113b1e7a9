"""What could come at a step of a text, as bars before and after the settings."""

from __future__ import annotations

from explorer.features.generation.protocol import StepCandidate, StepResult
from explorer.protocol.sampling import Sampling
from explorer.widgets.pair_bars import Pair
from explorer.widgets.token_words import plain

_SHOWN = 10


def stored(candidates: tuple[StepCandidate, ...], taken: int) -> tuple[Pair, ...]:
    """As they were named when the step was made; `taken` is marked."""
    shown = [
        candidate
        for place, candidate in enumerate(candidates)
        if place < _SHOWN or candidate.id == taken
    ]
    return tuple(
        Pair(
            plain(step_candidate.text),
            step_candidate.id,
            step_candidate.probability,
            step_candidate.after,
            "✓ " if step_candidate.id == taken else "",
        )
        for step_candidate in shown
    )


def reshaped(result: StepResult, settings: Sampling, taken: int = -1) -> tuple[Pair, ...]:
    """The likeliest tokens of a step before and after settings, without running the model."""
    import numpy as np

    from explorer.features.generation import sampling

    before = sampling.softmax(result.logits)
    after = sampling.reshape_distribution(result.logits, settings, result.tokens_read)
    count = min(_SHOWN, before.size)
    either = np.maximum(before, after)
    best = np.argpartition(either, -count)[-count:]
    if 0 <= taken < before.size and taken not in best:
        best = np.append(best, taken)
    order = np.lexsort((-before[best], -after[best]))
    return tuple(
        Pair(
            plain(result.words.get(int(id_), f"ID {int(id_)}")),
            int(id_),
            float(before[id_]),
            float(after[id_]),
            "✓ " if int(id_) == taken else "",
        )
        for id_ in best[order]
    )
