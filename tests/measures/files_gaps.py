"""How long the window is frozen while files are opened and saved, for `tests.measures.files`.

`python -m tests.measures.files_gaps [--rounds N] [--tabs NAME ...]` measures this alone. One
process a round and tab: the real window with that tab in sight, a model of 110 million parameters,
and a timer of 5 ms on the GUI thread. A gap is what is between two ticks; `own` is the processor
time that the GUI thread itself spent in it, and `queued` how long the thread was ready and no core
was free (Linux tells it): on a busy machine the gap without `queued` is what the program is to
blame for; the rest of it is waiting for the interpreter's lock and for the disk. One more process a
tab follows every event and says which was the longest; following costs time of its own, so its
figures tell what is slow, not how slow it is.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.measures import history
from tests.waiting import until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from explorer.app.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
GOAL_MS = 50
TABS = ("inference", "architecture", "checkpoint", "compare")
"""The tabs in the centre, by the names of their pages."""
_FREE = ("idle",)
"""Phases that are no part of the goal: what the machine does by itself."""
_SCHEDULED = Path("/proc/thread-self/schedstat")
"""Nanoseconds that a thread ran, and that it waited for a core."""
_NAMED = 3
"""How many of a gap's events are named."""


@dataclass
class Gap:
    """The longest gap of a phase, in milliseconds: by the clock, own work, waiting for a core."""

    wall: float = 0.0
    own: float = 0.0
    queued: float = 0.0
    events: list[str] = field(default_factory=list)

    @property
    def ours(self) -> float:
        """What the program is to blame for."""
        return self.wall - self.queued


def measure(place: Path, rounds: int, tabs: Sequence[str] = TABS) -> float:
    """Print every phase's gaps for each tab; return the largest median, in milliseconds."""
    worst = 0.0
    for tab in tabs:
        found: dict[str, list[tuple[Gap, Gap]]] = {}
        for number in range(rounds):
            for phase, gaps in _in_a_process(place, f"{tab}{number}", tab).items():
                found.setdefault(phase, []).append(gaps)
        named = _in_a_process(place, f"{tab}-followed", tab, "--follow")
        print(f"with the {tab} tab in sight, longest gap in ms, median / worst of {rounds} rounds:")
        for phase, every in found.items():
            walls = [by_clock.wall for by_clock, _ in every]
            history.note(f"longest gap, {tab} tab, {phase}", [ours.ours for _, ours in every])
            if phase not in _FREE:
                worst = max(worst, statistics.median(walls))
            print(
                f"  {phase}: {_told(walls)} by the clock; "
                f"without waiting for a core {_told([ours.ours for _, ours in every])}, "
                f"own work in it {_told([ours.own for _, ours in every])}. "
                f"Longest events: {'; '.join(named[phase][1].events) or 'none'}",
                flush=True,
            )
    return worst


def _told(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.0f} / {max(values):.0f}"


def _in_a_process(place: Path, name: str, tab: str, *more: str) -> dict[str, tuple[Gap, Gap]]:
    work = place / name
    work.mkdir()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.measures.files_gaps",
            "--one",
            str(place),
            str(work),
            tab,
            *more,
        ],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    shutil.rmtree(work)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return {
        phase: (Gap(**by_clock), Gap(**ours))
        for phase, (by_clock, ours) in json.loads(done.stdout.splitlines()[-1]).items()
    }


# -- in the process of one round ---------------------------------------------------------------


class Watch:
    """The longest gap of each phase. `log` names the events that are in it."""

    def __init__(self, log: list[Event] | None) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.worst: dict[str, tuple[Gap, Gap]] = {}
        self._log = log
        self._phase = ""
        self._last = self._now()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def begin(self, phase: str) -> None:
        """From now on gaps belong to this phase; empty for none."""
        self._phase = phase
        if phase:
            self.worst.setdefault(phase, (Gap(), Gap()))
        if self._log is not None:
            self._log.clear()
        self._last = self._now()

    @staticmethod
    def _now() -> Gap:
        queued = 0.0
        if _SCHEDULED.exists():
            queued = int(_SCHEDULED.read_bytes().split()[1]) / 1e6
        return Gap(time.perf_counter() * 1000, time.thread_time() * 1000, queued)

    def _tick(self) -> None:
        now, last = self._now(), self._last
        gap = Gap(now.wall - last.wall, now.own - last.own, now.queued - last.queued)
        if self._phase:
            if self._log is not None:
                longest = sorted(self._log, key=lambda one: -one.own)[:_NAMED]
                gap.events = [one.told() for one in longest if one.wall > 1]
            by_clock, ours = self.worst[self._phase]
            self.worst[self._phase] = (
                max(by_clock, gap, key=lambda one: one.wall),
                max(ours, gap, key=lambda one: one.ours),
            )
        if self._log is not None:
            self._log.clear()
        self._last = self._now()


@dataclass
class Event:
    """One event that Qt delivered to the window: in all, and without those inside it."""

    name: str
    wall: float = 0.0
    own: float = 0.0
    alone: float = 0.0
    inside: list[Event] = field(default_factory=list)

    def told(self) -> str:
        """In a few words, with what took the most of it."""
        most = max(self.inside, key=lambda one: one.alone, default=None)
        told = f"{self.name} {self.wall:.0f} ms, own {self.own:.0f}"
        if most is None or most.alone < self.alone / 2:
            return told
        return f"{told}, in it {most.name} {most.alone:.0f}"


