"""How long the window stands still while files are opened and saved, for `tests.measure_files`.

One process a round: the real window, a model of 110 million parameters, and a timer of 5 ms on the
GUI thread. A gap is what lies between two ticks; `own` is the processor time that the GUI thread
itself spent in the longest one, which does not grow when others use the machine.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOAL_MS = 50


def measure(place: Path, rounds: int) -> float:
    """Print every phase's gaps; return the largest median, in milliseconds."""
    found: dict[str, list[tuple[float, float]]] = {}
    for number in range(rounds):
        work = place / f"round{number}"
        work.mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "tests.files_gaps", str(place), str(work)],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        for phase, gap in json.loads(done.stdout.splitlines()[-1]).items():
            found.setdefault(phase, []).append((gap[0], gap[1]))
    worst = 0.0
    for phase, gaps in found.items():
        walls, owns = [one[0] for one in gaps], [one[1] for one in gaps]
        middle = statistics.median(walls)
        if phase != "idle":
            worst = max(worst, middle)
        print(
            f"longest gap, {phase}: median {middle:.0f} ms, "
            f"{min(walls):.0f} to {max(walls):.0f} over {rounds} rounds; "
            f"own work of the window in it {statistics.median(owns):.0f} ms",
            flush=True,
        )
    return worst


class Watch:
    """The longest gap of each phase: (milliseconds, own milliseconds)."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.worst: dict[str, tuple[float, float]] = {}
        self._phase = ""
        self._last = self._own = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def begin(self, phase: str) -> None:
        """From now on gaps belong to this phase; empty for none."""
        self._phase = phase
        self._last, self._own = time.perf_counter(), time.thread_time()

    def _tick(self) -> None:
        now, own = time.perf_counter(), time.thread_time()
        gap = ((now - self._last) * 1000, (own - self._own) * 1000)
        if self._phase and gap > self.worst.get(self._phase, (0.0, 0.0)):
            self.worst[self._phase] = gap
        self._last, self._own = now, own


def one_round(place: Path, work: Path) -> dict[str, tuple[float, float]]:
    """Load, look, save and unload as a person would, with the Architecture tab in sight."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QLineEdit

    from explorer import resources
    from explorer.__main__ import start
    from explorer.messages.job import Request
    from explorer.messages.model import LoadModel, UnloadModel

    window = start(["--profile", str(work / "profile"), "--size", "1440x900"])
    files = window.workbench.files

    def until(fact: Callable[[], object]) -> None:
        loop = QEventLoop()
        poll = QTimer()
        poll.setInterval(3)
        poll.timeout.connect(lambda: loop.quit() if fact() else None)
        poll.start()
        loop.exec()
        poll.stop()

    def pause(milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def idle() -> bool:
        failure = window.message_bar.failure
        if failure is not None:
            raise RuntimeError(failure.details or failure.sentence)
        return not window.model.jobs

    until(lambda: window.prepared is not None)
    until(idle)
    pause(300)
    watch = Watch()

    def asked(phase: str, *requests: Request) -> None:
        watch.begin(phase)
        for request in requests:
            window.send(request)
            until(idle)
        pause(100)
        watch.begin("")

    watch.begin("idle")
    pause(1000)
    window.reveal(window.architecture)
    pause(200)  # showing the tab is no part of the load
    asked("loading a folder of 438 MB", LoadModel(str(place / "folder" / "base")))
    window.reveal(window.architecture)
    pause(200)  # showing the tab is no part of the load
    asked("loading 438 MB from the cache", LoadModel(str(place / "cache" / "base")))
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
    window.load(str(resources.path("models", "mini-world-bert")), "mini-world-bert")
    until(idle)
    watch.begin("saving and opening a session")
    session = str(work / "a.explorer-session.json")
    from explorer.messages.desk import SaveDesk

    window.send(SaveDesk(session, files.sessions.desk()))
    until(idle)
    files.sessions.open(session)
    until(idle)
    pause(200)
    watch.begin("")
    window.close()
    return watch.worst


if __name__ == "__main__":
    os.environ["HF_HUB_CACHE"] = str(Path(sys.argv[1]) / "cache")
    print(json.dumps(one_round(Path(sys.argv[1]), Path(sys.argv[2]))))
