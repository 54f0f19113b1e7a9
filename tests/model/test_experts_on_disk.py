"""Experts larger than memory: a tensor for each in the files, one for all of a layer in the model.

Theirs are most of such a model's weights. They stay on disk too, and every number is as if none
did: tested against transformers with everything in memory.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from safetensors.torch import load_file

from explorer.engine.weights import load, on_disk
from explorer.engine.weights.memory import WeightsNeed
from explorer.features.activation_patching.protocol import ApplyPatch, RemovePatch
from explorer.features.architecture.protocol import WeightRequest
from explorer.features.checkpoints.protocol import CompareSaved
from explorer.features.compare.protocol import ForgetOther, LoadOther, RunBoth
from explorer.features.flow.protocol import FlowRequest
from explorer.features.why.protocol import WhyGradients, WhyMap
from explorer.protocol import failures
from explorer.protocol.model import SaveModel, SaveOptions
from explorer.protocol.run import Run
from tests.model import tiny
from tests.model.test_on_disk import (
    CHOICE,
    GPT2,
    LOOKS,
    ask,
    compared,
    limited,
    opened,
    reading,
    same_bits,
)

_SIZES: dict[str, Any] = {
    "vocab_size": 2000,
    "hidden_size": 32,
    "intermediate_size": 96,
    "moe_intermediate_size": 96,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 4,
    "num_experts": 8,
    "num_local_experts": 8,
    "n_routed_experts": 8,
    "num_experts_per_tok": 2,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
}
_LATENT = {
    "n_group": 2, "topk_group": 1, "q_lora_rank": 16, "kv_lora_rank": 16, "qk_rope_head_dim": 8,
    "qk_nope_head_dim": 8, "v_head_dim": 8, "first_k_dense_replace": 1, "n_shared_experts": 1,
}  # fmt: skip
FAMILIES: dict[str, tuple[dict[str, Any], bool]] = {
    # Each with its own fields, and whether its files have a tensor for each expert.
    "MixtralForCausalLM": ({}, True),
    "Qwen2MoeForCausalLM": ({"shared_expert_intermediate_size": 24}, True),
    "Qwen3MoeForCausalLM": ({}, True),
    "OlmoeForCausalLM": ({}, True),
    "DeepseekV3ForCausalLM": (_LATENT, True),
    "Glm4MoeForCausalLM": ({"n_group": 1, "topk_group": 1, "first_k_dense_replace": 1}, True),
    "Ernie4_5_MoeForCausalLM": ({}, True),
    "NemotronHForCausalLM": ({}, True),
    "GptOssForCausalLM": ({}, False),
    "GraniteMoeForCausalLM": ({}, False),
}
TEXT, OTHER = "Once upon a time there was a little girl", "Once upon a time there was a little boy"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models of the tests are small themselves."""
    monkeypatch.setattr(on_disk, "SMALL", 2_000)
    transformers.logging.disable_progress_bar()  # its thread would be left behind


def written(name: str, folder: Path, shard: str = "300KB") -> Path:
    """A random model of a class, in several files, with the words of a small one."""
    cls = getattr(transformers, name)
    torch.manual_seed(3)
    fields = _SIZES | FAMILIES[name][0]
    cls(cls.config_class(**fields)).save_pretrained(folder, max_shard_size=shard)
    for file in GPT2.glob("tokenizer*"):
        shutil.copy(file, folder)
    return folder


def one_layer(need: WeightsNeed) -> int | None:
    """Room for one layer at a time."""
    assert need.leavable is not None
    assert not need.leavable.fused
    return need.leavable.least


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_computes_what_transformers_computes(
    name: str, dtype: str, tmp_path: Path
) -> None:
    folder = written(name, tmp_path)
    model, report, _ = load.load(
        str(folder), dtype=dtype, check=tiny.no_check, report=tiny.no_report, room=one_layer
    )
    cls = getattr(transformers, name)
    plain = cls.from_pretrained(folder, dtype=getattr(torch, dtype), disable_mmap=True).eval()
    total = sum(item.numel() * item.element_size() for item in plain.parameters())
    assert report.on_disk > 0.9 * total, "the experts too"
    apart = [p for p in model.parameters() if on_disk.pieces_of(p)]
    assert bool(apart) == FAMILIES[name][1]
    given = torch.tensor([tiny.IDS[0]])
    with torch.inference_mode():
        wanted, own = (computing(input_ids=given).logits for computing in (plain, model))
    assert same_bits(wanted, own)
    assert not wanted.isnan().any()
    for key, parameter in plain.named_parameters():
        assert same_bits(on_disk.weight_of(model.get_parameter(key)), parameter), key


