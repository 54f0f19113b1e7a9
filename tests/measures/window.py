"""Measures that a test must not assert, printed as ratios within one run.

`python -m tests.measures.window [--pairs N] [--runs N]`: start-up against a bare window,
preparation against naive imports, and the longest gap of a 5 ms timer on the GUI thread while the
lanes work. Every measurement is a process of its own; the sides of a ratio alternate.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.measures import history
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
BERT_BASE = "bert-base, random weights"


# -- one process each ------------------------------------------------------------------------


def ready_app() -> None:
    """Print the seconds from the request to a prepared engine, in the lane's thread."""
    from PySide6.QtWidgets import QApplication

    from explorer.__main__ import start

    window = start(["--empty", "--profile", os.environ["MEASURE_FOLDER"]])
    began = time.perf_counter()

    def look() -> None:
        if window.prepared is not None:
            _print(seconds=time.perf_counter() - began)
            os._exit(0)

    window.model.changed.connect(look)
    QApplication.exec()


def ready_naive() -> None:
    """The same imports as the lane makes, in a plain thread of a process with a Qt window."""
    from PySide6.QtCore import QThread
    from PySide6.QtWidgets import QApplication, QLabel

    class Importing(QThread):
        def run(self) -> None:
            import torch  # noqa: F401
            import transformers  # noqa: F401
            from transformers import AutoConfig, AutoModel, AutoTokenizer  # noqa: F401
            from transformers.models.bert import modeling_bert  # noqa: F401
            from transformers.models.gpt2 import modeling_gpt2  # noqa: F401

            import explorer.engine.engine  # noqa: F401

            _print(seconds=time.perf_counter() - began)
            os._exit(0)

    application = QApplication([])
    label = QLabel("importing")
    label.show()
    application.processEvents()
    began = time.perf_counter()
    thread = Importing()
    thread.start()
    QApplication.exec()


def gaps() -> None:
    """Print the longest gap of a 5 ms timer in each phase of a session, in milliseconds."""
    from PySide6.QtCore import Qt, QTimer

    from explorer.__main__ import start
    from explorer.protocol.config import ConfigEdit
    from explorer.protocol.job import Request
    from explorer.protocol.model import (
        CreateModel,
        CreateRandomCopy,
        LoadModel,
        SaveModel,
        UnloadModel,
    )
    from explorer.protocol.run import Run

    folder = Path(os.environ["MEASURE_FOLDER"])
    window = start(["--empty", "--profile", str(folder / "profile"), "--size", "1440x900"])
    worst: dict[str, float] = {}
    last = [time.perf_counter()]
    phase = ["start"]

    def tick() -> None:
        now = time.perf_counter()
        gap = (now - last[0]) * 1000
        worst[phase[0]] = max(worst.get(phase[0], 0.0), gap)
        last[0] = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(5)
    timer.timeout.connect(tick)

    def measured(name: str, *requests: Request) -> None:
        phase[0], last[0] = name, time.perf_counter()
        for request in requests:
            window.send(request)
            until(lambda: not window.model.jobs)
            failure = window.message_bar.failure
            if failure is not None:
                raise RuntimeError(failure.details or failure.sentence)
        pause(0.1)

    def pause(seconds: float) -> None:
        end = time.perf_counter() + seconds
        until(lambda: time.perf_counter() > end)

    timer.start()
    phase[0], last[0] = "prepare", time.perf_counter()
    until(lambda: window.prepared is not None)
    phase[0], last[0] = "idle", time.perf_counter()
    pause(0.5)
    model = Path(next(action.data()[0] for action in window.actions_.bundled))
    measured("load bundled", LoadModel(str(model)))
    measured("run bundled", *[Run(texts=("The capital of France is [MASK].",))] * 5)
    measured("twin", CreateRandomCopy())
    measured("save bundled", SaveModel(str(folder / "small"), replace=True))
    measured("create 110 M", CreateModel(ConfigEdit("bert", "BertForMaskedLM"), 0))
    measured("save 110 M", SaveModel(str(folder / "base"), replace=True))
    measured("unload 110 M", UnloadModel())
    measured("load 110 M", LoadModel(str(folder / "base")))
    ids = tuple(range(1000, 1128))
    measured("run 110 M", *[Run(input_ids=(ids,))] * 3)
    measured("unload again", UnloadModel())
    timer.stop()
    _print(worst=worst)
    window.close()
    os._exit(0)


