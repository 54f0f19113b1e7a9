"""One text through every snapshot of a training."""

from __future__ import annotations

import copy
import time
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import forward, input_ids, tokenization
from explorer.engine.inside import attention_interface
from explorer.engine.inside.arrays import floats
from explorer.engine.tensors import has_rank
from explorer.engine.token_text import Words
from explorer.features.training.compute.snapshots import put_into
from explorer.features.training.protocol import RunSnapshots, SnapshotAnswers, SnapshotsRun
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Check, Report
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.features.training.compute.session import Session

_TOP = 5
_MOST_TOKENS = 128
"""Tokens of a text whose attention is kept at every snapshot."""


def run(session: Session, request: RunSnapshots, check: Check, report: Report) -> SnapshotsRun:
    """The answers and the attention of every snapshot. Raises BadInput, SnapshotGone, Stopped."""
    began = time.perf_counter()
    tokenizer = tokenization.need(session.origin)
    tokenization.check_text(request.text)
    objective = session.started.objective
    ids = tokenizer.encode([request.text], special=objective != "next token").inputs["input_ids"]
    longest = input_ids.max_length(session.learner.model)
    input_ids.check_length(ids.shape[1], min(longest or _MOST_TOKENS, _MOST_TOKENS))
    place = -1
    if objective == "masked words":
        masks = [at for at, item in enumerate(ids[0].tolist()) if item == tokenizer.mask_token_id]
        if not masks:
            raise BadInput(
                tr(
                    "Put {mask} where a word is to be guessed: it was trained for that.",
                    mask=tokenizer.mask_token or "",
                )
            )
        place = masks[0]
    model: Any = copy.deepcopy(session.learner.plain).train(False)
    rows = []
    steps = session.snapshots.steps
    with _eager(model), torch.inference_mode():
        for number, step in enumerate(steps):
            check()
            report(tr("Snapshot {step}", step=numbers.count(step)), number / len(steps))
            put_into(model, session.snapshots.weights(step))
            rows.append(_answers(session, model, ids.to(model.device), place, step))
    return SnapshotsRun(
        request,
        tuple(Words(tokenizer).of(ids[0].tolist())),
        tuple(rows),
        time.perf_counter() - began,
    )


def _eager(model: Any) -> AbstractContextManager[None]:
    """Attention that returns its weights, where the class lets that be chosen."""
    if not attention_interface.can_switch(model):
        return nullcontext()
    return attention_interface.implementation(model, "eager")


def _answers(
    session: Session, model: Any, ids: torch.Tensor, place: int, step: int
) -> SnapshotAnswers:
    # A decoder begins as when it writes.
    given = forward.arguments(model, {"input_ids": ids})
    outputs = model(**given, output_attentions=True)
    logits = outputs.logits[0].float().cpu()  # [tokens, vocabulary], or [labels]
    labels = session.started.labels
    shares = (logits if labels else logits[place]).softmax(-1)
    best = shares.topk(min(_TOP, len(shares)))
    result = best.indices.tolist()
    names = Words(session.origin.tokenizer)
    words = [labels[item] for item in result] if labels else names.of(result)
    attentions = getattr(outputs, "attentions", None) or ()
    maps = [item[0].float().cpu() for item in attentions if has_rank(item, 4)]
    return SnapshotAnswers(
        step,
        tuple(words),
        floats(best.values),
        floats(_stacked(maps)),
    )


def _stacked(maps: list[torch.Tensor]) -> torch.Tensor:
    """[layers, heads, from, to]; empty where the layers differ in form, or there are none."""
    if len({item.shape for item in maps}) != 1:
        return torch.zeros(0)
    return torch.stack(maps)