def follow_events(log: list[Event]) -> tuple[QApplication, list[Event]]:
    """An application that writes every event of the GUI thread into `log`.

    Also the events under way, the outermost first.
    """
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication

    under_way: list[Event] = []
    here = threading.get_ident()

    class Followed(QApplication):
        """Times what each receiver does with its event."""

        def notify(self, receiver: QObject, event: QEvent) -> bool:
            if threading.get_ident() != here:
                return super().notify(receiver, event)
            name = receiver.objectName() or receiver.metaObject().className()
            one = Event(f"{event.type().name} of {name}")
            under_way.append(one)
            wall, own = time.perf_counter(), time.thread_time()
            try:
                return super().notify(receiver, event)
            finally:
                one.wall = (time.perf_counter() - wall) * 1000
                one.own = (time.thread_time() - own) * 1000
                one.alone += one.wall
                under_way.pop()
                if under_way:
                    under_way[-1].alone -= one.wall
                    under_way[0].inside.append(one)
                else:
                    log.append(one)

    return Followed(["transformer-explorer"]), under_way


def one_round(place: Path, work: Path, tab: str, *, follow: bool) -> dict[str, tuple[Gap, Gap]]:
    """Load, look, save and unload as a person would, with one tab of the centre in sight."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QLineEdit

    from explorer.__main__ import start
    from explorer.protocol.job import Request
    from explorer.protocol.model import LoadModel, UnloadModel

    log: list[Event] | None = [] if follow else None
    application = follow_events(log) if log is not None else None
    window = start(["--empty", "--profile", str(work / "profile"), "--size", "1440x900"])
    files = window.workbench.files
    page = {
        "inference": window.inference,
        "architecture": window.architecture,
        "checkpoint": window.workbench.hub_controller.tab,
        "compare": window.workbench.compare,
    }[tab]

    def note(reply: Any) -> None:
        """Say at the event under way which reply it brought."""
        if application is not None and application[1]:
            told = type(getattr(reply, "result", reply)).__name__
            application[1][0].name += f" ({told})"

    if follow:
        window.model.replied.connect(note)

    def pause(milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def idle() -> bool:
        failure = window.message_bar.failure
        if failure is not None:
            raise RuntimeError(failure.details or failure.sentence)
        return not window.model.jobs

    def show() -> None:
        window.bring(page)
        pause(200)  # showing the tab is no part of what is measured

    until(lambda: window.prepared is not None)
    until(idle)
    pause(300)
    watch = Watch(log)

    def asked(phase: str, *requests: Request) -> None:
        show()
        watch.begin(phase)
        for request in requests:
            window.send(request)
            until(idle)
        pause(150)
        watch.begin("")

    watch.begin("idle")
    pause(1000)
    watch.begin("")
    asked("loading a folder of 438 MB", LoadModel(str(place / "folder" / "base")))
    asked("loading 438 MB from the cache", LoadModel(str(place / "cache" / "base")))
    show()
    watch.begin("previewing")
    files.look_at(str(place / "folder" / "base"))
    until(lambda: files.open_dialog is not None and files.open_dialog.facts.isVisible())
    pause(100)
    assert files.open_dialog is not None
    files.open_dialog.reject()
    watch.begin("saving 438 MB")
    files.save()
    assert files.save_dialog is not None
    box = files.save_dialog.findChild(QLineEdit, "saveFolder")
    assert box is not None
    box.setText(str(work / "saved"))
    until(lambda: files.save_dialog is not None and files.save_dialog.save.isEnabled())
    files.save_dialog.save.click()
    until(idle)
    pause(100)
    asked("unloading", UnloadModel())
    _session(window, work, watch, until, idle, pause)
    window.close()
    return watch.worst


def _session(
    window: MainWindow,
    work: Path,
    watch: Watch,
    until: Callable[[Callable[[], object]], None],
    idle: Callable[[], bool],
    pause: Callable[[int], None],
) -> None:
    from explorer import resources
    from explorer.features.sessions.protocol import SaveSession

    watch.begin("opening a bundled model")
    window.load(str(resources.path("models", "mini-world-bert")), "mini-world-bert")
    until(idle)
    pause(100)
    watch.begin("saving and opening a session")
    session = str(work / "a.explorer-session.json")
    sessions = window.workbench.files.sessions
    window.send(SaveSession(session, sessions.current_state()))
    until(idle)
    sessions.open(session)
    until(idle)
    pause(200)
    watch.begin("")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure by itself: make the model, print the gaps; 1 when the goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tabs", nargs="+", choices=TABS, default=TABS)
    parser.add_argument("--one", nargs=3, metavar=("PLACE", "WORK", "TAB"), help="one round")
    parser.add_argument("--follow", action="store_true", help="name the events of one round")
    options = parser.parse_args(argv)
    if options.one:
        place, work, tab = options.one
        os.environ["HF_HUB_CACHE"] = f"{place}/cache"
        found = one_round(Path(place), Path(work), tab, follow=options.follow)
        print(json.dumps({phase: [vars(gap) for gap in gaps] for phase, gaps in found.items()}))
        return 0
    with tempfile.TemporaryDirectory(prefix="gaps-") as folder:
        make(Path(folder))
        return 0 if measure(Path(folder), options.rounds, options.tabs) <= GOAL_MS else 1


def make(place: Path) -> None:
    """Write bert-base with random weights twice, in a process of its own: torch stays out of us."""
    code = (
        "from pathlib import Path\nfrom tests.measures import files\n"
        f"files.make(Path({str(place)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
