"""Switching heads off: exact zeros, exact restoring, the same through interface and projection."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.engine.inside import attention_interface, head_mask, output_projection
from explorer.engine.runner import Runner
from explorer.features.ablation.protocol import AblateHeads, AblationTargetsRequest
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import ALL, HeadPlace
from tests.model import tiny
from tests.model.tiny import IDS, Holder, ask, no_check

MEANS = {
    "BertForMaskedLM": "interface",
    "GPT2LMHeadModel": "interface",
    "LlamaForCausalLM": "interface",
    "T5ForConditionalGeneration": "interface",
    "JambaForCausalLM": "interface",
    "FalconForCausalLM": "projection",
    "OpenAIGPTLMHeadModel": "projection",
}


@pytest.mark.parametrize("name", MEANS)
def test_a_head_goes_off_and_comes_back(name: str) -> None:
    loaded = tiny.load(name, tiny.tokenizer())
    tiny.run(loaded, IDS, **_decoder(name))
    original = {key: value.clone() for key, value in loaded.run_outputs.items()}
    table = Holder(loaded)
    found = ask(table, AblationTargetsRequest())
    assert found.means == MEANS[name]
    row = found.rows[-1]
    place = HeadPlace(row.kind, row.layer, 1)
    off = ask(table, AblateHeads(off=(place,)))
    assert off.off == (place,)
    assert off.largest_change > 0
    assert [check.passed for check in off.checks] == [True]
    assert not torch.equal(loaded.run_outputs["logits"], original["logits"])
    tiny.run(loaded, IDS, **_decoder(name))  # an ordinary run feels it too
    assert not torch.equal(loaded.run_outputs["logits"], original["logits"])
    back = ask(table, AblateHeads())
    assert [check.passed for check in back.checks] == [True]
    assert all(torch.equal(loaded.run_outputs[key], original[key]) for key in original)
    assert not any(module._forward_pre_hooks for module in loaded.model.modules())


def _decoder(name: str) -> dict[str, torch.Tensor]:
    return {"decoder_input_ids": torch.tensor([[0, 7, 8]])} if name.startswith("T5") else {}


def test_nothing_off_is_eager_attention_bit_for_bit() -> None:
    for name in ("BertForMaskedLM", "GPT2LMHeadModel", "LlamaForCausalLM"):
        loaded = tiny.load(name)
        tiny.run(loaded, IDS)
        with attention_interface.implementation(loaded.model, attention_interface.NAME):
            ours = Runner(loaded, no_check).tensors(loaded.run_inputs)["logits"]
        with attention_interface.implementation(loaded.model, "eager"):
            eager = Runner(loaded, no_check).tensors(loaded.run_inputs)["logits"]
        assert torch.equal(ours, eager)


@pytest.mark.parametrize("name", ["BertForMaskedLM", "GPT2LMHeadModel", "LlamaForCausalLM"])
def test_interface_and_projection_agree(name: str) -> None:
    loaded = tiny.load(name)
    tiny.run(loaded, IDS)
    place = HeadPlace("self", 1, 2)
    head_mask.set_off(loaded, (place,), no_check)
    wanted = Runner(loaded, no_check).tensors(loaded.run_inputs)["logits"]
    head_mask.restore(loaded.model)
    found = output_projection.find(loaded, head_mask.probe(loaded), no_check)
    assert not isinstance(found, str)
    attention = next(
        row.module for row in head_mask.switches(loaded, no_check).rows if row.layer == 1
    )
    target = loaded.model.get_submodule(found[attention][0])
    handle = target.register_forward_pre_hook(output_projection.zeroing((2,), 4))
    with attention_interface.implementation(loaded.model, "eager"):
        ours = Runner(loaded, no_check).tensors(loaded.run_inputs)["logits"]
    handle.remove()
    assert torch.equal(ours, wanted)


def test_a_whole_attention_off_leaves_the_residual() -> None:
    loaded = tiny.load("LlamaForCausalLM")
    tiny.run(loaded, IDS)
    head_mask.set_off(loaded, (HeadPlace("self", 0, ALL),), no_check)
    seen: list[torch.Tensor] = []
    attention = loaded.model.model.layers[0].self_attn
    handle = attention.register_forward_hook(lambda module, args, output: seen.append(output[0]))
    Runner(loaded, no_check).tensors(loaded.run_inputs)
    handle.remove()
    assert not seen[0].any()


def test_attention_is_still_seen_with_heads_off() -> None:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, IDS)
    table = Holder(loaded)
    first = ask(table, HeadRequest(row=0, head=0)).weights
    later = ask(table, HeadRequest(row=2, head=0)).weights
    ask(table, AblateHeads(off=(HeadPlace("self", 0, 1), HeadPlace("self", 0, 3))))
    seen = ask(table, AttentionRequest())
    assert seen.maps[0].layers[0].off == (1, 3)
    assert np.array_equal(ask(table, HeadRequest(row=0, head=0)).weights, first)
    assert not np.array_equal(ask(table, HeadRequest(row=2, head=0)).weights, later)


def test_a_model_without_heads_is_refused_with_a_reason() -> None:
    loaded = tiny.load("MambaForCausalLM")
    tiny.run(loaded, IDS)
    table = Holder(loaded)
    found = ask(table, AblationTargetsRequest())
    assert found.means == "refused"
    assert "no attention heads" in found.sentence
    with pytest.raises(BadInput, match="no attention heads"):
        ask(table, AblateHeads(off=(HeadPlace("self", 0, 0),)))


def test_a_head_that_is_not_there_changes_nothing() -> None:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, IDS)
    with pytest.raises(BadInput):
        ask(Holder(loaded), AblateHeads(off=(HeadPlace("self", 0, 7),)))
    assert head_mask.off(loaded.model) == ()


def test_heads_may_be_set_before_anything_ran() -> None:
    loaded = tiny.load("BertForMaskedLM")
    table = Holder(loaded)
    answer = ask(table, AblateHeads(off=(HeadPlace("self", 1, 0),)))
    assert "Nothing has run" in answer.note
    tiny.run(loaded, IDS)
    with_head_off = loaded.run_outputs["logits"]
    answer = ask(table, AblateHeads())
    assert not torch.equal(with_head_off, loaded.run_outputs["logits"])
