"""The words that are being written are in sight, however large the text and long the prompt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from explorer.engine.sandbox.process import PROCESS
from explorer.features.generation.view.generation_pane import GenerationPane
from explorer.protocol.model import LoadModel
from explorer.widgets.scroll_into_view import scroll_areas
from tests.journeys.conftest import Person
from tests.model import chat_templates

LONG = " ".join(["Once upon a time there was a little dog who lived near a big forest."] * 4)


@pytest.fixture(autouse=True, scope="module")
def _ends() -> Iterator[None]:
    yield
    PROCESS.end()


def opened(person: Person, zoom: int, *, picture: bool, most: int = 25) -> GenerationPane:
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    person.window.look.choose("light", zoom)
    person.window.resize(1024, 700)
    person.click("modeGenerate")
    if picture:
        person.click("writtenPicture")
    line = person.find(QLineEdit, "textInput")
    line.setFocus()
    line.setText(LONG)
    person.find(QSpinBox, "maxNewTokens").setValue(most)
    pane = person.window.inference.generation
    assert pane is not None
    return pane


def in_sight(widget: QWidget, part: QRect) -> bool:
    """Whether all of a part of a widget is seen."""
    QApplication.processEvents()
    for area in scroll_areas(widget):
        port = area.viewport()
        if not port.rect().contains(QRect(widget.mapTo(port, part.topLeft()), part.size())):
            return False
    return widget.isVisible() and not part.isEmpty()


def newest(person: Person, pane: GenerationPane, *, picture: bool) -> Callable[[], bool]:
    """Whether the words that were written last are in sight."""

    def seen() -> bool:
        view = person.window.inference.picture
        if picture:
            assert view is not None
            answer = view.answer
            return in_sight(answer, answer.rect()) and "…" not in answer.spoken[-1:]
        return in_sight(pane.text, pane.text.newest_words())

    return seen


@pytest.mark.parametrize("picture", [False, True])
@pytest.mark.parametrize("zoom", [100, 200, 300])
def test_they_are_in_sight_while_they_are_written_and_afterwards(
    person: Person, zoom: int, picture: bool
) -> None:
    pane = opened(person, zoom, picture=picture)
    seen = newest(person, pane, picture=picture)
    person.click("generateButton")
    person.until(lambda: len(pane.text.tokens) > 0)
    person.until(seen)
    person.until_idle()
    person.until(seen)

    person.click("undoToken")
    person.until_idle()
    person.click("nextToken")  # asked for below the text: seen there
    person.until_idle()
    person.until(newest(person, pane, picture=False))
    assert in_sight(pane.choose, pane.choose.rect())
    assert person.message == ""


@pytest.mark.parametrize("picture", [False, True])
def test_before_an_audience_too(person: Person, picture: bool) -> None:
    pane = opened(person, 100, picture=picture)
    person.trigger("presentAction")
    person.window.showNormal()
    person.window.resize(1024, 700)
    person.click("generateButton")
    person.until_idle()
    seen = newest(person, pane, picture=picture)
    person.until(seen)
    person.trigger("presentAction")


def test_who_scrolls_by_hand_is_not_pulled_back_and_who_types_sees_it(person: Person) -> None:
    pane = opened(person, 200, picture=False)
    line = person.find(QLineEdit, "textInput")
    person.click("generateButton")
    person.until(lambda: not in_sight(line, line.rect()))
    bar = next(scroll_areas(pane)).verticalScrollBar()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)  # as the mouse does it
    person.until_idle()
    pane.text.updateGeometry()
    assert in_sight(line, QRect(QPoint(), line.size()))

    person.click("generateButton")
    person.until(lambda: not in_sight(line, line.rect()))
    person.until_idle()
    person.window.activateWindow()
    line.setFocus()
    person.until(line.hasFocus)
    bar.setValue(bar.maximum())
    line.insert(" One day")
    person.until(lambda: in_sight(line, line.rect()))


@pytest.mark.parametrize("zoom", [100, 200, 300])
def test_an_answer_of_a_conversation_and_its_field_are_in_sight(
    person: Person, tmp_path: Path, zoom: int
) -> None:
    person.window.send(LoadModel(chat_templates.checkpoint(tmp_path / "chatml")))
    person.until_idle()
    person.window.look.choose("light", zoom)
    person.window.resize(1024, 700)
    person.find(QSpinBox, "maxNewTokens").setValue(8)
    chat = person.window.inference.chat
    assert chat is not None
    for text in ("Hello", "And you?"):
        person.find(QPlainTextEdit, "chatInput").setPlainText(text)
        person.click("chatSend")
        person.until(lambda: not chat.busy)
        person.until_idle()
    own, answer = chat.conversation.bubbles[-2:]
    person.until(lambda: in_sight(chat.send, chat.send.rect()))
    person.until(lambda: in_sight(answer.acts, answer.acts.rect()))
    for act in answer.acts.findChildren(QPushButton):
        assert act.isHidden() or act.width() >= act.sizeHint().width(), "no word of it is cut"
    assert own.acts.y() + own.acts.height() <= own.frame.y() + own.frame.height(), "beside it"


def test_what_two_models_differ_in_is_in_sight_once_both_ran(person: Person) -> None:
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.window.look.choose("light", 200)
    person.window.resize(1024, 700)
    person.show("twinOtherButton")
    person.click("twinOtherButton")
    person.until_idle()
    person.click("runBothButton")
    person.until_idle()
    sentence, numbers = (person.find(QLabel, f"compare{part}") for part in ("Sentence", "Numbers"))
    assert numbers.text()
    person.until(lambda: in_sight(sentence, sentence.rect()))
    person.until(lambda: in_sight(numbers, numbers.rect()))
