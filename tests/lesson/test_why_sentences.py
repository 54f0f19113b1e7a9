"""Sentences of Why about single heads, words that are tried, and numbers near zero."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch

from explorer import resources
from explorer.features.lessons.course.journal import Journal
from explorer.features.why import explain, summary
from explorer.features.why.compute.question import Asked
from explorer.features.why.compute.swaps import _proposals
from explorer.features.why.protocol import (
    AnswerChoice,
    LayerHeads,
    PartsResult,
    Question,
    WhyMap,
    WhySwaps,
    WhyWords,
)
from explorer.features.why.view.signed_bars import number
from explorer.protocol.failures import ConfigBroken
from explorer.protocol.job import Request
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from explorer.text import numbers
from tests.lesson.conftest import Bench, Checkpoints


def _claim(*shares: float) -> summary.Claim:
    rows = (LayerHeads("self", 0, len(shares), "", ""),)
    result: Any = SimpleNamespace(heads=np.array([shares], np.float32), rows=rows)
    question = Question("next", 0, 1, 5, "cat", 0.7, 1.0, 1, 10)
    return summary._strongest_head(cast(PartsResult, result), question)


def test_the_head_that_is_named_takes_the_most_and_no_other_claim_is_made() -> None:
    """One that gives more than another takes may be the strongest."""
    claim = _claim(0.9, 0.62, 0.68)
    assert claim.detail == "Switching off head 2 of layer 1 takes the most from “cat”: −8.0 points."
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


def test_a_head_that_takes_nothing_to_be_seen_is_not_said_to_take_the_most() -> None:
    detail = _claim(0.69998, 0.7).detail
    assert detail == "Whichever one is switched off, “cat” loses less than 0.1 points."


@pytest.mark.parametrize(
    ("before", "after", "texts"),
    [
        (0.9, 0.8, ("90.0\N{NO-BREAK SPACE}%", "80.0\N{NO-BREAK SPACE}%")),
        (0.99931, 0.99929, ("99.931\N{NO-BREAK SPACE}%", "99.929\N{NO-BREAK SPACE}%")),
        (0.99931, 0.99921, ("99.93\N{NO-BREAK SPACE}%", "99.92\N{NO-BREAK SPACE}%")),
        (0.5, 0.5, ("50.0\N{NO-BREAK SPACE}%", "50.0\N{NO-BREAK SPACE}%")),
    ],
)
def test_shares_get_the_digits_that_tell_them_apart(
    before: float, after: float, texts: tuple[str, str]
) -> None:
    digits = summary.digits_of(before, [before, after, float("nan")])
    assert (digits.share(before), digits.share(after)) == texts


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [(0.99931, 0, ">~99~%"), (1.0, 0, "100~%"), (0.5, 0, "50~%"), (0.99999, 2, ">~99.99~%")],
)
def test_no_share_is_rounded_to_all(share: float, decimals: int, text: str) -> None:
    assert numbers.percent_apart(share, decimals) == text.replace("~", "\N{NO-BREAK SPACE}")


def test_of_a_firm_answer_nothing_is_called_the_strongest(desk: Bench) -> None:
    """The review model's first text: no word changes its 99.9 % to be seen, and a synonym of the
    word that carries it is no counterpart."""
    desk.do(LoadModel(str(resources.path("models", "mini-world-sentiment"))))
    desk.do(Run(("I loved the film.",)))
    words = desk.do(WhyWords())
    swaps = desk.do(WhySwaps(positions=summary.asked_swaps(words)))
    question = words.question
    assert question is not None
    found = summary.Findings(words, swaps, complete=True)
    (claim,) = summary.claims(found)
    assert "strongest" not in claim.detail
    assert "Whichever word is left out, “positive” stays at 99.9" in claim.detail
    assert "99.9" in explain.words(words, None).paragraphs[1]
    assert "least" not in explain.words(words, None).paragraphs[1]
    # The counterpart was tried, and takes the answer away.
    ids = summary.counterpart(swaps)
    (place,) = (n for n, token in enumerate(words.tokens) if token.id != ids[n])
    (tried,) = (swap for swap in swaps.at(place) if swap.id == ids[place])
    assert summary.stands_out(question.probability, tried.probability)
    patched = desk.do(WhyMap(ids=ids))
    assert patched.without == pytest.approx(tried.probability, abs=1e-5)


def test_the_lesson_names_the_word_with_which_the_summary_begins(desk: Bench) -> None:
    """Without “is” least is left, but another word in its place keeps the answer."""
    journal = Journal()

    def do(request: Request) -> Any:
        result = desk.do(request)
        journal.record(request, result)
        return result

    do(LoadModel(str(resources.path("models", "mini-world-bert"))))
    do(Run(("The capital of France is [MASK].",)))
    words = do(WhyWords())
    assert words.words[int(np.nanargmin(words.probabilities))].text == "is"
    assert "why.word" not in journal.facts, "other words are tried before one is named"
    swaps = do(WhySwaps(positions=summary.asked_swaps(words)))
    first = summary.claims(summary.Findings(words, swaps, complete=True))[0]
    assert (journal.facts["why.word"],) == first.names == ("France",)
    assert journal.facts["why.without"] == pytest.approx(first.measured)


def test_of_an_answer_that_nobody_gave_no_word_is_said_to_leave_it_as_it_is(desk: Bench) -> None:
    """Asked about “london”, without “France” it is 6,000 times as likely."""
    desk.do(LoadModel(str(resources.path("models", "mini-world-bert"))))
    desk.do(Run(("The capital of France is [MASK].",)))
    words = desk.do(WhyWords(AnswerChoice(typed="london")))
    assert words.question is not None
    assert words.question.probability < 1e-6
    most = float(np.nanmax(words.probabilities))
    assert most > 1e-3
    said = explain.words(words, None).paragraphs[1]
    assert "Whichever word is left out, it falls no lower." in said
    assert numbers.percent(most) in said


def test_without_a_word_that_takes_the_answer_away_no_counterpart_is_proposed(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run(("the cat says",)))
    words = desk.do(WhyWords())
    swaps = desk.do(WhySwaps(positions=summary.asked_swaps(words)))
    assert swaps.counterpart
    assert summary.counterpart(swaps) == ()
    assert f"none of the {len(swaps.swaps)}" in summary.no_counterpart(swaps)


def test_a_typed_word_goes_in_the_place_of_the_word_that_matters(desk: Bench) -> None:
    desk.do(LoadModel(str(resources.path("models", "mini-world-sentiment"))))
    text = "I loved the film."
    desk.do(Run((text,)))
    words = desk.do(WhyWords())
    assert summary.with_word(words, None, text, "hated") == "I hated the film."
    whole = "I hated the film."
    assert summary.with_word(words, None, text, whole) == whole
    patched = desk.do(WhyMap(text=summary.with_word(words, None, text, "hated")))
    assert patched.without < 0.01


def test_without_the_only_word_no_text_is_left(desk: Bench) -> None:
    """There is nothing that could be measured: it is said, and no method is explained instead."""
    desk.do(LoadModel(str(resources.path("models", "mini-world-gpt2"))))
    desk.do(Run(("Hi",)))
    words = desk.do(WhyWords())
    assert np.isnan(words.probabilities).all()
    assert explain.words(words, None).paragraphs[0] == explain.removal(words)
    assert "the only word" in explain.removal(words)
    desk.do(Run(("Hi there",)))
    assert "taken out" in explain.removal(desk.do(WhyWords()))


def test_who_holds_it_in_which_layer_is_said_as_the_map_shows_it(desk: Bench) -> None:
    """What holds it after one layer need not hold it after the last one."""
    desk.do(LoadModel(str(resources.path("models", "mini-world-sentiment"))))
    desk.do(Run(("I loved the film.",)))
    found = desk.do(WhyMap(text="I hated the film."))
    values = np.zeros_like(found.values)
    rows, place, cls = len(values), found.differing[0], 0
    values[:2, place], values[2:, 5] = 0.99, 0.99
    stays = summary.map_sentence(replace(found, values=values))
    assert stays.endswith("brings “positive” back; from layer 2 on that of “.” does.")
    values[-1] = 0
    gone = summary.map_sentence(replace(found, values=values))
    assert gone.endswith("; after layer 2 that of “.” does.")
    values[-1, cls] = 0.99
    moves = summary.map_sentence(replace(found, values=values))
    assert moves.endswith("; after layer 2 that of “.” does, and after layer 3 that of “[CLS]”.")
    values[2:] = 0
    (claim,) = summary._map(replace(found, values=values))
    assert claim.headline == "“loved” carries it up to layer 1."
    values[:, place] = 0.99
    (claim,) = summary._map(replace(found, values=values))
    assert claim.headline == "“loved” carries it through all layers."
    assert rows == 4
