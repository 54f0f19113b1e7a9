"""What is clicked before every page is built waits for those who answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_PRESS = QEvent.Type.MouseButtonPress
_HELD = (
    _PRESS,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease,
)


class FirstClicks(QObject):
    """Holds clicks and keys in the window from its first paint, `hold`, until `hand_on`.

    On a slow machine seconds go by in which the window is painted and its buttons are connected to
    nothing yet.
    """

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self._held: list[tuple[QWidget, QEvent]] = []

    def hold(self) -> None:
        """Begin. Earlier nobody can click, and each event of each widget that is made would come
        to Python: 10 of the 250 ms to the first paint."""
        self._filters(on=True)

    def _filters(self, *, on: bool) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            (application.installEventFilter if on else application.removeEventFilter)(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a click or a key back."""
        held = event.type() in _HELD and isinstance(event, QMouseEvent | QKeyEvent)
        if not held or not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        event.accept()  # an override that is accepted comes again, as a key
        if event.type() != QEvent.Type.ShortcutOverride:
            self._held.append((watched, event.clone()))
        return True

    def hand_on(self) -> None:
        """Every page is there: let what was held happen, in its order.

        The start page stays, unless it would hide a control that was clicked: its own cards, the
        menus and the banner lead on by themselves, and a click on nothing leads nowhere.
        """
        self._filters(on=False)
        held, self._held = self._held, []
        for widget, event in held:
            if not isValid(widget):
                continue
            if isinstance(event, QMouseEvent):
                self._click(widget, event)
            elif not self._shortcut(event):
                QApplication.postEvent(widget, event)

    def _click(self, widget: QWidget, event: QMouseEvent) -> None:
        if event.type() == _PRESS and is_control(widget, event.position().toPoint()):
            if not widget.isVisible():
                self._window.leave_start()
            if (widget.focusProxy() or widget).focusPolicy() & Qt.FocusPolicy.ClickFocus:
                widget.setFocus(Qt.FocusReason.MouseFocusReason)  # Qt does for its own clicks alone
        QApplication.postEvent(widget, event)

    def _shortcut(self, event: QEvent) -> bool:
        """Whether a key is that of an action or of a menu, which knows keys of the system alone."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        keys = QKeySequence(event.keyCombination())
        bar = self._window.menuBar()
        for menu in bar.actions():
            if QKeySequence.mnemonic(menu.text()) == keys:
                bar.setActiveAction(menu)
                return True
        for action in self._window.findChildren(QAction):
            if keys in action.shortcuts() and action.isEnabled():
                action.trigger()
                return True
        return False


def is_control(widget: QWidget, place: QPoint) -> bool:
    """Whether a click at a place of a widget does something: on a button, a tab, a line of a list
    or a box to choose from."""
    match widget:
        case QAbstractButton() | QComboBox():
            return widget.isEnabled()
        case QTabBar():
            return widget.tabAt(place) >= 0
    above = widget.parentWidget()
    return isinstance(above, QAbstractItemView) and above.indexAt(place).isValid()
