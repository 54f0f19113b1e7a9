"""The lane: one ending a job, stop, replacement, order, closing at any moment, no leaks."""

from __future__ import annotations

import functools
import gc
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, Slot
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from explorer.app.status import StatusBar
from explorer.lanes.thread import Lane
from explorer.protocol.failures import Failure, memory_refused
from explorer.protocol.job import (
    Cancelled,
    Check,
    Done,
    Failed,
    Handler,
    Job,
    Progress,
    Remedy,
    Report,
    Request,
    Stopped,
    StoppedInside,
)
from tests.afresh import now
from tests.conftest import ROOT


@dataclass(frozen=True)
class Echo(Request):
    text: str = ""


@dataclass(frozen=True)
class Newest(Request):
    replaces: ClassVar[str | None] = "newest"
    number: int = 0


@dataclass(frozen=True)
class Wait(Request):
    """Works until it is stopped; `inside` a step that nothing can interrupt."""

    inside: bool = False


@dataclass(frozen=True)
class Aside(Wait):
    """Nobody waits for it; it goes well at the second try."""

    yields: ClassVar[bool] = True
    replaces: ClassVar[str | None] = "aside"


@dataclass(frozen=True)
class Flood(Request):
    times: int = 5_000


@dataclass(frozen=True)
class Break(Request):
    title: ClassVar[str] = "Breaking"
    error: type[BaseException] = ValueError


class Known(Failure):
    def __init__(self) -> None:
        super().__init__("This is known.", remedy=Remedy("Do it", "doAction"))


class Handlers:
    """A replacement for an engine: plain Python that does what the request says."""

    def __init__(self) -> None:
        self.done: list[Request] = []
        self.threads: set[int] = set()
        self.waiting = threading.Event()

    def __call__(self, request: Request, check: Check, report: Report) -> object:
        self.threads.add(threading.get_ident())
        if isinstance(request, Wait) and not (isinstance(request, Aside) and self.done):
            self.waiting.set()
            while True:
                try:
                    check()
                except Stopped:
                    if request.inside:
                        raise StoppedInside from None
                    raise
                time.sleep(0.001)
        if isinstance(request, Flood):
            for one in range(request.times):
                report(f"{one}", one / request.times)
        if isinstance(request, Break):
            raise Known if request.error is Known else request.error("of the test")
        check()
        self.done.append(request)
        return request


class Listener(QObject):
    """Collects the replies of a session, in the GUI thread."""

    def __init__(self, session: Lane) -> None:
        super().__init__()
        self.replies: list[object] = []
        self.threads: set[int] = set()
        session.replied.connect(self.take)

    @Slot(object)
    def take(self, reply: object) -> None:
        self.threads.add(threading.get_ident())
        self.replies.append(reply)

    def endings(self) -> list[object]:
        return [one for one in self.replies if not isinstance(one, Progress)]


def _built(handler: Handler, report: Report) -> Handler:
    return handler


@dataclass
class LaneAtWork:
    session: Lane
    handlers: Handlers
    listener: Listener


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[LaneAtWork]:
    handlers = Handlers()

    def make(report: Report) -> Handler:
        return handlers

    session = Lane("test", make)
    yield LaneAtWork(session, handlers, Listener(session))
    assert session.close()


def test_a_request_is_answered_in_the_gui_thread_and_worked_on_elsewhere(
    qtbot: QtBot, lane: LaneAtWork
) -> None:
    request = Echo("hello")
    number = lane.session.send(request)
    qtbot.waitUntil(lambda: len(lane.listener.replies) == 1)
    (reply,) = lane.listener.replies
    assert isinstance(reply, Done)
    assert reply.job_id == number
    assert reply.result is request  # dataclasses cross as they are, not as copies
    assert lane.listener.threads == {threading.get_ident()}
    assert threading.get_ident() not in lane.handlers.threads
    assert lane.session.jobs == ()


@pytest.mark.parametrize("inside", [False, True])
def test_a_stop_tells_whether_a_step_goes_on(lane: LaneAtWork, qtbot: QtBot, inside: bool) -> None:
    status = StatusBar((lane.session,))
    qtbot.addWidget(status)
    lane.session.send(Wait(inside))
    qtbot.waitUntil(lane.handlers.waiting.is_set)
    status.stop_job()
    assert status.job.text() == "Stopping"
    qtbot.waitUntil(lambda: bool(lane.listener.endings()))
    (ended,) = lane.listener.endings()
    assert isinstance(ended, Cancelled)
    assert ended.inside == inside
    assert ("still finishing" in status.job.text()) == inside
    lane.session.send(Echo("the next"))
    qtbot.waitUntil(lambda: len(lane.listener.endings()) == 2)
    assert status.job.text() == "Ready"


def test_jobs_of_one_lane_keep_their_order(qtbot: QtBot, lane: LaneAtWork) -> None:
    sent = [Echo(str(number)) for number in range(50)]
    for one in sent:
        lane.session.send(one)
    qtbot.waitUntil(lambda: len(lane.listener.endings()) == 50)
    assert lane.handlers.done == sent


