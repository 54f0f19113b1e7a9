"""Ctrl+Tab turns the pages whatever has the focus."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMainWindow, QPushButton, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.page_keys import PageKeys
from explorer.app.shell import Shell


class Window(QMainWindow):
    """Two columns with tabs of their own and a button that is in none."""

    def __init__(self) -> None:
        super().__init__()
        self.outside = QPushButton("Understand")
        self.sources, self.views = QTabWidget(), QTabWidget()
        self.views.setObjectName("viewTabs")
        self.inside = QLineEdit()
        self.sources.addTab(self.inside, "Local")
        self.sources.addTab(QLineEdit(), "Hub")
        for number in range(3):
            self.views.addTab(QWidget(), f"View {number}")
        middle = QWidget()
        row = QHBoxLayout(middle)
        for widget in (self.outside, self.sources, self.views):
            row.addWidget(widget)
        self.setCentralWidget(middle)
        self.keys = PageKeys(cast(Shell, self))


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def turn(window: Window, *, back: bool = False) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    shift = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    focus = window.focusWidget() or window
    QTest.keyClick(focus, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, control | shift)


def test_from_a_control_in_no_tabs_the_views_turn(window: Window) -> None:
    window.outside.setFocus()
    for place in (1, 2, 0):
        turn(window)
        assert window.views.currentIndex() == place
    turn(window, back=True)
    assert window.views.currentIndex() == 2


def test_without_any_focus_the_views_turn(window: Window) -> None:
    focus = window.focusWidget()
    if focus is not None:
        focus.clearFocus()
    turn(window)
    assert window.views.currentIndex() == 1


def test_inside_tabs_those_turn_once_and_what_cannot_be_chosen_is_passed(window: Window) -> None:
    window.inside.setFocus()
    turn(window)
    assert (window.sources.currentIndex(), window.views.currentIndex()) == (1, 0)
    window.outside.setFocus()
    window.views.setTabEnabled(1, False)
    turn(window)
    assert window.views.currentIndex() == 2
