"""A real crash in compiled code leaves a trace that the next start shows; an end in order none."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.app.crash_log import CrashLog
from tests.conftest import ROOT

RUN = """
import ctypes, os, signal, sys
import explorer.__main__ as program
from PySide6.QtCore import QTimer
start = program.start
def crash_in_compiled_code():
    ctypes.string_at(0)
def begun(argv):
    window = start(argv)
    def settled():
        if sys.argv[2] == "crash":
            crash_in_compiled_code()
        if sys.argv[2] == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if window.prepared is None or window.model.jobs:
            return
        bar = window.message_bar
        print("told:", bar.sentence.text() if bar.isVisible() else "")
        if bar.details.isVisible():
            bar.details.click()
            from PySide6.QtWidgets import QPlainTextEdit
            print(window.findChild(QPlainTextEdit, "detailsText").toPlainText())
        timer.stop()
        window.close()
    timer = QTimer(window)
    timer.timeout.connect(settled)
    timer.start(100)
    return window
program.start = begun
sys.exit(program.main(["--profile", sys.argv[1]]))
"""


@pytest.fixture
def own_handler() -> Iterator[None]:
    """pytest's is back afterwards."""
    yield
    assert sys.__stderr__ is not None
    faulthandler.enable(sys.__stderr__)


def run(profile: Path, how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN, str(profile), how],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
    )


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_crash_in_compiled_code_is_shown_at_the_next_start(tmp_path: Path) -> None:
    crashed = run(tmp_path, "crash")
    assert crashed.returncode == -signal.SIGSEGV
    (file,) = tmp_path.glob("crash-*.txt")
    assert "Segmentation fault" in file.read_text(encoding="utf-8")
    after = run(tmp_path, "")
    assert after.returncode == 0, after.stderr
    assert "told: The program crashed the last time" in after.stdout
    assert "in crash_in_compiled_code" in after.stdout
    written = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "in crash_in_compiled_code" in written
    assert not list(tmp_path.glob("crash-*.txt")), "once is enough; and this end was in order"


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_an_end_from_outside_is_told_too(tmp_path: Path) -> None:
    assert run(tmp_path, "killed").returncode == -signal.SIGKILL
    assert "told: Last time the system ended the program" in run(tmp_path, "").stdout
    assert not list(tmp_path.glob("crash-*.txt"))


@pytest.mark.timeout(400)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_training_that_was_killed_is_offered_before_all_else(
    tmp_path: Path,
) -> None:
    """That the program was ended says less: nothing of the training was lost. It is that of this
    profile: another one is told nothing of it."""
    profile = tmp_path / "mine"
    learns = (
        "import os, pathlib, signal, sys\n"
        "from explorer.boundary import own_data\n"
        "own_data.keep_in(pathlib.Path(sys.argv[1]))\n"
        "from tests.model.test_training import StopAfter, ask, opened, start\n"
        "from explorer.features.training.protocol import ContinueTraining\n"
        "engine = opened('mini-world-bert')\n"
        "started = start(engine, steps=400, snapshot_every=2)\n"
        "try:\n"
        "    ask(engine, ContinueTraining(started.training), StopAfter(200))\n"
        "finally:\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    learned = subprocess.run([sys.executable, "-c", learns, str(profile)], cwd=ROOT, timeout=200)
    assert learned.returncode == -signal.SIGKILL
    assert run(profile, "killed").returncode == -signal.SIGKILL
    assert "told: A training was not finished: Capitals" in run(profile, "").stdout
    assert run(tmp_path / "other", "").stdout.strip() == "told:"


@pytest.mark.usefixtures("own_handler")
def test_another_window_that_still_runs_has_not_crashed(tmp_path: Path) -> None:
    """Its file stays; one of a process that is gone, or of a number used again, does not."""
    sleeping = [sys.executable, "-c", "input()"]
    with subprocess.Popen(sleeping, stdin=subprocess.PIPE) as other:
        mine = tmp_path / f"crash-{other.pid}.txt"
        mine.touch()
        log = CrashLog(tmp_path)
        assert log.begin() is None
        log.end()
        assert [one.name for one in tmp_path.iterdir()] == [mine.name]
        other.communicate(b"\n")
    (tmp_path / "crash-1.txt").write_text("older words")
    (tmp_path / "crash-no number.txt").touch()
    os.utime(tmp_path / "crash-1.txt", (1, 1))  # the first process began later than that
    assert log.begin() == "older words"
    assert [one.name for one in tmp_path.iterdir()] == [f"crash-{os.getpid()}.txt"]
    log.end()
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("own_handler")
def test_where_nothing_can_be_written_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    log = CrashLog(tmp_path / "file")
    assert log.begin() is None
    log.end()
