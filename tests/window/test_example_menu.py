"""Examples: what is offered fits the class that the model was opened with."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from explorer.features.inputs.view.example_menu import ExampleMenu, first_example
from explorer.protocol.model import Example, ModelSummary
from tests.window.made_runs import summary

GAP, WHOLE = Example("The sky is [MASK].", "It answers blue."), Example("I loved the film.")


def offered(qtbot: QtBot, about: ModelSummary) -> list[str]:
    menu = ExampleMenu()
    qtbot.addWidget(menu)
    menu.show_model(about)
    return [action.text() for action in menu.menu().actions()]


@pytest.mark.parametrize(
    ("task", "mask", "expected"),
    [
        ("fill-mask", "[MASK]", [GAP.text]),
        ("fill-mask", "<mask>", []),
        ("text-classification", "[MASK]", [WHOLE.text]),
        ("text-classification", "", [WHOLE.text]),
        ("text-generation", "<mask>", [WHOLE.text]),
    ],
)
def test_a_sentence_with_a_gap_is_for_a_class_that_fills_it(
    qtbot: QtBot, task: str, mask: str, expected: list[str]
) -> None:
    about = summary(task=task, mask_token=mask, examples=(GAP, WHOLE), pairs=True)
    assert offered(qtbot, about) == expected
    first = first_example(about).texts[0]
    assert first == expected[0] if expected else mask in first


@pytest.mark.parametrize(
    ("task", "count"), [("fill-mask", 0), ("text-classification", 2), ("outputs", 2)]
)
def test_pairs_are_for_models_without_examples_and_without_gaps(
    qtbot: QtBot, task: str, count: int
) -> None:
    titles = offered(qtbot, summary(task=task, pairs=True))
    assert len(titles) == count
    assert all("  +  " in title for title in titles)
    own = offered(qtbot, summary(task="text-classification", pairs=True, examples=(WHOLE,)))
    assert own == [WHOLE.text]
