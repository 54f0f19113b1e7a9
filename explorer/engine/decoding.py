"""Text to text: what a decoder says after each token of a target that a person gave it."""

from __future__ import annotations

import torch

from explorer.engine import decoder_inputs, forward, task_run, tokenization
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.engine.token_text import Words
from explorer.features.answers.protocol import RunWithTarget, TargetRan
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Check, Report
from explorer.protocol.run import Candidate, Prediction
from explorer.text.translation import tr


def run_with_target(
    loaded: LoadedModel, request: RunWithTarget, check: Check, report: Report
) -> TargetRan:
    """What the decoder says after its start token and after each token of the target."""
    if not loaded.model.config.is_encoder_decoder:
        raise BadInput(
            tr("{name} has no decoder that answers an encoder.", name=type(loaded.model).__name__)
        )
    texts = (request.text,) if not request.input_ids else ()
    ids = (request.input_ids,) if request.input_ids else ()
    inputs, rows = task_run.encoded(loaded, texts, ids)
    target = list(request.target_ids)
    if not target and request.target:
        tokenizer = tokenization.need(loaded)
        tokenization.check_text(request.target)
        target = tokenizer.ids(request.target)
    # Teacher forcing: place t reads the start token and the first t target tokens.
    read = [decoder_inputs.start(loaded.model), *target]
    about = summary(loaded)
    inputs["decoder_input_ids"] = forward.ids_tensor([read], about.vocab_size, about.max_length)
    run = task_run.run(loaded, inputs, rows, check, report)
    (logits,) = task_run.output(loaded, "logits")  # [1, start and target, vocabulary]
    words = Words(loaded.tokenizer)
    row = tokenization.tokens_of(loaded.tokenizer, read)
    predictions = []
    for place in range(logits.shape[1]):
        check()
        last = place == len(read) - 1
        predictions.append(next_token(logits[0, place], place, last, words, request.top))
    return TargetRan(request, run, row, tuple(predictions))


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
