"""One short line for each setting that people meet often, and which settings come first.

A setting that is not in `PLAIN` shows the first sentence of transformers' own description.
"""

from __future__ import annotations

import re

from explorer.features.create.protocol.config import Group
from explorer.text.translation import tr

PLAIN: dict[str, str] = {
    "hidden_size": tr("Size of each token's vector"),
    "num_hidden_layers": tr("How many layers are stacked"),
    "num_attention_heads": tr("Heads that look at the input in parallel"),
    "num_key_value_heads": tr("Sets of keys and values that the heads share"),
    "head_dim": tr("Size of one head's vectors"),
    "intermediate_size": tr("Width of the feed-forward part"),
    "max_position_embeddings": tr("Longest input it can read, in tokens"),
    "vocab_size": tr("How many different tokens it knows"),
    "type_vocab_size": tr("Kinds of text that it tells apart (first, second)"),
    "hidden_act": tr("Activation function"),
    "hidden_activation": tr("Activation function"),
    "activation_function": tr("Activation function"),
    "hidden_dropout_prob": tr("Dropout: share of values dropped in training"),
    "attention_probs_dropout_prob": tr(
        "Dropout in attention: share of weights dropped in training"
    ),
    "attention_dropout": tr("Dropout in attention: share of weights dropped in training"),
    "hidden_dropout": tr("Dropout: share of values dropped in training"),
    "dropout": tr("Dropout: share of values dropped in training"),
    "activation_dropout": tr("Dropout inside feed-forward: share of values dropped in training"),
    "classifier_dropout": tr("Dropout before the labels: share of values dropped in training"),
    "resid_pdrop": tr("Dropout: share of values dropped in training"),
    "embd_pdrop": tr("Dropout after the embeddings: share of values dropped in training"),
    "attn_pdrop": tr("Dropout in attention: share of weights dropped in training"),
    "layerdrop": tr("Share of layers skipped in training"),
    "drop_path_rate": tr("Share of layers skipped in training"),
    "initializer_range": tr("How far the random weights spread at the start"),
    "init_std": tr("How far the random weights spread at the start"),
    "initializer_factor": tr("Scale of the random weights at the start"),
    "layer_norm_eps": tr("Tiny number that keeps a division from failing"),
    "layer_norm_epsilon": tr("Tiny number that keeps a division from failing"),
    "rms_norm_eps": tr("Tiny number that keeps a division from failing"),
    "norm_eps": tr("Tiny number that keeps a division from failing"),
    "pad_token_id": tr("ID of the token that fills up short texts"),
    "bos_token_id": tr("ID of the token that begins a text"),
    "eos_token_id": tr("ID of the token that ends a text"),
    "cls_token_id": tr("ID of the token that stands for the whole text"),
    "sep_token_id": tr("ID of the token between two texts"),
    "mask_token_id": tr("ID of the token that hides a word"),
    "decoder_start_token_id": tr("ID of the token that the decoder begins with"),
    "image_token_id": tr("ID of the token that marks where a picture goes"),
    "image_token_index": tr("ID of the token that marks where a picture goes"),
    "video_token_id": tr("ID of the token that marks where a video goes"),
    "audio_token_id": tr("ID of the token that marks where a sound goes"),
    "use_cache": tr("Keep keys and values while generating, which is faster"),
    "tie_word_embeddings": tr("Use one table for reading tokens and for scoring them"),
    "is_decoder": tr("Look only at earlier tokens"),
    "add_cross_attention": tr("Add attention to another model's output"),
    "is_encoder_decoder": tr("Whether it has an encoder and a decoder"),
    "rope_parameters": tr("How positions turn the vectors (rotary positions)"),
    "rope_theta": tr("How slowly rotary positions turn; larger for longer texts"),
    "partial_rotary_factor": tr("Share of each head that positions turn"),
    "sliding_window": tr("How many earlier tokens each one sees, where it is limited"),
    "layer_types": tr("Kind of each layer, one entry per layer"),
    "mlp_layer_types": tr("Kind of each feed-forward part, one entry per layer"),
    "attention_bias": tr("Add a bias inside attention"),
    "mlp_bias": tr("Add a bias inside the feed-forward part"),
    "qkv_bias": tr("Add a bias to queries, keys and values"),
    "num_experts": tr("Expert networks to choose from"),
    "num_local_experts": tr("Expert networks to choose from"),
    "n_routed_experts": tr("Expert networks to choose from"),
    "n_shared_experts": tr("Expert networks that every token uses"),
    "num_experts_per_tok": tr("Experts that each token is sent to"),
    "moe_intermediate_size": tr("Width of one expert"),
    "norm_topk_prob": tr("Make the chosen experts' shares sum to one"),
    "router_aux_loss_coef": tr("How strongly training evens out the experts"),
    "output_router_logits": tr("Also return how the experts were chosen"),
    "first_k_dense_replace": tr("First layers without experts"),
    "n_group": tr("Groups that the experts are split into"),
    "topk_group": tr("Groups that each token may choose from"),
    "routed_scaling_factor": tr("Factor on what the chosen experts add"),
    "q_lora_rank": tr("Size of the compressed queries"),
    "kv_lora_rank": tr("Size of the compressed keys and values"),
    "qk_rope_head_dim": tr("Part of a head that positions turn"),
    "qk_nope_head_dim": tr("Part of a head that positions leave alone"),
    "v_head_dim": tr("Size of one head's values"),
    "d_model": tr("Size of each token's vector"),
    "d_kv": tr("Size of one head's vectors"),
    "d_ff": tr("Width of the feed-forward part"),
    "num_layers": tr("How many layers are stacked"),
    "num_heads": tr("Heads that look at the input in parallel"),
    "num_decoder_layers": tr("How many layers the decoder has"),
    "encoder_layers": tr("How many layers the encoder has"),
    "decoder_layers": tr("How many layers the decoder has"),
    "encoder_attention_heads": tr("Heads in each encoder layer"),
    "decoder_attention_heads": tr("Heads in each decoder layer"),
    "encoder_ffn_dim": tr("Width of the encoder's feed-forward part"),
    "decoder_ffn_dim": tr("Width of the decoder's feed-forward part"),
    "relative_attention_num_buckets": tr("Distances between tokens that it can tell apart"),
    "relative_attention_max_distance": tr("Distance beyond which all count as far"),
    "n_embd": tr("Size of each token's vector"),
    "n_layer": tr("How many layers are stacked"),
    "n_head": tr("Heads that look at the input in parallel"),
    "n_inner": tr("Width of the feed-forward part; empty for four times the vector"),
    "n_positions": tr("Longest text it can read, in tokens"),
    "n_ctx": tr("Longest text it can read, in tokens"),
    "embedding_size": tr("Size of the token table's rows, before they are widened"),
    "embed_dim": tr("Size of each vector"),
    "image_size": tr("Side of the picture, in pixels"),
    "patch_size": tr("Side of one patch, in pixels"),
    "num_channels": tr("Colours of the picture (3 for red, green, blue)"),
    "num_frames": tr("Pictures of a video that are read at once"),
    "projection_dim": tr("Size of the space where inputs are compared"),
    "depths": tr("Layers in each stage"),
    "hidden_sizes": tr("Width of each stage"),
    "mlp_ratio": tr("Width of the feed-forward part, as a multiple"),
    "window_size": tr("Side of the window that attention looks through"),
    "num_mel_bins": tr("Pitches that sound is split into"),
    "max_source_positions": tr("Longest sound that it hears, in steps"),
    "max_target_positions": tr("Longest text that it writes, in tokens"),
    "conv_dim": tr("Channels of each convolution"),
    "conv_kernel": tr("Window of each convolution"),
    "conv_stride": tr("Step of each convolution"),
    "text_config": tr("The part that reads or writes text"),
    "vision_config": tr("The part that sees"),
    "audio_config": tr("The part that listens"),
    "backbone_config": tr("The picture reader inside it"),
    "encoder_config": tr("The part that reads the input"),
    "decoder_config": tr("The part that writes the output"),
    "encoder": tr("The part that reads the input"),
    "decoder": tr("The part that writes the output"),
    "qformer_config": tr("The part between pictures and text"),
    "projector_hidden_act": tr("Activation function between the parts"),
    "vision_feature_layer": tr("Layer of the picture reader that is used"),
    "state_size": tr("Numbers that each channel remembers"),
    "conv_kernel_size": tr("Window of the convolution"),
    "expand": tr("How much wider the inside of a layer is"),
    "time_step_rank": tr("Size of the compressed time steps"),
    "id2label": tr("The name of each class that it can answer with"),
    "problem_type": tr("What kind of answer the labels are"),
    "dtype": tr("Kind of number for the weights"),
    "chunk_size_feed_forward": tr("Tokens at once in feed-forward; 0 for all"),
    "final_logit_softcapping": tr("Soft limit of the scores"),
    "attn_logit_softcapping": tr("Soft limit of the attention scores"),
    "logit_scale_init_value": tr("Scale of the comparison at the start"),
    "scale_embedding": tr("Multiply token vectors by the root of their size"),
}

