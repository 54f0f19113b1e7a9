"""The words and the Python of comparing: a fresh process gives the same difference."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import explain, python
from explorer.messages.compare import BothRan, LoadOther, LookAtBothHidden, RunBoth
from explorer.messages.inference import Run
from explorer.messages.model import LoadModel
from explorer.messages.views.switches import HeadPlace, SwitchHeads
from tests.lesson.conftest import THREADS, Checkpoints, Desk
from tests.lesson.execute import execute

TEXT = ("the capital of france is [MASK] .",)


def _code(desk: Desk, request: RunBoth) -> tuple[Any, str]:
    result = desk.do(request)
    assert isinstance(result, BothRan)
    return result, python.code(request, result, desk.summary, threads=THREADS)


def test_a_fresh_process_finds_the_same_difference(desk: Desk, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.bert, "tiny-bert"))
    made = [
        _code(desk, RunBoth(LoadOther("twin", 7), TEXT)),
        _code(desk, RunBoth(LoadOther("dtype", dtype="bfloat16"), TEXT)),
        _code(desk, RunBoth(LoadOther("checkpoint", path=checkpoints.classifier), TEXT)),
    ]
    desk.do(Run(TEXT))
    desk.do(SwitchHeads((HeadPlace("self", 1, 2),)))
    made.append(_code(desk, RunBoth(LoadOther("heads"), TEXT)))
    made.append(_code(desk, RunBoth(LoadOther("twin", 8), TEXT)))
    executed = execute([code for _, code in made])
    for (result, code), one in zip(made, executed, strict=True):
        largest = result.outputs[0].largest
        assert max(len(line) for line in code.splitlines()) <= 100
        if largest is None:
            assert "logits " not in one.printed
        else:
            assert f"logits {largest}" in one.printed


def test_a_fresh_process_finds_the_same_hidden_states(desk: Desk, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.bert, "tiny-bert"))
    found = []
    for request in (
        RunBoth(LoadOther("twin", 7), TEXT),
        RunBoth(LoadOther("twin", 7), (*TEXT, "sky")),
        RunBoth(LoadOther("checkpoint", path=checkpoints.classifier), TEXT),
    ):
        desk.do(request)
        look = LookAtBothHidden(len(request.texts) - 1)
        result = desk.do(look)
        found.append((result, python.code(look, result, desk.summary, threads=THREADS)))
        told = explain.after(result, desk.summary)
        assert told.title == "The vectors of both, layer by layer"
    executed = execute([code for _, code in found])
    for (result, _), one in zip(found, executed, strict=True):
        if result.both.same_tokens:
            np.testing.assert_array_equal(one.arrays["own.cosine"], result.stacks[0].cosine[-1])


def test_words_tell_the_difference(desk: Desk, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.bert, "tiny-bert"))
    ready = desk.do(LoadOther())
    told = explain.after(ready, desk.summary)
    assert "Untrained twin of tiny-bert" in told.paragraphs[0]
    result, _ = _code(desk, RunBoth(LoadOther(), TEXT))
    told = explain.after(result, desk.summary)
    assert "what training put into the numbers" in told.paragraphs[0]
    assert "of the probability lies elsewhere" in told.paragraphs[1]
    same = explain.after(desk.do(RunBoth(LoadOther("heads"), TEXT)), desk.summary)
    assert "Every number that they returned is the same." in same.paragraphs
