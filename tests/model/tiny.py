"""Tiny random models of many kinds, built in milliseconds, and an engine that only holds one."""

from __future__ import annotations

import copy
import functools
import itertools
import tempfile
from pathlib import Path
from typing import Any

import torch

from explorer.engine import tokenization
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.sandbox.tokenizer import Tokenizer
from explorer.protocol.job import Check

torch.set_num_threads(1)

VOCAB = 64
_DECODER = {"vocab_size": VOCAB, "hidden_size": 32, "intermediate_size": 64}
_HEADS = {"num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8}
_ENDS = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}

SPECS: dict[str, tuple[str, dict[str, Any]]] = {
    "BertForMaskedLM": (
        "BertConfig",
        _DECODER | {"num_hidden_layers": 3, "num_attention_heads": 4},
    ),
    "AlbertForMaskedLM": (  # its layers share one module
        "AlbertConfig",
        _DECODER | {"num_hidden_layers": 3, "num_attention_heads": 4, "embedding_size": 32},
    ),
    "LongformerForMaskedLM": (  # it attends within a window
        "LongformerConfig",
        _DECODER
        | {"num_hidden_layers": 2, "num_attention_heads": 4, "attention_window": 4}
        | {"max_position_embeddings": 64},
    ),
    "BertModel": ("BertConfig", _DECODER | {"num_hidden_layers": 2, "num_attention_heads": 4}),
    "BertForTokenClassification": (
        "BertConfig",
        _DECODER
        | {"num_hidden_layers": 2, "num_attention_heads": 4}
        | {"id2label": {0: "O", 1: "B-CITY", 2: "I-CITY", 3: "B-NAME"}},
    ),
    "BertForSequenceClassification": (
        "BertConfig",
        _DECODER | {"num_hidden_layers": 2, "num_attention_heads": 4},
    ),
    "BertForQuestionAnswering": (
        "BertConfig",
        _DECODER | {"num_hidden_layers": 2, "num_attention_heads": 4},
    ),
    "BertForMultipleChoice": (
        "BertConfig",
        _DECODER | {"num_hidden_layers": 2, "num_attention_heads": 4},
    ),
    "DistilBertForMaskedLM": (
        "DistilBertConfig",
        {"vocab_size": VOCAB, "dim": 32, "hidden_dim": 64, "n_layers": 2, "n_heads": 4},
    ),
    "RobertaForMaskedLM": (
        "RobertaConfig",
        _DECODER | {"num_hidden_layers": 2, "num_attention_heads": 4, "pad_token_id": 0},
    ),
    "RobertaForCausalLM": (
        "RobertaConfig",
        _DECODER
        | {"num_hidden_layers": 2, "num_attention_heads": 4, "pad_token_id": 0}
        | {"is_decoder": True, "eos_token_id": None},
    ),
    "GPT2LMHeadModel": (
        "GPT2Config",
        {"vocab_size": VOCAB, "n_embd": 32, "n_layer": 3, "n_head": 4, "n_positions": 64} | _ENDS,
    ),
    "GPT2ForSequenceClassification": (
        "GPT2Config",
        {"vocab_size": VOCAB, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64}
        | {"pad_token_id": 0},
    ),
    "LlamaForCausalLM": ("LlamaConfig", _DECODER | _HEADS | _ENDS | {"num_hidden_layers": 3}),
    "Gemma2ForCausalLM": ("Gemma2Config", _DECODER | _HEADS | _ENDS | {"num_hidden_layers": 2}),
    "CohereForCausalLM": (
        "CohereConfig",
        _DECODER | _ENDS | {"num_hidden_layers": 2, "num_attention_heads": 4},
    ),
    "GptOssForCausalLM": (
        "GptOssConfig",
        _DECODER
        | _HEADS
        | _ENDS
        | {"num_hidden_layers": 2, "num_local_experts": 4, "num_experts_per_tok": 2},
    ),
    "MixtralForCausalLM": (
        "MixtralConfig",
        _DECODER
        | _HEADS
        | _ENDS
        | {"num_hidden_layers": 2, "num_local_experts": 4, "num_experts_per_tok": 2},
    ),
    "JambaForCausalLM": (
        "JambaConfig",
        _DECODER
        | _ENDS
        | {
            "num_hidden_layers": 4,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "attn_layer_period": 2,
            "attn_layer_offset": 1,
            "num_experts": 2,
            "mamba_d_state": 8,
            "mamba_dt_rank": 4,
        },
    ),
    "MambaForCausalLM": (
        "MambaConfig",
        {"vocab_size": VOCAB, "hidden_size": 32, "num_hidden_layers": 2, "state_size": 8} | _ENDS,
    ),
    "FalconForCausalLM": (
        "FalconConfig",
        {"vocab_size": VOCAB, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
        | _ENDS,
    ),
    "OpenAIGPTLMHeadModel": (
        "OpenAIGPTConfig",
        {"vocab_size": VOCAB, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64},
    ),
    "OPTForCausalLM": (
        "OPTConfig",
        {"vocab_size": VOCAB, "hidden_size": 32, "word_embed_proj_dim": 32, "ffn_dim": 64}
        | {"num_hidden_layers": 2, "num_attention_heads": 4, "max_position_embeddings": 64}
        | _ENDS,
    ),
    "T5ForConditionalGeneration": (
        "T5Config",
        {"vocab_size": VOCAB, "d_model": 32, "num_layers": 2, "num_heads": 4, "d_kv": 8}
        | {"d_ff": 64, "tie_word_embeddings": True},
    ),
    "BartForConditionalGeneration": (
        "BartConfig",
        {"vocab_size": VOCAB, "d_model": 32, "encoder_layers": 2, "decoder_layers": 3}
        | {"encoder_attention_heads": 4, "decoder_attention_heads": 4}
        | {"encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "max_position_embeddings": 64},
    ),
    "PegasusForConditionalGeneration": (
        "PegasusConfig",
        {"vocab_size": VOCAB, "d_model": 32, "encoder_layers": 2, "decoder_layers": 2}
        | {"encoder_attention_heads": 4, "decoder_attention_heads": 4}
        | {"encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "max_position_embeddings": 64},
    ),
    "MarianMTModel": (
        "MarianConfig",
        {"vocab_size": VOCAB, "d_model": 32, "encoder_layers": 2, "decoder_layers": 2}
        | {"encoder_attention_heads": 4, "decoder_attention_heads": 4, "pad_token_id": 0}
        | {"encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "max_position_embeddings": 64}
        | {"decoder_start_token_id": 0, "decoder_vocab_size": VOCAB},
    ),
}


@functools.cache
def _built(name: str) -> Any:
    import transformers

    config_name, fields = SPECS[name]
    config = getattr(transformers, config_name)(**fields)
    torch.manual_seed(7)
    model = getattr(transformers, name)(config).eval()
    with torch.no_grad():  # random inits are so even that every answer would be the same
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(3)
    return model


def no_check() -> None:
    """Never stopped."""


def no_report(text: str, fraction: float | None = None, partial: object = None) -> None:
    """Nobody listens."""


def load(name: str, tokenizer: Any = None) -> LoadedModel:
    """A fresh copy of a tiny model with a tokenizer of transformers, as the engine holds them."""
    return LoadedModel(1, copy.deepcopy(_built(name)), held(tokenizer), "random", f"tiny {name}")


_FOLDERS = tempfile.TemporaryDirectory(prefix="tokenizers-")
_numbers = itertools.count()


def held(tokenizer: Any) -> Tokenizer | None:
    """A tokenizer of transformers as the engine holds it: saved, and read where it reads them."""
    if tokenizer is None:
        return None
    folder = Path(_FOLDERS.name, str(next(_numbers)))
    tokenizer.save_pretrained(folder)
    return tokenization.read_tokenizer(str(folder))


def run(loaded: LoadedModel, ids: list[list[int]], **more: torch.Tensor) -> None:
    """Run the model as the engine does, and leave inputs and outputs where it leaves them."""
    tensor = torch.tensor(ids)
    loaded.run_inputs = {"input_ids": tensor, "attention_mask": torch.ones_like(tensor), **more}
    loaded.run_outputs = Runner(loaded, no_check).tensors(loaded.run_inputs)


IDS = [[5, 9, 13, 21, 8, 30, 44, 17]]


Holder = ModelHolder
"""Handlers are tried without an engine: all they need holds a model."""


@functools.cache
def tokenizer() -> Any:
    """Words `w0` to `w63`, one token each; the first five are special."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    special = ["<pad>", "<s>", "</s>", "<unk>", "<mask>"]
    vocabulary = {word: place for place, word in enumerate(special)}
    vocabulary |= {f"w{place}": place for place in range(len(special), VOCAB)}
    inner = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(
        tokenizer_object=inner,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        mask_token="<mask>",
    )


def ask(holder: ModelHolder, request: Any, check: Check = no_check, report: Any = no_report) -> Any:
    """Answer one request about the model that is held."""
    return holder.handle(request, check, report)
