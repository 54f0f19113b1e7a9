"""Text of strangers is laid out within bounds, as plain text, with a sign for what is unseen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from explorer.app.message_bar import MessageBar
from explorer.widgets.blocks import Hint, label
from explorer.widgets.elided import ChipButton, ElidedLabel
from explorer.widgets.entry_list import EntryModel, ListEntry
from explorer.widgets.small_controls import tip
from explorer.widgets.untrusted_text import MOST_CHARACTERS, MOST_LINES, plain_tip, shown

FAMILY = "👩\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize(
    ("text", "as_shown"),
    [
        ("Größe 模型 سلام\tand\nmore", "Größe 模型 سلام\tand\nmore"),
        (FAMILY, FAMILY),
        ("model\u202efdp.exe", "model⟨RLO⟩fdp.exe"),
        ("a\u2066b\u2069", "a⟨LRI⟩b⟨PDI⟩"),
        ("a\0b\x07\x1b[2J\x7f\x85", "a␀b␇␛[2J␡⟨85⟩"),
        ("a\u2028b\u2029c\rd", "a\nb\nc␍d"),
        ("", ""),
    ],
)
def test_what_acts_or_is_unseen_has_a_sign(text: str, as_shown: str) -> None:
    assert shown(text) == as_shown


@pytest.mark.parametrize("text", ["\n" * 100_000, FAMILY * 20_000, "x" * 10**6, "a b\n" * 50_000])
def test_what_is_laid_out_is_bounded_and_the_rest_is_counted(qtbot: QtBot, text: str) -> None:
    bounded = shown(text)
    assert len(bounded) <= MOST_CHARACTERS
    assert shown(bounded) == bounded
    assert bounded.count("\n") <= MOST_LINES
    assert bounded.endswith("characters more)")
    kept = bounded.rpartition("…")[0]
    assert text.startswith(kept)
    assert f"({len(text) - len(kept):,}\N{NO-BREAK SPACE}characters more)" in bounded
    hint, elided, chip, bar = Hint(), ElidedLabel(), ChipButton("chip"), MessageBar()
    for widget in (hint, elided, chip, bar):
        qtbot.addWidget(widget)
    made = label(text)
    qtbot.addWidget(made)
    assert made.text() == bounded
    hint.setText(text)
    assert hint.text() == bounded
    bar.tell(text)
    assert bar.sentence.text() == bounded
    elided.say(text)
    chip.say(text)
    assert max(len(elided.text()), len(chip.whole), len(elided.toolTip())) < 2_100


MARKUP = "<b>bold</b><img src='/etc/passwd'><a href='https://evil'>x</a>"


def test_nothing_is_read_as_markup(qtbot: QtBot) -> None:
    made = label(MARKUP)
    made.setToolTip(MARKUP)
    elided = ElidedLabel(MARKUP)
    for widget in (made, elided):
        qtbot.addWidget(widget)
        assert widget.textFormat() == Qt.TextFormat.PlainText
        assert widget.text() == MARKUP
        assert "<b>" not in widget.toolTip()
        assert "&lt;img" in widget.toolTip()
    rows = EntryModel()
    rows.show([ListEntry("key", "title", "facts", tip=MARKUP)])
    said = rows.data(rows.index(0), Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in said
    assert plain_tip(tip("own", MARKUP)) == tip("own", MARKUP)
    assert plain_tip("<html>pretended") == "<html>&lt;html&gt;pretended</html>"
    assert plain_tip("a plain one") == "a plain one"
