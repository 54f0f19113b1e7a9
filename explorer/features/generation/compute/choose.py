"""Choosing a token from logits, as transformers does: the same steps, order and random numbers."""

from __future__ import annotations

from typing import Any

import torch

from explorer.engine.token_text import Words
from explorer.features.generation.protocol import StepCandidate
from explorer.protocol.sampling import Sampling


class Chooser:
    """One set of settings, with its own stream of random numbers."""

    def __init__(self, settings: Sampling) -> None:
        """Raises ValueError for a temperature or penalty that is not above zero."""
        from transformers import (
            RepetitionPenaltyLogitsProcessor,
            TemperatureLogitsWarper,
            TopKLogitsWarper,
            TopPLogitsWarper,
        )

        self.settings = settings
        # On the CPU, wherever the model is: a seed gives other numbers on other devices.
        self._random = torch.Generator().manual_seed(settings.seed)
        self._steps: list[Any] = []
        if settings.repetition_penalty != 1.0:
            self._steps.append(RepetitionPenaltyLogitsProcessor(float(settings.repetition_penalty)))
        if settings.sample:
            # In the order of transformers' own `generate`: another order gives other numbers.
            if settings.temperature != 1.0:
                self._steps.append(TemperatureLogitsWarper(float(settings.temperature)))
            if settings.top_k:
                self._steps.append(TopKLogitsWarper(settings.top_k))
            if settings.top_p < 1.0:
                self._steps.append(TopPLogitsWarper(settings.top_p))

    def scores(self, logits: torch.Tensor, ids: list[int]) -> torch.Tensor:
        """Logits [vocabulary] after the settings; minus infinity for what may not be drawn."""
        scores = logits[None]  # [1, vocabulary]: the processors take batches
        if self._steps:
            before = torch.tensor([ids])  # [1, tokens]: the penalty looks at what was written
            for step in self._steps:
                scores = step(before, scores)
        return scores[0]

    def probabilities(self, scores: torch.Tensor) -> torch.Tensor:
        """How likely each token is to be taken: certain for the best where nothing is drawn."""
        if self.settings.sample:
            return scores.softmax(-1)
        # Without drawing the best token is taken, however small its share of the softmax is.
        certain = torch.zeros_like(scores)
        certain[scores.argmax()] = 1.0
        return certain

    def choose(self, probabilities: torch.Tensor) -> int:
        """A token ID: the certain one, or drawn as `torch.multinomial` draws after a seed."""
        if not self.settings.sample:
            return int(probabilities.argmax())
        # A separate generator: other work of the lane must not move the draws of this text.
        # multinomial takes [vocabulary] that need not sum to 1; softmax of -inf is exactly 0.
        return int(torch.multinomial(probabilities, 1, generator=self._random))


def candidates(
    logits: torch.Tensor, after: torch.Tensor, words: Words, count: int, also: int | None = None
) -> tuple[StepCandidate, ...]:
    """The likeliest tokens of a step, best first; `also` is named even where it is not of them."""
    before = logits.softmax(-1)  # [vocabulary], before the settings
    ids = before.topk(min(count, before.numel())).indices  # [count]
    if also is not None and not bool((ids == also).any()):
        ids = torch.cat((ids, torch.tensor([also])))
    named = words.of(ids.tolist())
    columns = (ids.tolist(), logits[ids].tolist(), before[ids].tolist(), after[ids].tolist())
    return tuple(StepCandidate(*row) for row in zip(named, *columns, strict=True))
