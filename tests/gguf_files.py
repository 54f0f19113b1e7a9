"""Small GGUF files, written with the package gguf out of models of transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

VOCAB = 96
TOKENS = ["<unk>", "<s>", "</s>", *(chr(33 + number) for number in range(VOCAB - 3))]


def llama(seed: int = 0) -> Any:
    """A small random Llama whose rows fit every block of GGUF."""
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=VOCAB,
        hidden_size=256,
        intermediate_size=256,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=128,
        rms_norm_eps=1e-5,
        tie_word_embeddings=False,
    )
    return LlamaForCausalLM(config).eval()


def write(path: Path, model: Any, kind: str = "Q8_0", *, tokens: bool = True) -> Path:
    """The model as llama.cpp would write it: matrices of `kind`, the rest in F32.

    Types of K are filled with random blocks: the package writes none of them.
    """
    import gguf

    config = model.config
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(10_000.0)
    writer.add_vocab_size(config.vocab_size)
    if tokens:
        writer.add_tokenizer_model("llama")
        writer.add_token_list(TOKENS)
        writer.add_token_scores([0.0] * len(TOKENS))
        writer.add_token_types([2, 3, 3] + [1] * (len(TOKENS) - 3))
        writer.add_bos_token_id(1)
        writer.add_eos_token_id(2)
        writer.add_unk_token_id(0)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
    for name, tensor in model.state_dict().items():
        values = tensor.float().numpy()
        for part, count in heads.items():
            if part in name:
                values = _paired(values, count)
        base, _, ending = name.rpartition(".")
        place = f"{names.get_name(base)}.{ending}"
        if values.ndim == 1 or kind == "F32":
            writer.add_tensor(place, values)
        else:
            type_ = gguf.GGMLQuantizationType[kind]
            writer.add_tensor(place, _blocks(values, type_), raw_dtype=type_)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _paired(values: Any, heads: int) -> Any:
    """Rows as llama.cpp turns them: the two halves of a head side by side."""
    rows = values.reshape(heads, 2, values.shape[0] // heads // 2, *values.shape[1:])
    return rows.swapaxes(1, 2).reshape(values.shape)


def _blocks(values: Any, type_: Any) -> Any:
    import gguf

    if not type_.name.endswith("_K"):
        return gguf.quantize(values, type_)
    in_block, size = gguf.GGML_QUANT_SIZES[type_]
    rows, columns = values.shape
    raw = np.random.default_rng(rows + columns).integers(
        0, 256, (rows, columns // in_block, size), dtype=np.uint8
    )
    # The scales of a block are two halves: small ones, so that no weight is infinite.
    scale = np.frombuffer(np.float16(0.001).tobytes(), np.uint8)
    places = {"Q2_K": (80, 82), "Q3_K": (108,), "Q4_K": (0, 2), "Q5_K": (0, 2), "Q6_K": (208,)}
    for at in places[type_.name]:
        raw[..., at : at + 2] = scale
    return raw.reshape(rows, -1)
