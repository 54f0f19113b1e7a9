"""Text to text: what a decoder says after each token of a target that a person gave it."""

from __future__ import annotations

from explorer.engine import tokenization
from explorer.engine.decoding import after_each
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
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
    runner = Runner(loaded, check)
    inputs, rows = runner.encode((request.text,), (request.input_ids,) if request.input_ids else ())
    target = runner.encode_target(request.target, request.target_ids)
    inputs["decoder_input_ids"] = target
    run = runner.run(inputs, rows, report)
    (logits,) = runner.output("logits")  # [1, start and target, vocabulary]
    predictions = after_each(logits[0], Words(loaded.tokenizer), request.top, check)
    row = tokenization.tokens_of(loaded.tokenizer, target[0].tolist())
    return TargetRan(request, run, row, predictions)
