"""Legible colours, spoken pictures, announced news, and nothing that moves by itself."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMainWindow,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from explorer.app import theme
from explorer.app.actions import Actions
from explorer.app.message_bar import MessageBar
from explorer.app.motion import Motion, wants_less
from explorer.app.settings import Settings
from explorer.app.status import StatusBar
from explorer.app.theme import LARGE, Theme, ThemeColors
from explorer.features.flow.view.timeline import Timeline
from explorer.features.generation.view.generated_text import GeneratedText
from explorer.protocol.job import Failed, Request
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.elided import ChipButton
from explorer.widgets.heat_map import HeatMap
from explorer.widgets.small_controls import ChoiceBox, set_tip
from explorer.widgets.tabs import Tabs
from tests.afresh import now
from tests.surveys.walk.colours import AUDIENCE, TEXT, contrast, steps_of, too_pale
from tests.window.made_runs import tokens


@pytest.mark.parametrize(
    ("name", "least"),
    [("light", TEXT), ("dark", TEXT), ("presenting", AUDIENCE), ("presenting-dark", AUDIENCE)],
)
def test_every_named_pair_of_colours_has_enough_contrast(name: str, least: float) -> None:
    assert too_pale(ThemeColors.read(name), least) == []


@pytest.mark.parametrize("name", ["light", "dark", "presenting", "presenting-dark"])
def test_what_cannot_be_pressed_is_seen_to_be_paler_and_can_still_be_read(name: str) -> None:
    for tried in (ThemeColors.read(name), ThemeColors.read(name).contrasted()):
        colours = tried.colours
        for back in ("back", "frame", "card"):
            grey = contrast(colours["disabled"], colours[back])
            assert 3 <= grey < 0.75 * contrast(colours["muted"], colours[back])


@pytest.mark.parametrize("name", ["light", "dark"])
def test_high_contrast_of_the_system_is_respected(
    qapp: QApplication, look: Theme, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = ThemeColors.read(name)
    assert too_pale(usual.contrasted(), AUDIENCE) == []
    strong = usual.contrasted().colours
    assert contrast(strong["line"], strong["card"]) > 15 > contrast(usual.colours["line"], "#888")
    look.choose(name, 100)
    assert look.colour("line").name() == usual.colours["line"]
    monkeypatch.setattr(theme, "wants_contrast", lambda application: True)
    hints = qapp.styleHints()
    hints.accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert look.colour("line").name() == strong["line"]
    assert qapp.palette().windowText().color().name() == strong["text"]


def test_a_theme_ends_with_the_window_that_it_dresses(qapp: QApplication, qtbot: QtBot) -> None:
    look = Theme(qapp)
    look.choose("light", 100)
    window = QWidget()
    look.dress(window)
    window.deleteLater()
    qtbot.waitUntil(lambda: not isValid(window) and not isValid(look))
    hints = qapp.styleHints()
    # pytest-qt fails the test where a slot raises.
    hints.accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark", "presenting", "presenting-dark"])
def test_pictures_of_numbers_go_one_way_in_lightness(name: str) -> None:
    """So they are read without telling colours apart."""
    steps = steps_of(ThemeColors.read(name))
    way = [b - a for a, b in pairwise(steps)]
    assert all(one >= -1e-4 for one in way) or all(one <= 1e-4 for one in way)
    assert abs(steps[-1] - steps[0]) > 0.5


def test_a_map_is_a_picture_that_tells_its_largest_number(qtbot: QtBot, look: Theme) -> None:
    shown = HeatMap(look, "map", "Numbers")
    qtbot.addWidget(shown)
    values = np.array([[0.1, 0.2], [0.9, 0.3]], dtype=np.float32)
    names = ("a", "b")
    shown.show_map(values, names, names, 0.0, 1.0, lambda r, c: f"{names[r]} → {names[c]}: {r}{c}")
    interface = QAccessible.queryAccessibleInterface(shown)
    assert interface is not None
    assert interface.role() == QAccessible.Role.Graphic
    assert interface.text(QAccessible.Text.Description) == (
        "2\xa0rows, 2\xa0columns, the largest number: b → a: 10"
    )


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader would be given to say."""
    heard: list[str] = []

    def hear(event: object) -> None:
        assert isinstance(event, QAccessibleAnnouncementEvent)
        heard.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", staticmethod(hear))
    return heard


def test_written_words_are_announced_as_they_stream(
    qtbot: QtBot, look: Theme, said: list[str]
) -> None:
    from explorer.features.generation.protocol import GeneratedToken

    text = GeneratedText(look)
    qtbot.addWidget(text)
    text.show()
    words = tokens(tuple(f"w{place}" for place in range(11)))
    made = tuple(GeneratedToken(one, 0.5, 0.5, ()) for one in words)
    for count in range(1, 12):
        text.show_tokens((), made[:count])
        text.announce_more(done=count == 11)
    assert said == ["w0 w1 w2 w3 w4 w5 w6 w7", "w8 w9 w10"]
    text.show_tokens((), made[:1])
    text.announce_more(done=True)
    assert said[-1] == "w0", "another text begins anew"


def test_messages_are_announced_and_held_back_before_an_audience(
    qtbot: QtBot, said: list[str]
) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.tell("It is done.")
    assert said == ["It is done."]
    bar.be_quiet(True)
    assert not bar.isVisible()
    held: list[str] = []
    bar.held.connect(held.append)
    bar.tell_failure(Failed(1, Request(), "It went wrong.", None, ""))
    assert held == ["It went wrong."]
    assert not bar.isVisible()
    bar.be_quiet(False)
    assert bar.isVisible()
    assert bar.sentence.text() == "It went wrong."
    bar.clear()


