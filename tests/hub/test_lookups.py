"""What the Hub answered is kept within a number of answers, and of bytes."""

from __future__ import annotations

import sys

import pytest

from explorer.features.hub.remote.lookup import lookups
from explorer.features.hub.remote.lookup.lookups import Lookups, TreeEntry
from explorer.features.hub.remote.lookup.shapes import ModelInfo, SafetensorsCount, Sibling


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "_REMEMBERED_BYTES", 1_000_000)


def _held(memory: Lookups) -> int:
    return sum(lookups._memory_of(value, {}) for value, _ in memory._memory.values())


def _entries(count: int) -> tuple[TreeEntry, ...]:
    return tuple(TreeEntry(f"file-{n}", n, f"{n:040x}", f"{n:064x}") for n in range(count))


def test_the_oldest_go_when_the_bytes_are_too_many() -> None:
    memory = Lookups("https://hub.test")
    for n in range(30):
        memory.remember(n, (f"{n}" * 100_000)[:100_000])
    assert memory.remembered(0, str) is None
    assert memory.remembered(29, str) is not None
    assert 500_000 < _held(memory) <= 1_000_000


@pytest.mark.parametrize(
    "value",
    [
        b"x" * 2_000_000,
        ("x" * 2_000_000,),
        {"a": {"b": ["x" * 2_000_000]}},
        {"x" * 2_000_000: 1},
        _entries(5_000),
        ModelInfo(tags=["x" * 2_000_000]),
        ModelInfo(config={"a": "x" * 2_000_000}),
        tuple(ModelInfo(siblings=[Sibling(f"{n}")]) for n in range(5_000)),
        ModelInfo(safetensors=SafetensorsCount({f"{n}": n for n in range(20_000)})),
    ],
    ids=lambda value: type(value).__name__,
)
def test_one_that_would_take_all_the_room_is_not_kept(value: object) -> None:
    memory = Lookups("https://hub.test")
    memory.remember("small", "small")
    assert memory.remember("large", value) is value
    assert memory.remembered("large", type(value)) is None
    assert memory.remembered("small", str) == "small"


def test_what_is_in_another_answer_is_counted_without_a_look_at_it() -> None:
    entries = _entries(1_000)
    size = lookups._memory_of(entries, {})
    assert size > 1_000 * sys.getsizeof(entries[0].sha256)
    known = {id(entries): size}
    assert lookups._memory_of(entries, known) == size
    assert size < lookups._memory_of(("facts", entries), known) < size + 1_000


def test_an_answer_that_is_asked_again_is_the_newest() -> None:
    memory = Lookups("https://hub.test")
    for n in (0, 1, 2, 0):
        memory.remember(n, f"{n}" * 300_000)
    memory.remember(3, "3" * 300_000)
    assert memory.remembered(0, str) is not None
    assert memory.remembered(1, str) is None


def test_a_circle_ends() -> None:
    circle: list[object] = []
    circle.append(circle)
    assert lookups._memory_of(circle, {}) > 0
