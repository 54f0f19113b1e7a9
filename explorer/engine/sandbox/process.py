"""The parent's side of the process in `serve.py`: asks it, watches it, ends it, begins it again.

What holds where: everywhere the parent looks every 20 ms at the clock, at the memory that the
process occupies and at the stop switch, and kills it. On Linux the process cannot even reserve
more memory than it may take; on macOS and Windows it may take more for the 20 ms between two
looks.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Literal

import msgspec
import psutil

from explorer.app.options import SERVE
from explorer.boundary import limits
from explorer.boundary.limits import Effort
from explorer.boundary.packages import packed
from explorer.engine.sandbox.serve import TORCH
from explorer.protocol.job import Check, Stopped

THREADS = "sandbox"
"""What the names of this file's threads begin with."""

Reason = Literal["time", "memory", "answer", "crash", "start"]

_START = Effort(limits.START_PROCESS, 1024**3, 10_000)
_LOOK = 0.02
_PATIENCE = 1.0
"""Seconds that work may continue after a person's stop before it is killed. Who types on stops the
tokens of the text before; killed each time, the process would have to read its tokenizer again."""

# As many bytes as the largest answer that an Effort allows: no line may fill memory.
_LONGEST_LINE = 100_000_000
# Bytes of standard error that go into a failure's details.
_LAST_WORDS = 4_000


class Ended(Exception):
    """The process was ended, or ended by itself; `details` are its last words."""

    def __init__(self, reason: Reason, details: str = "") -> None:
        super().__init__(f"{reason}: {details}")
        self.reason: Reason = reason
        self.details = details


def go_on() -> None:
    """The check of what nobody stops."""


_check: ContextVar[Check] = ContextVar("check", default=go_on)


@contextmanager
def stoppable(check: Check) -> Iterator[None]:
    """Whatever is asked inside ends with what `check` raises, within 100 ms."""
    before = _check.set(check)
    try:
        yield
    finally:
        _check.reset(before)


