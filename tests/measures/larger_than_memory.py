"""A checkpoint three times as large as the memory it may have: this program against accelerate.

    python -m tests.measures.larger_than_memory [--gigabytes 4] [--rounds 7] [--accelerate PYTHON]
        [--experts]

A random Llama, or a Mixtral with 8 experts, is written (and removed at the end), and run whole
once. Then two processes with a
third of its size for the weights take turns, so that what else the machine does meets both: the
program's engine, with weights left on disk, and transformers with accelerate's `device_map`. In
half of the rounds the file is in the system's cache, in the others it was put out of it before.
Ends with 1 where a run takes longer than 1.1 times accelerate's, where the process holds more
memory than it may, or where a number is not that of the whole model.

`--accelerate` is a Python that has torch, transformers and accelerate; without it that half is left
out. Linux: how memory is counted, and how a file is put out of the cache.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Any

from tests.measures import history

MOST = 1.1
"""How much longer than accelerate's a run may take."""

LAYERS, TOKENS = 20, 24


EXPERTS = 8


def write(folder: Path, gigabytes: float, *, experts: bool) -> int:
    """A random Llama or Mixtral of about so many GB in float32; the bytes of its weights."""
    import torch
    import transformers

    # 12 h² numbers a layer: four projections, three of the feed-forward part or of each expert.
    parts = 4 + 8 * (EXPERTS if experts else 1)
    hidden = int((gigabytes * 1e9 / 4 / LAYERS / parts) ** 0.5) // 128 * 128
    fields: dict[str, Any] = {
        "vocab_size": 2048, "hidden_size": hidden, "intermediate_size": hidden * 8 // 3 // 16 * 16,
        "num_hidden_layers": LAYERS, "num_attention_heads": 16, "num_key_value_heads": 16,
    }  # fmt: skip
    torch.manual_seed(0)
    transformers.logging.disable_progress_bar()
    model: transformers.PreTrainedModel
    if experts:
        mixtral = transformers.MixtralConfig(**fields, num_local_experts=EXPERTS)
        model = transformers.MixtralForCausalLM(mixtral)
    else:
        model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**fields))
    model.save_pretrained(folder, max_shard_size="2GB")
    return sum(item.numel() * item.element_size() for item in model.parameters())


# -- one process -----------------------------------------------------------------------------------


def serve(kind: str, folder: str, limit: int) -> None:
    """Load in one way, then run for each line that is read: one line of JSON for each."""
    import torch

    torch.set_num_threads(1)
    ids = [list(range(3, 3 + TOKENS))]
    run = _engine(folder, limit) if kind == "program" else _plain(kind, folder, limit)
    run(ids)  # what a first run of a process does besides
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        if line.strip() == "cold":
            _put_out_of_cache(folder)
        started, busy = time.perf_counter(), time.process_time()
        digest = run(ids)
        took = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - busy}
        print(json.dumps(took | {"digest": digest, "peak": peak()}), flush=True)


def _engine(folder: str, limit: int) -> Any:
    from explorer import resources
    from explorer.engine import memory
    from explorer.engine.engine import Engine
    from explorer.protocol.model import LoadModel, Prepared
    from explorer.protocol.run import Run
    from tests.model.tiny import no_check, no_report

    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine(LoadModel(str(resources.path("models", "mini-world-copy"))), no_check, no_report)
    engine(Run(input_ids=((1, 2, 3),)), no_check, no_report)
    _base()
    memory.free_memory = lambda: limit
    request = LoadModel(folder, on_disk=True, release_first=True)
    engine(request, no_check, no_report)

    def run(ids: list[list[int]]) -> str:
        engine(Run(input_ids=tuple(map(tuple, ids))), no_check, no_report)
        return _digest(engine.loaded.run_outputs["logits"])

    return run


def _plain(kind: str, folder: str, limit: int) -> Any:
    """transformers alone, whole in memory or with accelerate's offloading."""
    import torch
    import transformers

    transformers.logging.disable_progress_bar()
    more: dict[str, Any] = {"disable_mmap": True}
    _base()
    if kind == "accelerate":
        # The share of the memory that the program gives to the weights, in accelerate's words.
        more = {"device_map": "auto", "max_memory": {"cpu": int(0.75 * limit)}}
        more["offload_folder"] = str(Path(folder, "offload"))
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, **more).eval()

    def run(ids: list[list[int]]) -> str:
        with torch.inference_mode():
            return _digest(model(input_ids=torch.tensor(ids), use_cache=False).logits)

    return run


