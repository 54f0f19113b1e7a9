"""Writing weights tensor by tensor, in either format, and reading the files back to be sure.

The names and the order are transformers' own: tied weights once, fused ones as the checkpoint
has them. A conversion to another dtype makes a copy of one tensor at a time; the model itself is
never changed, and no second model is ever in memory.
"""

from __future__ import annotations

import builtins
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import torch

from explorer.engine.weights import key_mapping, on_disk
from explorer.engine.weights.on_disk import weight_of
from explorer.engine.weights.weight_files import header
from explorer.protocol.failures import SaveBroken
from explorer.protocol.job import Check, Report
from explorer.protocol.model import SavedFile, SaveOptions
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_SAFE_NAMES = {
    torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16",
    torch.float8_e4m3fn: "F8_E4M3", torch.float8_e5m2: "F8_E5M2", torch.complex64: "C64",
    torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8",
    torch.uint64: "U64", torch.uint32: "U32", torch.uint16: "U16", torch.uint8: "U8",
    torch.bool: "BOOL",
}  # fmt: skip
_PIECE = 8 * 1024 * 1024
"""Bytes that are written or compared between two looks at the stop switch."""

_RECORD_BYTES = 320
"""About what torch's archive adds to each tensor; only for the preview."""


@dataclass(frozen=True)
class Shard:
    """One file of weights: its name and its tensors, as the model has them."""

    name: str
    tensors: dict[str, torch.Tensor]


@dataclass(frozen=True)
class ShardPlan:
    """Which tensor goes into which file. `dtype` None leaves every tensor as it is.

    `own_names` says that they have the model's own names, because those that transformers
    usually writes would not lead back to all of them; `lost` are the weights that no name would.
    """

    shards: tuple[Shard, ...]
    dtype: torch.dtype | None
    pickled: bool
    parameters: int
    own_names: bool = False
    lost: tuple[str, ...] = ()

    @property
    def bytes(self) -> int:
        """The data alone, without headers."""
        return sum(self.size(tensor) for shard in self.shards for tensor in shard.tensors.values())

    def size(self, tensor: torch.Tensor) -> int:
        """Bytes that a tensor takes in the file."""
        return tensor.numel() * self.dtype_of(tensor).itemsize

    def dtype_of(self, tensor: torch.Tensor) -> torch.dtype:
        """What a tensor is written as: whole numbers and masks are never converted."""
        return self.dtype if self.dtype is not None and tensor.is_floating_point() else tensor.dtype

    def converted(self, tensor: torch.Tensor, check: Check) -> torch.Tensor:
        """The tensor as it is written: on the CPU, contiguous, a storage of its own."""
        numbers = weight_of(tensor, check).detach()
        return numbers.to("cpu", self.dtype_of(tensor)).contiguous()

    def files(self) -> list[SavedFile]:
        """The names and sizes to be expected."""
        rows = []
        for shard in self.shards:
            data = sum(self.size(tensor) for tensor in shard.tensors.values())
            if self.pickled:
                data += len(shard.tensors) * _RECORD_BYTES
            else:
                # 8 bytes of length, then the header.
                data += 8 + len(self._head(shard)[0])
            rows.append(SavedFile(shard.name, data))
        if len(self.shards) > 1:
            rows.append(SavedFile(self.index_name, len(self._index())))
        return rows

    @property
    def index_name(self) -> str:
        """The file that says which shard holds which tensor."""
        return ("pytorch_model.bin" if self.pickled else "model.safetensors") + ".index.json"

    def _index(self) -> builtins.bytes:
        where = {name: shard.name for shard in self.shards for name in shard.tensors}
        # The fields that transformers writes into an index.
        about = {"total_parameters": self.parameters, "total_size": self.bytes}
        index = {"metadata": about, "weight_map": where}
        return (json.dumps(index, indent=2, sort_keys=True) + "\n").encode()

    def _head(self, shard: Shard) -> tuple[builtins.bytes, list[str]]:
        """The header of a safetensors file, padded, and the tensors in their order in it."""
        # As safetensors orders them: by size of item, largest first, so that each tensor is
        # aligned.
        order = sorted(
            shard.tensors, key=lambda word: (-self.dtype_of(shard.tensors[word]).itemsize, word)
        )
        head: dict[str, Any] = {"__metadata__": {"format": "pt"}}
        place = 0
        for name in order:
            tensor = shard.tensors[name]
            end = place + self.size(tensor)
            head[name] = {
                "dtype": _SAFE_NAMES[self.dtype_of(tensor)],
                "shape": list(tensor.shape),
                "data_offsets": [place, end],
            }
            place = end
        text = json.dumps(head, separators=(",", ":"), ensure_ascii=False).encode()
        # Spaces up to a multiple of 8, as the format advises: the data begins aligned.
        return text + b" " * (-len(text) % 8), order

    # -- writing and reading back ------------------------------------------------------------

    def write(self, folder: Path, check: Check, report: Report) -> None:
        """Write every file and flush it to the disk; stoppable between pieces of 8 MB."""
        total, done = max(1, self.bytes), 0

        def report_part(name: str, amount: int) -> None:
            nonlocal done
            check()
            done += amount
            report(tr("Writing {name}", name=name), done / total)

        for shard in self.shards:
            with (folder / shard.name).open("wb") as stream:
                if self.pickled:
                    report_part(shard.name, 0)
                    # Into the open stream, so that the same file can be flushed to the disk.
                    torch.save(
                        {k: _alone(self.converted(v, check)) for k, v in shard.tensors.items()},
                        stream,
                    )
                    report_part(
                        shard.name, sum(self.size(tensor) for tensor in shard.tensors.values())
                    )
                else:
                    head, order = self._head(shard)
                    # The length of the header, 8 bytes, little-endian.
                    stream.write(len(head).to_bytes(8, "little") + head)
                    for name in order:
                        for piece in _pieces(self.converted(shard.tensors[name], check)):
                            stream.write(piece)
                            report_part(name, len(piece))
                flush(stream)
        if len(self.shards) > 1:
            with (folder / self.index_name).open("wb") as stream:
                stream.write(self._index())
                flush(stream)

    def verify(self, folder: Path, check: Check, report: Report) -> None:
        """Read every file back: heads and all bytes of safetensors, checksums of an archive.

        Raises SaveBroken with the file that is not what was written.
        """
        for shard in self.shards:
            file = folder / shard.name
            report(tr("Reading {name} back", name=shard.name))
            if self.pickled:
                check()
                with zipfile.ZipFile(file) as archive:
                    bad = archive.testzip()
                if bad is not None:
                    raise SaveBroken(shard.name, tr("the checksum of {bad} is wrong", bad=bad))
                continue
            expected, order = self._head(shard)
            # Not from memory: read back from the disk and parsed as loading would parse it.
            rows = [(head.name, head.dtype, head.shape) for head in header(file)]
            wanted = [
                (name, _SAFE_NAMES[self.dtype_of(tensor)], tuple(tensor.shape))
                for name, tensor in ((name, shard.tensors[name]) for name in order)
            ]
            if rows != wanted:
                raise SaveBroken(shard.name, tr("the header differs"))
            with file.open("rb") as stream:
                stream.seek(8 + len(expected))
                for name in order:
                    for piece in _pieces(self.converted(shard.tensors[name], check)):
                        check()
                        if stream.read(len(piece)) != piece:
                            raise SaveBroken(shard.name, tr("{name} differs", name=name))
                if stream.read(1):
                    raise SaveBroken(shard.name, tr("it is longer than what was written"))


