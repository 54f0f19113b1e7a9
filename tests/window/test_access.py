"""Legible colours, spoken pictures, announced news, and nothing that moves by itself."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from explorer.app.actions import Actions
from explorer.app.message_bar import MessageBar
from explorer.app.motion import Motion, wants_less
from explorer.app.settings import Settings
from explorer.app.status import StatusBar
from explorer.app.theme import LARGE, Theme, ThemeColors
from explorer.features.generation.view.generated_text import GeneratedText
from explorer.protocol.job import Failed, Request
from explorer.widgets import accessibility
from explorer.widgets.heat_map import HeatMap
from tests.walk.colours import AUDIENCE, TEXT, contrast, steps_of, too_pale
from tests.window.made_runs import tokens


@pytest.mark.parametrize(
    ("name", "least"), [("light", TEXT), ("dark", TEXT), ("presenting", AUDIENCE)]
)
def test_every_named_pair_of_colours_has_enough_contrast(name: str, least: float) -> None:
    assert too_pale(ThemeColors.read(name), least) == []


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark", "presenting"])
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
        "2 rows, 2 columns; the largest: b → a: 10"
    )


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader would be given to say."""
    heard: list[str] = []

    def hear(event: object) -> None:
        assert isinstance(event, accessibility.QAccessibleAnnouncementEvent)
        heard.append(event.message())

    monkeypatch.setattr(accessibility.QAccessible, "updateAccessibility", staticmethod(hear))
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
    assert motion.less
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
    assert look.theme.name == "presenting"
    look.present(False, 100)
    assert (look.zoom, look.theme.name) == (100, "dark")
