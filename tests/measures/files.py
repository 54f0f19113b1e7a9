"""Measures of loading and unloading that a test must not assert, as ratios within one process.

`python -m tests.measures.files [--pairs N] [--stops N] [--rounds N]`: load and first forward of a
model of 110 million parameters against bare `from_pretrained` and forward (and bare against bare,
for the spread), in seconds of the processor and by the clock; how long a stop of a load takes; how
much memory is left after unloading; how long the window is frozen in that time. Others may use the
machine too: how busy they kept it is told, and processor time is what a busy machine changes least.
Run it again when the machine is quiet; it takes about six minutes.
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

from tests.measures import history

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
_PLACE = tempfile.mkdtemp(prefix="measure-")
os.environ["HF_HUB_CACHE"] = f"{_PLACE}/cache"  # one model is in a cache, one in a folder

import torch  # noqa: E402

from explorer.engine import forward  # noqa: E402
from explorer.engine import memory as release  # noqa: E402
from explorer.engine.engine import Engine  # noqa: E402
from explorer.features.attention.protocol import AttentionRequest  # noqa: E402
from explorer.protocol.config import ConfigEdit  # noqa: E402
from explorer.protocol.job import Stopped  # noqa: E402
from explorer.protocol.model import CreateModel, LoadModel, Prepared, UnloadModel  # noqa: E402
from explorer.protocol.run import Run  # noqa: E402

IDS = tuple(range(1000, 1128))
CACHED = Path(_PLACE) / "cache" / "base"
READ = Path(_PLACE) / "folder" / "base"


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


class Others:
    """How busy other programs kept the machine since this was made."""

    def __init__(self) -> None:
        self._wall, self._busy, self._own = time.perf_counter(), self._machine(), self._mine()

    @staticmethod
    def _machine() -> float:
        import psutil

        times = psutil.cpu_times()
        return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))

    @staticmethod
    def _mine() -> float:
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    def told(self) -> str:
        """Cores that others used, on average."""
        wall = time.perf_counter() - self._wall
        others = max(0.0, self._machine() - self._busy - (self._mine() - self._own)) / wall
        return f"others used {others:.1f} of {os.cpu_count()} cores meanwhile"


def fresh() -> Engine:
    """An engine without a model."""
    return Engine(Prepared("", "", ("cpu",), 1, 0.0))


def make(place: Path) -> None:
    """Write bert-base with random weights into `cache/base` and `folder/base` of a folder.

    Without the note that it is random.
    """
    engine = fresh()
    engine(CreateModel(ConfigEdit("bert", "BertForMaskedLM"), 0), nothing, nothing)
    for folder in (place / "cache" / "base", place / "folder" / "base"):
        folder.mkdir(parents=True)
        engine.loaded.model.save_pretrained(folder)
    engine(UnloadModel(), nothing, nothing)


Seconds = tuple[float, float]
"""Seconds of the processor, and by the clock."""


def now() -> Seconds:
    """The two clocks."""
    return time.process_time(), time.perf_counter()


def since(started: Seconds) -> Seconds:
    """What went by."""
    own, wall = now()
    return own - started[0], wall - started[1]


def bare(folder: Path) -> Seconds:
    """Seconds of `from_pretrained` and one forward, the weights copied as the engine copies them.

    One that maps its file is faster, and a file that shrinks meanwhile ends the process.
    """
    from transformers import AutoModelForMaskedLM

    started = now()
    model = AutoModelForMaskedLM.from_pretrained(folder, disable_mmap=True)
    with torch.inference_mode():
        model(input_ids=torch.tensor([IDS]), attention_mask=torch.ones(1, len(IDS)))
    seconds = since(started)
    release.release(model)
    del model
    gc.collect()
    release.trim()
    return seconds


def ours(folder: Path) -> Seconds:
    """Seconds of the engine's load and first forward."""
    engine = fresh()
    started = now()
    engine(LoadModel(str(folder)), nothing, nothing)
    ids = torch.tensor([IDS])
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    forward.forward(engine.loaded.model, inputs, nothing)
    seconds = since(started)
    engine(UnloadModel(), nothing, nothing)
    gc.collect()
    return seconds


def paired(
    title: str, pairs: int, one: Callable[[], Seconds], other: Callable[[], Seconds]
) -> float:
    """Print the median ratios of alternating pairs, and return that of the processor's time.

    The order changes with each pair.
    """
    one(), other()
    ratios, clocks, seconds = [], [], []
    for number in range(pairs):
        if number % 2:
            second, first = other(), one()
        else:
            first, second = one(), other()
        ratios.append(first[0] / second[0])
        clocks.append(first[1] / second[1])
        seconds.append(first[0])
    middle = statistics.median(ratios)
    history.note(title.strip(), ratios, "x")
    print(
        f"{title}: {middle:.3f}x; pairs from {min(ratios):.2f}x to {max(ratios):.2f}x; by the "
        f"clock {statistics.median(clocks):.3f}x; {statistics.median(seconds):.2f} s of one core",
        flush=True,
    )
    return middle


def stops(times: int, folder: Path) -> float:
    """Print and return the longest time from the stop to the end of a load, in milliseconds."""
    dice = random.Random(0)
    started = time.perf_counter()
    fresh()(LoadModel(str(folder)), nothing, nothing)
    for _ in range(2):  # the first imports what stays
        started = time.perf_counter()
        fresh()(LoadModel(str(folder)), nothing, nothing)
        whole = time.perf_counter() - started
    waits: list[float] = []
    for _ in range(times * 5):
        if len(waits) >= times:
            break
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
    if waits:
        history.note("stop of a load", waits)
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
    for title, folder in (("cache", CACHED), ("folder", READ)):
        for _ in range(3):  # the first brings in what stays: modules, thread pools
            gc.collect()
            release.trim()
            before = process.memory_info().rss
            engine = fresh()
            engine(LoadModel(str(folder)), nothing, nothing)
            engine(Run(input_ids=(IDS,)), nothing, nothing)
            engine(AttentionRequest(), nothing, nothing)
            held = process.memory_info().rss
            engine(UnloadModel(), nothing, nothing)
            gc.collect()
            release.trim()
            after = process.memory_info().rss
        share = (after - before) / before
        worst = max(worst, share)
        history.note(f"memory kept after unloading ({title})", [share], "of it")
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
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(argv)
    import shutil

    import transformers

    from tests.measures import files_gaps

    others = Others()

    torch.set_num_threads(1)
    transformers.logging.set_verbosity(100)
    transformers.logging.disable_progress_bar()
    try:
        make(Path(_PLACE))
        worst = stops(options.stops, READ)
        gap = files_gaps.measure(Path(_PLACE), options.rounds)
        left = memory()
        ratio = paired(
            "load and first forward, from the cache, against bare",
            options.pairs,
            lambda: ours(CACHED),
            lambda: bare(CACHED),
        )
        paired(
            "  bare against bare (the spread)",
            options.pairs,
            lambda: bare(CACHED),
            lambda: bare(CACHED),
        )
        paired(
            "load and first forward, from a folder, against bare",
            options.pairs,
            lambda: ours(READ),
            lambda: bare(READ),
        )
    finally:
        shutil.rmtree(_PLACE, ignore_errors=True)
    history.append("files")
    print(others.told())
    met = worst <= 250 and left <= 0.05 and ratio <= 1.02 and gap <= files_gaps.GOAL_MS
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