def _digest(logits: Any) -> str:
    return hashlib.sha256(logits.contiguous().numpy().tobytes()).hexdigest()


_held = 0


def _base() -> None:
    """Remember what the process holds without the model; the largest counts from here."""
    global _held
    _held = _status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> int:
    """The most that the process held since, of what it did not hold before the model."""
    return _status("VmHWM") - _held


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


def _put_out_of_cache(folder: str) -> None:
    for file in Path(folder).glob("*.safetensors"):
        with file.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


# -- both ------------------------------------------------------------------------------------------


class Child:
    """A process that runs the model when it is asked to."""

    def __init__(self, python: str, kind: str, folder: Path, limit: int) -> None:
        command = [python, "-m", "tests.measures.larger_than_memory", "--serve", kind]
        command += ["--folder", str(folder), "--limit", str(limit)]
        # As the program starts, and with what malloc keeps for itself given back.
        own = {"OMP_WAIT_POLICY": "PASSIVE", "MALLOC_ARENA_MAX": "1", "PYTHONPATH": os.getcwd()}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | own
        )
        started = time.perf_counter()
        self._answer()
        self.loading = time.perf_counter() - started

    def run(self, cache: str) -> dict[str, Any]:
        """One run, with the file in the system's cache ("warm") or not ("cold")."""
        stream: IO[str] | None = self._process.stdin
        assert stream is not None
        stream.write(f"{cache}\n")
        stream.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"a process ended with {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def compare(folder: Path, limit: int, rounds: int, accelerate: str) -> int:
    """How many of the promises were not kept."""
    whole = Child(sys.executable, "whole", folder, limit)
    wanted = whole.run("warm")
    whole.close()
    print(f"whole: {wanted['seconds']:.2f} s a run, peak {wanted['peak'] / 1e6:.0f} MB", flush=True)
    children = {"program": Child(sys.executable, "program", folder, limit)}
    if accelerate:
        children["accelerate"] = Child(accelerate, "accelerate", folder, limit)
    wrong = 0
    for cache in ("warm", "cold"):
        taken: dict[str, list[dict[str, Any]]] = {name: [] for name in children}
        for number in range(rounds):
            # In turns first: what one has read, a virtual disk gives the other more quickly.
            order = list(children.items())
            for name, child in order if number % 2 else reversed(order):
                taken[name].append(child.run(cache))
        for name, runs in taken.items():
            seconds, busy = ([run[what] for run in runs] for what in ("seconds", "cpu"))
            highest = max(run["peak"] for run in runs)
            same = all(run["digest"] == wanted["digest"] for run in runs)
            print(
                f"{cache} {name:10}: {statistics.median(seconds):.2f} s a run "
                f"({min(seconds):.2f} to {max(seconds):.2f}), {statistics.median(busy):.2f} s of "
                f"the processor, peak {highest / 1e6:.0f} of {limit / 1e6:.0f} MB, the numbers are "
                f"{'the same' if same else 'OTHERS'}",
                flush=True,
            )
            history.note(f"{name}, {cache}", seconds, "s")
            if name == "program":
                wrong += highest > limit
                wrong += not same
        if accelerate:
            pairs = zip(taken["program"], taken["accelerate"], strict=True)
            ratios = [one["seconds"] / other["seconds"] for one, other in pairs]
            ratio = statistics.median(ratios)
            print(f"{cache}: {ratio:.2f} times accelerate's", flush=True)
            history.note(f"of accelerate's, {cache}", ratios, "times")
            wrong += ratio > MOST
    for child in children.values():
        child.close()
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--accelerate", default="")
    parser.add_argument("--experts", action="store_true", help="a Mixtral instead of a Llama")
    parser.add_argument("--serve", default="")
    parser.add_argument("--folder", default="")
    parser.add_argument("--limit", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve, arguments.folder, arguments.limit)
        return 0
    with tempfile.TemporaryDirectory(prefix="larger-than-memory-") as place:
        bytes_ = write(Path(place), arguments.gigabytes, experts=arguments.experts)
        print(f"{bytes_ / 1e9:.2f} GB of weights", flush=True)
        wrong = compare(Path(place), bytes_ // 3, arguments.rounds, arguments.accelerate)
    history.append("larger_than_memory")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
