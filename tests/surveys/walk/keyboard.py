"""Does Tab come to everything that can be used, and leave it again?"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QRadioButton,
    QTabBar,
    QWidget,
)

from tests.surveys.walk.findings import Findings, visible
from tests.surveys.walk.names import usable

_MOST = 700
"""Presses of Tab after which a ring is taken to be endless."""


def check_tab(root: QWidget, place: str, found: Findings) -> None:
    """Press Tab until the focus is back where it began; tell what was never reached."""
    root.activateWindow()
    QApplication.processEvents()
    if root.focusWidget() is None:
        root.setFocus()
    QTest.keyClick(root.focusWidget() or root, Qt.Key.Key_Tab)
    start = QApplication.focusWidget()
    if start is None:
        found.add("nothing takes the focus", root, place)
        return
    visited = [start]
    here: QWidget = start
    stays = 0
    for _ in range(_MOST):
        QTest.keyClick(here, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or not (now is root or root.isAncestorOf(now)):
            found.add("Tab leads out of the window", here, place)
            break
        stays = stays + 1 if now is here else 0
        if stays > 60:  # a text with links takes a Tab for each
            if sum(_wants_tab(one) for one in visible(root)) > 1:
                found.add("Tab does not leave it", here, place)
            break
        if now is start and here is not start:
            break
        if now not in visited:
            visited.append(now)
        here = now
    else:
        found.add("Tab never comes back to where it began", start, place)
    reached = set(visited)
    for widget in visible(root):
        if _wants_tab(widget) and widget not in reached and not _stood_for(widget, reached):
            found.add("Tab does not come here", widget, place)
        elif usable(widget) and isinstance(widget, QAbstractButton) and not _by_keys(widget):
            found.add("a button that no key comes to", widget, place)
    found.seen += len(visited)


def _wants_tab(widget: QWidget) -> bool:
    if not widget.isEnabled() or widget.size().isEmpty() or not usable(widget):
        return False
    if isinstance(widget, QHeaderView) or widget.focusProxy() is not None:
        return False
    return bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)


def _stood_for(widget: QWidget, reached: set[QWidget]) -> bool:
    """One radio button of a group stands for the others; arrows continue from there."""
    if isinstance(widget, QRadioButton):
        return any(isinstance(one, QRadioButton) for one in reached)
    if isinstance(widget, QAbstractButton) and widget.group() is not None:
        return any(one in reached for one in widget.group().buttons())
    return False


def _by_keys(widget: QAbstractButton) -> bool:
    parent = widget.parentWidget()
    if isinstance(parent, QTabBar | QLineEdit | QAbstractItemView) or not widget.isEnabled():
        return True
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus
