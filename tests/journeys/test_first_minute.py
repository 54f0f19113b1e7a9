"""The first start: a model thinks before anybody clicks, and every way on leads somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from explorer import resources
from explorer.__main__ import start
from explorer.app.main_window import MainWindow
from explorer.app.workbench import Workbench
from explorer.features.flow.view.flow_canvas import Spot
from explorer.features.flow.view.flow_view import FlowView
from explorer.protocol.job import Cancelled, Remedy
from explorer.protocol.model import LoadModel, Prepare
from explorer.widgets.card_button import CardButton
from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Person
from tests.journeys.lesson_keys import pick

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


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_a_message_covers_no_card(newcomer: Person, size: tuple[int, int]) -> None:
    """What somebody begins with is never under what the program has to say."""
    window = newcomer.window
    window.resize(*size)
    bar, cards = window.message_bar, window.start_page.cards
    bar.tell("A training was not finished: Capitals.", Remedy("Show it", "trainResume"))
    newcomer.until(lambda: bar.isVisible() and bar.height() > 20)

    def place(widget: QWidget) -> QRect:
        return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())

    newcomer.until(lambda: not place(bar).intersects(place(cards)))
    assert not place(bar).intersects(place(window.inference.run_button))
    assert not place(bar).intersects(place(window.banner))
    assert not place(bar).intersects(place(window.start_page.title)), "the heading is read first"
    bar.clear()


def test_a_sentence_without_a_gap_says_what_is_missing(newcomer: Person) -> None:
    view = flow_of(newcomer)
    newcomer.type_text("The capital of France is Paris.")
    newcomer.click("runButton")
    newcomer.until(view.note.isVisible)
    assert "Write [MASK] in place of a word" in english(view.note.text())
    newcomer.type_text(FRANCE)
    newcomer.click("runButton")
    newcomer.until(lambda: view.bars.isVisible() and not view.note.isVisible())


def test_the_failure_of_a_text_goes_with_the_text(newcomer: Person) -> None:
    """The next text runs while it is typed: "77 tokens are too many" stayed beside its answer."""
    window, inference = newcomer.window, newcomer.window.inference
    inference.live._quick = True  # however busy this computer is
    newcomer.type_text("the sun is hot " * 20)
    newcomer.click("runButton")
    newcomer.until(lambda: window.message_bar.failure is not None)
    newcomer.type_text(FRANCE)
    newcomer.until(lambda: flow_of(newcomer).answer.spoken == "The capital of France is paris.")
    newcomer.until(lambda: window.message_bar.isHidden())


def test_run_stays_under_the_pointer_when_the_runs_begin_to_follow(newcomer: Person) -> None:
    inference = newcomer.window.inference
    run, card = inference.run_button, inference._text

    def place() -> QRect:
        return QRect(run.mapTo(newcomer.window, QPoint(0, 0)), run.size())

    card.show_live(quick=False, on=True)
    newcomer.until(lambda: not card.live.isVisible())
    before = place()
    card.show_live(quick=True, on=True)
    newcomer.until(lambda: card.live.isVisible() and card.live.width() > 20)
    newcomer.until(lambda: card.live.geometry().right() < run.geometry().left())
    assert place() == before


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


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # menus, offscreen
def test_the_menu_of_a_card_never_lies_over_it(newcomer: Person) -> None:
    window, card = newcomer.window, newcomer.find(QWidget, "start.open")
    for bottom in (window.screen().availableGeometry().bottom(), 700):
        window.move(0, bottom - window.height())
        newcomer.click("start.open")
        menu = window.start_page.menu
        newcomer.until(menu.isVisible)
        place = QRect(card.mapToGlobal(QPoint(0, 0)), card.size())
        assert not menu.geometry().intersects(place.adjusted(2, 2, -2, -2))
        menu.close()


def test_who_typed_here_types_on_after_presenting(newcomer: Person) -> None:
    line = newcomer.find(QLineEdit, "textInput")
    newcomer.until(line.hasFocus)
    newcomer.trigger("presentAction")
    newcomer.until_idle()
    assert not line.hasFocus()
    newcomer.trigger("presentAction")
    newcomer.until(line.hasFocus)


@pytest.mark.parametrize("card", ["start.mini-world-bert", "start.mini-world-sentiment"])
def test_a_card_that_is_pressed_before_torch_is_there_runs_its_model(
    qtbot: QtBot, tmp_path: Path, card: str
) -> None:
    window = start(["--profile", str(tmp_path / "profile"), "--size", "1024x700"])
    qtbot.addWidget(window)
    person = Person(window, qtbot)
    assert window.prepared is None
    person.click(card)
    assert not window.workbench.first_minute.on
    person.until(lambda: flow_of(person).result is not None)
    person.until_idle()
    assert window.summary is not None
    assert window.summary.name == card.removeprefix("start.")
    assert flow_of(person).answer.spoken
    assert len(window.inference.history.runs.runs) == 1
    window.close()


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
    assert "No model is loaded yet" in english(window.start_page.told.text())
    person = Person(window, qtbot)
    person.until(lambda: window.prepared is not None)
    person.until_idle()
    assert window.summary is None
    window.close()


def test_a_model_that_is_being_opened_is_not_said_to_be_missing(
    qtbot: QtBot, tmp_path: Path
) -> None:
    profile = ["--profile", str(tmp_path / "profile")]
    window = start([*profile, str(resources.path("models", "mini-world-sentiment"))])
    qtbot.addWidget(window)
    told = window.start_page.told
    assert english(now(told.text())) == "A model is being opened."
    person = Person(window, qtbot)
    person.until(lambda: window.summary is not None)
    person.until_idle()
    person.trigger("unloadAction")
    person.until_idle()
    assert "No model is loaded yet" in english(now(told.text()))
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
    newcomer.until(lambda: newcomer.find(QWidget, "start.lesson").isVisible())


def test_a_lesson_that_begins_here_leads_to_what_it_means(newcomer: Person) -> None:
    window = newcomer.window
    pick(newcomer, "act.0.1")
    desk = window.workbench.lessons
    desk.skip()
    assert desk.page is not None
    assert desk.page.key == "config"
    assert not window.workbench.first_minute.on
    assert desk.spotlight is not None
    newcomer.until(lambda: desk.spotlight is not None and not desk.spotlight.hole.isEmpty())
    desk.go()
    focus = window.focusWidget()
    assert focus is not None
    assert focus.objectName() == "field.num_hidden_layers"


def test_no_card_moves_when_the_model_comes(qtbot: QtBot, tmp_path: Path) -> None:
    window = start(["--profile", str(tmp_path / "profile"), "--size", "1440x900"])
    qtbot.addWidget(window)
    person = Person(window, qtbot)
    cards = [window.start_page.lesson, *window.start_page.buttons, window.start_page.teach]
    person.until(lambda: window.isVisible() and cards[0].isVisible())
    QApplication.processEvents()
    before = [card.mapTo(window, QPoint(0, 0)) for card in cards]
    person.until(lambda: flow_of(person).result is not None)
    person.until_idle()
    assert [card.mapTo(window, QPoint(0, 0)) for card in cards] == before
    window.close()


def test_a_model_can_be_created_from_here(newcomer: Person) -> None:
    (create,) = [
        action
        for action in newcomer.window.start_page.menu.actions()
        if english(action.text()) == "Create one from a config"
    ]
    create.trigger()
    box = newcomer.find(QWidget, "architectureBox")
    assert box.isVisible()
    assert box.hasFocus()


@pytest.mark.parametrize("text", ["200", "300"])
def test_the_start_page_is_no_wider_than_the_window(
    qtbot: QtBot, tmp_path: Path, text: str
) -> None:
    """Its title did not wrap: at 300 % the page was scrolled to the right, and began with “e a”.

    The words of the picture are as large as all others: they stayed as small as at 100 %.
    """
    size = ["--size", "1024x700", "--text", text]
    window = start(["--profile", str(tmp_path / "profile"), *size])
    qtbot.addWidget(window)
    person = Person(window, qtbot)
    person.until(lambda: flow_of(person).result is not None)
    person.until_idle()
    areas = [area for area in window.findChildren(QScrollArea) if area.isVisible()]
    assert areas
    assert [area.horizontalScrollBar().maximum() for area in areas] == [0] * len(areas)
    look, canvas = window.look, flow_of(person).canvas
    person.until(lambda: canvas._font(12).pixelSize() == look.font(12).pixelSize())
    window.close()


def test_the_picture_takes_the_room_that_there_is(newcomer: Person) -> None:
    """Higher rows in a larger window, and the cards right below; afterwards rows as usual."""
    window, view = newcomer.window, flow_of(newcomer)
    inference = window.inference
    assert view.canvas.height() > 0
    window.resize(1440, 900)
    QApplication.processEvents()
    rows = view.canvas.rows
    newcomer.until(lambda: view.canvas.height() > rows * window.look.units(30))
    cards = window.start_page.lesson.mapTo(window, QPoint(0, 0)).y()
    foot = inference.flow.mapTo(window, QPoint(0, inference.flow.height())).y()
    assert 0 < cards - foot <= window.look.units(24)
    live, run = inference.live_button, inference.run_button
    inference.live._quick = True
    inference._show_live()
    newcomer.until(live.isVisible)
    assert live.mapTo(window, QPoint(0, 0)).y() < run.mapTo(window, QPoint(0, run.height())).y()
    window.leave_start()
    newcomer.until(lambda: not inference.lent)
    QApplication.processEvents()
    assert live.isVisible()
    assert live.mapTo(window, QPoint(0, 0)).y() > run.mapTo(window, QPoint(0, run.height())).y()


def test_presenting_during_the_start_has_the_model_come_all_the_same(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """F5 while torch is being imported, and again later: nothing is stopped by it."""
    window = start(["--profile", str(tmp_path / "profile"), "--size", "1024x700"])
    qtbot.addWidget(window)
    person = Person(window, qtbot)
    presenting = window.workbench.explanations.presenting
    assert window.prepared is None
    person.trigger("presentAction")
    assert presenting.on
    assert english(window.start_page.told.text()) == "A model is being opened."
    person.until(lambda: flow_of(person).result is not None)
    person.until_idle()
    assert now(presenting.on)
    assert window.workbench.explanations.presenting._screen is not None
    assert window.workbench.explanations.presenting._screen.fills
    assert flow_of(person).answer.spoken == "The capital of France is paris."
    presenting.leave()
    window.close()


def test_presenting_before_the_pages_are_built(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that comes while the pages are built is kept for when they are."""
    build = Workbench._build_inference

    def pressed(workbench: Workbench) -> None:
        workbench.explanations.presenting.toggle()
        build(workbench)

    monkeypatch.setattr(Workbench, "_build_inference", pressed)
    window = start(["--profile", str(tmp_path / "profile"), "--size", "1024x700"])
    qtbot.addWidget(window)
    person = Person(window, qtbot)
    presenting = window.workbench.explanations.presenting
    assert presenting.on
    person.until(lambda: flow_of(person).result is not None)
    person.until_idle()
    assert now(presenting.on)
    presenting.leave()
    window.close()


