"""The first start: a model thinks before anybody clicks, and every way on leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from explorer.__main__ import start
from explorer.features.flow.view.flow_view import FlowView
from explorer.protocol.job import Cancelled
from explorer.protocol.model import Prepare
from tests.afresh import now
from tests.journeys.conftest import Person

FRANCE = "The capital of France is [MASK]."


@pytest.fixture
def newcomer(qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    """Somebody who starts the program for the first time, and has clicked nothing yet."""
    window = start(["--profile", str(tmp_path / "profile"), "--size", "1024x700"])
    qtbot.addWidget(window)
    person = Person(window, qtbot)
    person.until(lambda: flow_of(person).result is not None)
    person.until_idle()
    yield person
    window.close()


def flow_of(person: Person) -> FlowView:
    view = person.window.inference.views.view("flow")
    assert isinstance(view, FlowView)
    return view


def test_a_true_picture_plays_without_a_click(newcomer: Person) -> None:
    view = flow_of(newcomer)
    assert view.isVisible()
    assert view.playing
    assert view.step < len(view.steps) - 1
    newcomer.until(lambda: not view.playing)
    assert view.step == len(view.steps) - 1
    assert view.answer.spoken == "The capital of France is paris."
    # Nobody asked for it: one run, in the history of what is on screen.
    assert [run.name for run in newcomer.window.inference.history.runs.runs] == [FRANCE]


def test_the_sentence_is_changed_by_typing_alone(newcomer: Person) -> None:
    inference = newcomer.window.inference
    inference.live._quick = True  # however busy this computer is
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    assert line.text() == FRANCE
    line.setSelection(FRANCE.index("France"), len("France"))
    QTest.keyClicks(line, "Spain")
    newcomer.until_idle()
    assert flow_of(newcomer).answer.spoken == "The capital of Spain is madrid."


@pytest.mark.parametrize(
    ("card", "in_sight"),
    [
        ("start.mini-world-bert", "flowTimeline"),
        ("start.mini-world-gpt2", "generateButton"),
        ("start.mini-world-sentiment", "textInput"),
        ("start.lesson", "lessonDialog"),
    ],
)
def test_a_card_does_what_it_says(newcomer: Person, card: str, in_sight: str) -> None:
    newcomer.find(QWidget, card).setFocus()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Return)
    newcomer.until_idle()
    newcomer.until(lambda: newcomer.find(QWidget, in_sight).isVisible())
    if card == "start.lesson":
        newcomer.find(QWidget, in_sight).close()
    else:
        assert newcomer.window.sources.isVisible() or newcomer.window.columns.room < 3
        assert newcomer.window.centre.tabBar().isVisible()


def test_whatever_is_looked_for_leads_to_the_workbench(newcomer: Person) -> None:
    newcomer.show("hubSearch")
    assert newcomer.find(QLineEdit, "hubSearch").isVisible()
    assert newcomer.window.centre.tabBar().isVisible()
    assert newcomer.find(QWidget, "modeBar").isVisible()


def test_a_model_that_does_not_come_is_not_waited_for(qtbot: QtBot, tmp_path: Path) -> None:
    window = start(["--profile", str(tmp_path / "profile"), "--size", "1024x700"])
    qtbot.addWidget(window)
    assert not window.sources.isVisible()
    assert now(window.workbench.first_minute.on)
    window.state.on_reply(Cancelled(0, Prepare()))
    assert not window.workbench.first_minute.on
    assert window.sources.isVisible()
    assert "No model is loaded yet" in window.start_page.told.text()
    person = Person(window, qtbot)
    person.until(lambda: window.prepared is not None)
    person.until_idle()
    assert window.summary is None
    window.close()


def _name(person: Person) -> str:
    return person.window.summary.name if person.window.summary is not None else ""


def test_another_model_is_for_the_workbench(newcomer: Person) -> None:
    newcomer.trigger("openBundled.mini-world-sentiment")
    newcomer.until(lambda: _name(newcomer) == "mini-world-sentiment")
    newcomer.until_idle()
    assert newcomer.find(QWidget, "modeBar").isVisible()
    newcomer.trigger("unloadAction")
    newcomer.until_idle()
    assert newcomer.find(QWidget, "start.lesson").isVisible()
