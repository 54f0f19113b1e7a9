"""One lane of work: a thread, the worker that lives in it, and its handle on the GUI side.

The only file that knows the lanes' threads. `Session` lives in the GUI thread and hands frozen
requests over; `Worker` lives in the lane's thread, builds its handler there at the first job (so
that torch is imported after the first paint), and answers every job with exactly one ending.
"""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal, Slot

from explorer.lanes.ending import ending
from explorer.protocol.job import Handler, Job, Progress, Reply, Report, Request

STACK_BYTES = 16 * 1024 * 1024
"""QThread takes the system's default otherwise, which is 512 kB on macOS: too small for torch."""

HandlerFactory = Callable[[Report], Handler]
"""Builds the lane's handler inside its thread, and may report while it does."""


class _Thread(QThread):
    """Has one Python thread state from its start to its end.

    QThread's own run() gives each slot a state of its own, which is freed behind the slot. torch's
    pybind11 keeps the one in which torch was imported and uses it again in a later job, which
    crashed with torch 2.9 (https://github.com/pybind/pybind11/pull/5870).
    """

    def run(self) -> None:
        self.exec()  # the event loop, which queued slots need


class Worker(QObject):
    """Lives in the lane's thread and does one job after the other. Private to this file."""

    # Emitted in the lane's thread and connected to the GUI's: Qt queues it across.
    replied = Signal(object)

    def __init__(self, make_handler: HandlerFactory) -> None:
        super().__init__()
        self._make_handler = make_handler
        self._handler: Handler | None = None

    @property
    def built(self) -> bool:
        """Whether the handler is there; the one thing here that another thread may ask."""
        return self._handler is not None

    @Slot(object)
    def do(self, job: Job) -> None:
        """Answer one job; nothing that a handler raises leaves this method."""
        self.replied.emit(self._ending(job))

    def _ending(self, job: Job) -> Reply:
        return ending(job, self._built, self.replied.emit)

    def _built(self, report: Report) -> Handler:
        if self._handler is None:
            self._handler = self._make_handler(report)
        return self._handler


class Lane(QObject):
    """The GUI side of one lane: sends requests, drops stale replies, and closes in order.

    `replied` carries every reply that is still wanted, in the GUI thread; `changed` fires when
    the number of jobs under way changes.
    """

    replied = Signal(object)
    changed = Signal()
    _send = Signal(object)
    # One counter for all lanes: ids are unique in the program.
    _numbers = itertools.count(1)

    def __init__(
        self, name: str, make_handler: HandlerFactory, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs: dict[int, Job] = {}
        self._held: dict[int, Job] = {}
        self._unwanted: set[int] = set()
        self._closed = False
        self._thread = _Thread()
        # The name is seen in debuggers and in dumps of threads.
        self._thread.setObjectName(name)
        self._thread.setStackSize(STACK_BYTES)
        self._worker = Worker(make_handler)
        self._worker.moveToThread(self._thread)
        # Never deleted by its own thread: that holds one of Qt's locks for connections while it
        # waits for the interpreter, and a window that connects something meanwhile holds the
        # interpreter and waits for that lock. It goes with this object, when the thread has ended.
        self._send.connect(self._worker.do)
        self._worker.replied.connect(self._on_reply)
        self._thread.start()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs that have not ended, the running one first.

        Also those whose result is still being taken in.
        """
        return (*self._held.values(), *self._jobs.values())

    def hold(self, job_id: int, request: Request) -> None:
        """Count a job as under way although it ended: its result is taken in step by step."""
        self._held[job_id] = Job(job_id, request, threading.Event())

    def let_go(self, job_id: int) -> None:
        """The result was taken in."""
        if self._held.pop(job_id, None) is not None:
            self.changed.emit()

    @property
    def preparing(self) -> bool:
        """Whether jobs wait and the lane's handler is still being built: nothing is at stake."""
        return bool(self._jobs) and not self._worker.built

    def send(self, request: Request) -> int:
        """Queue a request and return its job's id; 0 once the session is closed."""
        if self._closed:
            return 0
        # Typing sends a request per letter: only the newest answer is wanted.
        if request.replaces is not None:
            for old in self._jobs.values():
                if old.request.replaces == request.replaces:
                    old.stop.set()
                    self._unwanted.add(old.id)
        waiting = [] if request.yields else self._give_way()
        job = Job(next(self._numbers), request, threading.Event())
        self._jobs[job.id] = job
        # After the new request, so that what gave way comes behind it.
        self._send.emit(job)
        for item in waiting:
            self.send(item)
        self.changed.emit()
        return job.id

    def _give_way(self) -> list[Request]:
        """Stop the jobs that nobody waits for, and return what has to be asked again."""
        jobs = [
            job
            for job in self._jobs.values()
            if job.request.yields and not job.stop.is_set() and job.id not in self._unwanted
        ]
        for job in jobs:
            job.stop.set()
            self._unwanted.add(job.id)
        return [job.request for job in jobs]

    def stop(self, job_id: int | None = None) -> None:
        """Stop one job, or all of them; each still ends with its own reply."""
        for job in self._jobs.values():
            if job_id is None or job.id == job_id:
                job.stop.set()

    @Slot(object)
    def _on_reply(self, reply: Reply) -> None:
        # Asked when the reply arrives: a job may have been replaced while it was on its way.
        stale = reply.job_id in self._unwanted or self._closed
        if isinstance(reply, Progress):
            if not stale:
                self.replied.emit(reply)
            return
        self._jobs.pop(reply.job_id, None)
        self._unwanted.discard(reply.job_id)
        if not stale:
            self.replied.emit(reply)
        self.changed.emit()

    def close(self, wait_ms: int = 15_000) -> bool:
        """Stop every job and end the thread. False if it did not end within `wait_ms`."""
        self._closed = True
        self.stop()
        # quit() ends the event loop once the running slot returns.
        self._thread.quit()
        return self._thread.wait(wait_ms)


def event_loop_runs() -> bool:
    """Whether the thread that asks is inside an event loop of Qt."""
    return QThread.currentThread().loopLevel() > 0


class BackgroundWriter:
    """A thread for what nobody waits to hear of, such as writing settings; begun when needed.

    The functions that it is given are called in order and do not raise.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        # append and popleft of a deque are atomic, so no lock is needed.
        self._work: deque[Callable[[], None]] = deque()
        self._ready = threading.Semaphore(0)
        self._thread: threading.Thread | None = None

    def do(self, work: Callable[[], None]) -> None:
        """Do this after what came before it."""
        self._work.append(work)
        self._ready.release()
        if self._thread is None:
            # A daemon: a window that never closed must not keep the process.
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while self._ready.acquire() and self._work:
            self._work.popleft()()

    def finish(self) -> None:
        """Wait until all is done, and end the thread; a later `do` begins another."""
        if self._thread is not None:
            self._ready.release()  # without work behind it: the end
            self._thread.join()
            self._thread = None
