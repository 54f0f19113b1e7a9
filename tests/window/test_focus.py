"""The keyboard goes back to what had it, where that is still there."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.widgets.focus import give_back


def test_it_goes_back_only_to_what_is_there_and_in_sight(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    kept, hidden, gone = QLineEdit(), QLineEdit(), QLineEdit()
    for line in (kept, hidden, gone):
        column.addWidget(line)
    page.show()
    hidden.hide()
    give_back(kept)
    assert page.focusWidget() is kept
    shiboken6.delete(gone)
    for lost in (hidden, gone, None):
        give_back(lost)
        assert page.focusWidget() is kept
