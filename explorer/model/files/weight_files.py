"""The weight files of a checkpoint, judged by their heads alone: no weight is opened.

Everything that can be wrong with a file is told here in its own sentence, before transformers
maps or unpickles anything.
"""

from __future__ import annotations

import json
import math
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.failures import (
    HeaderBroken,
    IndexBroken,
    LfsPointer,
    LinkOut,
    NotReadable,
    NoWeights,
    OutsideFolder,
    PickleBroken,
    ShardMissing,
    WeightsCutShort,
    WeightsEmpty,
)
from explorer.texts import tr

HEADER_LIMIT = 100_000_000
"""Bytes: what the safetensors library itself accepts as the longest header."""

_LFS_START = b"version https://git-lfs"
_ITEM_BYTES = {
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "I64": 8, "I32": 4,
    "I16": 2, "I8": 1, "U8": 1, "U16": 2, "U32": 4, "U64": 8, "BOOL": 1,
}  # fmt: skip


@dataclass(frozen=True)
class TensorHead:
    """A tensor as the file describes it: dtype in safetensors' words, shape, file name."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    file: str
    bytes: int


@dataclass(frozen=True)
class WeightFiles:
    """The files that loading will open. `tensors` is empty for pickled weights: they have no
    header that could be read without opening them. `bytes` is the size of the files."""

    pickled: bool
    files: tuple[Path, ...]
    tensors: tuple[TensorHead, ...]
    bytes: int

    @property
    def parameters(self) -> int:
        """How many numbers the tensors hold."""
        return sum(math.prod(one.shape) for one in self.tensors)


def weight_files(folder: Path, variant: str = "") -> WeightFiles:
    """Find and judge the weights in a folder, as transformers would choose them.

    Raises NoWeights, WeightsEmpty, LfsPointer, HeaderBroken, WeightsCutShort, IndexBroken,
    ShardMissing, OutsideFolder, LinkOut, PickleBroken, NotReadable.
    """
    more = f".{variant}" if variant else ""
    single = folder / f"model{more}.safetensors"
    if os.path.isfile(single):
        return _safetensors(folder, (single,))
    index = folder / f"model.safetensors.index{more}.json"
    if os.path.isfile(index):
        return _safetensors(folder, _shards(folder, index))
    single = folder / f"pytorch_model{more}.bin"
    if os.path.isfile(single):
        return _pickled(folder, (single,))
    index = folder / f"pytorch_model.bin.index{more}.json"
    if os.path.isfile(index):
        return _pickled(folder, _shards(folder, index))
    raise NoWeights(str(folder))


_VARIANT = re.compile(
    r"(?:model|pytorch_model)\.(?P<one>[\w-]+)\.(?:safetensors|bin)"
    r"|(?:model\.safetensors|pytorch_model\.bin)\.index\.(?P<several>[\w-]+)\.json"
)


_SHARD = re.compile(r"-\d{5}-of-\d{5}\.")


def variants(folder: Path) -> tuple[str, ...]:
    """The sets of weights in a folder: "" for the usual one, "fp16" for model.fp16.safetensors."""
    try:
        names = [one.name for one in folder.iterdir()]
    except OSError:
        return ()
    usual = {
        f"{stem}{ending}"
        for stem in ("model.safetensors", "pytorch_model.bin")
        for ending in ("", ".index.json")
    }
    found = {""} if usual & set(names) else set()
    for name in names:
        match = _VARIANT.fullmatch(name)
        if match is not None and not _SHARD.search(name):
            found.add(match["one"] or match["several"])
    return tuple(sorted(found))


def the_variant(folder: Path, asked: str) -> str:
    """The one asked for; where none is and there is no usual one, the only variant there is."""
    there = variants(folder)
    return there[0] if not asked and len(there) == 1 else asked


def _shards(folder: Path, index: Path) -> tuple[Path, ...]:
    try:
        data = json.loads(index.read_text(encoding="utf-8"))
        names = sorted({str(name) for name in data["weight_map"].values()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexBroken(index.name, str(folder), f"{type(error).__name__}: {error}") from error
    if not names:
        raise IndexBroken(index.name, str(folder), tr("it names no file"))
    files = []
    for name in names:
        file = folder / name
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise OutsideFolder(name, str(folder))
        if not os.path.isfile(file):
            raise ShardMissing(name, len(names), str(folder))
        files.append(file)
    return tuple(files)


def _size(file: Path) -> int:
    """The size in bytes of a file that is no stand-in for another."""
    if file.is_symlink():
        target = file.resolve()
        # The Hub cache itself is made of links, from snapshots to blobs.
        if target.parent.name != "blobs" and not target.is_relative_to(file.parent.resolve()):
            raise LinkOut(file.name, str(target))
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            start = stream.read(len(_LFS_START))
    except OSError as error:
        raise NotReadable(file.name, error.strerror or str(error)) from error
    if not size:
        raise WeightsEmpty(file.name, str(file.parent))
    if start == _LFS_START:
        raise LfsPointer(file.name)
    return size


def _safetensors(folder: Path, files: tuple[Path, ...]) -> WeightFiles:
    tensors: list[TensorHead] = []
    total = 0
    for file in files:
        total += _size(file)
        tensors += header(file)
    return WeightFiles(False, files, tuple(tensors), total)


def header(file: Path) -> list[TensorHead]:
    """The tensors that a safetensors file says it holds, checked against the file's size."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if size < 8 or length > HEADER_LIMIT:
            raise HeaderBroken(
                file.name, tr("the header would be {length:,} bytes long", length=length)
            )
        if 8 + length > size:
            raise WeightsCutShort(file.name, 8 + length, size)
        raw = stream.read(length)
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise HeaderBroken(file.name, str(error)) from error
    if not isinstance(data, dict):
        raise HeaderBroken(file.name, tr("it is no JSON object"))
    tensors = []
    end = 0
    for name, entry in data.items():
        if name == "__metadata__":
            continue
        tensor, last = _entry(file, name, entry)
        end = max(end, last)
        tensors.append(tensor)
    if 8 + length + end > size:
        raise WeightsCutShort(file.name, 8 + length + end, size)
    return tensors


