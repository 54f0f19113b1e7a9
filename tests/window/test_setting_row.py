"""A setting's number, typed as it is typed in different countries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox
from pytestqt.qtbot import QtBot

from explorer.app.language import write_numbers_alike
from explorer.widgets.setting_row import SettingRow


@pytest.fixture
def german_system() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize("typed", ["0.5", "0,5", ".5"])
def test_a_number_is_read_with_a_point_and_with_a_comma(
    qtbot: QtBot, german_system: None, typed: str
) -> None:
    write_numbers_alike()
    row = SettingRow("temperature", "Temperature", (0.05, 2.0, 0.7), 100, lambda value: "")
    qtbot.addWidget(row)
    box = row.findChild(QDoubleSpinBox)
    assert box is not None
    assert box.text() == "0.70"
    box.selectAll()
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 0.5
    assert box.text() == "0.50"
