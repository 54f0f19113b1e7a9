"""What is faded: how much of it is left in sight, where the mouse goes, and what it costs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.widgets.blocks import Card
from explorer.widgets.fading import Veil, is_faded

NONE = Qt.KeyboardModifier.NoModifier


class _Black(QPushButton):
    def __init__(self) -> None:
        super().__init__()
        self.setStyleSheet("background: black; border: none")
        self.setFixedSize(100, 40)


def _shade(window: QWidget, widget: QWidget) -> QColor:
    centre = widget.mapTo(window, widget.rect().center())
    return window.grab().toImage().pixelColor(centre)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_third_of_it_is_left_in_sight(qtbot: QtBot, look: Theme, theme: str) -> None:
    look.choose(theme, 100)
    page = QWidget()
    qtbot.addWidget(page)
    on_page, card, in_card = _Black(), Card(), _Black()
    column = QVBoxLayout(page)
    column.addWidget(on_page)
    column.addWidget(card)
    card.add(in_card)
    page.show()
    for widget, ground in ((on_page, "back"), (in_card, "card")):
        veil = Veil(widget)
        veil.lay(True)
        wanted = look.colour(ground).red() * 0.65
        assert _shade(page, widget).red() == pytest.approx(wanted, abs=2)
        assert is_faded(widget)
        veil.lay(False)
        assert _shade(page, widget).red() == 0
        assert not is_faded(widget)


def test_it_stays_above_what_comes_and_as_large_and_lets_clicks_through(
    qtbot: QtBot, look: Theme
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    veil = Veil(page)
    veil.lay(True)
    page.resize(200, 100)
    with qtbot.waitExposed(page):
        page.show()
    pressed: list[bool] = []
    later = _Black()
    later.clicked.connect(lambda: pressed.append(True))
    column.addWidget(later)
    page.resize(300, 160)
    qtbot.waitUntil(lambda: later.x() > 0 and veil.size() == page.size())
    assert 100 < _shade(page, later).red() < 200, "black, and seen through the veil"
    handle = page.windowHandle()
    assert handle is not None
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, NONE, later.mapTo(page, QPoint(50, 20)))
    qtbot.waitUntil(lambda: pressed == [True])
    assert page.childAt(later.geometry().center()) is later
