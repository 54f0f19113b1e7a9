"""What it costs each step of a training that the window shows it.

`python -m tests.measures.training_overhead [--pairs 5] [--steps 500]`: the real window at
1440 x 900 with the Train tab in sight, the small model and the usual settings of "Teach one
yourself": losses, exam, samples and snapshots included. Against it the bare loop: the exported
Python of that training in a fresh process, timed from its first step to its last. They run in
turns, and the losses of both must be the same numbers.
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
from typing import Any

from PySide6.QtCore import QEventLoop

from tests.fresh_python import installed
from tests.measures import history
from tests.waiting import until

GOAL = 1.05

_BEFORE, _AFTER = "losses = []", "student.eval()"
_BEGIN = "import time; _clock, _processor = time.perf_counter(), time.process_time()"
_END = "_used = [time.perf_counter() - _clock, time.process_time() - _processor]"
_PRINT = "import json; print('USED', json.dumps([_used, losses]))"


def main(argv: Sequence[str] | None = None) -> int:
    """Print seconds for each step and their ratios; 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--steps", type=int, default=500)
    arguments = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        shown, bare = _pairs(Path(folder), arguments.pairs, arguments.steps)
    middle = []
    for number, name in enumerate(
        ("by the clock", "of the processor", "by the clock, of the steps alone")
    ):
        window, loop = [pair[number] for pair in shown], [pair[number] for pair in bare]
        ratios = [one / other for one, other in zip(window, loop, strict=True)]
        middle.append(statistics.median(ratios))
        history.note(f"a step beside the bare loop, {name}", ratios, "×")
        print(
            f"{name}: {1000 * statistics.median(window):.2f} ms a step in the window, "
            f"{1000 * statistics.median(loop):.2f} ms bare; {middle[-1]:.3f}×, "
            f"{min(ratios):.3f} to {max(ratios):.3f} of {len(ratios)} pairs"
        )
    history.append("training_overhead")
    return int(middle[0] > GOAL)


Used = tuple[float, float, float]
"""Seconds for each step: by the clock, of the processor, and by the clock without exams."""


def _pairs(folder: Path, pairs: int, steps: int) -> tuple[list[Used], list[Used]]:
    from explorer.__main__ import start
    from explorer.features.python import code
    from explorer.features.training.protocol import ContinueTraining, TrainingFinished

    window = start(["--empty", "--profile", str(folder / "profile"), "--size", "1440x900"])
    until(lambda: window.prepared is not None)
    training = window.workbench.training
    tab, run = training.tab, training.tab.run
    training.teach()
    until(lambda: tab.foot.main.isEnabled() and not window.model.jobs)
    pause(0.6)
    until(lambda: not window.model.jobs)  # the trial steps
    tab.form.form.steps.setValue(steps)
    shown: list[Used] = []
    bare: list[Used] = []
    for _ in range(pairs):
        pause(0.6)
        until(lambda: not window.model.jobs)
        tab.start()
        _on(run.progressed, lambda: run.stage == "running" and run.progress and run.progress.step)
        assert run.progress is not None
        began = (run.progress.step, time.perf_counter(), time.process_time())
        _on(run.changed, lambda: run.stage == "ended")
        made = run.progress.step - began[0]
        clock, processor = time.perf_counter() - began[1], time.process_time() - began[2]
        shown.append((clock / made, processor / made, run.progress.seconds / steps))
        assert run.started is not None
        finished = TrainingFinished(run.started, run.progress, "steps")
        used, losses = _bare(code(ContinueTraining(run.started.training), finished, None), folder)
        assert losses == run.progress.losses.tolist(), "the bare loop trains something else"
        bare.append((used[0] / steps, used[1] / steps, used[0] / steps))
    window.close()
    return shown, bare


def _on(signal: Any, fact: Callable[[], object]) -> None:
    """Run the event loop until the signal comes and the fact holds.

    Nothing is looked at meanwhile: a look each few milliseconds would itself slow the steps down.
    """
    loop = QEventLoop()
    connection = signal.connect(lambda: loop.quit() if fact() else None)
    loop.exec()
    signal.disconnect(connection)


def pause(seconds: float) -> None:
    """Let the window live for a while."""
    end = time.perf_counter() + seconds
    until(lambda: time.perf_counter() > end)


def _bare(text: str, folder: Path) -> tuple[tuple[float, float], list[float]]:
    """Run the exported Python in an interpreter of its own: its seconds, and its losses."""
    lines = text.splitlines()
    first = lines.index(_BEFORE)
    last = len(lines) - 1 - lines[::-1].index(_AFTER)
    timed = [*lines[:first], _BEFORE, _BEGIN, *lines[first + 1 : last], _END, *lines[last:], _PRINT]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(timed)],
        capture_output=True,
        text=True,
        cwd=folder,
        env=installed(),
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("USED"))
    (clock, processor), losses = json.loads(line.removeprefix("USED"))
    return (clock, processor), losses


if __name__ == "__main__":
    sys.exit(main())
