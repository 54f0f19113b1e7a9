"""Presenting: large, plain, with former runs shown again without running; then all as before."""

from __future__ import annotations

import json

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.features.flow.protocol import TextFlowRequest
from explorer.features.generation.protocol import Generated
from explorer.features.generation.view.generation_pane import GenerationPane
from explorer.features.training.view.train_controller import untaught
from explorer.protocol.job import Done
from explorer.protocol.model import CreateModel
from explorer.widgets.scroll_into_view import scroll_areas
from tests.afresh import now
from tests.back_translation import english
from tests.faded import faded
from tests.journeys.conftest import Person
from tests.journeys.lesson_keys import pick

FRANCE, JAPAN = "The capital of France is [MASK].", "The capital of Japan is [MASK]."


def _look(person: Person) -> tuple[object, ...]:
    window = person.window
    return (
        window.look.choice,
        window.look.zoom,
        window.look.theme.name,
        window.menuBar().isVisible(),
        window.status.isVisible(),
        window.sources.isVisible(),
        window.banner.buttons[0].isVisible(),
        window.explain_pane.title.text(),
        window.explain_pane.python,
        window.inference._rows.texts,
        window.inference.mode.mode,
        window.actions_.stop.shortcuts(),
    )


def test_present_step_through_the_runs_and_leave(person: Person, qtbot: QtBot) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.click("modeRun")
    person.run(FRANCE)
    person.run(JAPAN)
    person.trigger("openBundled.mini-world-sentiment")
    person.until_idle()
    person.look_inside()
    person.run("I loved the film.")
    person.find(QLineEdit, "textInput").setFocus()
    before = _look(person)
    done: list[object] = []

    def count(reply: object) -> None:
        if isinstance(reply, Done):
            done.append(reply.request)

    window.model.replied.connect(count)
    presenting = window.workbench.explanations.presenting
    person.trigger("presentAction")
    assert now(presenting.on)
    assert window.look.zoom >= 150
    assert window.look.theme.name == "presenting"
    for chrome in (window.menuBar(), window.status, window.sources, window.banner.buttons[0]):
        assert not chrome.isVisible()
    assert window.centre.isVisible()
    assert "Now" in english(presenting.note.text())

    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert "Run 1 of 3" in english(presenting.note.text())
    person.until(lambda: not presenting._answering.isActive())
    assert "france" in [token.piece for token in window.inference.strip.rows[0]]
    assert window.inference.bars[0].candidates[0].text == "paris"
    assert "paris" in english(window.explain_pane.words.toPlainText())
    assert person.find(QTabWidget, "viewTabs").isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert "tokyo" in english(window.explain_pane.words.toPlainText())
    assert not window.model.jobs
    assert done == [], "nothing was run for it"

    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not presenting.on
    assert _look(person) == before
    assert person.find(QLineEdit, "textInput").hasFocus()
    assert window.summary is not None
    assert window.summary.class_name == "BertForSequenceClassification"
    window.model.replied.disconnect(count)
    person.run("I hated the film.")


