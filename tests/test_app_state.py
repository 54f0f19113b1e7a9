"""What is published reaches those who subscribed: in their order, in its order, and nobody gone."""

from __future__ import annotations

import dataclasses
from typing import cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from explorer.app.app_state import AppState
from explorer.features.hub.protocol.account import SignIn, WhoAmI
from explorer.features.hub.protocol.cache import ListCache
from explorer.features.training.protocol import OpenSnapshot
from explorer.lanes.thread import Lane
from explorer.protocol.job import Cancelled, Done, Failed, Job, Progress, Request
from explorer.protocol.model import (
    LoadModel,
    ModelReady,
    ModelUnloaded,
    Prepare,
    Prepared,
    UnloadModel,
)
from explorer.protocol.run import Run, Tokenize, Tokenized
from tests.afresh import now
from tests.window import made_runs

PREPARED = Prepared("", "", ("cpu",), 0, 0.0)
TOKENIZED = Tokenized(("text",), (), ())


class FakeLane:
    """Notes which jobs are held, and has as jobs what it is given."""

    def __init__(self) -> None:
        self.jobs: tuple[Job, ...] = ()
        self.held: list[int] = []

    def hold(self, job_id: int, request: Request) -> None:
        if job_id not in self.held:
            self.held.append(job_id)

    def let_go(self, job_id: int) -> None:
        self.held.remove(job_id)


class Page(QObject):
    """Notes what it receives, and under which name."""

    def __init__(self, name: str, seen: list[tuple[str, object]]) -> None:
        super().__init__()
        self.name, self.seen = name, seen

    def receive(self, result: object, request: Request) -> None:
        self.seen.append((self.name, result))

    def note(self, reply: object) -> None:
        self.seen.append((self.name, reply))


@pytest.fixture
def lane() -> FakeLane:
    return FakeLane()


@pytest.fixture
def state(lane: FakeLane) -> AppState:
    return AppState(cast(Lane, lane))


@pytest.fixture
def seen() -> list[tuple[str, object]]:
    return []


def ready(serial: int = 1) -> ModelReady:
    return ModelReady(made_runs.summary(serial), "loaded")


def load(serial: int = 1, job: int = 1) -> Done:
    return Done(job, LoadModel("somewhere"), ready(serial))


def test_those_who_subscribed_first_receive_first(
    state: AppState, seen: list[tuple[str, object]]
) -> None:
    pages = [Page(name, seen) for name in ("first", "second", "third")]
    for page in pages:
        state.subscribe({Tokenized: page.receive})
    state.on_reply(Done(1, Tokenize(("text",)), TOKENIZED))
    assert seen == [("first", TOKENIZED), ("second", TOKENIZED), ("third", TOKENIZED)]


def test_a_class_means_its_subclasses_too_and_no_other(
    state: AppState, seen: list[tuple[str, object]]
) -> None:
    everything, prepared = Page("all", seen), Page("prepared", seen)
    state.subscribe({object: everything.receive, Prepared: prepared.receive})
    state.on_reply(Done(1, Tokenize(("text",)), TOKENIZED))
    assert seen == [("all", TOKENIZED)]


def test_a_page_that_is_gone_is_never_called(
    state: AppState, seen: list[tuple[str, object]]
) -> None:
    gone, left = Page("gone", seen), Page("left", seen)
    for page in (gone, left):
        state.subscribe(
            {Tokenized: page.receive},
            {Request: page.note},
            {Request: page.note},
            {Tokenized: page.note},
        )
    delete(gone)
    request = Run(("text",))
    replies = (
        Done(1, request, TOKENIZED),
        Failed(2, request, "No.", None, ""),
        Cancelled(3, request),
        Progress(4, request, "", None, TOKENIZED),
    )
    for reply in replies:
        state.on_reply(reply)
    assert [name for name, _ in seen] == ["left"] * len(replies)


def test_a_page_closed_by_one_that_received_before_is_not_called(
    state: AppState, seen: list[tuple[str, object]]
) -> None:
    second = Page("second", seen)

    class Closer(QObject):
        def receive(self, result: object, request: Request) -> None:
            delete(second)

    closer = Closer()
    for receiver in (closer.receive, second.receive):
        state.subscribe({Tokenized: receiver})
    state.on_reply(Done(1, Tokenize(("text",)), TOKENIZED))
    assert seen == []


def test_nobody_receives_a_model_before_all_know_of_it(
    state: AppState, seen: list[tuple[str, object]], qtbot: QtBot
) -> None:
    page, done = Page("result", seen), Page("finished", seen)
    state.subscribe({ModelReady: page.receive})
    state.model_changed.connect(lambda summary: seen.append(("changed", state.summary)))
    state.finished.connect(done.note)
    reply = load()
    state.on_model_reply(reply)
    assert seen == [("changed", state.summary)]
    assert state.summary is not None
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen[1:] == [("result", reply.result), ("finished", reply)]