def _print(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


# -- the runs and what they say --------------------------------------------------------------


def process(name: str, folder: Path, module: str = "window", **more: str) -> dict[str, object]:
    """Run a function of `tests.<module>` in a fresh interpreter and read what it printed."""
    environment = dict(
        os.environ,
        QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        MEASURE_FOLDER=str(folder),
        MEASURE_SPAWNED=str(time.time()),
        # An installed program was compiled at installation; a checkout is, at its first start.
        PYTHONPYCACHEPREFIX=str(folder / "compiled"),
        **more,
    )
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", f"from tests.measures import {module}; {module}.{name}()"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    lines = done.stdout.strip().splitlines()
    if not lines:
        raise RuntimeError(f"{name} printed nothing:\n{done.stderr}")
    return dict(json.loads(lines[-1]))


def ratio(
    title: str, pairs: int, ours: Callable[[], float], theirs: Callable[[], float], goal: float
) -> bool:
    """Alternate both sides and print the median of the ratios of each pair."""
    ours(), theirs()  # the first of each reads files from the disk
    found = []
    both: list[tuple[float, float]] = []
    for _ in range(pairs):
        one, other = ours(), theirs()
        both.append((one, other))
        found.append(one / other)
    middle = statistics.median(found)
    mine, bare = (statistics.median(side) for side in zip(*both, strict=True))
    good = middle <= goal
    history.note(title, found, "x")
    print(
        f"{title}: {middle:.2f}x (goal <= {goal}x, {'met' if good else 'MISSED'}); "
        f"{mine:.2f} s against {bare:.2f} s; pairs from {min(found):.2f}x to {max(found):.2f}x"
    )
    return good


def first_paint(pairs: int, folder: Path) -> bool:
    """The program's first paint against that of a bare window with as many widgets."""
    first = process("app", folder, "first_paint")
    print(f"imported at first paint: {first['heavy'] or 'neither torch nor transformers'}")
    count = str(first["widgets"])
    alike = {"MEASURE_KINDS": json.dumps(first["kinds"]), "MEASURE_WIDGETS": count}

    def app() -> float:
        return float(str(process("app", folder, "first_paint")["seconds"]))

    def bare() -> float:
        return float(str(process("bare", folder, "first_paint", **alike)["seconds"]))

    title = f"first paint against a bare window with the same {count} widgets"
    return ratio(title, pairs, app, bare, 1.2) and not first["heavy"]


def main(argv: Sequence[str] | None = None) -> int:
    """Print all measures; exit status 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--paint", action="store_true", help="the first paint alone")
    options = parser.parse_args(argv)
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good &= first_paint(options.pairs, folder)
        if options.paint:
            history.append("window")
            return 0 if good else 1
        good &= ratio(
            "engine ready against naive imports",
            max(3, options.pairs // 2),
            lambda: float(str(process("ready_app", folder)["seconds"])),
            lambda: float(str(process("ready_naive", folder)["seconds"])),
            0.8,
        )
        runs = []
        for _ in range(options.runs):
            told = process("gaps", folder)
            runs.append(told["worst"])
        print(f"longest gap of a 5 ms timer on the GUI thread, ms over {options.runs} runs:")
        for phase in runs[0]:  # type: ignore[attr-defined]
            values = sorted(run[phase] for run in runs)  # type: ignore[index]
            middle = statistics.median(values)
            met = middle <= 50
            history.note(f"longest gap, {phase}", values)
            good &= met
            print(
                f"  {phase:16} median {middle:5.1f}  from {values[0]:5.1f} to {values[-1]:5.1f}  "
                f"({'met' if met else 'MISSED'}: <= 50)"
            )
    history.append("window")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
