"""The banner: one line in which numbers are whole or left to the tip."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from explorer.app.banner import Banner
from explorer.app.theme import Theme
from tests.window.made_runs import summary


@pytest.mark.parametrize("width", range(500, 1500, 37))
def test_no_number_is_cut(qtbot: QtBot, width: int) -> None:
    banner = Banner(*(QAction(name) for name in ("Open", "Save", "Unload", "Report", "Present")))
    qtbot.addWidget(banner)
    about = summary(parameters=530_904, bytes=2_123_616, name="mini-world-bert")
    banner.show_model(about)
    banner.resize(width, banner.sizeHint().height())
    banner.show()
    for name in ("modelParameters", "modelSize"):
        shown = banner.findChild(QLabel, name)
        assert shown is not None
        assert shown.isHidden() or "…" not in shown.text()
        assert shown.isHidden() or shown.sizeHint().width() <= shown.width()
    assert "530,904\xa0parameters" in banner.accessibleDescription()
    # A file of the weights is larger: what this is the size of is said.
    assert "2.1\xa0MB · in memory · " in banner.accessibleDescription()


def test_a_long_history_of_the_weights_leaves_room_for_how_large_the_model_is(
    qtbot: QtBot, look: Theme
) -> None:
    banner = Banner(*(QAction(name) for name in ("Open", "Save", "Unload", "Report", "Present")))
    qtbot.addWidget(banner)
    learned = "Trained in this program: 60 steps on 150 sentences about the capitals of the world"
    about = summary(parameters=530_904, name="mini-world-bert", state="taught", state_text=learned)
    banner.show_model(about)
    banner.resize(1440, banner.sizeHint().height())
    banner.show()
    parameters = banner.findChild(QLabel, "modelParameters")
    assert parameters is not None
    assert parameters.isVisible()
    assert parameters.text() == "530,904\xa0parameters"
    state = banner.findChild(QPushButton, "modelState")
    assert state is not None
    assert state.text().startswith("Trained in this program")
    assert state.toolTip().startswith(learned), "whole in the tip"


@pytest.mark.parametrize("width", range(990, 1060, 10))
def test_in_little_room_the_main_facts_are_said_in_short(
    qtbot: QtBot, look: Theme, width: int
) -> None:
    """What is known of the weights, the name and the number of parameters come before the rest."""
    banner = Banner(*(QAction(name) for name in ("Open", "Save", "Unload", "Report", "Present")))
    qtbot.addWidget(banner)
    unknown = "Random weights: it has not learned anything yet"
    banner.show_model(
        summary(parameters=124_439_808, name="gpt2", state="random", state_text=unknown)
    )
    banner.resize(width, banner.sizeHint().height())
    banner.show()
    state = banner.findChild(QPushButton, "modelState")
    assert state is not None
    assert state.text() == "Random weights"
    assert state.toolTip().startswith(unknown), "whole in the tip"
    name = banner.findChild(QLabel, "modelName")
    assert name is not None
    assert name.isVisible()
    assert name.text() == "gpt2"
    parameters = banner.findChild(QLabel, "modelParameters")
    assert parameters is not None
    assert parameters.isVisible()
    short, whole = "124\xa0M parameters", "124,439,808\xa0parameters"
    assert parameters.text() in (short, whole)


@pytest.mark.parametrize("state", ["Trained weights", "Pesos entrenados"])
def test_at_each_width_the_row_comes_to_rest_at_one_height(qtbot: QtBot, state: str) -> None:
    """At some, a name with one letter more and one with one less took turns for ever."""
    banner = Banner(*(QAction(name) for name in ("Open", "Save", "Unload", "Report", "Present")))
    qtbot.addWidget(banner)
    letters = "QLabel, QPushButton { font-size: 26px } #modelClass { font-size: 34px }"
    banner.setStyleSheet(f"{letters} Banner {{ border-bottom: 3px solid red }}")
    banner.show_model(summary(name="mini-world-bert"))
    banner.say_state(state)
    banner.compact(True)
    banner.show()
    heights = set()
    for width in range(400, 1500):
        banner.resize(width, banner.height())
        banner._fit()  # all measures are known from here on
        shown = [each.text() for each in banner._pieces if not each.isHidden()]
        for _ in range(2):
            banner._fit()
            assert [each.text() for each in banner._pieces if not each.isHidden()] == shown, width
        heights.add(banner.sizeHint().height())
    assert len(heights) == 1
