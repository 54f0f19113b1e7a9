"""What a decoder says next, and what ends a text."""

from __future__ import annotations

import torch

from explorer.boundary.values import ints, several
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.token_text import Words
from explorer.protocol.job import Check
from explorer.protocol.run import Candidate, Prediction
from explorer.text.translation import tr


def next_token(
    logits: torch.Tensor, position: int, last: bool, words: Words, top: int
) -> Prediction:
    """What a decoder says after the token at `position`; `logits` are float32 [vocabulary]."""
    chances = logits.softmax(-1)  # [vocabulary]
    # topk sorts by falling value; small vocabularies have fewer entries than were asked for.
    best = chances.topk(min(max(1, top), chances.numel()))
    ids = best.indices.tolist()
    candidates = tuple(
        Candidate(word, id_, chance, float(logits[id_]))
        for word, id_, chance in zip(words.of(ids), ids, best.values.tolist(), strict=True)
    )
    caption = (
        tr("Next token of the answer")
        if last
        else tr("After token {position} of the answer", position=position + 1)
    )
    return Prediction("next", 0, position, caption, candidates, chances.numel())


def after_each(
    logits: torch.Tensor, words: Words, top: int, check: Check
) -> tuple[Prediction, ...]:
    """What a decoder says after each token it was given; logits float32 [tokens, vocabulary]."""
    predictions = []
    for place, row in enumerate(logits):
        check()
        predictions.append(next_token(row, place, place == len(logits) - 1, words, top))
    return tuple(predictions)


def ends(loaded: LoadedModel) -> frozenset[int]:
    """The IDs that end a text."""
    # generation_config first, as `generate` does: some name more ends there than in the config.
    for config in (loaded.model.generation_config, loaded.model.config):
        # One ID or a list: Llama 3 Instruct ends at <|eot_id|> and at <|end_of_text|>.
        if end_ids := ints(several(getattr(config, "eos_token_id", None))):
            return frozenset(end_ids)
    return frozenset()
