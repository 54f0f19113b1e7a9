"""The one run that a task makes: its inputs, its tensors, and its outputs by name."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from explorer.engine import finite, forward, numbers, padding, tokenization
from explorer.engine.inside import rerun
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Check, Report
from explorer.protocol.run import NOTHING_BY_HAND, ManualInputs, Token
from explorer.protocol.task_run import TaskRun
from explorer.text.translation import tr

Rows = tuple[tuple[Token, ...], ...]


def run(
    loaded: LoadedModel, inputs: dict[str, torch.Tensor], rows: Rows, check: Check, report: Report
) -> TaskRun:
    """Run the model, keep the run as the last one, and tell it. Stopped, it never was."""
    report(tr("Running the model"))
    outputs, seconds = rerun.call(loaded.model, forward.arguments(loaded.model, inputs), check)
    tensors = forward.named_tensors(outputs)
    finite.judge(loaded.model, inputs, tensors, check)
    task_run = task_run_of(loaded, inputs, rows, tensors, seconds, check)
    # Only now, when nothing can be stopped any more.
    loaded.run_inputs, loaded.run_outputs = inputs, tensors
    return task_run


def task_run_of(
    loaded: LoadedModel,
    inputs: dict[str, torch.Tensor],
    rows: Rows,
    tensors: dict[str, torch.Tensor],
    seconds: float,
    check: Check,
) -> TaskRun:
    """A run as the window shows it: tokens, the tensors that went in and that came out."""
    return TaskRun(
        loaded.serial,
        rows,
        tuple(numbers.tensor_info(name, value, check) for name, value in inputs.items()),
        tuple(numbers.tensor_info(name, value, check) for name, value in tensors.items()),
        seconds,
    )


def encoded(
    loaded: LoadedModel,
    texts: Sequence[str],
    ids: Sequence[Sequence[int]],
    written: ManualInputs = NOTHING_BY_HAND,
    pairs: Sequence[str] = (),
) -> tuple[dict[str, torch.Tensor], Rows]:
    """Inputs of a run and its tokens, from texts or from IDs. Raises BadInput, NoTokenizer."""
    about, model = summary(loaded), loaded.model
    if ids:
        tensor = forward.ids_tensor(ids, about.vocab_size, about.max_length)
        inputs = forward.by_hand(model, tensor, written.named())
        padding.judge(model, inputs)
        return padding.with_positions(model, inputs), tokenization.by_hand(loaded.tokenizer, inputs)
    inputs, rows = batch(loaded, texts, pairs, longest=about.max_length)
    # The same judge as for IDs typed by hand: a tokenizer may know more than the model.
    forward.ids_tensor(inputs["input_ids"].tolist(), about.vocab_size, about.max_length)
    return inputs, rows


def batch(
    loaded: LoadedModel,
    texts: Sequence[str],
    pairs: Sequence[str] = (),
    *,
    longest: int,
    most: int = 0,
) -> tuple[dict[str, torch.Tensor], Rows]:
    """What texts become for this model: filled up to one length, so that each reads as alone."""
    model, tokenizer = loaded.model, tokenization.need(loaded)
    side = padding.side(model)
    inputs, rows = tokenization.encode(
        tokenizer, texts, pairs, longest=longest, most=most, side=side
    )
    filler = padding.fill(model, inputs)
    if filler is not None:
        (token,) = tokenization.tokens_of(tokenizer, (filler,), added=(1,), mask=(0,))
        inputs, rows = padding.refilled(inputs, rows, token)
    return padding.with_positions(model, inputs), rows


def output(loaded: LoadedModel, *names: str) -> list[torch.Tensor]:
    """Outputs by name. Raises BadInput where the class in memory is for another task."""
    missing = [name for name in names if name not in loaded.run_outputs]
    if missing:
        raise BadInput(
            tr(
                "{name} does not return {missing}: it is made for another task. "
                "Load the checkpoint with a class for this one.",
                name=type(loaded.model).__name__,
                missing=missing[0],
            )
        )
    # float32 for the arithmetic that follows: half precision would round sums of probabilities.
    return [loaded.run_outputs[name].float() for name in names]
