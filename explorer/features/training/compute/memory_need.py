"""What training will take, counted before it begins."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch.utils import _pytree as pytree
from torch.utils._python_dispatch import TorchDispatchMode

from explorer.engine import memory
from explorer.features.training.compute.learner import Learner
from explorer.features.training.compute.rows import Row
from explorer.features.training.protocol import TrainingNeed
from explorer.protocol.job import Check

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_FLOAT = 4
"""Bytes of a float32, which everything that learns is."""


def of_weights(model: PreTrainedModel) -> TrainingNeed:
    """What the weights alone take, before a batch is known."""
    weights = sum(item.numel() for item in (*model.parameters(), *model.buffers())) * _FLOAT
    learning = sum(item.numel() for item in model.parameters() if item.requires_grad) * _FLOAT
    # AdamW keeps two running means for each weight that learns.
    return TrainingNeed(weights, learning, 2 * learning, learning, memory.free_memory())


def of_step(learner: Learner, check: Check) -> int:
    """Bytes of gradients and activations together, at the fullest moment of a step.

    Activations are freed while gradients are made, so it is less than both. Forward and backward
    pass are tried on two and on three of the longest rows, and what is held after each of their
    operations is counted; with more rows it grows evenly. (A single row is computed in another way:
    some copies are not needed.) Nothing of what was tried is kept.
    """
    longest = max(learner.rows, key=lambda row: len(row.ids) + len(row.target))
    rows = min(learner.settings.batch_size, len(learner.rows))
    with torch.random.fork_rng([]):
        two = _held(learner, min(2, rows), longest, check)
        if rows <= 2:
            return max(two)
        three = _held(learner, 3, longest, check)
    if len(two) != len(three):  # as with one row
        two, three = [max(two)], [max(three)]
    return max(held + (more - held) * (rows - 2) for held, more in zip(two, three, strict=True))


def _held(learner: Learner, count: int, row: Row, check: Check) -> list[int]:
    """Bytes held after each operation of a step that reads one row so many times."""
    model = learner.model
    training = model.training
    held = _Held(model, check)
    model.train()
    try:
        with torch.inference_mode(False), torch.enable_grad():
            batch = learner.batch([row] * count)
            with held:
                learner.loss(batch).backward()
    finally:
        model.zero_grad()
        model.train(training)
    return held.after


class _Held(TorchDispatchMode):
    """Counts the bytes of the tensors that were made inside and still exist.

    `after` has them after each operation, forwards and backwards; `check` is called at each.
    """

    def __init__(self, model: PreTrainedModel, check: Check) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._own = {
            item.untyped_storage().data_ptr() for item in (*model.parameters(), *model.buffers())
        }
        self._check = check
        self._alive: dict[int, weakref.ref[torch.UntypedStorage]] = {}
        self._bytes = 0
        self.after: list[int] = []

    def __torch_dispatch__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        self._check()
        result = func(*args, **(kwargs or {}))
        for tensor in pytree.tree_leaves(result):
            if isinstance(tensor, torch.Tensor):
                self._count(tensor.untyped_storage())
        self.after.append(self._bytes)
        return result

    def _count(self, storage: torch.UntypedStorage) -> None:
        # Several views of one tensor hold it once.
        key, size = storage._cdata, storage.nbytes()
        if key in self._alive or storage.data_ptr() in self._own:
            return

        def freed(_: object) -> None:
            del self._alive[key]
            self._bytes -= size

        self._alive[key] = weakref.ref(storage, freed)
        self._bytes += size
