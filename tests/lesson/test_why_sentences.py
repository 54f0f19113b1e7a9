"""Sentences of Why about single heads, words that are tried, and numbers near zero."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch

from explorer.features.why import summary
from explorer.features.why.compute.question import Asked
from explorer.features.why.compute.swaps import _proposals
from explorer.features.why.protocol import LayerHeads, PartsResult, Question
from explorer.features.why.view.signed_bars import number
from explorer.protocol.failures import ConfigBroken


def _claim(*shares: float) -> summary.Claim:
    rows = (LayerHeads("self", 0, len(shares), "", ""),)
    result: Any = SimpleNamespace(heads=np.array([shares], np.float32), rows=rows)
    question = Question("next", 0, 1, 5, "cat", 0.7, 1.0, 1, 10)
    return summary._strongest_head(cast(PartsResult, result), question)


def test_the_head_that_is_named_takes_the_most_and_no_other_claim_is_made() -> None:
    """One that gives more than another takes may be the strongest."""
    claim = _claim(0.9, 0.62, 0.68)
    assert claim.detail == "Switching off layer 1 head 2 takes the most from “cat”: −8.0 points."
    assert _claim(0.9, 0.71).detail == "Whichever one is switched off, “cat” loses nothing."


class _Tokenizer:
    """Three words, and a byte that is no letter by itself."""

    all_special_ids = ()

    def names(self, ids: list[int]) -> list[tuple[str, str]]:
        known = [
            ("The", "The"),
            ("\u00e3", "\N{REPLACEMENT CHARACTER}"),
            ("She", "She"),
            ("A", "A"),
        ]
        return [known[place] for place in ids]


def test_half_a_letter_is_not_tried_in_the_place_of_a_word() -> None:
    asked: Any = SimpleNamespace(
        inputs={"input_ids": torch.tensor([[0, 2]])},
        loaded=SimpleNamespace(tokenizer=_Tokenizer()),
    )
    assert _proposals(cast(Asked, asked), 0, torch.tensor([0.1, 0.9, 0.5, 0.4])) == [2, 3]


@pytest.mark.parametrize(
    ("value", "text"), [(-0.0003, "+0.000"), (-0.0006, "−0.001"), (1.25, "+1.250")]
)
def test_nothing_has_no_minus(value: float, text: str) -> None:
    assert number(value) == text


def test_the_reason_begins_as_a_sentence_does() -> None:
    failure = ConfigBroken("folder", "line 1: it is not valid JSON.")
    assert failure.sentence.endswith("cannot be used. Line 1: it is not valid JSON.")