def test_a_former_run_is_shown_as_far_as_somebody_looked_at_it(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.run(FRANCE)
    person.run(JAPAN)
    person.click("modeFlow")
    person.until_idle()
    flow = window.inference.views.view("flow")
    presenting = window.workbench.explanations.presenting
    person.trigger("presentAction")
    presenting.back()
    presenting.back()
    person.until(lambda: not presenting._answering.isActive())
    assert "was not recorded" in english(flow.sentence), "never the picture of another run"
    person.click("modeRun")
    person.until(lambda: not presenting._answering.isActive())
    assert "france" in window.inference.views.attention.map.names[0]
    presenting.leave()
    assert window.inference.mode.mode == "flow"
    person.until(lambda: not flow.sentence)
    assert flow.answer.spoken == "The capital of Japan is tokyo."


def test_each_run_is_shown_in_the_mode_that_was_looked_at(person: Person, qtbot: QtBot) -> None:
    """A model that writes, between two looks inside, turned the page to Flow, where nothing was
    drawn and the arrows led nowhere any more."""
    window = person.window
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    person.click("modeGenerate")
    person.click("generateButton")
    person.until_idle()
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.run(FRANCE)
    presenting = window.workbench.explanations.presenting
    person.trigger("presentAction")
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(QApplication.focusWidget(), key)
        person.until(lambda: not presenting._answering.isActive())
    assert window.inference.mode.mode == "look"
    assert not window.inference.views.attention.sentence


def test_where_flow_was_not_drawn_the_arrows_lead_to_the_other_runs(
    person: Person, qtbot: QtBot
) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.run(FRANCE)
    person.run(JAPAN)
    person.click("modeFlow")
    person.until_idle()
    flow = window.inference.views.view("flow")
    presenting = window.workbench.explanations.presenting
    person.trigger("presentAction")
    presenting.back()
    presenting.back()
    person.until(lambda: not presenting._answering.isActive())
    assert "was not recorded" in english(flow.sentence)
    assert "your runs" in english(presenting.note.text())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    person.until(lambda: not presenting._answering.isActive())
    assert "Run 2 of 2" in english(presenting.note.text())
    person.until(lambda: not flow.sentence)


def test_full_screen_large_and_quiet_and_back_to_the_very_same(person: Person) -> None:
    window = person.window
    window.setGeometry(30, 40, 1024, 700)
    person.trigger("themeAction")
    geometry, theme = window.geometry(), window.look.theme.name
    person.trigger("presentAction")
    assert window.isFullScreen()
    assert window.look.zoom == 150
    assert window.look.theme.name == "presenting-dark", "who works in the dark is not dazzled"
    person.trigger("largerTextAction")
    assert window.look.zoom == 175
    window.message_bar.tell("Something is worth knowing.")
    assert not window.message_bar.isVisible()
    note = window.workbench.explanations.presenting.note
    assert note.text().startswith("Something is worth knowing.")
    assert not note.geometry().intersects(window.body.tall.geometry()), "it covers nothing"
    person.trigger("presentAction")
    assert not window.isFullScreen()
    assert window.geometry() == geometry
    assert (window.look.theme.name, window.look.zoom) == (theme, 100)
    assert window.profile.number("zoom", 100) == 100
    assert person.message == "Something is worth knowing."
    person.trigger("presentAction")
    assert window.look.zoom == 175, "the size for the audience is remembered"
    person.trigger("presentAction")


def test_running_while_presenting_shows_the_new_run(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    presenting = window.workbench.explanations.presenting
    person.trigger("presentAction")
    presenting.back()
    assert now(presenting.replaying) is not None
    person.run(JAPAN)
    assert presenting.replaying is None
    assert window.inference.bars[0].candidates[0].text == "tokyo"
    window.close()
    assert not presenting.on
    assert window.profile.number("zoom", 100) == 100


def test_arrow_keys_belong_to_what_moves_by_them(person: Person, qtbot: QtBot) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.run(FRANCE)
    person.run(JAPAN)
    presenting = window.workbench.explanations.presenting
    grid = window.inference.views.attention.grid
    person.trigger("presentAction")
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    person.until_idle()
    assert "head 2" in english(window.inference.views.attention.told.text())
    assert presenting.replaying is None, "the run stays"
    person.find(QPushButton, "switchHeadButton").setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert presenting.replaying is not None, "a button has no use for them"


def test_the_line_at_the_foot_tells_of_the_run_in_sight(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.run(FRANCE)
    presenting = window.workbench.explanations.presenting
    person.trigger("presentAction")
    for text in (JAPAN, FRANCE, JAPAN):
        person.run(text)
        assert english(presenting.note.text()).startswith("Now")
    presenting.back()
    assert "Run 4 of 4" in english(presenting.note.text())
    person.run(FRANCE)
    assert english(presenting.note.text()).startswith("Now")


def test_no_run_is_changed_under_a_page_that_does_not_show_it(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.run(FRANCE)
    person.run(JAPAN)
    person.show("compareTab")
    presenting = window.workbench.explanations.presenting
    person.trigger("presentAction")
    words = window.explain_pane.words.toPlainText()
    for key in (Qt.Key.Key_PageUp, Qt.Key.Key_Left, Qt.Key.Key_PageDown, Qt.Key.Key_Right):
        QTest.keyClick(window, key)
        assert presenting.replaying is None
        assert window.explain_pane.words.toPlainText() == words
    assert "runs" not in english(presenting.note.text())
    assert "Now" not in english(presenting.note.text())

    person.show("inferenceTab")
    assert "your runs" not in english(presenting.note.text()), "in the text they move the cursor"
    window.body.setFocus()
    assert "your runs" in english(presenting.note.text())
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    assert english(presenting.note.text()).startswith("Run")


def test_the_keys_for_pages_scroll_a_page_that_has_no_steps(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.show("trainTab")
    person.trigger("presentAction")
    window.look.present(True, 300)
    bars = [area.verticalScrollBar() for area in window.findChildren(QScrollArea)]
    person.until(lambda: any(bar.maximum() for bar in bars if bar.isVisible()))

    def places() -> list[int]:
        return [bar.value() for bar in bars]

    before = places()
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    assert places() != before
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    assert places() == before


def test_a_clicker_goes_through_what_was_written_and_then_down_the_page(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-gpt2")
    person.until_idle()
    person.click("modeGenerate")
    person.type_text("Once upon a time")
    person.find(QSpinBox, "maxNewTokens").setValue(3)
    person.click("generateButton")
    person.until_idle()
    pane = window.inference.generation
    assert isinstance(pane, GenerationPane)
    assert pane.text.step == len(pane.text.tokens) == 3
    person.trigger("presentAction")
    presenting = window.workbench.explanations.presenting
    assert "Page ↑ ↓ tokens" in english(presenting.note.text())
    for key, step in (
        (Qt.Key.Key_PageUp, 2), (Qt.Key.Key_PageUp, 1), (Qt.Key.Key_PageDown, 2),
        (Qt.Key.Key_PageDown, 3),
    ):  # fmt: skip
        QTest.keyClick(window, key)
        person.until_idle()
        assert pane.text.step == step
        assert presenting.replaying is None
    window.look.present(True, 300)
    bars = [area.verticalScrollBar() for area in scroll_areas(pane)]
    person.until(lambda: any(bar.maximum() for bar in bars))
    before = [bar.value() for bar in bars]
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    assert [bar.value() for bar in bars] != before, "beyond the last token the page goes on"


def test_look_inside_is_presented_where_it_was_looked_at(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    inference = window.inference
    attention = inference.views.attention
    attention._take(2, 1)
    person.until_idle()
    bar = inference._page.verticalScrollBar()
    looks: list[int] = []

    def rests() -> bool:
        looks.append(bar.maximum())
        return len(looks) > 5 and len({*looks[-5:]}) == 1

    person.show("switchHeadButton")
    person.until(rests)
    bar.setValue(bar.value() + 30)
    person.until(lambda: inference.map_in_sight)
    before = bar.value(), bar.maximum()
    assert before[0]

    def place() -> tuple[object, ...]:
        head = attention._row, attention._number
        return inference.mode.mode, inference.views.currentIndex(), head

    where = place()
    person.trigger("presentAction")
    person.until_idle()
    person.until(lambda: inference.map_in_sight and bar.value() > 0)
    line = inference.line.visibleRegion().boundingRect()
    assert line.isEmpty() or line == inference.line.rect(), "no feet of cut letters"
    assert place() == where
    person.trigger("presentAction")
    person.until_idle()
    assert place() == where
    person.until(lambda: (bar.value(), bar.maximum()) == before)
    inference.views.setCurrentWidget(inference.views.view("hidden_states"))
    person.until_idle()
    looks.clear()
    person.until(rests)
    bar.setValue(bar.maximum())
    before = bar.value(), bar.maximum()
    person.trigger("presentAction")
    person.until_idle()
    person.until(lambda: bar.value() > 0)
    person.trigger("presentAction")
    person.until(lambda: (bar.value(), bar.maximum()) == before)


def test_the_words_beside_a_page_stay_about_it(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.show("trainTab")
    heading = window.explain_pane.title.text()
    assert english(heading) == "Teaching the model"
    person.trigger("presentAction")
    person.trigger("presentAction")
    assert window.explain_pane.title.text() == heading


def test_a_picture_that_played_is_whole_afterwards(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.click("modeFlow")
    person.until_idle()
    flow = window.inference.views.view("flow")
    flow.go_to(0)
    flow.play()
    assert now(flow.playing)
    person.trigger("presentAction")
    person.trigger("presentAction")
    assert flow.step == len(flow.steps) - 1

    flow.go_to(2)
    person.trigger("presentAction")
    flow.go_to(4)
    person.trigger("presentAction")
    assert flow.step == 2


def test_a_lesson_that_went_on_before_an_audience_stays_where_it_is(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    lessons = window.workbench.lessons
    pick(person, "act.0.1")
    person.trigger("presentAction")
    for _ in range(5):
        lessons.skip()
    page = lessons.page
    assert page is not None
    person.trigger("presentAction")
    assert lessons.page is page
    (shown,) = page.show[:1]
    assert person.find(QWidget, shown).isVisible()


def test_a_lesson_has_the_window_to_itself_and_the_columns_before_and_after(
    person: Person, qtbot: QtBot
) -> None:
    window = person.window
    window.setGeometry(0, 0, 1424, 860)
    pick(person, "act.0.1")
    lessons, body = window.workbench.lessons, window.body
    for _ in range(3):
        lessons.skip()
    card = lessons.card
    assert card is not None

    def fills() -> bool:
        left = card.mapTo(body, QPoint(0, 0)).x()
        beside = window.columns.mapTo(body, QPoint(window.columns.width(), 0)).x() == left
        whole = card.text.document().size().height() <= card.text.height()
        return beside and left + card.width() == body.width() and whole

    person.until(fills)
    for _ in range(2):
        person.trigger("presentAction")
        window.resize(800, 800)
        person.until(lambda: card.width() == body.width())  # a strip below them
        QApplication.processEvents()  # what the platform says of the whole screen comes late
        window.resize(1640, 1000)
        person.until(fills)
        person.trigger("presentAction")
        person.until(fills)


def test_run_under_a_former_picture_draws_the_model_in_memory(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    flow = window.inference.views.view("flow")
    person.until(lambda: flow.result is not None)
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    person.click("generateButton")
    person.until_idle()
    presenting = window.workbench.explanations.presenting
    person.trigger("presentAction")
    presenting.back()
    presenting.back()
    person.until(lambda: flow.result is not None and flow.result.ran.rows[0][0].piece == "[CLS]")
    person.find(QPushButton, "runButton").click()
    person.until_idle()
    assert not presenting.replaying
    assert window.inference.mode.mode == "flow"
    assert window.summary is not None
    serial = window.summary.serial
    person.until(lambda: flow.result is not None and flow.result.model_serial == serial)
    assert flow.isVisible()
    assert not window.explain_pane.previous.isVisible()
    presenting.leave()
    assert window.inference.mode.mode == "flow"
    assert english(window.explain_pane.title.text()) == "The model guessed the next token"


def test_the_key_for_the_next_page_says_why_it_does_not_turn(person: Person) -> None:
    window = person.window
    lessons = window.workbench.lessons
    pick(person, "act.0.1")
    QTest.keyClick(window, Qt.Key.Key_F8)
    page = lessons.page
    assert page is not None
    assert page.tasks
    assert person.message == ""
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert lessons.page is page
    assert lessons.card is not None
    asked = english(lessons.card.tasks[0].text().replace("\u200b", "")).removeprefix("○").strip()
    assert asked
    told = person.message.replace("\u200b", "")
    assert told.startswith(f"This page waits for its task: {asked}")
    assert told.endswith("Shift+F8 skips it.")


def test_a_strip_is_as_high_as_its_page_and_its_buttons_stay(person: Person) -> None:
    """No half of a projector's screen is empty for a page of three lines."""
    window = person.window
    window.open_lesson_page("models", "")
    lessons = window.workbench.lessons
    card = lessons.card
    assert card is not None
    person.trigger("presentAction")
    window.resize(1024, 700)
    person.until(lambda: card.width() > window.width() * 0.9)
    em, heights, below = window.look.em, set(), set()
    note = window.workbench.explanations.presenting.note
    for _ in range(6):
        person.until_idle()
        person.until(lambda: card.mapTo(window, card.rect().bottomLeft()).y() + 1 == note.y())
        left = card.page.viewport().height() - card.page.column.totalHeightForWidth(
            card.page.viewport().width()
        )
        waits = 3 if lessons.page is not None and not card.next.isEnabled() else 0
        is_least = card.height() <= card.least + 2
        assert left <= (waits + 1) * em or is_least, f"{card.title.text()}: {left} pixels are empty"
        corner = card.next.mapTo(window, card.next.rect().bottomLeft())
        below.add((corner.x(), corner.y()))
        heights.add(card.height())
        lessons.skip()
    assert len(heights) > 1
    assert len(below) == 1, "the button is under the pointer on the next page too"
    person.trigger("presentAction")


def test_a_clicker_blanks_the_screen_until_any_key(person: Person, qtbot: QtBot) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    line = person.find(QLineEdit, "textInput")
    presenting = window.workbench.explanations.presenting
    blank = presenting.blank
    person.trigger("presentAction")
    person.run(FRANCE)
    person.until(lambda: not window.inference.views.view("flow").sentence)
    window.body.setFocus()
    step = window.inference.views.view("flow").step
    for begin, end in ((Qt.Key.Key_B, Qt.Key.Key_B), (Qt.Key.Key_Period, Qt.Key.Key_Right)):
        qtbot.keyClick(QApplication.focusWidget(), begin)
        assert blank.isVisible()
        assert blank.geometry() == window.rect()
        assert window.grab().toImage().pixelColor(200, 200).lightness() == 0
        qtbot.keyClick(QApplication.focusWidget(), end)
        assert not blank.isVisible()
        assert now(presenting.on), "the key only brought the picture back"
        assert window.inference.views.view("flow").step == step
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_B)
    qtbot.mouseClick(blank, Qt.MouseButton.LeftButton)
    assert not blank.isVisible()
    line.setFocus()
    line.clear()
    qtbot.keyClicks(line, "b.")
    assert line.text() == "b."
    assert not blank.isVisible(), "in a text these are letters"
    presenting.leave()
    qtbot.keyClick(window.body, Qt.Key.Key_B)
    assert not blank.isVisible()


def test_esc_leaves_with_one_press_while_people_guess(person: Person, qtbot: QtBot) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    presenting = window.workbench.explanations.presenting
    person.trigger("presentAction")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_G)
    assert window.inference.views.view("flow").guessing
    assert english(presenting.note.text()).endswith("Esc ends presenting"), "not the guessing"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not presenting.on


def test_what_both_models_say_is_on_the_first_screen(person: Person) -> None:
    """Before an audience the choice of the second model gives way to what came of it."""
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    window.reveal(window.compare)
    person.click("twinOtherButton")
    person.until_idle()
    person.trigger("presentAction")
    window.resize(1024, 700)
    compare = window.compare
    compare.text.setText(FRANCE)
    compare.run_button.setFocus()
    person.click("runBothButton")
    person.until_idle()
    person.until(lambda: compare.result is not None and not compare.choice.isVisible())
    person.until(lambda: not compare.numbers.visibleRegion().isEmpty())
    assert compare.numbers.visibleRegion().boundingRect().height() == compare.numbers.height()
    assert compare.run_button.isVisible()
    assert not compare.run_button.visibleRegion().isEmpty()
    person.click("otherModelButton")
    assert compare.choice.isVisible()
    person.trigger("presentAction")
    assert compare.choice.isVisible()
    assert not person.find(QPushButton, "otherModelButton").isVisible()


# -- one meaning for a key, and nothing of a former text -------------------------------------------


def _writes(person: Person, *texts: str) -> GenerationPane:
    person.click("start.mini-world-gpt2")
    person.until_idle()
    person.click("modeGenerate")
    person.find(QSpinBox, "maxNewTokens").setValue(4)
    for text in texts:
        person.type_text(text)
        person.click("generateButton")
        person.until_idle()
    pane = person.window.inference.generation
    assert pane is not None
    return pane


def _prompt(pane: GenerationPane) -> str:
    text = pane.written
    return "".join(token.shown for token in text.prompt).replace("·", " ") if text else ""


def test_writing_while_a_former_text_is_shown_shows_what_is_written_now(person: Person) -> None:
    pane = _writes(person, "The old king", "A small fox")
    presenting = person.window.workbench.explanations.presenting
    person.trigger("presentAction")
    presenting.back()
    presenting.back()
    assert _prompt(pane) == "The old king"
    person.type_text("Once upon a time")
    QTest.keyClick(person.find(QLineEdit, "textInput"), Qt.Key.Key_Return)
    person.until_idle()
    assert presenting.replaying is None
    assert _prompt(pane) == "Once upon a time"
    assert len(pane.text.tokens) == 4
    assert not person.find(QPushButton, "previousText").isVisible()
    assert not faded(pane.text)
    person.click("continueText")
    person.until_idle()
    assert len(pane.text.tokens) == 8


def test_a_text_with_a_picked_token_is_of_the_text_in_the_box(person: Person) -> None:
    pane = _writes(person, "The old king")
    other = pane.candidates.pairs[1].id
    pane.candidates.picked.emit(other)
    person.until_idle()
    pane.text.chosen.emit(1)
    person.trigger("presentAction")
    QTest.keyClick(person.window, Qt.Key.Key_Left)
    assert person.window.workbench.explanations.presenting.replaying is not None
    assert english(person.find(QLineEdit, "textInput").text()) == "The old king"
    assert not person.find(QPushButton, "previousText").isVisible()
    assert not person.find(QLabel, "explainPrevious").isVisible()
    assert not faded(pane.text)


def test_a_former_text_that_is_looked_into_has_its_own_ids_and_words(person: Person) -> None:
    pane = _writes(person, "The old king", "A small fox")
    inference = person.window.inference
    presenting = person.window.workbench.explanations.presenting
    person.trigger("presentAction")
    presenting.back()
    presenting.back()
    text = pane.written
    assert text is not None
    ids = [token.id for token in (*text.prompt, *(each.token for each in text.tokens))]
    person.click("lookInsideText")
    person.until_idle()
    assert inference.ran is not None
    assert [token.id for token in inference.ran.rows[0]] == ids
    assert inference.edit_ids.isChecked()
    assert json.loads(inference.ids.toPlainText()) == [ids]
    assert english(person.find(QLineEdit, "textInput").text()) == f"The old king{text.text}"
    assert not person.find(QPushButton, "previousText").isVisible()
    assert not faded(inference.views.view("flow"))
    assert not inference._tokens.isVisible(), "the picture has the room"
    assert person.window.explain_pane.previous.isHidden()


def test_who_types_while_a_former_run_is_shown_types_on_where_they_were(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.run(JAPAN)
    person.trigger("presentAction")
    person.window.workbench.explanations.presenting.back()
    person.window.workbench.explanations.presenting.back()
    line = person.find(QLineEdit, "textInput")
    line.selectAll()
    QTest.keyClicks(line, "The capital of Italy is [MASK].")
    person.until_idle()
    assert english(line.text()) == "The capital of Italy is [MASK]."


def test_presenting_opens_at_the_text_and_leaves_at_the_former_place(person: Person) -> None:
    window = person.window
    _writes(person, "The old king")
    bar = window.inference._page.verticalScrollBar()
    window.resize(1024, 700)
    person.until(lambda: bar.maximum() > 0)
    for _ in range(5):  # what every layout asks of the next
        QApplication.processEvents()
    bar.setValue(bar.maximum())
    below = bar.value()
    person.trigger("presentAction")
    assert bar.maximum() > 0
    assert bar.value() == 0
    window.workbench.explanations.presenting.leave()
    person.until(lambda: bar.value() == below)


def test_the_line_at_the_foot_ends_where_the_page_ends(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.click("modeFlow")
    person.until_idle()
    person.trigger("presentAction")
    note, picture = window.workbench.explanations.presenting.note, window.inference.flow

    def ends() -> tuple[int, int]:
        words = note.width() - note.contentsMargins().right()
        right = picture.mapTo(window, QPoint(picture.width(), 0)).x()
        return note.mapTo(window, QPoint(words, 0)).x(), right

    person.until(lambda: len({*ends()}) == 1)


def test_return_does_what_the_button_says_in_every_mode(person: Person) -> None:
    """The caret was in the text at F5; the keys belong to the presentation afterwards."""
    pane = _writes(person)
    window = person.window
    person.type_text("The old king")
    window.inference.rows.first.setFocus()
    person.trigger("presentAction")
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Return)
    person.until_idle()
    assert _prompt(pane) == "The old king"
    assert len(pane.text.tokens) == 4
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.click("modeWhy")
    window.inference.show_texts((FRANCE,))
    window.body.setFocus()
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Return)
    person.until(lambda: window.inference.ran is not None)
    person.until_idle()


def test_a_clicker_steps_through_the_picture_of_a_written_text(person: Person) -> None:
    """Its steps, then its tokens; only beyond them come other runs."""
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    pane = _writes_again(person)
    window = person.window
    picture = window.inference.picture
    assert picture is not None
    person.until(lambda: bool(picture.steps) and picture.replay.step == 4)
    person.trigger("presentAction")
    presenting = window.workbench.explanations.presenting
    assert "← → steps" in english(presenting.note.text())
    person.until(lambda: not picture._sweep.isActive())
    last = len(picture.steps) - 1
    picture.go_to(last)
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    assert (picture.step, picture.replay.step) == (last - 1, 4)
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert picture.step == last
    picture.go_to(0)
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    person.until(lambda: picture.replay.step == 3)
    person.until_idle()
    person.until(lambda: picture.step == len(picture.steps) - 1)
    assert presenting.replaying is None
    assert len(pane.text.tokens) == 4
    window.inference.rows.first.setFocus()
    assert "← →" not in english(presenting.note.text()), "there they move the cursor"


def test_the_picture_of_a_text_that_another_model_wrote_is_not_asked_of_this_one(
    person: Person,
) -> None:
    """Its IDs are of another vocabulary: a failure stood there, and no arrow led away."""
    person.click("start.mini-world-bert")
    person.until_idle()
    _writes_again(person)
    person.trigger("openBundled.mini-world-sentiment")
    person.until_idle()
    person.run("I loved it.")
    window = person.window
    failures: list[object] = []
    window.state.subscribe(failures={TextFlowRequest: failures.append})
    person.trigger("presentAction")
    presenting = window.workbench.explanations.presenting
    presenting.back()
    presenting.back()
    person.until_idle()
    shown = presenting.replaying
    assert shown is not None
    assert isinstance(shown.result, Generated)
    picture = window.inference.picture
    assert picture is not None
    person.until(lambda: "Another model wrote" in english(picture.sentence))
    assert failures == []
    window.body.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Right)
    person.until_idle()
    assert presenting.replaying is not shown


def _writes_again(person: Person) -> GenerationPane:
    """A text with its picture, after runs of another model."""
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    person.click("modeGenerate")
    person.find(QSpinBox, "maxNewTokens").setValue(4)
    person.click("writtenPicture")
    person.type_text("The old king")
    person.click("generateButton")
    person.until_idle()
    pane = person.window.inference.generation
    assert pane is not None
    return pane


def test_a_model_that_nothing_can_run_yet_shows_an_audience_what_to_do(person: Person) -> None:
    window = person.window
    window.activateWindow()
    person.until(window.isActiveWindow)
    create = person.find(QPushButton, "createButton")
    window.reveal(create)
    person.until(create.isEnabled)
    create.setFocus()
    window.send(CreateModel(untaught()))
    person.until_idle()
    person.trigger("presentAction")
    assert person.find(QPushButton, "attach.mini-world-bert").isVisible()
    assert "no tokenizer" in english(window.inference.views.view("flow").sentence)
    person.trigger("presentAction")
    # The model is there: that one would be built is no news.
    assert english(window.explain_pane.title.text()) == "A new model"
    person.trigger("presentAction")
    person.click("attach.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    assert not person.find(QPushButton, "attach.mini-world-bert").isVisible()
    person.trigger("presentAction")


def test_the_focus_is_not_asked_of_a_window_that_has_gone(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The focus leaves with the window, and the application says so."""
    gone = QWidget()
    shiboken6.delete(gone)
    presenting = person.window.workbench.explanations.presenting
    monkeypatch.setattr(presenting, "_window", gone)
    presenting._watch_typing()