def test_presenting_in_the_very_first_moment(qtbot: QtBot, tmp_path: Path) -> None:
    """Nobody listens to the key before the first page is built: it is kept all the same."""
    early = MainWindow.build_rest

    def pressed(window: MainWindow) -> None:
        if not hasattr(window, "workbench"):
            window.actions_.present.trigger()
        early(window)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MainWindow, "build_rest", pressed)
        window = start(["--profile", str(tmp_path / "profile"), "--size", "1024x700"])
        qtbot.addWidget(window)
        person = Person(window, qtbot)
        person.until(lambda: flow_of(person).result is not None)
    presenting = window.workbench.explanations.presenting
    assert presenting.on
    assert window.actions_.present.isChecked()
    person.until_idle()
    presenting.leave()
    window.close()


def test_every_card_is_whole_on_the_first_screen(newcomer: Person) -> None:
    window = newcomer.window
    QApplication.processEvents()
    cards = window.start_page.cards.findChildren(CardButton)
    assert len({card.y() for card in cards}) == 1, "no card is alone in a row"
    for card in cards:
        assert card.visibleRegion().boundingRect().size() == card.size(), card.objectName()
        assert card.heightForWidth(card.width()) <= card.height(), "no word of it is cut"


def test_what_a_click_on_the_picture_opens_is_seen(newcomer: Person) -> None:
    """The table of a layer is where one looks, not below the screen."""
    window = newcomer.window
    newcomer.until(lambda: not flow_of(newcomer).playing)
    canvas = flow_of(newcomer).canvas
    canvas.opened.emit(Spot("box", 0, 6, 1))
    newcomer.until_idle()
    lens = newcomer.find(QWidget, "lensView")
    newcomer.until(lambda: lens.isVisible() and not lens.visibleRegion().isEmpty())
    newcomer.until(
        lambda: lens.visibleRegion().boundingRect().height() > window.inference.height() // 2
    )
    tabs = newcomer.find(QWidget, "viewTabs")
    assert tabs.visibleRegion().boundingRect().top() == 0


