"""Flow in the real window: one click shows the run, keys play it, and it follows what is run."""

from __future__ import annotations

import torch
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton
from transformers import AutoModelForMaskedLM, AutoTokenizer

from explorer import resources
from explorer.features.flow.view.filled_sentence import FilledSentence
from explorer.features.flow.view.flow_view import FlowView
from explorer.features.sessions.view import session_state
from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person

FRANCE = "The capital of France is [MASK]."


def flow_of(person: Person) -> FlowView:
    view = person.window.inference.views.view("flow")
    assert isinstance(view, FlowView)
    return view


def test_every_gap_is_filled_in_the_sentence(person: Person) -> None:
    """With the words that the bare model gives; all of them are hidden where one guesses."""
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run("The capital of [MASK] is [MASK].")
    folder = resources.path("models", "mini-world-bert")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForMaskedLM.from_pretrained(folder).eval()
    inputs = tokenizer("The capital of [MASK] is [MASK].", return_tensors="pt")
    with torch.inference_mode():
        best = model(**inputs).logits[0].argmax(-1)
    gaps = best[inputs.input_ids[0] == tokenizer.mask_token_id]
    first, second = (tokenizer.decode([gap]) for gap in gaps.tolist())
    whole = f"The capital of {first} is {second}."
    person.click("modeFlow")
    person.until_idle()
    view = flow_of(person)
    assert view.answer.spoken == whole
    view.answer.hide_answer(True)
    assert view.answer.spoken == "The capital of ? is ?."
    view.answer.hide_answer(False)
    person.click("modeRun")
    assert person.window.inference.answer_line.spoken == whole


def test_the_run_is_one_picture_below_the_text(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.click("modeFlow")
    person.until_idle()
    view = flow_of(person)
    assert view.isVisible()
    assert view.answer.spoken == "The capital of France is paris."
    assert view.steps[-1].sentence.startswith("“paris”")
    assert not person.window.inference.tensor_card.isVisible()
    chip = view.canvas.chip_of(0, 2).center().toPoint()
    # The words of the picture, and the Python that gives its numbers.
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=chip)
    person.until_idle()
    assert "picture" in english(person.window.explain_pane.words.toPlainText())
    assert "output_attentions=True" in person.window.explain_pane.python
    person.run("The capital of Germany is [MASK].")
    person.until_idle()
    assert "berlin" in view.answer.spoken
    person.click("modeRun")
    assert person.window.inference.tensor_card.isVisible()
    assert not view.isVisible()


def test_a_click_leads_to_the_lens_and_back_to_the_same_step(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.click("modeFlow")
    person.until_idle()
    view = flow_of(person)
    view.go_to(4)
    box = view.canvas.box_of(0, 1, 3).center().toPoint()
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=box)
    person.until_idle()
    assert person.window.inference.views.currentWidget().objectName() == "lensView"
    assert person.window.inference.mode.mode == "look"
    person.click("modeFlow")
    assert view.step == 4


def test_each_part_of_the_picture_opens_the_view_that_has_all_of_it(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.until_idle()
    view, views = flow_of(person), person.window.inference.views
    canvas = view.canvas

    def click(x: float, y: float) -> str:
        person.click("modeFlow")
        pos = QPointF(x, y).toPoint()
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=pos)
        person.until_idle()
        return views.currentWidget().objectName()

    box = canvas.box_of(0, 2, 4).center()
    assert click(box.x(), box.y()) == "lensView"
    assert person.find(QComboBox, "lensPosition").currentIndex() == 4
    chip = canvas.chip_of(0, 2)
    assert click(chip.right() + 70, chip.center().y()) == "hiddenView"
    assert person.find(QComboBox, "hiddenPosition").currentIndex() == 2
    # The ribbon from “france” into [MASK] in the last layer, where it is alone.
    middle = canvas._ribbon(0, 3, 4, 6).pointAtPercent(0.25)
    spot = canvas.spot_at(middle)
    assert spot is not None
    assert (spot.kind, spot.layer, spot.source) == ("ribbon", 3, 4)
    assert "“france”" in canvas.described(spot)
    assert click(middle.x(), middle.y()) == "attentionView"
    assert views.attention.layers.currentIndex() == 4  # behind the average of all layers
    assert view.result is not None
    last = view.result.stacks[0].layers[3].weights
    assert last is not None
    assert views.attention.map.values is not None
    assert views.attention.map.values[6].tolist() == last.tolist()


def test_models_that_write_and_that_judge_have_a_picture_too(person: Person) -> None:
    for name, text in (
        ("mini-world-gpt2", "Once upon a"),
        ("mini-world-sentiment", "A good film."),
    ):
        person.click(f"start.{name}") if not person.window.summary else person.window.load(
            next(a.data()[0] for a in person.window.actions_.bundled if a.data()[1] == name), name
        )
        person.until_idle()
        person.run(text)
        person.click("modeFlow")
        person.until_idle()
        view = flow_of(person)
        assert view.result is not None
        assert view.answer.spoken.startswith(text)
        assert len(view.answer.spoken) > len(text)


