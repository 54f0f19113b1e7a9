"""From the first start on by keyboard alone, with the focus in sight after every key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from explorer.__main__ import start
from explorer.features.flow.view.flow_view import FlowView
from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Person

FRANCE = "The capital of France is [MASK]."
CARDS = {
    "start.lesson",
    "start.mini-world-bert",
    "start.mini-world-gpt2",
    "start.mini-world-sentiment",
    "start.open",
}
_MOST_STOPS = 150


class Typist(Person):
    """Presses keys and nothing else; they go to whatever has the focus."""

    @property
    def focus(self) -> QWidget:
        """What has it: in sight, with a size, and not scrolled away."""
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        name = widget.objectName() or type(widget).__name__
        assert widget.isVisible(), f"{name} has the focus and is not visible"
        assert not widget.visibleRegion().isEmpty(), f"{name} has the focus and is out of sight"
        return widget

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.focus, key)
            self.until_idle()
            for _ in range(5):  # what every layout asks of the next
                QApplication.processEvents()
            assert self.focus

    def go(self, name: str, *, back: bool = False) -> None:
        """Tab, or Shift+Tab, until this control has the focus."""
        key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
        for _ in range(_MOST_STOPS):
            if self.focus.objectName() == name:
                return
            self.press(key)
        pytest.fail(f"Tab never comes to {name}")

    def stops(self) -> Iterator[QWidget]:
        """Every control that Tab stops at, once."""
        seen: list[QWidget] = []
        while self.focus not in seen:
            seen.append(self.focus)
            yield seen[-1]
            seen[-1].setFocus(Qt.FocusReason.TabFocusReason)
            self.press(Qt.Key.Key_Tab)
            assert len(seen) < _MOST_STOPS

    @property
    def flow(self) -> FlowView:
        view = self.window.inference.views.view("flow")
        assert isinstance(view, FlowView)
        return view

    @property
    def mode(self) -> str:
        return self.window.inference.mode.mode


@pytest.fixture
def typist(qtbot: QtBot, tmp_path: Path) -> Iterator[Typist]:
    """Somebody without a mouse, at the first start."""
    window = start(["--profile", str(tmp_path / "profile"), "--size", "1024x700"])
    qtbot.addWidget(window)
    person = Typist(window, qtbot)
    window.activateWindow()
    person.until(window.isActiveWindow)
    person.until(lambda: person.flow.result is not None)
    person.until_idle()
    yield person
    window.close()


def change_country(typist: Typist, old: str, new: str) -> None:
    line = typist.focus
    assert isinstance(line, QLineEdit)
    typist.press(Qt.Key.Key_Home)
    typist.press(*[Qt.Key.Key_Right] * (line.text().index(old) + len(old)))
    typist.press(*[Qt.Key.Key_Backspace] * len(old))
    QTest.keyClicks(line, new)
    typist.press(Qt.Key.Key_Return)


def test_from_the_first_picture_to_presenting(typist: Typist) -> None:
    # The start page.
    assert typist.focus.objectName() == "textInput"
    change_country(typist, "France", "Spain")
    assert typist.flow.answer.spoken == "The capital of Spain is madrid."
    assert {stop.objectName() for stop in typist.stops()} >= CARDS | {"textInput", "flowCanvas"}
    typist.go("start.mini-world-bert")
    typist.press(Qt.Key.Key_Return)
    assert typist.mode == "flow"

    # The steps, and another token.
    view = typist.flow
    typist.go("flowTimeline")
    assert view.timeline.height() == view.timeline.sizeHint().height(), "with room for the names"
    typist.press(Qt.Key.Key_Home)
    assert view.step == 0
    for step in range(1, len(view.steps)):
        typist.press(Qt.Key.Key_Right)
        assert view.step == step
    typist.press(Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert english(view.steps[view.step].name).startswith("Layer")
    typist.go("flowCanvas", back=True)
    assert view.result is not None
    before = view.result.stacks[-1].position
    typist.press(Qt.Key.Key_Up)
    assert view.result.stacks[-1].position == before - 1
    typist.press(Qt.Key.Key_Down)
    assert view.result.stacks[-1].position == before

    # Into the lens at that layer, and back.
    typist.press(Qt.Key.Key_Return)
    assert typist.mode == "look"
    assert typist.find(QWidget, "lensView").isVisible()
    typist.go("modeFlow")
    typist.press(Qt.Key.Key_Return)
    assert typist.mode == "flow"
    typist.go("flowCanvas")

    # Guess first.
    typist.go("flowGuess")
    typist.press(Qt.Key.Key_Space)
    assert now(view.hiding)
    assert "madrid" not in view.answer.spoken
    typist.go("flowTimeline", back=True)
    typist.press(Qt.Key.Key_End)
    assert not now(view.hiding)
    assert view.answer.spoken == "The capital of Spain is madrid."

    # Before an audience no control has the keys: they belong to the picture that fills the window.
    typist.press(Qt.Key.Key_F5)
    assert now(typist.window.look.presenting)
    assert typist.focus is typist.window.body
    assert english(typist.focus.accessibleName()) == "Presentation"
    typist.press(Qt.Key.Key_Home, Qt.Key.Key_Right)
    assert view.step == 1
    typist.press(Qt.Key.Key_Escape)
    assert not typist.window.look.presenting
    assert typist.focus.objectName() == "flowTimeline"

    # The third mode, with a model that writes.
    typist.go("button.unloadAction")
    typist.press(Qt.Key.Key_Return)
    typist.go("start.mini-world-gpt2")
    typist.press(Qt.Key.Key_Return)
    assert typist.mode == "write"
    for name, mode in (("modeFlow", "flow"), ("modeRun", "look"), ("modeGenerate", "write")):
        typist.go(name)
        typist.press(Qt.Key.Key_Return)
        assert typist.mode == mode
        assert typist.find(QPushButton, name).isChecked()


@pytest.mark.parametrize("page", ["start", "flow", "look"])
def test_every_stop_shows_that_it_has_the_focus(typist: Typist, page: str) -> None:
    if page != "start":
        typist.go("start.mini-world-bert")
        typist.press(Qt.Key.Key_Return)
    if page == "look":
        typist.go("modeRun")
        typist.press(Qt.Key.Key_Return)
    typist.flow.go_to(2)  # nothing moves by itself
    silent = []
    for stop in typist.stops():
        with_focus = stop.grab().toImage()
        stop.clearFocus()
        if stop.grab().toImage() == with_focus:
            silent.append(stop.objectName() or type(stop).__name__)
    assert silent == []


def test_the_key_of_run_writes_where_the_button_does(person: Person) -> None:
    """It left Write, ran one pass and showed Flow."""
    window = person.window
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    person.click("modeGenerate")
    pane = window.inference.generation
    assert pane is not None
    person.trigger("runAction")
    person.until_idle()
    assert window.inference.mode.mode == "write"
    assert pane.text.tokens
    assert window.inference.ran is None