def test_the_systems_answers_about_motion() -> None:
    assert wants_less(b"false\n")
    assert wants_less(b"1\n")
    assert not wants_less(b"true\n")
    assert not wants_less(b"0")
    assert not wants_less(b"")


def test_nothing_moves_by_itself_where_less_motion_is_chosen(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    profile = Settings(str(tmp_path))
    profile.keep("lessMotion", "yes")
    status = StatusBar(())
    qtbot.addWidget(status)
    action = Actions(window, ()).less_motion
    assert isinstance(action, QAction)
    flash = qapp.styleHints().cursorFlashTime()
    motion = Motion(action, profile, status)
    assert now(motion.less)
    assert qapp.styleHints().cursorFlashTime() == 0
    action.trigger()
    assert not motion.less
    assert profile.text("lessMotion") == "no"
    assert qapp.styleHints().cursorFlashTime() == flash
    motion.end()


def test_the_size_before_an_audience_is_chosen_and_never_small(look: Theme) -> None:
    look.choose("dark", 100)
    look.present(True, 100)
    assert look.zoom == LARGE
    look.present(True, 300)
    assert look.zoom == 300
    assert look.theme.name.startswith("presenting")
    look.present(False, 100)
    assert (look.zoom, look.theme.name) == (100, "dark")


def test_what_a_screen_reader_enters_is_an_edit_and_what_the_program_sets_is_none(
    qtbot: QtBot,
) -> None:
    line = EntryLine("one two")
    qtbot.addWidget(line)
    edits: list[str] = []
    line.textEdited.connect(edits.append)
    interface = QAccessible.queryAccessibleInterface(line)
    assert interface is not None
    entered = interface.editableTextInterface()
    entered.deleteText(0, 3)
    entered.insertText(0, "ten")
    assert edits == [" two", "ten two"]
    line.setText("of the program")
    line.clear()
    assert len(edits) == 2
    qtbot.keyClicks(line, "ab")
    assert edits[2:] == ["a", "ab"], "each key once"
    line.setText("one two")
    entered.replaceText(0, 7, "ab")
    assert edits[4:] == ["ab"], "also what was typed before"


def test_a_screen_reader_steps_through_a_run_as_through_a_slider(qtbot: QtBot, look: Theme) -> None:
    line = Timeline(look)
    qtbot.addWidget(line)
    steps: list[int] = []
    line.moved.connect(steps.append)
    line.show_steps(("Text", "Layer 1", "Layer 2"), 0)
    interface = QAccessible.queryAccessibleInterface(line)
    assert interface is not None
    assert interface.role() == QAccessible.Role.Slider
    assert interface.valueInterface().maximumValue() == 2
    interface.valueInterface().setCurrentValue(2)
    assert steps == [2]
    line.show_steps(("Text", "Layer 1", "Layer 2"), 1)
    assert steps == [2], "nobody chose that"
    assert interface.valueInterface().currentValue() == 1
    assert interface.text(QAccessible.Text.Description) == "Step 2 of 3: Layer 1"


def test_a_tip_with_markup_is_said_without(qtbot: QtBot) -> None:
    box = ComboBox("box", "Which <one>")
    chip, push = ChipButton("chip"), QPushButton()
    for widget in (box, chip, push):
        qtbot.addWidget(widget)
    box.offer(("a", "b"), 1)
    chip.say("fits")
    chip.setToolTip("It takes 1 < 2 GB.\nPress for more.")
    set_tip(push, "Make it", "now")
    said = []
    for widget in (box, chip, push):
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface is not None
        said.append(interface.text(QAccessible.Text.Description))
    assert said == ["Which <one>", "It takes 1 < 2 GB.\nPress for more.", "Make it\nnow"]
    assert chip.toolTip() == (
        "<html><p>fits</p><p>It takes 1 &lt; 2 GB.</p><p>Press for more.</p></html>"
    )


def test_what_is_beside_the_titles_of_tabs_goes_and_comes_with_them(qtbot: QtBot) -> None:
    tabs = Tabs("tabs", "Pages")
    qtbot.addWidget(tabs)
    tabs.add_page(QWidget(), "page", "Page")
    tabs.show()
    tabs.show_titles(False)
    beside = QPushButton("Export")
    tabs.setCornerWidget(beside)
    assert not beside.isVisible()
    tabs.show_titles(True)
    assert beside.isVisible()
    tabs.show_titles(False)
    assert not beside.isVisible()
    interface = QAccessible.queryAccessibleInterface(tabs)
    assert interface is not None
    assert not interface.state().focusable, "its bar is"


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen
@pytest.mark.parametrize("zoom", [100, 200])
def test_a_list_of_choices_is_as_high_as_its_entries(qtbot: QtBot, look: Theme, zoom: int) -> None:
    look.choose("light", zoom)
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems(["one", "two", "three"])
    box.show()
    box.showPopup()
    box.hidePopup()
    box.clear()
    box.addItems([f"BertForClass{number}" for number in range(9)])
    box.showPopup()
    view = box.view()
    assert view.viewport().height() >= 9 * view.sizeHintForRow(0)
    box.hidePopup()


def test_the_buttons_of_the_file_dialog_show_their_icons(qtbot: QtBot, look: Theme) -> None:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    tools = [each for each in dialog.findChildren(QToolButton) if each.isVisible()]
    assert len(tools) >= 5
    for tool in tools:
        if tool.icon().isNull():
            continue
        assert tool.width() > tool.iconSize().width(), tool.objectName()
        assert tool.height() > tool.iconSize().height(), tool.objectName()
        picture = tool.grab().toImage()
        colours = {
            picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())
        }
        assert len(colours) > 8, f"{tool.objectName()} is blank"