def test_a_control_of_look_inside_is_found_from_flow(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.click("modeFlow")
    person.until_idle()
    person.show("tensorTable")
    assert person.window.inference.mode.mode == "look"


def test_the_picture_of_another_text_says_that_it_is(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.click("modeFlow")
    person.until_idle()
    person.window.inference.live.want(False)
    mark = person.find(QPushButton, "previousText")
    assert not mark.isVisible()
    line = person.find(QLineEdit, "textInput")
    _type(line, "The capital of Spain is [MASK].")
    assert mark.isVisible()
    assert "Previous text" in english(mark.text())
    _type(line, FRANCE)
    assert not mark.isVisible()
    _type(line, "The capital of Spain is [MASK].")
    person.click("runButton")
    person.until_idle()
    assert not mark.isVisible()
    assert flow_of(person).answer.spoken.startswith("The capital of Spain is")


def test_a_session_comes_back_in_flow(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.click("modeFlow")
    kept = session_state.take_up(person.window)
    person.click("modeRun")
    session_state.put_back(person.window, kept)
    assert now(person.window.inference.mode.mode) == "flow"
    del kept["input"]["flow"]  # a session of the first days has no such entry
    person.click("modeRun")
    session_state.put_back(person.window, kept)
    assert person.window.inference.mode.mode == "look"


def _type(line: QLineEdit, text: str) -> None:
    line.selectAll()
    QTest.keyClicks(line, text)


def test_a_quick_model_runs_as_one_types(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    inference = person.window.inference
    inference.live._quick = True  # however busy this computer is
    inference.live.changed.emit()
    line = person.find(QLineEdit, "textInput")
    _type(line, "The capital of Spain is [MASK].")
    person.until_idle()
    assert flow_of(person).answer.spoken == "The capital of Spain is madrid."
    assert [run.name for run in inference.history.runs.runs] == [
        "The capital of Spain is [MASK].",
        FRANCE,
    ]
    # A text that cannot be run is told beside it, and pops up nothing.
    inference.live._quick = True
    inference.live.changed.emit()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    person.until_idle()
    assert person.message == ""
    person.click("liveButton")
    _type(line, FRANCE)
    person.until_idle()
    assert flow_of(person).answer.spoken != "The capital of France is paris."
    assert person.find(QPushButton, "previousText").isVisible()
    assert person.find(QLabel, "explainPrevious").isVisible()
    person.click("previousText")
    person.until_idle()
    assert flow_of(person).answer.spoken == "The capital of France is paris."
    assert not person.find(QLabel, "explainPrevious").isVisible()


def test_what_cannot_run_while_it_is_typed_says_why_beside_it(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    inference = person.window.inference
    refused = person.find(QLabel, "textInputRefused")
    assert refused.isHidden()
    inference.live._quick = True  # however busy this computer is
    inference.live.changed.emit()
    person.type_text(FRANCE * 20)
    person.until_idle()
    tokenizer = AutoTokenizer.from_pretrained(resources.path("models", "mini-world-bert"))
    length = len(tokenizer(FRANCE * 20).input_ids)
    assert f"{length} tokens" in english(refused.text())
    assert refused.isVisible()
    assert person.find(QPushButton, "previousText").isVisible()
    inference.live._quick = True
    inference.live.changed.emit()
    person.type_text(FRANCE)
    person.until_idle()
    assert refused.isHidden()


def test_the_answer_is_in_sight_after_run_with_large_text(begin: Begin) -> None:
    person = begin("--size", "1024x700", "--text", "200")
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    for mode, name in (("modeFlow", "answer"), ("modeRun", "answerLine")):
        person.click(mode)
        person.run(FRANCE)
        person.until(lambda name=name: "paris" in person.find(FilledSentence, name).spoken)
        QApplication.processEvents()
        answer = person.find(FilledSentence, name)
        assert answer.isVisible()
        assert answer.visibleRegion().boundingRect().height() == answer.height(), mode


def test_every_input_of_a_task_marks_what_is_shown_as_previous(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    inference = person.window.inference
    inference.live.want(False)
    mark = person.find(QPushButton, "previousText")
    assert not mark.isVisible()
    person.click("pairsButton")
    assert mark.isVisible()
    person.click("pairsButton")
    assert not mark.isVisible()
    person.click("modeRun")
    person.click("editIdsButton")
    assert not mark.isVisible()
    written = inference.ids.toPlainText()
    inference.ids.setPlainText("[[2, 605, 3]]")
    assert mark.isVisible()
    inference.ids.setPlainText(written)
    assert not mark.isVisible()
    inference.ids.setPlainText("[[2, 605, 3]]")
    person.click("runButton")
    person.until_idle()
    assert not mark.isVisible()
    person.click("editIdsButton")
    assert mark.isVisible()


def test_the_choice_of_a_text_is_in_sight_with_the_picture(person: Person) -> None:
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.click("addTextButton")
    person.type_text("The capital of Spain is [MASK].", "textInput.2")
    person.click("runButton")
    person.until_idle()
    view = flow_of(person)
    person.until(lambda: not view.texts.visibleRegion().isEmpty())
    assert view.texts.mapTo(view, QPoint(0, 0)).y() < view.canvas.mapTo(view, QPoint(0, 0)).y()
    assert not view.canvas.visibleRegion().isEmpty()
    view.texts.setCurrentIndex(1)
    view.texts.activated.emit(1)
    person.until(lambda: view.answer.spoken == "The capital of Spain is madrid.")
