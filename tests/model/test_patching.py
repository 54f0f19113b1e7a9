"""Patching: vectors of one run in another, seen in every view, and out again bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from explorer.features.ablation.protocol import AblateHeads
from explorer.features.activation_patching.protocol import (
    ApplyPatch,
    PatchTargetsRequest,
    RemovePatch,
)
from explorer.features.attention.protocol import HeadRequest
from explorer.features.hidden_states.protocol import HiddenStatesRequest, VectorRequest
from explorer.protocol.failures import BadInput, NothingRun
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.run import PatchPart
from tests.model import tiny
from tests.model.tiny import IDS, Holder, ask

OTHER = tuple(reversed(IDS[0]))

MODULES = {
    "BertForMaskedLM": (
        "bert.encoder.layer.1",
        "bert.encoder.layer.1.attention.output.dense",
        "bert.encoder.layer.1.output.dense",
    ),
    "GPT2LMHeadModel": (
        "transformer.h.1",
        "transformer.h.1.attn.c_proj",
        "transformer.h.1.mlp.c_proj",
    ),
    "LlamaForCausalLM": (
        "model.layers.1",
        "model.layers.1.self_attn.o_proj",
        "model.layers.1.mlp.down_proj",
    ),
    "GptOssForCausalLM": (
        "model.layers.1",
        "model.layers.1.self_attn.o_proj",
        "model.layers.1.mlp",
    ),
    "MixtralForCausalLM": (
        "model.layers.1",
        "model.layers.1.self_attn.o_proj",
        "model.layers.1.mlp",
    ),
    "FalconForCausalLM": (
        "transformer.h.1",
        "transformer.h.1.self_attention.dense",
        "transformer.h.1.mlp.dense_4h_to_h",
    ),
    "T5ForConditionalGeneration": (
        "encoder.block.1",
        "encoder.block.1.layer.0.SelfAttention.o",
        "encoder.block.1.layer.1.DenseReluDense.wo",
    ),
}


@pytest.mark.parametrize("name", MODULES)
def test_parts_are_found_and_put_in_and_taken_out(name: str) -> None:
    loaded = tiny.load(name, tiny.tokenizer())
    tiny.run(loaded, IDS)
    before = dict(loaded.run_outputs)
    table = Holder(loaded)
    seen = ask(table, PatchTargetsRequest())
    assert (seen.tokens, seen.disabled_reason) == (8, "")
    assert tuple(dict(one.modules)[1] for one in seen.parts) == MODULES[name]
    parts: tuple[PatchPart, ...] = ("residual", "attention", "mlp")
    for part in parts:
        answer = ask(table, ApplyPatch(input_ids=OTHER, layers=(1,), positions=(2, 3), part=part))
        assert answer.largest_change > 0
        assert loaded.patch is not None
        assert not torch.equal(loaded.run_outputs["logits"], before["logits"])
        assert all(one.passed for one in answer.checks)
    back = ask(table, RemovePatch())
    assert [one.passed for one in back.checks] == [True]
    assert loaded.patch is None
    assert all(torch.equal(loaded.run_outputs[key], before[key]) for key in before)
    assert not any(module._forward_hooks for module in loaded.model.modules())


def test_everything_at_the_last_layer_gives_the_other_answer() -> None:
    loaded = tiny.load("GPT2LMHeadModel", tiny.tokenizer())
    tiny.run(loaded, IDS)
    table = Holder(loaded)
    answer = ask(table, ApplyPatch(input_ids=OTHER, layers=(2,)))
    assert answer.patched == answer.source
    assert answer.patched != answer.original
    assert answer.checks[0].passed
    early = ask(table, ApplyPatch(input_ids=OTHER, layers=(0,), positions=(1,)))
    assert early.patched not in (early.source, early.original)
    assert early.original == answer.original


def test_what_is_put_in_are_the_vectors_of_the_other_run() -> None:
    loaded = tiny.load("LlamaForCausalLM", tiny.tokenizer())
    table = Holder(loaded)
    tiny.run(loaded, [list(OTHER)])
    wanted = ask(table, VectorRequest(row=2, position=4)).values
    tiny.run(loaded, IDS)
    before = ask(table, VectorRequest(row=2, position=4)).values
    ask(table, ApplyPatch(input_ids=OTHER, layers=(1,), positions=(4,)))
    assert np.array_equal(ask(table, VectorRequest(row=2, position=4)).values, wanted)
    assert not np.array_equal(before, wanted)
    assert np.array_equal(
        ask(table, VectorRequest(row=2, position=3)).values,
        _vector_without(3),
    )


def _vector_without(position: int) -> Any:
    loaded = tiny.load("LlamaForCausalLM")
    tiny.run(loaded, IDS)
    return ask(Holder(loaded), VectorRequest(row=2, position=position)).values


@pytest.mark.parametrize("name", ["BertForMaskedLM", "FalconForCausalLM"])
def test_attention_is_seen_beside_that_of_the_whole_model(name: str) -> None:
    loaded = tiny.load(name, tiny.tokenizer())
    tiny.run(loaded, IDS)
    table = Holder(loaded)
    request = HeadRequest(row=1, head=1, compare_original=True)
    whole = ask(table, request)
    assert whole.whole is None  # nothing is changed
    ask(table, AblateHeads(off=(HeadPlace("self", 0, 2),)))
    ask(table, ApplyPatch(input_ids=OTHER, layers=(0,), positions=(1,)))
    seen = ask(table, request)
    assert seen.whole is not None
    assert np.array_equal(seen.whole, whole.weights)
    assert not np.array_equal(seen.weights, whole.weights)
    assert loaded.patch is not None  # all is as it was
    assert np.array_equal(ask(table, request).weights, seen.weights)
    ask(table, RemovePatch())
    ask(table, AblateHeads())
    assert np.array_equal(ask(table, request).weights, whole.weights)


def test_a_new_run_has_no_patch_in_it() -> None:
    loaded = tiny.load("BertForMaskedLM", tiny.tokenizer())
    tiny.run(loaded, IDS)
    before = loaded.run_outputs["logits"]
    table = Holder(loaded)
    ask(table, ApplyPatch(input_ids=OTHER, layers=(0, 1)))
    norms = ask(table, HiddenStatesRequest()).stacks[0].norms
    tiny.run(loaded, IDS)
    assert loaded.patch is None
    assert torch.equal(loaded.run_outputs["logits"], before)
    assert not np.array_equal(ask(table, HiddenStatesRequest()).stacks[0].norms, norms)


def test_what_cannot_be_patched_is_told() -> None:
    loaded = tiny.load("BertForMaskedLM", tiny.tokenizer())
    table = Holder(loaded)
    with pytest.raises(NothingRun):
        ask(table, ApplyPatch(input_ids=OTHER))
    tiny.run(loaded, IDS)
    for request, why in (
        (ApplyPatch(input_ids=OTHER[:3]), "same number of tokens"),
        (ApplyPatch(input_ids=OTHER, layers=(9,)), "layers 1 to 3"),
        (ApplyPatch(input_ids=OTHER, positions=(12,)), "are 1 to 8"),
    ):
        with pytest.raises(BadInput, match=why):
            ask(table, request)
    tiny.run(loaded, [IDS[0], IDS[0]])
    assert "several" in ask(table, PatchTargetsRequest()).disabled_reason
    mamba = tiny.load("MambaForCausalLM", tiny.tokenizer())
    tiny.run(mamba, IDS)
    parts = ask(Holder(mamba), PatchTargetsRequest()).parts
    assert [bool(one.modules) for one in parts] == [True, False, False]
    assert all(one.disabled_reason for one in parts[1:])
