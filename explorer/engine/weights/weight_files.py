"""The weight files of a checkpoint, judged by their heads alone: no weight is opened.

Everything that can be wrong with a file has its own sentence here, before anything of it
is read or unpickled. What a safetensors file may say is what the safetensors library accepts.
https://huggingface.co/docs/safetensors/index#format
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from explorer.boundary import typed_json
from explorer.boundary.limits import MOST_SHARDS, SAFETENSORS_HEADER, SHARD_INDEX
from explorer.boundary.typed_json import Malformed
from explorer.engine.numbers import go_on
from explorer.engine.weights.folder import inside, is_there
from explorer.protocol.failures import (
    HeaderBroken,
    IndexBroken,
    LfsPointer,
    NotReadable,
    NoWeights,
    PickleBroken,
    ShardMissing,
    WeightsCutShort,
    WeightsEmpty,
)
from explorer.protocol.job import Check
from explorer.text import numbers
from explorer.text.translation import tr

# What git writes in place of a large file that git-lfs did not fetch.
_LFS_START = b"version https://git-lfs"
_METADATA = "__metadata__"
_MOST_DIMENSIONS = 32
_MOST_RECORDS = 300_000
"""Members of one archive that torch wrote: about one for each tensor."""
# Bits of each dtype that safetensors knows; its newest are smaller than a byte.
_ITEM_BITS = {
    "F64": 64, "F32": 32, "F16": 16, "BF16": 16, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "F6_E2M3": 6, "F6_E3M2": 6, "F4": 4, "C64": 64,
    "I64": 64, "I32": 32, "I16": 16, "I8": 8, "U64": 64, "U32": 32, "U16": 16, "U8": 8, "BOOL": 8,
}  # fmt: skip

_Size = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


class _Entry(msgspec.Struct):
    """What a header says about one tensor."""

    dtype: str
    shape: Annotated[list[_Size], msgspec.Meta(max_length=_MOST_DIMENSIONS)]
    data_offsets: tuple[_Size, _Size]


class _Index(msgspec.Struct):
    """Which file holds which tensor."""

    weight_map: dict[str, str]


@dataclass(frozen=True)
class TensorHead:
    """A tensor as the file describes it: dtype in safetensors' words, shape, the file's name.

    `start` is where its `bytes` begin in the file.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    file: str
    bytes: int
    start: int


@dataclass(frozen=True)
class WeightFiles:
    """The files that loading will open. `tensors` is empty for pickled weights: they have no
    header that could be read without opening them. `bytes` is the size of the files.

    `converted`: a GGUF file, whose tensors are of its own types and become plain numbers.
    """

    pickled: bool
    files: tuple[Path, ...]
    tensors: tuple[TensorHead, ...]
    bytes: int
    converted: bool = False

    @property
    def parameters(self) -> int:
        """How many numbers the tensors hold."""
        return sum(math.prod(tensor.shape) for tensor in self.tensors)


def weight_files(
    folder: Path,
    variant: str = "",
    check: Check = go_on,
    *,
    named: str = "",
    more: Iterable[str] = (),
) -> WeightFiles:
    """Find and judge the weights in a folder, as transformers would choose them.

    `named` is the file or the index that the config names itself, and `more` are files that a
    config class adds to the weights where they are there.
    Raises NoWeights, WeightsEmpty, LfsPointer, HeaderBroken, WeightsCutShort, IndexBroken,
    ShardMissing, OutsideFolder, LinkOut, PickleBroken, NotReadable.
    """
    if named:
        if not named.endswith((".safetensors", ".safetensors.index.json")):
            raise NoWeights(str(folder))
        if not is_there(folder, named):
            raise ShardMissing(named, 1, str(folder))
        names = _shards(folder, named, check) if named.endswith(".json") else (named,)
        return _safetensors(folder, (*names, *more), check)
    dot = f".{variant}" if variant else ""
    # As transformers chooses: safetensors before pickles, one file before shards.
    for single, index, judge in (
        (f"model{dot}.safetensors", f"model.safetensors.index{dot}.json", _safetensors),
        (f"pytorch_model{dot}.bin", f"pytorch_model.bin.index{dot}.json", _pickled),
    ):
        if is_there(folder, single):
            return judge(folder, (single, *more), check)
        if is_there(folder, index):
            return judge(folder, (*_shards(folder, index, check), *more), check)
    raise NoWeights(str(folder))


