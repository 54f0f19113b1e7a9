"""Headers of GGUF files: what is read of good ones, and hostile ones refused before any library."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path

import pytest

from explorer.boundary import gguf_header, limits
from explorer.boundary.typed_json import Malformed
from explorer.engine.engine import Engine
from explorer.features.checkpoints.protocol import PreviewModel
from explorer.protocol.failures import Failure, GgufNotSupported, HeaderBroken, WeightsCutShort
from explorer.protocol.model import LoadModel
from tests.model import tiny

_HUGE = 2**64 - 1
Key = tuple[str, int, bytes]


def text(value: str) -> bytes:
    """A text as the format has it: its length, then its bytes."""
    return struct.pack("<Q", len(value.encode())) + value.encode()


ARCHITECTURE: Key = ("general.architecture", 8, text("llama"))


def key(name: str, kind: int, value: bytes) -> bytes:
    """A key with its value."""
    return text(name) + struct.pack("<I", kind) + value


def tensor(
    name: str = "a", shape: tuple[int, ...] = (4, 8), kind: int = 0, offset: int = 0
) -> bytes:
    """A row of the table of tensors; `shape` in the file's order."""
    dimensions = struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
    return text(name) + dimensions + struct.pack("<IQ", kind, offset)


def made(
    keys: tuple[Key, ...] = (ARCHITECTURE,),
    tensors: tuple[bytes, ...] = (tensor(),),
    *,
    data: int = 128,
    version: int = 3,
    counts: tuple[int, int] | None = None,
) -> bytes:
    """A file; `counts` are what it claims, of tensors and of keys."""
    said = counts or (len(tensors), len(keys))
    raw = b"GGUF" + struct.pack("<IQQ", version, *said)
    raw += b"".join(key(*each) for each in keys) + b"".join(tensors)
    return raw + bytes(-len(raw) % 32) + bytes(data)


def test_a_good_header_is_read(tmp_path: Path) -> None:
    tokens = struct.pack("<IQ", 8, 3) + text("a") + text("b") + text("cd")
    scores = struct.pack("<IQ3f", 6, 3, 0.0, 1.0, 2.0)
    rows = (tensor("first", (32, 2), 8), tensor("second", (4,), 0, 96))
    file = tmp_path / "good"
    keys = (ARCHITECTURE, ("tokenizer.ggml.tokens", 9, tokens), ("scores", 9, scores))
    file.write_bytes(made(keys, rows, data=112))
    header = gguf_header.read(file, tiny.no_check)
    first, second = header.tensors
    # A row of Q8_0 has 32 values in 34 bytes; shapes are turned round.
    assert header.architecture == "llama"
    assert "tokenizer.ggml.tokens" in header.keys
    assert (first.type, first.shape, first.bytes) == ("Q8_0", (2, 32), 68)
    assert (second.type, second.shape, second.bytes) == ("F32", (4,), 16)
    assert second.start - first.start == 96
    alone = tmp_path / "alone"
    alone.write_bytes(gguf_header.without_tensors(file, header.keys_end))
    assert gguf_header.read(alone, tiny.no_check).tensors == ()
    assert gguf_header.read(alone, tiny.no_check).keys == header.keys


def test_the_sizes_of_all_types_are_those_of_the_package() -> None:
    gguf = pytest.importorskip("gguf")
    for kind, (name, values, size) in gguf_header.TYPES.items():
        own = gguf.GGMLQuantizationType(kind)
        assert (own.name, gguf.GGML_QUANT_SIZES[own]) == (name, (values, size))