def _entry(file: Path, name: str, entry: Any) -> tuple[TensorHead, int]:
    try:
        dtype = str(entry["dtype"])
        shape = tuple(int(one) for one in entry["shape"])
        first, last = (int(one) for one in entry["data_offsets"])
    except (KeyError, TypeError, ValueError) as error:
        raise HeaderBroken(
            file.name, tr("the entry of {name}: {error}", name=name, error=error)
        ) from error
    item = _ITEM_BYTES.get(dtype)
    if item is not None and last - first != math.prod(shape) * item:
        raise HeaderBroken(
            file.name,
            tr(
                "{name} has shape {shape} and {last} bytes, which do not go together",
                name=name,
                shape=list(shape),
                last=last - first,
            ),
        )
    return TensorHead(name, dtype, shape, file.name, last - first), last


def _pickled(folder: Path, files: tuple[Path, ...]) -> WeightFiles:
    total = 0
    for file in files:
        total += _size(file)
        with file.open("rb") as stream:
            start = stream.read(4)
        # Either torch's zip file, or the older bare pickle, which begins with its protocol.
        if start[:2] == b"PK" and not zipfile.is_zipfile(file):
            raise PickleBroken(file.name, tr("the archive has no end"))
        if start[:2] != b"PK" and start[:1] != b"\x80":
            raise PickleBroken(file.name, tr("it is neither an archive nor a pickle of torch"))
    return WeightFiles(True, files, (), total)


def dtypes(files: WeightFiles) -> Mapping[str, int]:
    """How many parameters are stored in each dtype."""
    counted: dict[str, int] = {}
    for tensor in files.tensors:
        counted[tensor.dtype] = counted.get(tensor.dtype, 0) + math.prod(tensor.shape)
    return counted