def test_the_newest_request_of_a_slot_is_the_only_one_answered(
    qtbot: QtBot, lane: LaneAtWork
) -> None:
    for number in range(300):
        lane.session.send(Newest(number=number))
    qtbot.waitUntil(lambda: not lane.session.jobs)
    numbers = [reply.request.number for reply in lane.listener.endings()]  # type: ignore[attr-defined]
    assert numbers == [299]
    assert len(lane.handlers.done) < 300


def test_an_answer_that_came_too_late_is_dropped(qtbot: QtBot, lane: LaneAtWork) -> None:
    """The older job was finished, its reply on the way, when the newer request was sent."""
    lane.session.send(Newest(number=1))
    while not lane.handlers.done:  # the worker has answered; the GUI thread has not looked yet
        time.sleep(0.001)
    lane.session.send(Newest(number=2))
    qtbot.waitUntil(lambda: not lane.session.jobs)
    numbers = [reply.request.number for reply in lane.listener.endings()]  # type: ignore[attr-defined]
    assert numbers == [2]


def test_what_nobody_waits_for_gives_way_and_begins_again(qtbot: QtBot, lane: LaneAtWork) -> None:
    lane.session.send(Aside())
    lane.handlers.waiting.wait(10)
    lane.session.send(Echo("first"))
    qtbot.waitUntil(lambda: not lane.session.jobs)
    told = [reply.request for reply in lane.listener.endings()]  # type: ignore[attr-defined]
    assert told == [Echo("first"), Aside()]  # and none of them as stopped
    assert all(isinstance(one, Done) for one in lane.listener.endings())


def test_what_a_person_stopped_does_not_begin_again(qtbot: QtBot, lane: LaneAtWork) -> None:
    lane.session.send(Aside())
    lane.handlers.waiting.wait(10)
    lane.session.stop()
    lane.session.send(Echo("next"))
    qtbot.waitUntil(lambda: not lane.session.jobs)
    first, second = lane.listener.endings()
    assert isinstance(first, Cancelled)
    assert isinstance(second, Done)


def test_stop_ends_the_job_and_the_next_one_works(qtbot: QtBot, lane: LaneAtWork) -> None:
    for _ in range(100):
        lane.handlers.waiting.clear()
        lane.session.send(Wait())
        lane.handlers.waiting.wait(10)
        lane.session.stop()
        qtbot.waitUntil(lambda: not lane.session.jobs)
    endings = lane.listener.endings()
    assert len(endings) == 100
    assert all(isinstance(one, Cancelled) for one in endings)
    lane.session.send(Echo("still there"))
    qtbot.waitUntil(lambda: isinstance(lane.listener.replies[-1], Done))


def test_only_the_job_that_was_meant_is_stopped(qtbot: QtBot, lane: LaneAtWork) -> None:
    first = lane.session.send(Wait())
    second = lane.session.send(Echo("second"))
    lane.session.stop(first)
    qtbot.waitUntil(lambda: not lane.session.jobs)
    kinds = {reply.job_id: type(reply) for reply in lane.listener.endings()}  # type: ignore[attr-defined]
    assert kinds == {first: Cancelled, second: Done}


def test_progress_is_throttled_at_the_source_but_the_result_always_comes(
    qtbot: QtBot, lane: LaneAtWork
) -> None:
    lane.session.send(Flood())
    qtbot.waitUntil(lambda: bool(lane.listener.endings()))
    assert isinstance(lane.listener.endings()[0], Done)
    told = [one for one in lane.listener.replies if isinstance(one, Progress)]
    assert 1 <= len(told) < 100


def test_a_known_failure_keeps_its_sentence_and_remedy(qtbot: QtBot, lane: LaneAtWork) -> None:
    lane.session.send(Break(error=Known))
    qtbot.waitUntil(lambda: bool(lane.listener.endings()))
    failed = lane.listener.endings()[0]
    assert isinstance(failed, Failed)
    assert failed.sentence == "This is known."
    assert failed.remedy == Remedy("Do it", "doAction")


@pytest.mark.parametrize("error", [ValueError, KeyError, SystemExit, KeyboardInterrupt])
def test_nothing_that_a_handler_raises_ends_the_lane(
    qtbot: QtBot, lane: LaneAtWork, error: type[BaseException]
) -> None:
    lane.session.send(Break(error=error))
    lane.session.send(Echo("after"))
    qtbot.waitUntil(lambda: len(lane.listener.endings()) == 2)
    failed, done = lane.listener.endings()
    assert isinstance(failed, Failed)
    assert error.__name__ not in failed.sentence  # a name for programmers: among the details
    assert error.__name__ in failed.details
    assert "Traceback" not in failed.sentence
    assert "Traceback" in failed.details
    assert isinstance(done, Done)


def test_running_out_of_memory_is_told_in_words(qtbot: QtBot, lane: LaneAtWork) -> None:
    lane.session.send(Break(error=MemoryError))
    qtbot.waitUntil(lambda: bool(lane.listener.endings()))
    failed = lane.listener.endings()[0]
    assert isinstance(failed, Failed)
    assert "memory" in failed.sentence
    assert failed.remedy is not None


