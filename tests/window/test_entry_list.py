"""A list of models: where the keyboard is in it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.widgets.blocks import Page
from explorer.widgets.entry_list import EntryList, ListEntry


@pytest.mark.parametrize("reason", [Qt.FocusReason.TabFocusReason, Qt.FocusReason.OtherFocusReason])
def test_the_keyboard_comes_to_a_row_that_is_seen(
    qtbot: QtBot, look: Theme, reason: Qt.FocusReason
) -> None:
    window, before, models = QWidget(), QLineEdit(), EntryList(look, "models", "Models")
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(before)
    column.addWidget(models)
    models.entries.show([ListEntry(key=name, title=name, facts="") for name in ("one", "two")])
    window.show()
    qtbot.waitExposed(window)
    before.setFocus()
    assert not models.selectionModel().hasSelection()
    models.setFocus(reason)
    qtbot.waitUntil(lambda: models.selectionModel().isRowSelected(0))
    qtbot.keyClick(models, Qt.Key.Key_Down)
    assert models.current is not None
    assert models.current.key == "two"


def test_the_row_that_the_keys_went_to_is_in_sight_of_the_page(qtbot: QtBot, look: Theme) -> None:
    """Of a list that ends below a low page, in large text, the last row could not be seen."""
    page, before, models = Page(), QLineEdit(), EntryList(look, "models", "Models")
    qtbot.addWidget(page)
    page.add(before)
    page.add(models)
    models.setFixedHeight(300)
    names = [f"model {number}" for number in range(20)]
    models.entries.show([ListEntry(key=name, title=name, facts="") for name in names])
    page.resize(300, 150)
    page.show()
    qtbot.waitExposed(page)
    port, bar = page.viewport(), page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    models.setFocus(Qt.FocusReason.OtherFocusReason)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home):
        bar.setValue(0 if key == Qt.Key.Key_End else bar.maximum())
        qtbot.keyClick(models, key)
        row = models.visualRect(models.currentIndex())
        seen = QRect(models.viewport().mapTo(port, row.topLeft()), row.size())
        assert port.rect().contains(seen), key


def test_a_name_is_smaller_before_it_is_shortened(qtbot: QtBot, look: Theme) -> None:
    models = EntryList(look, "models", "Models")
    qtbot.addWidget(models)
    name = "sentence-transformers/all-MiniLM-L6-v2"
    small, usual = (QFontMetrics(look.font(*hand)) for hand in ((11,), (13,)))
    assert models.cards._title(name, 1000) == (name, look.font(13, bold=True))
    room = small.horizontalAdvance(name)
    assert room < usual.horizontalAdvance(name)
    assert models.cards._title(name, room) == (name, look.font(11))
    assert "…" in models.cards._title(name, room - 1)[0]


def _changed_by_focus(qtbot: QtBot, models: EntryList) -> NDArray[np.bool_]:
    """Which pixels of the list are others once it has the focus, (height, width)."""
    pictures = []
    models.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(models.hasFocus)
    for focused in (True, False):
        if not focused:
            models.clearFocus()
        image = models.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        flat = np.frombuffer(image.constBits(), dtype=np.uint32)
        pictures.append(flat.reshape(image.height(), -1).copy())
    return np.asarray(pictures[0] != pictures[1])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("rows", [3, 40])
def test_the_focus_is_whole_and_on_the_current_card_alone(
    qtbot: QtBot, look: Theme, theme: str, rows: int
) -> None:
    look.choose(theme, 200)
    window, models = QWidget(), EntryList(look, "models", "Models")
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(models)
    models.entries.show([ListEntry(key=str(n), title=f"m {n}", facts="") for n in range(rows)])
    window.resize(500, 400)
    window.show()
    qtbot.waitExposed(window)
    models.select("1")
    changed = _changed_by_focus(qtbot, models)
    card = models.visualRect(models.entries.index(1))
    inside = np.zeros_like(changed)
    inside[card.top() : card.bottom() + 1, card.left() : card.right() + 1] = True
    assert not (changed & ~inside).any()
    middle, centre = card.center().y(), card.center().x()
    bottom = card.bottom() - look.units(6)
    for y, x in ((middle, card.left() + 4), (middle, card.right() - 4), (card.top() + 4, centre)):
        assert changed[y, x]
    assert changed[bottom - 4, centre]


def test_an_empty_list_shows_its_focus_around_its_room(qtbot: QtBot, look: Theme) -> None:
    window, models = QWidget(), EntryList(look, "models", "Models")
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(models)
    window.show()
    qtbot.waitExposed(window)
    changed = _changed_by_focus(qtbot, models)
    high, wide = changed.shape
    assert changed[high // 2, 1]
    assert changed[high // 2, wide - 2]
    assert changed[1, wide // 2]
    assert changed[high - 2, wide // 2]


def test_a_list_in_a_low_window_shows_a_few_entries(qtbot: QtBot, look: Theme) -> None:
    """With large text, little more than one model was seen."""
    models = EntryList(look, "models", "Models", least=3)
    qtbot.addWidget(models)
    heights = []
    for count in (0, 1, 2, 3, 9):
        names = [str(number) for number in range(count)]
        models.entries.show([ListEntry(key=name, title=name, facts="") for name in names])
        heights.append(models.minimumSizeHint().height())
    high = models.cards.high
    assert heights[0] == heights[1] >= high
    assert heights[2] - heights[1] == heights[3] - heights[2] == high
    assert heights[4] == heights[3]
