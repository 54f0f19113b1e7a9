"""How long the window is frozen while a model learns, and while its snapshots are scrubbed.

`python -m tests.measures.training [--steps N] [--follow]`: the real window at 1440 x 900, the small
model of "Teach one yourself", gaps as in `tests.measures.files_gaps`: by the clock, the GUI
thread's own work, and what the program is to blame for on a busy machine. Also how long each
snapshot takes to be shown, in the timeline and above a run, and how long Pause and Stop take from
the click to the words that it is held, or has ended, at random moments: by the clock, and in
seconds of the processor, which count where the machine is busy. `--follow` names the longest
events.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.measures import history
from tests.measures.files_gaps import GOAL_MS, Event, Gap, Watch, follow_events
from tests.waiting import until


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where a gap is longer than the goal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--follow", action="store_true")
    arguments = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        worst, scrubbed, held = _session(Path(folder), arguments.steps, follow=arguments.follow)
    for phase, (by_clock, ours) in worst.items():
        history.note(f"longest gap, {phase}", [ours.ours])
        print(f"{phase:<28} {_told(by_clock)}   to blame for {ours.ours:.0f} ms")
        for line in ours.events:
            print(f"{'':<30}{line}")
    for name, times in scrubbed.items():
        history.note(name, [1000 * seconds for seconds in times])
        middle, most = statistics.median(times) * 1000, max(times) * 1000
        print(f"{name}: median {middle:.0f} ms, longest {most:.0f} ms of {len(times)} snapshots")
    late = 0
    for name, ends in held.items():
        over = [1000 * (end.processor - end.step) for end in ends]
        clock = [1000 * end.clock for end in ends]
        history.note(f"{name}, beyond one step of the processor", over)
        late += max(over) > STOP_MS
        print(
            f"{name}: {statistics.median(clock):.0f} ms by the clock, longest {max(clock):.0f} ms; "
            f"of the processor {statistics.median(over):.0f} ms beyond one step of "
            f"{1000 * ends[0].step:.0f} ms, most {max(over):.0f} ms, of {len(ends)}"
        )
    history.append("training")
    return int(late or any(ours.ours > GOAL_MS for _, ours in worst.values()))


_PAUSES, _STOPS = 12, 5
STOP_MS = 50
"""What a stop may take beyond the step that it falls into."""


@dataclass(frozen=True)
class End:
    """How long it took, in seconds by the clock and of the processor, and one step likewise."""

    clock: float
    processor: float
    step: float


def _told(gap: Gap) -> str:
    return f"{gap.wall:.0f} ms, own work {gap.own:.0f}, waited for a core {gap.queued:.0f}"


def _session(
    folder: Path, steps: int, *, follow: bool
) -> tuple[dict[str, tuple[Gap, Gap]], dict[str, list[float]], dict[str, list[End]]]:
    log: list[Event] | None = [] if follow else None
    application = follow_events(log) if log is not None else None
    from PySide6.QtCore import QEvent, QObject, QTimer

    from explorer.__main__ import start

    window = start(["--empty", "--profile", str(folder / "profile"), "--size", "1440x900"])
    until(lambda: window.prepared is not None)
    training = window.workbench.training
    tab, run, bar = training.tab, training.tab.run, training.bar
    watch = Watch(log)

    def phase(name: str, act: Callable[[], object], fact: Callable[[], object]) -> None:
        watch.begin(name)
        act()
        until(fact)
        pause(0.2)
        watch.begin("")

    def pause(seconds: float) -> None:
        end = time.perf_counter() + seconds
        until(lambda: time.perf_counter() > end)

    def idle() -> bool:
        return not window.model.jobs

    phase("teach one yourself", training.teach, lambda: tab.foot.main.isEnabled() and idle())
    pause(0.6)
    until(idle)  # the trial steps
    tab.form.form.steps.setValue(steps)
    tab.form.form.snapshot_every.setValue(max(1, steps // 20))
    phase("training", tab.start, lambda: run.stage == "ended" and idle())
    times: dict[str, list[float]] = {
        "shown in the timeline": [],
        "shown as Flow": [],
        "shown as Flow, of the processor": [],
    }
    kept = run.steps_kept

    def scrub() -> None:
        for step in (*kept, *reversed(kept)):
            began = time.perf_counter()
            tab.timeline.moments.setValue(step)
            tab.timeline.repaint()
            times["shown in the timeline"].append(time.perf_counter() - began)
            pause(0.01)

    phase("scrubbing the timeline", scrub, idle)
    phase("looking inside", tab.timeline.look_inside.click, idle)
    picture = window.inference.views.view("flow")
    shown: list[float] = []
    drawn: list[bool] = []

    class Painted(QObject):
        """Notes when the picture that was drawn last has been painted."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint and drawn:
                drawn.clear()
                QTimer.singleShot(0, lambda: shown.append(time.perf_counter()))
            return False

    painted = Painted()
    picture.canvas.installEventFilter(painted)
    picture.drawn.connect(lambda: drawn.append(True))

    def open_each() -> None:
        for step in (*kept, *reversed(kept[:-1])):
            if step == bar.steps.value():
                continue
            shown.clear()
            began, processor = time.perf_counter(), time.process_time()
            bar.steps.setValue(step)
            until(lambda: shown)
            times["shown as Flow"].append(shown[0] - began)
            times["shown as Flow, of the processor"].append(time.process_time() - processor)
            until(idle)

    phase("scrubbing Flow", open_each, idle)
    tab.form.form.steps.setValue(100_000)
    watch.begin("training behind a run")
    tab.start()
    until(lambda: run.progress is not None and run.progress.step > 20)
    window.bring(window.inference)
    pause(3)
    watch.begin("")
    held: dict[str, list[End]] = {"pause": [], "stop": []}
    rng = random.Random(5)
    window.bring(tab)

    def end(name: str, act: Callable[[], None], stage: str) -> None:
        """Let it make steps for a while, then see how long it takes until this stage."""
        assert run.progress is not None
        made, processor = run.progress.step, time.process_time()
        pause(rng.uniform(0.2, 0.6))
        until(lambda: run.progress is not None and run.progress.step > made + 2)
        step = (time.process_time() - processor) / (run.progress.step - made)
        clock, processor = time.perf_counter(), time.process_time()
        act()
        until(lambda: run.stage == stage)
        used = time.process_time() - processor
        held[name].append(End(time.perf_counter() - clock, used, step))
        until(idle)

    for _ in range(_PAUSES):
        end("pause", run.pause, "paused")
        run.go_on()
    for number in range(_STOPS):
        if number:
            tab.start()
            until(lambda: run.stage == "running" and run.progress and run.progress.step > 5)
        end("stop", run.stop, "ended")
    worst = watch.worst
    window.close()
    del application
    return worst, times, held


if __name__ == "__main__":
    sys.exit(main())