_FIRST = (
    "hidden_size",
    "d_model",
    "n_embd",
    "embed_dim",
    "dim",
    "num_hidden_layers",
    "n_layer",
    "n_layers",
    "num_layers",
    "encoder_layers",
    "decoder_layers",
    "num_decoder_layers",
    "depths",
    "hidden_sizes",
    "num_attention_heads",
    "n_head",
    "n_heads",
    "num_heads",
    "encoder_attention_heads",
    "decoder_attention_heads",
    "num_key_value_heads",
    "head_dim",
    "d_kv",
    "intermediate_size",
    "d_ff",
    "n_inner",
    "encoder_ffn_dim",
    "decoder_ffn_dim",
    "num_experts",
    "num_local_experts",
    "n_routed_experts",
    "num_experts_per_tok",
    "moe_intermediate_size",
    "max_position_embeddings",
    "n_positions",
    "max_source_positions",
    "max_target_positions",
    "vocab_size",
    "image_size",
    "patch_size",
    "num_channels",
    "num_mel_bins",
    "projection_dim",
    "state_size",
)
_TRAINING = re.compile(
    r"drop|initializer|init_std|_loss|loss_|coef|_cost|mask_(time|feature)|label_smoothing|"
    r"auxiliary|gradient|jitter|router_z|reduction"
)
_TOKENS = re.compile(r"_token_id$|_token_ids$|_token_index$|^(sep|bos|eos|pad)_")
_GENERAL = frozenset({"dtype", "chunk_size_feed_forward", "is_encoder_decoder", "use_cache"})


def group_of(name: str, kind: str, *, base: bool) -> Group:
    """Where in the form a setting is."""
    if name in ("id2label", "problem_type"):
        return "labels"
    if base or name in _GENERAL:
        return "general"
    if name in _FIRST or kind == "config":
        return "sizes"
    if _TOKENS.search(name):
        return "tokens"
    return "training" if _TRAINING.search(name) else "more"


def order_of(name: str) -> int:
    """The place of a setting among those of its group; the rest keep the class's own order."""
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def plain_line(name: str, description: str) -> str:
    """One short line: ours where there is one, else the description's first sentence."""
    word = PLAIN.get(name)
    if word:
        return word
    # [`~models.BertModel`] → BertModel, as in the library's docstrings.
    text = re.sub(r"\[?`+~?(?:\w+\.)*(\w+)`+\]?", r"\1", description)
    # A full stop after a letter or digit ends a sentence; one in "e.g." rarely does.
    first = re.split(r"(?<=[a-z0-9)])[.;:](?:\s|$)", text, maxsplit=1)[0].strip()
    if len(first) > 90:
        first = first[:88].rsplit(" ", 1)[0] + " …"
    return first or name.replace("_", " ").strip().capitalize()
