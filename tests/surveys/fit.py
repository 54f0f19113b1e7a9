"""`python -m tests.surveys.fit`: predicted memory of 24 made checkpoints against the measured one.

Each checkpoint is loaded and run once in a fresh process for two dtypes and two lengths; every
parameter is touched, because a mapped file counts only where it was read. Measured is the largest
resident memory (VmHWM) above that of the process with the libraries warm. Linux only.
`python -m tests.surveys.fit 5` takes every fifth checkpoint.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

DTYPES = ("float32", "bfloat16")
LENGTHS = (32, 448)
GOAL, OF = 0.10, 0.95


@dataclass(frozen=True)
class Made:
    """A checkpoint to make: a model type, the sizes of its config, the class, the stored dtype."""

    kind: str
    head: str
    sizes: dict[str, Any]
    stored: str = "float32"

    @property
    def label(self) -> str:
        """For the table."""
        return f"{self.kind} {self.head} {self.stored}"


def _bert(hidden: int, layers: int, vocabulary: int) -> dict[str, Any]:
    return {
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": hidden // 64,
        "intermediate_size": 4 * hidden,
        "vocab_size": vocabulary,
    }


def _llama(hidden: int, layers: int, vocabulary: int) -> dict[str, Any]:
    heads = hidden // 64
    return {
        **_bert(hidden, layers, vocabulary),
        "intermediate_size": int(2.75 * hidden) // 64 * 64,
        "num_key_value_heads": max(1, heads // 2),
    }


def _gpt2(hidden: int, layers: int, vocabulary: int) -> dict[str, Any]:
    return {
        "n_embd": hidden,
        "n_layer": layers,
        "n_head": hidden // 64,
        "vocab_size": vocabulary,
    }


MADE = (
    Made("bert", "MaskedLM", _bert(256, 4, 30522)),
    Made("bert", "MaskedLM", _bert(512, 4, 30522)),
    Made("bert", "MaskedLM", _bert(512, 6, 30522), "bfloat16"),
    Made("bert", "", _bert(512, 8, 30522)),
    Made("bert", "SequenceClassification", _bert(384, 6, 30522)),
    Made("roberta", "MaskedLM", _bert(512, 4, 50265)),
    Made("electra", "MaskedLM", {**_bert(512, 4, 30522), "embedding_size": 512}),
    Made("modernbert", "MaskedLM", {**_bert(512, 6, 50368), "intermediate_size": 768}),
    Made("distilbert", "MaskedLM", {"dim": 512, "n_layers": 4, "n_heads": 8, "hidden_dim": 2048}),
    Made("gpt2", "CausalLM", _gpt2(256, 6, 50257)),
    Made("gpt2", "CausalLM", _gpt2(512, 4, 50257)),
    Made("gpt2", "CausalLM", _gpt2(512, 6, 50257), "bfloat16"),
    Made("gpt_neox", "CausalLM", _bert(512, 4, 20000)),
    Made("opt", "CausalLM", {**_bert(512, 4, 30000), "ffn_dim": 2048, "word_embed_proj_dim": 512}),
    Made("bloom", "CausalLM", {"hidden_size": 512, "n_layer": 4, "n_head": 8, "vocab_size": 30000}),
    Made("llama", "CausalLM", _llama(512, 6, 32000)),
    Made("llama", "CausalLM", _llama(768, 4, 16000)),
    Made("llama", "CausalLM", _llama(512, 8, 32000), "bfloat16"),
    Made("mistral", "CausalLM", _llama(512, 6, 32000)),
    Made("qwen2", "CausalLM", _llama(384, 6, 50000)),
    Made("qwen3", "CausalLM", {**_llama(512, 6, 30000), "head_dim": 64}),
    Made("phi", "CausalLM", _bert(512, 6, 30000)),
    Made("gemma", "CausalLM", {**_llama(512, 4, 32000), "head_dim": 64}),
    Made("stablelm", "CausalLM", _llama(512, 6, 30000)),
)


def in_a_child(work: Callable[[], Any]) -> Any:
    """Run work in a forked process, so that what it leaves in memory is gone with it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.write(writing, json.dumps(work()).encode())
            status = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    if os.waitpid(child, 0)[1] != 0:
        raise RuntimeError("the measured process failed")
    return json.loads(said)


