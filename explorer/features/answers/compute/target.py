"""Text to text: what a decoder says after each token of a target that a person gave it."""

from __future__ import annotations

from explorer.engine import decoder_inputs, forward, task_run, tokenization
from explorer.engine.decoding import next_token
from explorer.engine.loaded_model import summary
from explorer.engine.model_holder import ModelHolder
from explorer.engine.token_text import Words
from explorer.features.answers.protocol import RunWithTarget, TargetRan
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr


def run_with_target(
    holder: ModelHolder, request: RunWithTarget, check: Check, report: Report
) -> TargetRan:
    """What the decoder says after its start token and after each token of the target."""
    loaded = holder.loaded
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
