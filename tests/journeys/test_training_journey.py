"""A model is taught in the real window: by the mouse, by keyboard alone, and looked into."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from explorer import resources
from explorer.__main__ import start
from explorer.features.attention.view.head_grid import HeadGrid
from explorer.features.checkpoints.view import folder_dialogs, questions
from explorer.features.flow.view.flow_view import FlowView
from explorer.features.training.compute.learner import Learner
from explorer.features.training.view.train_tab import TrainTab
from explorer.protocol.config import ConfigEdit
from explorer.protocol.explanation import Explanation
from explorer.protocol.job import Check
from explorer.protocol.model import AttachTokenizer, CreateModel, LoadModel
from explorer.widgets.dot_slider import StepSlider
from explorer.widgets.setting_row import WholeBox
from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person
from tests.journeys.lesson_keys import pick
from tests.journeys.test_keyboard_journey import Typist

STEPS = 30


def page(person: Person) -> TrainTab:
    return person.find(TrainTab, "trainTab")


def ready(person: Person) -> bool:
    """Whether the model, its data and the button are there."""
    return person.find(QPushButton, "trainButton").isEnabled() and page(person).isVisible()


def set_steps(person: Person, steps: int = STEPS) -> None:
    """Few and small steps: what is tested is not how well it learns."""
    person.find(WholeBox, "trainSteps").setValue(steps)
    person.find(WholeBox, "trainBatch").setValue(8)


def until_ended(person: Person) -> None:
    person.until(lambda: page(person).run.stage == "ended")
    person.until_idle()


def test_from_the_start_page_two_clicks_teach_a_model(person: Person) -> None:
    window = person.window
    person.click("start.teach")
    person.until(lambda: ready(person))
    assert person.find(QPushButton, "trainData.capitals").isChecked()
    assert window.summary is not None
    assert now(window.summary.state) == "random"
    before = window.summary
    set_steps(person)
    person.click("trainButton")
    person.until(lambda: "In training" in person.state())
    look, forget = (person.find(QPushButton, name) for name in ("trainLook", "trainForget"))
    person.until(look.isVisible)
    row = look.y()
    assert not forget.isVisible()
    until_ended(person)
    assert forget.isVisible()
    assert look.y() == row, "the other button does not push it into another row"
    run = page(person).run
    assert run.progress is not None
    assert run.progress.step == STEPS
    losses = run.progress.losses
    assert losses[-5:].mean() < losses[:5].mean()
    assert run.steps_kept[0] == 0
    assert run.steps_kept[-1] == STEPS
    # What it learned is in memory, and the banner says so.
    assert window.summary.serial != before.serial
    assert window.summary.state == "taught"
    assert f"{STEPS} steps" in person.state().replace("\N{NO-BREAK SPACE}", " ")
    assert person.message == ""
    # The words are about what it learned, and the Python is that of the steps, in two ways.
    assert english(person.find(QLabel, "explainTitle").text()) == "It has learned"
    pane = window.explain_pane
    assert "for step in range" in pane.python
    person.click("codeOther")
    assert "class InOrder(Trainer):" in pane.python
    assert f"max_steps={STEPS}," in pane.python
    assert "0.0001" in person.find(QLabel, "codeNote").text()


def test_another_model_to_teach_has_no_words_of_the_training_before(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, pane = person.window, person.window.explain_pane
    person.click("start.teach")
    person.until(lambda: ready(person))
    set_steps(person, 2)
    person.click("trainButton")
    until_ended(person)
    assert english(pane.title.text()) == "It has learned"
    explanations, trained = window.workbench.explanations, window.summary
    # As after it was opened again: the words are of a step that was trained.
    homes = explanations._of_feature
    homes["training"] = msgspec.structs.replace(homes["training"], summary=trained)
    monkeypatch.setattr(questions, "ask_unsaved", lambda *asked, **how: "close")
    window.reveal(window.inference)
    person.until_idle()
    person.trigger("teachAction")
    person.until(lambda: window.summary is not None and window.summary.state == "random")
    person.until(lambda: ready(person))
    person.until_idle()
    assert english(pane.title.text()).startswith("Teaching the model")
    assert "for step in range" not in pane.python


def test_a_trained_model_does_not_go_without_a_question(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = person.window
    person.click("start.teach")
    person.until(lambda: ready(person))
    set_steps(person, 2)
    person.click("trainButton")
    until_ended(person)
    asked: list[bool] = []
    answers = iter(("cancel", "cancel", "close"))

    def ask(parent: object, summary: object, *, closes: bool = True) -> str:
        asked.append(closes)
        return next(answers)

    monkeypatch.setattr(questions, "ask_unsaved", ask)
    trained = window.summary
    assert trained is not None
    for name in ("unloadAction", "openBundled.mini-world-gpt2"):
        person.trigger(name)
        person.until_idle()
        assert now(window.summary) == trained
    person.trigger("unloadAction")
    person.until_idle()
    assert window.summary is None
    assert asked == [False] * 3


def test_a_click_while_a_model_is_being_opened_is_not_lost(person: Person) -> None:
    """As with the other cards of the start page: it is answered behind what goes on."""
    person.trigger("openBundled.mini-world-gpt2")
    assert not person.window.actions_.teach.isEnabled()
    person.click("start.teach")
    person.until(lambda: ready(person))
    assert person.window.summary is not None
    assert person.window.summary.class_name == "BertForMaskedLM"


def test_beside_an_empty_page_no_words_are_of_the_model_before(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run("The capital of France is [MASK].")
    title = window.explain_pane.title
    assert english(title.text()) == "The model filled the gap"
    window.reveal(person.find(QPushButton, "trainButton"))
    person.until(lambda: ready(person))
    set_steps(person, 2)
    person.click("trainButton")
    until_ended(person)
    learned = title.text()
    window.centre.setCurrentWidget(window.inference)
    person.until_idle()
    assert window.inference.ran is None
    assert english(title.text()) == "A moment of the training"
    window.centre.setCurrentWidget(page(person))
    assert title.text() == learned
    window.centre.setCurrentWidget(window.inference)
    person.run("The capital of Japan is [MASK].")
    assert english(title.text()) == "The model filled the gap"


def test_pause_stop_and_go_on_lose_nothing(person: Person) -> None:
    person.click("start.teach")
    person.until(lambda: ready(person))
    set_steps(person, 2_000)
    person.click("trainButton")
    run = page(person).run
    person.until(lambda: run.progress is not None and run.progress.step >= 2)
    person.click("trainButton")
    person.until(lambda: run.stage == "paused")
    assert run.progress is not None
    held = run.progress
    title = person.window.explain_pane.title
    person.until(lambda: english(title.text()) == "The training is paused")
    person.click("trainButton")
    person.until(lambda: run.progress is not None and run.progress.step > held.step)
    assert english(title.text()) == "It is learning"
    # Before an audience the line at the foot says what Esc does now: it pauses.
    note = person.window.workbench.explanations.presenting.note
    person.trigger("presentAction")
    person.until(lambda: "Esc interrupts what runs" in english(note.text()))
    QTest.keyClick(person.window, Qt.Key.Key_Escape)
    person.until(lambda: run.stage == "paused" and "Esc ends" in english(note.text()))
    assert now(person.window.look.presenting)
    QTest.keyClick(person.window, Qt.Key.Key_Escape)
    assert not now(person.window.look.presenting)
    person.click("trainButton")
    # The Stop of the status bar pauses as well.
    person.until(lambda: person.find(QPushButton, "stopButton").isVisible())
    person.click("stopButton")
    person.until(lambda: run.stage == "paused")
    person.click("trainStop")
    until_ended(person)
    assert run.progress.step < 2_000
    assert np.array_equal(run.progress.losses[: held.step], held.losses)
    assert run.steps_kept[-1] == run.progress.step


def test_looking_inside_goes_on_beside_the_training(person: Person) -> None:
    window = person.window
    person.click("start.teach")
    person.until(lambda: ready(person))
    set_steps(person, 100_000)
    person.find(WholeBox, "trainSnapshotEvery").setValue(2)
    person.click("trainButton")
    tab, run = page(person), page(person).run
    person.until(lambda: 4 in run.steps_kept)
    tab.timeline.refresh()
    tab.timeline.moments.setValue(2)
    person.click("trainLook")
    person.until(lambda: window.inference.ran is not None)
    assert run.step_in_memory == 2
    assert run.stage == "running"
    assert run.progress is not None
    now = run.progress.step
    person.until(lambda: run.progress is not None and run.progress.step > now)
    # From above the picture to another step.
    steps = person.find(StepSlider, "snapshotSteps")
    assert steps.isVisible()
    steps.setValue(4)
    person.until(lambda: run.step_in_memory == 4)
    person.until(lambda: window.inference.ran is not None)
    person.show("trainStop")
    person.click("trainStop")
    until_ended(person)
    assert run.step_in_memory == 4, "what somebody looks at stays"


def test_arrows_step_through_the_picture_and_through_the_training(person: Person) -> None:
    """← → and ↑ ↓ each have one meaning, whatever has the focus, and the line at the foot says it;
    of a former run the bar above shows the step that it belongs to."""
    window = person.window
    person.click("start.teach")
    person.until(lambda: ready(person))
    set_steps(person, 12)
    person.find(WholeBox, "trainSnapshotEvery").setValue(4)
    person.click("trainButton")
    tab = page(person)
    until_ended(person)
    person.click("trainLook")
    person.until_idle()
    flow = window.inference.views.view("flow")
    person.until(lambda: flow.result is not None)
    presenting = window.workbench.explanations.presenting
    bar = window.workbench.training.bar
    person.trigger("presentAction")
    assert bar.isVisible()
    assert "← → steps  ·  ↑ ↓ training" in english(presenting.note.text())
    last = flow.step
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert (flow.step, tab.run.step_in_memory) == (last - 1, 12)
    QTest.keyClick(window, Qt.Key.Key_Down)
    person.until(lambda: tab.run.step_in_memory == 8)
    person.until(lambda: flow.result is not None)
    person.until_idle()
    assert flow.step == last - 1, "the same step is compared"
    assert bar.steps.value() == 8
    bar.steps.setFocus()
    QTest.keyClick(bar.steps, Qt.Key.Key_Right)
    assert (flow.step, bar.steps.value()) == (last, 8)
    person.until_idle()
    for _ in range(last + 1):  # back through the picture, and to the run before
        QTest.keyClick(window, Qt.Key.Key_PageUp)
    assert presenting.replaying is not None
    assert bar.steps.value() == 12, "that run was of this step"
    QTest.keyClick(window, Qt.Key.Key_Down)
    person.until(lambda: presenting.replaying is None)
    person.until_idle()
    assert bar.steps.value() == tab.run.step_in_memory == 8
    presenting.leave()


def test_arrows_move_in_what_a_lesson_points_at(person: Person) -> None:
    """Before an audience ↑ ↓ turned to another snapshot while all were looking at the heads."""
    window = person.window
    person.click("start.teach")
    person.until(lambda: ready(person))
    set_steps(person, 12)
    person.find(WholeBox, "trainSnapshotEvery").setValue(4)
    person.click("trainButton")
    run = page(person).run
    until_ended(person)
    person.click("trainLook")
    person.until_idle()
    assert [past.trained_to for past in window.inference.history.past()] == [12]
    person.trigger("presentAction")
    QApplication.processEvents()
    window.resize(1440, 900)  # where the line has room for the fact in every language
    pick(person, "act.0.4")
    lessons = window.workbench.lessons
    while lessons.page is not None and lessons.page.key != "heads":
        lessons.skip()
    person.until(lambda: isinstance(lessons.picture, HeadGrid))
    person.until_idle()
    heads = person.find(HeadGrid, "headGrid")
    presenting = window.workbench.explanations.presenting
    assert lessons.picture is heads
    assert "Arrows move in the picture" in english(presenting.note.text())
    assert "training" not in english(presenting.note.text())
    window.activateWindow()
    person.until(window.isActiveWindow)
    before = heads.current
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(window.focusWidget() or window, key)
        assert heads.hasFocus()
    person.until_idle()
    assert heads.current == (max(0, before[0]) + 1, max(0, before[1]) + 1)
    assert heads.hasFocus()
    assert (run.step_in_memory, presenting.replaying) == (12, None)
    lessons.leave()
    person.until_idle()
    window.body.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Down)
    person.until(lambda: run.step_in_memory == 8)
    person.until_idle()
    presenting.leave()


def test_every_snapshot_answers_as_the_model_opened_there(person: Person) -> None:
    """The list of all snapshots, the opened model and a model made from its weights agree."""
    window = person.window
    person.click("start.teach")
    person.until(lambda: ready(person))
    set_steps(person)
    person.click("trainButton")
    until_ended(person)
    tab = page(person)
    person.until(lambda: tab.run.through is not None)
    assert tab.run.through is not None
    answers = {one.step: one for one in tab.run.through.snapshots}
    assert tuple(answers) == tab.run.steps_kept
    for step in (tab.run.steps_kept[0], tab.run.steps_kept[5], tab.run.steps_kept[-1]):
        tab.timeline.moments.setValue(step)
        person.show("trainLook")
        person.click("trainLook")
        person.until(lambda step=step: tab.run.step_in_memory == step)
        person.until_idle()
        first = window.inference.answers[0].candidates[0]
        assert first.text == answers[step].words[0].strip()
        assert first.probability == pytest.approx(float(answers[step].probabilities[0]), rel=1e-5)


def test_passing_snapshots_above_a_run_shows_nothing_in_between(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No empty page, no words that the next ones replace; in the end all of it is of the last."""
    window = person.window
    person.click("start.teach")
    person.until(lambda: ready(person))
    set_steps(person)
    person.click("trainButton")
    until_ended(person)
    person.show("trainLook")
    person.click("trainLook")
    flow = window.inference.views.view("flow")
    assert isinstance(flow, FlowView)
    person.until(lambda: flow.result is not None)
    # Another of its examples is in the box: it stays there.
    assert window.summary is not None
    asked = (window.summary.examples[1].text,)
    window.inference.show_texts(asked)
    window.inference.run_live()
    person.until(lambda: window.inference.ran is not None)
    person.until_idle()
    run, pane = page(person).run, window.explain_pane
    last = run.step_in_memory
    person.until(lambda: f"step-{last}" in pane.python)
    flow._late.setInterval(60_000)  # this machine may be slow
    titles: list[str] = []
    sentences: list[str] = []
    show_words, say = pane.show_words, flow.say

    def note_words(told: Explanation, *, ahead: bool = False) -> None:
        titles.append(told.title)
        show_words(told, ahead=ahead)

    def note_sentence(sentence: str, remedy: str = "", action: str = "") -> None:
        sentences.append(sentence)
        say(sentence, remedy, action)

    monkeypatch.setattr(pane, "show_words", note_words)
    monkeypatch.setattr(flow, "say", note_sentence)
    step = run.steps_kept[2]
    person.find(StepSlider, "snapshotSteps").setValue(step)
    person.until(lambda: run.step_in_memory == step)
    person.until(lambda: flow.result is not None and bool(titles))
    person.until_idle()
    assert sentences == []
    assert english(titles) == ["The model filled the gap"]
    assert f"step-{step}" in pane.python
    assert window.inference.ran is not None
    assert window.inference.ran.request.texts == asked
    assert window.summary is not None
    assert flow.result is not None
    assert flow.result.model_serial == window.summary.serial
    # Opened as a folder, as after a start: Train offers it, and the list of models does not.
    folder = window.summary.source
    window.send(LoadModel(folder))
    person.until_idle()
    assert folder == window.summary.source
    assert folder not in [recent.path for recent in window.profile.recent()]


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