def make(one: Made, folder: Path) -> None:
    """Write the checkpoint."""
    import torch

    with torch.no_grad():
        _model(one, one.sizes).to(getattr(torch, one.stored)).save_pretrained(folder)


def _model(one: Made, sizes: dict[str, Any]) -> Any:
    import transformers

    config = transformers.AutoConfig.for_model(one.kind, **sizes)
    head = f"For{one.head}" if one.head else ""
    return getattr(transformers, f"AutoModel{head}").from_config(config)


def measure(one: Made, folder: Path, dtype: str, length: int) -> int:
    """Bytes of resident memory at the peak, above those of the warm process."""
    import torch
    import transformers

    torch.set_num_threads(1)
    small = {key: value for key, value in one.sizes.items() if "vocab" not in key}
    layers = next(k for k in small if "layer" in k)
    full = transformers.AutoConfig.for_model(one.kind).to_dict()
    special = {k: 0 for k, v in full.items() if k.endswith("_token_id") and isinstance(v, int)}
    warm = _model(one, {**one.sizes, **special, layers: 1, "vocab_size": 300}).eval()
    with torch.inference_mode():
        warm.to(getattr(torch, dtype))(input_ids=torch.zeros((1, 4), dtype=torch.long))
    del warm
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    head = f"For{one.head}" if one.head else ""
    loader = getattr(transformers, f"AutoModel{head}")
    model = loader.from_pretrained(folder, dtype=getattr(torch, dtype)).eval()
    with torch.inference_mode():
        for parameter in model.parameters():
            parameter.flatten()[:: max(1, 1024 // parameter.element_size())].sum()
        model(input_ids=torch.zeros((1, length), dtype=torch.long))
    return _status("VmHWM") - before


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise KeyError(name)


def predict(folder: Path, dtype: str, length: int) -> Any:
    """What the program says before a byte of weights is downloaded."""
    from explorer.features.hub.protocol.fit import CheckFit
    from explorer.features.hub.remote.lookup.fit import work_out
    from explorer.features.hub.remote.lookup.headers import read_headers

    def read(path: str, first: int, limit: int) -> bytes:
        with (folder / path).open("rb") as file:
            file.seek(first)
            return file.read(limit)

    headers = read_headers(("model.safetensors",), read)
    assert not headers.note
    config = json.loads((folder / "config.json").read_text())
    request = CheckFit("o/m", dtype=dtype, length=length)
    return work_out(headers.tensors, config, request, 10**12)


def main(every: int = 1) -> int:
    """Print the table and the share within the goal."""
    import torch
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    assert torch
    root = Path(tempfile.mkdtemp(prefix="fit-"))
    rows: list[float] = []
    short = 0
    print(f"{'checkpoint':42}{'dtype':10}{'length':>7}{'file':>8}{'said':>8}{'found':>8}{'off':>8}")
    try:
        for one in MADE[::every]:
            folder = root / "model"
            in_a_child(lambda one=one, folder=folder: make(one, folder))  # type: ignore[misc]
            size = (folder / "model.safetensors").stat().st_size
            for dtype in DTYPES:
                for length in LENGTHS:
                    found = in_a_child(
                        lambda one=one, folder=folder, dtype=dtype, length=length: measure(  # type: ignore[misc]
                            one, folder, dtype, length
                        )
                    )
                    said = predict(folder, dtype, length).needed
                    off = said / found - 1
                    rows.append(off)
                    short += off < 0
                    print(
                        f"{one.label:42}{dtype:10}{length:>7}{size / 1e6:>8.1f}"
                        f"{said / 1e6:>8.1f}{found / 1e6:>8.1f}{off:>+8.1%}",
                        flush=True,
                    )
            shutil.rmtree(folder)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    within = sum(abs(off) <= GOAL for off in rows) / len(rows)
    print(f"{len(rows)} cases, within ±{GOAL:.0%}: {within:.1%} (goal {OF:.0%})")
    print(f"said too little in {short}")
    print(f"largest: {max(rows):+.1%} too much, {min(rows):+.1%} too little")
    return 0 if within >= OF else 1


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:2])))
