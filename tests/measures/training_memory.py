"""What training takes, predicted and measured.

    python -m tests.measures.training_memory [--only NUMBER]

Each case is a process of its own: a random model is made, what its training will take is counted as
the window counts it, three steps are made, and the largest memory that the process held is compared
(Linux: VmHWM, set back before). Ends with 1 where a prediction is more than 15 % off.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.features.training.protocol import BundledData, BundledName, TrainingSettings
from tests.measures import history

if TYPE_CHECKING:
    from explorer.features.training.compute.requests import TrainingPart

MOST = 0.15

_BERT = {"vocab_size": 2000, "hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 6}
_GPT2 = {"vocab_size": 2000, "n_embd": 384, "n_layer": 6, "n_head": 6, "n_positions": 128}
_LLAMA = {
    "vocab_size": 2000,
    "hidden_size": 384,
    "num_hidden_layers": 6,
    "num_attention_heads": 6,
    "num_key_value_heads": 2,
    "intermediate_size": 1024,
}
Case = tuple[str, str, dict[str, Any], BundledName, int, int]
CASES: list[Case] = [
    # model type, class, config, data, batch size, length
    ("bert", "BertForMaskedLM", _BERT, "capitals", 16, 32),
    ("bert", "BertForMaskedLM", _BERT, "capitals", 64, 32),
    ("bert", "BertForMaskedLM", _BERT | {"vocab_size": 30522}, "world", 32, 32),
    ("bert", "BertForMaskedLM", _BERT | {"hidden_size": 768}, "capitals", 8, 32),
    ("bert", "BertForSequenceClassification", _BERT, "reviews", 32, 32),
    ("distilbert", "DistilBertForMaskedLM", {"vocab_size": 2000, "dim": 384, "n_heads": 6},
     "capitals", 32, 32),
    ("roberta", "RobertaForMaskedLM", _BERT, "capitals", 32, 32),
    ("electra", "ElectraForMaskedLM", _BERT, "capitals", 32, 32),
    ("gpt2", "GPT2LMHeadModel", _GPT2, "stories", 8, 128),
    ("gpt2", "GPT2LMHeadModel", _GPT2 | {"vocab_size": 20000}, "stories", 4, 96),
    ("llama", "LlamaForCausalLM", _LLAMA, "stories", 8, 96),
    ("gpt_neox", "GPTNeoXForCausalLM", {**_LLAMA, "intermediate_size": 1536}, "stories", 8, 96),
]  # fmt: skip


def measure(case: Case) -> tuple[int, int]:
    """Bytes that are predicted, and that were taken, in this process.

    A small model is trained before, as a first training loads some 30 MB of code besides.
    """
    import torch

    from explorer import resources
    from explorer.engine.engine import Engine
    from explorer.features.training.compute.requests import TrainingPart
    from explorer.protocol.config import ConfigEdit
    from explorer.protocol.model import AttachTokenizer, CreateModel, LoadModel, Prepared
    from tests.model.tiny import no_check, no_report

    torch.set_num_threads(1)
    kind, name, config, data, batch, length = case
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    of = {"stories": "gpt2", "reviews": "sentiment"}.get(data, "bert")
    path = str(resources.path("models", f"mini-world-{of}"))
    part = engine.part(TrainingPart)
    engine(LoadModel(path), no_check, no_report)
    _trained(part, data, TrainingSettings(steps=50, batch_size=2))
    engine(CreateModel(ConfigEdit(kind, name, json.dumps(config))), no_check, no_report)
    engine(AttachTokenizer(path), no_check, no_report)
    settings = TrainingSettings(steps=50, batch_size=batch, length=length)
    return _trained(part, data, settings)


def _trained(part: TrainingPart, data: BundledName, settings: TrainingSettings) -> tuple[int, int]:
    from tests.model.tiny import no_check, no_report

    prepared = part.prepare(BundledData(data), "", settings, no_check, no_report)
    held = _status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    learner, _, _ = part.learner(prepared)
    need = part.need(learner, no_check)
    for _ in range(3):
        learner.make_step(no_check)
    return need.total, _status("VmHWM") - held


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", type=int, default=-1)
    parser.add_argument("--child", type=int, default=-1)
    arguments = parser.parse_args()
    if arguments.child >= 0:
        print(json.dumps(measure(CASES[arguments.child])))
        return 0
    numbers = range(len(CASES)) if arguments.only < 0 else [arguments.only]
    wrong = 0
    for number in numbers:
        # What malloc keeps for itself would be counted as the training's.
        own = {**os.environ, "MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "0"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.measures.training_memory", "--child", str(number)],
            capture_output=True,
            text=True,
            env=own,
        )
        if done.returncode:
            print(done.stderr[-2000:])
            wrong += 1
            continue
        predicted, taken = json.loads(done.stdout.splitlines()[-1])
        off = predicted / taken - 1
        wrong += abs(off) > MOST
        history.note(f"off in case {number}", [abs(off)], "of it")
        _, name, _, data, batch, length = CASES[number]
        print(
            f"{number:2} {name:32} {data:9} {batch:3} × {length:3}: predicted "
            f"{predicted / 1e6:7.1f} MB, taken {taken / 1e6:7.1f} MB, {off:+.1%}",
            flush=True,
        )
    history.append("training_memory")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
