"""The list of a box, as it opens."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.widgets.combo_box import ComboBox


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # menus, offscreen
def test_the_list_is_as_high_as_its_rows_each_time_it_opens(qtbot: QtBot, look: Theme) -> None:
    """Without a row that is cut, an arrow over the last one, or a gap below it."""
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    box = ComboBox("box", "A box")
    column.addWidget(box)
    column.addStretch(1)
    page.resize(500, 400)
    box.offer([f"files of up to {size} GB" for size in range(5)], 0)
    page.show()
    for _ in range(2):
        box.showPopup()
        view = box.view()
        assert view.viewport().height() == sum(map(view.sizeHintForRow, range(5)))
        box.hidePopup()
