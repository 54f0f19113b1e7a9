"""How much memory a model takes, from the shapes that its config implies.

Never from the size of the weight files: a config may ask for more than they hold, and what they
do not hold is drawn at random.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from explorer.engine.numbers import go_on
from explorer.engine.weights.on_disk import Leavable, kept_in_float32, leavable
from explorer.engine.weights.stored import torch_dtype
from explorer.engine.weights.weight_files import WeightFiles
from explorer.protocol.job import Check

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_AT_ONCE = 4
"""Tensors that transformers converts to another dtype at the same time."""


@dataclass(frozen=True)
class WeightsNeed:
    """Bytes of memory that loading takes at the most.

    `leavable` are the weights that could stay on disk; None where none can.
    """

    bytes: int
    leavable: Leavable | None = None


Room = Callable[[WeightsNeed], int | None]
"""Makes room for a model that is loaded or created, or raises a Failure. Answers how many bytes
memory has for the weights where some are to be left on disk; None where all are read."""

SHARE = 0.75
"""Of the free memory, what the weights may take where some are left on disk: a run needs the rest,
and so does the system, which remembers parts of the files that were read."""


def held(model: PreTrainedModel, dtype: torch.dtype | None = None) -> int:
    """Bytes of the parameters and buffers, in a dtype or as they are. Tied ones count once.

    On the meta device as well, where tied weights are not yet one.
    """
    full = kept_in_float32(model, dtype) if dtype is not None else set()
    total = 0
    for name, tensor in _distinct(model):
        size = tensor.element_size()
        if dtype is not None and tensor.is_floating_point():
            size = 4 if any(part in name for part in full) else dtype.itemsize
        total += tensor.numel() * size
    return total


def _distinct(model: PreTrainedModel) -> Iterator[tuple[str, torch.Tensor]]:
    tied = getattr(model, "all_tied_weights_keys", None) or {}
    numbers: set[int] = set()
    named = dict(model.named_parameters(remove_duplicate=False))
    # remove_duplicate=False: on the meta device tied weights are two tensors with two names.
    for name, tensor in (*named.items(), *model.named_buffers(remove_duplicate=False)):
        if tied.get(name) in named or id(tensor) in numbers:
            continue
        numbers.add(id(tensor))
        yield name, tensor


def need(
    model: PreTrainedModel,
    files: WeightFiles,
    dtype: torch.dtype,
    *,
    prefix: str = "",
    leaving: bool = True,
    check: Check = go_on,
) -> WeightsNeed:
    """What loading a model (on the meta device) in a dtype from these files takes.

    `prefix` is taken off the names in the files. `leaving`: whether weights may be left on disk.
    """
    weights = held(model, dtype)
    if files.pickled:  # the whole file is there before the first tensor is taken from it
        return WeightsNeed(max(weights, files.bytes))
    if files.converted:
        # Each as float32 first, and once more while it is put into the model's order.
        largest = max((math.prod(tensor.shape) for tensor in files.tensors), default=0)
        return WeightsNeed(weights + 2 * 4 * largest)
    # What has another dtype is held twice while it is converted; the largest few at the same time.
    others = sorted(tensor.bytes for tensor in files.tensors if torch_dtype(tensor.dtype) != dtype)
    whole = weights + sum(others[-_AT_ONCE:])
    if not leaving:
        return WeightsNeed(whole)
    return WeightsNeed(whole, leavable(model, files, dtype, prefix, weights, check))


def left_beside(need: WeightsNeed, free: int) -> int | None:
    """How many bytes memory has for the weights of a model some of which are left on disk.

    None where so many free bytes hold all of it, or not even what it cannot do without.
    """
    budget = int(SHARE * free)
    leavable = need.leavable
    if need.bytes <= free or leavable is None or not leavable.units or leavable.least > budget:
        return None
    return budget


def drawn(model: PreTrainedModel) -> WeightsNeed:
    """What building a model (on the meta device) with random weights takes, in float32.

    Tied weights are drawn apart before they become one: measured, a BERT of 200,000 words takes
    1,285 MB on the way to 676.
    """
    named = dict(model.named_parameters(remove_duplicate=False))
    tied = [named[name] for name in model.all_tied_weights_keys if name in named]
    return WeightsNeed(
        held(model) + sum(parameter.numel() * parameter.element_size() for parameter in tied)
    )
