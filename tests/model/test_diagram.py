"""The picture of a model against bare torch: every parameter once, and the shapes of a run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import torch
import transformers
from torch import nn

from explorer.features.architecture import explain
from explorer.features.architecture.compute.module_roles import role
from explorer.features.architecture.compute.module_tree import tree_of_model
from explorer.features.architecture.diagram import Block, Diagram, Stack, diagram
from explorer.protocol.module_tree import ModuleTree

_SMALL: dict[str, dict[str, Any]] = {
    "BertForMaskedLM": {
        "hidden_size": 24, "num_hidden_layers": 3, "num_attention_heads": 4,
        "intermediate_size": 40, "vocab_size": 90,
    },
    "GPT2LMHeadModel": {"n_embd": 24, "n_layer": 2, "n_head": 3, "vocab_size": 90},
    "T5ForConditionalGeneration": {
        "d_model": 24, "num_layers": 3, "num_heads": 3, "d_kv": 8, "d_ff": 40, "vocab_size": 90,
    },
    "LlamaForCausalLM": {
        "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
        "num_key_value_heads": 2, "intermediate_size": 40, "vocab_size": 90,
    },
    "ViTForImageClassification": {
        "hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4,
        "intermediate_size": 40, "image_size": 32, "patch_size": 16,
    },
    "JambaForCausalLM": {
        "hidden_size": 32, "num_hidden_layers": 8, "num_attention_heads": 4,
        "num_key_value_heads": 2, "intermediate_size": 40, "vocab_size": 90, "num_experts": 2,
        "mamba_d_state": 4, "use_mamba_kernels": False,
    },
    "MambaForCausalLM": {"hidden_size": 24, "num_hidden_layers": 2, "vocab_size": 90},
}  # fmt: skip


def _quiet(*args: Any, **more: Any) -> None:
    """A check that never stops, a report that nobody reads."""


def _drawn(name: str, batch: int = 1, length: int = 16) -> tuple[nn.Module, ModuleTree, Diagram]:
    cls = getattr(transformers, name)
    torch.manual_seed(0)
    model = cls(cls.config_class(**_SMALL[name])).eval()
    tree = tree_of_model(model, batch, length, _quiet, _quiet)
    return model, tree, diagram(tree)


def _count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


@pytest.mark.parametrize("name", _SMALL)
def test_every_parameter_is_in_one_block(name: str) -> None:
    model, _, drawn = _drawn(name)
    assert sum(block.parameters for block in drawn.blocks) == _count(model)
    assert sum(block.share for block in drawn.blocks) == pytest.approx(1)
    for part in drawn.parts:
        if isinstance(part, Stack):
            assert part.parameters == sum(block.parameters for block in part.blocks)


@pytest.mark.parametrize(
    "name", ["BertForMaskedLM", "LlamaForCausalLM", "ViTForImageClassification"]
)
def test_each_block_counts_what_torch_counts_in_its_modules(name: str) -> None:
    model, tree, drawn = _drawn(name)
    stacks = [part for part in drawn.parts if isinstance(part, Stack)]
    assert [part.repeats for part in stacks] == [_layers(name)]
    for block in stacks[0].blocks:
        path = tree.rows[block.row].path
        modules = [
            model.get_submodule(re.sub(r"\.0\.", f".{layer}.", path, count=1))
            for layer in range(block.repeats)
        ]
        assert len(modules) == _layers(name)
        assert block.parameters == sum(map(_count, modules))
    kinds = {block.kind for block in stacks[0].blocks}
    assert {"attention", "feed-forward"} <= kinds
    first, last = drawn.parts[0], drawn.parts[-1]
    assert isinstance(first, Block)
    assert first.kind == "embedding"
    assert isinstance(last, Block)
    assert last.kind == "head"


def test_two_parts_of_one_kind_are_told_apart_by_the_names_that_the_tree_has() -> None:
    for name, names in (
        ("BertForMaskedLM", ["Feed-forward · intermediate", "Feed-forward · output"]),
        ("LlamaForCausalLM", ["Norm · input_layernorm", "Norm · post_attention_layernorm"]),
    ):
        _, _, drawn = _drawn(name)
        (stack,) = [part for part in drawn.parts if isinstance(part, Stack)]
        titles = [block.title for block in stack.blocks]
        assert set(names) < set(titles)
        assert len(set(titles)) == len(titles)
        assert "Attention" in titles  # where one name is enough it stays short


def _layers(name: str) -> int:
    return int(_SMALL[name]["num_hidden_layers"])


def test_a_tied_head_is_counted_with_the_embeddings() -> None:
    model, _, drawn = _drawn("GPT2LMHeadModel")
    (head,) = [block for block in drawn.blocks if block.kind == "head"]
    assert head.shared
    assert head.parameters == 0
    first = drawn.blocks[0]
    assert first.parameters == model.get_parameter("transformer.wte.weight").numel()


def test_an_encoder_and_a_decoder_are_two_rows_of_layers() -> None:
    _, tree, drawn = _drawn("T5ForConditionalGeneration")
    stacks = [part for part in drawn.parts if isinstance(part, Stack)]
    where = [tree.rows[part.row].path.split(".")[0] for part in stacks]
    assert where == sorted(where, key=["encoder", "decoder"].index)
    for side in ("encoder", "decoder"):
        ours = zip(stacks, where, strict=True)
        assert sum(part.repeats for part, place in ours if place == side) == 3


@pytest.mark.parametrize("name", ["BertForMaskedLM", "LlamaForCausalLM"])
def test_the_shapes_are_those_of_a_run_of_that_size(name: str) -> None:
    batch, length = 3, 7
    model, tree, drawn = _drawn(name, batch, length)
    seen = dict(_shapes(model, torch.ones((batch, length), dtype=torch.int64)))
    compared = 0
    for block in drawn.blocks:
        row = tree.rows[block.row]
        words = re.sub(r"\bn\b", str(length), row.shape)
        if row.path in seen and words:
            assert words == str(list(seen[row.path])), row.path
            compared += 1
    assert compared >= len(drawn.blocks) - 1


def _shapes(model: nn.Module, ids: torch.Tensor) -> Iterator[tuple[str, torch.Size]]:
    """The first tensor that each module gives in a run of bare torch."""
    found: list[tuple[str, torch.Size]] = []

    def hook(path: str) -> Any:
        def keep(module: nn.Module, inputs: Any, output: Any) -> None:
            first = output[0] if isinstance(output, tuple) else output
            if isinstance(first, torch.Tensor):
                found.append((path, first.shape))

        return keep

    for path, module in model.named_modules():
        module.register_forward_hook(hook(path))
    with torch.inference_mode():
        model(input_ids=ids)
    yield from found


_ORDER: dict[str, tuple[dict[str, Any], str]] = {
    "LlamaForCausalLM": (
        _SMALL["LlamaForCausalLM"],
        "input_layernorm > self_attn > post_attention_layernorm > mlp",
    ),
    "Gemma2ForCausalLM": (
        {**_SMALL["LlamaForCausalLM"], "head_dim": 8},
        "input_layernorm > self_attn > post_attention_layernorm > pre_feedforward_layernorm > mlp "
        "> post_feedforward_layernorm",
    ),
    # In parallel: the second norm and the feed-forward part do not read what attention gives.
    "GPTNeoXForCausalLM": (
        _SMALL["BertForMaskedLM"],
        "input_layernorm > attention | post_attention_layernorm > mlp",
    ),
    "GPTJForCausalLM": (
        {"n_embd": 24, "n_layer": 2, "n_head": 3, "rotary_dim": 4, "vocab_size": 90},
        "ln_1 > attn | mlp",
    ),
    "BertForMaskedLM": (_SMALL["BertForMaskedLM"], "attention > intermediate > output"),
    "GPT2LMHeadModel": (_SMALL["GPT2LMHeadModel"], "ln_1 > attn > ln_2 > mlp"),
    "ViTForImageClassification": (
        _SMALL["ViTForImageClassification"],
        "layernorm_before > attention > layernorm_after > mlp",
    ),
    "BartForConditionalGeneration": (
        {"d_model": 32, "encoder_layers": 2, "decoder_layers": 2, "vocab_size": 90},
        "self_attn > self_attn_layer_norm > fc1 > fc2 > final_layer_norm",
    ),
}


@pytest.mark.parametrize("name", _ORDER)
def test_a_layer_is_drawn_in_the_order_of_its_run_and_arrows_are_what_is_read(name: str) -> None:
    settings, expected = _ORDER[name]
    cls = getattr(transformers, name)
    model = cls(cls.config_class(**settings)).eval()
    tree = tree_of_model(model, 1, 16, _quiet, _quiet)
    layer = next(part for part in diagram(tree).parts if isinstance(part, Stack))
    drawn = tree.rows[layer.blocks[0].row].path.rpartition(".")[2]
    for block in layer.blocks[1:]:
        sign = {"after": ">", "beside": "|"}[block.place]
        drawn += f" {sign} {tree.rows[block.row].path.rpartition('.')[2]}"
    assert drawn == expected


def test_a_decoder_that_read_one_token_is_not_shown_with_those_of_the_encoder() -> None:
    cls = transformers.T5ForConditionalGeneration
    model = cls(transformers.T5Config(**_SMALL["T5ForConditionalGeneration"])).eval()
    seen: dict[str, tuple[int, ...]] = {}
    for path in ("encoder.final_layer_norm", "decoder.final_layer_norm", "lm_head"):
        model.get_submodule(path).register_forward_hook(
            lambda module, given, output, path=path: seen.__setitem__(path, tuple(output.shape))
        )
    with torch.inference_mode():
        model(
            input_ids=torch.full((2, 9), 5), decoder_input_ids=torch.zeros(2, 1, dtype=torch.long)
        )
    tree = tree_of_model(model, 2, 9, _quiet, _quiet, 1)
    shown = {row.path: row.shape.replace("n", "9") for row in tree.rows}
    assert {path: shown[path] for path in seen} == {
        path: str(list(shape)) for path, shape in seen.items()
    }
    assert shown["lm_head"] == "[2, 1, 90]"


@pytest.mark.parametrize(
    ("name", "path", "joins_heads"),
    [
        ("GPT2LMHeadModel", "transformer.h.0.attn.c_proj", True),
        ("GPT2LMHeadModel", "transformer.h.0.mlp.c_proj", False),
        ("MambaForCausalLM", "backbone.layers.0.mixer.out_proj", False),
    ],
)
def test_heads_are_put_together_where_there_are_heads(
    name: str, path: str, joins_heads: bool
) -> None:
    model, _, _ = _drawn(name)
    assert ("puts the heads together" in role(path, model.get_submodule(path))) == joins_heads


def test_less_than_half_is_not_most() -> None:
    cls = transformers.T5ForConditionalGeneration
    config = transformers.T5Config(**(_SMALL["T5ForConditionalGeneration"] | {"vocab_size": 600}))
    tree = tree_of_model(cls(config), 1, 16, _quiet, _quiet)
    said = " ".join(explain.modules(tree, None).paragraphs)
    largest = max(row.share for row in tree.rows if row.depth == 1)
    assert largest < 0.5
    assert "Most of them" not in said
    assert "The largest part of them, " in said
    _, tree, _ = _drawn("LlamaForCausalLM")
    assert "Most of them, " in " ".join(explain.modules(tree, None).paragraphs)


def test_without_a_run_no_order_is_claimed() -> None:
    _, tree, _ = _drawn("LlamaForCausalLM")
    unknown = tuple(replace(row, order=-1, reads=()) for row in tree.rows)
    parts = diagram(replace(tree, rows=unknown)).parts
    places = [part.place for part in parts]
    places += [block.place for part in parts if isinstance(part, Stack) for block in part.blocks]
    assert set(places) == {"unknown"}
    assert "order" in " ".join(explain.modules(replace(tree, rows=unknown), None).paragraphs)
