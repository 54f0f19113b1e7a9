"""The settings window: by keys, at once or from the next start on, and remembered."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from explorer.app import hub_address
from explorer.app.settings_dialog import SettingsDialog
from explorer.text.translation import tr
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person


def opened(person: Person, qtbot: QtBot) -> SettingsDialog:
    """The dialog, opened by its keys."""
    window = person.window
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(SettingsDialog) is not None)
    return person.find(SettingsDialog, "settingsDialog")


def choose(box: QComboBox, text: str) -> None:
    """As the mouse does in the list of a box."""
    place = box.findText(text)
    assert place >= 0
    box.setCurrentIndex(place)
    box.activated.emit(place)


@pytest.fixture(autouse=True)
def no_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a computer where nobody set the Hub's address, and so again afterwards."""
    monkeypatch.setenv(hub_address.ENVIRONMENT, "")
    monkeypatch.delenv(hub_address.ENVIRONMENT)


def test_each_setting_works_and_is_there_at_the_next_start(begin: Begin, qtbot: QtBot) -> None:
    person = begin(profile="one")
    window = person.window
    dialog = opened(person, qtbot)
    choose(person.find(QComboBox, "settingsTheme"), tr("Dark"))
    assert window.look.theme.dark
    choose(person.find(QComboBox, "settingsText"), "150 %")
    assert window.look.zoom == 150
    motion, live = (person.find(QCheckBox, f"settings{name}") for name in ("Motion", "Live"))
    motion.setChecked(True)
    assert window.actions_.less_motion.isChecked()
    assert live.isChecked()
    live.setChecked(False)
    assert not window.inference.live_button.isChecked()
    assert not window.inference.live.on
    person.find(QCheckBox, "settingsReopen").setChecked(False)
    choose(person.find(QComboBox, "settingsLanguage"), tr("English"))
    person.find(QLineEdit, "settingsHub").setText("https://mirror.example/hf/")
    cache = person.find(QLabel, "settingsCache")
    person.until(lambda: bool(cache.text()))
    assert os.path.isabs(cache.text())
    dialog.close()
    window.close()

    again = begin(profile="one").window
    assert again.look.theme.dark
    assert again.look.zoom == 150
    assert again.actions_.less_motion.isChecked()
    assert not again.inference.live_button.isChecked()
    assert not again.inference.live.wanted
    assert not again.actions_.reopen.isChecked()
    assert english(again.profile.text("language")) == "en"
    assert os.environ[hub_address.ENVIRONMENT] == "https://mirror.example/hf"
    assert not hub_address.from_outside(), "it is the settings' own, and can be changed there"


def test_large_text_cuts_off_no_setting(begin: Begin, qtbot: QtBot) -> None:
    person = begin("--size", "1024x700")
    dialog = opened(person, qtbot)
    page = dialog.page
    inner = page.widget()
    assert inner is not None
    for zoom in ("200 %", "250 %", "300 %", "100 %"):
        choose(person.find(QComboBox, "settingsText"), zoom)
        person.until(lambda: inner.width() <= page.viewport().width())
        assert inner.minimumSizeHint().width() <= page.viewport().width(), zoom


def test_live_switched_off_by_its_button_stays_off(begin: Begin) -> None:
    first = begin(profile="two").window
    first.inference.live_button.setChecked(False)
    first.close()
    assert not begin(profile="two").window.inference.live_button.isChecked()


def test_an_impossible_address_is_not_kept_and_the_environment_decides(
    begin: Begin, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = begin(profile="three")
    dialog = opened(person, qtbot)
    field = person.find(QLineEdit, "settingsHub")
    note = person.find(QLabel, "settingsHubNote")
    for text in ("ftp://x", "huggingface.co", "https://a:b@c", "https://c?q=1", "http://c:99999"):
        field.setText(text)
        assert note.property("role") == "error"
        assert person.window.profile.text(hub_address.KEY) == ""
    dialog.close()
    monkeypatch.setenv(hub_address.ENVIRONMENT, "http://localhost:1")
    other = begin(profile="four")
    opened(other, qtbot)
    field = other.find(QLineEdit, "settingsHub")
    assert not field.isEnabled()
    assert english(field.text()) == "http://localhost:1"
