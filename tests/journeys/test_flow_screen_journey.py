"""Flow before an audience: it fills the window, keys step, people guess; then all is as before."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QTabWidget,
    QWidget,
)
from pytestqt.exceptions import TimeoutError as TooLong
from pytestqt.qtbot import QtBot

from explorer.app.columns import LEFT, RIGHT
from explorer.app.flow_screen import FlowScreen
from explorer.app.main_window import MainWindow
from explorer.features.flow.view.flow_view import FlowView
from explorer.text.translation import tr
from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person
from tests.journeys.lesson_keys import pick

FRANCE, JAPAN = "The capital of France is [MASK].", "The capital of Japan is [MASK]."
SIZE = (1024, 700)
WITHIN = {LEFT: "sourceTabs", RIGHT: "explainPane"}
"""What is in a column beside the centre."""


def flow_of(window: MainWindow) -> FlowView:
    view = window.inference.views.view("flow")
    assert isinstance(view, FlowView)
    return view


def screen_of(window: MainWindow) -> FlowScreen:
    screen = window.workbench.explanations.presenting._screen
    assert screen is not None
    return screen


def note_of(window: MainWindow) -> str:
    return english(window.workbench.explanations.presenting.note.text())


def at_flow(person: Person, *texts: str, name: str = "mini-world-bert") -> FlowView:
    """Flow of the last of these texts."""
    person.trigger(f"openBundled.{name}")
    person.until_idle()
    person.click("modeFlow")
    for text in texts:
        person.run(text)
    return flow_of(person.window)


def present(person: Person, *, resized: bool = True) -> None:
    """F5 with the keyboard, on a projector of 1024 by 700; the platform of tests has another."""
    window = person.window
    window.activateWindow()
    person.until(window.isActiveWindow)
    press(window, Qt.Key.Key_F5)
    assert window.look.presenting
    person.until(lambda: not window.isHidden())
    QApplication.processEvents()
    if resized:
        window.resize(*SIZE)
    settle(person)


def settle(person: Person) -> None:
    """Wait for the engine, and for what every layout asks of the next."""
    person.until_idle()
    for _ in range(5):
        QApplication.processEvents()


def press(window: MainWindow, *keys: Qt.Key) -> None:
    """Keys go to whatever has the keyboard, as a person's do."""
    for key in keys:
        QTest.keyClick(window.focusWidget() or window, key)


def in_sight(window: MainWindow, widget: QWidget) -> bool:
    """Whether all of a widget is in the window, in front of nothing that scrolls."""
    corner = widget.mapTo(window, QPoint(0, 0))
    place = widget.rect().translated(corner)
    return widget.isVisible() and window.rect().contains(place) and not place.isEmpty()