def test_a_command_leads_back_to_the_start_page(newcomer: Person) -> None:
    window = newcomer.window
    action = window.actions_.start_page
    assert action in window.actions_.view_menu.actions()
    assert action.isEnabled()
    newcomer.click("start.mini-world-sentiment")
    newcomer.until_idle()
    newcomer.show("createPane")
    newcomer.trigger("startPageAction")
    page = window.start_page
    assert page.cards.isVisible()
    assert not window.sources.isVisible()
    assert window.summary is not None, "what is open stays open"
    assert "mini-world-sentiment" in english(page.told.text())
    assert english(page.title.text()) == "What would you like to do?", "no run is in sight"
    newcomer.click("start.back")
    assert not page.isVisible()
    assert window.inference.mode.isVisible()
    newcomer.trigger("startPageAction")
    newcomer.click("start.mini-world-bert")
    newcomer.until_idle()
    assert not page.isVisible()
    assert window.summary.name == "mini-world-bert"
    newcomer.trigger("unloadAction")
    newcomer.until_idle()
    newcomer.trigger("startPageAction")
    assert page.cards.isVisible()
    assert not page.back.isVisible()
    newcomer.show("createPane")
    assert window.sources.isVisible()
    newcomer.trigger("presentAction")
    newcomer.trigger("startPageAction")
    assert not window.look.presenting
    assert page.cards.isVisible()


