"""The Python of steering gives the program's own numbers, bit for bit, in a fresh process."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.features import explanations, python
from explorer.features.activation_patching.protocol import ApplyPatch
from explorer.features.answers.protocol import RunWithTarget
from explorer.features.steering.protocol import (
    Steer,
    SteeringVector,
    WriteSteered,
)
from explorer.protocol.job import Request
from explorer.protocol.model import AttachTokenizer, LoadModel
from explorer.protocol.run import Run
from tests.lesson.conftest import THREADS, Bench, Checkpoints
from tests.lesson.execute import execute

TOWARD, AWAY = "a cat says meow .", "the sky is"
RUNS: dict[str, Request] = {
    "bert": Run(("the capital of france is [MASK] .",)),
    "gpt2": Run(("the capital of france is",)),
    "classifier": Run(("a cat says meow .",)),
    "tagger": Run(("a cat says meow .",)),
    "translator": RunWithTarget("a cat says meow .", target="the sky"),
}


def _begin(desk: Bench, checkpoints: Checkpoints, name: str) -> None:
    desk.do(LoadModel(getattr(checkpoints, name)))
    if name == "translator":
        desk.do(AttachTokenizer(checkpoints.bert))
    desk.do(RUNS[name])


@pytest.mark.parametrize("name", RUNS)
def test_every_number_again(desk: Bench, checkpoints: Checkpoints, name: str) -> None:
    _begin(desk, checkpoints, name)
    requests: list[Request] = [
        Steer(SteeringVector(TOWARD, AWAY, layer, strength))
        for layer, strength in ((0, 2.5), (1, -4.0), (1, 0.0))
    ]
    if name in ("gpt2", "translator"):
        requests += [WriteSteered(SteeringVector(TOWARD, AWAY, 1, 20.0), most=6)]
    results = [desk.do(request) for request in requests]
    assert all(result.question is not None for result in results), [r.note for r in results]
    codes = [
        python.code(request, result, desk.summary, threads=THREADS)
        for request, result in zip(requests, results, strict=True)
    ]
    assert max(len(line) for code in codes for line in code.splitlines()) <= 88
    assert "register_forward_hook(steer" in codes[0]
    assert "register_forward_hook(steer" not in codes[2]
    for result, done in zip(results[:3], execute(codes[:3]), strict=True):
        for variable, shares in (
            ("own.before", [answer.before for answer in result.answers]),
            ("own.after", [answer.after for answer in result.answers]),
        ):
            own = done.arrays[variable].flatten()
            np.testing.assert_array_equal(own, np.array(shares, np.float32))
    for result, done in zip(results[3:], execute(codes[3:]), strict=True):
        lines = done.printed.splitlines()
        assert lines[-2:] == [result.plain.text, result.steered.text]


def test_the_words_have_the_numbers(desk: Bench, checkpoints: Checkpoints) -> None:
    _begin(desk, checkpoints, "gpt2")
    zero = desk.do(Steer(SteeringVector(TOWARD, AWAY, 1, 0.0)))
    words = explanations.after(zero, desk.summary).plain
    assert "nothing is added" in words
    assert "bit for bit" in words
    steered = desk.do(Steer(SteeringVector(TOWARD, AWAY, 1, -3.0)))
    words = explanations.after(steered, desk.summary).plain
    assert "With strength −3" in words
    assert TOWARD in words
    assert AWAY in words
    text = desk.do(WriteSteered(SteeringVector(TOWARD, AWAY, 1, 20.0), most=4))
    words = explanations.after(text, desk.summary).plain
    assert ("the two texts differ" in words) == (text.parts_at >= 0)


def test_only_the_last_place_of_a_slider_is_in_the_script(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    from explorer.features.export.session_script import session_script

    _begin(desk, checkpoints, "gpt2")
    for strength in (1.0, 2.0, 3.0):
        desk.do(Steer(SteeringVector(TOWARD, AWAY, 1, strength)))
    desk.do(Steer(SteeringVector(TOWARD, AWAY, 0, 4.0)))
    text = session_script(desk.steps)
    assert "1.0 * vector" not in text
    assert "3.0 * vector" in text
    assert "4.0 * vector" in text


def test_a_patch_from_a_text_that_brings_no_target(desk: Bench, checkpoints: Checkpoints) -> None:
    """The run had a text for its decoder; the other one has none, in the Python as well."""
    _begin(desk, checkpoints, "translator")
    tokens = len(desk.engine.loaded.run_inputs["input_ids"][0])
    request = ApplyPatch(input_ids=tuple(range(5, 5 + tokens)), layers=(0,))
    result = desk.do(request)
    (done,) = execute([python.code(request, result, desk.summary, threads=THREADS)])
    logits = desk.engine.loaded.run_outputs["logits"].numpy()
    np.testing.assert_array_equal(done.arrays["outputs.logits"], logits)
