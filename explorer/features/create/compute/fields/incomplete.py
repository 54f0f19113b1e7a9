"""Values for settings that transformers leaves empty although no model can be built without them.

About one type in twenty has such defaults. What is put there is sensible, is shown in the form
with its reason, and is part of the config that is created.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.features.create.compute.fields.schema import Schema

Values = dict[str, Any]
_Value = Callable[[Callable[[str], Any]], Any]
_Fill = tuple[str, _Value, str]


def _just(value: Any) -> _Value:
    return lambda value_of: value


def _head_dim(value_of: Callable[[str], Any]) -> Any:
    return value_of("hidden_size") // value_of("num_attention_heads")


def _some_attention(value_of: Callable[[str], Any]) -> Any:
    """Every fourth layer attends, the others convolve, as in the first of its kind."""
    layers = value_of("num_hidden_layers")
    attends = {*range(2, layers, 4), layers - 1}
    return ["full_attention" if place in attends else "conv" for place in range(layers)]


_BY_LAYER = tr("the class asks for an entry for each layer")
_NEEDED = tr("empty by default, and no model can be built without it")
_AS_LIST = tr("a list, because the class joins it to another list")
_ROTARY = {"rope_type": "default", "rope_theta": 10000.0}

FILLS: dict[str, tuple[_Fill, ...]] = {
    "AutoformerConfig": (("prediction_length", _just(24), _NEEDED),),
    "InformerConfig": (("prediction_length", _just(24), _NEEDED),),
    "TimeSeriesTransformerConfig": (("prediction_length", _just(24), _NEEDED),),
    "EsmConfig": (("vocab_size", _just(33), tr("the 33 letters and signs of ESM-2")),),
    "DbrxAttentionConfig": (
        ("rope_theta", _just(10000.0), _NEEDED),
        ("clip_qkv", _just(8.0), tr("empty, and no text could be run")),
    ),
    "Dots1Config": (
        ("n_routed_experts", _just(128), _NEEDED),
        ("n_shared_experts", _just(2), _NEEDED),
        ("num_experts_per_tok", _just(6), _NEEDED),
    ),
    "DeepseekV2Config": (("num_experts_per_tok", _just(6), tr("empty, and no text could be run")),),
    "ChameleonConfig": (("vocabulary_map", _just({"<image>": 8711}), _NEEDED),),
    "Emu3Config": (
        ("vocabulary_map", _just({"<image>": 151851, "<|extra_200|>": 151846}), _NEEDED),
    ),
    "DeepseekOcr2TextConfig": (
        (
            "mlp_layer_types",
            lambda of: ["dense"] + ["sparse"] * (of("num_hidden_layers") - 1),
            _BY_LAYER,
        ),
    ),
    "CohereCompassTextConfig": (
        (
            "rope_parameters",
            _just({"full_attention": dict(_ROTARY), "sliding_attention": dict(_ROTARY)}),
            tr("the class asks for an entry for each kind of layer"),
        ),
    ),
    "BridgeTowerConfig": (
        ("contrastive_hidden_size", _just(512), _NEEDED),
        ("logit_scale_init_value", _just(2.6592), _NEEDED),
    ),
    "HunYuanDenseV1Config": (("head_dim", _head_dim, _NEEDED),),
    "HunYuanMoEV1Config": (("head_dim", _head_dim, _NEEDED),),
    "HunYuanVLTextConfig": (("head_dim", _head_dim, _NEEDED),),
    "MinistralConfig": (("head_dim", _head_dim, _NEEDED),),
    "NemotronConfig": (
        ("num_key_value_heads", lambda of: of("num_attention_heads"), tr("as many as heads")),
    ),
    "Lfm2MoeConfig": (("layer_types", _some_attention, _BY_LAYER),),
    "Qwen4ExpTextConfig": (
        ("indexer_n_heads", _just(4), _NEEDED),
        ("indexer_kv_heads", _just(1), _NEEDED),
        ("indexer_head_dim", lambda of: of("head_dim") or 256, _NEEDED),
        ("indexer_budget", _just(2048), _NEEDED),
        ("indexer_compress_ratio", _just(16), _NEEDED),
    ),
    "Granite4VisionConfig": (
        ("deepstack_layer_map", _just([[-2, 0]]), _NEEDED),
        ("downsample_rate", _just("4/8"), _NEEDED),
    ),
    "MoonshineStreamingConfig": (
        ("num_key_value_heads", lambda of: of("num_attention_heads"), tr("as many as heads")),
    ),
    "MoshiConfig": (("audio_vocab_size", _just(2048), _NEEDED),),
    "Qwen3OmniMoeTalkerTextConfig": (("shared_expert_intermediate_size", _just(768), _NEEDED),),
    "Qwen3OmniMoeTalkerConfig": (("spatial_merge_size", _just(2), _NEEDED),),
    "DiffusionGemmaTextConfig": (
        ("vocab_size", _just(262_144), _NEEDED),
        ("num_experts", _just(128), _NEEDED),
        ("top_k_experts", _just(8), _NEEDED),
        ("moe_intermediate_size", _just(704), _NEEDED),
    ),
    "ConvNextConfig": (("hidden_sizes", _just([96, 192, 384, 768]), _AS_LIST),),
    "ConvNextV2Config": (("hidden_sizes", _just([96, 192, 384, 768]), _AS_LIST),),
    "FocalNetConfig": (("hidden_sizes", _just([192, 384, 768, 768]), _AS_LIST),),
}
"""By config class: setting, its value (from those around it), the reason that is shown."""

SLOTS: dict[tuple[str, str], dict[str, tuple[Any, str]]] = {
    ("AyaVisionConfig", "vision_config"): {
        "num_attention_heads": (16, tr("1152 cannot be split over the 14 heads that it would have"))
    },
}
"""Settings inside a slot whose own defaults do not fit each other."""


def slot_fills(own: Schema, slot: str) -> dict[str, tuple[Any, str]]:
    """What to put into one slot of a config: name -> (value, reason)."""
    return SLOTS.get((own.config_class.__name__, slot), {})


def fills(own: Schema, given: Values) -> dict[str, tuple[Any, str]]:
    """What to put into one level of a config, by its class: name -> (value, reason)."""
    table = FILLS.get(own.config_class.__name__)
    if not table:
        return {}

    def value_of(name: str) -> Any:
        name = own.alias.get(name, name)
        if name in given:
            return given[name]
        spec = own.fields.get(name)
        return spec.default if spec is not None else None

    mapping: dict[str, tuple[Any, str]] = {}
    for name, make, reason in table:
        if given.get(name) is not None:
            continue
        try:
            mapping[name] = (make(value_of), reason)
        except (TypeError, ZeroDivisionError):
            continue  # what it is made from is itself wrong, and the rules will say so
    return mapping
