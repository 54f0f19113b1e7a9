"""Weights read out of their files, tensor by tensor, when transformers asks for each.

They are copied with ordinary reads: what happens to a file afterwards (cut short, overwritten, its
disk unplugged) changes nothing and ends nothing, and the copy of each takes the place of what it
was read for, so that memory never holds a model twice. Reading 438 MB so takes 0.2 s of one core;
mapping it costs that much less and leaves the process at the mercy of whoever holds the file.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import EllipsisType
from typing import Any

import torch

from explorer.boundary.limits import SAFETENSORS_HEADER
from explorer.boundary.values import as_dict
from explorer.engine.tensors import tensors_by_key
from explorer.engine.weights.weight_files import TensorHead, WeightFiles
from explorer.protocol.failures import (
    NotReadable,
    PickleBroken,
    WeightsBroken,
    WeightsCutShort,
    WeightsNested,
)
from explorer.protocol.job import Check
from explorer.text import numbers as words
from explorer.text.translation import tr

_CHUNK = 16 * 1024 * 1024
"""Bytes between two looks at the stop switch: about 10 ms."""

_DTYPES = {
    # safetensors' names (https://huggingface.co/docs/safetensors) and torch's.
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16",
    "F8_E4M3": "float8_e4m3fn", "F8_E5M2": "float8_e5m2", "F8_E8M0": "float8_e8m0fnu",
    "F8_E4M3FNUZ": "float8_e4m3fnuz", "F8_E5M2FNUZ": "float8_e5m2fnuz", "C64": "complex64",
    "I64": "int64", "I32": "int32", "I16": "int16", "I8": "int8",
    "U64": "uint64", "U32": "uint32", "U16": "uint16", "U8": "uint8", "BOOL": "bool",
}  # fmt: skip


def torch_dtype(stored: str) -> torch.dtype | None:
    """torch's dtype for one in safetensors' words; None where torch has none."""
    dtype: torch.dtype | None = getattr(torch, _DTYPES.get(stored, ""), None)
    return dtype


Allocate = Callable[[int], torch.Tensor]
"""Memory for so many bytes, uninitialised: uint8 [bytes], which begins at a multiple of 64."""


def new_bytes(size: int) -> torch.Tensor:
    """Memory that nobody had before."""
    return torch.empty(size, dtype=torch.uint8)  # torch aligns to 64 bytes


@dataclass(frozen=True, eq=False)
class LeftTensor:
    """A tensor that is left on disk, and the dtype that it is read in.

    `pieces` are the tensors of the files whose numbers are its own, each with how many numbers come
    before it: one, or those that are put together. `stand_in` has its shape and takes the memory of
    one number, which is not a number: whatever computes with it by mistake gives no answer instead
    of a wrong one.
    """

    pieces: tuple[tuple[TensorHead, int], ...]
    dtype: torch.dtype
    stand_in: torch.Tensor

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return self.stand_in.numel() * self.dtype.itemsize

    def within(self, first: int, last: int) -> LeftTensor:
        """The same tensor with only the pieces that hold numbers from `first` up to `last`."""
        pieces = tuple(
            (head, start)
            for head, start in self.pieces
            if start < last and first < start + math.prod(head.shape)
        )
        return replace(self, pieces=pieces)


class StoredWeights:
    """The tensors of weight files.

    `leave` names tensors of safetensors that are not read, with the dtype that they would be given
    in; it may be filled before the first is asked for. What is given in their place is kept in
    `left`, by its address. `names` are those of the tensors; of pickles once they were read.
    `check` is called while a file is read.
    """

    def __init__(self, files: WeightFiles, check: Check) -> None:
        self.files = files
        self.leave: dict[str, torch.dtype] = {}
        self.left: dict[int, LeftTensor] = {}
        self.names: tuple[str, ...] = tuple(tensor.name for tensor in files.tensors)
        self.check = check
        self._paths = {file.name: file for file in files.files}
        self._unpickled: list[_Unpickled] = []
        self._lazy: dict[str, Any] = {}

    def state_dict(self) -> Mapping[str, Any]:
        """What `from_pretrained` takes: each value gives its tensor when it is sliced whole.

        Pickles are read here already, in torch's safe mode. Raises PickleBroken,
        `pickle.UnpicklingError` where a pickle holds more than numbers, and what torch raises.
        """
        if not self.files.pickled:
            self._lazy = {tensor.name: _Stored(self, tensor) for tensor in self.files.tensors}
            return self._lazy
        tensors: dict[str, _Unpickled] = {}
        for file in self.files.files:
            tensors.update(_unpickled(file, self.check))
        self._unpickled = list(tensors.values())
        self.names = tuple(tensors)
        return tensors

    def hold_back(self, names: Iterable[str]) -> None:
        """Take these out of the state dict that was given: no weight is made of them."""
        for name in names:
            self._lazy.pop(name, None)

    @property
    def dtype(self) -> torch.dtype:
        """What `from_pretrained` takes for the dtype where the config names none.

        That of the first tensor of the first file that a model can be computed in. Pickles must
        have been read.
        """
        if self.files.pickled:
            dtypes = [tensor.dtype for tensor in self._unpickled]
        else:
            first = self.files.files[0].name
            # In the order in which they are in the file, which is not that of their names.
            heads = sorted(self.files.tensors, key=lambda head: head.start)
            dtypes = [
                dtype
                for tensor_head in heads
                if tensor_head.file == first
                and (dtype := torch_dtype(tensor_head.dtype)) is not None
            ]
        usual = (
            candidate
            for candidate in dtypes
            # Of one byte are float8 weights, which no forward pass computes in.
            if candidate.is_floating_point and candidate.itemsize > 1
        )
        return next(usual, torch.float32)

    def given(self, head: TensorHead) -> torch.Tensor:
        """One tensor, or its placeholder where it is left on disk. Raises as `read`."""
        dtype = self.leave.get(head.name)
        if dtype is None:
            return self.read(head)
        return self._left(((head, 0),), dtype, head.shape)

    def leave_together(
        self,
        name: str,
        pieces: tuple[tuple[TensorHead, int], ...],
        dtype: torch.dtype,
        shape: tuple[int, ...],
    ) -> None:
        """Leave the weight `name` of the model on disk, which these tensors are put together to.

        In what `state_dict` gave, which must not have been looked at yet, it takes their place.
        """
        for head, _ in pieces:
            del self._lazy[head.name]
        self._lazy[name] = _LeftWhole(self._left(pieces, dtype, shape))

    def stand_in(self, head: TensorHead, dtype: torch.dtype) -> torch.Tensor:
        """What is found in `left` as this one tensor."""
        return self._left(((head, 0),), dtype, head.shape)

    def _left(
        self,
        pieces: tuple[tuple[TensorHead, int], ...],
        dtype: torch.dtype,
        shape: tuple[int, ...],
    ) -> torch.Tensor:
        number = torch.full((), math.nan, dtype=dtype)
        stand_in = number.expand(shape)  # every stride is 0: one number in memory
        self.left[number.data_ptr()] = LeftTensor(pieces, dtype, stand_in)
        return stand_in

    def path(self, head: TensorHead) -> Path:
        """The file that holds a tensor."""
        return self._paths[head.file]

    def read(
        self, head: TensorHead, dtype: torch.dtype | None = None, allocate: Allocate = new_bytes
    ) -> torch.Tensor:
        """One tensor, as it is stored or in another dtype, in memory from `allocate`.

        Raises WeightsCutShort, NotReadable, WeightsBroken.
        """
        self.check()
        stored = torch_dtype(head.dtype)
        if stored is None:
            raise WeightsBroken(
                str(self._paths[head.file].parent),
                tr(
                    "{name} is of the dtype {dtype}",
                    name=words.shortened(head.name),
                    dtype=head.dtype,
                ),
            )
        try:
            # buffering=0: straight into the tensor, without a second copy of each chunk.
            with self._paths[head.file].open("rb", buffering=0) as file:
                file.seek(head.start)
                if dtype is None or dtype == stored:
                    return (
                        self._plain(file, head, allocate(head.bytes))
                        .view(stored)
                        .reshape(head.shape)
                    )
                size = head.bytes // stored.itemsize * dtype.itemsize
                return self._converted(file, head, stored, allocate(size).view(dtype))
        except OSError as error:
            raise NotReadable(head.file, error.strerror or str(error)) from error

    def _plain(self, file: io.FileIO, head: TensorHead, numbers: torch.Tensor) -> torch.Tensor:
        room = memoryview(numbers.numpy().data)
        for start in range(0, len(room), _CHUNK):
            self._fill(room[start : start + _CHUNK], file, head)
        return numbers

    def _converted(
        self, file: io.FileIO, head: TensorHead, stored: torch.dtype, numbers: torch.Tensor
    ) -> torch.Tensor:
        """Chunk by chunk, so that the stored numbers are never in memory as a whole."""
        chunk = torch.empty(min(head.bytes, _CHUNK), dtype=torch.uint8)
        room = memoryview(chunk.numpy().data)
        for start in range(0, head.bytes, _CHUNK):
            count = min(_CHUNK, head.bytes - start)
            self._fill(room[:count], file, head)
            first = start // stored.itemsize
            numbers[first : first + count // stored.itemsize] = chunk[:count].view(stored)
        return numbers.reshape(head.shape)

    def _fill(self, room: memoryview, file: io.FileIO, head: TensorHead) -> None:
        done = 0
        while done < len(room):
            self.check()
            count = file.readinto(room[done:])
            if not count:
                # The size is asked only now that the file ended early.
                there = self._paths[head.file].stat().st_size
                raise WeightsCutShort(head.file, head.start + head.bytes, there)
            done += count


class _Stored:
    """Stands in for a tensor in a file, as the library's own slices do."""

    __slots__ = ("_head", "_weights")

    def __init__(self, weights: StoredWeights, head: TensorHead) -> None:
        self._weights, self._head = weights, head

    def __getitem__(self, key: EllipsisType) -> torch.Tensor:
        # The library slices with [...], and expects the whole tensor.
        return self._weights.given(self._head)

    def get_dtype(self) -> str:
        """As the library's own slices: in safetensors' words. Asked where weights are packed."""
        return self._head.dtype


