"""The other end of `serve`: one worker, from its start to its end."""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

import explorer
from explorer.app.options import WORK
from explorer.boundary.packages import packed
from explorer.engine.workers import serve
from explorer.lanes.wire import Refused
from explorer.protocol.job import Cancelled, Done, Failed, Request
from explorer.text.translation import language

_SERVE = f"""
import sys
sys.path.insert(0, {str(Path(explorer.__file__).parents[1])!r})
from explorer.engine.workers.serve import main
sys.exit(main())
"""

Ending = Done | Cancelled | Failed


class WorkerProcess:
    """Answers land in `replies` with the process itself; None says that it ended."""

    def __init__(
        self, serial: int, replies: queue.SimpleQueue[tuple[WorkerProcess, Ending | None]]
    ) -> None:
        # CREATE_NO_WINDOW, which subprocess names on Windows only.
        flags = {"creationflags": 0x08000000} if os.name == "nt" else {}  # no console window
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name != "HF_TOKEN"},
            **flags,  # type: ignore[call-overload]
        )
        self._replies = replies
        self._numbers = itertools.count(1)
        self._reader = threading.Thread(target=self._read, name="worker reader", daemon=True)
        self._reader.start()
        self._send((language(), serial))

    @property
    def pid(self) -> int:
        """The number that the system gave it."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it is there."""
        return self._process.poll() is None

    def ask(self, request: Request, threads: int) -> int:
        """Have a request done behind those that wait; the number of its answer."""
        number = next(self._numbers)
        self._send((number, threads, request))
        return number

    def stop(self) -> None:
        """Nothing that was asked so far is wanted any more."""
        self._send(serve.STOP)

    def _send(self, message: object) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):  # it has gone: its reader says so
            serve.send(self._process.stdin, message)  # type: ignore[arg-type]

    def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(OSError, ValueError, Refused):
            while (reply := serve.receive(self._process.stdout)) is not None:  # type: ignore[arg-type]
                assert isinstance(reply, Ending)
                self._replies.put((self, reply))
        self._replies.put((self, None))

    def end(self) -> None:
        """End it, whatever it does."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()


def _command() -> list[str]:
    return [sys.executable, WORK] if packed() else [sys.executable, "-P", "-c", _SERVE]
