"""The second model that is offered beside one with an adapter: the same without it."""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.compare import explain
from explorer.features.compare.protocol import (
    ComparedHiddenStatesRequest,
    ComparedHiddenStatesResult,
    HiddenPair,
    LoadOther,
)
from explorer.features.compare.view.hidden_card import HiddenCard
from explorer.features.compare.view.other_choice import OtherChoice
from explorer.protocol.model import LoadReport
from explorer.protocol.run import Token
from tests.window.made_runs import summary


def test_a_model_with_an_adapter_is_compared_without_it(qtbot: QtBot) -> None:
    choice = OtherChoice(lambda: ())
    qtbot.addWidget(choice)
    report = LoadReport(1, 1, 1, 1, (), (), (), "", base="/models/plain", base_revision="abc")
    plain = summary(1)
    choice.show_model(dataclasses.replace(plain, report=dataclasses.replace(report, base="")))
    assert choice.without.isHidden()
    choice.show_model(dataclasses.replace(plain, report=report))
    assert not choice.without.isHidden()
    with qtbot.waitSignal(choice.wanted) as asked:
        choice.without.click()
    other = LoadOther("checkpoint", path="/models/plain", name="plain", revision="abc")
    assert asked.args == [other]


def test_an_adapter_that_can_be_switched_needs_no_second_model(qtbot: QtBot) -> None:
    choice = OtherChoice(lambda: ())
    qtbot.addWidget(choice)
    report = LoadReport(1, 1, 1, 1, (), (), (), "", base="/models/plain")
    states: tuple[tuple[Literal["on", "off"], str], ...] = (
        ("on", "Without the adapter"),
        ("off", "With the adapter"),
    )
    for state, text in states:
        choice.show_model(dataclasses.replace(summary(1), report=report, adapter=state))
        assert choice.without.text() == text
        with qtbot.waitSignal(choice.wanted) as asked:
            choice.without.click()
        assert asked.args == [LoadOther("adapter")]


def test_a_menu_names_what_was_chosen_from_it(qtbot: QtBot) -> None:
    choice = OtherChoice(lambda: ())
    qtbot.addWidget(choice)
    choice.show_chosen(LoadOther("checkpoint", path="/models/mini-world-gpt2", name="mini & gpt2"))
    assert choice.checkpoint.text() == "mini && gpt2 ▾"
    assert choice.checkpoint.accessibleName() == "A checkpoint: mini & gpt2"
    assert choice.dtype.text() == "A dtype ▾"
    choice.show_chosen(LoadOther("dtype", dtype="bfloat16"))
    assert choice.checkpoint.text() == "A checkpoint ▾"
    assert choice.dtype.text() == "bfloat16 ▾"
    choice.show_chosen(None)
    assert choice.dtype.text() == "A dtype ▾"


def test_padding_is_not_where_two_models_differ_the_most(qtbot: QtBot, look: Theme) -> None:
    """Far apart at the padding, a little at a word: the word is the subject."""
    tokens = (
        Token("cat", "cat", 5, special=False, mask=False, start=0, end=3),
        Token("[PAD]", "[PAD]", 0, True, False, -1, -1, attended=False, padding=True),
    )
    cosine = np.array([[1.0, 1.0], [0.9, -0.2]], np.float32)
    pair = HiddenPair(
        "self", "", ("the embeddings", "layer 1"), tokens, cosine, 1 - cosine, cosine, cosine, ""
    )
    result = ComparedHiddenStatesResult(ComparedHiddenStatesRequest(0), 1, (pair,), "")
    card = HiddenCard(look)
    qtbot.addWidget(card)
    card.show_seen(result, swapped=False)
    assert "cat" in card.told.text()
    assert "PAD" not in card.told.text()
    words = explain.hidden(result, None).plain
    assert "cat" in words
    assert "PAD" not in words
    assert "below 0" in card.about.text()