@pytest.mark.parametrize("name", ["Qwen3MoeForCausalLM", "GptOssForCausalLM"])
def test_every_view_shows_the_numbers_of_the_model_that_is_in_memory(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = written(name, tmp_path)
    whole, before = opened(folder)
    limited(monkeypatch, folder, 0.8)
    disk, ready = opened(folder, on_disk=True)
    assert ready.summary.on_disk > 0.4 * before.summary.bytes
    requests = (
        Run((TEXT,)),
        # Sixteen seconds, in memory too; the gradients have a test of their own.
        *(look for look in LOOKS if not isinstance(look, WhyGradients)),
        WhyMap(CHOICE, text=OTHER),
        ApplyPatch(OTHER, layers=(1,)),
        FlowRequest(),
        RemovePatch(),
        RunBoth(LoadOther("heads"), (TEXT,)),
        ForgetOther(),
        *(WeightRequest(name) for name, _ in whole.loaded.model.named_parameters()),
    )
    refused = compared(whole, disk, requests, ready.summary.on_disk)
    assert not refused, "what is refused was not compared"


@pytest.mark.parametrize(
    "options", [SaveOptions(), SaveOptions(shard_bytes=200_000), SaveOptions(format="pickle")],
    ids=["plain", "shards", "pickle"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["MixtralForCausalLM", "Qwen3MoeForCausalLM"])
def test_it_is_saved_with_the_names_of_its_family_and_found_equal(
    name: str, options: SaveOptions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = written(name, tmp_path / "model")
    limited(monkeypatch, folder, 0.8)
    engine, _ = opened(folder, on_disk=True)
    ask(engine, Run((TEXT,)))
    names = reading(monkeypatch)
    saved = tmp_path / "saved"
    ask(engine, SaveModel(str(saved), options=options))
    # Once to write it, once more to compare what was written; and no expert with its neighbours.
    experts = [item for item in names if ".experts.0." in item]
    assert max(map(experts.count, experts)) == (1 if options.format == "pickle" else 2)
    if options.format == "safetensors":
        assert ask(engine, CompareSaved(str(saved))).identical
        kept: list[dict[str, torch.Tensor]] = [{}, {}]
        for tensors, place in zip(kept, (folder, saved), strict=True):
            for file in place.glob("*.safetensors"):
                tensors |= load_file(file)
        assert kept[0].keys() == kept[1].keys()
        assert all(same_bits(value, kept[1][key]) for key, value in kept[0].items())
    cls = getattr(transformers, name)
    first, again = (cls.from_pretrained(place) for place in (folder, saved))
    for key, value in first.state_dict().items():
        assert same_bits(value, again.state_dict()[key]), key


def test_a_gradient_reads_the_experts_that_were_chosen_and_no_other(tmp_path: Path) -> None:
    folder = written("MixtralForCausalLM", tmp_path)
    model, _, _ = load.load(str(folder), check=tiny.no_check, report=tiny.no_report, room=one_layer)
    plain = transformers.MixtralForCausalLM.from_pretrained(folder, disable_mmap=True).eval()
    slopes = []
    monkeypatch = pytest.MonkeyPatch()
    for computing in (plain, model):
        computing.set_experts_implementation("eager")
        given = torch.linspace(-1, 1, 2 * 32).reshape(1, 2, 32).requires_grad_()
        with on_disk.for_gradients(computing):
            out = computing(inputs_embeds=given).logits.sum()
        if computing is model:
            names = reading(monkeypatch)
        slopes.append(torch.autograd.grad(out, given)[0])
    monkeypatch.undo()
    assert same_bits(*slopes)
    experts = {item for item in names if ".layers.1." in item and ".w2." in item}
    assert 2 <= len(experts) <= 4, "two for each of two tokens"


def test_a_layer_that_lacks_an_expert_is_random_there_as_in_transformers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Tensors of which one is not in the files do not become that weight."""
    folder = written("MixtralForCausalLM", tmp_path, "100MB")
    file = folder / "model.safetensors"
    from safetensors.torch import save_file

    tensors = load_file(file)
    gone = next(name for name in tensors if "layers.1." in name and ".experts.3.w2" in name)
    del tensors[gone]
    save_file(tensors, file, {"format": "pt"})
    results: list[Any] = []
    for more in ({}, {"on_disk": True}):
        if more:
            limited(monkeypatch, folder, 0.8)
        try:
            _, ready = opened(folder, **more)
            assert ready.summary.report is not None
            results.append((ready.summary.report.missing, ready.summary.report.mismatched))
        except failures.Failure as failure:
            results.append(type(failure))
    assert results[0] == results[1]