_ONE = struct.pack("<IQ", 9, 1)
_DAMAGED: dict[str, bytes] = {
    "only the magic": b"GGUF",
    "nothing but zeros": b"GGUF" + struct.pack("<I", 3) + bytes(64),
    "version 1": made(version=1),
    "big-endian": made(version=3 << 24),
    "countless keys": made(counts=(1, _HUGE)),
    "more keys than any model": made(counts=(1, limits.GGUF_KEYS + 1), data=10**6),
    "countless tensors": made(counts=(_HUGE, 1)),
    "a name without an end": made((("x" * 10, 8, struct.pack("<Q", _HUGE)), ARCHITECTURE)),
    "a list without an end": made((ARCHITECTURE, ("t", 9, struct.pack("<IQ", 8, _HUGE)))),
    "numbers without an end": made((ARCHITECTURE, ("t", 9, struct.pack("<IQ", 10, 2**61)))),
    "lists in lists": made((ARCHITECTURE, ("t", 9, _ONE * 50_000 + struct.pack("<IQ", 0, 0)))),
    "a kind that is none": made((ARCHITECTURE, ("t", 99, b"")),),
    "a key twice": made((ARCHITECTURE, ARCHITECTURE)),
    "no architecture": made((("general.name", 8, text("x")),)),
    "a name that is no text": made(
        ((ARCHITECTURE[0], 8, struct.pack("<Q", 2) + b"\xff\xfe"),)
    ),
    "an alignment of nothing": made((ARCHITECTURE, ("general.alignment", 4, bytes(4)))),
    "five dimensions": made(tensors=(tensor(shape=(1, 1, 1, 1, 1)),)),
    "billions of dimensions": made(
        tensors=(text("a") + struct.pack("<I", 2**32 - 1) + bytes(40),)
    ),
    "a shape without an end": made(tensors=(tensor(shape=(2**62, 2**62)),)),
    "an empty shape": made(tensors=(tensor(shape=(0, 8)),)),
    "half a block": made(tensors=(tensor(shape=(31, 2), kind=8),)),
    "a place beyond the end": made(tensors=(tensor(offset=2**60),)),
    "a place between": made(tensors=(tensor(offset=1),)),
    "the last byte missing": made(data=127),
    "two of one name": made(tensors=(tensor(), tensor())),
    "no table": made(tensors=(), counts=(5, 1), data=0),
}  # fmt: skip


@pytest.mark.parametrize("name", _DAMAGED)
def test_a_hostile_header_is_refused_before_anything_is_allocated(
    engine: Engine, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "bad.gguf"
    file.write_bytes(_DAMAGED[name])
    tracemalloc.start()
    try:
        with pytest.raises(Malformed):
            gguf_header.read(file, tiny.no_check)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    for way in (PreviewModel, LoadModel):
        with pytest.raises(Failure) as caught:
            engine(way(str(file)), tiny.no_check, tiny.no_report)
        assert isinstance(caught.value, HeaderBroken | WeightsCutShort)
        assert "bad.gguf" in caught.value.sentence


def test_a_type_that_is_not_known_is_no_damage(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "new.gguf"
    file.write_bytes(made(tensors=(tensor(kind=77),)))
    with pytest.raises(GgufNotSupported, match="weights of the type 77"):
        engine(LoadModel(str(file)), tiny.no_check, tiny.no_report)


@pytest.mark.parametrize("kind", [15, 24, 28])
def test_a_type_that_nothing_converts_is_refused(engine: Engine, tmp_path: Path, kind: int) -> None:
    file = tmp_path / "whole.gguf"
    sizes = tuple((f"llama.{name}", 4, bytes(4)) for name in ("block_count", "embedding_length"))
    rows = (tensor(shape=(256, 2), kind=kind),)
    file.write_bytes(made((ARCHITECTURE, *sizes), rows, data=10_000))
    with pytest.raises(GgufNotSupported, match="cannot convert"):
        engine(LoadModel(str(file)), tiny.no_check, tiny.no_report)


def test_an_architecture_that_transformers_does_not_convert_is_named(
    engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "other.gguf"
    file.write_bytes(made((("general.architecture", 8, text("whisper-x")),)))
    with pytest.raises(GgufNotSupported, match="architecture “whisper-x”"):
        engine(PreviewModel(str(file)), tiny.no_check, tiny.no_report)
