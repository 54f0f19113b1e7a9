"""Runs that follow the typing, and the mark beside what belongs to another input."""

from __future__ import annotations

import dataclasses
import time
from typing import cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from explorer.app import session_record
from explorer.app.app_state import AppState
from explorer.app.inference.live_runs import LiveRuns
from explorer.app.session_record import SessionRecord
from explorer.features.history.view import run_history
from explorer.features.history.view.run_history import RunHistory
from explorer.protocol.job import Done, Failed
from explorer.protocol.run import Run, RunResult, Tokenize
from tests.afresh import now
from tests.window.made_runs import LEARNED, ran, summary, tokens


class State:
    """What the runs are measured by, without a lane."""

    def __init__(self) -> None:
        self.idle = True


class TimedRuns(LiveRuns):
    """Runs on a clock that only they move on."""

    def __init__(self, parent: QObject, clock: list[float]) -> None:
        super().__init__(parent)
        self._owner = parent  # which would take them along
        self.state = State()
        self._state = cast(AppState, self.state)
        self._clock = clock

    def run(self, seconds: float) -> bool:
        self.begin()
        self._clock[0] += seconds
        self._on_finished(Done(1, Run(), None))
        return self.on


@pytest.fixture
def live(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> TimedRuns:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    return TimedRuns(QObject(), clock)


def test_nothing_is_assumed_of_a_model_that_has_not_run(live: TimedRuns) -> None:
    assert not live.on


def test_the_median_of_three_runs_decides(live: TimedRuns) -> None:
    assert live.run(0.3)  # the first builds pages
    assert live.run(0.05)
    assert live.run(0.05)
    assert live.run(0.9)  # one slow run is none
    assert not live.run(0.9)
    assert not live.run(0.2)
    assert not live.run(0.2)
    assert live.run(0.05) is False
    assert live.run(0.05)
    assert live.run(0.2)  # between the limits it stays as it was
    assert live.run(0.2)


def test_a_slow_first_run_waits_for_run(live: TimedRuns) -> None:
    assert not live.run(1.0)


def test_a_run_lasts_until_its_pictures_are_drawn(live: TimedRuns) -> None:
    live.state.idle = False
    live.begin()
    live._on_finished(Done(1, Run(), None))
    assert not now(live.quick)
    live.state.idle = True
    live._on_finished(Done(2, Run(), None))
    assert live.quick


def test_a_run_that_failed_tells_nothing_of_how_long_one_lasts(live: TimedRuns) -> None:
    live.begin()
    live._on_ended(Failed(1, Run(), "It does not fit.", None, ""))
    assert live.run(0.05)
    live.begin()
    live._on_ended(Failed(2, Tokenize(()), "Nobody ran anything.", None, ""))
    assert live._begun is not None


def test_it_can_be_switched_off_and_another_model_is_measured_anew(live: TimedRuns) -> None:
    assert live.run(0.05)
    live.want(False)
    assert not now(live.on)
    assert live.quick
    live.want(True)
    assert now(live.on)
    live.forget()
    assert not live.on


def test_what_why_measures_takes_live_from_no_other_mode(live: TimedRuns) -> None:
    live.show_mode("why")
    assert not live.run(1.0)
    live.show_mode("flow")
    assert not now(live.on), "nothing is known of the run alone"
    live.show_mode("why")
    live._on_finished(Done(1, Run(), dataclasses.replace(ran(tokens()), seconds=0.02)))
    assert not live.run(1.0)
    live.show_mode("flow")
    assert now(live.on), "it is tried out"
    live.show_mode("why")
    assert not now(live.on)
    live.show_mode("flow")
    assert not live.run(1.0)


def test_other_weights_of_the_same_model_are_as_quick(live: TimedRuns) -> None:
    first = dataclasses.replace(summary(), training=LEARNED)
    live._show_model(first)
    assert live.run(0.05)
    live._show_model(dataclasses.replace(first, serial=99))
    assert live.on
    live._show_model(None)
    assert not now(live.on)


def made(text: str, *, is_live: bool) -> RunResult:
    return dataclasses.replace(ran(tokens()), request=Run((text,), live=is_live))


def test_what_was_still_being_typed_leaves_no_trace_in_the_history(qtbot: QtBot) -> None:
    history = RunHistory()
    history.keep(made("asked for", is_live=False), summary())
    for text in ("T", "Th", "The"):
        history.keep(made(text, is_live=True), summary())
    assert [run.name for run in history.runs] == ["The", "asked for"]
    history.keep(made("The", is_live=False), summary())
    history.keep(made("The c", is_live=True), summary())
    assert [run.name for run in history.runs] == ["The c", "The", "asked for"]
    assert [run.number for run in history.runs] == [3, 2, 1]
    history.rename(3, "mine")
    history.keep(made("The ca", is_live=True), summary())
    assert [run.name for run in history.runs] == ["The ca", "mine", "The", "asked for"]


def test_a_run_that_was_looked_at_stays_in_the_history(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody typed on the start page was gone as soon as the next text ran."""
    monkeypatch.setattr(run_history, "SEEN_SECONDS", 0.0)
    history, record = RunHistory(), SessionRecord()
    monkeypatch.setattr(session_record, "SEEN_SECONDS", 0.0)
    for text in ("France", "Spain"):
        result = made(text, is_live=True)
        history.keep(result, summary())
        record.keep(result.request, result, summary())
    assert [run.name for run in history.runs] == ["Spain", "France"]
    assert texts(record) == [("France",), ("Spain",)]
    history.keep(made("Spain", is_live=False), summary())
    assert [run.name for run in history.runs] == ["Spain", "France"], "Return on the same text"


def test_a_run_of_another_model_takes_no_place(qtbot: QtBot) -> None:
    history = RunHistory()
    for serial in (1, 2):
        history.keep(made("France", is_live=True), summary(serial))
    assert [run.summary.serial for run in history.runs] == [2, 1]


def test_snapshots_that_a_slider_passes_leave_no_trace_either(qtbot: QtBot) -> None:
    history = RunHistory()
    steps = {1: 0, 2: 60, 3: 100}
    history.step_of = lambda model: steps.get(model.serial)
    for serial in steps:
        snapshot = summary(serial, training=LEARNED)
        history.keep(made("France", is_live=True), snapshot)
    assert [run.trained_to for run in history.runs] == [100]


def texts(record: SessionRecord) -> list[tuple[str, ...]]:
    requests = [step.request for step in record.steps]
    return [one.texts for one in requests if isinstance(one, Run)]


def test_nor_in_the_script_of_the_session() -> None:
    record = SessionRecord()
    for text in ("T", "Th", "The"):
        result = made(text, is_live=True)
        record.keep(result.request, result, summary())
    assert texts(record) == [("The",)]
    result = made("The", is_live=False)
    record.keep(result.request, result, summary())
    result = made("The c", is_live=True)
    record.keep(result.request, result, summary())
    assert texts(record) == [("The",), ("The c",)]