class _Child:
    """One process, from its start to its end."""

    def __init__(self, torch: bool) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        # CREATE_NO_WINDOW, which subprocess names on Windows only.
        flags = {"creationflags": 0x08000000} if os.name == "nt" else {}  # no console window
        try:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=_environment() | ({TORCH: "1"} if torch else {}),
                **flags,  # type: ignore[call-overload]
            )
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._questions, self._answers = self._process.stdin, self._process.stdout
            self._about = psutil.Process(self._process.pid)
        except (OSError, psutil.Error):
            self._errors.close()
            raise
        self.lines: SimpleQueue[bytes] = SimpleQueue()
        # A thread, because reading a pipe with a time limit has no portable way.
        self._reader = threading.Thread(target=self._read, name=f"{THREADS} reader", daemon=True)
        self._reader.start()
        self._ready = False

    def _read(self) -> None:
        """Hand over each line; the last one is empty or has no end."""
        with contextlib.suppress(OSError, ValueError):  # closed at the other end, or at this one
            while (line := self._answers.readline(_LONGEST_LINE)).endswith(b"\n"):
                self.lines.put(line)
            self.lines.put(line)
            return
        self.lines.put(b"")

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def memory(self) -> int:
        # A process that just ended has no memory to tell; its end is seen by the reader.
        """Bytes that the process occupies; 0 where nobody can tell."""
        with contextlib.suppress(psutil.Error, OSError):
            return int(self._about.memory_info().rss)
        return 0

    def wait_until_ready(self, check: Check) -> None:
        """Raises Ended where its imports fail. Stopped by `check`, it continues starting."""
        if self._ready:
            return
        try:
            answer = self.answer(_START, 0, check)
        except Ended as error:
            raise Ended("start", error.details) from error
        if "ready" not in answer:
            raise Ended("start", str(answer.get("message", "")))
        self._ready = True

    def send(self, question: dict[str, object]) -> None:
        """Raises Ended where it is gone."""
        try:
            # ASCII with escapes: no encoding of either end can matter, and a line feed ends a
            # message only.
            self._questions.write(json.dumps(question).encode("ascii") + b"\n")
            self._questions.flush()
        except OSError as error:
            raise Ended("crash", str(error)) from error

    def answer(self, effort: Effort, before: int, check: Check) -> dict[str, Any]:
        """Its next line, within `effort`; it occupied `before` bytes. Raises Ended."""
        until = time.monotonic() + effort.seconds
        while True:
            try:
                line = self.lines.get(timeout=_LOOK)
            except Empty:
                check()
                if time.monotonic() > until:
                    raise Ended("time") from None
                # Beyond what it had before the question: a tokenizer held from earlier counts for
                # nothing.
                if self.memory > before + effort.memory:
                    raise Ended("memory") from None
                continue
            if not line:
                raise self._by_itself()
            if len(line) > effort.answer or not line.endswith(b"\n"):
                raise Ended("answer")
            try:
                reply = json.loads(line)
            # It handles a stranger's files: whatever it says may be theirs.
            except (ValueError, RecursionError) as error:
                raise Ended("answer", str(error)) from error
            if not isinstance(reply, dict):
                raise Ended("answer")
            if reply.get("error") in ("memory", "crash"):  # it ends itself then
                raise Ended(reply["error"], str(reply.get("message", "")))
            return reply

    def _by_itself(self) -> Ended:
        """Why it ended without an answer."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            # The pipe closes before the process has an exit status.
            self._process.wait(5)
        try:
            self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - _LAST_WORDS))
            words = self._errors.read().decode("utf-8", "replace").strip()
        except ValueError:  # another thread has ended it, and closed its files
            words = ""
        status = self._process.returncode
        # Native code says so before it aborts; where the system itself runs out, Linux kills (9).
        starved = "memory allocation of" in words or status == -9
        return Ended("memory" if starved else "crash", f"{words}\nexit status {status}".strip())

    def end(self) -> None:
        """End it, whatever it does."""
        with contextlib.suppress(OSError):
            self._process.kill()
        # Without wait() a killed child stays as a zombie, and on Windows its files stay open.
        self._process.wait()
        self._reader.join()
        for file in (self._questions, self._answers, self._errors):
            with contextlib.suppress(OSError):
                file.close()


def _command() -> list[str]:
    if packed():
        return [sys.executable, SERVE]
    # The same packages as here, those of `pip install --user` and of PYTHONPATH among them, which
    # -I would leave out; only this folder's modules are none of them.
    return [sys.executable, "-P", str(Path(__file__).with_name("serve.py"))]


def _environment() -> dict[str, str]:
    own = {
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TRANSFORMERS_VERBOSITY": "error",
        "RUST_BACKTRACE": "0",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        # Each thread and each of its heaps reserves address space, which counts as memory.
        "RAYON_NUM_THREADS": str(min(4, os.cpu_count() or 1)),
        "MALLOC_ARENA_MAX": "2",
    }
    inherited = {name: value for name, value in os.environ.items() if name != "HF_TOKEN"}
    # The process reads files that are here; a token would only be something to steal.
    return {**inherited, **own}


class Process:
    """The process, begun when it is needed and again after it was ended.

    With `torch` it may import it, which takes seconds more.
    """

    def __init__(self, torch: bool = False) -> None:
        self._torch = torch
        self._child: _Child | None = None
        self._left: threading.Thread | None = None
        self._one_at_a_time = threading.Lock()

    @property
    def running(self) -> bool:
        """Whether it was begun, and is still there."""
        return self._child is not None and self._child.alive

    def start(self) -> None:
        """Begin it without waiting for it: ahead of need. Raises Ended."""
        with self._one_at_a_time:
            self._begun()

    def ask(
        self, question: dict[str, object], effort: Effort, check: Check | None = None
    ) -> dict[str, Any]:
        """Its answer; `error` in it is the kind of what went wrong.

        Raises Ended, and what `check` raises: that of `stoppable`, where none is given.
        """
        check = check or _check.get()
        with self._one_at_a_time:
            self._wait_for_left(check)
            child = self._begun()
            asked = {"seconds": effort.seconds, "memory": effort.memory, **question}
            try:
                child.wait_until_ready(check)
                before = child.memory
                child.send(asked)
            except Ended:
                self._drop(child)
                raise
            try:
                answer = child.answer(effort, before, check)
            # Stopped by the person: the tokenizer is good, and reading it again would take seconds.
            except Stopped:
                self._leave(child, effort, before)
                raise
            except BaseException:
                self._drop(child)
                raise
            return answer

    def end(self) -> None:
        """End it, where it is there; the next question begins another."""
        child, self._child = self._child, None
        if child is not None:
            child.end()
        if self._left is not None:
            self._left.join()
            self._left = None

    def _begun(self) -> _Child:
        if self._child is not None and not self._child.alive:  # ended by somebody else
            self._drop(self._child)
        if self._child is None:
            try:
                self._child = _Child(self._torch)
            except (OSError, psutil.Error) as error:
                raise Ended("start", str(error)) from error
        return self._child

    def _drop(self, child: _Child) -> None:
        if self._child is child:
            self._child = None
        child.end()

    def _leave(self, child: _Child, effort: Effort, before: int) -> None:
        """Let stopped work end by itself, within the limits, for a moment; then kill it."""

        def outlast() -> None:
            try:
                child.answer(msgspec.structs.replace(effort, seconds=_PATIENCE), before, go_on)
            except Ended:
                self._drop(child)

        self._left = threading.Thread(target=outlast, name=f"{THREADS} left", daemon=True)
        self._left.start()

    def _wait_for_left(self, check: Check) -> None:
        while self._left is not None:
            self._left.join(_LOOK)
            if not self._left.is_alive():
                self._left = None
            else:
                check()


PROCESS = Process()
"""One for all tokenizers and templates: 70 MB each would be too much, and only one lane asks."""

atexit.register(PROCESS.end)

_of_the_parent: list[_Child | None] = []


def _forget_child() -> None:
    """A forked process must not read the answers that its parent waits for: it begins its own."""
    _of_the_parent.append(PROCESS._child)
    # In the child of a fork the locks may be held by threads that do not exist there: all new.
    PROCESS.__init__()  # type: ignore[misc]


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_forget_child)
