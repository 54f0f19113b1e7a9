"""One episode, in a process of its own: start, act, look, close. See `monkey.__main__`."""

from __future__ import annotations

import faulthandler
import json
import os
import random
import resource
import sys
import threading
import time
import traceback
from collections import deque
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from explorer.__main__ import start
from tests.surveys.monkey import checks
from tests.surveys.monkey.acts import Acts
from tests.surveys.monkey.asked import Answering, stand_in
from tests.surveys.monkey.words import Places

_HANGS_S = 90
_SLOW_TO_CLOSE_S = 8
_LARGE_EVERY = 8
_LAST = 30
_ADDRESS_SPACE = 10 * 1024**3
_LARGEST_FILE = 600 * 1024**2
_STEP_MS = 20
_QUIET = (
    "OpenType support missing",  # no font of this computer has the letters that were typed
    "This plugin does not support",  # of the offscreen screen
    "occurs outside target window",  # QTest's own word, where the screen is smaller than the window
)


class Episode:
    """`seed` decides everything that is chosen; the engine's threads decide when it happens."""

    def __init__(self, seed: str, seconds: float, folder: Path) -> None:
        self.seed, self.seconds, self.folder = seed, seconds, folder
        self.acts = 0
        self.last: deque[str] = deque(maxlen=_LAST)
        self.noise: list[str] = []
        self.longest = 0.0
        self._log = (folder / "acts.txt").open("w", encoding="utf-8", errors="replace")

    def note(self, what: str) -> None:
        """One line of what is done, on disk before it is done: a crash tells its last act."""
        line = f"{self.acts}: {what}"
        self.last.append(line)
        self._log.write(line.encode("utf-8", "backslashreplace").decode() + "\n")
        self._log.flush()

    def play(self) -> int:
        """0 when all went well; else what was found is in `result.json`."""
        self._listen()
        rng = random.Random(self.seed)
        size = f"{rng.randint(640, 2000)}x{rng.randint(480, 1200)}"
        faulthandler.dump_traceback_later(_HANGS_S, exit=True)
        places = Places(self.folder)
        given = ["--profile", str(self.folder / "profile"), "--size", size]
        if rng.random() < 0.6:
            given.append("--empty")
        if rng.random() < 0.2:
            given.append(places.to_open(rng) or "no/such-model")
        self.note(f"start {given}")
        window = self.window = start(given)
        window.may_leave = True
        self._listen_after()
        stand_in(rng, places, self.note)
        hand = Acts(window, places, self.note)
        answering = Answering(hand.answer)
        end = time.monotonic() + self.seconds
        if rng.random() < 0.7:
            self._spin(60, lambda: window.prepared is not None)
        while time.monotonic() < end and window.isVisible():
            self.acts += 1
            mine = random.Random(f"{self.seed}:{self.acts}")
            faulthandler.dump_traceback_later(_HANGS_S, exit=True)
            answering.begin()
            hand.one(mine)
            answering.end()
            self._spin(mine.choice((0, 0, 0, 0, 0.02, 0.05, 0.1, 0.2, 0.8)))
            if found := self._found(large=self.acts % _LARGE_EVERY == 0):
                return self.told(found)
        return self._close(rng, answering)

    # -- noise -------------------------------------------------------------------------------

    def _listen(self) -> None:
        def said(kind: QtMsgType, where: object, text: str) -> None:
            if not any(one in text for one in _QUIET):
                self.noise.append(f"Qt says: {text}")

        qInstallMessageHandler(said)

        def never_raised(args: Any) -> None:
            self.noise.append("".join(traceback.format_exception(args.exc_value)))

        sys.unraisablehook = never_raised

    def _listen_after(self) -> None:
        """The program tells its own errors in the message bar: hear them first."""
        theirs, threads = sys.excepthook, threading.excepthook

        def hook(kind: Any, error: BaseException, where: Any) -> None:
            self.noise.append("".join(traceback.format_exception(error)))
            theirs(kind, error, where)

        def in_thread(args: Any) -> None:
            self.noise.append("".join(traceback.format_exception(args.exc_value)))
            threads(args)

        sys.excepthook, threading.excepthook = hook, in_thread

    # -- waiting and looking -----------------------------------------------------------------

    def _spin(self, seconds: float, until: Any = None) -> None:
        """Let the window live, and see that its loop answers."""
        faulthandler.dump_traceback_later(_HANGS_S, exit=True)
        asked = time.monotonic()
        self._sleep(0)
        self.longest = max(self.longest, time.monotonic() - asked)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not (until and until()):
            self._sleep(_STEP_MS)

    @staticmethod
    def _sleep(milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def _found(self, *, large: bool) -> list[str]:
        if not self.window.isVisible():
            return list(self.noise)
        QApplication.processEvents()
        found = [*self.noise, *checks.small(self.window)]
        if large and not found:
            found += checks.large(self.window)
        return found

    def told(self, found: list[str]) -> int:
        """Write down what was found, and end here: nothing more can be trusted."""
        self._result(found=found)
        sys.stdout.flush()
        os._exit(3)

    def _result(self, **more: object) -> None:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        told = {
            "seed": self.seed,
            "acts": self.acts,
            "last": list(self.last),
            "longest": self.longest,
            "peak": usage.ru_maxrss,
            **more,
        }
        (self.folder / "result.json").write_text(json.dumps(told), encoding="utf-8")

    # -- the end -----------------------------------------------------------------------------

    def _close(self, rng: random.Random, answering: Answering) -> int:
        window = self.window
        how = rng.choice(("close", "handle", "quit", "keep going"))
        jobs = [type(job.request).__name__ for job in window.model.jobs]
        self.note(f"the end: {how}, with {jobs}")
        preparing = any(one.preparing for one in (window.model, window.hub, window.transfer))
        began = time.time()
        faulthandler.dump_traceback_later(_SLOW_TO_CLOSE_S, exit=False)  # who does not end?
        answering.begin()
        handle = window.windowHandle()
        if window.isVisible() and how == "handle" and handle is not None:
            handle.close()
        elif window.isVisible() and how == "quit":
            window.actions_.quit.trigger()
        answering.end()
        if window.isVisible():  # a person who was asked changed their mind
            began = time.time()
            window.close()
        left = [one for one in threading.enumerate() if one is not threading.main_thread()]
        found = list(self.noise)
        found += [f"a thread is left: {one}" for one in left if not _known(one)]
        if window.stuck and not preparing:
            found.append("a lane did not end")
        self._result(found=found, closed=began, jobs=jobs)
        if found:
            os._exit(3)
        if window.stuck:
            os._exit(0)  # as the program's own end does
        QGuiApplication.clipboard().clear()
        QCoreApplication.sendPostedEvents()
        return 0  # what follows is watched as well: threads that are left are waited for


def _known(thread: threading.Thread) -> bool:
    return thread.daemon or "ThreadPoolExecutor" in thread.name or "Dummy-" in thread.name


def main() -> int:
    """python -m tests.surveys.monkey.episode SEED SECONDS FOLDER"""
    seed, seconds, folder = sys.argv[1:]
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    episode = Episode(seed, float(seconds), Path(folder))
    try:
        return episode.play()
    except Exception:  # the monkey's own, or one that came through it: end, with the reason
        return episode.told([traceback.format_exc()])


if __name__ == "__main__":
    sys.exit(main())
