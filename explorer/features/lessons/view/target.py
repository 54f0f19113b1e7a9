"""What a page points at: a control of the window, or an action in its menus, by objectName."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QScrollArea, QTabWidget, QWidget

_ROUND = 4
"""Pixels between a control and the ring around it."""


@dataclass(frozen=True)
class ControlTarget:
    """A control of the window."""

    window: QMainWindow
    widget: QWidget

    def area(self) -> QRect:
        """Where it is seen, in pixels of the window; empty where it is not in sight."""
        widget = self.widget
        if not widget.isVisible():
            return QRect()
        if isinstance(widget, QTabWidget):
            widget = widget.tabBar()
        rect = QRect(widget.mapTo(self.window, QPoint(0, 0)), widget.size())
        rect.adjust(-_ROUND, -_ROUND, _ROUND, _ROUND)
        above = widget.parentWidget()
        while above is not None and above is not self.window:
            room = QRect(above.mapTo(self.window, QPoint(0, 0)), above.size())
            rect = rect.intersected(room.adjusted(-_ROUND, -_ROUND, _ROUND, _ROUND))
            above = above.parentWidget()
        return rect if rect.width() > 2 * _ROUND and rect.height() > 2 * _ROUND else QRect()

    def scroll_to(self) -> None:
        """Scroll every page around it so far that it is seen."""
        above = self.widget.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea) and above.widget() is not None:
                port, bar = above.viewport(), above.verticalScrollBar()
                top = self.widget.mapTo(port, QPoint(0, 0)).y()
                spare = port.height() - self.widget.height()
                if not 0 <= top <= max(0, spare):
                    bar.setValue(bar.value() + top - max(0, spare // 2))
            above = above.parentWidget()

    def take_focus(self) -> bool:
        """Bring the keyboard there; whether it went."""
        if not self.widget.isVisible():
            return False
        for widget in (self.widget, *self.widget.findChildren(QWidget)):
            takes = (widget.focusProxy() or widget).focusPolicy()
            if widget.isVisible() and widget.isEnabled() and takes & Qt.FocusPolicy.TabFocus:
                widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False


@dataclass(frozen=True)
class MenuTarget:
    """An action in the menus of the window."""

    window: QMainWindow
    action: QAction
    widget: None = None

    def area(self) -> QRect:
        """Where its menu is in the menu bar, in pixels of the window; empty without one."""
        bar = self.window.menuBar()
        menus = _menus(self.window, self.action)
        if not menus or not bar.isVisible():
            return QRect()
        place = bar.actionGeometry(menus[0].menuAction())
        return QRect(bar.mapTo(self.window, place.topLeft()), place.size())

    def scroll_to(self) -> None:
        """The menu bar is in sight."""

    def take_focus(self) -> bool:
        """Open its menu at the action; whether it could be opened."""
        bar = self.window.menuBar()
        menus = _menus(self.window, self.action)
        if not menus or not bar.isVisible():
            return False
        bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
        bar.setActiveAction(menus[0].menuAction())
        menus[0].setActiveAction(self.action if len(menus) == 1 else menus[1].menuAction())
        return True


Target = ControlTarget | MenuTarget


def find(window: QMainWindow, name: str) -> Target | None:
    """The control or the action of that name, None where there is none now.

    An action is rather found at its button of the banner than in its menu.
    """
    if not name:
        return None
    for called in (name, f"button.{name}"):
        for child in window.findChildren(QWidget, called):
            if child.isVisible():
                return ControlTarget(window, child)
    action = window.findChild(QAction, name)
    return MenuTarget(window, action) if action is not None else None


def _menus(window: QMainWindow, action: QAction) -> list[QMenu]:
    """The menus that lead to an action, the one in the menu bar first."""
    for top in window.menuBar().actions():
        for menu in _menu_of(top):
            if action in menu.actions():
                return [menu]
            for below in chain.from_iterable(map(_menu_of, menu.actions())):
                if action in below.actions():
                    return [menu, below]
    return []


def _menu_of(action: QAction) -> list[QMenu]:
    """The menu that an action opens, if it opens one."""
    menu = action.menu()
    return [menu] if isinstance(menu, QMenu) else []
