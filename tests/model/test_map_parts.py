"""Parts of maps from the engine: computed once, exact, and refused where memory forbids them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer.engine.inside import capture
from explorer.engine.inside import map_memory as map_memory
from explorer.engine.runner import Runner
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.attention.compute import head_parts, long_attention
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.hidden_states.protocol import SimilarityRequest
from explorer.protocol.downsample import largest
from explorer.protocol.downsampled_map import MapPart
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import HeadPlace
from tests.model import tiny
from tests.model.tiny import IDS, Holder, ask

LONG = [IDS[0] * 5]
PART = MapPart((3, 33), (0, 21), 8, 8)


def test_parts_are_of_the_very_map_and_it_is_computed_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(capture, "WHOLE_BYTES", 0)
    loaded = tiny.load("LlamaForCausalLM")
    tiny.run(loaded, LONG)
    table = Holder(loaded)
    runs = [0]
    plain = Runner.again

    def again(*values: Any, **named: Any) -> Any:
        runs[0] += 1
        return plain(*values, **named)

    monkeypatch.setattr(Runner, "again", again)
    first = ask(table, HeadRequest(row=1, head=3))
    part = ask(table, HeadRequest(row=1, head=3, part=PART))
    assert runs[0] == 1
    assert part.weights is first.weights
    assert part.request.part == PART
    assert max(part.joined.cells.shape) <= 8
    assert part.joined.steps == (4, 3)
    assert np.array_equal(part.joined.cells, largest(first.weights[3:33, 0:21], (4, 3)))
    for scale in ("one", "map"):  # nor does another scale of the overview run anything
        ask(table, AttentionRequest(scale=scale))
    assert runs[0] == 2
    tiny.run(loaded, [IDS[0] * 4])
    assert ask(table, HeadRequest(row=1, head=3)).weights.shape == (32, 32)


def test_special_tokens_are_left_out_of_the_picture_and_not_of_the_map(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, LONG)
    table = Holder(loaded)
    monkeypatch.setattr(head_parts, "plain_places", lambda tokens: range(1, len(tokens), 2))
    seen = ask(table, HeadRequest(part=MapPart(down=9, across=9, special=False)))
    assert seen.weights.shape == (40, 40)
    assert np.array_equal(seen.joined.cells, largest(seen.weights[1::2, 1::2], (3, 3)))


def test_what_changed_is_joined_of_the_changes() -> None:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, LONG)
    table = Holder(loaded)
    ask(table, AblateHeads((HeadPlace("self", 0, 1),)))
    request = HeadRequest(
        row=2, head=1, compare_original=True, part=MapPart(down=8, across=8), shown="change"
    )
    seen = ask(table, request)
    assert seen.whole is not None
    assert np.array_equal(seen.joined.cells, largest(abs(seen.weights - seen.whole), (5, 5)))


def test_similarities_have_parts_too() -> None:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, LONG)
    table = Holder(loaded)
    seen = ask(table, SimilarityRequest(row=1, part=PART))
    assert np.array_equal(seen.joined.cells, largest(seen.cosine[3:33, 0:21], (4, 3)))
    again = ask(table, SimilarityRequest(row=1))
    assert again.cosine is seen.cosine
    assert again.joined is None


def test_a_map_that_memory_forbids_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(map_memory, "memory_free", lambda: 3_000_000_000)
    assert map_memory.too_large(4096) == ""
    told = map_memory.too_large(20_000)
    assert "20,000 tokens needs 4.8\N{NO-BREAK SPACE}GB" in told
    assert "3.0\N{NO-BREAK SPACE}GB of memory are free" in told
    monkeypatch.setattr(map_memory, "too_large", lambda tokens: told)
    monkeypatch.setattr(long_attention, "one_head", None)
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, LONG)
    table = Holder(loaded)
    seen = ask(table, HeadRequest())
    assert seen.weights.size == 0
    assert seen.note == told
    with pytest.raises(BadInput, match="20,000"):
        ask(table, SimilarityRequest(row=1))
