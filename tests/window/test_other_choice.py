"""The second model that is offered beside one with an adapter: the same without it."""

from __future__ import annotations

import dataclasses
from typing import Literal

from pytestqt.qtbot import QtBot

from explorer.features.compare.protocol import LoadOther
from explorer.features.compare.view.other_choice import OtherChoice
from explorer.protocol.model import LoadReport
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
