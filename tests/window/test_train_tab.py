"""The Train tab against made-up trainings: what it asks for, what it offers, what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.training.protocol import (
    BundledData,
    ContinueTraining,
    DataChoice,
    DataFile,
    DescribeTraining,
    EstimateTraining,
    FindTrainings,
    ForgetTraining,
    LeftTraining,
    OpenSnapshot,
    PastedText,
    PauseTraining,
    ReadTrainingData,
    ResumeTraining,
    RunSnapshots,
    SeedsTrained,
    SeedTraining,
    StartTraining,
    StopTraining,
    TokenizerChoice,
    TrainingEstimate,
    TrainingNeed,
    TrainingSettings,
    TrainingsFound,
    TrainSeeds,
    TrainTokenizer,
    UnusableLine,
)
from explorer.features.training.view.train_tab import TrainTab
from explorer.protocol.model import AttachTokenizer, LoadModel, ModelReady
from explorer.text import numbers
from explorer.widgets.answer_bands import AnswerBands
from explorer.widgets.line_chart import LineChart
from tests.afresh import now
from tests.faded import faded
from tests.window.made_runs import summary
from tests.window.made_training import CAPITALS, ROOMY, TrainingEngine, data, offer, through


@pytest.fixture
def page(look: Theme, qtbot: QtBot) -> Iterator[TrainTab]:
    made = TrainTab(look)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    yield made
    made.hide()


@pytest.fixture
def engine(page: TrainTab, qtbot: QtBot) -> TrainingEngine:
    made = TrainingEngine(page)
    load(made, qtbot)
    return made


def load(engine: TrainingEngine, qtbot: QtBot, serial: int = 1) -> None:
    """A model comes into memory; every page has heard of it."""
    with qtbot.waitSignal(engine.received):
        engine.load(serial)


def button(page: QWidget, name: str) -> QPushButton:
    made = page.findChild(QPushButton, name)
    assert made is not None, name
    return made


def text(page: QWidget, name: str) -> str:
    made = page.findChild(QLabel, name)
    assert made is not None, name
    return made.text() if made.isVisible() else ""


def bands(page: QWidget, name: str = "trainExam") -> AnswerBands:
    made = page.findChild(AnswerBands, name)
    assert made is not None
    return made


# -- what it learns from -----------------------------------------------------------------------


def test_the_set_that_fits_is_chosen_and_read(page: TrainTab, engine: TrainingEngine) -> None:
    assert engine.last(ReadTrainingData) == ReadTrainingData(
        BundledData("capitals"), "masked words", CAPITALS.length
    )
    assert button(page, "trainData.capitals").isChecked()
    stories = button(page, "trainData.stories")
    assert not stories.isEnabled()
    assert "does not continue a text" in stories.accessibleName()
    assert button(page, "trainButton").isEnabled()
    assert page.form.settings == CAPITALS
    assert "___" in bands(page).questions[0].text, "what it will be asked is known beforehand"


def test_nothing_is_asked_while_the_page_is_out_of_sight(page: TrainTab, qtbot: QtBot) -> None:
    page.hide()
    engine = TrainingEngine(page)
    load(engine, qtbot)
    assert engine.asked == []
    page.show()
    assert engine.count(DescribeTraining) == 1
    page.hide()
    page.show()
    assert engine.count(DescribeTraining) == 1, "that is known"


def test_it_takes_the_width_while_there_is_something_to_train(page: TrainTab, qtbot: QtBot) -> None:
    page.hide()
    asked: list[bool] = []
    page.room_wanted.connect(asked.append)
    page.show()
    assert asked == [False], "no model: the way to one stays in sight"
    engine = TrainingEngine(page)
    load(engine, qtbot)
    assert asked[-1]
    page.hide()
    assert not asked[-1]


def test_another_set_brings_its_own_settings(page: TrainTab, engine: TrainingEngine) -> None:
    button(page, "trainData.world").click()
    assert page.form.settings.steps == 4000
    read = engine.last(ReadTrainingData)
    assert isinstance(read, ReadTrainingData)
    assert read.data == BundledData("world")


def test_time_is_tried_when_settings_rest(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: engine.count(EstimateTraining) == 1)
    assert "48" in text(page, "trainTime")
    page.form.form.steps.setValue(900)
    assert "48" not in text(page, "trainTime"), "that was of other settings"
    page.form.form.batch.setValue(8)
    qtbot.waitUntil(lambda: engine.count(EstimateTraining) == 2)
    asked = engine.last(EstimateTraining)
    assert isinstance(asked, EstimateTraining)
    assert (asked.settings.steps, asked.settings.batch_size) == (900, 8)
    assert engine.count(ReadTrainingData) == 1, "the data are the same"
    page.form.form.length.setValue(16)
    assert engine.count(ReadTrainingData) == 2, "longer or shorter rows are other data"


def test_a_person_s_own_text_is_read_when_typing_rests(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    button(page, "trainData.own").click()
    assert not button(page, "trainButton").isEnabled(), "there is nothing to learn from yet"
    field = page.findChild(QPlainTextEdit, "trainText")
    assert field is not None
    assert field.isVisible()
    field.setPlainText("text,class\ngood,a\nbad,b\n")
    qtbot.waitUntil(lambda: isinstance(_data(engine), PastedText))
    assert button(page, "trainButton").isEnabled()
    assert "line 17" in text(page, "trainUnusable")
    page.preview.own.columns["text_column"].setCurrentIndex(2)
    page.preview.own.columns["text_column"].activated.emit(2)
    data = _data(engine)
    assert isinstance(data, PastedText)
    assert data.text_column == "class"


def test_a_pasted_table_is_named_by_its_first_text_not_by_its_header(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    names: list[str] = []
    page.preview.own.renamed.connect(names.append)
    card = button(page, "trainData.own")
    card.click()
    before = card.heightForWidth(200)
    field = page.findChild(QPlainTextEdit, "trainText")
    assert field is not None
    field.setPlainText("text,label\nParis is the capital,a\n")
    qtbot.waitUntil(lambda: names[-1:] == ["The capital of France is Paris."])
    assert card.heightForWidth(200) == before, "what is below it does not move"
    field.setPlainText("a line without any end " * 20)
    qtbot.waitUntil(lambda: names[-1].startswith("a line without"))
    assert card.heightForWidth(200) <= before, "the card stays as high as it is without a name"


def _data(engine: TrainingEngine) -> object:
    request = engine.last(ReadTrainingData)
    assert isinstance(request, ReadTrainingData)
    return request.data


@pytest.mark.parametrize("width", [1100, 500])
def test_what_is_typed_goes_into_the_text_once_that_is_chosen(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot, width: int
) -> None:
    page.resize(width, 700)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    button(page, "trainData.own").click()
    field = page.findChild(QPlainTextEdit, "trainText")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)


def test_no_key_moves_the_focus_while_the_training_is_held_and_ended(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    page.activateWindow()
    main, stop = button(page, "trainButton"), button(page, "trainStop")
    main.setFocus()
    qtbot.waitUntil(main.hasFocus)
    for _ in range(3):  # starts, pauses, continues
        qtbot.keyClick(main, Qt.Key.Key_Space)
        assert main.hasFocus()
    assert page.run.stage == "running"
    stop.setFocus()
    qtbot.keyClick(stop, Qt.Key.Key_Space)
    assert main.hasFocus(), "there is nothing more to stop"


def test_a_dropped_file_takes_the_place_of_the_text(
    page: TrainTab, engine: TrainingEngine, tmp_path: Path
) -> None:
    path = str(tmp_path / "mine.csv")
    page.take_file(path)
    assert _data(engine) == DataFile(path)
    assert text(page, "trainFileName") == "mine.csv"
    button(page, "trainFileClose").click()
    assert not button(page, "trainButton").isEnabled()


def test_a_file_that_is_dropped_before_the_page_was_seen_is_learned(
    page: TrainTab, qtbot: QtBot, tmp_path: Path
) -> None:
    page.hide()
    engine = TrainingEngine(page)
    load(engine, qtbot)
    page.take_file(str(tmp_path / "mine.txt"))
    page.show()
    assert _data(engine) == DataFile(str(tmp_path / "mine.txt"))
    assert button(page, "trainData.own").isChecked()


def test_data_that_cannot_be_read_say_why_where_they_are_chosen(
    page: TrainTab, engine: TrainingEngine
) -> None:
    request = engine.last(ReadTrainingData)
    engine.fail(request, "The file is empty.")
    assert text(page, "trainDataNote") == "The file is empty."
    assert not button(page, "trainButton").isEnabled()


def test_a_model_that_cannot_be_trained_says_why(page: TrainTab, qtbot: QtBot) -> None:
    engine = TrainingEngine(page)
    engine.given = offer(
        disabled_reason="It has no tokenizer.",
        remedy_label="Attach one",
        remedy="chooseTokenizerAction",
        sets=(),
        data=None,
        objectives=(),
    )
    load(engine, qtbot)
    with qtbot.waitSignal(page.remedy_wanted) as wanted:
        button(page, "trainRemedy").click()
    assert wanted.args == ["chooseTokenizerAction"]
    assert text(page, "trainDataNote") == "It has no tokenizer."
    assert not button(page, "trainButton").isEnabled()
    assert engine.count(ReadTrainingData) == 0


def test_a_model_that_reads_no_text_is_not_asked_for_one(page: TrainTab, qtbot: QtBot) -> None:
    engine = TrainingEngine(page)
    why = "It reads no text."
    engine.given = offer(disabled_reason=why, sets=(), data=None, objectives=())
    load(engine, qtbot)
    assert text(page, "trainNote") == why


# -- training ----------------------------------------------------------------------------------


def test_one_button_starts_pauses_and_continues(page: TrainTab, engine: TrainingEngine) -> None:
    main = button(page, "trainButton")
    main.click()
    assert engine.last(StartTraining) == StartTraining(
        BundledData("capitals"), "masked words", CAPITALS
    )
    assert engine.count(ContinueTraining) == 1
    assert not page.form.isEnabled(), "nothing of it can be changed meanwhile"
    engine.learn(100)
    main.click()
    assert engine.count(PauseTraining) == 1
    main.click()
    assert engine.count(ContinueTraining) == 2
    button(page, "trainStop").click()
    assert engine.count(StopTraining) == 1
    assert page.form.isEnabled()
    assert not button(page, "trainStop").isEnabled()
    main.click()
    assert engine.count(StartTraining) == 2


def test_stop_in_the_status_bar_is_a_pause(page: TrainTab, engine: TrainingEngine) -> None:
    page.start()
    engine.learn(40)
    engine.interrupt()
    assert engine.count(PauseTraining) == 1
    button(page, "trainButton").click()
    assert engine.count(ContinueTraining) == 2


def test_a_training_that_cannot_go_on_keeps_what_it_had(
    page: TrainTab, engine: TrainingEngine
) -> None:
    page.start()
    engine.learn(140)
    engine.fail(ContinueTraining(1), "The loss is not a number any more.")
    assert page.run.steps_kept == (0, 60, 120, 140)
    assert button(page, "trainButton").isEnabled()
    button(page, "trainButton").click()
    assert engine.count(StartTraining) == 2


def test_what_does_not_start_can_be_started_again(
    page: TrainTab, engine: TrainingEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_answer", lambda request: None)
    page.start()
    main = button(page, "trainButton")
    main.click()
    assert engine.count(StartTraining) == 1, "it is getting ready"
    engine.fail(engine.last(StartTraining), "Too little memory.")
    main.click()
    assert engine.count(StartTraining) == 2


def test_the_end_puts_what_was_learned_into_memory(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    page.form.form.steps.setValue(240)
    page.start()
    engine.learn(240)
    engine.end()
    assert engine.last(OpenSnapshot) == OpenSnapshot(1, 240)
    qtbot.waitUntil(lambda: page.run.step_in_memory == 240)
    assert engine.count(DescribeTraining) == 1, "it learns the same, in the same way"
    assert page.form.settings.steps == 240, "what was set stays"
    assert not page.preview.isVisible(), "the result is what is looked at"
    assert text(page, "trainWhose") == ""
    load(engine, qtbot, 7)
    assert "made" in text(page, "trainWhose"), "these numbers are of another model"
    assert engine.count(DescribeTraining) == 2


def test_the_end_leaves_a_snapshot_that_somebody_looks_at(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    page.start()
    engine.learn(240)
    page.timeline.refresh()
    page.timeline.moments.setValue(60)
    button(page, "trainLook").click()
    assert engine.last(OpenSnapshot) == OpenSnapshot(1, 60)
    qtbot.waitUntil(lambda: page.run.step_in_memory == 60)
    engine.end()
    assert engine.count(OpenSnapshot) == 1


def test_the_banner_s_words_last_as_long_as_the_training(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    said: list[str] = []
    page.state_changed.connect(said.append)
    page.start()
    engine.learn(840)
    assert said[-1] == "In training · step 840 of 1,500"
    load(engine, qtbot, 9)
    engine.learn(841)
    assert said[-1] == "", "another model is in memory, which does not learn"
    assert "made" in text(page, "trainWhose")


# -- what is shown -----------------------------------------------------------------------------


def test_losses_and_answers_are_those_of_the_newest_report(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    page.start()
    engine.learn(840)
    chart = page.findChild(LineChart, "lossChart")
    assert chart is not None
    assert page.run.progress is not None
    held_out = page.run.progress.held_out_loss
    qtbot.waitUntil(lambda: chart.current == pytest.approx(held_out))
    assert text(page, "trainLoss") == numbers.rounded(held_out)
    interface = QAccessible.queryAccessibleInterface(chart)
    assert interface is not None
    assert interface.text(QAccessible.Text.Description).startswith("step 840: held-out ")
    asked = bands(page).questions
    assert [question.text for question in asked] == [
        "The capital of France is ___.",
        "A dog says ___.",
        "The capital of Mongolia is ___.",
    ]
    assert asked[0].answers[-1].right
    assert not asked[2].answers[-1].right
    (former,) = bands(page, "trainFormerExam").questions
    assert (former.answers[0].text, former.answers[-1].text) == ("five", "four")


def test_what_was_asked_reads_the_same_without_the_model(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    page.start()
    engine.learn(840)
    engine.end()
    started = page.run.started
    assert started is not None
    page.run.started = replace(started, model=page._summary)
    qtbot.waitUntil(lambda: bool(bands(page).questions))
    page.show_model(None)
    page._show_progress()
    assert bands(page).questions[0].text == "The capital of France is ___."
    assert not page.preview.isVisible()


def test_what_is_left_of_an_ended_training_is_opened_not_continued(
    page: TrainTab, engine: TrainingEngine
) -> None:
    left = LeftTraining(
        "/there", "Only the capitals", "made", 400, 400, 3_000_000, "2026-01-01", ended=True
    )
    engine.answer(TrainingsFound((left,)), FindTrainings())
    assert text(page, "trainLeft").startswith("A training ended and was not saved")
    assert button(page, "trainResume").text() == "Open it"


def test_the_numbers_wait_while_nobody_sees_them(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    page.start()
    engine.learn(40)
    qtbot.waitUntil(lambda: len(bands(page).questions[0].answers) == 3)
    page.hide()
    engine.learn(400)
    page.show()
    assert len(bands(page).questions[0].answers) == 21


@pytest.mark.parametrize("zoom", [100, 200, 300])
def test_a_narrow_page_keeps_the_button_and_shows_what_the_audience_follows(
    page: TrainTab, engine: TrainingEngine, look: Theme, qtbot: QtBot, zoom: int
) -> None:
    look.choose("light", zoom)
    page.resize(1000 if zoom > 100 else 600, 560)
    main = button(page, "trainButton")
    qtbot.waitUntil(lambda: in_sight(main))
    assert page.form.isVisible()
    main.click()
    engine.learn(840)
    exam, loss = bands(page), page.findChild(QLabel, "trainLoss")
    assert loss is not None
    qtbot.waitUntil(lambda: in_sight(main) and in_sight(loss))
    assert not page.form.isVisible()
    first = exam.row_area(0).toAlignedRect()
    qtbot.waitUntil(lambda: exam.visibleRegion().contains(first))
    button(page, "trainShowSettings").click()
    assert page.form.isVisible()
    qtbot.waitUntil(lambda: in_sight(main))


@pytest.mark.parametrize("width", [700, 1100, 1440])
@pytest.mark.parametrize("theme", ["light", "presenting"])
def test_the_buttons_stay_under_the_pointer_while_a_training_comes_and_goes(
    page: TrainTab, engine: TrainingEngine, look: Theme, qtbot: QtBot, theme: str, width: int
) -> None:
    look.choose(theme, 100)
    page.resize(width, 650)
    main, stop = button(page, "trainButton"), button(page, "trainStop")
    looks: list[list[QRect]] = []

    def places() -> list[QRect]:
        """Where both are once all is laid out: the same in two looks one after the other."""

        def rests() -> bool:
            looks.append([QRect(it.mapTo(page, QPoint(0, 0)), it.size()) for it in (main, stop)])
            return len(looks) > 1 and looks[-1] == looks[-2]

        looks.clear()
        qtbot.waitUntil(rests)
        return looks[-1]

    qtbot.waitUntil(main.isEnabled)
    page.foot.allow(True, "It starts from the model in memory: random weights.")
    before = places()
    assert page.foot.note.isVisible()
    main.click()
    qtbot.waitUntil(lambda: page.run.stage == "running")
    assert places() == before
    assert not page.foot.note.isVisible()
    main.click()
    qtbot.waitUntil(lambda: page.run.stage == "paused")
    assert places() == before
    engine.learn(60)
    stop.click()
    qtbot.waitUntil(lambda: page.run.stage == "ended")
    page.foot.allow(True, "It starts from the model in memory: taught. " * 4)
    assert places() == before


def in_sight(widget: QWidget) -> bool:
    """Whether all of it is seen."""
    return widget.visibleRegion().boundingRect().size() == widget.size()


def test_turning_the_page_narrow_keeps_the_focus_on_the_button(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    main = button(page, "trainButton")
    page.activateWindow()
    main.setFocus()
    qtbot.waitUntil(main.hasFocus)
    page.resize(500, 700)
    qtbot.waitUntil(lambda: page.foot.parentWidget() is not page._left)
    assert main.hasFocus()


# -- snapshots ---------------------------------------------------------------------------------


def test_one_text_is_followed_through_all_snapshots(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    page.start()
    engine.learn(600)
    engine.end()
    asked = engine.last(RunSnapshots)
    assert asked == RunSnapshots(1, "The capital of France is [MASK].")
    qtbot.waitUntil(page.timeline.isVisible)
    moments = page.timeline.moments
    moments.setFocus()
    qtbot.keyClick(moments, Qt.Key.Key_Home)
    assert text(page, "trainAnswer").startswith("madrid")
    early = np.array(page.timeline.heads.maps)
    qtbot.keyClick(moments, Qt.Key.Key_End)
    assert text(page, "trainAnswer").startswith("paris")
    assert not np.array_equal(early, page.timeline.heads.maps)
    assert engine.count(RunSnapshots) == 1, "all were asked at once"
    assert page.timeline.line.text()
    assert page.timeline.line.cursorPosition() == 0, "a narrow line shows how the text begins"
    previous, line = button(page, "trainPrevious"), page.timeline.line
    assert not faded_answers(page)
    below = page.timeline.answer.mapTo(page, QPoint(0, 0))
    line.setText("The capital of Spain is [MASK].")
    assert now(previous.isVisible())
    assert faded_answers(page)
    assert page.timeline.answer.mapTo(page, QPoint(0, 0)) == below
    assert previous.height() >= previous.fontMetrics().height()
    line.setText("The capital of France is [MASK].")
    assert not now(previous.isVisible())
    line.setText("The capital of Spain is [MASK].")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert engine.count(RunSnapshots) == 2
    assert not now(previous.isVisible())
    assert not faded_answers(page)


def faded_answers(page: TrainTab) -> bool:
    """Whether the answers and the attention of the snapshots are faint."""
    views = (page.timeline.answer.parentWidget(), page.timeline.heads.parentWidget())
    both = {faded(view) for view in views if view is not None}
    assert len(both) == 1
    return both == {True}


def test_snapshots_say_what_they_take_and_can_be_deleted(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    page.start()
    engine.learn(120)
    qtbot.waitUntil(page.timeline.isVisible)
    size = "3 snapshots kept, 3.6 MB"
    assert text(page, "trainCost").replace("\N{NO-BREAK SPACE}", " ") == size
    assert not button(page, "trainForget").isVisible(), "they are being used"
    engine.end()
    button(page, "trainForget").click()
    assert engine.last(ForgetTraining) == ForgetTraining(1)
    assert not page.timeline.isVisible()
    assert button(page, "trainButton").isEnabled()


def test_what_was_not_finished_is_offered(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    left = LeftTraining("/there", "Only the capitals", "made", 34, 400, 3_000_000, "2026-01-01")
    engine.answer(TrainingsFound((left,)), FindTrainings())
    assert "step 34 of 400" in text(page, "trainLeft")
    look = page._look
    look.present(True, 150)
    assert not page.left_over.isVisible(), "an audience is shown what is taught"
    look.present(False, 100)
    assert page.left_over.isVisible()
    button(page, "trainResume").click()
    assert engine.last(ResumeTraining) == ResumeTraining("/there")
    asked = StartTraining(
        BundledData("world"), "masked words", TrainingSettings(steps=77, exam_every=5)
    )
    engine.resume("/there", asked, 34)
    qtbot.waitUntil(lambda: page.run.stage == "paused")
    qtbot.waitUntil(lambda: page.form.settings.steps == 77)
    assert button(page, "trainData.world").isChecked()
    assert "Continue" in button(page, "trainButton").text()
    assert text(page, "trainLeft") == ""
    engine.answer(TrainingsFound((left,)), FindTrainings())
    button(page, "trainDelete").click()
    assert engine.last(ForgetTraining) == ForgetTraining(folder="/there")
    assert text(page, "trainLeft") == ""


def test_a_continued_training_ends_with_its_last_snapshot_in_memory(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    asked = StartTraining(BundledData("world"), "masked words", TrainingSettings(steps=77))
    engine.resume("/there", asked, 34)
    qtbot.waitUntil(lambda: page.run.stage == "paused")
    button(page, "trainButton").click()
    engine.step = 77
    engine.end()
    assert engine.last(OpenSnapshot) == OpenSnapshot(1, 77)


@pytest.mark.parametrize(
    ("own", "name"),
    [
        (PastedText("Anna has a cat.\nBen has a dog."), "Anna has a cat."),
        (DataFile("/left/data.csv", "", "words", "kind", ""), "reviews.csv"),
    ],
)
@pytest.mark.parametrize("ended", [False, True])
def test_ones_own_text_is_chosen_again_where_its_training_is_opened(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot, own: DataChoice, name: str, ended: bool
) -> None:
    asked = StartTraining(own, "masked words", TrainingSettings(steps=77, exam_every=5))
    engine.resume("/there", asked, 34, title="reviews.csv", ended=ended)
    qtbot.waitUntil(lambda: page.form.settings.steps == 77)
    assert engine.count(RunSnapshots) == 1, "the timeline shows what it answers, as it did"
    handy = page.timeline.moments if ended else button(page, "trainButton")
    assert page.focusWidget() is handy, "Return begins no other training in its place"
    card = button(page, "trainData.own")
    assert card.isChecked()
    assert not button(page, "trainData.capitals").isChecked()
    assert [each.text() for each in card.findChildren(QLabel)] == ["My own text…", name]
    assert card.accessibleName() == f"My own text…: {name}"
    # It was read as it was learned, and nothing else is asked once typing would rest.
    request = engine.last(ReadTrainingData)
    assert isinstance(request, ReadTrainingData)
    assert request.data == own
    assert not page.preview.own._pause.isActive()
    assert page.run.stage == ("ended" if ended else "paused")
    if not ended:
        engine.end()
    qtbot.waitUntil(lambda: page.run.stage == "ended")
    assert card.isChecked()
    assert not page.preview.isVisible(), "it learned from what is chosen"
    if isinstance(own, DataFile):
        assert page.preview.own.file.text() == name
    elif isinstance(own, PastedText):
        assert page.preview.own.text.toPlainText() == own.text


def test_the_card_of_ones_own_text_names_it(page: TrainTab, engine: TrainingEngine) -> None:
    card = button(page, "trainData.own")
    how = card.findChildren(QLabel)[1]
    assert "drop a file" in how.text()
    page.take_file("/some/mine.csv")
    assert how.text() == "mine.csv"
    button(page, "trainFileClose").click()
    assert "drop a file" in how.text()


def test_ones_own_labels_stay_where_they_gave_the_model_another_head(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    page.take_file("/mine.csv")
    page.form.objectives.setCurrentIndex(1)
    assert page.form.objective == "labels"
    engine.given = offer(2, objective="labels")
    load(engine, qtbot, 2)
    assert button(page, "trainData.own").isChecked()
    kept = page.form.data
    assert isinstance(kept, DataFile)
    assert kept.path == "/mine.csv"


def test_the_sizes_of_one_long_text_are_true(page: TrainTab, engine: TrainingEngine) -> None:
    request = ReadTrainingData(PastedText("long"), "next token", 64)
    read = replace(data(request), training=1, held_out=0, pieces=56, notes=())
    page.preview.show_data(read)
    assert text(page, "trainDataNote").replace("\N{NO-BREAK SPACE}", " ") == (
        "It learns from 1 text. What it learns from is cut into 56 pieces of at most 64 tokens."
    )


def test_a_bundled_text_that_is_left_out_is_named_by_its_words(page: TrainTab) -> None:
    left_out = (
        UnusableLine(0, "A ball.", "its tokenizer knows none of its words"),
        UnusableLine(7, "A kite.", "it is too short"),
    )
    read = replace(
        data(ReadTrainingData(BundledData("capitals"))), unusable=left_out, unusable_count=3
    )
    page.preview.show_data(read)
    assert page.preview.left_out.text().replace("\N{NO-BREAK SPACE}", " ") == (
        "3 lines left out: “A ball.”: its tokenizer knows none of its words; "
        "line 7: it is too short; 1 more line"
    )


def test_the_text_for_every_snapshot_has_the_whole_width(
    page: TrainTab, engine: TrainingEngine, look: Theme, qtbot: QtBot
) -> None:
    look.choose("light", 200)
    page.start()
    engine.learn(600)
    page.timeline.refresh()
    engine.answer(through(RunSnapshots(1, "x"), page.run.steps_kept), RunSnapshots(1, "x"))
    line, heads = page.timeline.line, page.timeline.heads
    line.setText("x")  # beside another text it says that what is below is of the one before
    qtbot.waitUntil(heads.isVisible)
    right = heads.mapTo(page.timeline, heads.rect().topRight()).x()
    qtbot.waitUntil(lambda: line.width() > right * 0.9)


def test_inside_and_save_wait_until_the_snapshot_is_in_memory(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    looked: list[str] = []
    saved: list[bool] = []
    page.look_wanted.connect(looked.append)
    page.save_wanted.connect(lambda: saved.append(True))
    page.start()
    engine.learn(600)
    page.timeline.refresh()
    page.timeline.moments.setValue(300)
    assert "300" in button(page, "trainLook").text()
    button(page, "trainLook").click()
    assert engine.last(OpenSnapshot) == OpenSnapshot(1, 300)
    qtbot.waitUntil(lambda: looked == ["The capital of France is [MASK]."])
    assert page.run.stage == "running", "looking inside does not wait for the end"
    button(page, "trainSave").click()
    assert saved == [True]
    assert engine.count(OpenSnapshot) == 1, "it is in memory already"
    engine.learn(660)
    assert page.timeline.step == 300, "what was chosen stays chosen"
    engine.fail(OpenSnapshot(1, 60), "The file is gone.")
    assert len(looked) == 1


# -- the tokenizer -----------------------------------------------------------------------------


def test_a_tokenizer_of_the_text_is_trained_shown_and_given_to_the_model(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    assert text(page, "trainTokenizerAbout") == "mini-world-bert: 696\N{NO-BREAK SPACE}tokens"
    assert not page.tokenizer.isVisible()
    button(page, "trainTokenizerOwn").click()
    assert page.tokenizer.isVisible()
    assert page.tokenizer.tokens.hasFocus()
    assert page.tokenizer.tokens.value() == 600
    page.tokenizer.tokens.setValue(123)
    button(page, "trainTokenizerStart").click()
    asked = engine.last(TrainTokenizer)
    assert asked == TrainTokenizer(BundledData("capitals"), "masked words", 123)
    table = page.tokenizer.table
    assert table.isVisible()
    model = table.rows
    shown = [[model.index(row, column).data() for column in range(4)] for row in range(2)]
    assert shown == [["1", "t", "##h", "th"], ["2", "th", "##e", "the"]]
    assert "5 special, 40 letters, 2 joined" in text(page, "trainTokenizerResult")
    assert engine.last(AttachTokenizer) == AttachTokenizer(
        "/tokenizers/made", "trained on capitals"
    )
    read = engine.count(ReadTrainingData)
    load(engine, qtbot, engine.serial)
    assert engine.count(ReadTrainingData) == read + 1, "the texts are cut in another way now"
    assert table.isVisible(), "it is the same model"
    load(engine, qtbot, 2)
    assert not table.isVisible(), "of another model nothing was trained"
    button(page, "trainTokenizerClose").click()
    assert not page.tokenizer.isVisible()
    assert button(page, "trainTokenizerOwn").hasFocus()


def test_a_model_without_a_tokenizer_can_be_given_one(page: TrainTab, qtbot: QtBot) -> None:
    engine = TrainingEngine(page)
    choice = TokenizerChoice("", 0, "WordPiece", 25, 696, 600)
    why = "This model has no tokenizer."
    engine.given = offer(
        disabled_reason=why, remedy_label="Choose", lacks_tokenizer=True, tokenizer=choice
    )
    load(engine, qtbot)
    assert text(page, "trainDataNote") == why
    assert engine.count(ReadTrainingData) == 0
    assert not button(page, "trainButton").isEnabled()
    assert text(page, "trainTokenizerAbout") == "This model has none yet."
    button(page, "trainData.world").click()
    button(page, "trainTokenizerOwn").click()
    button(page, "trainTokenizerStart").click()
    asked = engine.last(TrainTokenizer)
    assert isinstance(asked, TrainTokenizer)
    assert asked.data == BundledData("world")


def test_what_another_tokenizer_means_and_why_none_can_be_trained(
    page: TrainTab, qtbot: QtBot
) -> None:
    engine = TrainingEngine(page)
    means = TokenizerChoice("a", 9, "BPE", 257, 600, 600, "", "What it knows is lost.")
    engine.given = offer(tokenizer=means)
    load(engine, qtbot)
    button(page, "trainTokenizerOwn").click()
    assert text(page, "trainTokenizerMeaning") == "What it knows is lost."
    engine.given = offer(
        2, tokenizer=TokenizerChoice("a", 9, disabled_reason="Too few embeddings.")
    )
    load(engine, qtbot, 2)
    assert text(page, "trainTokenizerKind") == "Too few embeddings."
    assert not button(page, "trainTokenizerStart").isVisible()
    assert not text(page, "trainTokenizerMeaning")


def test_another_tokenizer_is_the_window_s_to_choose(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.tokenizer_wanted):
        button(page, "trainTokenizerOther").click()


# -- LoRA --------------------------------------------------------------------------------------


def test_lora_says_how_many_weights_learn(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    form = page.form.form
    button(page, "trainMore").click()
    assert form.rank.isEnabled()
    form.rank.setValue(8)
    form.where.setCurrentIndex(1)
    assert (form.settings.lora_rank, form.settings.lora_alpha) == (8, 16)
    assert form.settings.lora_where == "all"
    qtbot.waitUntil(lambda: engine.count(EstimateTraining) == 1)
    asked = engine.last(EstimateTraining)
    assert isinstance(asked, EstimateTraining)
    told = TrainingEstimate(asked, 1, 3, 0.1, 9.0, ROOMY, 1, learning=6_144, parameters=564_288)
    engine.answer(told, asked)
    assert text(page, "trainLearning") == "6,144 weights learn beside 558,144"
    form.rank.setValue(0)
    assert "6,144" not in text(page, "trainLearning")


def test_a_large_model_says_what_it_needs_without_a_trial(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: engine.count(EstimateTraining) == 1)
    asked = engine.last(EstimateTraining)
    assert isinstance(asked, EstimateTraining)
    need = TrainingNeed(400_000_000, 400_000_000, 800_000_000, 400_000_000, 10**10)
    engine.answer(TrainingEstimate(asked, 1, 0, 0.0, 0.0, need, 1), asked)
    assert "1.6 GB" in text(page, "trainMemory").replace("\N{NO-BREAK SPACE}", " ")


def test_lora_is_grey_where_its_package_is_missing(page: TrainTab, qtbot: QtBot) -> None:
    engine = TrainingEngine(page)
    engine.given = offer(lora_refusal="Needs the package peft")
    load(engine, qtbot)
    button(page, "trainMore").click()
    form = page.form.form
    assert not any(box.isEnabled() for box in (form.rank, form.alpha, form.where))
    assert text(page, "trainLearning") == "Needs the package peft"


@pytest.mark.parametrize("percent", [100, 200])
def test_choices_among_the_settings_are_read_whole(
    page: TrainTab, engine: TrainingEngine, look: Theme, qtbot: QtBot, percent: int
) -> None:
    look.choose("light", percent)
    button(page, "trainMore").click()
    form = page.form.form

    def whole() -> bool:
        return all(
            box.isVisible() and box.width() >= box.sizeHint().width()
            for box in (form.schedule, form.where)
        )

    qtbot.waitUntil(whole)


def test_what_each_step_asks_is_explained_also_while_the_data_do_not_fit(
    page: TrainTab, engine: TrainingEngine
) -> None:
    """“Some words are hidden” stayed below “Labels” where there were too few of them."""
    before = text(page, "trainObjectiveAbout")
    page.take_file("/mine.csv")
    labels = page.form.objectives
    labels.setCurrentIndex(1)
    labels.activated.emit(1)
    asked = engine.last(ReadTrainingData)
    engine.fail(asked, "There are 4 usable texts, and it needs at least 20 to learn from.")
    assert text(page, "trainObjectiveAbout") not in ("", before)


def test_a_grey_start_says_why_beside_it(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    qtbot.waitUntil(button(page, "trainButton").isEnabled)
    assert "starts from" in text(page, "trainNote")
    button(page, "trainData.own").click()
    assert not button(page, "trainButton").isEnabled()
    assert text(page, "trainNote") == "Paste a text or open a file first."
    page.take_file("/mine.csv")
    why = "There is 1 usable text, and it needs at least 4 to learn from."
    engine.fail(engine.last(ReadTrainingData), why)
    assert not button(page, "trainButton").isEnabled()
    assert text(page, "trainNote") == why
    button(page, "trainData.capitals").click()
    qtbot.waitUntil(button(page, "trainButton").isEnabled)
    assert "starts from" in text(page, "trainNote")


def test_a_low_page_says_only_why_nothing_can_be_started(page: TrainTab) -> None:
    foot = page.foot
    foot.be_brief(True)
    foot.allow(True, "It starts from the model in memory.")
    assert foot.note.isHidden()
    foot.allow(False, "There is too little memory.")
    assert not foot.note.isHidden()
    foot.allow(True, "It starts from the model in memory.")
    foot.be_brief(False)
    assert not foot.note.isHidden()


def test_more_settings_say_whether_they_are_open(page: TrainTab) -> None:
    fold = button(page, "trainMore")
    for sign in ("▸", "▾", "▸"):
        assert fold.text() == f"{sign} More settings"
        assert fold.accessibleName() == "More settings"
        fold.click()


def test_another_model_of_the_same_name_is_told_apart(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    """“This training is of made, not the model in memory” was beside a model called made."""
    page.start()
    engine.learn(40)
    engine.end()
    qtbot.waitUntil(lambda: page.run.step_in_memory == 40)
    said = {"made": "another model that is called made as well", "other": "is of made, which"}
    for name, words in said.items():
        engine.serial += 1
        engine.answer(ModelReady(summary(engine.serial, name=name), "loaded"), LoadModel("b"))
        page.show_model(summary(engine.serial, name=name))
        assert not page.whose.isHidden()
        assert words in page.whose.text()


def test_whose_numbers_they_are_stays_in_sight_however_far_they_are_scrolled(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    """With large text before an audience it and the title of the exam were scrolled away."""
    page.start()
    engine.learn(40)
    engine.end()
    qtbot.waitUntil(lambda: page.run.step_in_memory == 40)
    assert page.whose.isHidden()
    load(engine, qtbot, engine.serial + 1)
    page.resize(900, 320)
    page.show_progress.setChecked(True)
    bar = page.scroll_area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    assert page.exam.title.visibleRegion().isEmpty()
    assert page.whose.visibleRegion().boundingRect() == page.whose.rect()
    assert page.scroll_area.viewport().visibleRegion().boundingRect().height() > page.whose.height()
    page.run.open(40)
    qtbot.waitUntil(lambda: page.run.step_in_memory == 40)
    assert page.whose.isHidden()


def test_the_questions_for_another_model_go_with_it(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    assert page.exam.isVisible()
    engine.given = offer(engine.serial + 1, disabled_reason="It cannot learn here.")
    load(engine, qtbot, engine.serial + 1)
    assert not page.exam.isVisible()


# -- several seeds -----------------------------------------------------------------------------


def test_several_seeds_begin_where_the_training_began(
    page: TrainTab, engine: TrainingEngine, qtbot: QtBot
) -> None:
    assert not page.seeds.isVisible(), "a first training comes first"
    page.start()
    assert not page.seeds.start.isEnabled()
    engine.learn(1500)
    engine.end()
    qtbot.waitUntil(lambda: page.run.step_in_memory == 1500 and page.seeds.isVisible())
    assert "step 0" in text(page, "trainSeedsAbout")
    page.seeds.seeds.setValue(3)
    page.seeds.start.setFocus()
    page.seeds.start.click()
    assert page.run.step_in_memory == 1500, "what was learned stays"
    asked = engine.last(TrainSeeds)
    assert isinstance(asked, TrainSeeds)
    assert asked == TrainSeeds(
        engine.serial, BundledData("capitals"), "masked words", CAPITALS, (42, 43, 44), 1, 1
    )
    begun = page.run.started
    assert begun is not None
    result = SeedsTrained(
        asked,
        begun,
        tuple(SeedTraining(42 + n, 1500, 0.1 * n, 0.5 + 0.1 * n, 0.9 - 0.1 * n) for n in range(3)),
        (),
        9.0,
    )
    engine.answer(result, asked)
    assert "from 0.5 to 0.7" in text(page, "trainSeedsResult")
    assert page.seeds.table.model().rowCount() == 3
    table = page.seeds.table
    qtbot.waitUntil(lambda: table.visibleRegion().boundingRect() == table.rect())
    assert not text(page, "trainSeedsWhose")
    page.run.open(60)
    qtbot.waitUntil(lambda: page.run.step_in_memory == 60)
    assert not text(page, "trainSeedsWhose"), "a snapshot of the same training"
    load(engine, qtbot, engine.serial + 1)
    assert "another model" in text(page, "trainSeedsWhose")
