"""Edits that transformers accepts silently or answers with a riddle, one line each.

(model type, class, overrides, path of the problem, a word of the reason). `transformers` itself
takes every one of these into a config or fails later with an error that names no setting.
"""

from __future__ import annotations

from typing import Any

Bad = tuple[str, str, dict[str, Any], str, str]

BERT, LLAMA, GPT2, T5 = "BertModel", "LlamaForCausalLM", "GPT2LMHeadModel", "T5Model"

BAD: tuple[Bad, ...] = (
    # sizes that are negative, zero or beyond any computer
    ("bert", BERT, {"hidden_size": -1}, "hidden_size", "at least 1"),
    ("bert", BERT, {"hidden_size": 0}, "hidden_size", "at least 1"),
    ("bert", BERT, {"num_hidden_layers": -3}, "num_hidden_layers", "at least 1"),
    ("bert", BERT, {"num_hidden_layers": 10**6}, "num_hidden_layers", "one by one"),
    ("bert", BERT, {"num_hidden_layers": 10**18}, "num_hidden_layers", "one by one"),
    ("bert", BERT, {"num_attention_heads": 0}, "num_attention_heads", "at least 1"),
    ("bert", BERT, {"num_attention_heads": -12}, "num_attention_heads", "at least 1"),
    ("bert", BERT, {"intermediate_size": -3072}, "intermediate_size", "at least 1"),
    ("bert", BERT, {"vocab_size": -5}, "vocab_size", "at least 1"),
    ("bert", BERT, {"vocab_size": 0}, "vocab_size", "at least 1"),
    ("bert", BERT, {"vocab_size": 10**15}, "vocab_size", "no computer"),
    ("bert", BERT, {"max_position_embeddings": 0}, "max_position_embeddings", "at least 1"),
    ("bert", BERT, {"type_vocab_size": -2}, "type_vocab_size", "at least 0"),
    ("gpt2", GPT2, {"n_layer": 0}, "n_layer", "at least 1"),
    ("gpt2", GPT2, {"n_positions": -1024}, "n_positions", "at least 1"),
    ("t5", T5, {"d_ff": -2048}, "d_ff", "at least 1"),
    ("t5", T5, {"d_kv": 0}, "d_kv", "at least 1"),
    ("vit", "ViTModel", {"num_channels": 0}, "num_channels", "at least 1"),
    ("vit", "ViTModel", {"image_size": -224}, "image_size", "at least 1"),
    ("vit", "ViTModel", {"image_size": 1_000_000}, "image_size", "no computer"),
    ("swin", "SwinModel", {"depths": [2, 2, -6, 2]}, "depths", "at least 1"),
    ("swin", "SwinModel", {"depths": []}, "depths", "empty"),
    ("mistral", "MistralModel", {"sliding_window": -1}, "sliding_window", "at least 1"),
    # values that do not fit each other
    ("bert", BERT, {"hidden_size": 770}, "hidden_size", "hidden_size 768 or 780"),
    ("bert", BERT, {"num_attention_heads": 7}, "num_attention_heads", "num_attention_heads 6 or 8"),
    ("gpt2", GPT2, {"n_embd": 100}, "n_embd", "cannot be split"),
    ("llama", LLAMA, {"hidden_size": 100}, "hidden_size", "cannot be split"),
    ("llama", LLAMA, {"num_key_value_heads": 5}, "num_key_value_heads", "equally"),
    ("llama", LLAMA, {"num_key_value_heads": 64}, "num_key_value_heads", "equally"),
    ("llama", LLAMA, {"head_dim": 3}, "head_dim", "odd"),
    ("qwen3", "Qwen3Model", {"head_dim": 127}, "head_dim", "odd"),
    ("mixtral", "MixtralModel", {"num_experts_per_tok": 9}, "num_experts_per_tok", "9 of 8"),
    ("mixtral", "MixtralModel", {"num_local_experts": 1}, "num_local_experts", "2 of 1"),
    ("deepseek_v3", "DeepseekV3Model", {"n_group": 7}, "n_group", "7 equal groups"),
    ("deepseek_v3", "DeepseekV3Model", {"topk_group": 9}, "topk_group", "asks for more"),
    ("vit", "ViTModel", {"patch_size": 300}, "patch_size", "larger than the picture"),
    ("bart", "BartModel", {"d_model": 1000}, "d_model", "cannot be split"),
    (
        "qwen2",
        "Qwen2Model",
        {"layer_types": ["full_attention"] * 3},
        "layer_types",
        "names 3\xa0layers",
    ),
    ("qwen2", "Qwen2Model", {"layer_types": ["full"] * 32}, "layer_types", "not a kind of layer"),
    ("wav2vec2", "Wav2Vec2Model", {"hidden_size": 780}, "hidden_size", "groups"),
    # shares, spreads and tiny numbers
    ("bert", BERT, {"hidden_dropout_prob": 5.0}, "hidden_dropout_prob", "from 0"),
    ("bert", BERT, {"hidden_dropout_prob": -0.1}, "hidden_dropout_prob", "from 0"),
    ("bert", BERT, {"attention_probs_dropout_prob": 10}, "attention_probs_dropout_prob", "share"),
    ("gpt2", GPT2, {"resid_pdrop": 1.5}, "resid_pdrop", "share"),
    ("bert", BERT, {"layer_norm_eps": 0.0}, "layer_norm_eps", "above 0"),
    ("bert", BERT, {"layer_norm_eps": -1e-12}, "layer_norm_eps", "above 0"),
    ("llama", LLAMA, {"rms_norm_eps": 7.0}, "rms_norm_eps", "tiny"),
    ("bert", BERT, {"initializer_range": -0.02}, "initializer_range", "below 0"),
    # choices
    ("bert", BERT, {"hidden_act": "gellu"}, "hidden_act", "known activation"),
    ("llama", LLAMA, {"hidden_act": "zzz"}, "hidden_act", "known activation"),
    ("bert", BERT, {"problem_type": "guess"}, "problem_type", "choices"),
    ("bert", BERT, {"dtype": "float99"}, "dtype", "kind of number"),
    # tokens and labels
    ("bert", BERT, {"pad_token_id": 999_999}, "pad_token_id", "outside the vocabulary"),
    ("bert", BERT, {"pad_token_id": -5}, "pad_token_id", "begin at 0"),
    ("llama", LLAMA, {"bos_token_id": 32_000}, "bos_token_id", "outside the vocabulary"),
    ("llama", LLAMA, {"eos_token_id": [1, 99_999]}, "eos_token_id", "outside the vocabulary"),
    ("bart", "BartModel", {"vocab_size": 1}, "pad_token_id", "outside the vocabulary"),
    ("bert", BERT, {"id2label": {}}, "id2label", "at least one"),
    ("bert", BERT, {"id2label": {"0": "a", "7": "b"}}, "id2label", "without gaps"),
    ("bert", BERT, {"num_labels": 0}, "num_labels", "from 1"),
    ("bert", BERT, {"num_labels": 10**9}, "num_labels", "from 1"),
    # rotary positions
    ("llama", LLAMA, {"rope_parameters": {"rope_type": "zzz"}}, "rope_parameters", "not a kind"),
    ("llama", LLAMA, {"rope_parameters": {"rope_type": "linear"}}, "rope_parameters", "factor"),
    (
        "llama",
        LLAMA,
        {"rope_parameters": {"rope_type": "yarn", "factor": 0.1}},
        "rope_parameters",
        "at least 1",
    ),
    ("llama", LLAMA, {"rope_parameters": {"rope_theta": 0}}, "rope_parameters", "above 0"),
    ("llama", LLAMA, {"rope_parameters": {"rope_theta": "big"}}, "rope_parameters", "number"),
    ("llama", LLAMA, {"rope_parameters": {"rope_tehta": 1e4}}, "rope_parameters", "rope_theta"),
    # nested configs
    (
        "llava",
        "LlavaModel",
        {"text_config": {"hidden_size": 100}},
        "text_config.hidden_size",
        "cannot be split",
    ),
    (
        "llava",
        "LlavaModel",
        {"text_config": {"num_hidden_layers": 0}},
        "text_config.num_hidden_layers",
        "at least 1",
    ),
    (
        "llava",
        "LlavaModel",
        {"text_config": {"model_type": "lama"}},
        "text_config.model_type",
        "no model type",
    ),
    ("llava", "LlavaModel", {"vision_config": 5}, "vision_config", "braces"),
    (
        "clip",
        "CLIPModel",
        {"vision_config": {"patch_size": 0}},
        "vision_config.patch_size",
        "at least 1",
    ),
    # wrong types
    ("bert", BERT, {"hidden_size": "768"}, "hidden_size", "whole number"),
    ("bert", BERT, {"hidden_size": 768.0}, "hidden_size", "whole number"),
    ("bert", BERT, {"hidden_size": True}, "hidden_size", "whole number"),
    ("bert", BERT, {"hidden_size": None}, "hidden_size", "whole number"),
    ("bert", BERT, {"hidden_size": [768]}, "hidden_size", "whole number"),
    ("bert", BERT, {"use_cache": "yes"}, "use_cache", "true or false"),
    ("bert", BERT, {"hidden_act": 3}, "hidden_act", "choices"),
    ("bert", BERT, {"id2label": ["a", "b"]}, "id2label", "label"),
)

