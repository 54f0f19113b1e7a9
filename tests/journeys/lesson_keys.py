"""A person who takes a lesson and has no mouse: keys go to whatever has the focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from explorer.features.lessons.view.lesson_card import LessonCard
from explorer.features.lessons.view.lesson_controller import LessonController
from tests.back_translation import english
from tests.journeys.conftest import Person

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier


def pick(person: Person, name: str) -> None:
    """Open the list of lessons from the Help menu and click a button in it."""
    person.trigger("tourAction")
    dialog = person.window.workbench.lessons.shelf.list
    assert dialog is not None
    found = dialog.findChild(QPushButton, name)
    assert found is not None, f"there is no {name}"
    found.click()


class Keys:
    """Drives the lesson by keys alone; everything else is looked at, never called."""

    def __init__(self, person: Person) -> None:
        self.person, self.window = person, person.window
        self.window.activateWindow()

    @property
    def desk(self) -> LessonController:
        return self.window.workbench.lessons

    @property
    def card(self) -> LessonCard:
        assert self.desk.card is not None
        return self.desk.card

    @property
    def focus(self) -> QWidget:
        """What a key would go to. The window comes back to the front after a dialog."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup
        active = QApplication.activeWindow()
        if active is None or not active.isVisible():
            self.window.activateWindow()
            self.until(self.window.isActiveWindow)
        found = QApplication.focusWidget()
        return found if found is not None else self.window

    def press(self, key: Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        QTest.keyClick(self.focus, key, modifier)

    def type(self, text: str) -> None:
        QTest.keyClick(self.focus, Key.Key_A, CTRL)
        QTest.keyClicks(self.focus, text)

    def until(self, fact: Callable[[], bool]) -> None:
        self.person.until(fact)

    # -- the lesson --------------------------------------------------------------------------

    def open_act(self, number: int) -> None:
        """Ctrl+L, Tab to the act, Return."""
        self.press(Key.Key_L, CTRL)
        self.until(self.list_is_open)
        for _ in range(12):
            if self.focus.objectName() == f"act.0.{number}":
                break
            self.press(Key.Key_Tab)
        self.press(Key.Key_Return)
        self.until(lambda: self.desk.page is not None)

    def list_is_open(self) -> bool:
        """The list of lessons has the keyboard."""
        dialog = self.desk.shelf.list
        return dialog is not None and dialog.isActiveWindow()

    def page(self, key: str, *, done: int = 0) -> None:
        """This page is shown, and so many of its tasks are done before anything is pressed."""
        page = self.desk.page
        assert page is not None
        assert page.key == key
        assert sum(task.text().startswith("✓") for task in self.shown_tasks) == done

    @property
    def shown_tasks(self) -> Sequence[QLabel]:
        """The tasks of the page: in a strip, the one that is next is alone in sight."""
        shown = self.card._shown
        return self.card.tasks[: len(shown.tasks)] if shown is not None else []

    @property
    def told(self) -> str:
        """What the page says of its tasks."""
        return "\n".join(english(one.text()) for one in self.shown_tasks)

    def go(self) -> None:
        """F6 until the keyboard is at what is meant."""
        self.until(
            lambda: self.desk.spotlight is not None and self.desk.spotlight.target is not None
        )
        if not self.card.has_focus:
            self.press(Key.Key_F6)
        assert self.card.has_focus
        if self.window.look.presenting and self.card.remedy.isVisible():
            assert self.card.remedy.hasFocus()  # for an audience a button, where the menu is hidden
            return
        self.press(Key.Key_F6)
        assert not self.card.has_focus

    def is_done(self, tasks: int = 1) -> bool:
        return sum(line.startswith("✓") for line in self.told.split("\n")) >= tasks

    def done(self) -> None:
        """Wait for every task of the page, then for the lanes."""
        self.until(lambda: self.card.next.isEnabled())
        self.person.until_idle()

    def next(self) -> None:
        before = self.desk.place
        self.press(Key.Key_F8)
        assert self.desk.page is None or self.desk.place == before + 1

    def cannot_go_on(self) -> None:
        """F8 waits for the task; only Skip continues without it."""
        before = self.desk.place
        self.press(Key.Key_F8)
        assert self.desk.place == before

    # -- the window --------------------------------------------------------------------------

    def choose(self, text: str) -> None:
        """Go down an open menu to an entry and take it."""
        menu = self.focus
        assert isinstance(menu, QMenu)
        for _ in range(20):
            action = menu.activeAction()
            if action is not None and english(action.text()) == text:
                break
            self.press(Key.Key_Down)
        self.press(Key.Key_Return)

    def save_into(self, folder: Path) -> None:
        """Type a folder into the dialog that is open, and Return."""
        self.until(lambda: isinstance(self.focus, QLineEdit))
        assert self.focus.objectName() == "saveFolder"
        self.type(str(folder))
        save = self.person.find(QPushButton, "saveButton")
        self.until(save.isEnabled)
        self.press(Key.Key_Return)

    def run(self, text: str) -> None:
        """Type a text where the focus is, and Return."""
        assert isinstance(self.focus, QLineEdit)
        self.type(text)
        self.press(Key.Key_Return)
        self.person.until_idle()