def test_replies_wait_while_a_model_is_received_and_keep_their_order(
    state: AppState, lane: FakeLane, seen: list[tuple[str, object]], qtbot: QtBot
) -> None:
    page = Page("page", seen)
    state.subscribe({ModelReady: page.receive, Tokenized: page.receive}, {Run: page.note})
    model, failed = load(), Failed(3, Run(("text",)), "No.", None, "")
    for reply in (model, Done(2, Tokenize(("text",)), TOKENIZED), failed):
        state.on_model_reply(reply)
    assert seen == []
    assert lane.held == [1, 2, 3]
    qtbot.waitUntil(lambda: not lane.held)
    assert [each for _, each in seen] == [model.result, TOKENIZED, failed]


def test_a_second_model_waits_for_the_first(
    state: AppState, lane: FakeLane, seen: list[tuple[str, object]], qtbot: QtBot
) -> None:
    page = Page("page", seen)
    state.subscribe({ModelReady: page.receive})
    serials: list[int] = []
    state.model_changed.connect(lambda summary: serials.append(summary.serial))
    for serial in (1, 2):
        state.on_model_reply(load(serial, serial))
    assert serials == [1]
    qtbot.waitUntil(lambda: not lane.held)
    assert serials == [1, 2]
    assert [each.summary.serial for _, each in seen] == [1, 2]  # type: ignore[attr-defined]


def test_closing_delivers_what_has_come(
    state: AppState, lane: FakeLane, seen: list[tuple[str, object]]
) -> None:
    page = Page("page", seen)
    state.subscribe({ModelReady: page.receive, Tokenized: page.receive})
    state.on_model_reply(load())
    state.on_model_reply(Done(2, Tokenize(("text",)), TOKENIZED))
    state.finish()
    assert [name for name, _ in seen] == ["page", "page"]
    assert lane.held == []


def test_those_who_hear_of_unloading_still_know_the_model(state: AppState) -> None:
    names: list[str] = []

    class Listener(QObject):
        def receive(self, result: object, request: Request) -> None:
            names.append(state.summary.name if state.summary is not None else "")

    listener = Listener()
    state.subscribe({ModelUnloaded: listener.receive})
    state.on_model_reply(load())
    state.finish()
    state.on_model_reply(Done(2, UnloadModel(), ModelUnloaded("made", 0)))
    assert names == ["made"]
    assert state.summary is None


def test_what_pages_ask_for_in_answer_is_told_apart(state: AppState) -> None:
    reacting: list[bool] = []

    class Listener(QObject):
        def receive(self, result: object, request: Request) -> None:
            reacting.append(state.reacting)

    listener = Listener()
    state.subscribe({Tokenized: listener.receive})
    state.on_reply(Done(1, Tokenize(("text",)), TOKENIZED))
    assert reacting == [True]
    assert not state.reacting


def test_a_failure_nobody_asked_for_stays_with_its_page(
    state: AppState, seen: list[tuple[str, object]]
) -> None:
    page, bar = Page("page", seen), Page("message bar", seen)
    state.subscribe(failures={Request: page.note})
    state.failure.connect(bar.note)
    for request in (ListCache(), Tokenize(("text",)), Run(("text",))):
        state.on_reply(Failed(1, request, "No.", None, ""))
    assert [name for name, _ in seen] == ["page", "page", "page", "message bar"]


def test_a_failure_that_is_kept_holds_no_secret(state: AppState) -> None:
    shown: list[Failed] = []
    state.failure.connect(shown.append)
    state.on_reply(Failed(1, SignIn("hf_not-a-real-token"), "No.", None, ""))
    assert shown[0].request == WhoAmI()
    assert "hf_not" not in str(dataclasses.asdict(shown[0]))


def test_one_model_at_a_time_once_the_engine_is_ready(state: AppState, lane: FakeLane) -> None:
    lane.jobs = (Job(1, LoadModel("somewhere")),)
    assert not now(state.changing)
    state.on_reply(Done(1, Prepare(), PREPARED))
    assert now(state.changing)
    lane.jobs = (Job(2, Run(("text",))),)
    assert not now(state.changing)
    lane.jobs = (Job(3, OpenSnapshot(1, 20)),)
    assert now(state.changing)
    lane.jobs = (Job(4, OpenSnapshot(1, 20, live=True)),)
    assert not state.changing, "a slider passes it: nothing turns grey and back"
