"""A setting's number, typed as it is typed in different countries."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QValidator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox
from pytestqt.qtbot import QtBot

from explorer.app.language import write_numbers_alike
from explorer.text import translation
from explorer.widgets.setting_row import DecimalBox, SettingRow, WholeBox


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


class _Signs(NullTranslations):
    """A language that writes its numbers otherwise, and nothing else."""

    def __init__(self, sample: str) -> None:
        super().__init__()
        self._sample = sample

    def gettext(self, message: str) -> str:
        return self._sample if message.startswith("1,234.5") else message


@pytest.fixture
def signs(request: pytest.FixtureRequest) -> Iterator[None]:
    translation.use(_Signs(request.param))
    write_numbers_alike()
    yield
    translation.use(None)


@pytest.mark.parametrize(
    ("signs", "thousand", "typed", "refused"),
    [
        ("1\N{NARROW NO-BREAK SPACE}234.5", "1\N{NARROW NO-BREAK SPACE}000", "2 500", ",."),
        ("1.234,5", "1.000", "2.500", ","),
        ("1,234.5 as a number is written", "1,000", "2,500", "."),
    ],
    indirect=["signs"],
)
def test_a_whole_number_has_the_signs_of_the_language(
    qtbot: QtBot, signs: None, thousand: str, typed: str, refused: str
) -> None:
    box = WholeBox()
    qtbot.addWidget(box)
    box.setGroupSeparatorShown(True)
    box.setRange(1, 1_000_000)
    box.setValue(1000)
    assert box.text() == thousand
    box.setPrefix("Seed, from ")
    box.setSuffix(" on.")
    assert box.text() == f"Seed, from {thousand} on."
    box.selectAll()
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 2500
    for sign in refused:
        assert box.validate(f"1{sign}000", 0)[0] is QValidator.State.Invalid
    box.stepBy(1)
    assert box.value() == 2501


@pytest.mark.parametrize("signs", ["1.234,5"], indirect=True)
@pytest.mark.parametrize("typed", ["-0.5", "-0,5"])
def test_a_decimal_number_has_the_sign_of_the_language(
    qtbot: QtBot, signs: None, typed: str
) -> None:
    box = DecimalBox()
    qtbot.addWidget(box)
    box.setRange(-2, 2)
    box.setValue(0.7)
    assert box.text() == "0,70"
    box.selectAll()
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == -0.5
    assert box.text() == "\N{MINUS SIGN}0,50"
