"""The acts: each takes a random choice and does it through events, as a hand would."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, cast

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QAction,
    QDropEvent,
    QGuiApplication,
    QWheelEvent,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from explorer.app.main_window import MainWindow
from tests.dragging import drag_enter
from tests.surveys.monkey.hand import LEFT, NONE, RIGHT, Hand, alive, named
from tests.surveys.monkey.words import Places, long_text, text

_TOP = QModelIndex()
_ACROSS = Qt.Orientation.Horizontal
_CTRL = Qt.KeyboardModifier.ControlModifier
_KEYS = (
    Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab,
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home,
    Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace, Qt.Key.Key_F1, Qt.Key.Key_F5, Qt.Key.Key_F9, Qt.Key.Key_Menu,
)  # fmt: skip
_MODEL = ("start.", "openBundled.", "createButton", "twinAction", "unloadAction", "borrow.")
_WORK = (
    "runButton", "generateButton", "runAction", "saveAction", "stopButton", "stopAction",
    "saveSessionAction", "openSessionAction", "openAction", "presentAction", "undoAction",
    "downloadButton", "pauseButton", "cancelButton", "runBoth", "historyButton", "tourAction",
    "pictureAction", "mode", "flowPlay", "flowGuess", "liveButton", "previousText",
    "whyStart", "whySharesStart", "whySlopesStart", "trainButton", "trainStop", "trainResume",
    "trainLook", "chatSend", "clearChat", "lessonGoButton", "lessonNextButton", "lessonSkipButton",
    "nextToken", "continueText", "undoToken", "lookInsideText", "writtenPicture", "writtenPlay",
    "writtenReplay",
    "compareFlowPlay", "comparePrevious", "twinOtherButton", "swapButton",
)  # fmt: skip
_QUITS = ("quitAction",)


class Acts(Hand):
    """Chooses an act by its weight, and does it."""

    def __init__(self, window: MainWindow, places: Places, note: Callable[[str], None]) -> None:
        super().__init__(window, note)
        self._places = places
        self._weights: dict[Callable[[QWidget], bool], int] = {
            self.click: 26, self.type: 12, self.combo: 6, self.tab: 6, self.action: 9,
            self.favourite: 12, self.hurry: 5, self.key: 7, self.item: 8, self.picture: 9,
            self.slide: 4, self.resize: 2, self.drop: 2, self.stop: 4, self.burst: 2, self.menu: 2,
            self.live: 6, self.talk: 1,
        }  # fmt: skip

    # -- an act ----------------------------------------------------------------------------

    def one(self, rng: random.Random) -> None:
        """Do one act, whatever is in front."""
        self.rng = rng
        root = self.root()
        if isinstance(root, QMenu):
            self.in_menu(root)
            return
        acts = list(self._weights)
        if root is not self.window:
            acts = [self.click, self.type, self.combo, self.tab, self.key, self.item, self.slide]
            acts += [self.picture]
            if rng.random() < 0.08:
                self._escape(root)
                return
        for _ in range(5):
            chosen = rng.choices(acts, [self._weights[one] for one in acts])[0]
            if chosen(root):
                return

    def answer(self, root: QWidget) -> None:
        """One act on something that waits for an answer in a loop of its own."""
        if isinstance(root, QMenu):
            self.in_menu(root)
        elif self.rng.random() < 0.15 or not self.click(root):
            self._escape(root)

    def _escape(self, root: QWidget) -> None:
        self._note(f"Escape in {named(root)}")
        QTest.keyClick(root, Qt.Key.Key_Escape)
        if root.isVisible() and self.rng.random() < 0.3 and isinstance(root, QDialog):
            root.reject()

    # -- acts --------------------------------------------------------------------------------

    def click(self, root: QWidget) -> bool:
        """Any button that can be seen and is enabled."""
        button = self._some(root, QAbstractButton, lambda one: True)
        point = self._point(button) if button is not None else None
        if button is None or point is None:
            return False
        self._note(f"click {named(button)}")
        self._press(button, point)
        return True

    def burst(self, root: QWidget) -> bool:
        """The same button many times."""
        button = self._some(root, QAbstractButton, lambda one: True)
        point = self._point(button) if button is not None else None
        if button is None or point is None:
            return False
        times = self.rng.randint(2, 12)
        self._note(f"click {times} times {named(button)}")
        before = self.root()
        for _ in range(times):
            self._press(button, point)
            if self.root() is not before or not alive(button) or not button.isVisible():
                break
        return True

    def type(self, root: QWidget) -> bool:
        """Into any field: typed, pasted, emptied."""
        kinds = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
        kind = self.rng.choice((QLineEdit, QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox))
        field = self._some(root, kind, lambda one: True) or self._some(
            root, QWidget, lambda one: isinstance(one, kinds)
        )
        point = self._point(field) if field is not None else None
        if field is None or point is None:
            return False
        self._press(field, point)
        focus = QApplication.focusWidget()
        if focus is None:
            return True
        if self.rng.random() < 0.6:
            QTest.keyClick(focus, Qt.Key.Key_A, _CTRL)
        how = self.rng.random()
        if how < 0.08 and not isinstance(field, QAbstractSpinBox):
            said = long_text(self.rng)
            self._note(f"paste {len(said)} characters {said[:12]!r} into {named(field)}")
            QGuiApplication.clipboard().setText(said)
            QTest.keyClick(focus, Qt.Key.Key_V, _CTRL)
        elif how < 0.2:
            self._note(f"empty {named(field)}")
            QTest.keyClick(focus, Qt.Key.Key_Delete)
        else:
            said = text(self.rng)
            self._note(f"type {said!r} into {named(field)}")
            if said.isascii() and said.isprintable() and len(said) < 80 and how < 0.7:
                QTest.keyClicks(focus, said)
            else:
                QGuiApplication.clipboard().setText(said)
                QTest.keyClick(focus, Qt.Key.Key_V, _CTRL)
        if self.rng.random() < 0.35:
            QTest.keyClick(focus, Qt.Key.Key_Return)
        return True

    def live(self, root: QWidget) -> bool:
        """A few words at the end of the text, letter by letter, as runs follow the typing."""
        field = self.window.findChild(QLineEdit, "textInput")
        if field is None or not field.isVisible() or (point := self._point(field)) is None:
            return False
        said = self.rng.choice((" is", " the fox", " [MASK].", " not", " a"))
        self._note(f"type {said!r} at the end of the text")
        self._press(field, point)
        QTest.keyClick(field, Qt.Key.Key_End)
        for letter in said:
            if alive(field) and field.isVisible():
                QTest.keyClicks(field, letter)
                QApplication.processEvents()
        for _ in range(self.rng.choice((0, 0, 3))):
            QTest.keyClick(field, Qt.Key.Key_Backspace)
        return True

    def talk(self, root: QWidget) -> bool:
        """A model that holds a conversation."""
        self._note("open the model that talks")
        self.window.load(self._places.that_talks)
        return True

    def combo(self, root: QWidget) -> bool:
        """Any item of any box, with the list open."""
        box = self._some(root, QComboBox, lambda one: one.count() > 0)
        if box is None or self._point(box) is None:
            return False
        row = self.rng.randrange(box.count())
        self._note(f"choose item {row} of {named(box)}")
        box.showPopup()
        view = box.view()
        index = box.model().index(row, box.modelColumn(), box.rootModelIndex())
        view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        place = view.visualRect(index)
        if view.isVisible() and not place.isEmpty():
            QTest.mouseMove(view.viewport(), place.center())
            QTest.mouseClick(view.viewport(), LEFT, NONE, place.center())
        if alive(box) and view.isVisible():
            box.hidePopup()
        return True

    def tab(self, root: QWidget) -> bool:
        """Another tab."""
        bar = self._some(root, QTabBar, lambda one: one.count() > 1)
        if bar is None or self._point(bar) is None:
            return False
        place = self.rng.randrange(bar.count())
        self._note(f"tab {place} of {named(bar)}")
        inside = bar.tabRect(place).center()
        if bar.visibleRegion().contains(inside):
            self._press(bar, inside)
        else:
            bar.setCurrentIndex(place)
        return True

    def action(self, root: QWidget) -> bool:
        """Any action of the menus."""
        return self._trigger([one for one in self.window.findChildren(QAction) if one.objectName()])

    def favourite(self, root: QWidget) -> bool:
        """What people do most: get a model, run it, let it write, stop it, save it."""
        models = self.window.summary is None or self.rng.random() < 0.3
        names = _MODEL if models else _WORK
        wanted = self.rng.choice(names)
        actions = self.window.findChildren(QAction)
        buttons = [
            one
            for one in self.window.findChildren(QAbstractButton)
            if one.objectName().startswith(wanted) and one.isVisible() and one.isEnabled()
        ]
        if buttons:
            button = self.rng.choice(buttons)
            if (point := self._point(button)) is not None:
                self._note(f"click {named(button)}")
                self._press(button, point)
                return True
        return self._trigger([one for one in actions if one.objectName().startswith(wanted)])

    def hurry(self, root: QWidget) -> bool:
        """Several of them at once: the next before the answer to the one before."""
        for _ in range(self.rng.randint(2, 6)):
            if QApplication.activePopupWidget() or QApplication.activeModalWidget():
                break
            self.favourite(root)
        return True

    def _trigger(self, actions: Sequence[QAction]) -> bool:
        found = [one for one in actions if one.isEnabled() and one.menu() is None]
        found = [one for one in found if one.objectName() not in _QUITS]
        if not found:
            return False
        weights = [1 / (1 + self._seen[one.objectName()]) for one in found]
        chosen = self.rng.choices(found, weights)[0]
        self._seen[chosen.objectName()] += 1
        self._note(f"action {chosen.objectName()}")
        chosen.trigger()
        return True

    def menu(self, root: QWidget) -> bool:
        """Open a menu of the bar; what is in it comes with the next acts."""
        bar = self._some(root, QMenuBar, lambda one: bool(one.actions()))
        if bar is None:
            return False
        entry = self.rng.choice(bar.actions())
        self._note(f"menu {entry.text()}")
        self._press(bar, bar.actionGeometry(entry).center())
        return True

    def in_menu(self, menu: QMenu) -> None:
        """Choose an entry, or leave."""
        entries = [one for one in menu.actions() if one.isEnabled() and not one.isSeparator()]
        entries = [one for one in entries if one.objectName() not in _QUITS]
        if not entries or self.rng.random() < 0.15:
            self._note("Escape from a menu")
            QTest.keyClick(menu, Qt.Key.Key_Escape)
            return
        entry = self.rng.choice(entries)
        self._note(f"menu entry {entry.objectName() or entry.text()}")
        QTest.mouseMove(menu, menu.actionGeometry(entry).center())
        QTest.mouseClick(menu, LEFT, NONE, menu.actionGeometry(entry).center())
        if alive(menu) and menu.isVisible() and entry.menu() is None:
            menu.close()

    def key(self, root: QWidget) -> bool:
        """A key, or a shortcut of the menus."""
        if self.rng.random() < 0.3 and root is self.window:
            keyed = [one for one in self.window.findChildren(QAction) if one.shortcuts()]
            keyed = [one for one in keyed if one.objectName() not in _QUITS]
            action = self.rng.choice(keyed)
            self._note(f"shortcut {action.shortcut().toString()}")
            combination = cast(Any, action.shortcut())[0]  # which Qt's stubs do not know
            QTest.keyClick(root, combination.key(), combination.keyboardModifiers())
            return True
        focus = QApplication.focusWidget()
        target = focus if focus is not None and focus.window() is root.window() else root
        key = self.rng.choice(_KEYS)
        many = _CTRL if self.rng.random() < 0.15 else NONE
        self._note(f"key {key.name} {many.name if many else ''} in {named(target)}")
        for _ in range(self.rng.choice((1, 1, 1, 4))):
            if not alive(target) or not target.isVisible():
                break
            QTest.keyClick(target, key, many)
        return True

    def item(self, root: QWidget) -> bool:
        """A row of a list, a tree or a table: click, double-click, keys."""
        view = self._some(
            root,
            QAbstractItemView,
            lambda one: one.model() is not None and one.model().rowCount(_TOP) > 0,
        )
        if view is None or self._point(view) is None:
            return False
        model = view.model()
        heads = view.findChildren(QHeaderView)
        columns = max([1, *(one.count() for one in heads if one.orientation() == _ACROSS)])
        row = self.rng.randrange(model.rowCount(_TOP))
        index = model.index(row, self.rng.randrange(columns))
        if model.rowCount(index.siblingAtColumn(0)) and self.rng.random() < 0.7:
            above = index.siblingAtColumn(0)
            index = model.index(self.rng.randrange(model.rowCount(above)), 0, above)
        if not index.isValid():
            return False
        view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        place = view.visualRect(index).center()
        how = self.rng.choice(("click", "click", "double", "right", "key"))
        self._note(f"{how} row {index.row()} column {index.column()} of {named(view)}")
        self._press(view.viewport(), place)
        if how == "double" and alive(view):
            QTest.mouseDClick(view.viewport(), LEFT, NONE, place)
        elif how == "right" and alive(view):
            self._press(view.viewport(), place, RIGHT)
        elif how == "key" and alive(view):
            QTest.keyClick(view, self.rng.choice(_KEYS))
        return True

    def picture(self, root: QWidget) -> bool:
        """Anything else that can be pointed at: hover, click, drag, right-click, wheel."""
        plain = (QAbstractButton, QLineEdit, QScrollBar)
        widget = self._some(root, QWidget, lambda one: not isinstance(one, plain))
        point = self._point(widget) if widget is not None else None
        if widget is None or point is None:
            return False
        how = self.rng.choice(("hover", "hover", "click", "drag", "right", "wheel", "double"))
        self._note(f"{how} at {point.x()},{point.y()} in {named(widget)}")
        handle = cast("QWindow | None", widget.window().windowHandle())
        there = widget.mapTo(widget.window(), point)
        if handle is None:
            return False
        QTest.mouseMove(handle, there)
        if how in ("click", "right"):
            self._press(widget, point, LEFT if how == "click" else RIGHT)
        elif how == "double":
            QTest.mouseDClick(handle, LEFT, NONE, there)
        elif how == "drag":
            QTest.mousePress(handle, LEFT, NONE, there)
            for _ in range(4):
                there += QPoint(self.rng.randint(-60, 60), self.rng.randint(-40, 40))
                if not alive(widget) or not isValid(handle):  # what was pressed took it away
                    break
                room = widget.window().size()
                there.setX(min(max(there.x(), 0), room.width() - 1))
                there.setY(min(max(there.y(), 0), room.height() - 1))
                QTest.mouseMove(handle, there)
            if isValid(handle):
                QTest.mouseRelease(handle, LEFT, NONE, there)
        elif how == "wheel":
            turn = QPoint(0, self.rng.choice((-1200, -120, 120, 1200)))
            there_f = QPointF(point)
            held = _CTRL if self.rng.random() < 0.2 else NONE
            event = QWheelEvent(
                there_f, QPointF(widget.mapToGlobal(point)), QPoint(), turn,
                Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(widget, event)
        return True

    def slide(self, root: QWidget) -> bool:
        """A slider or a scroll bar, by mouse."""
        slider = self._some(root, QAbstractSlider, lambda one: one.maximum() > one.minimum())
        point = self._point(slider) if slider is not None else None
        if slider is None or point is None:
            return False
        self._note(f"slide {named(slider)}")
        QTest.mousePress(slider, LEFT, NONE, point)
        for _ in range(5):
            point += QPoint(self.rng.randint(-80, 80), self.rng.randint(-80, 80))
            if alive(slider):
                QTest.mouseMove(slider, point)
        if alive(slider):
            QTest.mouseRelease(slider, LEFT, NONE, point)
        return True

    def resize(self, root: QWidget) -> bool:
        """Any size of window."""
        width, height = self.rng.randint(640, 2560), self.rng.randint(480, 1440)
        self._note(f"resize to {width}x{height}")
        self.window.resize(width, height)
        return True

    def drop(self, root: QWidget) -> bool:
        """A file, a folder, several, a text or an address."""
        data = QMimeData()
        paths = [self._places.to_open(self.rng) for _ in range(self.rng.choice((1, 1, 1, 3)))]
        if self.rng.random() < 0.1:
            data.setText(text(self.rng))
        elif self.rng.random() < 0.1:
            data.setUrls([QUrl("http://127.0.0.1/x")])
        else:
            data.setUrls([QUrl.fromLocalFile(one) for one in paths])
        self._note(f"drop {data.text()[:120]!r}")
        point, act = self.window.rect().center(), Qt.DropAction.CopyAction
        enter = drag_enter(point, act, data)
        QApplication.sendEvent(self.window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(self.window, QDropEvent(QPointF(point), act, data, LEFT, NONE))
        return True

    def stop(self, root: QWidget) -> bool:
        """Stop whatever is under way."""
        button = self.window.status.stop
        if not button.isVisible():
            return False
        self._note("click stopButton")
        self._press(button, button.rect().center())
        return True
