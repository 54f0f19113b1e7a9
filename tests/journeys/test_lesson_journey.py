"""The lesson "Models": by keyboard alone, each check from a real action; and around it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QAction, QFontMetrics, QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer import resources
from explorer.app.inference import live_runs
from explorer.features.create.view.form.field_row import FieldRow
from explorer.features.lessons.view import lesson_shelf
from explorer.features.lessons.view.lesson_controller import LessonController
from explorer.features.training.view.train_controller import untaught
from explorer.protocol.model import CreateModel, LoadModel
from explorer.text.translation import tr
from explorer.widgets.setting_row import WholeBox
from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person
from tests.journeys.lesson_keys import CTRL, SHIFT, Key, Keys, pick

FRANCE = "The capital of France is [MASK]."


@pytest.fixture
def keys(person: Person) -> Keys:
    return Keys(person)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # menus, offscreen
@pytest.mark.parametrize(("presenting", "text"), [(False, "100"), (True, "100"), (True, "200")])
def test_the_whole_lesson_with_the_keyboard_alone(
    begin: Begin, tmp_path: Path, *, presenting: bool, text: str
) -> None:
    person = begin("--text", text)
    keys, window = Keys(person), person.window
    keys.open_act(1)
    if presenting:
        keys.press(Key.Key_F5)
    assert window.look.presenting == presenting
    keys.page("welcome")
    keys.next()

    # Act 1: create a model from a config.
    keys.page("config")
    keys.cannot_go_on()
    keys.go()
    keys.type("3")
    keys.done()
    assert "3\N{NO-BREAK SPACE}layers" in keys.told
    keys.next()
    keys.page("small")
    keys.go()
    keys.press(Key.Key_Space)
    keys.choose("Tiny")
    keys.done()
    keys.next()
    keys.page("wrong")
    keys.go()
    keys.type("5")
    keys.until(keys.is_done)
    assert "cannot be split over 5 heads" in keys.told
    assert not keys.card.next.isEnabled()
    keys.press(Key.Key_Z, CTRL)
    keys.done()
    keys.next()
    keys.page("create")
    keys.go()
    keys.press(Key.Key_Space)
    keys.done()
    assert window.summary is not None
    assert f"{window.summary.parameters:,}" in keys.told
    keys.next()
    keys.page("noise-inside")
    keys.until(lambda: window.architecture.rows.rowCount() > 0)
    keys.go()
    for _ in range(4):  # the root, the embeddings, and their first leaf
        keys.press(Key.Key_Down)
        person.until_idle()
    keys.done()
    assert "embeddings" in keys.told
    keys.next()

    # Act 2: load a trained model.
    keys.page("checkpoint")
    keys.go()
    keys.press(Key.Key_Home)
    keys.press(Key.Key_Return)
    keys.done()
    assert person.state() == "Trained weights"
    keys.next()
    keys.page("ask")
    keys.go()
    keys.press(Key.Key_Space)
    keys.done()
    (bars,) = window.inference.bars
    assert f"“{bars.candidates[0].text}”" in keys.told
    keys.next()
    keys.page("state")
    assert "Trained weights" in english(keys.card.text.toPlainText())
    keys.next()

    # Act 3: save and reload.
    keys.page("save")
    keys.go()
    keys.press(Key.Key_Space)
    keys.save_into(tmp_path / "my-bert")
    keys.done()
    assert (tmp_path / "my-bert" / "model.safetensors").is_file()
    assert "my-bert" in keys.told
    keys.next()
    keys.page("check")
    assert "config.json" in english(keys.card.text.toPlainText())
    keys.go()
    keys.press(Key.Key_Return)
    keys.done()
    assert "bit for bit" in keys.told
    keys.next()
    keys.page("reload")
    keys.go()
    keys.press(Key.Key_Return)
    keys.until(keys.is_done)
    person.until_idle()
    assert window.summary is not None
    assert window.summary.name == "my-bert"
    assert not keys.card.next.isEnabled()
    keys.go()
    keys.press(Key.Key_Space)
    keys.done()
    assert "paris" in keys.told
    keys.next()

    # Act 4: tokens, tensors, run.
    keys.page("flow")
    keys.go()
    keys.run(FRANCE)
    assert not keys.card.next.isEnabled(), "that is no sentence of one's own"
    keys.go()
    keys.run("The capital of Italy is [MASK].")
    keys.done()
    assert "“rome” comes first from layer" in keys.told
    keys.next()
    keys.page("tokens")
    keys.go()
    keys.run("The capital of Japan is [MASK].")
    keys.done()
    assert "“italy” was" in keys.told
    assert "“japan” is" in keys.told
    keys.next()
    keys.page("unknown")
    keys.go()
    keys.run("The capital of Zorblax is [MASK].")
    keys.done()
    assert "“Zorblax” is not in the vocabulary" in keys.told
    keys.next()
    keys.page("batch")
    assert person.find(QLineEdit, "textInput").text() == FRANCE
    keys.go()
    keys.press(Key.Key_Space)
    keys.run("A dog says [MASK].")
    keys.done()
    assert "[2, 9]" in keys.told
    keys.next()
    keys.page("scores")
    assert "[2, 9, 696]" in keys.card.text.toPlainText()
    keys.next()
    keys.page("layers")
    assert person.find(QWidget, "lensView").isVisible(), "the page brings its view"
    keys.press(Key.Key_Return, CTRL)
    keys.done()
    assert "“paris” comes first" in keys.told
    keys.next()
    keys.page("heads")
    person.until_idle()
    keys.go()
    keys.press(Key.Key_Right)
    keys.done()
    assert "head 2" in keys.told
    keys.next()
    keys.page("why")
    person.until_idle()
    keys.go()
    keys.press(Key.Key_Space)
    keys.done()
    assert "Without" in keys.told
    person.until_idle()
    keys.next()

    # Act 5: random against trained.
    keys.page("twin")
    assert "It counts when you do it" in keys.told
    keys.go()
    keys.press(Key.Key_Space)
    keys.until(keys.is_done)
    person.until_idle()
    keys.go()
    keys.press(Key.Key_Return)  # the Model menu is open at the entry
    keys.done()
    assert person.state().startswith("Random weights")
    keys.next()
    keys.page("noise")
    keys.go()
    keys.press(Key.Key_Space)
    keys.done()
    assert "The trained model said “paris”" in keys.told
    keys.next()
    keys.page("compare")
    assert keys.card.remedy.isVisible()
    keys.press(Key.Key_Return)
    person.until_idle()
    assert not keys.card.remedy.isVisible()
    keys.go()
    keys.press(Key.Key_Space)
    keys.until(keys.is_done)
    person.until_idle()
    keys.go()
    keys.press(Key.Key_Space)
    keys.done()
    assert "the two distributions differ" in keys.told
    keys.next()

    # Act 6: teach one yourself.
    keys.page("untaught")
    keys.go()
    keys.press(Key.Key_Return)  # the Model menu is open at the entry
    keys.done()
    assert "drawn with seed 42" in keys.told
    keys.next()
    keys.page("learn")
    start = person.find(QPushButton, "trainButton")
    keys.until(lambda: start.isVisible() and start.isEnabled())
    person.find(WholeBox, "trainSteps").setValue(24)
    person.find(WholeBox, "trainBatch").setValue(8)
    keys.go()
    assert keys.focus is start
    keys.press(Key.Key_Space)
    keys.done()
    assert "24\N{NO-BREAK SPACE}steps" in keys.told
    keys.next()
    keys.page("never-seen")
    assert "451 sentences" in english(keys.card.text.toPlainText())
    keys.next()
    keys.page("keep")
    keys.go()
    keys.press(Key.Key_Space)
    keys.save_into(tmp_path / "my-pupil")
    keys.done()
    assert "my-pupil" in keys.told
    keys.next()
    keys.page("moment")
    keys.go()
    keys.press(Key.Key_Home)
    keys.press(Key.Key_Right)
    for _ in range(8):
        if keys.focus.objectName() == "trainLook":
            break
        keys.press(Key.Key_Tab)
    keys.press(Key.Key_Return)
    keys.done()
    told = tr("{model.state_words}. It says “{run.top}” with {run.top_share}.")
    assert told.partition("}")[2].partition("{")[0] in keys.told
    keys.next()
    keys.page("end")
    lesson = keys.desk.lesson
    assert lesson is not None
    assert f"{lesson.tasks} of {lesson.tasks}" in english(keys.card.text.toPlainText())
    keys.next()
    assert keys.desk.page is None
    assert window.look.presenting == presenting
    if presenting:
        keys.press(Key.Key_F5)
    assert "the whole lesson" in person.message


def test_each_act_is_three_clicks_away_and_the_first_result_is_near(person: Person) -> None:
    window = person.window
    for number, first in enumerate(("welcome", "checkpoint", "save", "flow", "twin"), start=1):
        pick(person, f"act.0.{number}")  # Help, Lessons…, the act: three clicks
        page = window.workbench.lessons.page
        assert page is not None
        assert page.key == first
        assert window.workbench.lessons.card is not None
        person.click("lessonLeave")
        assert not window.workbench.lessons.card.isVisible()
    # From the start page to a first result that the lesson explains.
    clicks = 0
    for name in ("start.lesson", "act.0.2", "lessonSkipButton", "lessonRemedy"):
        person.click(name)
        clicks += 1
    person.until_idle()
    person.click("runButton")
    clicks += 1
    person.until_idle()
    card = window.workbench.lessons.card
    assert card is not None
    assert "It says “paris”" in english(card.tasks[0].text())
    assert clicks <= 12


def test_a_page_that_is_left_undoes_what_it_did(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    window.columns.show_column(0)
    tabs = (window.sources, window.centre)
    text = person.find(QLineEdit, "textInput")
    before = [one.currentIndex() for one in tabs], text.text(), window.columns.in_front
    pick(person, "act.0.1")
    person.click("lessonNextButton")
    assert window.sources.currentWidget() is window.create_pane
    for _ in range(4):
        person.click("lessonSkipButton")
    assert window.centre.currentWidget() is window.architecture
    assert window.sources.currentIndex() == before[0][0], "the page before is undone"
    person.click("lessonLeave")
    assert ([one.currentIndex() for one in tabs], text.text(), window.columns.in_front) == before

    # A tab that the person turned stays; a text that was not run goes, one that was run stays.
    text.clear()
    text.setText("My own text")
    desk = window.workbench.lessons
    pick(person, "act.0.4")
    while desk.page is not None and desk.page.key != "batch":
        person.click("lessonSkipButton")
    assert text.text() == FRANCE
    window.sources.setCurrentWidget(window.create_pane)
    person.click("lessonLeave")
    assert english(text.text()) == "My own text"
    assert window.sources.currentWidget() is window.create_pane
    pick(person, "lessonGoOn.0")
    person.click("runButton")
    person.until_idle()
    person.click("lessonLeave")
    assert text.text() == FRANCE


def test_the_card_gives_no_answer_away_that_is_to_be_guessed(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    pick(person, "act.0.4")
    person.until_idle()
    lessons, view = window.workbench.lessons, window.inference.views.view("flow")
    assert lessons.page is not None
    assert lessons.page.key == "flow"

    def words() -> str:
        assert lessons.card is not None
        return " ".join(text.text() for text in lessons.card.findChildren(QLabel))

    view.guess(True)
    person.run("The capital of Spain is [MASK].")
    person.until_idle()
    assert view.hiding
    assert "as soon as its answer is shown" in english(words())
    assert "madrid" not in words()
    view.reveal()
    assert "madrid" in words()


def test_a_page_brings_the_mode_that_it_speaks_of_and_puts_it_back(person: Person) -> None:
    window = person.window
    mode = window.inference.mode
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    assert mode.mode == "flow"
    pick(person, "act.0.4")
    lessons = window.workbench.lessons
    seen = {}
    while lessons.page is not None and lessons.page.key != "twin":
        person.until_idle()
        assert person.find(QWidget, lessons.page.point).isVisible(), lessons.page.key
        seen[lessons.page.key] = mode.mode
        person.click("lessonSkipButton" if lessons.page.tasks else "lessonNextButton")
    keys = ("tokens", "unknown", "batch", "scores", "layers", "heads")
    assert {key: seen[key] for key in keys} == dict.fromkeys(keys, "look")
    assert seen["flow"] == "flow"
    assert list(seen) == ["flow", *keys, "why"]
    assert mode.mode == "flow", "what the page did is undone"


def test_a_page_that_asks_for_a_run_leaves_write(person: Person) -> None:
    mode = person.window.inference.mode
    person.click("start.mini-world-gpt2")
    person.until_idle()
    assert mode.generating
    pick(person, "act.0.2")
    person.click("lessonSkipButton")
    assert person.find(QPushButton, "runButton").isVisible()
    person.click("lessonLeave")
    assert mode.generating
    pick(person, "act.0.2")
    person.click("lessonSkipButton")
    person.click("modeRun")
    person.click("lessonLeave")
    assert mode.mode == "look", "a mode that the person chose stays"


def test_typing_along_does_no_task(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("QUICK_SECONDS", "SLOW_SECONDS", "FIRST_SECONDS"):
        monkeypatch.setattr(live_runs, limit, math.inf)  # however busy this computer is
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    pick(person, "act.0.4")
    person.click("lessonSkipButton")
    card = window.workbench.lessons.card
    assert card is not None
    assert window.inference.live.on
    line = person.find(QLineEdit, "textInput")
    for letters in ("The capital of J is [MASK].", "The capital of Japan is the [MASK]."):
        line.selectAll()
        QTest.keyClicks(line, letters)
        person.until_idle()
    # What the page says is about the run in sight; what is typed runs when the typing rests.
    person.until(lambda: "became 10 tokens" in english(card.text.toPlainText()))
    assert not card.next.isEnabled()
    line.selectAll()
    QTest.keyClicks(line, "The capital of Japan is [MASK].")
    QTest.keyClick(line, Key.Key_Return)
    person.until(lambda: card.next.isEnabled())
    assert "“france” was" in english(card.tasks[0].text())
    assert "“japan” is" in english(card.tasks[0].text())


def _area(window: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def test_a_page_that_is_read_again_points_as_it_did(person: Person) -> None:
    pick(person, "act.0.2")
    person.click("start.mini-world-bert")
    person.until_idle()
    desk = person.window.workbench.lessons
    assert desk.card is not None
    assert desk.spotlight is not None
    assert not desk.card.go.isVisible(), "all was done just now"
    person.click("lessonNextButton")
    person.click("lessonBackButton")
    assert desk.card.next.isEnabled()
    person.until(lambda: _hole_is_over(person, "localModels"))
    desk.card.take_focus()  # from elsewhere the button leads to the card first
    person.click("lessonGoButton")
    models = person.find(QWidget, "localModels")
    person.until(lambda: person.window.focusWidget() is models)


def test_nothing_is_held_up_by_the_card_and_the_shade(person: Person, qtbot: QtBot) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    pick(person, "act.0.2")
    person.click("lessonSkipButton")
    desk = window.workbench.lessons
    spotlight, card = desk.spotlight, desk.card
    assert spotlight is not None
    assert card is not None
    person.until(lambda: not spotlight.hole.isEmpty())
    run = person.find(QPushButton, "runButton")
    hole = spotlight.hole
    assert hole.contains(run.mapTo(window, run.rect().center()))
    assert not hole.intersects(_area(window, card))

    def under(widget: QWidget) -> QWidget | None:
        """What a click in the middle of a control reaches."""
        return window.childAt(widget.mapTo(window, widget.rect().center()))

    assert under(run) is run
    other = person.find(QPushButton, "openFolderButton")
    assert under(other) is other, "what is in the shade can be clicked too"
    qtbot.mouseClick(run, Qt.MouseButton.LeftButton)
    person.until(lambda: card.next.isEnabled())
    assert spotlight.isHidden(), "done: nothing is in the shade"

    # A term of its text is explained at the one door, over the card.
    card.text.anchorClicked.emit(QUrl("glossary:token"))
    popup = window.workbench.explanations.glossary.popup
    assert popup.term is not None
    assert popup.term.key == "token"
    popup.leave()


def test_skipping_and_leaving_and_going_on(keys: Keys) -> None:
    keys.open_act(2)
    keys.page("checkpoint")
    keys.press(Key.Key_F8, SHIFT)
    keys.page("ask")
    assert "a model that came trained" in english(keys.card.need.text())
    keys.press(Key.Key_F7)
    keys.page("checkpoint")
    keys.press(Key.Key_F8, SHIFT)
    keys.press(Key.Key_Escape)
    assert keys.desk.page is None
    assert not keys.card.isVisible()
    keys.press(Key.Key_F8)
    assert keys.desk.page is None, "without a card the keys mean nothing"
    keys.press(Key.Key_L, CTRL)
    keys.until(keys.list_is_open)
    assert keys.focus.objectName() == "lessonGoOn.0"
    keys.press(Key.Key_Return)
    keys.page("ask")


def test_the_lesson_goes_on_after_a_restart(begin: Begin, person: Person) -> None:
    pick(person, "act.0.2")
    person.click("start.mini-world-bert")
    person.until_idle()
    person.click("lessonNextButton")
    person.window.close()

    again = begin("--size", "1024x700", "--text", "200", profile="profile")
    window = again.window
    assert window.workbench.lessons.page is None, "a lesson never opens by itself"
    if again.works_here:  # what was open on another computer does not come back by itself
        again.trigger("unloadAction")
        again.until_idle()
    again.trigger("tourAction")
    assert "page 8 of" in english(again.find(QPushButton, "lessonGoOn.0").text())
    again.click("lessonListClose")
    pick(again, "lessonGoOn.0")
    desk = window.workbench.lessons
    assert desk.page is not None
    assert desk.page.key == "ask"
    again.click("lessonBackButton")
    assert desk.card is not None
    assert "You did this before." in english(desk.card.tasks[0].text())
    assert desk.card.next.isEnabled()
    # In large text in a small window it is a strip below; the focus changes nothing of it.
    assert desk.card.isVisible()
    area = _area(window, desk.card)
    assert area.width() > window.width() * 0.9
    assert window.rect().contains(area)
    window.activateWindow()
    again.until(window.isActiveWindow)
    again.find(QWidget, "localModels").setFocus()
    again.until(lambda: again.find(QWidget, "localModels").hasFocus())
    assert _area(window, desk.card) == area
    pick(again, "lessonAgain.0")
    question = again.find(QMessageBox, "lessonAgainQuestion")
    assert "1 task is done" in english(question.text()).replace("\N{NO-BREAK SPACE}", " ")
    assert desk.page.key == "checkpoint", "nothing is lost before somebody says so"
    again.click("lessonAgainYes")
    assert desk.page.key == "welcome"


@pytest.mark.parametrize("opened_first", [False, True])
def test_a_folder_that_was_saved_counts_after_a_restart(
    begin: Begin, person: Person, tmp_path: Path, *, opened_first: bool
) -> None:
    """What a page half done has lost with the program is to be done again, and can be."""
    folder = tmp_path / "mine"
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    pick(person, "act.0.3")
    person.save_as(folder)
    _turn_to(Keys(person), "reload")
    _load(person, folder)
    assert _done(person.find(QLabel, "lessonTask.1"))
    person.window.close()

    again = begin(profile="profile")
    keys = Keys(again)
    again.trigger("openBundled.mini-world-bert")
    again.until_idle()
    if opened_first:  # nothing has run that its answer can be compared with
        again.trigger("unloadAction")
        again.until_idle()
    pick(again, "lessonGoOn.0")
    keys.page("reload")
    if opened_first:
        _load(again, folder)
        again.run(FRANCE)
        assert "open it once more" in english(keys.card.need.text())
    else:
        again.run(FRANCE)
        assert not keys.card.need.isVisible(), "the saved folder is known"
        assert not _done(keys.card.tasks[0])
    _load(again, folder)
    assert _done(keys.card.tasks[0])
    assert not _done(keys.card.tasks[1]), "it has not run yet"
    assert not keys.card.need.isVisible()
    again.run(FRANCE)
    assert _done(keys.card.tasks[1])


def test_another_model_takes_a_half_done_page_back(person: Person, tmp_path: Path) -> None:
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    pick(person, "act.0.3")
    person.save_as(tmp_path / "mine")
    _turn_to(Keys(person), "reload")
    _load(person, tmp_path / "mine")
    task = person.find(QLabel, "lessonTask.1")
    assert _done(task)
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    assert not _done(task)


def test_show_me_says_why_there_is_nothing_to_show(keys: Keys) -> None:
    """Of a page that was done before a restart, and of an action whose menu is hidden."""
    person, window = keys.person, keys.window
    pick(person, "act.0.1")
    desk, card = keys.desk, keys.card
    standing = desk._standing
    assert standing is not None
    standing._kept.add("moment#0")
    _turn_to(keys, "moment")
    assert card.next.isEnabled()
    card.go.setFocus()
    keys.press(Key.Key_Space)
    assert "learned in front of you" in person.message
    person.trigger("presentAction")
    _turn_back_to(keys, "untaught")
    assert card.remedy.isVisible()
    card.go.setFocus()
    keys.press(Key.Key_Space)
    assert window.focusWidget() is card.remedy


def test_after_the_cards_own_button_the_keyboard_is_at_the_way_on(
    keys: Keys, tmp_path: Path
) -> None:
    person = keys.person
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    pick(person, "act.0.3")
    person.trigger("presentAction")
    assert keys.card.remedy.isVisible()
    keys.card.remedy.setFocus()
    keys.press(Key.Key_Space)
    keys.save_into(tmp_path / "mine")
    keys.done()
    assert keys.window.focusWidget() is keys.card.next


def _turn_back_to(keys: Keys, page: str) -> None:
    for _ in range(40):
        if keys.desk.page is not None and keys.desk.page.key == page:
            return
        keys.desk.back()
    raise AssertionError(page)


def _load(person: Person, folder: Path) -> None:
    person.window.model.send(LoadModel(str(folder), folder.name))
    person.until_idle()


def _lesson_file(tmp_path: Path, change: Callable[[dict[str, object]], object]) -> str:
    """The bundled lesson under a name of its own, with a change made to its data."""
    data = json.loads(resources.path("lessons", "models.json").read_text(encoding="utf-8"))
    data["key"], data["title"] = "mine", "My own lesson"
    change(data)
    path = tmp_path / "my lesson ü.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


def test_a_teachers_lesson_is_opened_from_a_file_and_stands_in_the_list(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _lesson_file(tmp_path, lambda data: None)
    monkeypatch.setattr(lesson_shelf, "ask_lesson_file", lambda parent: path)
    person.trigger("lessonFileAction")
    desk = person.window.workbench.lessons
    assert desk.lesson is not None
    assert desk.lesson.title == "My own lesson"
    person.click("lessonNextButton")
    person.click("lessonLeave")
    person.trigger("tourAction")
    assert "page 2 of" in english(person.find(QPushButton, "lessonGoOn.1").text())
    person.click("lessonListClose")
    Path(path).unlink()
    person.trigger("tourAction")
    dialog = desk.shelf.list
    assert dialog is not None
    assert dialog.findChild(QPushButton, "lessonGoOn.1") is None
    person.click("lessonListClose")


def test_a_broken_lesson_is_told_and_changes_nothing(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(data: dict[str, object]) -> None:
        data["acts"][0]["pages"][1]["show"] = ["createPain"]  # type: ignore[index]
        data["acts"][0]["pages"][1]["text"] = ["It has 12 layers."]  # type: ignore[index]

    path = _lesson_file(tmp_path, spoil)
    monkeypatch.setattr(lesson_shelf, "ask_lesson_file", lambda parent: path)
    person.trigger("lessonFileAction")
    assert "Page “config”" in person.message
    assert "1 more" in person.message
    failure = person.window.last_failure
    assert failure is not None
    assert "did you mean “createPane”?" in english(failure.details)
    assert "the number 12 is typed in" in english(failure.details)
    assert person.window.workbench.lessons.page is None
    pick(person, "act.0.1")
    assert person.window.workbench.lessons.page is not None


def _hole(desk: LessonController) -> QRect:
    assert desk.spotlight is not None
    return desk.spotlight.hole


def test_presenting_shows_what_each_page_means(person: Person) -> None:
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    pick(person, "act.0.1")
    desk, card = window.workbench.lessons, window.workbench.lessons.card
    assert card is not None
    person.trigger("presentAction")
    assert window.look.presenting
    lesson = desk.lesson
    assert lesson is not None
    seen = 0
    for page in lesson.pages:
        assert desk.page is page
        person.until_idle()
        person.until(lambda: window.rect().contains(_area(window, card)))
        assert all(not _done(task) for task in card.tasks if task.isVisible())
        point = desk._point
        if point:
            # In sight, or an action that the card offers as a button: there is no menu.
            person.until(lambda: not _hole(desk).isEmpty() or card.remedy.isVisible())
            person.until(lambda: not _inside(_hole(desk)).intersects(_area(window, card)))
            seen += 1
        # A clicker turns the pages; in Flow its steps come first.
        before = desk.place
        for _ in range(30):
            if desk.place == before and desk.page is not None:
                QTest.keyClick(window, Key.Key_PageDown)
    assert seen > 10
    assert desk.page is None, "after the last page"
    person.trigger("presentAction")
    assert not window.look.presenting


def _inside(hole: QRect) -> QRect:
    """What is pointed at, without the ring around it."""
    return hole.adjusted(4, 4, -4, -4)


def _done(task: QLabel) -> bool:
    return task.text().startswith("✓")


@pytest.mark.parametrize(
    ("size", "text"),
    [("1440x900", "100"), ("1024x700", "100"), ("1024x700", "200"), ("1440x900", "200")],
)
def test_after_a_tour_of_all_views_every_task_is_to_do_and_in_sight(
    begin: Begin, size: str, text: str
) -> None:
    person = begin("--size", size, "--text", text)
    window = person.window
    _tour(person)
    pick(person, "act.0.1")
    desk = window.workbench.lessons
    assert desk.lesson is not None
    pointed = 0
    for place, page in enumerate(desk.lesson.pages):
        assert desk.page is page
        person.until_idle()
        card, spotlight = desk.card, desk.spotlight
        assert card is not None
        assert spotlight is not None
        shown = [task for task in card.tasks if task.isVisible()]
        assert bool(shown) == bool(page.tasks)
        assert not any(_done(task) for task in shown), page.key
        assert card.next.isEnabled() == (not page.tasks)
        if desk._point:
            person.until(lambda spotlight=spotlight: not spotlight.hole.isEmpty())
            assert not _inside(spotlight.hole).intersects(_area(window, card)), page.key
            pointed += 1
        if place + 1 < len(desk.lesson.pages):
            person.click("lessonSkipButton" if page.tasks else "lessonNextButton")
    assert pointed > 8


@pytest.mark.parametrize("text", ["200", "300"])
def test_in_large_text_the_button_for_what_is_missing_is_in_sight(begin: Begin, text: str) -> None:
    person = begin("--size", "1024x700", "--text", text)
    pick(person, "act.0.1")
    desk = person.window.workbench.lessons
    card = desk.card
    assert card is not None
    assert desk.lesson is not None
    port, seen = card.page.viewport(), 0
    for page in desk.lesson.pages[:-1]:
        assert desk.page is page
        person.click("lessonSkipButton" if page.tasks else "lessonNextButton")
        for _ in range(5):  # until all is laid out
            QApplication.processEvents()
        if card.remedy.isVisible() and card.remedy.isEnabled():
            person.until(lambda: port.rect().contains(_area(port, card.remedy)))
            seen += 1
    assert seen > 10


@pytest.mark.parametrize(
    ("size", "text"), [("1024x700", "100"), ("1440x900", "100"), ("1024x700", "200")]
)
def test_create_is_whole_beside_the_lesson(begin: Begin, size: str, text: str) -> None:
    person = begin("--size", size, "--text", text)
    window = person.window
    pane = window.create_pane
    pick(person, "act.0.1")
    person.click("lessonNextButton")
    desk = window.workbench.lessons
    person.until(lambda: pane.foot.create_button.isEnabled() and not _hole(desk).isEmpty())
    person.until_idle()
    # They are built in slices.
    person.until(lambda: sum(row.isVisible() for row in pane.findChildren(FieldRow)) > 5)
    rows = [row for row in pane.findChildren(FieldRow) if row.isVisible()]
    widest = QFontMetrics(window.look.font(13, bold=True))
    for row in rows:
        caption = row.caption
        person.until(lambda it=caption: it.height() >= it.heightForWidth(it.width()))
        assert caption.width() >= widest.horizontalAdvance("num_hidden_layers"), row.field.path
    for area in pane.findChildren(QScrollArea):
        assert not area.horizontalScrollBar().maximum()
    # What is asked for is in sight with its name and its help, and one page scrolls.
    row = next(one for one in rows if one.field.path == "num_hidden_layers")
    person.until(lambda: row.visibleRegion().boundingRect() == row.rect())
    if text == "100":
        above, scrolling = row.parentWidget(), 0
        while above is not None:
            scrolls = isinstance(above, QScrollArea) and above.verticalScrollBar().maximum()
            scrolling += bool(scrolls)
            above = above.parentWidget()
        assert scrolling <= 1
        whole = [one for one in rows if one.visibleRegion().boundingRect() == one.rect()]
        assert len(whole) >= 2


def _tour(person: Person) -> None:
    """Open, run, and look at everything, as somebody does who was here before."""
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    views = window.inference.views
    for page in views.views:
        if views.indexOf(page) >= 0:
            views.setCurrentWidget(page)
            person.until_idle()
    for tabs in (window.centre, window.sources):
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            person.until_idle()


def test_the_button_of_the_banner_opens_the_lessons_and_leaves_the_lesson(person: Person) -> None:
    window = person.window
    door = person.find(QPushButton, "lessonButton")
    assert not door.isChecked()
    door.click()
    desk = window.workbench.lessons
    assert desk.shelf.list is not None
    assert not door.isChecked(), "none is open yet"
    person.click("act.0.1")
    assert now(desk.page) is not None
    assert door.isChecked()
    door.click()
    assert now(desk.page) is None
    assert not door.isChecked()
    present = person.find(QPushButton, "presentButton")
    present.click()
    assert window.look.presenting
    assert present.isChecked()
    person.trigger("presentAction")
    assert not present.isChecked()


def test_a_window_that_becomes_small_during_a_lesson_loses_no_room(person: Person) -> None:
    window = person.window
    pick(person, "act.0.1")
    card = window.workbench.lessons.card
    assert card is not None
    body, columns, larger = window.body, window.columns, person.find(QAction, "largerTextAction")

    def fills_the_window() -> bool:
        page, area, beside = (_area(window, it) for it in (body.tall, card, columns))
        foot = _area(window, window.status).top()
        if area.top() > page.bottom():  # a strip below the page
            return area.top() == page.bottom() + 1 and area.bottom() + 1 == foot
        return beside.right() + 1 == area.left() and area.right() + 1 == body.width()

    person.until(fills_the_window)
    for width, height in ((1024, 700), (1440, 900), (1024, 700)):
        window.resize(width, height)
        person.until(fills_the_window)
    for _ in range(4):
        larger.trigger()
        person.until(fills_the_window)
    person.until(lambda: window.focusWidget() is card.next)
    assert columns.visibleRegion().boundingRect().height() > window.height() // 4


def test_a_button_of_the_card_that_goes_leaves_the_keyboard_at_the_way_on(keys: Keys) -> None:
    keys.open_act(2)
    keys.go()
    keys.press(Key.Key_Return)
    keys.done()
    keys.next()
    keys.page("ask")
    assert keys.focus is keys.card.go, "it goes once the task is done"
    keys.press(Key.Key_Return, CTRL)
    keys.done()
    assert keys.focus is keys.card.next


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # menus, offscreen
def test_an_early_snapshot_is_not_kept_for_what_was_learned(begin: Begin) -> None:
    keys = Keys(begin())
    person = keys.person
    keys.open_act(6)
    keys.go()
    keys.press(Key.Key_Return)
    keys.done()
    keys.next()
    person.find(WholeBox, "trainSteps").setValue(24)
    person.find(WholeBox, "trainBatch").setValue(8)
    person.click("trainButton")
    keys.until(lambda: keys.desk.spotlight is not None and _hole_is_over(person, "trainExam"))
    keys.done()
    while keys.desk.page is not None and keys.desk.page.key != "moment":
        person.click("lessonSkipButton" if keys.card.skip.isVisible() else "lessonNextButton")
    keys.go()
    keys.press(Key.Key_End)
    person.click("trainLook")
    person.until(lambda: person.window.inference.ran is not None)
    person.until_idle()
    assert not keys.is_done(), "the last one is not early"
    keys.card.take_focus()
    keys.press(Key.Key_F6)  # from the run back to the timeline
    keys.press(Key.Key_Home)
    person.click("trainLook")
    keys.done()
    person.click("lessonBackButton")
    keys.page("keep")
    assert "not learned all" in english(keys.card.need.text())
    keys.go()
    keys.press(Key.Key_End)
    person.click("trainLook")
    keys.until(lambda: not keys.card.need.isVisible())


def _hole_is_over(person: Person, name: str) -> bool:
    spotlight = person.window.workbench.lessons.spotlight
    assert spotlight is not None
    return spotlight.hole.contains(_area(person.window, person.find(QWidget, name)).center())


def test_a_link_opens_a_lesson_at_its_page(person: Person) -> None:
    window = person.window
    link = "transformer-explorer://lesson/models"
    window.workbench.take_dropped(f"{link}/small")
    assert window.workbench.lessons.page is not None
    assert window.workbench.lessons.page.key == "small"
    window.workbench.lessons.leave()
    # Without a page it is where it was left.
    window.workbench.files.load(link)
    assert window.workbench.lessons.page.key == "small"
    window.workbench.lessons.leave()
    window.workbench.take_dropped("transformer-explorer://lesson/not-here")
    assert "not-here is not on this computer" in person.message
    assert window.workbench.lessons.page is None


def test_what_is_pointed_at_is_bright_also_in_the_menu_bar(person: Person) -> None:
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    desk = person.window.workbench.lessons
    pick(person, "act.0.6")
    person.until(lambda: not _hole(desk).isEmpty())
    spotlight = desk.spotlight
    assert spotlight is not None
    assert person.window.menuBar().geometry().contains(_hole(desk).center())
    shade = QImage(spotlight.size(), QImage.Format.Format_ARGB32)
    shade.fill(Qt.GlobalColor.transparent)
    spotlight.render(shade, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    assert shade.pixelColor(_hole(desk).center()).alpha() == 0
    assert shade.pixelColor(5, person.window.height() // 2).alpha() > 0


def test_a_page_about_settings_asks_for_the_architecture_that_has_them(person: Person) -> None:
    window = person.window
    person.show("createPane")
    pane = window.create_pane
    person.until(lambda: pane.draft.form is not None)
    pane.head.architecture.choose("t5")
    person.until_idle()
    pick(person, "act.0.1")
    person.click("lessonNextButton")
    card = window.workbench.lessons.card
    assert card is not None
    person.until(lambda: "Choose BERT" in english(card.need.text()))
    person.until(lambda: _hole_is_over(person, "architectureBox"))
    pane.head.architecture.choose("bert")
    person.until(lambda: not card.need.isVisible())
    person.until(lambda: _hole_is_over(person, "field.num_hidden_layers"))


def test_leaving_gives_the_keyboard_back_without_a_detour(person: Person) -> None:
    """Each control that has it for a moment scrolls its page into sight."""
    window = person.window
    window.activateWindow()
    person.until(window.isActiveWindow)
    person.click("start.mini-world-bert")
    person.until_idle()
    line = person.find(QLineEdit, "textInput")
    line.setFocus()
    pick(person, "act.0.3")
    person.until(window.isActiveWindow)
    leave = person.find(QPushButton, "lessonLeave")
    leave.setFocus()
    had: list[QWidget | None] = []
    application = QApplication.instance()
    assert isinstance(application, QApplication)

    def note(before: QWidget | None, now: QWidget | None) -> None:
        had.append(now)

    application.focusChanged.connect(note)
    leave.click()
    application.focusChanged.disconnect(note)
    assert had == [window.body, line]


def test_the_list_of_lessons_is_never_wider_than_its_page(begin: Begin) -> None:
    """Whatever the title of the page is at which it continues, and at any size of text."""
    person = begin("--size", "1024x700")
    window = person.window
    pick(person, "act.0.4")
    desk = window.workbench.lessons
    assert desk.lesson is not None
    pages = desk.lesson.pages
    longest = max(range(len(pages)), key=lambda place: len(pages[place].title))
    while desk.place < longest:
        person.click("lessonSkipButton")
    while desk.place > longest:
        person.click("lessonBackButton")
    person.click("lessonLeave")
    for zoom in (100, 200):
        window.look.choose("light", zoom)
        person.trigger("tourAction")
        dialog = desk.shelf.list
        assert dialog is not None
        inner = dialog.page.widget()
        assert inner is not None
        assert inner.minimumSizeHint().width() <= dialog.page.viewport().width()
        assert pages[longest].title in [each.text() for each in dialog.findChildren(QLabel)]
        person.click("lessonListClose")


def test_what_came_out_is_listed_again_beside_the_text_of_its_run(person: Person) -> None:
    """A page that put its own text into the box gives the former one back: its logits are there."""
    person.click("start.mini-world-bert")
    person.until_idle()
    window = person.window
    inference = window.inference
    person.look_inside()
    inference.live_button.setChecked(False)
    person.run("I am a [MASK].")
    table = inference.tensor_card.table

    def names() -> set[str]:
        model = table.model()
        return {model.index(row, 0).data() for row in range(model.rowCount())}

    assert "← logits" in names()
    person.type_text(FRANCE)
    person.until(lambda: "← logits" not in names())
    person.type_text("I am a [MASK].")
    person.until(lambda: "← logits" in names())


def test_a_page_that_turns_away_what_had_the_keyboard_never_leaves_it_on_skip(
    keys: Keys,
) -> None:
    """Of a model without a tokenizer the sentence goes as well, and the keyboard with it."""
    person, window = keys.person, keys.window
    window.send(CreateModel(untaught()))
    person.until_idle()
    pick(person, "act.0.1")
    _turn_to(keys, "noise-inside")
    person.until(lambda: window.architecture.rows.rowCount() > 0)
    window.activateWindow()
    person.until(window.isActiveWindow)
    window.architecture.view.setFocus()
    for _ in range(4):
        keys.press(Key.Key_Down)
        person.until_idle()
    keys.done()
    keys.press(Key.Key_F8)
    keys.page("checkpoint")
    person.until_idle()
    QTest.qWait(0)  # whoever hands the keyboard on does so soon after
    assert keys.focus is keys.card.go


def test_a_run_without_a_mask_is_told_what_it_lacks(keys: Keys) -> None:
    person = keys.person
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    pick(person, "act.0.1")
    _turn_to(keys, "ask")
    assert "[MASK]" in keys.told
    person.run("Hello!")
    person.until(lambda: "Put [MASK]" in english(keys.card.need.text()))
    assert not keys.is_done()
    person.run(FRANCE)
    keys.until(keys.is_done)


def test_what_came_of_a_task_is_in_sight(keys: Keys) -> None:
    """Which ID changed is read from the tokens, not from the first map on the page."""
    person, window = keys.person, keys.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    pick(person, "act.0.1")
    _turn_to(keys, "tokens")
    person.run(FRANCE)
    person.run("The capital of Japan is [MASK].")
    keys.until(keys.is_done)
    strip = person.find(QWidget, "tokenStrip")
    person.until(lambda: not strip.visibleRegion().isEmpty())
    assert window.inference.mode.mode == "look"


def test_what_both_models_say_is_in_sight_and_not_the_button_before(begin: Begin) -> None:
    keys = Keys(begin("--size", "1024x700", "--text", "200"))
    person = keys.person
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    pick(person, "act.0.4")
    _turn_to(keys, "compare")
    person.click("twinOtherButton")
    person.until_idle()
    person.until(lambda: person.find(QPushButton, "runBothButton").isEnabled())
    person.click("runBothButton")
    keys.until(keys.is_done)
    sentence = person.find(QWidget, "compareSentence")
    person.until(lambda: sentence.visibleRegion().boundingRect().height() == sentence.height())


def test_what_came_of_a_task_does_not_hold_the_next_page(keys: Keys) -> None:
    """The next page writes a text, which runs: what it points at is in sight all the same."""
    person, window = keys.person, keys.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.trigger("presentAction")
    pick(person, "act.0.1")
    _turn_to(keys, "unknown")
    text = person.find(QLineEdit, "textInput")
    text.setFocus()
    text.setText("Zorblax likes [MASK].")
    text.textEdited.emit(text.text())
    QTest.keyClick(text, Qt.Key.Key_Return)
    keys.until(keys.is_done)
    strip = person.find(QWidget, "tokenStrip")
    person.until(lambda: not strip.visibleRegion().isEmpty())
    window.inference.live._quick = True  # however busy this computer is
    window.inference.live.changed.emit()
    keys.desk.next()
    person.until(lambda: window.inference.answer_line.spoken == "The capital of France is paris.")
    QTest.qWait(0)  # whoever scrolls does so after what has come was laid out
    assert not person.find(QWidget, "addTextButton").visibleRegion().isEmpty()


@pytest.mark.parametrize(("size", "text"), [("1440x900", "100"), ("1024x700", "200")])
def test_the_values_that_would_do_are_in_the_light(begin: Begin, size: str, text: str) -> None:
    person = begin("--size", size, "--text", text)
    keys, window = Keys(person), person.window
    keys.open_act(1)
    _turn_to(keys, "wrong")
    person.until(window.create_pane.foot.create_button.isEnabled)
    keys.go()
    keys.type("5")
    keys.until(keys.is_done)

    def offered() -> list[QPushButton]:
        buttons = window.create_pane.findChildren(QPushButton)
        return [
            one
            for one in buttons
            if one.isVisible() and one.objectName() == "suggest.num_attention_heads"
        ]

    def all_lit() -> bool:
        hole = _hole(keys.desk)
        return bool(offered()) and all(
            one.visibleRegion().boundingRect() == one.rect() and hole.contains(_area(window, one))
            for one in offered()
        )

    person.until(all_lit)
    keys.go()
    assert keys.focus in offered()
    keys.press(Key.Key_Space)
    keys.done()


def test_a_lesson_that_ended_begins_at_its_first_page_again(keys: Keys) -> None:
    person = keys.person
    pick(person, "act.0.1")
    _turn_to(keys, "end")
    keys.card.next.click()
    assert keys.desk.page is None
    person.trigger("tourAction")
    dialog = keys.desk.shelf.list
    assert dialog is not None
    again = dialog.findChild(QPushButton, "lessonGoOn.0")
    assert again is not None
    assert "page 1 of" in english(again.text())
    dialog.reject()


def _turn_to(keys: Keys, page: str) -> None:
    """Skip to a page."""
    for _ in range(40):
        now_shown = keys.desk.page
        if now_shown is not None and now_shown.key == page:
            return
        keys.desk.skip()
    raise AssertionError(page)
