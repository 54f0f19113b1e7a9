"""The Python of asking why gives the program's own numbers, bit for bit, in a fresh process."""

from __future__ import annotations

import json

import numpy as np
import pytest

from explorer.features import explanations, python
from explorer.features.answers.protocol import RunWithTarget
from explorer.features.why.protocol import (
    AnswerChoice,
    Intervention,
    TryAgain,
    WhyContributions,
    WhyGradients,
    WhyMap,
    WhyParts,
    WhySwaps,
    WhyWords,
)
from explorer.protocol.job import Request
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from tests.lesson.conftest import THREADS, Bench, Checkpoints
from tests.lesson.execute import execute

CHOICE = AnswerChoice()
RUNS: dict[str, Request] = {
    "bert": Run(("the capital of france is [MASK] .",)),
    "gpt2": Run(("the capital of france is",)),
    "classifier": Run(("a cat says meow .",)),
    "tagger": Run(("a cat says meow .",)),
    "translator": RunWithTarget(input_ids=(5, 9, 13, 21, 1), target_ids=(7, 8)),
}


@pytest.mark.parametrize("name", RUNS)
def test_every_number_again(desk: Bench, checkpoints: Checkpoints, name: str) -> None:
    desk.do(LoadModel(getattr(checkpoints, name)))
    desk.do(RUNS[name])
    requests: list[Request] = [WhyWords(CHOICE), WhySwaps(CHOICE, (1, 2)), WhyParts(CHOICE)]
    if name in ("bert", "classifier"):
        requests.append(WhyWords(CHOICE, "replace"))
    swaps = desk.do(requests[1])
    requests.append(WhyMap(CHOICE, swaps.counterpart))
    requests.append(TryAgain(CHOICE, Intervention("without", (1,)), 0.0))
    requests.append(WhyGradients(CHOICE))
    if name == "gpt2":
        requests.append(WhyContributions(CHOICE))
    results = [desk.do(request) for request in requests]
    assert all(result.question is not None for result in results), [r.note for r in results]
    codes = [
        python.code(request, result, desk.summary, threads=THREADS)
        for request, result in zip(requests, results, strict=True)
    ]
    assert max(len(line) for code in codes for line in code.splitlines()) <= 88
    for result, done in zip(results, execute(codes), strict=True):
        own = done.arrays
        kind = type(result.request).__name__
        if kind == "WhyWords":
            np.testing.assert_array_equal(own["own.shares"], result.probabilities)
        elif kind == "WhySwaps":
            shares = np.array([swap.probability for swap in result.swaps], np.float32)
            np.testing.assert_array_equal(own["own.shares"], shares)
        elif kind == "WhyMap":
            np.testing.assert_array_equal(own["own.values"], result.values)
        elif kind == "WhyGradients":
            np.testing.assert_array_equal(own["own.parts"], result.parts)
        elif kind == "WhyContributions":
            np.testing.assert_array_equal(own["own.values"], result.values)
        elif kind == "TryAgain":
            assert float(own["own.shares"][0]) == result.probability
        else:
            lines = done.printed.splitlines()[: len(result.rows)]
            heads = [json.loads(line.split(" ", 1)[1]) for line in lines]
            np.testing.assert_array_equal(np.array(heads, np.float32), result.heads)
            for title, shares in (
                ("own.attention", result.attention), ("own.feed_forward", result.feed_forward),
            ):  # fmt: skip
                known = shares[~np.isnan(shares)]
                if known.size:
                    np.testing.assert_array_equal(own[title], known)


def test_one_text_of_a_batch_again(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run(("the capital of france is", "a cat says")))
    choice = AnswerChoice(1)
    requests: list[Request] = [WhyWords(choice), WhyParts(choice)]
    results = [desk.do(request) for request in requests]
    assert not results[0].whole_row
    codes = [
        python.code(request, result, desk.summary, threads=THREADS)
        for request, result in zip(requests, results, strict=True)
    ]
    words, parts = execute(codes)
    np.testing.assert_array_equal(words.arrays["own.shares"], results[0].probabilities)
    np.testing.assert_array_equal(parts.arrays["own.attention"], results[1].attention)


def test_every_result_is_explained(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.bert))
    desk.do(Run(("the capital of france is [MASK] .",)))
    swaps = desk.do(WhySwaps(CHOICE, (2,)))
    results = [
        desk.do(WhyWords(CHOICE)), swaps, desk.do(WhyParts(CHOICE)),
        desk.do(WhyMap(CHOICE, swaps.counterpart)),
        desk.do(TryAgain(CHOICE, Intervention("head", part=(0, 0)), 0.5)),
    ]  # fmt: skip
    for result in results:
        told = explanations.after(result, desk.summary)
        assert told.title != "Done"
        assert all(told.paragraphs)


def test_a_question_about_nothing_has_a_comment_for_python(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    desk.do(LoadModel(checkpoints.bert))
    desk.do(Run(("there is no gap here",)))
    for request in (WhyWords(CHOICE), WhySwaps(CHOICE, (1,)), WhyParts(CHOICE), WhyMap(CHOICE)):
        result = desk.do(request)
        assert "no gap" in result.note
        code = python.code(request, result, desk.summary, threads=THREADS)
        assert "# There is no gap in the text" in code
