"""A seeded sample of the random inputs: tokens and numbers, or a sentence; never a crash."""

from __future__ import annotations

from collections import Counter

import pytest

from explorer.protocol.run import Run
from tests.surveys import random_inputs


@pytest.mark.parametrize("name", random_inputs.MODELS)
def test_random_inputs_end_in_numbers_or_in_a_sentence(name: str) -> None:
    ask = random_inputs.engine_of(name)
    ends = Counter(
        f"{random_inputs.ended(ask, one)}"
        for one in random_inputs.trials(60, 20_261_122)
        if "very long" not in one.kind or len(one.request.texts[0]) < random_inputs.LONG
    )
    assert set(ends) == {"ran", "told in a sentence"}


def test_a_hundred_thousand_characters_are_told_at_once() -> None:
    ask = random_inputs.engine_of("mini-world-bert")
    trial = random_inputs.Trial("long", Run(("a" * random_inputs.LONG,)))
    assert random_inputs.ended(ask, trial) in ("ran", "told in a sentence")


def test_the_trials_are_of_every_kind() -> None:
    kinds = {one.kind.partition(",")[0] for one in random_inputs.trials(200, 1)}
    assert kinds == {*random_inputs.KINDS, "IDs"}
