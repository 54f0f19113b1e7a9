"""The header of a GGUF file, read within limits before any library opens the file.

transformers and the package gguf believe every count and every length in it. What is told here is
checked against the file's size first: nothing is allocated by a stranger's number.
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from explorer.boundary import limits
from explorer.boundary.typed_json import Malformed
from explorer.text import numbers
from explorer.text.translation import tr

MAGIC = b"GGUF"
_VERSIONS = (2, 3)
"""1 counted in 32 bits; no file of it is about any more."""

_HEAD = struct.Struct("<4sIQQ")
_CHUNK = 1_000_000
"""Bytes that are read at once: the header's end is not known beforehand."""

_LOOKS = 20_000
"""Texts of one array between two looks at the stop switch: 10 ms."""

# Bytes of each kind of value, by the number that the file has for it; 8 is a text, 9 an array.
_WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_TEXT, _ARRAY, _UINT32 = 8, 9, 4

# Each type of tensor by its number: its name, values in one block, bytes of one block.
TYPES: dict[int, tuple[str, int, int]] = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20),
    6: ("Q5_0", 32, 22), 7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 40),
    10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110), 12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176),
    14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292), 16: ("IQ2_XXS", 256, 66),
    17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82),
    23: ("IQ4_XS", 256, 136), 24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4),
    27: ("I64", 1, 8), 28: ("F64", 1, 8), 29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2),
    34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17),
    40: ("NVFP4", 64, 36),
}  # fmt: skip

UNCONVERTED = frozenset({"Q8_1", "Q8_K", "I8", "I16", "I32", "I64", "F64"})
"""Types that neither transformers nor the package gguf turns into weights."""

PLAIN = frozenset({"F32", "F16", "BF16"})
"""Types that hold each value by itself: nothing is lost by converting them to float32."""


@dataclass(frozen=True)
class GgufTensor:
    """A tensor as the file describes it; `shape` in torch's order, `start` in the file."""

    name: str
    type: str
    shape: tuple[int, ...]
    bytes: int
    start: int


@dataclass(frozen=True)
class GgufHeader:
    """What the file says it holds. `keys_end` is where its keys end and the table of tensors
    begins, `keys` are their names."""

    architecture: str
    tensors: tuple[GgufTensor, ...]
    keys_end: int
    keys: frozenset[str]


def read(file: Path, check: Callable[[], None]) -> GgufHeader:
    """The header of a GGUF file, every number in it checked.

    Raises Malformed, OSError, and what `check` raises.
    """
    size = file.stat().st_size
    with file.open("rb") as stream:
        return _Reader(stream, size, check).header()


def without_tensors(file: Path, keys_end: int) -> bytes:
    """The keys of a file as a separate file: all that its tokenizer is made from."""
    with file.open("rb") as stream:
        raw = stream.read(keys_end)
    magic, version, _, keys = _HEAD.unpack_from(raw)
    return _HEAD.pack(magic, version, 0, keys) + raw[_HEAD.size :]


