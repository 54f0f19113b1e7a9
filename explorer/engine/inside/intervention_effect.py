"""What changed outputs say, how far they moved, and whether restoring gives the same bits."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from explorer.engine import numbers, tasks, tokenization
from explorer.engine.predictions import otherwise
from explorer.engine.runner import Runner
from explorer.engine.tensors import Tensors
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Check
from explorer.protocol.run import Prediction
from explorer.text.numbers import joined, ntr
from explorer.text.translation import tr


def restored(
    original: Mapping[str, torch.Tensor], outputs: Mapping[str, torch.Tensor]
) -> SelfCheck:
    """Every output of the restored model against the one before: the same bits?"""
    same = original.keys() == outputs.keys() and all(
        torch.equal(original[name], outputs[name]) for name in original
    )
    sentence = (
        ntr(
            "The output is the original one, bit for bit.",
            "All {count} outputs are the original ones, bit for bit.",
            len(outputs),
        )
        if same
        else tr("Some outputs differ from the original ones.")
    )
    total = sum(value.numel() for value in original.values())
    compared = ntr(
        "Compared: {original} of the whole model, before and now: {count} number.",
        "Compared: {original} of the whole model, before and now: {count} numbers.",
        total,
        original=joined(list(original)),
    )
    return SelfCheck(tr("restoring gives the original bits"), same, sentence, compared)


def answers_of(
    runner: Runner, outputs: Tensors, top: int, inputs: Tensors | None = None
) -> tuple[tuple[Prediction, ...], str]:
    """What the model says with these outputs, and why it says nothing where it does not."""
    if not outputs:
        return (), ""
    inputs = runner.loaded.run_inputs if inputs is None else inputs
    ids = inputs.get("input_ids")
    if ids is None:
        return (), ""
    if asked_otherwise := otherwise(tasks.of_model(runner.model)):
        return (), tr(
            "{sentence} Here only its output tensors are computed again.",
            sentence=asked_otherwise,
        )
    rows = tuple(
        # [texts × choices, tokens]
        tokenization.tokens_of(runner.loaded.tokenizer, row)
        for row in ids.flatten(0, -2).tolist()
    )
    return runner.predictions(outputs, inputs, rows, top)


def largest_change(before: Tensors, after: Tensors, check: Check) -> float:
    """The largest absolute difference of any output that both have in one shape."""
    changes = [
        numbers.farthest(after[name], before[name], torch.float32, check)
        for name in before.keys() & after.keys()
        if before[name].shape == after[name].shape
        and before[name].is_floating_point()
        and before[name].numel()
    ]
    return max(changes, default=0.0)
