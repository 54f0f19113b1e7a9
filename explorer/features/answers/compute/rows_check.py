"""Does each text of a batch come out as it does alone? Tried out, row by row, after the answer."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from explorer.engine import padding
from explorer.engine.inside import last_run
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.numbers import apart, rounding
from explorer.engine.runner import Runner
from explorer.features.answers.protocol import CheckRows, RowsChecked
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Check, Report, Stopped
from explorer.protocol.run import RunResult
from explorer.text import numbers
from explorer.text.translation import tr

_COMPARED = ("logits", "prediction_logits", "last_hidden_state", "encoder_last_hidden_state")
"""The outputs that are compared: the first of these that a class returns."""


@dataclass(frozen=True)
class _Row:
    """One row of the last run's inputs: columns `first` to before `stop` are the text's own."""

    inputs: dict[str, torch.Tensor]
    first: int
    stop: int
    length: int


def check_rows(
    loaded: LoadedModel, request: CheckRows, check: Check, report: Report
) -> RowsChecked:
    """Run each text of the last run alone and compare. Raises Stopped where that run has gone."""
    last = loaded.ran or loaded.answer
    of_last = last is not None and last.request == request.of and loaded.patch is None
    if not of_last or request.serial != loaded.serial:
        raise Stopped
    name = next((output_name for output_name in _COMPARED if output_name in loaded.run_outputs), "")
    if not name:
        return RowsChecked(request, ())
    value = loaded.run_outputs[name]
    most, differing = 0.0, []
    for row in range(last_run.row_count(loaded)):
        check()
        report(tr("Comparing text {row} with the text alone", row=row + 1))
        own = _row(loaded, request, row)
        # [tokens, …] or [labels]
        batch = value.flatten(0, 1)[row] if _choices(loaded) else value[row]
        alone = _alone(loaded, own.inputs, name, check)  # [tokens, …] or [labels]
        if batch.dim() and batch.shape[0] == own.length and alone.shape[0] != own.length:
            # Padding has outputs too, which a text alone has not.
            batch = batch[own.first : own.stop]
        if batch.shape != alone.shape:
            return RowsChecked(request, ())  # of a form in which the places of a text are not known
        distance = apart(batch, alone)
        most = max(most, distance)
        limit = rounding(value.dtype)
        if distance > limit or _other_answer(batch, alone, last, row, own.first):
            differing.append(row)
    return RowsChecked(request, (_describe(loaded, request, name, most, differing, check),))


def _choices(loaded: LoadedModel) -> bool:
    """Whether the rows are the choices of one text: inputs [1, choices, tokens]."""
    return loaded.run_inputs["input_ids"].dim() == 3


def _row(loaded: LoadedModel, request: CheckRows, row: int, *, trimmed: bool = True) -> _Row:
    inputs = loaded.run_inputs
    length = int(inputs["input_ids"].shape[-1])
    each = {
        name: tensor[:, row : row + 1] if _choices(loaded) else tensor[row : row + 1]
        for name, tensor in inputs.items()
    }
    first, stop = 0, length
    mask = each.get("attention_mask")
    if trimmed and mask is not None and bool(mask.any()):
        # From the first seen place to the last: hidden places between them belong to the text.
        positions = mask.flatten().nonzero().flatten()
        first, stop = int(positions[0]), int(positions[-1]) + 1
        each = {
            name: value[..., first:stop] if value.shape[-1] == length else value
            for name, value in each.items()
        }
    by_hand: Any = getattr(request.of, "by_hand", None)
    if by_hand is None or not by_hand.position_ids:
        each.pop("position_ids", None)
        # Positions were made for the batch; alone they are those that the class counts itself.
        each = padding.with_positions(loaded.model, each)
    return _Row(each, first, stop, length)


def _alone(
    loaded: LoadedModel, inputs: dict[str, torch.Tensor], name: str, check: Check
) -> torch.Tensor:
    output = Runner(loaded, check).tensors(inputs)[name]
    return output.flatten(0, 1)[0] if _choices(loaded) else output[0]


def _other_answer(
    batch: torch.Tensor, alone: torch.Tensor, last: object, row: int, first: int
) -> bool:
    """Whether a best answer is another one alone, by more than rounding."""
    if not isinstance(last, RunResult):
        return False
    for prediction in last.predictions:
        # [tokens, vocabulary] with a position, [labels] without.
        if prediction.text_index != row or batch.dim() != 1 + (prediction.position >= 0):
            continue
        batch_row, other = batch, alone
        if prediction.position >= 0:
            batch_row, other = (
                batch[prediction.position - first],
                alone[prediction.position - first],
            )
        best, now = int(other.argmax()), int(batch_row.argmax())
        # Two answers that are as good as equal may change places by rounding alone.
        gap = float(other[best] - other[now]) / max(1e-12, float(other.abs().max()))
        if gap > 1e-4:
            return True
    return False


def _describe(
    loaded: LoadedModel,
    request: CheckRows,
    name: str,
    most: float,
    differing: Sequence[int],
    check: Check,
) -> SelfCheck:
    title = tr("in a batch = alone")
    compared = tr("Compared: {name} of each text, in the batch and alone.", name=name)
    if not differing:
        return SelfCheck(
            title,
            True,
            tr(
                "Each text gives the same numbers in this batch as alone; the largest "
                "difference is {most:.1g} of the largest number.",
                most=most,
            ),
            compared,
        )
    texts = numbers.joined([tr("text {row}", row=row + 1) for row in differing])
    sentence = tr(
        "The numbers in this batch differ from those of each text alone: for {texts}, "
        "by up to {most} of the largest number. {why} Run a text alone to see its own "
        "answer.",
        texts=texts,
        most=numbers.percent(most),
        why=_why(loaded, request, name, differing[0], check),
    )
    return SelfCheck(title, False, sentence, compared)


def _why(loaded: LoadedModel, request: CheckRows, name: str, row: int, check: Check) -> str:
    """What changes a text: its own padding, or the other texts. The row is tried with its padding
    and without the others."""
    kind = type(loaded.model).__name__
    if "attention_mask" not in inspect.signature(loaded.model.forward).parameters:
        return tr("{kind} takes no attention mask, so padding is read like text.", kind=kind)
    filled = _row(loaded, request, row, trimmed=False)
    value = loaded.run_outputs[name]
    batch = value.flatten(0, 1)[row] if _choices(loaded) else value[row]
    alone = _alone(loaded, filled.inputs, name, check)
    if batch.shape == alone.shape and apart(batch, alone) <= rounding(value.dtype):
        return tr(
            "In {kind} padding changes what comes out for a text, although the mask hides it.",
            kind=kind,
        )
    return tr(
        "In {kind} the texts of a batch influence each other, for example because "
        "experts have a limited capacity or positions stretch with the longest text.",
        kind=kind,
    )
