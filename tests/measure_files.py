"""Measures of loading and unloading that a test must not assert, as ratios within one process.

`python -m tests.measure_files [--pairs N]`: load and first forward of a model of 110 million
parameters against bare `from_pretrained` and forward (and bare against bare, for the spread), in
seconds of the processor, because others use this machine too; how long a stop of a load takes; how
much memory is left after unloading.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
_PLACE = tempfile.mkdtemp(prefix="measure-")
os.environ["HF_HUB_CACHE"] = f"{_PLACE}/cache"  # models in it are mapped, as those of the Hub are

import torch  # noqa: E402

from explorer.messages.config import ConfigEdit  # noqa: E402
from explorer.messages.inference import Run  # noqa: E402
from explorer.messages.job import Stopped  # noqa: E402
from explorer.messages.model import CreateModel, LoadModel, Prepared, UnloadModel  # noqa: E402
from explorer.messages.views.attention import LookAtAttention  # noqa: E402
from explorer.model import forward, release  # noqa: E402
from explorer.model.engine import Engine  # noqa: E402

IDS = tuple(range(1000, 1128))
MAPPED = Path(_PLACE) / "cache" / "base"
READ = Path(_PLACE) / "folder" / "base"


def nothing(*words: object, **more: object) -> None:
    """Stands in for check and report."""


def fresh() -> Engine:
    """An engine without a model."""
    return Engine(Prepared("", "", ("cpu",), 1, 0.0))


def make() -> None:
    """Write bert-base with random weights, without the note that it is random."""
    engine = fresh()
    engine(CreateModel(ConfigEdit("bert", "BertForMaskedLM"), 0), nothing, nothing)
    for folder in (MAPPED, READ):
        folder.mkdir(parents=True)
        engine.loaded.model.save_pretrained(folder)
    engine(UnloadModel(), nothing, nothing)


def bare(folder: Path, *, mapped: bool) -> float:
    """Seconds of `from_pretrained` and one forward, as one writes them."""
    from transformers import AutoModelForMaskedLM

    started = time.process_time()
    more: dict[str, Any] = {} if mapped else {"disable_mmap": True}
    model = AutoModelForMaskedLM.from_pretrained(folder, **more)
    with torch.inference_mode():
        model(input_ids=torch.tensor([IDS]), attention_mask=torch.ones(1, len(IDS)))
    seconds = time.process_time() - started
    release.release(model)
    del model
    gc.collect()
    release.trim()
    return seconds


def ours(folder: Path) -> float:
    """Seconds of the engine's load and first forward."""
    engine = fresh()
    started = time.process_time()
    engine(LoadModel(str(folder)), nothing, nothing)
    ids = torch.tensor([IDS])
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    forward.forward(engine.loaded.model, inputs, nothing)
    seconds = time.process_time() - started
    engine(UnloadModel(), nothing, nothing)
    gc.collect()
    return seconds


def paired(title: str, pairs: int, one: Callable[[], float], other: Callable[[], float]) -> float:
    """Print and return the median ratio of alternating pairs; the order changes with each."""
    one(), other()
    ratios, seconds = [], []
    for number in range(pairs):
        if number % 2:
            second, first = other(), one()
        else:
            first, second = one(), other()
        ratios.append(first / second)
        seconds.append(first)
    middle = statistics.median(ratios)
    print(
        f"{title}: {middle:.3f}x; pairs from {min(ratios):.2f}x to {max(ratios):.2f}x; "
        f"{statistics.median(seconds):.2f} s of one core",
        flush=True,
    )
    return middle


def stops(times: int, folder: Path) -> float:
    """Print and return the longest time from the stop to the end of a load, in milliseconds."""
    dice = random.Random(0)
    started = time.perf_counter()
    fresh()(LoadModel(str(folder)), nothing, nothing)
    whole = time.perf_counter() - started
    waits = []
    for _ in range(times):
        engine, stop, set_at = fresh(), threading.Event(), 0.0

        def check(stop: threading.Event = stop) -> None:
            if stop.is_set():
                raise Stopped

        def press(stop: threading.Event = stop) -> None:
            nonlocal set_at
            set_at = time.perf_counter()
            stop.set()

        timer = threading.Timer(dice.uniform(0, whole), press)
        timer.start()
        try:
            engine(LoadModel(str(folder)), check, nothing)
        except Stopped:
            waits.append((time.perf_counter() - set_at) * 1000)
        timer.cancel()
        timer.join()
        del engine
        gc.collect()
    worst = max(waits, default=0.0)
    middle = statistics.median(waits) if waits else 0.0
    print(
        f"stop of a load of 438 MB: median {middle:.0f} ms, longest {worst:.0f} ms over "
        f"{len(waits)} stops that met the load (goal <= 250 ms)",
        flush=True,
    )
    return worst


def memory() -> float:
    """Print and return the largest share of memory that is not given back by unloading."""
    import psutil

    process, worst = psutil.Process(), 0.0
    for title, folder in (("mapped", MAPPED), ("read", READ)):
        for _ in range(3):  # the first brings in what stays: modules, thread pools
            gc.collect()
            release.trim()
            before = process.memory_info().rss
            engine = fresh()
            engine(LoadModel(str(folder)), nothing, nothing)
            engine(Run(input_ids=(IDS,)), nothing, nothing)
            engine(LookAtAttention(), nothing, nothing)
            held = process.memory_info().rss
            engine(UnloadModel(), nothing, nothing)
            gc.collect()
            release.trim()
            after = process.memory_info().rss
        share = (after - before) / before
        worst = max(worst, share)
        print(
            f"unload ({title}): {before / 1e6:.0f} MB before, {held / 1e6:.0f} MB with the model, "
            f"{after / 1e6:.0f} MB after: {share:+.1%} (goal within 5 %)",
            flush=True,
        )
    return worst


def main(argv: Sequence[str] | None = None) -> int:
    """Print every measure; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--stops", type=int, default=20)
    options = parser.parse_args(argv)
    import shutil

    import transformers

    torch.set_num_threads(1)
    transformers.logging.set_verbosity(100)
    transformers.logging.disable_progress_bar()
    try:
        make()
        worst = stops(options.stops, READ)
        left = memory()
        ratio = paired(
            "load and first forward, mapped, against bare",
            options.pairs,
            lambda: ours(MAPPED),
            lambda: bare(MAPPED, mapped=True),
        )
        paired(
            "  bare against bare (the spread)",
            options.pairs,
            lambda: bare(MAPPED, mapped=True),
            lambda: bare(MAPPED, mapped=True),
        )
        paired(
            "load and first forward, read whole, against bare with disable_mmap",
            options.pairs,
            lambda: ours(READ),
            lambda: bare(READ, mapped=False),
        )
    finally:
        shutil.rmtree(_PLACE, ignore_errors=True)
    return 0 if worst <= 250 and left <= 0.05 and ratio <= 1.02 else 1


if __name__ == "__main__":
    sys.exit(main())
