"""One short line for each setting that people meet often, and which settings come first.

A setting that is not in `PLAIN` shows the first sentence of transformers' own description.
"""

from __future__ import annotations

import re

from explorer.messages.config import Group

PLAIN: dict[str, str] = {
    "hidden_size": "Size of each token's vector",
    "num_hidden_layers": "How many layers are stacked",
    "num_attention_heads": "Heads that look at the text in parallel",
    "num_key_value_heads": "Sets of keys and values that the heads share",
    "head_dim": "Size of one head's vectors",
    "intermediate_size": "Width of the feed-forward part",
    "max_position_embeddings": "Longest input it can read, in tokens",
    "vocab_size": "How many different tokens it knows",
    "type_vocab_size": "Kinds of text that it tells apart (first, second)",
    "hidden_act": "Function that bends the numbers between layers",
    "hidden_activation": "Function that bends the numbers between layers",
    "activation_function": "Function that bends the numbers between layers",
    "hidden_dropout_prob": "Share of values dropped in training",
    "attention_probs_dropout_prob": "Share of attention dropped in training",
    "attention_dropout": "Share of attention dropped in training",
    "hidden_dropout": "Share of values dropped in training",
    "dropout": "Share of values dropped in training",
    "activation_dropout": "Share of values dropped in training, inside feed-forward",
    "classifier_dropout": "Share of values dropped in training, before the labels",
    "resid_pdrop": "Share of values dropped in training",
    "embd_pdrop": "Share of values dropped in training, after the embeddings",
    "attn_pdrop": "Share of attention dropped in training",
    "layerdrop": "Share of layers skipped in training",
    "drop_path_rate": "Share of layers skipped in training",
    "initializer_range": "How far the random weights spread at the start",
    "init_std": "How far the random weights spread at the start",
    "initializer_factor": "Scale of the random weights at the start",
    "layer_norm_eps": "Tiny number that keeps a division from failing",
    "layer_norm_epsilon": "Tiny number that keeps a division from failing",
    "rms_norm_eps": "Tiny number that keeps a division from failing",
    "norm_eps": "Tiny number that keeps a division from failing",
    "pad_token_id": "ID of the token that fills up short texts",
    "bos_token_id": "ID of the token that begins a text",
    "eos_token_id": "ID of the token that ends a text",
    "cls_token_id": "ID of the token that stands for the whole text",
    "sep_token_id": "ID of the token between two texts",
    "mask_token_id": "ID of the token that hides a word",
    "decoder_start_token_id": "ID of the token that the decoder begins with",
    "image_token_id": "ID of the token that marks the place of a picture",
    "image_token_index": "ID of the token that marks the place of a picture",
    "video_token_id": "ID of the token that marks the place of a video",
    "audio_token_id": "ID of the token that marks the place of a sound",
    "use_cache": "Keep keys and values while generating, which is faster",
    "tie_word_embeddings": "Use one table for reading tokens and for scoring them",
    "is_decoder": "Look only at earlier tokens",
    "add_cross_attention": "Add attention to another model's output",
    "is_encoder_decoder": "Whether it has an encoder and a decoder",
    "rope_parameters": "How positions turn the vectors (rotary positions)",
    "rope_theta": "How slowly rotary positions turn; larger for longer texts",
    "partial_rotary_factor": "Share of each head that positions turn",
    "sliding_window": "How many earlier tokens each one sees, where it is limited",
    "layer_types": "Kind of each layer, one entry per layer",
    "mlp_layer_types": "Kind of each feed-forward part, one entry per layer",
    "attention_bias": "Add a bias inside attention",
    "mlp_bias": "Add a bias inside the feed-forward part",
    "qkv_bias": "Add a bias to queries, keys and values",
    "num_experts": "Expert networks to choose from",
    "num_local_experts": "Expert networks to choose from",
    "n_routed_experts": "Expert networks to choose from",
    "n_shared_experts": "Expert networks that every token uses",
    "num_experts_per_tok": "Experts that each token is sent to",
    "moe_intermediate_size": "Width of one expert",
    "norm_topk_prob": "Make the chosen experts' shares sum to one",
    "router_aux_loss_coef": "How strongly training evens out the experts",
    "output_router_logits": "Also return how the experts were chosen",
    "first_k_dense_replace": "First layers without experts",
    "n_group": "Groups that the experts are split into",
    "topk_group": "Groups that each token may choose from",
    "routed_scaling_factor": "Factor on what the chosen experts add",
    "q_lora_rank": "Size of the compressed queries",
    "kv_lora_rank": "Size of the compressed keys and values",
    "qk_rope_head_dim": "Part of a head that positions turn",
    "qk_nope_head_dim": "Part of a head that positions leave alone",
    "v_head_dim": "Size of one head's values",
    "d_model": "Size of each token's vector",
    "d_kv": "Size of one head's vectors",
    "d_ff": "Width of the feed-forward part",
    "num_layers": "How many layers are stacked",
    "num_heads": "Heads that look at the input in parallel",
    "num_decoder_layers": "How many layers the decoder has",
    "encoder_layers": "How many layers the encoder has",
    "decoder_layers": "How many layers the decoder has",
    "encoder_attention_heads": "Heads in each encoder layer",
    "decoder_attention_heads": "Heads in each decoder layer",
    "encoder_ffn_dim": "Width of the encoder's feed-forward part",
    "decoder_ffn_dim": "Width of the decoder's feed-forward part",
    "relative_attention_num_buckets": "Distances between tokens that are told apart",
    "relative_attention_max_distance": "Distance beyond which all count as far",
    "n_embd": "Size of each token's vector",
    "n_layer": "How many layers are stacked",
    "n_head": "Heads that look at the text in parallel",
    "n_inner": "Width of the feed-forward part; empty for four times the vector",
    "n_positions": "Longest text it can read, in tokens",
    "n_ctx": "Longest text it can read, in tokens",
    "embedding_size": "Size of the token table's rows, before they are widened",
    "embed_dim": "Size of each vector",
    "image_size": "Side of the picture, in pixels",
    "patch_size": "Side of one patch, in pixels",
    "num_channels": "Colours of the picture (3 for red, green, blue)",
    "num_frames": "Pictures of a video that are read at once",
    "projection_dim": "Size of the space where inputs are compared",
    "depths": "Layers in each stage",
    "hidden_sizes": "Width of each stage",
    "mlp_ratio": "Width of the feed-forward part, as a multiple",
    "window_size": "Side of the window that attention looks through",
    "num_mel_bins": "Pitches that sound is split into",
    "max_source_positions": "Longest sound that it hears, in steps",
    "max_target_positions": "Longest text that it writes, in tokens",
    "conv_dim": "Channels of each convolution",
    "conv_kernel": "Window of each convolution",
    "conv_stride": "Step of each convolution",
    "text_config": "The part that reads or writes text",
    "vision_config": "The part that sees",
    "audio_config": "The part that listens",
    "backbone_config": "The picture reader inside it",
    "encoder_config": "The part that reads the input",
    "decoder_config": "The part that writes the output",
    "encoder": "The part that reads the input",
    "decoder": "The part that writes the output",
    "qformer_config": "The part between pictures and text",
    "projector_hidden_act": "Function that bends the numbers between the parts",
    "vision_feature_layer": "Layer of the picture reader that is used",
    "state_size": "Numbers that each channel remembers",
    "conv_kernel_size": "Window of the convolution",
    "expand": "How much wider the inside of a layer is",
    "time_step_rank": "Size of the compressed time steps",
    "id2label": "The name of each class that it can answer with",
    "problem_type": "What kind of answer the labels are",
    "dtype": "Kind of number for the weights",
    "chunk_size_feed_forward": "Tokens at once in feed-forward; 0 for all",
    "final_logit_softcapping": "Limit that scores are bent towards",
    "attn_logit_softcapping": "Limit that attention scores are bent towards",
    "logit_scale_init_value": "Scale of the comparison at the start",
    "scale_embedding": "Multiply token vectors by the root of their size",
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
    """Where in the form a setting stands."""
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
    found = PLAIN.get(name)
    if found:
        return found
    text = re.sub(r"\[?`+~?(?:\w+\.)*(\w+)`+\]?", r"\1", description)
    first = re.split(r"(?<=[a-z0-9)])[.;:](?:\s|$)", text, maxsplit=1)[0].strip()
    if len(first) > 90:
        first = first[:88].rsplit(" ", 1)[0] + " …"
    return first or name.replace("_", " ").strip().capitalize()
