"""Is what was saved what is in memory? Loaded again from the disk and compared bit for bit."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import torch

from explorer.engine import forward, memory
from explorer.engine import memory as engine_memory
from explorer.engine.inside import head_mask
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.weights import load, on_disk
from explorer.engine.weights.memory import WeightsNeed, left_beside
from explorer.features.checkpoints.protocol import SavedCompared
from explorer.protocol.failures import MemoryTooSmall
from explorer.protocol.job import Check, Report
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def compare(loaded: LoadedModel, folder: str, check: Check, report: Report) -> SavedCompared:
    """Load `folder` beside the model in memory and compare every tensor and every output.

    Raises what loading raises, and MemoryTooSmall.
    """
    started = time.monotonic()
    model = loaded.model
    other, _, _ = load.load(
        folder,
        class_name=type(model).__name__,
        check=check,
        report=report,
        room=functools.partial(_room, loaded),
    )
    try:
        report(tr("Comparing every tensor"))
        # Buffers too, such as position IDs and running means, which a state dict may leave out.
        mine, its = dict(_tensors(model)), dict(_tensors(other))
        different, largest, rounded = [], 0.0, True
        for name in {**mine, **its}:
            check()
            tensor, two = mine.get(name), its.get(name)
            if tensor is None or two is None:
                different.append(name)
                rounded = False
                continue
            tensor, two = (on_disk.weight_of(value, check) for value in (tensor, two))
            if not same(tensor, two):
                different.append(name)
                largest = max(largest, _distance(tensor, two))
                # Whether rounding to the dtype of the file explains all of it.
                rounded = rounded and same(tensor.to("cpu", two.dtype), two)
        report(tr("Comparing the outputs of the last run"))
        names, wrong, why = _outputs(loaded, other, check)
    finally:
        # The second model goes at once, whatever happened: two of a large one are too much for
        # long.
        memory.release(other)
        del other
        memory.trim()
    return SavedCompared(
        folder=folder,
        tensors=sum(1 for _ in model.parameters()),
        different=tuple(different),
        largest=largest,
        outputs=names,
        outputs_different=wrong,
        disabled_reason=why,
        sentence=_sentence(
            _counted(model), len(mine), different, largest, rounded, names, wrong, why
        ),
        seconds=time.monotonic() - started,
    )


def _room(loaded: LoadedModel, need: WeightsNeed) -> int | None:
    """Beside a model whose weights are on disk, those of the other are too where they must be."""
    free = engine_memory.free_memory()
    budget = left_beside(need, free) if on_disk.bytes_of(loaded.model) else None
    if need.bytes > free and budget is None:
        raise MemoryTooSmall(need.bytes, free)
    return budget


def _tensors(model: PreTrainedModel) -> Iterable[tuple[str, torch.Tensor]]:
    yield from model.named_parameters(remove_duplicate=False)
    yield from model.named_buffers(remove_duplicate=False)


def same(value: torch.Tensor, two: torch.Tensor) -> bool:
    """Equal in dtype, shape and every bit: not-a-number equals itself, 0 differs from -0."""
    if value.dtype != two.dtype or value.shape != two.shape:
        return False
    # Read as bytes: equal() would say that NaN differs from itself, and -0 is 0.
    first, second = (tensor.detach().to("cpu").contiguous() for tensor in (value, two))
    return bool(
        torch.equal(first.reshape(-1).view(torch.uint8), second.reshape(-1).view(torch.uint8))
    )


def _distance(value: torch.Tensor, two: torch.Tensor) -> float:
    if value.shape != two.shape or not value.numel():
        return 0.0
    # float64, so that the subtraction adds no rounding of float32 to what it measures.
    first, second = (tensor.detach().to("cpu", torch.float64) for tensor in (value, two))
    return float((first - second).abs().nan_to_num().max())


def _outputs(
    loaded: LoadedModel, other: PreTrainedModel, check: Check
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Names of the outputs of the last run that were computed again, those that differ, or why
    there are none."""
    if not loaded.run_outputs:
        return (), (), tr("it has not run yet")
    changed = loaded.patch is not None or head_mask.silenced(loaded.model)
    last = loaded.ran or loaded.answer
    if last is None:
        return (), (), tr("what ran last cannot be run in the same way again")
    if last.silenced or changed:
        return (), (), tr("the last run was one with a change in it")
    # sdpa and eager round differently: both must compute attention in the same way.
    if loaded.attention:
        other.set_attn_implementation(loaded.model.config._attn_implementation)
    again = forward.named_tensors(forward.forward(other, loaded.run_inputs, check)[0])
    names = tuple(loaded.run_outputs)
    wrong = tuple(
        name
        for name, value in loaded.run_outputs.items()
        if name not in again or not same(value, again[name])
    )
    return names, wrong, ""


def _counted(model: PreTrainedModel) -> str:
    """`74 tensors of weights and 2 buffers`: tied ones count once, as everywhere in the program."""
    weights = numbers.ntr(
        "{count} tensor of weights",
        "{count} tensors of weights",
        sum(1 for _ in model.parameters()),
    )
    buffers = sum(1 for _ in model.buffers())
    return numbers.joined(
        [weights, numbers.ntr("{count} buffer", "{count} buffers", buffers)]
        if buffers
        else [weights]
    )


def _sentence(
    all_tensors: str,
    count: int,
    different: list[str],
    largest: float,
    rounded: bool,
    outputs: tuple[str, ...],
    wrong: tuple[str, ...],
    why: str,
) -> str:
    if different:
        if rounded:
            sentence = numbers.ntr(
                "{changed} of {count} tensor was rounded to the chosen dtype, by at most "
                "{largest_change}.",
                "{changed} of {count} tensors were rounded to the chosen dtype, by at most "
                "{largest_change}.",
                count,
                changed=len(different),
                largest_change=numbers.rounded(largest),
            )
            if len(different) < count:
                sentence += " " + tr("All others are identical, bit for bit.")
            return sentence
        return numbers.ntr(
            "Not the same: {changed} of {count} tensor differs, by up to {largest_change}.",
            "Not the same: {changed} of {count} tensors differ, by up to {largest_change}.",
            count,
            changed=len(different),
            largest_change=numbers.rounded(largest),
        )
    all_ = tr("All {count}", count=all_tensors)
    if not outputs:
        return tr(
            "{tensors} are identical, bit for bit. No outputs were compared: {reason}.",
            tensors=all_,
            reason=why,
        )
    listed = numbers.joined(outputs)
    if not wrong:
        return tr(
            "{tensors} and the last run's {outputs} are identical, bit for bit.",
            tensors=all_,
            outputs=listed,
        )
    return tr(
        "{tensors} are identical, bit for bit, but {outputs} of the last run came out different "
        "in the last digits: the same numbers are in another place in memory, and the processor "
        "adds them in another order.",
        tensors=all_,
        outputs=numbers.joined(wrong),
    )
