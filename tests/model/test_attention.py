"""Attention: equal to transformers' own output, labelled by its true layer, told where missing."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.engine.inside import attention_interface, capture
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.attention import explain
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.protocol.failures import BadInput, NothingRun
from explorer.protocol.inspection import AVERAGE, HeadPlace, Kind
from explorer.text import numbers
from tests.model import tiny
from tests.model.tiny import IDS, Holder, ask


@pytest.mark.parametrize("name", ["BertForMaskedLM", "GPT2LMHeadModel", "LlamaForCausalLM"])
def test_a_head_is_what_eager_attention_returns(name: str) -> None:
    loaded = tiny.load(name)
    tiny.run(loaded, [IDS[0], IDS[0][::-1]])
    table = Holder(loaded)
    before = loaded.model.config._attn_implementation
    seen = ask(table, HeadRequest(row=1, head=2, text_index=1))
    assert loaded.model.config._attn_implementation == before == "sdpa"
    loaded.model.set_attn_implementation("eager")
    with torch.inference_mode():
        wanted = loaded.model(**loaded.run_inputs, output_attentions=True, use_cache=False)
    assert np.array_equal(seen.weights, wanted.attentions[1][1, 2].numpy())
    assert not seen.weights.flags.writeable
    assert [token.id for token in seen.from_tokens] == IDS[0][::-1]
    assert seen.checks[0].passed


def test_the_mosaic_holds_every_head_in_its_cell() -> None:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, IDS)
    table = Holder(loaded)
    seen = ask(table, AttentionRequest(cell=4))
    (maps,) = seen.maps
    assert maps.mosaic.shape == (3 * 4, 4 * 4)
    assert maps.mosaic.dtype == np.uint8
    head = ask(table, HeadRequest(row=2, head=3)).weights
    small = head.reshape(4, 2, 4, 2).max(axis=(1, 3))
    cell = maps.mosaic[8:12, 12:16]
    assert np.array_equal(cell, np.round(small * 255).astype(np.uint8))
    assert maps.highest[2, 3] == head.max()
    assert seen.checks[0].passed


def test_the_strongest_weight_is_of_a_token_that_has_a_choice() -> None:
    """The first token of a text that is read in one direction can only look at itself."""
    loaded = tiny.load("GPT2LMHeadModel")
    tiny.run(loaded, IDS)
    table = Holder(loaded)
    seen = ask(table, AttentionRequest(cell=4))
    (maps,) = seen.maps
    assert np.allclose(maps.highest, 1)
    head = ask(table, HeadRequest(row=1, head=2)).weights
    assert maps.strongest[1, 2] == head[1:].max()
    said = explain.overview(seen, None).plain
    assert numbers.share(float(maps.strongest.max())) in said
    tiny.run(loaded, [IDS[0][:1]])
    alone = ask(Holder(loaded), AttentionRequest(cell=4))
    assert np.isnan(alone.maps[0].strongest).all()
    assert "largest weight of a token" not in explain.overview(alone, None).plain


def test_each_map_may_have_its_own_scale() -> None:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, IDS)
    seen = ask(Holder(loaded), AttentionRequest(scale="map"))
    mosaic = seen.maps[0].mosaic.reshape(3, 8, 4, 8)
    assert (mosaic.max(axis=(1, 3)) == 255).all()


def test_averages() -> None:
    loaded = tiny.load("GPT2LMHeadModel")
    tiny.run(loaded, IDS)
    table = Holder(loaded)
    heads = np.stack([ask(table, HeadRequest(row=0, head=head)).weights for head in range(4)])
    average = ask(table, HeadRequest(row=0, head=AVERAGE))
    assert np.allclose(average.weights, heads.mean(0), atol=1e-7)
    assert "average" in average.title
    assert ask(table, HeadRequest(row=AVERAGE, head=AVERAGE)).checks[0].passed


def test_a_hybrid_is_labelled_by_its_true_layers() -> None:
    loaded = tiny.load("JambaForCausalLM")
    tiny.run(loaded, IDS)
    (maps,) = ask(Holder(loaded), AttentionRequest()).maps
    assert [layer.layer for layer in maps.layers] == [1, 3]
    assert maps.layers[0].label.startswith("layer 2")
    assert "2\xa0of the 4 layers" in maps.note


def test_rows_that_do_not_sum_to_one_say_why() -> None:
    loaded = tiny.load("GptOssForCausalLM")
    tiny.run(loaded, IDS)
    seen = ask(Holder(loaded), AttentionRequest())
    assert "sink" in seen.maps[0].note
    assert not seen.checks[0].passed
    assert (seen.maps[0].row_sum_high < 1).all()


def test_a_model_without_attention_says_so() -> None:
    loaded = tiny.load("MambaForCausalLM")
    tiny.run(loaded, IDS)
    table = Holder(loaded)
    seen = ask(table, AttentionRequest())
    assert seen.maps == ()
    assert "MambaForCausalLM has no attention to show" in seen.note
    assert "linear attention" not in seen.note
    assert ask(table, HeadRequest()).note == seen.note


def test_two_stacks_are_kept_apart() -> None:
    loaded = tiny.load("T5ForConditionalGeneration")
    tiny.run(loaded, IDS, decoder_input_ids=torch.tensor([[0, 7, 8]]))
    table = Holder(loaded)
    seen = ask(table, AttentionRequest())
    sizes = {maps.kind: (len(maps.from_tokens), len(maps.to_tokens)) for maps in seen.maps}
    assert sizes == {"encoder": (8, 8), "decoder": (3, 3), "cross": (3, 8)}
    cross = ask(table, HeadRequest(kind="cross", row=1, head=0))
    assert cross.weights.shape == (3, 8)


def test_layers_that_share_a_module_are_counted_and_switched_off_together() -> None:
    loaded = tiny.load("AlbertForMaskedLM")
    tiny.run(loaded, IDS)
    holder = Holder(loaded)
    (maps,) = ask(holder, AttentionRequest()).maps
    assert [layer.label for layer in maps.layers] == ["layer 1", "layer 2", "layer 3"]
    ask(holder, AblateHeads((HeadPlace("self", maps.layers[2].switch, 1),)))
    (maps,) = ask(holder, AttentionRequest()).maps
    assert [layer.off for layer in maps.layers] == [(1,)] * 3


@pytest.mark.parametrize(
    "name",
    [
        "BertForMaskedLM",
        "AlbertForMaskedLM",
        "LlamaForCausalLM",
        "GptOssForCausalLM",
        "T5ForConditionalGeneration",
    ],
)
def test_long_texts_go_by_in_blocks_and_show_the_same(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = tiny.load(name)
    tiny.run(loaded, [IDS[0] * 5])
    kind: Kind = "encoder" if name.startswith("T5") else "self"
    asked = (AttentionRequest(cell=10), HeadRequest(kind=kind, row=1, head=3))
    table = Holder(loaded)
    whole, head = (ask(table, one) for one in asked)
    monkeypatch.setattr(capture, "WHOLE_BYTES", 0)
    monkeypatch.setattr(attention_interface, "ROWS", 7)
    parts, head_again = (ask(table, one) for one in asked)
    assert {maps.kind for maps in parts.maps} == {maps.kind for maps in whole.maps}
    for maps in whole.maps:
        other = next(one for one in parts.maps if one.kind == maps.kind)
        assert [one.label for one in other.layers] == [one.label for one in maps.layers]
        assert np.abs(other.mosaic.astype(int) - maps.mosaic).max() <= 1
        assert np.allclose(other.row_sum_low, maps.row_sum_low, atol=1e-5)
    assert np.allclose(head_again.weights, head.weights, atol=1e-6)
    assert head_again.title == head.title
    average = ask(table, HeadRequest(kind=kind, row=AVERAGE, head=AVERAGE))
    monkeypatch.setattr(capture, "WHOLE_BYTES", 1 << 40)
    wanted = ask(table, HeadRequest(kind=kind, row=AVERAGE, head=AVERAGE))
    assert np.allclose(average.weights, wanted.weights, atol=1e-6)


def test_a_long_text_on_a_type_that_cannot_be_watched_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded = tiny.load("FalconForCausalLM")
    tiny.run(loaded, IDS)
    monkeypatch.setattr(capture, "WHOLE_BYTES", 0)
    seen = ask(Holder(loaded), AttentionRequest())
    assert seen.maps == ()
    assert "shorter text" in seen.note


def test_a_new_run_is_looked_at_anew() -> None:
    loaded = tiny.load("BertForMaskedLM")
    table = Holder(loaded)
    with pytest.raises(NothingRun):
        ask(table, AttentionRequest())
    tiny.run(loaded, IDS)
    first = ask(table, HeadRequest()).weights
    tiny.run(loaded, [IDS[0][::-1]])
    assert not np.array_equal(ask(table, HeadRequest()).weights, first)


@pytest.mark.parametrize(
    "request_", [HeadRequest(row=9), HeadRequest(head=4), HeadRequest(text_index=3)]
)
def test_a_head_that_is_not_there_is_told(request_: HeadRequest) -> None:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, IDS)
    with pytest.raises(BadInput):
        ask(Holder(loaded), request_)
