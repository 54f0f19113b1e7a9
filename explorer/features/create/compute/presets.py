"""Where a form may begin: the defaults, a preset of a size, or a config that exists already."""

from __future__ import annotations

import re
from typing import Any

from explorer.boundary.values import as_int, as_list, as_size
from explorer.features.create.compute.checks.judging import judge_build, judge_run, judge_values
from explorer.features.create.compute.draft import read_draft, slot_schema
from explorer.features.create.compute.fields.json_values import write
from explorer.features.create.compute.fields.schema import FieldSpec, Schema
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Check

PRESETS = ("default", "tiny", "small", "base")
_SIZES: dict[str, dict[str, int]] = {
    # Of the tokenizers that came with the program the largest has 1024 tokens: each fits.
    "tiny": {"width": 64, "layers": 2, "heads": 4, "wide": 128, "vocab": 1024, "experts": 4},
    "small": {"width": 256, "layers": 4, "heads": 4, "wide": 1024, "vocab": 8000, "experts": 4},
    "base": {"width": 768, "layers": 12, "heads": 12, "wide": 3072, "vocab": 32000, "experts": 8},
}
_WIDTH = re.compile(
    r"^(hidden_size|d_model|n_embd|embed_dim|dim|emb_dim|decoder_hidden_size|out_hidden_size|"
    r"word_embed_proj_dim|projection_dim|embedding_size|text_embed_dim|encoder_hidden_size)$"
)
_WIDE = re.compile(
    r"^(intermediate_size|d_ff|n_inner|ffn_dim|encoder_ffn_dim|decoder_ffn_dim|hidden_dim|"
    r"moe_intermediate_size|shared_expert_intermediate_size|dim_ff|intermediate_dim|"
    r"encoder_intermediate_size|decoder_intermediate_size|feed_forward_size)$"
)
_LAYERS = re.compile(
    r"^(num_hidden_layers|n_layers?|num_layers|encoder_layers|decoder_layers|num_decoder_layers|"
    r"num_encoder_layers|depth|decoder_num_hidden_layers|encoder_num_hidden_layers)$"
)
_KV = re.compile(r"^(num_key_value_heads|num_kv_heads|n_head_kv)$")
_HEADS = re.compile(
    r"^(num_attention_heads|n_heads?|num_heads|encoder_attention_heads|decoder_attention_heads|"
    r"decoder_num_attention_heads|encoder_num_attention_heads)$"
)
_HEAD_SIZE = re.compile(r"^(head_dim|d_kv|d_head|attention_head_size)$")
_EXPERTS = re.compile(r"^(num_experts|num_local_experts|n_routed_experts|moe_num_experts)$")
_CHOSEN = re.compile(r"^(num_experts_per_tok|num_experts_per_token|moe_topk|moe_k|top_k_experts)$")
_GROUPS = re.compile(r"^(n_group|topk_group)$")
_RANK = re.compile(r"^(q_lora_rank|kv_lora_rank)$")
_DEPTHS = re.compile(r"^(depths|block_sizes)$")
_TOKEN = re.compile(r"(_token_id|_token_index)$")


def preset_overrides(model_type: str, class_name: str, preset: str, check: Check) -> dict[str, Any]:
    """The overrides of a preset: sizes set by their meaning, the rest as the class has it.

    A value is only ever made smaller than the default: "base" of a tiny type is its default.
    What the class would not build or run with is given up, group by group.
    """
    if preset == "default" or preset not in _SIZES:
        return {}
    draft = read_draft(ConfigEdit(model_type))
    wanted = _of_level(draft.schema, _SIZES[preset])
    best: dict[str, Any] = {}
    # One group of sizes after the other goes back to the class's own, the least noticed first.
    for left_out in (None, _HEAD_SIZE, _KV, _GROUPS, _RANK, _WIDTH, _HEADS, _LAYERS):
        check()
        if left_out is not None:
            wanted = _without(wanted, left_out)
        reached = _reached(ConfigEdit(model_type, class_name, write(wanted)), check)
        if reached == "runs":
            return wanted
        if reached == "builds" and not best:
            best = wanted
    return best


def _of_level(own: Schema, sizes: dict[str, int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for name, spec in own.fields.items():
        if name in own.slots:
            slot = own.slots[name]
            if spec.default is None and slot.optional:
                continue
            inner = _of_level(slot_schema(own, name, {}), sizes)
            if inner:
                mapping[name] = inner
            continue
        value = _sized(name, spec, sizes, own)
        if value is not None and value != spec.default:
            mapping[name] = value
    vocabulary = as_int(mapping.get("vocab_size"))
    if vocabulary is not None:
        _move_tokens(own, mapping, vocabulary)
    return mapping


def _sized(name: str, spec: FieldSpec, sizes: dict[str, int], own: Schema) -> Any:
    default = spec.default
    heads = own.fields.get("num_attention_heads")
    # Grouped queries keep fewer key-value heads than heads: 2 of 4; without them as many as heads.
    shared = heads is None or heads.default != default  # key-value heads are fewer than heads
    if _DEPTHS.search(name) and (depths := as_list(default)):
        # Half as many layers in each stage, because a model has several stages.
        return [min(item, max(1, sizes["layers"] // 2)) for item in depths]
    if not as_size(default):
        return None
    head = sizes["width"] // sizes["heads"]
    for pattern, value in (
        (_WIDTH, sizes["width"]),
        (_WIDE, sizes["wide"]),
        (_LAYERS, sizes["layers"]),
        (_KV, 2 if shared else sizes["heads"]),
        (_HEADS, sizes["heads"]),
        (_HEAD_SIZE, head),
        (_EXPERTS, sizes["experts"]),
        (_CHOSEN, 2),
        (_GROUPS, 1),
        (_RANK, head),
    ):
        if pattern.search(name):
            return min(value, default) if pattern not in (_GROUPS,) else value
    if name == "vocab_size":
        return min(sizes["vocab"], default)
    return None


def _move_tokens(own: Schema, mapping: dict[str, Any], vocabulary: int) -> None:
    """Token IDs beyond the smaller vocabulary move to its end, each to a place of its own."""
    place = vocabulary - 1
    for name, spec in own.fields.items():
        # vocab_size is made smaller, and IDs beyond it would raise an IndexError.
        if _TOKEN.search(name) and as_size(spec.default) >= vocabulary:
            mapping[name] = place
            place -= 1


def _without(wanted: dict[str, Any], pattern: re.Pattern[str]) -> dict[str, Any]:
    return {
        key: _without(value, pattern) if isinstance(value, dict) else value
        for key, value in wanted.items()
        if not pattern.search(key)
    }


def _reached(edit: ConfigEdit, check: Check) -> str:
    """How far a preset's config comes: "runs", "builds" or not at all."""
    judged = judge_values(edit, check)
    if judged.errors or judged.soft:
        return ""
    judge_build(judged, check)
    if judged.built is not None and judged.built.packages:
        return "builds"  # as far as anyone can tell without the package
    if judged.errors or judged.built is None or judged.built.model is None:
        return ""
    judge_run(judged, check)
    return "builds" if judged.errors else "runs"
