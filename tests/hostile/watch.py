"""What is watched while a hostile input is open: files, connections, gaps of the event loop."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = (
    "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "shutil.rmtree", "shutil.move", "shutil.copyfile",
)  # fmt: skip
_LINKS = ("os.link", "os.symlink")
_REACHES = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")


class Watch:
    """An audit hook. `allowed` folders may be written to, `port` of this computer asked.

    Reading its own lists in between is the only thing it does: what happened is judged outside.
    """

    def __init__(self, allowed: Sequence[Path], port: int) -> None:
        self._allowed = tuple(os.path.realpath(one) + os.sep for one in allowed)
        self._port = port
        self.written: list[str] = []
        self.reached: list[str] = []
        self._inside = threading.local()
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if getattr(self._inside, "busy", False):
            return
        self._inside.busy = True
        try:
            if event == "open":
                path, mode, flags = arguments[:3]
                writes = isinstance(flags, int) and flags & _WRITES
                if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
                    self._note(event, path)
            elif event in _CHANGES:
                # Emptying a folder, Python names what is in it from the folder that it has open.
                within = arguments[-1] if event in ("os.remove", "os.rmdir", "os.mkdir") else None
                # Where a link points to is not touched by it.
                for path in arguments[1:2] if event in _LINKS else arguments[:2]:
                    self._note(event, _whole(path, within))
            elif event in _REACHES:
                self._reach(event, arguments)
        finally:
            self._inside.busy = False

    def _note(self, event: str, path: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return  # a file that is open already, or a mode
        name = os.fsdecode(path)
        if name == os.devnull:
            return
        # The last part may be a link that is replaced and not followed.
        where = os.path.join(os.path.realpath(os.path.dirname(name) or "."), os.path.basename(name))
        if not (where + os.sep).startswith(self._allowed):
            self.written.append(f"{event} {where}")

    def _reach(self, event: str, arguments: tuple[object, ...]) -> None:
        address = arguments[1] if event == "socket.connect" else arguments[:2]
        if isinstance(address, str | bytes):
            return  # a socket of this computer: the display, the session bus
        if isinstance(address, tuple) and address[:2] == ("127.0.0.1", self._port):
            return
        self.reached.append(f"{event} {address!r}")


def _whole(path: object, within: object) -> object:
    """A path that is relative to an open folder, as a whole one."""
    if not isinstance(path, str | bytes) or not isinstance(within, int) or within < 0:
        return path
    try:
        return os.path.join(os.readlink(f"/proc/self/fd/{within}"), os.fsdecode(path))
    except OSError:
        return path


class Gaps(QObject):
    """Gaps of over `_SHOWN_S` between ticks of a 5 ms timer, on the clock all processes share.

    Where `stacks` names a file, what every thread does `_STACKS_S` into a gap is appended to it;
    the thread that writes it needs no interpreter lock.
    """

    _SHOWN_S = 0.05
    _STACKS_S = 0.15

    def __init__(self, stacks: str = "") -> None:
        super().__init__()
        self._stacks = open(stacks, "a", encoding="utf-8") if stacks else None  # noqa: SIM115
        self.gaps: list[tuple[float, float]] = []
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.monotonic()
        if now - self._last > self._SHOWN_S:
            self.gaps.append((self._last, now))
        if self._stacks is not None:
            faulthandler.dump_traceback_later(self._STACKS_S, repeat=True, file=self._stacks)
        self._last = now

    def taken(self) -> list[tuple[float, float]]:
        """The gaps since the last call; what keeps the caller now counts for none.

        Making an input of 99 MB took 0.9 s, and its gap was counted as the program's.
        """
        self._tick()
        gaps, self.gaps = self.gaps, []
        return gaps


def own(gap: tuple[float, float], others: Sequence[tuple[float, float]]) -> float:
    """Seconds of a gap in which the bare window beside did not wait as well."""
    start, end = gap
    shared = sum(max(0.0, min(end, until) - max(start, since)) for since, until in others)
    return (end - start) - shared


def tree(folder: Path) -> frozenset[str]:
    """Every path below a folder, links not followed."""
    found = []
    for where, folders, files in os.walk(folder):
        found += [os.path.join(where, name) for name in (*folders, *files)]
    return frozenset(found)