class _Reader:
    """Walks over the bytes of a header; whoever goes beyond their end is refused."""

    def __init__(self, stream: BinaryIO, size: int, check: Callable[[], None]) -> None:
        self._stream, self._size, self._check = stream, size, check
        self._raw = bytearray()
        self._at = 0

    def header(self) -> GgufHeader:
        if self._size < _HEAD.size:
            raise Malformed(tr("it does not begin as a GGUF file does"))
        self._step(_HEAD.size)
        magic, version, tensors, keys = _HEAD.unpack_from(self._raw)
        if magic != MAGIC:
            raise Malformed(tr("it does not begin as a GGUF file does"))
        if version not in _VERSIONS:
            raise Malformed(tr("its version is {version}, not 2 or 3", version=version))
        # Before anything is made of these two: each key takes 12 bytes at least, each tensor 24.
        if keys > limits.GGUF_KEYS or keys * 12 > self._size:
            raise Malformed(tr("it would have {count:,} keys", count=keys))
        if tensors > limits.GGUF_HEADER.items or tensors * 24 > self._size:
            raise Malformed(tr("it would have {count:,} tensors", count=tensors))
        architecture, alignment, names = self._keys(keys)
        keys_end = self._at
        if not architecture:
            raise Malformed(tr("it names no architecture"))
        table = [self._entry() for _ in range(tensors)]
        begin = -(-self._at // alignment) * alignment
        placed = tuple(self._placed(begin, alignment, *entry) for entry in table)
        if len({tensor.name for tensor in placed}) != len(placed):
            raise Malformed(tr("two of its tensors have the same name"))
        return GgufHeader(architecture, placed, keys_end, frozenset(names))

    # -- keys --------------------------------------------------------------------------------

    def _keys(self, count: int) -> tuple[str, int, set[str]]:
        """Walk over all keys: the architecture and the alignment among them, and their names."""
        architecture, alignment = "", 32
        names: set[str] = set()
        for _ in range(count):
            self._check()
            name = self._text()
            if name in names:
                raise Malformed(tr("the key is there twice"), numbers.shortened(name))
            names.add(name)
            (kind,) = self._numbers("<I")
            if name == "general.architecture" and kind == _TEXT:
                architecture = self._text()
            elif name == "general.alignment" and kind == _UINT32:
                (alignment,) = self._numbers("<I")
                if not 8 <= alignment <= 65_536 or alignment % 8:
                    raise Malformed(
                        tr("{number:,} is not a valid alignment", number=alignment), name
                    )
            else:
                self._skip(kind, name)
        return architecture, alignment, names

    def _skip(self, kind: int, name: str) -> None:
        """Step over one value."""
        if kind == _TEXT:
            self._step(self._length())
        elif kind == _ARRAY:
            item, count = self._numbers("<IQ")
            if item in _WIDTHS:
                self._step(count * _WIDTHS[item])
            elif item == _TEXT:
                self._skip_texts(count, name)
            else:  # arrays in arrays could be nested without an end
                raise Malformed(tr("a list of the kind {kind}", kind=item), numbers.shortened(name))
        elif kind in _WIDTHS:
            self._step(_WIDTHS[kind])
        else:
            raise Malformed(tr("a value of the kind {kind}", kind=kind), numbers.shortened(name))

    def _skip_texts(self, count: int, name: str) -> None:
        """The vocabulary and its merges: each text has its length before it."""
        if count * 8 > self._size - self._at:
            raise Malformed(tr("a list of {count:,} texts", count=count), numbers.shortened(name))
        for done in range(count):
            if not done % _LOOKS:
                self._check()
            self._step(self._length())

    # -- tensors -----------------------------------------------------------------------------

    def _entry(self) -> tuple[str, tuple[int, ...], int, int]:
        self._check()
        name = self._text()
        (dimensions,) = self._numbers("<I")
        if dimensions > 4:  # GGML_MAX_DIMS
            reason = tr("it would have {count:,} dimensions", count=dimensions)
            raise Malformed(reason, numbers.shortened(name))
        shape = self._numbers(f"<{dimensions}Q")
        kind, offset = self._numbers("<IQ")
        # Fastest-moving first in the file, last in torch.
        return name, tuple(reversed(shape)), kind, offset

    def _placed(
        self, begin: int, alignment: int, name: str, shape: tuple[int, ...], kind: int, offset: int
    ) -> GgufTensor:
        where = numbers.shortened(name)
        if kind not in TYPES:
            raise UnknownType(kind)
        type_, in_block, block = TYPES[kind]
        values = math.prod(shape)
        if not shape or values == 0 or shape[-1] % in_block:
            raise Malformed(tr("{type} cannot have the shape {shape}", type=type_,
                               shape=list(shape)), where)  # fmt: skip
        size = values // in_block * block
        if offset % alignment:
            raise Malformed(tr("its place {offset:,} is not aligned", offset=offset), where)
        if begin + offset + size > self._size:
            raise CutShort(begin + offset + size, self._size)
        return GgufTensor(name, type_, shape, size, begin + offset)

    # -- bytes -------------------------------------------------------------------------------

    def _numbers(self, layout: str) -> tuple[int, ...]:
        at, size = self._at, struct.calcsize(layout)
        self._step(size)
        values: tuple[int, ...] = struct.unpack_from(layout, self._raw, at)
        return values

    def _length(self) -> int:
        (length,) = self._numbers("<Q")
        if length > limits.GGUF_HEADER.text:
            raise Malformed(tr("a text of {count:,} bytes", count=length))
        return length

    def _text(self) -> str:
        length = self._length()
        at = self._at
        self._step(length)
        try:
            return self._raw[at : at + length].decode("utf-8")
        except UnicodeDecodeError as error:
            raise Malformed(tr("a name that is not in UTF-8")) from error

    def _step(self, count: int) -> None:
        """Continue by so many bytes, which are there then."""
        end = self._at + count
        if end > len(self._raw):
            if end > self._size:
                raise CutShort(end, self._size)
            if end > limits.GGUF_HEADER.bytes:
                most = limits.GGUF_HEADER.bytes
                raise Malformed(tr("the header has more than {most:,} bytes", most=most))
            self._raw += self._stream.read(max(end - len(self._raw), _CHUNK))
            if end > len(self._raw):  # cut short meanwhile
                raise CutShort(end, len(self._raw))
        self._at = end


class UnknownType(Malformed):
    """A tensor is of a type that is newer than this program, or none at all."""

    def __init__(self, kind: int) -> None:
        super().__init__(tr("a tensor is of the type {kind}", kind=kind))
        self.kind = kind


class CutShort(Malformed):
    """The file ends before what its header says. Sizes in bytes."""

    def __init__(self, wanted: int, there: int) -> None:
        super().__init__(tr("it ends early"))
        self.wanted, self.there = wanted, there
