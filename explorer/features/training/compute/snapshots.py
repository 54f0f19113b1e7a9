"""The weights after some of the steps: in memory while they fit, on the disk beyond."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from explorer.boundary import atomic_write
from explorer.engine import memory
from explorer.features.training.protocol import WeightSnapshot
from explorer.protocol.failures import SnapshotGone, SnapshotsNotKept

if TYPE_CHECKING:
    from transformers import PreTrainedModel

Weights = Mapping[str, torch.Tensor]

IN_MEMORY = 1_000_000_000
"""Bytes of snapshots that are kept in memory at most."""

_SHARE = 0.1
"""Of the memory that is free, the share that they may take."""


@dataclass
class _Kept:
    weights: Weights | None
    bytes: int
    loss: float
    held_out_loss: float


class SnapshotStore:
    """What was kept of one training, by step; `folder` is made when the first one goes there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[int, _Kept] = {}

    def keep(self, step: int, weights: Weights, loss: float, held_out_loss: float) -> None:
        """Keep these weights. Raises SnapshotsNotKept where there is no room."""
        size = sum(item.numel() * item.element_size() for item in weights.values())
        used = sum(stored.bytes for stored in self._kept.values() if stored.weights is not None)
        fits = used + size <= min(IN_MEMORY, _SHARE * (memory.free_memory() + used))
        if not fits:
            write(self._file(step), weights)
        self._kept[step] = _Kept(weights if fits else None, size, loss, held_out_loss)

    def weights(self, step: int) -> Weights:
        """Those of one step. Raises SnapshotGone."""
        stored = self._kept.get(step)
        if stored is None:
            raise SnapshotGone(step)
        if stored.weights is not None:
            return stored.weights
        try:
            return load_file(self._file(step))
        except (OSError, SafetensorError) as error:
            raise SnapshotGone(step, str(error)) from error

    def write(self) -> None:
        """Have all on the disk as well, but the first: that is the model that it began with.

        Raises SnapshotsNotKept where there is no room.
        """
        for step, stored in self._kept.items():
            if step and stored.weights is not None and not self._file(step).is_file():
                write(self._file(step), stored.weights)

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps of which there is one, in order."""
        return tuple(sorted(self._kept))

    @property
    def listed(self) -> tuple[WeightSnapshot, ...]:
        """All of them, for the window."""
        return tuple(
            WeightSnapshot(
                step, stored.bytes, stored.weights is None, stored.loss, stored.held_out_loss
            )
            for step, stored in sorted(self._kept.items())
        )

    def forget(self) -> int:
        """Free those in memory; how many bytes that were. The folder is removed by its owner."""
        freed = sum(stored.bytes for stored in self._kept.values() if stored.weights is not None)
        self._kept.clear()
        return freed

    def _file(self, step: int) -> Path:
        return self._folder / file_name(step)


ANY_FILE = "snapshot-*.safetensors"


def file_name(step: int) -> str:
    """The file with the weights of a step."""
    return f"snapshot-{step:07d}.safetensors"


def copied(model: PreTrainedModel) -> Weights:
    """All that a model keeps, tied weights once, under the first of their names."""
    weights: dict[str, torch.Tensor] = {}
    visited: set[int] = set()
    for name, tensor in model.state_dict().items():
        if tensor.data_ptr() in visited and tensor.numel():
            continue
        visited.add(tensor.data_ptr())
        weights[name] = tensor.detach().to("cpu", copy=True).contiguous()
    return weights


def put_into(model: PreTrainedModel, weights: Weights) -> None:
    """Give a model these weights; the other names of tied ones follow."""
    model.load_state_dict(dict(weights), strict=False)


def write(file: Path, weights: Weights, metadata: dict[str, str] | None = None) -> None:
    """Write tensors whole or not at all. Raises SnapshotsNotKept."""
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        save_file(dict(weights), part, metadata=metadata)
        os.replace(part, file)
    except (OSError, SafetensorError) as error:
        part.unlink(missing_ok=True)
        why = atomic_write.why(error) if isinstance(error, OSError) else str(error)
        size = sum(item.numel() * item.element_size() for item in weights.values())
        raise SnapshotsNotKept(size, why) from error