def test_a_thread_that_cannot_be_started_is_for_want_of_memory() -> None:
    """What Python says so while transformers loads weights with its threads."""
    assert memory_refused(RuntimeError("can't start new thread"))
    assert not memory_refused(RuntimeError("size mismatch"))


def test_a_lane_that_builds_its_handler_is_preparing(qtbot: QtBot) -> None:
    go = threading.Event()

    def build(report: Report) -> Handlers:
        go.wait(20)
        return Handlers()

    session = Lane("slow", build)
    assert not now(session.preparing)
    session.send(Echo("x"))
    assert now(session.preparing)
    go.set()
    qtbot.waitUntil(lambda: not session.jobs)
    assert not session.preparing
    session.send(Echo("y"))
    assert not session.preparing
    assert session.close()


def test_no_thread_deletes_what_works_in_it(qtbot: QtBot) -> None:
    """It would hold a lock of Qt and wait for the interpreter, while a window that holds the
    interpreter waits for that lock: once in some thousand windows both stood still."""
    session = Lane("test", lambda report: Handlers())
    worker = session._worker
    assert session.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert isValid(worker)


def test_a_handler_that_cannot_be_built_fails_each_job_and_is_tried_again(qtbot: QtBot) -> None:
    attempts = []

    def make(report: Report) -> Handler:
        attempts.append(1)
        if len(attempts) < 3:
            raise Known
        return Handlers()

    session = Lane("test", make)
    listener = Listener(session)
    for _ in range(3):
        session.send(Echo())
    qtbot.waitUntil(lambda: len(listener.endings()) == 3)
    assert [type(one) for one in listener.endings()] == [Failed, Failed, Done]
    assert session.close()


def test_closing_stops_a_job_under_way_and_answers_nothing_more(qtbot: QtBot) -> None:
    rng = random.Random(0)
    for round_ in range(30):
        handlers = Handlers()
        session = Lane("test", functools.partial(_built, handlers))
        listener = Listener(session)
        session.send(Echo())
        session.send(Wait())
        session.send(Echo())
        if round_ % 2:
            handlers.waiting.wait(10)
        time.sleep(rng.random() * 0.005)
        assert session.close()
        seen = len(listener.replies)
        assert session.send(Echo()) == 0
        qtbot.wait(1)
        assert len(listener.replies) == seen


def test_a_finished_session_leaves_no_job_behind(qtbot: QtBot, lane: LaneAtWork) -> None:
    for number in range(50):
        lane.session.send(Echo(str(number)))
    qtbot.waitUntil(lambda: len(lane.listener.endings()) == 50)
    lane.listener.replies.clear()
    lane.handlers.done.clear()
    gc.collect()
    assert [one for one in gc.get_objects() if type(one) is Job] == []


def test_emitting_does_not_lose_references_of_true(qtbot: QtBot, lane: LaneAtWork) -> None:
    """PySide6 6.12.0 on Python 3.11 did, and aborted: the pin in pyproject.toml guards it."""
    before = sys.getrefcount(True)
    for _ in range(50):
        lane.session.changed.emit()
    assert sys.getrefcount(True) >= before - 5


def test_threads_are_named_and_have_room(qtbot: QtBot, lane: LaneAtWork) -> None:
    thread = lane.session._thread
    assert isinstance(thread, QThread)
    assert thread.objectName() == "test"
    assert thread.stackSize() == 16 * 1024 * 1024


def test_a_lane_keeps_its_python_thread_state(qtbot: QtBot) -> None:
    """torch 2.9 uses the one that it was imported in again; what a thread holds is kept in it."""
    here = threading.local()
    seen: list[int] = []

    def handler(request: Request, check: Check, report: Report) -> object:
        here.jobs = getattr(here, "jobs", 0) + 1
        seen.append(here.jobs)
        return request

    session = Lane("test", functools.partial(_built, handler))
    for _ in range(3):
        session.send(Echo())
        qtbot.waitUntil(lambda: not session.jobs)  # the slot has returned
    assert session.close()
    assert seen == [1, 2, 3]


def test_the_worker_needs_no_torch() -> None:
    code = "import explorer.lanes.thread, sys; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_words_of_a_job_have_the_room_that_is_free(
    lane: LaneAtWork, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were drawn in the width of “Ready”, shortened beside an empty bar."""
    status = StatusBar((lane.session,))
    qtbot.addWidget(status)
    status.resize(900, 30)
    status.show()
    qtbot.waitExposed(status)
    QCoreApplication.processEvents()
    status.job.say("Ready")
    QCoreApplication.processEvents()
    monkeypatch.setattr(Wait, "title", "Running the model for its attention")
    lane.session.send(Wait())
    assert status.job.text() == Wait.title
    # Before anything is laid out later.
    assert status.job.width() >= status.job.sizeHint().width()
    status.stop_job()
    qtbot.waitUntil(lambda: bool(lane.listener.endings()))