@pytest.mark.timeout(600)
def test_by_keyboard_alone(typist: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window, tab = typist.window, page(typist)
    typist.go("start.teach")
    typist.press(Qt.Key.Key_Return)
    typist.until(lambda: ready(typist))
    typist.until(lambda: QApplication.focusWidget() is tab.foot.main)
    typist.until_idle()

    # Few steps, and start.
    for name, value in (("trainSteps", str(STEPS)), ("trainBatch", "8")):
        typist.go(name)
        QTest.keyClick(typist.focus, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(typist.focus, value)
        typist.press(Qt.Key.Key_Return)
    typist.go("trainButton")
    QTest.keyClick(typist.focus, Qt.Key.Key_Space)
    until_ended(typist)
    assert typist.focus.objectName() == "trainButton"
    kept = tab.run.steps_kept

    # Inside at three snapshots.
    said = []
    for steps in (1, 4, len(kept) - 1):
        typist.go("trainMoments")
        typist.press(Qt.Key.Key_Home, *[Qt.Key.Key_Right] * steps)
        assert tab.timeline.step == kept[steps]
        typist.go("trainLook")
        typist.press(Qt.Key.Key_Return)
        typist.until(lambda steps=steps: tab.run.step_in_memory == kept[steps])
        typist.until_idle()
        assert window.centre.current_page == "inferenceTab"
        said.append(window.inference.answers)
        typist.go("snapshotBack")
        typist.press(Qt.Key.Key_Return)
        assert tab.isVisible()
    assert said[0] != said[1] != said[2]
    text = window.inference.rows.texts[0]

    # Save the last one, and open it again.
    folder = tmp_path / "taught"
    typist.go("trainSave")
    QTest.keyClick(typist.focus, Qt.Key.Key_Return)
    typist.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    field = QApplication.focusWidget()
    assert field is not None
    assert field.objectName() == "saveFolder"
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, str(folder))
    typist.until(lambda: typist.find(QPushButton, "saveButton").isEnabled())
    QTest.keyClick(field, Qt.Key.Key_Return)
    typist.until(lambda: (folder / "model.safetensors").is_file())
    typist.until_idle()
    monkeypatch.setattr(folder_dialogs, "ask_open_folder", lambda parent, at: str(folder))
    window.activateWindow()
    typist.until(window.isActiveWindow)
    QTest.keyClick(typist.focus, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    typist.until(lambda: window.findChild(QPushButton, "openCheckpoint") is not None)
    typist.until(lambda: typist.find(QPushButton, "openCheckpoint").isEnabled())
    QTest.keyClick(typist.find(QPushButton, "openCheckpoint"), Qt.Key.Key_Return)
    typist.until(lambda: window.summary is not None and window.summary.source == str(folder))
    typist.until_idle()
    assert window.summary is not None
    assert window.summary.state == "taught"
    window.activateWindow()
    typist.until(window.isActiveWindow)
    typist.go("textInput")
    QTest.keyClick(typist.focus, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(typist.focus, text)
    typist.press(Qt.Key.Key_Return)
    typist.until(lambda: bool(window.inference.answers))
    assert window.inference.answers == said[-1], "to the last bit"
    _same_as_bare(folder, text, said[-1][0].candidates[0])


def _same_as_bare(folder: Path, text: str, first: object) -> None:
    """Bare transformers, loading the folder, give the same answer."""
    from transformers import AutoModelForMaskedLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForMaskedLM.from_pretrained(folder).eval()
    inputs = tokenizer(text, return_tensors="pt")
    with torch.inference_mode():
        shares = model(**inputs).logits[0].softmax(-1)  # [tokens, vocabulary]
    place = inputs["input_ids"][0].tolist().index(tokenizer.mask_token_id)
    best = int(shares[place].argmax())
    assert best == first.id  # type: ignore[attr-defined]
    assert float(shares[place, best]) == pytest.approx(first.probability, rel=1e-5)  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["200", "300"])
def test_what_is_being_learned_is_said_whole_in_the_banner(begin: Begin, text: str) -> None:
    """At 200 % it was cut inside “step”, beside a class name that was said whole."""
    person = begin("--size", "1024x700", "--text", text)
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    banner, state = person.window.banner, person.find(QPushButton, "modelState")
    whole = "In training · step 1,250 of 12,000"
    banner.say_state(whole)
    QApplication.processEvents()
    assert state.isVisible()
    if text == "200":
        assert state.text() == whole
    else:
        assert not person.find(QLabel, "modelClass").isVisible()  # it takes nothing away
    assert state.width() >= state.sizeHint().width()
    assert state.mapTo(banner, state.rect().topRight()).x() < banner.width()
    assert state.toolTip().startswith(whole)
    banner.say_state("")
    assert not state.toolTip().startswith(whole)


@pytest.mark.here("it holds the work back within the process that does it")
def test_what_a_training_would_take_keeps_nobody_waiting(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = threading.Event()

    def without_end(learner: Learner, check: Check) -> float:
        while True:  # as a step of a large model does for a while
            tried.set()
            check()
            time.sleep(0.01)

    monkeypatch.setattr(Learner, "make_step", without_end)
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.show("trainTab")
    person.until(tried.is_set)
    person.show("compareTab")
    person.click("twinOtherButton")
    person.until(lambda: person.find(QPushButton, "runBothButton").isEnabled())
    monkeypatch.undo()
    person.until_idle()


def test_one_click_saves_a_snapshot_which_is_known_as_saved_when_it_comes_again(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.click("start.teach")
    person.until(lambda: ready(person))
    set_steps(person)
    person.click("trainButton")
    until_ended(person)
    files, timeline, run = person.window.workbench.files, page(person).timeline, page(person).run
    kept = run.steps_kept[1]
    assert now(run.step_in_memory) != kept
    timeline.moments.setValue(kept)
    person.click("trainSave")
    person.until(lambda: files.save_dialog is not None)
    assert now(run.step_in_memory) == kept
    assert files.summary is not None
    person.until_idle()
    person.find(QLineEdit, "saveFolder").setText(str(tmp_path / "kept"))
    person.until(lambda: person.find(QPushButton, "saveButton").isEnabled())
    person.click("saveButton")
    person.until_idle()
    assert now(files.unsaved) is None
    pane = person.window.explain_pane
    assert 'kept"' in pane.python
    assert "step-" not in pane.python, "a snapshot stays for some days only"
    person.run("The capital of France is [MASK].")
    assert "outputs" in pane.python
    assert 'kept"' in pane.python
    assert "step-" not in pane.python

    asked: list[object] = []

    def ask(parent: object, summary: object) -> str:
        asked.append(summary)
        return "cancel"

    monkeypatch.setattr(questions, "ask_unsaved", ask)
    for step, unsaved in ((run.steps_kept[2], True), (kept, False)):
        run.open(step)
        person.until(lambda step=step: run.step_in_memory == step)
        person.until_idle()
        assert files.may_close() != unsaved
    assert len(asked) == 1, "only about the one that nobody saved"


def test_a_run_beside_the_training_says_its_step_leads_back_and_runs_again(person: Person) -> None:
    """Before an audience Flow fills the window: the step of its weights is above it, and the way
    back; what it learned answers the same text, and no picture is wiped."""
    window = person.window
    person.click("start.teach")
    person.until(lambda: ready(person))
    set_steps(person, 100_000)
    person.find(WholeBox, "trainSnapshotEvery").setValue(5)
    person.trigger("presentAction")
    person.click("trainButton")
    tab, run = page(person), page(person).run
    person.until(lambda: run.stage == "running" and run.progress is not None)
    window.bring(window.inference)
    window.inference.mode.choose_mode("flow")
    bar = window.workbench.training.bar
    person.until(bar.isVisible)
    assert bar.steps.value() == run.step_in_memory == 0
    person.until(lambda: len(run.steps_kept) > 1)
    person.until(lambda: tuple(bar.steps.dots) == run.steps_kept)
    window.inference.run_button.click()
    person.until(lambda: window.inference.ran is not None)
    assert window.inference.ran is not None
    text = window.inference.ran.request.texts
    bar.back.click()
    assert tab.isVisible()
    window.bring(window.inference)
    run.stop()
    person.until(lambda: run.stage == "ended")
    person.until_idle()
    flow = window.inference.views.view("flow")
    person.until(lambda: flow.result is not None and not flow.sentence)
    assert window.summary is not None
    assert flow.result.model_serial == window.summary.serial
    assert window.inference.ran is not None
    assert window.inference.ran.request.texts == text
    assert bar.steps.value() == run.step_in_memory
    assert run.progress is not None
    assert run.step_in_memory == run.progress.step


def test_the_start_page_has_no_bar_of_a_training(person: Person) -> None:
    window = person.window
    person.click("start.teach")
    person.until(lambda: ready(person))
    set_steps(person, 6)
    person.find(WholeBox, "trainSnapshotEvery").setValue(2)
    person.click("trainButton")
    until_ended(person)
    person.click("trainLook")
    person.until_idle()
    bar = window.workbench.training.bar
    assert bar.isVisible()
    person.trigger("startPageAction")
    assert not bar.isVisible()
    person.click("start.back")
    assert bar.isVisible()


def test_a_second_training_counts_the_steps_of_the_first(person: Person) -> None:
    person.click("start.teach")
    person.until(lambda: ready(person))
    for steps in (6, 4):
        set_steps(person, steps)
        person.click("trainButton")
        until_ended(person)
    state = english(person.find(QPushButton, "modelState").toolTip())  # the chip may be shortened
    assert "4\xa0steps on" in state
    assert "after 6 before" in state
    summary = person.window.summary
    assert summary is not None
    assert summary.training is not None
    assert (summary.training.steps, summary.training.earlier) == (4, 6)


def test_what_learned_labels_is_the_model_in_memory(person: Person) -> None:
    """A model of another class, as it has another head, is still the one that learned."""
    small = (
        '{"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,'
        ' "intermediate_size": 16, "vocab_size": 700}'
    )
    person.until_idle()
    person.window.workbench.send(CreateModel(ConfigEdit("bert", "BertModel", small)))
    person.until_idle()
    name = "mini-world-sentiment"
    person.window.workbench.send(AttachTokenizer(str(resources.path("models", name)), name))
    person.until_idle()
    person.window.centre.setCurrentWidget(page(person))
    person.until_idle()
    person.click("trainData.reviews")
    person.until_idle()
    person.until(lambda: ready(person))
    set_steps(person, 4)
    person.click("trainButton")
    until_ended(person)
    summary, pane = person.window.summary, person.window.explain_pane
    assert summary is not None
    assert summary.class_name == "BertForSequenceClassification"
    assert english(pane.title.text()) == "It has learned"
    assert not pane.previous.isVisible()
    person.window.centre.setCurrentWidget(person.window.inference)
    person.until_idle()
    person.window.centre.setCurrentWidget(page(person))
    person.until_idle()
    assert english(pane.title.text()) == "It has learned"
    assert not pane.previous.isVisible()