MISSPELT: tuple[tuple[str, str, dict[str, Any], str, str], ...] = (
    ("bert", BERT, {"hiden_size": 64}, "hiden_size", "hidden_size"),
    ("bert", BERT, {"num_hidden_layer": 2}, "num_hidden_layer", "num_hidden_layers"),
    ("llama", LLAMA, {"num_kv_value_heads": 4}, "num_kv_value_heads", "num_key_value_heads"),
    ("gpt2", GPT2, {"n_emb": 96}, "n_emb", "n_embd"),
    (
        "llava",
        "LlavaModel",
        {"text_config": {"hidden_sise": 64}},
        "text_config.hidden_sise",
        "text_config.hidden_size",
    ),
)

BAD_TEXTS: tuple[tuple[str, str], ...] = (
    ("[1, 2]", "an object"),
    ('"text"', "an object"),
    ("3", "an object"),
    ("null", "an object"),
    ("", "{}"),
    ("{", "key in double quotes"),
    ('{"hidden_size": 64,}', "comma"),
    ('{"hidden_size" 64}', "colon"),
    ('{"hidden_size": NaN}', "NaN"),
    ('{"hidden_size": Infinity}', "Infinity"),
    ('{"hidden_size": 1, "hidden_size": 2}', "twice"),
    ('{"a": "' + "x" * 10_000_000 + '"}', "characters"),
    ('{"a":' * 500 + "1" + "}" * 500, "nested"),
    ("[" * 100_000, "nested"),
    ('{"hidden_size": ' + "9" * 5_000 + "}", "too long"),
)