def one_of(folder: Path, names: Iterable[str], check: Check = go_on) -> WeightFiles:
    """The first of these files that is there, judged; raises as `weight_files`."""
    for name in names:
        if is_there(folder, name):
            judge = _safetensors if name.endswith(".safetensors") else _pickled
            return judge(folder, (name,), check)
    raise NoWeights(str(folder))


_VARIANT = re.compile(
    r"(?:model|pytorch_model)\.(?P<one>[\w-]+)\.(?:safetensors|bin)"
    r"|(?:model\.safetensors|pytorch_model\.bin)\.index\.(?P<several>[\w-]+)\.json"
)


# model-00001-of-00005.safetensors; the variant's name must not be taken from a shard.
_SHARD = re.compile(r"-\d{5}-of-\d{5}\.")


def variants(folder: Path) -> tuple[str, ...]:
    """The sets of weights in a folder: "" for the usual one, "fp16" for model.fp16.safetensors."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return ()
    usual = {
        f"{stem}{ending}"
        for stem in ("model.safetensors", "pytorch_model.bin")
        for ending in ("", ".index.json")
    }
    variant_names = {""} if usual & set(names) else set()
    for name in names:
        match = _VARIANT.fullmatch(name)
        if match is not None and not _SHARD.search(name):
            variant_names.add(match["one"] or match["several"])
    return tuple(sorted(variant_names))


def the_variant(folder: Path, asked: str) -> str:
    """The one asked for; where none is and there is no usual one, the only variant there is."""
    there = variants(folder)
    return there[0] if not asked and len(there) == 1 else asked


def _shards(folder: Path, index: str, check: Check) -> tuple[str, ...]:
    try:
        shard_index = typed_json.read(inside(folder, index), SHARD_INDEX, _Index, check)
    except OSError as error:
        raise NotReadable(index, error.strerror or str(error)) from error
    except Malformed as error:
        raise IndexBroken(index, str(folder), str(error)) from error
    check()
    names = sorted(set(shard_index.weight_map.values()))
    if not names:
        raise IndexBroken(index, str(folder), tr("it names no file"))
    if len(names) > MOST_SHARDS:
        count = len(names)
        reason = tr("it names {count:,} files, more than {most:,}", count=count, most=MOST_SHARDS)
        raise IndexBroken(index, str(folder), reason)
    for name in names:
        check()
        if not is_there(folder, name):
            raise ShardMissing(name, len(names), str(folder))
    return tuple(names)


def _size(file: Path) -> int:
    """The size in bytes of a file that is no stand-in for another."""
    try:
        size = file.stat().st_size
        # A stand-in is 130 bytes of text: too short for a header, and worth its own sentence.
        with file.open("rb") as stream:
            start = stream.read(len(_LFS_START))
    except OSError as error:
        raise NotReadable(file.name, error.strerror or str(error)) from error
    if not size:
        raise WeightsEmpty(file.name, str(file.parent))
    if start == _LFS_START:
        raise LfsPointer(file.name)
    return size


def _files(folder: Path, names: Iterable[str]) -> tuple[Path, ...]:
    return tuple(inside(folder, name) for name in dict.fromkeys(names) if is_there(folder, name))


def _safetensors(folder: Path, names: Iterable[str], check: Check) -> WeightFiles:
    files = _files(folder, names)
    tensors: list[TensorHead] = []
    total = 0
    for file in files:
        check()
        total += _size(file)
        tensors += header(file, check)
        if len(tensors) > SAFETENSORS_HEADER.items:
            most = SAFETENSORS_HEADER.items
            raise HeaderBroken(file.name, tr("there are more than {most:,} tensors", most=most))
    return WeightFiles(False, files, tuple(tensors), total)


def header(file: Path, check: Check = go_on) -> list[TensorHead]:
    """The tensors that a safetensors file says it holds, checked against the file's size.

    Raises HeaderBroken, WeightsCutShort, NotReadable, and what `check` raises.
    """
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            # A safetensors file begins with the header's length, 8 bytes, little-endian.
            length = int.from_bytes(stream.read(8), "little")
            # Checked before it is read: the length is a stranger's number, and memory follows it.
            if size < 8 or length > SAFETENSORS_HEADER.bytes:
                raise HeaderBroken(
                    file.name, tr("the header would be {length:,} bytes long", length=length)
                )
            if 8 + length > size:
                raise WeightsCutShort(file.name, 8 + length, size)
            raw = stream.read(length)
    except OSError as error:
        raise NotReadable(file.name, error.strerror or str(error)) from error
    check()
    tensors, end = [], 0
    try:
        for name, entry in typed_json.entries(
            raw, SAFETENSORS_HEADER, _Entry, check, besides=_METADATA
        ):
            # Offsets count from the end of the header, that is from 8 + length.
            tensors.append(_head(file, name, entry, 8 + length))
            end = max(end, entry.data_offsets[1])
    except Malformed as error:
        raise HeaderBroken(file.name, str(error)) from error
    if 8 + length + end > size:
        raise WeightsCutShort(file.name, 8 + length + end, size)
    # The format wants tensors side by side from the first byte to the last: no hidden data.
    place = 8 + length
    for tensor in sorted(tensors, key=lambda item: (item.start, item.bytes)):
        if tensor.start != place:
            raise HeaderBroken(file.name, tr("its tensors overlap, or leave gaps between them"))
        place += tensor.bytes
    if place != size:
        more = size - place
        raise HeaderBroken(
            file.name,
            numbers.ntr(
                "{count} byte follows the last tensor",
                "{count} bytes follow the last tensor",
                more,
            ),
        )
    return tensors


def _head(file: Path, name: str, entry: _Entry, base: int) -> TensorHead:
    first, last = entry.data_offsets
    bits = _ITEM_BITS.get(entry.dtype)
    shape = tuple(entry.shape)
    if bits is None:
        dtype = numbers.shortened(entry.dtype)
        raise Malformed(tr("“{dtype}” is not a dtype", dtype=dtype), numbers.shortened(name))
    if last < first or (last - first) * 8 != math.prod(shape) * bits:
        reason = tr(
            "a shape of {shape} does not match {bytes} bytes",
            shape=list(shape),
            bytes=last - first,
        )
        raise Malformed(reason, numbers.shortened(name))
    return TensorHead(name, entry.dtype, shape, file.name, last - first, base + first)


def _pickled(folder: Path, names: Iterable[str], check: Check) -> WeightFiles:
    files = _files(folder, names)
    total = 0
    for file in files:
        check()
        total += _size(file)
        with file.open("rb") as stream:
            start = stream.read(4)
        # Either torch's zip file, or the older bare pickle, which begins with its protocol.
        # "PK" begins a zip archive, 0x80 the protocol number of a pickle.
        if start[:2] == b"PK":
            _archive(file)
        elif start[:1] != b"\x80":
            raise PickleBroken(file.name, tr("it is neither an archive nor a pickle of torch"))
    return WeightFiles(True, files, (), total)


def _archive(file: Path) -> None:
    """Refuse an archive that torch did not write: torch never compresses what it stores."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise PickleBroken(file.name, tr("the archive has no end")) from error
    if len(members) > _MOST_RECORDS:
        raise PickleBroken(file.name, tr("the archive has too many members"))
    if any(member.compress_type != zipfile.ZIP_STORED for member in members):
        raise PickleBroken(file.name, tr("the archive is compressed, and torch writes none so"))


def dtypes(files: WeightFiles) -> Mapping[str, int]:
    """How many parameters are stored in each dtype."""
    counted: dict[str, int] = {}
    for tensor in files.tensors:
        counted[tensor.dtype] = counted.get(tensor.dtype, 0) + math.prod(tensor.shape)
    return counted
