"""Where the keyboard is: it never goes astray, and Return does what the screen says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.app.focus_keeper import FocusKeeper
from explorer.app.inference.inspection_view import InspectionView
from explorer.protocol.job import Remedy
from explorer.widgets.scroll_into_view import scroll_areas
from tests.back_translation import english
from tests.journeys.conftest import Person

FRANCE = "The capital of France is [MASK]."


def _focus(person: Person) -> str:
    focus = person.window.focusWidget()
    return focus.objectName() if focus is not None else ""


def test_the_focus_comes_back_after_the_job_that_greyed_the_button_out(person: Person) -> None:
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.show("compareTab")
    twin = person.find(QWidget, "twinOtherButton")
    twin.setFocus()
    person.click("twinOtherButton")
    person.until_idle()
    person.until(lambda: twin.isEnabled())
    assert _focus(person) == "twinOtherButton"


def test_a_sentence_that_is_added_is_typed_into_its_own_line(person: Person) -> None:
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    window.inference.live._quick = True
    person.look_inside()
    person.run(FRANCE)
    person.click("addTextButton")
    assert _focus(person) == "textInput.2"
    for letter in "It is [MASK].":
        line = window.focusWidget()
        assert isinstance(line, QLineEdit)
        QTest.keyClicks(line, letter)
        person.until_idle()
    assert window.inference.rows.texts == (FRANCE, "It is [MASK].")


def test_who_attached_a_tokenizer_can_type_at_once(person: Person) -> None:
    window = person.window
    person.show("createPane")
    person.until_idle()
    person.until(lambda: window.create_pane.draft.form is not None)
    window.create_pane.tools.presets[1].trigger()
    create = person.find(QWidget, "createButton")
    person.until(create.isEnabled)
    person.until_idle()
    person.click("createButton")
    person.until_idle()
    assert english(person.window.explain_pane.title.text()) == "A new model", "not what will happen"
    button = person.find(QWidget, "attach.mini-world-bert")
    button.setFocus()
    person.click("attach.mini-world-bert")
    person.until_idle()
    assert _focus(person) == "textInput"


def test_return_runs_input_ids_that_are_whole(person: Person, qtbot: QtBot) -> None:
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.click("editIdsButton")
    ids = window.inference.ids
    ids.setPlainText("[[2, 605, 3],")
    ids.setFocus()
    qtbot.keyClick(ids, Qt.Key.Key_Return)
    assert "\n" in ids.toPlainText(), "an open list goes on in the next line"
    ids.setPlainText("[[2, 605, 3]]")
    qtbot.keyClick(ids, Qt.Key.Key_Return)
    person.until_idle()
    assert ids.toPlainText() == "[[2, 605, 3]]"
    assert window.inference.ran is not None
    assert window.inference.ran.request.input_ids == ((2, 605, 3),)


def test_what_somebody_wrote_stays_when_a_model_comes_that_reads_it_too(person: Person) -> None:
    inference = person.window.inference
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run("The sky is [MASK].")
    person.trigger("openBundled.mini-world-sentiment")
    person.until_idle()
    assert inference.rows.texts != ("The sky is [MASK].",), "another task has its own example"
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run("The sky is [MASK].")
    person.trigger("twinAction")
    person.until_idle()
    assert inference.rows.texts == ("The sky is [MASK].",)


def test_a_click_on_the_hub_leads_to_its_search(person: Person, qtbot: QtBot) -> None:
    bar = person.window.sources.tabBar()
    for place in range(bar.count()):
        if bar.tabData(place) == "hubPane":
            where = bar.tabRect(place).center()
            qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(where))
    assert _focus(person) == "hubSearch"


def test_what_is_higher_than_the_page_is_shown_from_its_upper_end(person: Person) -> None:
    window = person.window
    window.resize(1024, 700)
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.look_inside()
    views = window.inference.views
    (page, *_) = scroll_areas(views)
    views.setMinimumHeight(page.viewport().height() + 200)
    QApplication.processEvents()
    bar = page.verticalScrollBar()
    for value in (0, bar.maximum()):
        window.reveal(window.banner.present)
        bar.setValue(value)
        window.reveal(views)
        QApplication.processEvents()
        assert views.mapTo(page.viewport(), QPoint(0, 0)).y() == 0


def test_a_click_on_stop_takes_the_keyboard_from_nothing(person: Person) -> None:
    line = person.find(QLineEdit, "fieldFilter")
    person.show("createPane")
    line.setFocus()
    stop = person.window.status.stop
    stop.show()
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    stop.hide()
    assert _focus(person) == "fieldFilter"


def test_the_focus_comes_back_to_save_as(person: Person, tmp_path: Path) -> None:
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    save = person.find(QWidget, "button.saveAction")
    save.setFocus()
    person.save_as(tmp_path / "kept")
    person.until(save.isEnabled)
    person.window.activateWindow()
    person.until(person.window.isActiveWindow)
    assert _focus(person) == "button.saveAction"


def test_the_focus_goes_back_and_not_on_when_its_control_is_hidden(person: Person) -> None:
    """Return, pressed again, must not open another model, nor the page jump to what comes next."""
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    window.inference.views.attention.grid._take(1, 0)
    person.click("switchHeadButton")
    person.until_idle()
    chip = next(
        found
        for found in window.findChildren(QPushButton)
        if english(found.text()).endswith("· Restore")
    )
    chip.setFocus()
    chip.click()
    person.until_idle()
    person.until(lambda: not chip.isVisible())
    focus = window.focusWidget()
    assert not isinstance(focus, QPushButton) or english(focus.text()) != "Open…"
    person.click("editIdsButton")
    window.inference.mode.choose_mode("why")
    person.until_idle()
    window.inference.edit_ids.setFocus()
    person.click("editIdsButton")
    person.until_idle()
    assert _focus(person) == "textInput"
    (page, *_) = scroll_areas(window.inference.rows)
    assert page.verticalScrollBar().value() == 0


def test_another_model_is_seen_from_its_input_on(person: Person) -> None:
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    (page, *_) = scroll_areas(window.inference.rows)
    bar = page.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value()
    person.trigger("openBundled.mini-world-sentiment")
    person.until_idle()
    assert bar.value() == 0


def test_copying_the_python_is_said(person: Person) -> None:
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.click("copyCode")
    assert person.message == "The Python is in the clipboard."


def test_the_focus_goes_back_past_what_is_scrolled_away(qtbot: QtBot) -> None:
    """A page that comes in the place of what was hidden has controls that come before the next."""
    window, scrolled, inside = QWidget(), QScrollArea(), QWidget()
    qtbot.addWidget(window)
    first, hidden, late, last = (QPushButton(name) for name in ("first", "hidden", "late", "last"))
    room = QVBoxLayout(inside)
    room.addSpacing(2_000)
    for control in (late, last):
        room.addWidget(control)
    late.hide()
    scrolled.setWidget(inside)
    scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scrolled.setWidgetResizable(True)
    column = QVBoxLayout(window)
    for part in (first, hidden, scrolled):
        column.addWidget(part)
    keeper = FocusKeeper(window)
    window.resize(300, 300)
    window.show()
    window.activateWindow()
    hidden.setFocus()
    qtbot.waitUntil(hidden.hasFocus)
    hidden.hide()
    late.show()
    qtbot.waitUntil(first.hasFocus)
    keeper.deleteLater()


def test_a_button_that_is_moved_keeps_the_focus(person: Person) -> None:
    """Before an audience Start is above the settings: Return is still to start the training."""
    person.click("start.teach")
    person.until_idle()
    start = person.find(QPushButton, "trainButton")
    for _ in range(2):  # there and back
        assert start.hasFocus()
        home = start.parentWidget()
        assert home is not None
        before = home.parentWidget()
        person.trigger("presentAction")
        person.until(lambda before=before, home=home: home.parentWidget() is not before)
        person.until(start.hasFocus)


def test_a_message_that_goes_gives_the_focus_back(person: Person) -> None:
    """Not to a number of an axis, which is what comes next where raw tensors are in sight."""
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    views = window.inference.views
    views.setCurrentWidget(views.view("tensors"))
    person.until_idle()
    asked: list[object] = []
    window.message_bar.remedy_wanted.connect(asked.append)
    for name in ("messageRemedy", "messageDismiss"):
        person.find(QWidget, "button.unloadAction").setFocus()
        window.message_bar.tell("Saved.", Remedy("Check it", "nothing"))
        button = person.find(QPushButton, name)
        button.setFocus()
        assert _focus(person) == name
        QTest.keyClick(button, Qt.Key.Key_Space)
        assert not window.message_bar.isVisible()
        person.until(lambda: _focus(person) == "button.unloadAction")
    assert len(asked) == 1


def test_tab_goes_from_the_tabs_of_look_inside_into_the_page_in_sight(person: Person) -> None:
    """What is built when a page is first seen came behind everything below it, and the left."""
    person.click("start.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.run("The capital of France is [MASK].")
    tabs = person.window.inference.views
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        person.until_idle()
        page = tabs.currentWidget()
        assert isinstance(page, InspectionView)
        person.until(lambda page=page: not page._leading.isActive())
        stops = list[QWidget]()
        widget: QWidget | None = tabs.tabBar().nextInFocusChain()
        while widget is not None and widget is not tabs.tabBar():
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                stops.append(widget)
            widget = widget.nextInFocusChain()
        inside = [page.isAncestorOf(stop) for stop in stops]
        first, count = inside.index(True), sum(inside)
        assert all(inside[first : first + count]), page.objectName()
        between = [stop.objectName() for stop in stops[:first]]
        assert not between, (page.objectName(), between)


def test_another_page_after_a_head_was_restored_leaves_the_text_in_sight(person: Person) -> None:
    """The button that was pressed goes with its page: the keyboard went to something far below."""
    person.click("start.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.run(FRANCE)
    tabs = person.window.inference.views
    tabs.setCurrentWidget(tabs.attention)
    person.until_idle()
    for name in ("switchHeadButton", "restoreHeadsButton"):
        button = person.find(QPushButton, name)
        button.setFocus(Qt.FocusReason.MouseFocusReason)
        button.click()
        person.until_idle()
    places = [bar.value() for bar in _bars(person)]
    QTest.mouseClick(
        tabs.tabBar(), Qt.MouseButton.LeftButton, pos=tabs.tabBar().tabRect(1).center()
    )
    person.until_idle()
    assert tabs.currentIndex() == 1
    assert [bar.value() for bar in _bars(person)] == places


def _bars(person: Person) -> list[QScrollBar]:
    """How far what is around the views is scrolled down."""
    areas = scroll_areas(person.window.inference.views)
    return [area.verticalScrollBar() for area in areas]


def test_another_page_takes_the_focus_to_no_button_of_its_own(person: Person) -> None:
    """A click on “Train” while Run has the focus scrolled its settings to their end, and Return
    would have trained a tokenizer."""
    window = person.window
    person.trigger("openBundled.mini-world-sentiment")
    person.until_idle()
    person.run("I loved the film.")
    person.find(QPushButton, "runButton").setFocus()
    train = person.find(QWidget, "trainTab")
    bar = window.centre.tabBar()
    place = bar.tabRect(window.centre.indexOf(train)).center()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
    person.until_idle()
    person.until(lambda: person.find(QWidget, "trainButton").isEnabled())
    assert window.focusWidget() is bar
    for area in train.findChildren(QScrollArea):
        assert area.verticalScrollBar().value() == 0
