"""A table of texts by one process and by two workers: how much sooner, and is it the same?

    python -m tests.measures.workers [--texts 500] [--rounds 3]

The model is a random BERT of 110 million weights, in a folder that is removed at the end. One
process computes with one thread, as each worker does, because only then can its numbers be the
same; what one process takes with a thread for each core is printed beside it. A worker takes some
seconds to begin, once for a model: the first table of two workers is printed for itself, the
others take turns with one process. Ends with 1 where a digit differs, or where two workers are
less than 1.6 times as fast.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.measures import history

LEAST = 1.6
"""How many times as fast two workers have to be."""

WORDS = 60
"""Of each text."""


def write(folder: Path) -> None:
    """A classifier as large as BERT-base, with the tokenizer of a bundled model."""
    import torch
    import transformers

    from explorer import resources

    transformers.logging.disable_progress_bar()
    bundled = resources.path("models", "mini-world-sentiment")
    tokenizer = transformers.AutoTokenizer.from_pretrained(bundled)
    torch.manual_seed(0)
    model = transformers.BertForSequenceClassification(transformers.BertConfig())
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def measure(folder: Path, texts: int, rounds: int) -> int:
    """How many of the promises were not kept."""
    import torch

    from explorer.engine.engine import Engine
    from explorer.features.text_table.protocol import (
        ReadTexts,
        RunTexts,
        TextsRead,
        TextTableResult,
    )
    from explorer.protocol.model import LoadModel, Prepared
    from tests.model.tiny import no_check, no_report

    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine(LoadModel(str(folder)), no_check, no_report)
    words = ("the", "hotel", "was", "so", "great", "and", "the", "food", "was", "not", "bad", ".")
    lines = [" ".join(words[(n + i) % len(words)] for i in range(WORDS)) for n in range(texts)]
    table = engine(ReadTexts(pasted="\n".join(lines)), no_check, no_report)
    assert isinstance(table, TextsRead)

    def run(workers: int, threads: int) -> tuple[float, TextTableResult]:
        torch.set_num_threads(threads)
        started = time.perf_counter()
        result = engine(RunTexts(engine.loaded.serial, table, workers), no_check, no_report)
        assert isinstance(result, TextTableResult)
        return time.perf_counter() - started, result

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    run(1, 1)  # what a first run of a process does besides
    first, begun = run(2, 2)
    print(f"two workers, one of them begun meanwhile: {first:.1f} s {begun.workers_note}")
    taken: dict[str, list[float]] = {"one thread": [], "two workers": [], "all threads": []}
    answers: dict[str, set[str]] = {name: set() for name in taken}
    wrong = 0
    for number in range(rounds):
        order = [("one thread", 1, 1), ("two workers", 2, 2), ("all threads", 1, cores or 1)]
        for name, workers, threads in order if number % 2 else reversed(order):
            seconds, result = run(workers, threads)
            taken[name].append(seconds)
            answers[name].add(repr(result.answers))
            wrong += result.workers != workers
            print(f"{name}: {seconds:.2f} s", flush=True)
    engine.replace(None)
    same = answers["one thread"] == answers["two workers"] and len(answers["one thread"]) == 1
    print(f"{texts} texts: the digits are {'the same' if same else 'OTHERS'}")
    for name in ("one thread", "all threads"):
        pairs = zip(taken[name], taken["two workers"], strict=True)
        ratios = [one / two for one, two in pairs]
        ratio = statistics.median(ratios)
        print(f"two workers are {ratio:.2f} times as fast as one process with {name}")
        history.note(f"two workers of one process, {name}", [1 / each for each in ratios], "times")
        wrong += name == "one thread" and ratio < LEAST
    return wrong + (not same)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="workers-") as place:
        write(Path(place))
        wrong = measure(Path(place), arguments.texts, arguments.rounds)
    history.append("workers")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
