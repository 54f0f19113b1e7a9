"""What a page points at: a control of the window, or an action in its menus, by objectName."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QScrollArea, QTabWidget, QWidget

_ROUND = 4
"""Pixels between a control and the ring around it."""


def find(window: QMainWindow, name: str) -> QWidget | QAction | None:
    """The control or the action of that name, None where there is none now.

    An action is rather found at its button of the banner than in its menu.
    """
    if not name:
        return None
    for called in (name, f"button.{name}"):
        for child in window.findChildren(QWidget, called):
            if child.isVisible():
                return child
    action = window.findChild(QAction, name)
    return action if isinstance(action, QAction) else None


def area(window: QMainWindow, target: QWidget | QAction | None) -> QRect:
    """Where the target is seen, in pixels of the window; empty where it is not in sight."""
    if isinstance(target, QWidget):
        return _seen(window, target)
    bar = window.menuBar()
    if isinstance(target, QAction) and bar.isVisible():
        top = _menus(window, target)
        if top:
            place = bar.actionGeometry(top[0].menuAction())
            return QRect(bar.mapTo(window, place.topLeft()), place.size())
    return QRect()


def _seen(window: QMainWindow, widget: QWidget) -> QRect:
    if not widget.isVisible():
        return QRect()
    if isinstance(widget, QTabWidget):
        widget = widget.tabBar()
    rect = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    rect.adjust(-_ROUND, -_ROUND, _ROUND, _ROUND)
    above = widget.parentWidget()
    while above is not None and above is not window:
        room = QRect(above.mapTo(window, QPoint(0, 0)), above.size())
        rect = rect.intersected(room.adjusted(-_ROUND, -_ROUND, _ROUND, _ROUND))
        above = above.parentWidget()
    return rect if rect.width() > 2 * _ROUND and rect.height() > 2 * _ROUND else QRect()


def scroll_to(target: QWidget | QAction | None) -> None:
    """Scroll every page around a control so far that it is seen."""
    if not isinstance(target, QWidget):
        return
    above = target.parentWidget()
    while above is not None:
        inner = above.widget() if isinstance(above, QScrollArea) else None
        if isinstance(above, QScrollArea) and inner is not None:
            port, bar = above.viewport(), above.verticalScrollBar()
            top = target.mapTo(port, QPoint(0, 0)).y()
            spare = port.height() - target.height()
            if not 0 <= top <= max(0, spare):
                bar.setValue(bar.value() + top - max(0, spare // 2))
        above = above.parentWidget()


def take_focus(window: QMainWindow, target: QWidget | QAction | None) -> bool:
    """Bring the keyboard there; whether it went. An action's menu is opened at the action."""
    if isinstance(target, QAction):
        menus = _menus(window, target)
        if not menus or not window.menuBar().isVisible():
            return False
        window.menuBar().setFocus(Qt.FocusReason.MenuBarFocusReason)
        window.menuBar().setActiveAction(menus[0].menuAction())
        menus[0].setActiveAction(target if len(menus) == 1 else menus[1].menuAction())
        return True
    if target is None or not target.isVisible():
        return False
    for widget in (target, *target.findChildren(QWidget)):
        proxy = widget.focusProxy()
        takes = (proxy if isinstance(proxy, QWidget) else widget).focusPolicy()
        if widget.isVisible() and widget.isEnabled() and takes & Qt.FocusPolicy.TabFocus:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
    return False


def _menus(window: QMainWindow, action: QAction) -> list[QMenu]:
    """The menus that lead to an action, the one in the menu bar first."""
    for top in window.menuBar().actions():
        menu = top.menu()
        if not isinstance(menu, QMenu):
            continue
        if action in menu.actions():
            return [menu]
        for inner in menu.actions():
            below = inner.menu()
            if isinstance(below, QMenu) and action in below.actions():
                return [menu, below]
    return []
