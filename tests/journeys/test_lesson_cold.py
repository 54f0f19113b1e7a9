"""Each page of the lesson, opened in a fresh program where nothing was done: it can be done there.

Once by keys alone, once by clicks alone, at what is in sight. What is missing first is offered by
the page itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QMenu,
    QPushButton,
    QTreeView,
    QWidget,
)

from explorer import resources
from explorer.features.lessons.course import format
from explorer.features.lessons.view.lesson_card import LessonCard
from explorer.features.lessons.view.target import ControlTarget, MenuTarget
from explorer.widgets.setting_row import WholeBox
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person
from tests.journeys.lesson_keys import CTRL, Key, Keys, pick

_MOST_NEEDS = 6


class Hand(Keys):
    """Does with keys what a page asks; `Pointer` does the same with clicks."""

    def open_page(self, key: str) -> None:
        pick(self.person, "act.0.1")
        lesson, standing = self.desk.lesson, self.desk._standing
        assert lesson is not None
        assert standing is not None
        self.desk.open(standing, lesson.place_of(key))
        self.person.until_idle()
        if self.window.create_pane.isVisible():  # its settings come late, and are checked then
            self.until(self.person.find(QPushButton, "createButton").isEnabled)
            self.person.until_idle()
        self.page(key)

    def remedy(self) -> None:
        if not self.card.remedy.hasFocus():
            self.press(Key.Key_F6)
        assert self.card.remedy.hasFocus()
        self.press(Key.Key_Space)

    def use(self) -> None:
        """Press what is pointed at: a button, or an entry of a menu."""
        self.go()
        self.press(Key.Key_Return if isinstance(self.focus, QMenu) else Key.Key_Space)

    def fill(self, text: str) -> None:
        self.go()
        self.type(text)

    def enter(self, text: str) -> None:
        self.fill(text)
        self.press(Key.Key_Return)

    def pick_entry(self, text: str) -> None:
        self.choose(text)

    def mend(self) -> None:
        self.press(Key.Key_Z, CTRL)

    def leaf(self) -> None:
        self.go()
        for _ in range(4):  # the root, the embeddings, and their first leaf
            self.press(Key.Key_Down)
            self.person.until_idle()

    def open_row(self, row: int) -> None:
        self.go()
        self.press(Key.Key_Home)
        for _ in range(row):
            self.press(Key.Key_Down)
        self.press(Key.Key_Return)

    def run_again(self) -> None:
        self.press(Key.Key_Return, CTRL)

    def head(self) -> None:
        self.go()
        self.press(Key.Key_Right)

    def save(self, folder: Path) -> None:
        self.save_into(folder)

    def early(self) -> None:
        self.go()
        self.press(Key.Key_Home)
        self.press(Key.Key_Right)
        for _ in range(8):
            if self.focus.objectName() == "trainLook":
                break
            self.press(Key.Key_Tab)
        self.press(Key.Key_Return)


class Pointer(Hand):
    """Clicks at what is in sight; only letters are typed."""

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Click where the control is seen; it must be what the pointer reaches there."""
        window = widget.window()
        place = place if place is not None else widget.visibleRegion().boundingRect().center()
        at = widget.mapTo(window, place)
        reached = window.childAt(at)
        assert reached is widget or (reached is not None and widget.isAncestorOf(reached)), (
            f"{widget.objectName()} is not in sight"
        )
        assert widget.isEnabled(), f"{widget.objectName()} is disabled"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)

    def named(self, name: str) -> None:
        self.click(self.person.find(QPushButton, name))

    def remedy(self) -> None:
        self.click(self.card.remedy)

    @property
    def target(self) -> QWidget:
        spotlight = self.desk.spotlight
        assert spotlight is not None
        self.until(lambda: not spotlight.hole.isEmpty())
        assert isinstance(spotlight.target, ControlTarget)
        return spotlight.target.widget

    def use(self) -> None:
        spotlight = self.desk.spotlight
        assert spotlight is not None
        self.until(lambda: not spotlight.hole.isEmpty())
        target = spotlight.target
        if not isinstance(target, MenuTarget):
            self.click(self.target)
            return
        bar = self.window.menuBar()
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=spotlight.hole.center())
        self.pick_entry(english(target.action.text()))

    def fill(self, text: str) -> None:
        self.click(self.target)
        self.type(text)

    def enter(self, text: str) -> None:
        self.fill(text)
        self.named("runButton")

    def pick_entry(self, text: str) -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(one for one in menu.actions() if english(one.text()) == text)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    def mend(self) -> None:
        def offered() -> list[QPushButton]:
            buttons = self.window.findChildren(QPushButton)
            return [
                one
                for one in buttons
                if one.objectName().startswith("suggest.") and not one.visibleRegion().isEmpty()
            ]

        self.until(lambda: bool(offered()))
        self.click(offered()[0])

    def _index(self, row: int) -> None:
        view = self.target
        assert isinstance(view, QAbstractItemView)
        place = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def leaf(self) -> None:
        tree = self.target
        assert isinstance(tree, QTreeView)
        index = tree.indexAt(QPoint(10, 1))
        for _ in range(4):
            index = tree.indexBelow(index)
            tree.scrollTo(index)  # beside the lesson three rows are in sight
            QTest.mouseClick(
                tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center()
            )
            self.person.until_idle()

    def open_row(self, row: int) -> None:
        self._index(row)

    def run_again(self) -> None:
        self.named("runButton")

    def head(self) -> None:
        grid = self.target
        self.click(grid, QPoint(grid.width() // 2, grid.height() // 2))

    def save(self, folder: Path) -> None:
        line = self.person.find(QLineEdit, "saveFolder")
        self.until(line.isVisible)
        self.click(line)
        line.selectAll()
        QTest.keyClicks(line, str(folder))
        save = self.person.find(QPushButton, "saveButton")
        self.until(save.isEnabled)
        self.click(save)

    def early(self) -> None:
        slider = self.target
        self.click(slider, QPoint(2 + slider.width() // 6, slider.height() // 2))
        self.person.until_idle()
        self.named("trainLook")


def _sentence(hand: Hand) -> None:
    hand.use()


def _twice(hand: Hand) -> None:
    hand.use()
    hand.until(hand.is_done)
    hand.person.until_idle()
    hand.use()


def _wrong(hand: Hand) -> None:
    hand.fill("5")
    hand.until(hand.is_done)
    hand.mend()


def _small(hand: Hand) -> None:
    hand.use()
    hand.pick_entry("Tiny")


def _batch(hand: Hand) -> None:
    hand.use()
    hand.until(lambda: isinstance(hand.focus, QLineEdit))
    hand.type("A dog says [MASK].")
    hand.run_again()


def _layers(hand: Hand) -> None:
    if not hand.is_done():  # what was missing was a run
        hand.run_again()


def _reload(hand: Hand) -> None:
    row = hand.person.window.local_pane.findChild(QAbstractItemView, "localModels")
    assert row is not None
    names = [
        str(row.model().index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole) or "")
        for at in range(row.model().rowCount())
    ]
    hand.open_row(next(at for at, name in enumerate(names) if "kept" in name))
    hand.until(hand.is_done)
    hand.person.until_idle()
    hand.use()


ACTS: dict[str, Callable[[Hand], object]] = {
    "config": lambda hand: hand.fill("3"),
    "small": _small,
    "wrong": _wrong,
    "create": lambda hand: hand.use(),
    "noise-inside": lambda hand: hand.leaf(),
    "checkpoint": lambda hand: hand.open_row(0),
    "ask": lambda hand: hand.use(),
    "save": lambda hand: hand.use(),
    "check": lambda hand: hand.use(),
    "reload": _reload,
    "flow": lambda hand: hand.enter("The capital of Italy is [MASK]."),
    "tokens": lambda hand: hand.enter("The capital of Japan is [MASK]."),
    "unknown": lambda hand: hand.enter("The capital of Zorblax is [MASK]."),
    "batch": _batch,
    "layers": _layers,
    "heads": lambda hand: hand.head(),
    "why": lambda hand: hand.use(),
    "twin": _twice,
    "noise": lambda hand: hand.use(),
    "compare": _twice,
    "untaught": lambda hand: hand.use(),
    "learn": lambda hand: hand.use(),
    "moment": lambda hand: hand.early(),
    "keep": lambda hand: hand.use(),
}
SAVES = ("save", "keep")


def _pages() -> list[str]:
    text = resources.path("lessons", "models.json").read_text(encoding="utf-8")
    lesson, _ = format.read(text, _AnyTerm())
    assert lesson is not None
    return [page.key for page in lesson.pages if page.tasks or page.needs]


class _AnyTerm(frozenset[str]):
    def __contains__(self, item: object) -> bool:
        return True


def _short_training(person: Person) -> None:
    steps = person.window.findChild(WholeBox, "trainSteps")
    if steps is not None and steps.isEnabled():
        steps.setValue(24)
        person.find(WholeBox, "trainBatch").setValue(8)


def _says_otherwise(card: LessonCard, sentence: str) -> bool:
    return card.need.text() != sentence


def _fetch_what_is_missing(hand: Hand, folder: Path) -> None:
    """Press what the page offers until nothing is missing."""
    card = hand.card
    for _ in range(_MOST_NEEDS):
        hand.person.until_idle()
        if not card.need.isVisible():
            return
        sentence = card.need.text()
        if card.remedy.isVisible():
            assert card.remedy.isEnabled(), f"“{sentence}” offers what cannot be done"
            saves = "Save" in english(card.remedy.text())
            hand.remedy()
            if saves:
                hand.save(folder)
        else:
            _short_training(hand.person)
            hand.use()
        hand.until(partial(_says_otherwise, card, sentence))
    pytest.fail(f"still missing: {card.need.text()}")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # menus, offscreen
@pytest.mark.parametrize("kind", [Hand, Pointer], ids=["keys", "clicks"])
@pytest.mark.parametrize("key", _pages())
def test_a_page_that_is_opened_cold_can_be_done_from_there(
    begin: Begin, tmp_path: Path, key: str, kind: type[Hand]
) -> None:
    hand = kind(begin("--size", "1024x700"))
    folder = tmp_path / "kept"
    hand.open_page(key)
    _fetch_what_is_missing(hand, folder)
    if key in ACTS:
        _short_training(hand.person)
        ACTS[key](hand)
        if key in SAVES:
            hand.save(tmp_path / "other")
    hand.done()
    assert hand.card.next.isEnabled()
