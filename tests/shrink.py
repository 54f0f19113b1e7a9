"""Shrinking any config to a size that is created, run, saved and reloaded in a second.

By the meaning of names, as the presets do, but much smaller and with more names: the survey walks
1,700 classes with it. `shrunk` tries several ways and gives the first that the class accepts.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from explorer.features.create.compute.draft import read_draft, slot_schema
from explorer.features.create.compute.edit import build
from explorer.features.create.compute.fields.defaults import default_config
from explorer.features.create.compute.fields.json_values import write
from explorer.features.create.compute.fields.schema import Schema
from explorer.protocol.config import ConfigEdit

VOCABULARY = 256
_KV = r"(^|_)(kv_heads|key_value_heads|num_kv_heads|num_head_groups|n_head_kv)$|query_groups"
_RULES: tuple[tuple[str, str], ...] = (
    (_KV, "kv"),
    (r"(linear_num_key_heads|linear_num_value_heads|linear_num_heads)$", "4"),
    (r"^mamba_(n_heads|num_heads)$", "4"),
    (r"^mamba_(d_head|head_dim)$", "half"),
    (r"^mamba_d_ssm$", "double"),
    (r"^mamba_n_groups$|^n_groups$", "1"),
    (r"(attention_heads|_heads|^n_head|^n_heads|num_heads|num_attention_heads)$", "4"),
    (r"^(qk_rope_head_dim|rotary_dim)$", "4"),
    (r"^qk_head_dim$", "12"),
    (r"(qk_nope_head_dim|v_head_dim)$", "8"),
    (
        r"(head_dim|d_head|d_kv|dim_head|head_size|kv_channels|key_head_dim|value_head_dim|"
        r"query_pre_attn_scalar)$",
        "quarter",
    ),
    (r"_rank$", "8"),
    (
        r"^(num_experts|num_local_experts|n_routed_experts|moe_num_experts|num_moe_experts|"
        r"zero_expert_num|n_experts)$",
        "4",
    ),
    (
        r"(experts_per_tok(en)?|moe_topk|moe_top_k|moe_k|top_k_experts|num_selected_experts|"
        r"num_experts_per_token)$",
        "2",
    ),
    (
        r"^(n_group|topk_group|num_expert_group|n_expert_group|num_groups_topk|n_shared_experts|"
        r"num_shared_experts|moe_num_shared_experts)$",
        "1",
    ),
    (
        r"(num_hidden_layers|n_layers?|num_layers|encoder_layers|decoder_layers|_layers|^depth|"
        r"num_blocks|num_self_attends_per_block)$",
        "layers",
    ),
    (r"vocab_size|vocabulary_size|entity_vocab", "vocabulary"),
    (
        r"(intermediate|ffn|d_ff|^dff|dim_ff|n_inner|hidden_dim$|d_inner|mlp_dim|"
        r"feed_forward_(size|dim)|ffn_hidden)",
        "double",
    ),
    (
        r"(hidden_size|d_model|n_embd|emb_dim|embed_dim|embedding_size|embedding_dim|^dim|^width|"
        r"hidden_channels|word_embed_proj_dim|projection_dim|proj_dim|latent_size|_hidden_dim|"
        r"dim_model|output_dim|out_hidden_size|hidden_size_per_layer_input|entity_emb_size)$",
        "width",
    ),
    (r"(state_size|d_state|ssm_state_size)$", "8"),
    (r"^(chunk_size|mamba_chunk_size)$", "8"),
)
_MAY_BE_ZERO = {
    "num_kv_shared_layers": 0,
    "first_k_dense_replace": 1,
    "num_dense_layers": 1,
    "num_nextn_predict_layers": 0,
    "num_mtp_layers": 0,
    "moe_layer_start_index": 1,
}
_TOKEN = re.compile(r"(_token_id|_token_index|_id|_index|_idx|_token)$")

_THREE_AXES = {
    "rope_parameters": {"rope_type": "default", "rope_theta": 1e4, "mrope_section": [2, 1, 1]}
}
FIXES: dict[str, dict[str, Any]] = {
    "qwen2_vl_text": _THREE_AXES,
    "qwen2_5_vl_text": _THREE_AXES,
    "qwen2_5_omni_text": _THREE_AXES,
    "glm4v_text": _THREE_AXES,
    "glm4v_moe_text": {**_THREE_AXES, "head_dim": 16},
    "glm_ocr_text": _THREE_AXES,
    "glm_image_text": _THREE_AXES,
    "zamba2": {"layer_types": ["linear_attention", "hybrid"]},
    "zamba": {
        "num_hidden_layers": 5,
        "layer_types": [*["linear_attention"] * 2, "hybrid", "linear_attention", "hybrid"],
    },
    "lfm2_moe": {"layer_types": ["conv", "full_attention"]},
    "lilt": {"hidden_size": 48, "channel_shrink_ratio": 2},
    "longcat_flash": {"head_dim": 4, "qk_rope_head_dim": 4},
    "qwen4_exp_text": {"layer_types": ["linear_attention", "indexed_attention"]},
    "recurrent_gemma": {"num_hidden_layers": 3},
    "pix2struct": {"vision_config": {"patch_embed_hidden_size": 48, "patch_size": 4}},
    "layoutlmv3": {"coordinate_size": 4, "shape_size": 8},
    "bamba": {"attn_layer_indices": [1]},
    "granitemoehybrid": {"layer_types": ["mamba", "attention"]},
    "reformer": {"axial_pos_embds_dim": [16, 16], "axial_pos_shape": [4, 4], "is_decoder": False},
    "deepseek_v2": {"num_experts_per_tok": 2},
    "deepseek_ocr2": {"text_config": {"num_experts_per_tok": 2}},
    "dots1": {"n_routed_experts": 4, "num_experts_per_tok": 2, "n_shared_experts": 1},
    "dory": {
        "num_hidden_layers": 3,
        "n_input_layers": 1,
        "n_output_layers": 1,
        "n_recurrent_layers": 1,
        "layer_types": ["sliding_attention", "full_attention", "sliding_attention"],
    },
    "blt": {"encoder_hash_byte_group_vocab": 64},
}
"""What the rules cannot know, by model type."""


def shrunk(model_type: str, width: int = 32) -> Iterator[ConfigEdit]:
    """Ever more careful ways to make a type small; each is one that its config class accepts."""
    draft = read_draft(ConfigEdit(model_type))
    seen: set[str] = set()
    for size, kv in ((width, 2), (width, 4), (64, 4), (128, 4)):
        wanted = _level(draft.schema, size, kv)
        wanted = _merged(wanted, FIXES.get(model_type, {}))
        for left_out in (
            (),
            ("layer_types", "num_hidden_layers"),
            ("head_dim",),
            ("rope_parameters",),
            ("layer_types", "num_hidden_layers", "rope_parameters", "head_dim"),
        ):
            some = {key: value for key, value in wanted.items() if key not in left_out}
            if "num_hidden_layers" in left_out and "num_hidden_layers" in wanted:
                some["num_hidden_layers"] = 2
            text = write(some)
            if text in seen:
                continue
            seen.add(text)
            edit = ConfigEdit(model_type, "", text)
            try:
                build(read_draft(edit))
            except Exception:  # the class refuses this way of shrinking; the next is tried
                continue
            yield edit


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    result = dict(one)
    for key, value in other.items():
        inner = result.get(key)
        both = isinstance(inner, dict) and isinstance(value, dict)
        result[key] = _merged(inner, value) if both else value  # type: ignore[arg-type]
    return result


def _value(name: str, width: int, kv: int) -> int | None:
    for pattern, what in _RULES:
        if re.search(pattern, name):
            named = {
                "kv": kv,
                "half": width // 2,
                "double": 2 * width,
                "quarter": width // 4,
                "width": width,
                "layers": 2,
                "vocabulary": VOCABULARY,
            }
            return named[what] if what in named else int(what)
    return None


def _level(own: Schema, width: int, kv: int) -> dict[str, Any]:
    config: Any = default_config(own.config_class)
    made: dict[str, Any] = {}
    token = VOCABULARY - 2
    for name, spec in own.fields.items():
        default = spec.default
        if name in own.slots:
            slot = own.slots[name]
            if default is None and slot.optional:
                continue
            inner = _level(slot_schema(own, name, {}), width, kv)
            inner.update(FIXES.get(slot_schema(own, name, {}).model_type, {}))
            made[name] = {**dict(slot.given), **inner} if not slot.given else {
                **{k: v for k, v in slot.given if k not in inner}, **inner}  # fmt: skip
            continue
        if spec.base or isinstance(default, bool):
            continue
        if isinstance(default, int):
            if _TOKEN.search(name):
                if default >= VOCABULARY - 40:
                    made[name] = token
                    token -= 1
                continue
            value = _value(name, width, kv)
            if name in ("attn_layer_period", "expert_layer_period"):
                made[name] = 2
            elif name in ("attn_layer_offset", "expert_layer_offset"):
                made[name] = 1
            elif name in _MAY_BE_ZERO:
                made[name] = min(default, _MAY_BE_ZERO[name])
            elif value is not None and default > 0:
                made[name] = min(value, default)
        elif isinstance(default, (list, tuple)) and default:
            whole = all(isinstance(one, int) and not isinstance(one, bool) for one in default)
            if whole and re.search(r"(_token_id|token_ids|_id)$", name):
                if max(default) >= VOCABULARY:
                    made[name] = [token]
                    token -= 1
            elif whole and name in ("depths", "block_sizes"):
                made[name] = [1] * len(default)
    if "pad_token_id" in own.fields and "pad_token_id" not in made:
        pad = getattr(config, "pad_token_id", None)
        made["pad_token_id"] = pad if isinstance(pad, int) and 0 <= pad < VOCABULARY else 0
    _layer_kinds(own, config, made)
    _rotary(config, made, width)
    _state_space(own, made, width)
    return {key: value for key, value in made.items() if value != own.fields[key].default}


def _layer_kinds(own: Schema, config: Any, made: dict[str, Any]) -> None:
    kinds = getattr(config, "layer_types", None)
    if "layer_types" in own.fields and isinstance(kinds, (list, tuple)) and len(set(kinds)) > 1:
        each = list(dict.fromkeys(kinds))
        made["layer_types"] = (each * 2)[: max(2, len(each))]
        if "num_hidden_layers" in own.fields:
            made["num_hidden_layers"] = len(made["layer_types"])
    if isinstance(getattr(config, "attention_types", None), list):
        made["attention_types"] = [[["global", "local"], 1]]


def _rotary(config: Any, made: dict[str, Any], width: int) -> None:
    rope = getattr(config, "rope_parameters", None)
    if isinstance(rope, dict) and "mrope_section" in rope:
        half = (width // 4) // 2
        quarter = max(1, half // 4)
        rope = copy.deepcopy(rope)
        section = [max(1, half - 2 * quarter), quarter, quarter] if half >= 3 else [2, 1, 1]
        rope["mrope_section"] = section
        made["rope_parameters"] = rope


def _state_space(own: Schema, made: dict[str, Any], width: int) -> None:
    if {"expand", "num_heads", "head_dim"} <= own.fields.keys():
        made["num_heads"], made["head_dim"] = 4, 2 * width // 4