class _LeftWhole:
    """A placeholder for a weight on disk that lies in the files in several parts."""

    __slots__ = ("_stand_in",)

    def __init__(self, stand_in: torch.Tensor) -> None:
        self._stand_in = stand_in

    def __getitem__(self, key: EllipsisType) -> torch.Tensor:
        return self._stand_in


class _Unpickled:
    """A tensor that was read already: given once, so that a converted copy replaces it."""

    __slots__ = ("_tensor", "dtype")

    def __init__(self, tensor: torch.Tensor) -> None:
        self._tensor: torch.Tensor | None = tensor
        self.dtype = tensor.dtype

    def is_floating_point(self) -> bool:
        """As a tensor. Asked where weights are packed."""
        return self.dtype.is_floating_point

    def __getitem__(self, key: EllipsisType) -> torch.Tensor:
        # The reference is dropped here, so the caller's converted copy is the only one.
        tensor, self._tensor = self._tensor, None
        assert tensor is not None, "asked for twice"
        return tensor


def _unpickled(file: Path, check: Check) -> dict[str, _Unpickled]:
    with _Watched(file, check) as stream:
        source: Any = stream
        # weights_only: torch's own unpickler, which builds tensors and plain containers and nothing
        # else.
        state = torch.load(source, map_location="cpu", weights_only=True)
    if not isinstance(state, dict):
        raise PickleBroken(file.name, tr("it holds no weights by name"))
    if len(state) > SAFETENSORS_HEADER.items:
        most = SAFETENSORS_HEADER.items
        raise PickleBroken(file.name, tr("there are more than {most:,} tensors", most=most))
    for name in state:
        if not isinstance(name, str) or len(name) > SAFETENSORS_HEADER.text:
            raise PickleBroken(file.name, tr("a tensor has no name, or one without an end"))
    tensors = tensors_by_key(state)
    for name, value in state.items():
        # A training checkpoint: the weights are one level down, beside the optimiser's state.
        if len(tensors_by_key(as_dict(value))) > len(tensors):
            raise WeightsNested(file.name, words.shortened(str(name)))
    if state and not tensors:
        raise PickleBroken(file.name, tr("it holds no tensors"))
    return {name: _Unpickled(tensor) for name, tensor in tensors.items()}


class _Watched(io.RawIOBase):
    """A file that looks at the stop switch while it is read, outside the interpreter lock."""

    def __init__(self, path: Path, check: Check) -> None:
        super().__init__()
        self._file = path.open("rb", buffering=0)
        self._check = check

    def readinto(self, room: Any) -> int:
        # The last read may be shorter; an empty one is the end.
        """As much as there is: torch asks for a whole tensor at once."""
        view = memoryview(room).cast("B")
        done = 0
        while done < len(view):
            self._check()
            count = self._file.readinto(view[done : done + _CHUNK])
            if not count:
                break
            done += count
        return done

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As a file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As a file."""
        return self._file.tell()

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Close the file too."""
        self._file.close()
        super().close()
