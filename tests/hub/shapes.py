"""Repositories of many shapes, made and loaded by transformers itself in a process of its own.

`python -m tests.hub.shapes make FOLDER` writes one folder per shape. `… load` reads a list of
(checkpoint, variant) from standard input, loads each from the cache alone and prints which blobs
the system saw opened (inotify, Linux) and what the tokenizer makes of a sentence.
"""

from __future__ import annotations

import ctypes
import json
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SENTENCE = "the cat sat on the mat"
_WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *SENTENCE.split(), "a", "b"]
_JUNK = os.urandom(400_000)


def make(root: Path) -> None:
    """Write every shape below `root`."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import (
        BertConfig,
        BertForMaskedLM,
        BertTokenizer,
        ByT5Tokenizer,
        EsmConfig,
        EsmForMaskedLM,
        EsmTokenizer,
        GPT2Config,
        GPT2LMHeadModel,
        GPT2Tokenizer,
        LlamaConfig,
        LlamaForCausalLM,
        PreTrainedTokenizerFast,
        T5Config,
        T5ForConditionalGeneration,
    )

    torch.manual_seed(0)
    size: dict[str, Any] = {"vocab_size": 1000}
    bert = BertForMaskedLM(
        BertConfig(
            hidden_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=128,
            **size,
        )
    )
    gpt2 = GPT2LMHeadModel(GPT2Config(n_embd=64, n_layer=2, n_head=2, **size))
    llama = LlamaForCausalLM(
        LlamaConfig(
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            **size,
        )
    )
    t5 = T5ForConditionalGeneration(
        T5Config(d_model=64, d_ff=128, num_layers=2, num_heads=2, d_kv=32, vocab_size=1000)
    )
    esm = EsmForMaskedLM(
        EsmConfig(
            hidden_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=128,
            vocab_size=33,
            mask_token_id=32,
            pad_token_id=1,
        )
    )

    wordpiece = BertTokenizer(vocab={word: n for n, word in enumerate(dict.fromkeys(_WORDS))})

    def bpe() -> Tokenizer:
        trained = Tokenizer(models.BPE())
        trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        trained.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(
            vocab_size=400, special_tokens=["<|endoftext|>"], initial_alphabet=alphabet
        )
        trained.train_from_iterator([SENTENCE] * 5, trainer)
        return trained

    def unigram() -> Tokenizer:
        trained = Tokenizer(models.Unigram())
        trained.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = trainers.UnigramTrainer(
            vocab_size=60, unk_token="<unk>", special_tokens=["<pad>", "</s>", "<unk>"]
        )
        trained.train_from_iterator([SENTENCE] * 5, trainer)
        return trained

    fast_bpe = PreTrainedTokenizerFast(tokenizer_object=bpe(), eos_token="<|endoftext|>")

    def put(shape: str, model: Any, tokenizer: Any, **how: Any) -> Path:
        folder = root / shape
        folder.mkdir(parents=True)
        model.save_pretrained(folder, **how)
        if tokenizer is not None:
            tokenizer.save_pretrained(folder)
        (folder / "README.md").write_text("# A model\n" * 200)
        return folder

    def pickled(folder: Path, model: Any) -> None:
        torch.save(model.state_dict(), folder / "pytorch_model.bin")

    def vocabulary(folder: Path) -> None:
        (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(_WORDS)) + "\n")

    def pairs(folder: Path) -> None:
        bpe().model.save(str(folder))

    vocabulary(put("single", bert, wordpiece))
    put("sharded", gpt2, fast_bpe, max_shard_size="150KB")
    folder = put("bin-only", bert, wordpiece)
    pickled(folder, bert)
    (folder / "model.safetensors").unlink()
    pickled(put("both", bert, wordpiece), bert)
    folder = put("many-formats", gpt2, fast_bpe)
    pairs(folder)
    pickled(folder, gpt2)
    for name in ("tf_model.h5", "flax_model.msgpack", "rust_model.ot", "64.tflite"):
        (folder / name).write_bytes(_JUNK)
    for place in ("onnx", "coreml"):
        (folder / place).mkdir()
        (folder / place / "model.onnx").write_bytes(_JUNK)
        (folder / place / "config.json").write_text("{}")
        (folder / place / "tokenizer.json").write_bytes(_JUNK)
    folder = put("original-beside", llama, fast_bpe)
    (folder / "original").mkdir()
    (folder / "original" / "consolidated.00.pth").write_bytes(_JUNK)
    (folder / "consolidated.safetensors").write_bytes(_JUNK)
    (folder / "tokenizer.model").write_bytes(_JUNK)
    pairs(put("bpe-json-and-pairs", gpt2, fast_bpe))
    folder = put("bpe-pairs-only", gpt2, GPT2Tokenizer())
    (folder / "tokenizer.json").unlink()
    pairs(folder)
    folder = put("wordpiece-vocab-only", bert, wordpiece)
    (folder / "tokenizer.json").unlink()
    vocabulary(folder)
    uni = PreTrainedTokenizerFast(
        tokenizer_object=unigram(), pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )
    folder = put("unigram", t5, uni)
    (folder / "spiece.model").write_bytes(_JUNK)
    put("bytes", t5, ByT5Tokenizer())
    letters = [
        "<cls>",
        "<pad>",
        "<eos>",
        "<unk>",
        *"abcdefghijklmnopqrstuvwxyz",
        ".",
        "-",
        "<mask>",
    ]
    (root / "letters.txt").write_text("\n".join(letters))
    put("python-tokenizer", esm, EsmTokenizer(str(root / "letters.txt")))
    (root / "letters.txt").unlink()
    put("variant-only", bert, wordpiece, variant="fp16")
    folder = put("variant-beside", bert, wordpiece, variant="fp16")
    bert.save_pretrained(folder)
    folder = put("sharded-bin", bert, wordpiece, max_shard_size="150KB")
    index = json.loads((folder / "model.safetensors.index.json").read_text())
    state = bert.state_dict()
    for name in set(index["weight_map"].values()):
        held = {k: state[k] for k, v in index["weight_map"].items() if v == name}
        torch.save(held, folder / _as_bin(name))
        (folder / name).unlink()
    index["weight_map"] = {k: _as_bin(v) for k, v in index["weight_map"].items()}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    (folder / "model.safetensors.index.json").unlink()
    fast_bpe.chat_template = {"default": "{{ messages }}", "tool_use": "{{ tools }}"}
    put("chat", llama, fast_bpe)
    put("no-tokenizer", bert, None)


def _as_bin(name: str) -> str:
    return name.replace("model-", "pytorch_model-").replace(".safetensors", ".bin")


@contextmanager
def opened(folder: Path) -> Iterator[set[str]]:
    """Names of the files in a folder that any code of this process opens meanwhile."""
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    assert libc.inotify_add_watch(watch, os.fsencode(folder), 0x20) >= 0  # IN_OPEN
    names: set[str] = set()
    try:
        yield names
        while True:
            try:
                events = os.read(watch, 1 << 16)
            except BlockingIOError:
                break
            while events:
                _, _, _, length = struct.unpack("iIII", events[:16])
                names.add(events[16 : 16 + length].rstrip(b"\0").decode())
                events = events[16 + length :]
    finally:
        os.close(watch)


def load(wanted: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Load each from the cache alone, as the program does."""
    from huggingface_hub import constants
    from transformers import AutoConfig, AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    found = []
    for checkpoint, variant in wanted:
        folder = "--".join(["models", *checkpoint.split("/")])
        row: dict[str, Any] = {"checkpoint": checkpoint}
        with opened(Path(constants.HF_HUB_CACHE, folder, "blobs")) as names:
            extra = {"variant": variant} if variant else {}
            AutoConfig.from_pretrained(checkpoint, local_files_only=True)
            _, info = AutoModel.from_pretrained(
                checkpoint, local_files_only=True, output_loading_info=True, **extra
            )
            row["missing"] = sorted(k for k in info["missing_keys"] if "pooler" not in k)
            if not checkpoint.endswith("no-tokenizer"):
                tokenizer = AutoTokenizer.from_pretrained(checkpoint, local_files_only=True)
                row["ids"] = tokenizer(SENTENCE)["input_ids"]
                row["templates"] = sorted(
                    tokenizer.chat_template if isinstance(tokenizer.chat_template, dict) else []
                )
        row["opened"] = sorted(names)
        found.append(row)
    return found


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]))
    else:
        print(json.dumps(load(json.load(sys.stdin))))
