"""Contents of made-up checkpoints: true safetensors, random bytes, no library needed."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

_WIDE = {"F32": 4, "F16": 2, "BF16": 2, "I64": 8}


def safetensors(shapes: Mapping[str, tuple[int, ...]], dtype: str = "F32", seed: int = 0) -> bytes:
    """A safetensors file of random bytes."""
    head: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, shape in shapes.items():
        size = _WIDE[dtype]
        for one in shape:
            size *= one
        head[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    said = json.dumps(head).encode()
    said += b" " * (-len(said) % 8)
    return len(said).to_bytes(8, "little") + said + random.Random(seed).randbytes(at)


def config(**more: object) -> bytes:
    """A BERT config of small sizes."""
    return json.dumps(
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "intermediate_size": 64,
            "vocab_size": 100,
            "max_position_embeddings": 64,
        }
        | more
    ).encode()


def plain(size: int = 40_000, **more: object) -> dict[str, bytes]:
    """A single-file checkpoint: config, weights of about `size` bytes, tokenizer, card."""
    return {
        "config.json": config(**more),
        "model.safetensors": safetensors({"weight": (max(1, size // 4),)}),
        "tokenizer.json": b'{"model": {"type": "WordPiece", "vocab": {}}}',
        "tokenizer_config.json": b'{"tokenizer_class": "BertTokenizer"}',
        "vocab.txt": b"[PAD]\n[UNK]\n",
        "README.md": b"---\nlicense: mit\n---\n# Plain\n\nA card.\n",
        ".gitattributes": b"*.safetensors filter=lfs\n",
    }
