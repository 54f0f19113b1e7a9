"""Steering in the real window: an example, the slider, writing, sessions and exports."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from explorer import resources
from explorer.features.export.view import exportables
from explorer.features.sessions.view import session_state
from explorer.features.steering.protocol import Steer, SteeringTargetsRequest, SteeringVector
from explorer.features.steering.view import SteeringView
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from explorer.text.table import Table
from explorer.widgets.fading import is_faded
from explorer.widgets.scroll_into_view import scroll_areas
from tests.back_translation import english
from tests.journeys.conftest import Person


def _opened(person: Person, model: str, text: str) -> SteeringView:
    path = str(resources.path("models", model))
    person.window.model.send(LoadModel(path, model))
    person.until_idle()
    person.run(text)
    person.click("modeWhy")
    person.until_idle()
    view = person.window.inference.views.view("steering")
    assert isinstance(view, SteeringView)
    assert not view.isVisible()
    person.click("steeringView.toggle")
    person.until_idle()
    assert view.isVisible()
    section = next(each for each in person.window.inference.sections if each.view is view)
    person.until(lambda: _seen(section))
    return view


def _seen(widget: QWidget) -> bool:
    """Whether what was opened is in sight: its head, and as much of it as there is room for."""
    area = next(scroll_areas(widget))
    top = widget.mapTo(area.viewport(), QPoint(0, 0)).y()
    room = area.viewport().height()
    return 0 <= top < room and (top + widget.height() <= room or top <= 20)


def test_an_example_moves_the_answer_and_the_slider_moves_it_live(person: Person) -> None:
    view = _opened(person, "mini-world-bert", "A dog says [MASK].")
    assert view.result is not None
    assert "The likeliest is now “meow”" in english(view.sentence_now.text())
    assert english(view.toward.text()) == "The cat"
    assert view.bars.pairs[0].text == "meow"
    assert "vector = mean_state(toward)" in person.window.explain_pane.python
    steps = len(person.window.workbench.explanations.record.steps)
    # Ten places of the slider, as fast as a hand: the newest wins.
    for _ in range(10):
        QTest.keyClick(view.strength.slider, Qt.Key.Key_Right)
    person.until_idle()
    assert view.strength.value == pytest.approx(2.0)
    assert view.result is not None
    assert view.result.request.vector.strength == pytest.approx(2.0)
    assert "With strength 2 " in english(view.sentence_now.text())
    person.until(lambda: "2.0 * vector" in person.window.explain_pane.python)
    assert len(person.window.workbench.explanations.record.steps) <= steps + 1
    # Strength 0 is the run itself.
    view.strength.box.setValue(0.0)
    person.until_idle()
    assert "nothing is added" in english(view.sentence_now.text())
    assert all(pair.before == pair.after for pair in view.bars.pairs)
    assert view.checks.isVisible()
    assert not view.write.isEnabled()
    assert "does not write" in english(view.write.accessibleDescription())


def test_two_typed_texts_say_what_starts_it(person: Person) -> None:
    view = _opened(person, "mini-world-bert", "A dog says [MASK].")
    view.toward.selectAll()
    QTest.keyClick(view.toward, Qt.Key.Key_Delete)
    QTest.keyClick(view.toward, Qt.Key.Key_Return)
    person.until_idle()
    assert "Type two texts" in english(view.sentence_now.text())
    QTest.keyClicks(view.toward, "The duck")
    assert "Press Steer" in english(view.sentence_now.text())
    person.click("steeringButton")
    person.until_idle()
    assert view.result is not None
    assert "likeliest" in english(view.sentence_now.text())


def test_another_example_brings_its_text(person: Person) -> None:
    view = _opened(person, "mini-world-bert", "A dog says [MASK].")
    place = next(
        n for n in range(view.examples.count()) if "winter" in english(view.examples.itemText(n))
    )
    view.examples.setCurrentIndex(place)
    view.examples.activated.emit(place)
    person.until_idle()
    assert english(person.find(QLineEdit, "textInput").text()) == "In winter it is [MASK]."
    assert english(view.toward.text()) == "Summer"
    assert "The likeliest is now “hot”" in english(view.sentence_now.text())
    section = next(each for each in person.window.inference.sections if each.view is view)
    person.until(lambda: _seen(section))
    person.until(lambda: "vector = mean_state(toward)" in person.window.explain_pane.python)
    words = english(person.window.explain_pane.words.toPlainText())
    assert "“Summer”" in words, "who chose it reads about it, and not about the run it began"


def test_two_texts_are_proposed_for_the_sentence_on_screen_alone(person: Person) -> None:
    view = _opened(person, "mini-world-bert", "A dog says [MASK].")
    assert english(view.toward.text()) == "The cat"
    person.run("The capital of France is [MASK].")
    assert english(view.toward.text()) == "In Japan people speak Japanese."
    person.run("The sun is [MASK].")
    assert (view.toward.text(), view.away.text()) == ("", "")
    assert view.result is None
    assert "Type two texts" in english(view.sentence_now.text())
    assert view.examples.count() == 4, "what is known to work can be chosen, with its own sentence"
    assert session_state.take_up(person.window)["views"].get("steeringView", {}) == {}
    # What was typed stays, whatever the sentence is.
    for line, text in ((view.toward, "The night"), (view.away, "The day")):
        line.setText(text)
        line.editingFinished.emit()
    person.until_idle()
    person.run("The capital of France is [MASK].")
    assert (view.toward.text(), view.away.text()) == ("The night", "The day")


def test_it_writes_with_and_without_the_vector(person: Person) -> None:
    view = _opened(person, "mini-world-gpt2", "Long ago a brave")
    assert "“duck”" in english(view.sentence_now.text())
    assert not view.no_writing.isVisible()
    person.click("steeringWrite")
    person.until_idle()
    assert view.texts.isVisible()
    person.until(lambda: view.texts.visibleRegion().boundingRect() == view.texts.rect())
    assert view.plain.text().strip().startswith("bear")
    assert view.steered.text().strip().startswith("duck")
    assert "quack" in english(view.steered.text())
    assert english(view.differ.text()) == "From new token 1 on the two texts differ."
    assert "plain = write()" in person.window.explain_pane.python
    # Another strength: the texts of the one before go at once.
    view.strength.slider.setValue(view.strength.slider.value() + 1)
    assert not view.texts.isVisible()
    person.until_idle()


def test_why_a_model_cannot_be_seen_writing_is_in_sight(person: Person) -> None:
    view = _opened(person, "mini-world-bert", "A dog says [MASK].")
    assert not person.find(QPushButton, "steeringWrite").isEnabled()
    assert view.no_writing.isVisible()
    assert "does not write text" in english(view.no_writing.text())


def test_nothing_stays_beside_another_text(person: Person) -> None:
    view = _opened(person, "mini-world-bert", "A dog says [MASK].")
    assert view.bars.isVisible()
    view.strength.set_value(1.5)  # chosen by hand: it is kept
    view.strength.changed.emit()
    person.until_idle()
    asked: list[object] = []
    view.wanted.connect(asked.append)
    person.window.inference.show_texts(("A cat says [MASK].",))
    assert is_faded(view)
    person.click("runButton")
    person.until_idle()
    assert [type(each) for each in asked] == [SteeringTargetsRequest, Steer]
    assert view.result is not None
    ran = view.result.ran
    assert ran is not None
    assert isinstance(ran.request, Run)
    assert ran.request.texts == ("A cat says [MASK].",)


def test_two_texts_of_ones_own_and_back_with_the_session(person: Person) -> None:
    view = _opened(person, "mini-world-sentiment", "The waiter was rude.")
    for line, text in ((view.toward, "I loved it."), (view.away, "I hated it.")):
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)
    view.layer.setCurrentIndex(0)
    view.layer.activated.emit(0)
    person.until_idle()
    assert view.result is not None
    wanted = view.result.request.vector
    assert (wanted.toward, wanted.away, wanted.layer) == ("I loved it.", "I hated it.", 0)
    assert "The likeliest is now “positive”" in english(view.sentence_now.text())
    export = next(item for item in exportables.TABLES if item.view == "steeringView")
    table = export.make(person.window)
    assert isinstance(table, Table)
    assert "I loved it." in table.csv()
    kept = session_state.take_up(person.window)["views"]["steeringView"]
    view.forget()
    view.restore_state(kept)
    view.outdated()
    person.until_idle()
    assert view.result is not None
    assert view.result.request.vector == wanted


def test_a_text_that_cannot_be_read_leaves_the_controls(person: Person) -> None:
    view = _opened(person, "mini-world-sentiment", "The waiter was rude.")
    view.away.setText("The waiter was kind.")
    view.toward.setText("good " * 600)
    view.toward.editingFinished.emit()
    person.until_idle()
    assert view.toward.isVisible()
    assert "tokens" in english(view.sentence_now.text())
    assert view.result is None
    view.toward.setText("")
    view.toward.editingFinished.emit()
    person.until_idle()
    assert english(view.sentence_now.text()).startswith("Type two texts")


def test_several_texts_say_why_not(person: Person) -> None:
    view = _opened(person, "mini-world-sentiment", "The waiter was rude.")
    person.window.model.send(Run(("The waiter was rude.", "The soup was good.")))
    person.until_idle()
    assert "Run one alone" in english(view.sentence)


def test_the_python_of_a_slider_is_kept_once() -> None:
    first = Steer(SteeringVector("a", "b", 0, 1.0))
    assert first.superseded_by((Steer(SteeringVector("a", "b", 0, 2.0)),))
    assert not first.superseded_by((Steer(SteeringVector("a", "b", 1, 2.0)),))
    assert not first.superseded_by(())


def test_it_writes_once_both_texts_are_typed_and_says_so_before(person: Person) -> None:
    view = _opened(person, "mini-world-gpt2", "Some words of my own")
    assert not view.write.isEnabled()
    assert "Type two texts" in english(view.write.accessibleDescription())
    for line, text in ((view.toward, "She was glad."), (view.away, "She was sad.")):
        assert not view.write.isEnabled()
        line.setFocus()
        QTest.keyClicks(line, text)
    assert view.write.isEnabled()
    assert "likeliest token" in english(view.write.accessibleDescription())