def plan(model: PreTrainedModel, options: SaveOptions) -> ShardPlan:
    """What would be written of a model; nothing is copied unless the class stores fused weights."""
    from transformers.core_model_loading import revert_weight_conversion
    from transformers.modeling_utils import remove_tied_weights_from_state_dict

    # One name stays of each tied tensor, as save_pretrained writes it.
    state: dict[str, torch.Tensor] = dict(model.state_dict())
    for name in model._keys_to_ignore_on_save or ():
        state.pop(name, None)
    own = remove_tied_weights_from_state_dict(state, model)
    # Fused weights become those of the checkpoint again: the file must load elsewhere.
    together = {name: on_disk.pieces_of(tensor) for name, tensor in own.items()}
    whole = {name: tensor.to("meta") if together[name] else tensor for name, tensor in own.items()}
    state = _with_pieces(model, revert_weight_conversion(model, whole), together)
    lost = key_mapping.lost(model, state, own)
    own_names = bool(lost)
    if own_names:
        state, lost = own, key_mapping.lost(model, own, own)
    empty_plan = ShardPlan((), getattr(torch, options.dtype) if options.dtype else None, False, 0)
    groups: list[dict[str, torch.Tensor]] = [{}]
    filled = 0
    for name, tensor in state.items():
        size = empty_plan.size(tensor)
        if groups[-1] and filled + size > options.shard_bytes:
            groups.append({})
            filled = 0
        groups[-1][name] = tensor
        filled += size
    pickled = options.format == "pickle"
    stem, ending = ("pytorch_model", "bin") if pickled else ("model", "safetensors")
    several = len(groups) > 1
    shards = tuple(
        Shard(
            f"{stem}-{place:05}-of-{len(groups):05}.{ending}" if several else f"{stem}.{ending}",
            group,
        )
        for place, group in enumerate(groups, 1)
    )
    parameters = sum(parameter.numel() for parameter in model.parameters())
    return ShardPlan(shards, empty_plan.dtype, pickled, parameters, own_names, tuple(lost))


def _with_pieces(
    model: PreTrainedModel,
    state: dict[str, torch.Tensor],
    together: dict[str, tuple[tuple[torch.Tensor, int], ...]],
) -> dict[str, torch.Tensor]:
    """Weights on disk that were put together, taken apart again: each piece is read for itself.

    In the `state` they are on the meta device. What is no piece of a file is left out.
    """
    if not any(together.values()):
        return state
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    result = {name: tensor for name, tensor in state.items() if not tensor.is_meta}
    for target, parts in key_mapping.put_together(model, shapes).items():
        by_start = {start: piece for piece, start in together.get(target, ())}
        for part in parts:
            piece = by_start.get(part.start)
            if piece is not None and tuple(piece.shape) == shapes[part.name]:
                result[part.name] = piece
    # In the order that they have without any on disk.
    return {name: result[name] for name in state if name in result}


def flush(stream: BinaryIO) -> None:
    """Return only when the system says that the file is on the disk."""
    stream.flush()
    os.fsync(stream.fileno())


def _alone(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor with its own storage: an archive would hold the whole of a shared one."""
    # A view's storage is larger than the view, and torch.save writes storages whole.
    alone = tensor.untyped_storage().nbytes() == tensor.numel() * tensor.element_size()
    return tensor if alone else tensor.clone()


def _pieces(tensor: torch.Tensor) -> Iterator[memoryview]:
    """The bytes of a contiguous tensor on the CPU, piece by piece and without a copy."""
    if not tensor.numel():
        return
    # NumPy has no bfloat16, so the bytes are seen as uint8.
    data = tensor.reshape(-1).view(torch.uint8).numpy().data
    for start in range(0, len(data), _PIECE):
        yield data[start : start + _PIECE]