def test_a_page_of_a_lesson_keeps_its_view_when_the_first_model_comes(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """After a start the program opens a model by itself: that turns no page of a lesson away."""
    window = start(["--profile", str(tmp_path / "profile"), "--size", "1024x700"])
    qtbot.addWidget(window)
    person = Person(window, qtbot)
    person.until(lambda: any(isinstance(job.request, LoadModel) for job in window.model.jobs))
    assert window.summary is None
    window.open_lesson_page("models", "small")
    person.until(lambda: window.summary is not None)
    person.until_idle()
    assert window.sources.currentWidget() is window.create_pane
    assert window.create_pane.isVisible()
    window.close()


def test_the_cards_stay_while_what_was_open_is_opened_again(qtbot: QtBot, tmp_path: Path) -> None:
    """The page that was in front comes with its model: an empty one would say nothing till then."""
    arguments = ["--profile", str(tmp_path / "profile"), "--size", "1440x900"]
    window = start([*arguments, "--empty"])
    qtbot.addWidget(window)
    person = Person(window, qtbot)
    person.until(lambda: window.prepared is not None)
    person.click("start.mini-world-gpt2")
    person.until_idle()
    window.bring(window.compare)
    window.close()
    again = start(arguments)
    qtbot.addWidget(again)
    later = Person(again, qtbot)
    page = again.start_page
    assert english(page.told.text()).startswith("The program is starting.")
    later.until(lambda: any(isinstance(job.request, LoadModel) for job in again.model.jobs))
    assert again.centre.currentWidget() is again.inference
    assert page.cards.isVisible()
    assert english(page.told.text()) == "A model is being opened."
    later.until(lambda: again.summary is not None)
    later.until_idle()
    assert again.centre.currentWidget() is again.compare
    again.close()


def _clicked_early(monkeypatch: pytest.MonkeyPatch, click: Callable[[MainWindow], bool]) -> None:
    """Have `click` called between the pages, until it says that it clicked."""
    build, done = MainWindow.build_rest, [False]

    def early(window: MainWindow) -> None:
        build(window)
        if window.isVisible() and not done[0]:
            done[0] = click(window)

    monkeypatch.setattr(MainWindow, "build_rest", early)


def _begun(qtbot: QtBot, tmp_path: Path) -> Person:
    window = start(["--profile", str(tmp_path / "profile"), "--size", "1440x900"])
    qtbot.addWidget(window)
    return Person(window, qtbot)


def test_a_line_of_a_list_that_is_clicked_before_every_page_is_there_is_not_lost(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def click(window: MainWindow) -> bool:
        rows = window.local_pane.list
        first = rows.model().index(0, 0)
        if first.isValid():
            place = rows.visualRect(first).center()
            QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
            QTest.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
        return first.isValid()

    _clicked_early(monkeypatch, click)
    person = _begun(qtbot, tmp_path)
    person.until(lambda: person.window.summary is not None)
    person.until_idle()
    assert not person.window.workbench.first_minute.on
    assert person.window.summary is not None
    assert person.window.summary.name == "mini-world-bert"
    person.window.close()


def test_a_tab_that_is_clicked_before_every_page_is_there_is_in_front(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def click(window: MainWindow) -> bool:
        bar = window.centre.tabBar()
        place = next(n for n in range(bar.count()) if bar.tabData(n) == "trainTab")
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())
        return True

    _clicked_early(monkeypatch, click)
    person = _begun(qtbot, tmp_path)
    person.until(lambda: person.window.centre.current_page == "trainTab")
    person.until_idle()
    assert person.window.centre.isVisible()
    assert person.window.centre.tabBar().isVisible()
    assert not person.window.workbench.first_minute.on
    assert now(person.window.centre.current_page) == "trainTab"
    person.window.close()


def test_a_card_that_is_clicked_before_every_page_is_there_does_what_it_says(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def click(window: MainWindow) -> bool:
        card = window.start_page.buttons[1]
        QTest.mouseClick(card, Qt.MouseButton.LeftButton)
        return True

    _clicked_early(monkeypatch, click)
    person = _begun(qtbot, tmp_path)
    person.until(lambda: person.window.summary is not None)
    person.until_idle()
    assert person.window.summary is not None
    assert person.window.summary.name == person.window.start_page.buttons[1].property("start")
    person.window.close()


def test_a_key_of_an_action_that_comes_before_every_page_is_there_is_not_lost(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def click(window: MainWindow) -> bool:
        control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(window, Qt.Key.Key_P, control | shift)
        return True

    _clicked_early(monkeypatch, click)
    person = _begun(qtbot, tmp_path)
    dialog = person.find(QDialog, "commandSearch")
    assert dialog.isVisible()
    dialog.reject()
    person.window.close()


def test_a_click_on_nothing_before_every_page_is_there_changes_nothing(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def click(window: MainWindow) -> bool:
        bar = window.centre.tabBar()
        for widget, place in (
            (window.start_page.viewport(), QPoint(3, 3)),
            (window.centre, QPoint(window.centre.width() - 3, window.centre.height() - 3)),
            (bar, QPoint(bar.tabRect(bar.count() - 1).right() + 30, 5)),
        ):
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
        return True

    _clicked_early(monkeypatch, click)
    person = _begun(qtbot, tmp_path)
    assert person.window.workbench.first_minute.on
    assert person.window.start_page.isVisible()
    person.until(lambda: flow_of(person).result is not None)
    person.until_idle()
    assert now(person.window.workbench.first_minute.on)
    person.window.close()
