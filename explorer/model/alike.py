"""How alike texts are: each one's hidden states pooled into a vector, and those compared."""

from __future__ import annotations

from typing import Any

import torch

from explorer.failures import BadInput
from explorer.messages.answers import CompareTexts, TextsCompared
from explorer.messages.job import Check, Report
from explorer.model import answer_run
from explorer.model.inside import headless, rerun
from explorer.model.inside.arrays import floats
from explorer.model.summary import Loaded
from explorer.texts import tr


def compare_texts(
    loaded: Loaded, request: CompareTexts, check: Check, report: Report
) -> TextsCompared:
    """Pool the last hidden states over the tokens that the mask keeps, then compare by cosine."""
    inputs, rows = answer_run.encoded(loaded, request.texts, request.input_ids, request.by_hand)
    run = answer_run.run(loaded, inputs, rows, check, report)
    # Of two stacks the encoder has read the texts; the decoder has only its start.
    states = loaded.run_outputs.get(
        "encoder_last_hidden_state", loaded.run_outputs.get("last_hidden_state")
    )
    how = tr("the model's last hidden states")
    if states is None:
        outputs, _ = headless.tried(
            loaded.model,
            lambda logits: rerun.rerun(loaded, check, logits=logits, output_hidden_states=True),
        )
        found: Any = outputs.get("hidden_states") or outputs.get("encoder_hidden_states")
        if not found:
            raise BadInput(
                tr(
                    "{name} returns no hidden states, so texts cannot be compared with it.",
                    name=type(loaded.model).__name__,
                )
            )
        states = found[-1]
    if states.dim() != 3 or states.shape[:2] != inputs["input_ids"].shape:
        raise BadInput(tr("{name} has no vector for each token.", name=type(loaded.model).__name__))
    mask = inputs.get("attention_mask", torch.ones_like(inputs["input_ids"])).float()
    vectors = _pooled(states.float(), mask, request.pooling)
    unit = torch.nn.functional.normalize(vectors, dim=-1)
    words = {"mean": tr("averaged over the tokens"), "first": tr("of the first token")}
    return TextsCompared(
        request,
        run,
        floats((unit @ unit.T).clamp(-1, 1)),
        floats(vectors),
        tr(
            "Each text's vector is {how}, {pooling}.",
            how=how,
            pooling=words.get(request.pooling, "of the last token"),
        ),
    )


def _pooled(states: torch.Tensor, mask: torch.Tensor, pooling: str) -> torch.Tensor:
    """[texts, size] out of [texts, tokens, size]; padding counts nowhere."""
    if pooling == "mean":
        return (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp_min(1)
    order = torch.arange(mask.shape[1]).expand_as(mask)
    seen = mask.bool()
    if pooling == "first":
        place = order.masked_fill(~seen, mask.shape[1]).amin(1)
    else:
        place = order.masked_fill(~seen, -1).amax(1)
    place = place.clamp(0, mask.shape[1] - 1)
    return states[torch.arange(len(states)), place]
