"""Random inputs through the real window, one of them of 100,000 characters."""

from __future__ import annotations

import pytest

from explorer.protocol.run import Run
from tests.journeys.conftest import Person
from tests.surveys import random_inputs


@pytest.mark.parametrize("count", [10, pytest.param(30, marks=pytest.mark.survey)])
def test_random_inputs_leave_the_window_alive(person: Person, count: int) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    tab = person.window.inference
    long = random_inputs.Trial("long", Run(("漢字 " * 33_334,)))
    trials = [one for one in random_inputs.trials(120, 5) if one.request.texts]
    for trial in [*trials[: count - 1], long]:
        texts = tuple(one[: random_inputs.LONG] for one in trial.request.texts)
        tab.show_texts(texts, trial.request.pairs)
        tab._tokenize()
        tab.run_button.click()
        person.until_idle()
        assert person.message == "" or person.message.endswith((".", "?")), trial.kind
        assert "unexpected" not in person.message
        person.window.message_bar.clear()
    person.run("The capital of France is [MASK].")
    assert tab.bars[0].candidates[0].text == "paris"
