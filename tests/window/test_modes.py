"""The modes of Inference: which a model opens in, and which it has."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.app.inference.inspection_tabs import InspectionTabs
from explorer.app.inference.mode_switch import ModeSwitch, why_no_writing
from explorer.app.theme import Theme
from explorer.widgets.tabs import Tabs
from tests.window.made_runs import summary


@pytest.mark.parametrize(
    ("reads_text", "writes", "chats", "mode"),
    [
        (True, False, False, "flow"),
        (True, True, False, "write"),
        (False, False, False, "look"),
        (True, True, True, "chat"),
    ],
)
def test_the_task_of_a_model_chooses_the_mode(
    qtbot: QtBot, reads_text: bool, writes: bool, chats: bool, mode: str
) -> None:
    modes = ModeSwitch()
    qtbot.addWidget(modes)
    modes.offer_writing(why_no_writing(None, writes=writes))
    modes.offer_chat("" if chats else "It has no chat template")
    modes.begin(reads_text=reads_text, writes=writes, chats=chats)
    assert modes.mode == mode
    modes.choose(False)
    assert modes.mode == modes.reading == ("flow" if reads_text else "look")


def test_a_mode_that_the_model_does_not_have_is_grey_and_never_shown(qtbot: QtBot) -> None:
    modes = ModeSwitch()
    qtbot.addWidget(modes)
    modes.offer_writing("")
    modes.choose(True)
    modes.offer_writing(why_no_writing(None, writes=False))
    assert modes.mode == "flow"
    assert not modes.write.isEnabled()
    assert "cannot write. Open one that does" in modes.write.accessibleDescription()
    modes.choose_mode("write")
    assert modes.mode == "flow"
    assert modes.flow.isChecked()


def test_a_class_that_could_write_is_not_said_to_be_unable() -> None:
    """BART fills in words here; it can continue a text, too."""
    bart = summary(class_name="BartForConditionalGeneration", generates=True)
    assert "BartForConditionalGeneration to fill in masked words" in why_no_writing(
        bart, writes=False
    )
    assert "cannot write" in why_no_writing(summary(generates=False), writes=False)
    assert why_no_writing(bart, writes=True) == ""


def test_the_keyboard_reaches_every_bar_of_tabs_and_no_frame(qtbot: QtBot, look: Theme) -> None:
    tabs = Tabs("pages", "Pages")
    tabs.add_page(QWidget(), "first", "First")
    views = InspectionTabs(look)
    for each in (tabs, views):
        qtbot.addWidget(each)
        assert each.focusPolicy() == Qt.FocusPolicy.NoFocus
        assert each.tabBar().focusPolicy() == Qt.FocusPolicy.TabFocus