def test_by_keyboard_alone_from_f5_to_esc(begin: Begin) -> None:
    person = begin("--size", "1024x700")
    window = person.window
    view = at_flow(person, FRANCE)
    present(person)
    assert window.size().toTuple() == SIZE
    # Nothing but the line of text, the sentence, the picture, the answers, the caption, the steps.
    for name in ("banner", "modeBar", "historyButton", "sourceTabs", "explainPane", "examplesMenu"):
        hidden = window.findChild(QWidget, name)
        assert hidden is None or not hidden.isVisible(), name
    assert not window.centre.tabBar().isVisible()
    parts = (
        view.answer, view.canvas, view.bars, view.caption, view.timeline,
        window.inference.rows.first, view.guess_button,
    )  # fmt: skip
    heights = set()
    for step in range(len(view.steps)):
        press(window, Qt.Key.Key_Home if step == 0 else Qt.Key.Key_Right)
        settle(person)
        assert view.step == step
        assert not window.inference.scrolls, view.steps[step].name
        assert window.body.tall.verticalScrollBar().maximum() == 0
        for part in parts:
            assert in_sight(window, part), (view.steps[step].name, part.objectName())
        heights.add((view.canvas.geometry().getRect(), view.caption.geometry().getRect()))
        assert view.caption.heightForWidth(view.caption.width()) <= view.caption.height()
        assert f"Step {step + 1} of 9" in note_of(window)
    assert len(heights) == 1, "the picture never jumps"
    assert view.caption.fontMetrics().height() >= 24
    assert view.canvas._measures.share == 1, "letters have their full size"

    press(window, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
    assert view.step == 2
    press(window, Qt.Key.Key_Left, Qt.Key.Key_PageUp)
    assert view.step == 0
    press(window, Qt.Key.Key_Space)
    assert now(view.playing)
    assert "Space pauses" in note_of(window)
    press(window, Qt.Key.Key_Space)
    assert not view.playing

    press(window, Qt.Key.Key_End, Qt.Key.Key_G)
    assert now(view.hiding)
    assert view.step == 0
    assert "paris" not in view.answer.spoken
    assert "Return shows the answer" in note_of(window)
    press(window, Qt.Key.Key_Return)
    assert not now(view.hiding)
    assert view.answer.spoken == "The capital of France is paris."
    press(window, Qt.Key.Key_Escape)
    assert not window.look.presenting
    assert not view.guessing


@pytest.mark.parametrize("words", [9, 12])
def test_an_ordinary_sentence_needs_no_scrolling(begin: Begin, words: int) -> None:
    person = begin("--size", "1024x700")
    window = person.window
    view = at_flow(person, "the " * (words - 3) + "[MASK]")
    present(person)
    assert view.result is not None
    assert len(view.result.stacks[0].tokens) == words
    assert not window.inference.scrolls
    for part in (view.answer, view.canvas, view.bars, view.caption, view.timeline):
        assert in_sight(window, part)
    line = view.canvas._line
    assert view.canvas._head + words * line <= view.canvas.height()


@pytest.mark.parametrize(
    ("name", "text", "zoom"),
    [
        ("mini-world-bert", FRANCE, 300),
        ("mini-world-bert", "the " * 50 + "[MASK]", 100),
        ("mini-world-gpt2", "Once upon a time a small fox lived in the green forest.", 300),
        ("mini-world-sentiment", "I loved the film.", 200),
    ],
)
def test_nothing_scrolls_at_any_size_of_text(begin: Begin, name: str, text: str, zoom: int) -> None:
    """What has no room is left out, the least useful first, and comes back with the room."""
    person = begin("--size", "1024x700")
    window = person.window
    window.look.choose("light", zoom)
    view = at_flow(person, text, name=name)
    present(person)
    for step in range(len(view.steps)):
        view.go_to(step)
        settle(person)
        assert not window.inference.scrolls, view.steps[step].name
        assert window.body.tall.verticalScrollBar().maximum() == 0
        for part in (view.answer, view.canvas, view.caption):
            assert in_sight(window, part), (view.steps[step].name, part.objectName())
        assert view.caption.heightForWidth(view.caption.width()) <= view.caption.height()
        rows = view.canvas.rows
        assert rows >= 3
        assert view.canvas._head + rows * view.canvas._line <= view.canvas.height()
        chosen = view.canvas.chip_of(0, view.canvas._stacks()[-1].position)
        assert view.canvas.rect().toRectF().contains(chosen), "the row that it is about is drawn"
    window.look.choose("light", 100)
    window.resize(1600, 1000)
    settle(person)
    person.until(view.timeline.isVisible)
    assert window.inference.rows.first.isVisible()
    assert not view.canvas.hidden_rows or view.canvas.rows >= 2 * rows
    assert not window.inference.scrolls
    press(window, Qt.Key.Key_Escape)
    assert not window.look.presenting
    assert view.heads.isVisible()
    assert view.bars.isVisible()
    assert not view.canvas.hidden_rows


def test_a_first_run_before_the_audience_shows_the_picture_alone(begin: Begin) -> None:
    """Its page is built while it fills the window already."""
    person = begin("--size", "1024x700", "--empty")
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    view = flow_of(window)
    assert view._content is None
    window.look.choose("light", 300)
    present(person)
    window.inference.run_button.click()
    person.until(lambda: view.result is not None)
    settle(person)
    assert not view.heads.isVisible()
    assert not window.inference.scrolls
    assert view.canvas.width() > 0.9 * view.width(), "where no answers stand beside it"


def test_the_note_is_one_line_at_any_size(begin: Begin) -> None:
    person = begin("--size", "1024x700")
    window = person.window
    view = at_flow(person, FRANCE, JAPAN)
    present(person)
    press(window, Qt.Key.Key_Home, Qt.Key.Key_PageUp)
    settle(person)
    note = window.workbench.explanations.presenting.note
    assert "Run 1 of 2" in english(note.text())
    for zoom in (150, 200, 300):
        window.look.choose("light", zoom)
        settle(person)
        for guess in (True, False):
            view.guess(guess)
            assert note.fontMetrics().horizontalAdvance(note.text()) <= note.width()
            assert note.height() < 2 * note.fontMetrics().lineSpacing()
            assert "Esc ends" in english(note.text())
    press(window, Qt.Key.Key_Escape)


def test_a_word_is_changed_before_the_audience(begin: Begin) -> None:
    """In the line of text the keys are those of a line of text; Return gives them back."""
    person = begin("--size", "1024x700")
    window = person.window
    view = at_flow(person, FRANCE)
    present(person)
    press(window, Qt.Key.Key_G, Qt.Key.Key_Return)
    assert not now(view.hiding)
    line = window.inference.rows.first
    line.setFocus(Qt.FocusReason.TabFocusReason)
    line.setText("")
    QTest.keyClicks(line, "The big cat is going to [MASK].")
    press(window, Qt.Key.Key_Home)
    assert line.cursorPosition() == 0
    press(window, Qt.Key.Key_Right)
    assert line.cursorPosition() == 1
    step = view.step
    press(window, Qt.Key.Key_PageUp)
    assert now(view.step) == step - 1
    assert english(line.text()) == "The big cat is going to [MASK]."
    line.setText("")
    QTest.keyClicks(line, JAPAN)
    press(window, Qt.Key.Key_Return)
    settle(person)
    assert now(view.hiding), "a new run is to be guessed again"
    assert view.step == 0
    assert window.focusWidget() is not line
    press(window, Qt.Key.Key_End)
    assert view.answer.spoken == "The capital of Japan is tokyo."
    press(window, Qt.Key.Key_Escape)
    assert line.text() == JAPAN, "what was run stays"
    assert view.answer.spoken == "The capital of Japan is tokyo."


def test_beyond_the_steps_come_the_other_runs(begin: Begin) -> None:
    person = begin("--size", "1024x700")
    window = person.window
    view = at_flow(person, FRANCE, JAPAN)
    window.inference.live.want(False)
    person.type_text("Not run yet [MASK].")
    view.go_to(3)
    present(person)
    assert person.find(QPushButton, "previousText").isVisible()
    press(window, Qt.Key.Key_Home, Qt.Key.Key_PageUp)
    settle(person)
    assert view.answer.spoken == "The capital of France is paris."
    assert view.step == len(view.steps) - 1, "the run before is entered from its end"
    assert "Run 1 of 2" in note_of(window)
    press(window, Qt.Key.Key_PageDown)
    settle(person)
    assert view.answer.spoken == "The capital of Japan is tokyo."
    assert view.step == 0
    press(window, Qt.Key.Key_PageUp)
    settle(person)
    press(window, Qt.Key.Key_Escape)
    settle(person)
    assert window.inference.rows.texts == ("Not run yet [MASK].",)
    assert view.answer.spoken == "The capital of Japan is tokyo."
    person.until(lambda: view.step == 3)


def test_a_run_that_nobody_looked_at_shows_no_other_picture(begin: Begin) -> None:
    person = begin("--size", "1024x700")
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.click("modeRun")
    person.run(FRANCE)
    person.run(JAPAN)
    person.click("modeFlow")
    person.until_idle()
    view = flow_of(window)
    present(person)
    press(window, Qt.Key.Key_Home, Qt.Key.Key_PageUp)
    person.until(lambda: english(view.sentence).startswith("This view was not recorded"))
    assert "Run 1 of 2" in note_of(window)
    assert not view.canvas.isVisible()
    press(window, Qt.Key.Key_PageDown)
    settle(person)
    assert view.sentence == ""
    assert view.answer.spoken == "The capital of Japan is tokyo."
    press(window, Qt.Key.Key_Escape)


def test_a_clicker_goes_on_with_the_lesson(begin: Begin) -> None:
    person = begin("--size", "1024x700")
    window = person.window
    view = at_flow(person, FRANCE)
    lessons = window.workbench.lessons
    pick(person, "act.0.1")
    assert lessons.lesson is not None
    window.centre.setCurrentWidget(window.inference)
    window.inference.mode.choose_mode("flow")
    settle(person)
    place = lessons.place
    present(person)
    press(window, Qt.Key.Key_End)
    if not screen_of(window).fills:
        pytest.fail("Flow is shown")
    press(window, Qt.Key.Key_PageDown)
    assert lessons.place == place + 1
    if screen_of(window).fills:
        press(window, Qt.Key.Key_Home, Qt.Key.Key_PageUp)
        assert lessons.place == place
        press(window, Qt.Key.Key_End, Qt.Key.Key_PageDown)
    press(window, Qt.Key.Key_Escape)
    assert lessons.place == place + 1, "a lesson that went on stays where it is"
    assert not view.guessing
    lessons.leave()


def test_other_pages_are_presented_with_their_own_controls(begin: Begin) -> None:
    person = begin("--size", "1024x700")
    window = person.window
    at_flow(person, FRANCE)
    present(person)
    assert screen_of(window).fills
    window.inference.mode.choose_mode("look")
    settle(person)
    assert not screen_of(window).fills
    assert window.banner.isVisible()
    assert window.centre.tabBar().isVisible()
    assert person.find(QWidget, "modeBar").isVisible()
    assert window.inference.rows.first.isVisible()
    press(window, Qt.Key.Key_Space)
    assert not flow_of(window).playing
    window.inference.mode.choose_mode("flow")
    assert screen_of(window).fills
    press(window, Qt.Key.Key_Escape)
    assert not screen_of(window).fills
    assert person.find(QWidget, "modeBar").isVisible()
    assert person.find(QLabel, "flowCaption").property("role") == "heading"


# -- as it was before ------------------------------------------------------------------------


def snapshot(window: MainWindow) -> dict[str, object]:
    """All that a person could notice."""
    view = flow_of(window)
    focus = window.focusWidget()
    line = window.inference.rows.first
    bars = [bar for bar in window.findChildren(QScrollBar) if bar.isVisible()]
    shown: dict[str, object] = {
        "geometry": window.geometry().getRect(),
        "state": window.windowState(),
        "focus": focus.objectName() if focus is not None else "",
        "selection": (line.selectedText(), line.selectionStart(), line.cursorPosition()),
        "text": window.inference.rows.texts,
        "mode": window.inference.mode.mode,
        "live": window.inference.live_button.isVisible(),
        "place": view.place,
        "spoken": (view.answer.spoken, view.caption.text(), view.heads.currentText()),
        "tabs": {
            tabs.objectName(): tabs.currentIndex() for tabs in window.findChildren(QTabWidget)
        },
        "columns": window.columns.in_front,
        "splitter": window.columns.splitter.sizes(),
        "scrolled": [bar.value() for bar in bars],
        "page": window.inference._page.verticalScrollBar().maximum(),
        "theme": (window.look.choice, window.look.theme.name, window.look.zoom),
        "message": (window.message_bar.isVisible(), window.message_bar.sentence.text()),
        "lesson": (window.workbench.lessons.lesson, window.workbench.lessons.place),
        "guess": (window.actions_.guess.isChecked(), window.actions_.explain.isChecked()),
        "explanation": window.explain_pane.words.toPlainText(),
        "margins": (
            window.columns.layout().contentsMargins(),  # type: ignore[union-attr]
            window.inference.flow.property("role"),
        ),
    }
    names = ("banner", "modeBar", "sourceTabs", "explainPane", "flowHead", "statusJob", "textInput")
    for name in names:
        widget = window.findChild(QWidget, name)
        assert widget is not None
        # A hidden one is laid out when it is shown: `columns_in_turn` compares it as it is then.
        shown[name] = widget.geometry().getRect() if widget.isVisible() else None
    return shown


def columns_in_turn(person: Person, beside: list[int]) -> list[tuple[object, ...]]:
    """How these columns are for somebody who turns to them, and back again."""
    columns = person.window.columns
    in_front = columns.in_front
    turned: list[tuple[object, ...]] = []
    for column in beside:
        columns.show_column(column)
        settle(person)
        part = person.find(QWidget, WITHIN[column])
        assert part.isVisible()
        place = part.mapTo(person.window, QPoint(0, 0)).toTuple()
        turned.append((place, part.size().toTuple(), columns.splitter.sizes()))
    columns.put_in_front(in_front)
    settle(person)
    return turned


def acts(window: MainWindow, chance: random.Random) -> list[str]:
    """What a presenter may do, in no order."""
    keys = {
        "left": Qt.Key.Key_Left, "right": Qt.Key.Key_Right, "back": Qt.Key.Key_PageUp,
        "on": Qt.Key.Key_PageDown, "first": Qt.Key.Key_Home, "last": Qt.Key.Key_End,
        "guess": Qt.Key.Key_G, "show": Qt.Key.Key_Return, "up": Qt.Key.Key_Up,
    }  # fmt: skip
    view = flow_of(window)

    def another_head() -> None:
        view.heads.setCurrentIndex(2)
        view.heads.activated.emit(2)

    others: dict[str, Callable[[], object]] = {
        "larger": window.actions_.larger.trigger,
        "explain": window.actions_.explain.trigger,
        "look": lambda: window.inference.mode.choose_mode("look"),
        "flow": lambda: window.inference.mode.choose_mode("flow"),
        "head": another_head,
        "token": lambda: view.canvas.chosen.emit(2),
        "tab": lambda: window.centre.setCurrentIndex(2),
        "inference": lambda: window.centre.setCurrentWidget(window.inference),
    }
    done = []
    for _ in range(25):
        act = chance.choice([*keys, *others])
        if act == "show" and not screen_of(window).fills:
            continue  # elsewhere Return runs: a new run stays in front
        done.append(act)
        if act in keys:
            press(window, keys[act])
        else:
            others[act]()
        QApplication.processEvents()
    if view.hiding:  # else it stays so
        view.reveal()
    return done


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("state", ["normal", "maximised", "full"])
def test_esc_brings_the_very_same_window_back(
    begin: Begin, qtbot: QtBot, seed: int, state: str
) -> None:
    chance = random.Random(f"{seed} {state}")
    person = begin("--size", "1024x700")
    window = person.window
    view = at_flow(person, FRANCE, JAPAN)
    if state == "maximised":
        window.showMaximized()
    elif state == "full":
        window.showFullScreen()
    window.look.choose(chance.choice(["light", "dark"]), chance.choice([100, 125]))
    view.heads.setCurrentIndex(1 + seed % 3)
    view.heads.activated.emit(1 + seed % 3)
    settle(person)
    if seed % 2:
        view.canvas.chosen.emit(3)
        window.message_bar.tell("Something is worth knowing.")
    settle(person)
    beside = [
        column for column, name in WITHIN.items() if not person.find(QWidget, name).isVisible()
    ]
    turned = columns_in_turn(person, beside)
    view.go_to(chance.randrange(len(view.steps)))
    line = person.find(QLineEdit, "textInput")
    line.setFocus(Qt.FocusReason.OtherFocusReason)
    line.setSelection(12, -8) if seed % 2 else line.setSelection(4, 7)
    sizes = window.columns.splitter.sizes()
    wide = [place for place, size in enumerate(sizes) if size]
    if len(wide) > 1:
        sizes[wide[0]] += 60
        sizes[wide[-1]] -= 60
        window.columns.splitter.setSizes(sizes)
    settle(person)
    bar = window.inference._page.verticalScrollBar()
    bar.setValue(min(120, bar.maximum()))
    settle(person)
    before = snapshot(window)

    present(person, resized=state != "full")
    done = acts(window, chance)
    settle(person)
    press(window, Qt.Key.Key_Escape)
    while window.look.presenting:  # the first may have stopped a job
        settle(person)
        press(window, Qt.Key.Key_Escape)
    settle(person)

    def different() -> list[tuple[str, object, object]]:
        after = snapshot(window)
        return [(key, before[key], after[key]) for key in before if before[key] != after[key]]

    try:
        qtbot.waitUntil(lambda: not different(), timeout=30_000)
    except TooLong:
        pytest.fail(f"{done}: {different()}")
    assert columns_in_turn(person, beside) == turned, done


@pytest.mark.parametrize("mode", ["modeFlow", "modeRun"])
def test_what_people_are_guessing_stays_hidden_after_esc(person: Person, mode: str) -> None:
    window = person.window
    view = at_flow(person, FRANCE)
    person.click(mode)
    settle(person)
    present(person)
    window.inference.mode.choose_mode("flow")
    settle(person)
    press(window, Qt.Key.Key_G, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert now(view.hiding)
    press(window, Qt.Key.Key_Escape)
    settle(person)
    assert not window.look.presenting
    assert (view.hiding, view.step, view.isVisible()) == (True, 2, True)
    assert view.guess_button.isChecked()
    assert "paris" not in view.answer.spoken
    assert "paris" not in english(window.explain_pane.words.toPlainText())


def test_guessing_that_was_ended_before_an_audience_stays_so(person: Person) -> None:
    window = person.window
    view = at_flow(person, FRANCE)
    view.guess(True)
    present(person)
    press(window, Qt.Key.Key_G)
    assert not view.guessing
    press(window, Qt.Key.Key_Escape)
    settle(person)
    assert not window.look.presenting
    assert not view.guessing
    assert not view.guess_button.isChecked()
    assert "paris" in view.answer.spoken


def test_the_words_beside_the_picture_keep_the_answer_back(person: Person) -> None:
    window = person.window
    view = at_flow(person, FRANCE)
    words = window.explain_pane.words
    assert "paris" in english(words.toPlainText())
    view.guess(True)
    assert "paris" not in english(words.toPlainText())
    person.run("The capital of Japan is [MASK].")
    settle(person)
    assert view.hiding
    assert "tokyo" not in english(words.toPlainText())
    person.look_inside()
    settle(person)
    assert "tokyo" not in english(words.toPlainText())
    person.click("modeFlow")
    settle(person)
    assert "tokyo" not in english(words.toPlainText())
    view.reveal()
    assert "tokyo" in english(words.toPlainText())


def legible(person: Person) -> str:
    """All that a person can read on the page."""
    page = person.window.inference
    shown = (each for each in page.findChildren(QWidget) if each.isVisible())
    return " ".join(
        english(text)
        for each in shown
        for text in (getattr(each, "text", str)(), each.accessibleDescription())
        if isinstance(text, str)
    )


@pytest.mark.parametrize("mode", ["modeRun", "modeWhy"])
def test_what_would_give_the_answer_away_is_covered(person: Person, mode: str) -> None:
    view = at_flow(person, FRANCE)
    view.guess(True)
    person.click(mode)
    settle(person)
    cover = person.window.inference.cover
    assert now(cover.isVisible())
    assert "paris" not in legible(person)
    words = person.window.explain_pane.words
    assert "with the button on the page" in english(words.toPlainText())
    person.click("guessFlow")
    settle(person)
    assert "with a click on the gap" in english(words.toPlainText())
    assert (view.isVisible(), view.hiding) == (True, True)
    person.click(mode)
    cover.reveal.setFocus()
    person.click("guessReveal")
    settle(person)
    assert not now(cover.isVisible())
    assert person.find(QPushButton, mode).hasFocus()
    assert not view.hiding
    assert "paris" in legible(person)
    person.run("The capital of Japan is [MASK].")
    settle(person)
    assert cover.isVisible(), "the next answer is guessed as well"
    assert "tokyo" not in legible(person)
    person.trigger("guessAction")
    settle(person)
    assert not now(cover.isVisible())


def test_a_run_that_no_picture_was_drawn_of_is_covered_and_revealed(person: Person) -> None:
    """People begin to guess in Look inside, where Flow was never opened."""
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.look_inside()
    flow_of(person.window).guess(True)
    person.run(FRANCE)
    settle(person)
    cover = person.window.inference.cover
    assert now(cover.isVisible())
    person.click("guessReveal")
    settle(person)
    assert not now(cover.isVisible())
    assert "paris" in legible(person)


def read_aloud(person: Person) -> str:
    """The words and the Python beside the page, and the line above them."""
    pane = person.window.explain_pane
    above = english(pane.previous.text()) if pane.previous.isVisible() else ""
    return f"{english(pane.words.toPlainText())} {pane.python} {above}"


def test_write_says_nothing_of_a_run_that_people_guess(person: Person) -> None:
    view = at_flow(person, "The little bird was very", name="mini-world-gpt2")
    view.guess(True)
    answer = view.answers[0].candidates[0]
    person.click("modeGenerate")
    settle(person)
    said = read_aloud(person)
    assert "as soon as its answer is shown in Flow" in said
    assert answer.text.strip("·") not in said
    assert "previous input" not in said
    person.click("modeFlow")
    view.reveal()
    person.click("modeGenerate")
    settle(person)
    assert answer.text.strip("·") in read_aloud(person)
    assert "previous input" not in read_aloud(person), "the text in the box is that of the run"


def test_the_python_beside_a_covered_page_does_not_name_the_answer(person: Person) -> None:
    view = at_flow(person, "The little bird was very", name="mini-world-gpt2")
    named = f"answer = {view.answers[0].candidates[0].id}"
    person.click("modeWhy")
    settle(person)
    person.until(lambda: named in person.window.explain_pane.python)
    person.trigger("guessAction")
    settle(person)
    assert now(person.window.inference.cover.isVisible())
    assert named not in person.window.explain_pane.python
    person.click("guessFlow")
    settle(person)
    assert view.canvas.hasFocus(), "the arrows and Space play the picture"
    view.reveal()
    person.click("modeWhy")
    settle(person)
    assert named in person.window.explain_pane.python


def test_compare_does_not_say_what_people_guess(person: Person) -> None:
    view = at_flow(person, FRANCE)
    view.guess(True)
    person.show("compareTab")
    person.click("twinOtherButton")
    person.until_idle()
    person.click("runBothButton")
    person.until_idle()
    compare = person.window.compare
    page = compare.findChildren(QWidget)
    assert now(compare.cover.isVisible())
    assert not any("paris" in each.accessibleDescription() for each in page if each.isVisible())
    assert "paris" not in compare.accessibleDescription()
    assert "paris" not in read_aloud(person)
    person.click("compareGuessReveal")
    settle(person)
    assert not now(compare.cover.isVisible())
    assert compare.left.isVisible()
    assert "paris" in read_aloud(person)


def test_a_former_run_is_shown_while_people_guess_the_next(person: Person) -> None:
    at_flow(person, FRANCE)
    person.run("The capital of Japan is [MASK].")
    settle(person)
    inference = person.window.inference
    inference.views.view("flow").guess(True)
    inference.show_again(inference.history.past()[1])
    settle(person)
    assert not inference.cover.isVisible()
    assert "paris" in legible(person)


def test_where_there_is_no_answer_there_is_nothing_to_guess(person: Person) -> None:
    window = person.window
    view = at_flow(person, "The capital of France is Paris.")
    present(person)
    assert "G guess first" not in note_of(window)
    view.guess(True)
    assert not view.hiding
    assert "Return shows the answer" not in note_of(window)
    assert "G no guessing" in note_of(window)


def test_before_any_run_return_runs(person: Person) -> None:
    view = at_flow(person)
    person.type_text(FRANCE)
    present(person)
    assert view.result is None
    assert "Return runs it" in note_of(person.window)
    person.window.body.setFocus()
    press(person.window, Qt.Key.Key_Return)
    person.until(lambda: view.result is not None)
    assert view.answer.spoken == "The capital of France is paris."


def test_guessing_chosen_where_no_picture_is_says_what_it_does(person: Person) -> None:
    view = at_flow(person, FRANCE)
    action = person.window.actions_.guess
    action.trigger()
    assert view.hiding
    assert person.message == ""
    action.trigger()
    person.look_inside()
    action.trigger()
    assert view.guessing
    assert now(person.window.inference.cover.isVisible())
    assert person.message == "", "the page says it"
    action.trigger()
    person.show("trainTab")
    action.trigger()
    assert "hidden now until the last step" in person.message


def test_where_the_note_has_little_room_it_says_how_guessing_ends(person: Person) -> None:
    window, escape = person.window, tr("Esc ends presenting")
    view = at_flow(person, FRANCE)
    view.guess(True)
    metrics = QFontMetrics(window.look.font())
    place = tr("Step {step} of {steps}", step=1, steps=9)
    least = (place, tr("Space plays"), tr("Return shows the answer"), escape)
    room = metrics.horizontalAdvance("  ·  ".join(least)) + window.look.em
    note = screen_of(window).note("", "", tr("↑ ↓ training"), escape, metrics, room)
    assert "Return shows the answer" in english(note)
    assert "training" not in english(note)


def test_the_note_names_the_keys_that_mean_something_now(begin: Begin) -> None:
    """In the line of text letters are letters; with a lesson the page keys turn its pages."""
    person = begin("--size", "1024x700")
    window = person.window
    at_flow(person, FRANCE)
    present(person)
    assert "Space plays" in note_of(window)
    assert "Page ↑ ↓" not in note_of(window)
    window.inference.rows.first.setFocus()
    assert "Space" not in note_of(window)
    assert "←" not in note_of(window)
    assert "Return runs it" in note_of(window)
    assert "Esc ends" in note_of(window)
    window.body.setFocus()
    assert "Space plays" in note_of(window)
    press(window, Qt.Key.Key_Escape)
    window.resize(1440, 900)
    pick(person, "act.0.4")
    lessons = window.workbench.lessons
    window.centre.setCurrentWidget(window.inference)
    window.inference.mode.choose_mode("flow")
    settle(person)
    present(person, resized=False)
    window.resize(1440, 900)
    settle(person)
    assert screen_of(window).fills
    assert "Page ↑ ↓ steps, then the lesson" in note_of(window)
    flow_of(window).forget()
    flow_of(window).show_model(window.summary)
    screen_of(window).changed.emit()
    assert "Return runs it" in note_of(window), "nothing has run"
    assert "Page ↑ ↓ pages of the lesson" in note_of(window)
    assert "Space" not in note_of(window)
    press(window, Qt.Key.Key_Escape)
    lessons.leave()


def test_a_whole_sentence_comes_before_what_is_beside_its_picture(begin: Begin) -> None:
    """At 200 % of a projector all nine tokens are drawn; at 300 % those that a sentence names."""
    person = begin("--size", "1024x700")
    window = person.window
    view = at_flow(person, FRANCE)
    present(person)
    window.look.choose("light", 200)
    settle(person)
    assert view.canvas.hidden_rows == 0
    assert view.canvas._line > view.canvas.least_line
    assert not window.inference.scrolls
    window.look.choose("light", 300)
    settle(person)
    assert view.result is not None
    stack = view.result.stacks[-1]
    drawn = set(view.canvas._rows[-1])
    assert len(drawn) < len(stack.tokens)
    weights = [layer.weights for layer in stack.layers if layer.weights is not None]
    strongest = max(weights, key=lambda each: float(each.max()))
    assert int(strongest.argmax()) in drawn
    press(window, Qt.Key.Key_Escape)
