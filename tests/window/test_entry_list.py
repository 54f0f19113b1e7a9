"""A list of models: where the keyboard is in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
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
