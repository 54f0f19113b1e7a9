"""A map of numbers: what is marked is what is pointed at."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.widgets.heat_map import HeatMap

NAMES = ("the", "capital", "of")


def test_nothing_is_marked_once_the_mouse_has_gone(qtbot: QtBot, look: Theme) -> None:
    page = QWidget()
    shown, other = HeatMap(look, "map", "A map"), QPushButton("Other")
    column = QVBoxLayout(page)
    column.addWidget(shown)
    column.addWidget(other)
    qtbot.addWidget(page)
    page.resize(500, 500)
    values = np.eye(3, dtype=np.float32)
    shown.show_map(values, NAMES, NAMES, 0.0, 1.0, lambda row, column: f"{row} {column}")
    page.show()
    other.setFocus()
    before = shown.grab().toImage()
    told: list[tuple[int, int]] = []
    shown.pointed.connect(lambda row, column: told.append((row, column)))
    place = shown._place().center()
    QTest.mouseMove(shown, QPoint(round(place.x()), round(place.y())))
    qtbot.waitUntil(lambda: told == [(1, 1)])
    assert shown.grab().toImage() != before
    QApplication.sendEvent(shown, QEvent(QEvent.Type.Leave))
    assert shown.grab().toImage() == before
    # Back on the same cell it is told again, and the keys begin where the mouse was.
    shown.point(1, 1)
    assert told == [(1, 1), (1, 1)]
    assert shown.grab().toImage() != before
    QApplication.sendEvent(shown, QEvent(QEvent.Type.Leave))
    shown.holds_spot = True  # tools act on the cell: it stays marked
    shown.point(1, 1)
    QApplication.sendEvent(shown, QEvent(QEvent.Type.Leave))
    assert shown.grab().toImage() != before
