"""A session's script runs the model once for many looks at one run, and gives the same numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer import resources
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.activation_patching.protocol import ApplyPatch
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.export.session_script import session_script
from explorer.features.hidden_states.protocol import HiddenStatesRequest, VectorRequest
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.python import code
from explorer.features.text_table.protocol import ReadTexts, RunTexts
from explorer.features.tokenizer_lab.protocol import CompareTokenizers, ShowSteps, TokenizerSource
from explorer.protocol.explanation import Step
from explorer.protocol.inspection import ANSWERS, HeadPlace, Kind
from explorer.protocol.job import Request
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from tests.lesson.conftest import THREADS, Bench, Checkpoints
from tests.lesson.execute import execute

SELF: Kind = "self"
OFF = AblateHeads((HeadPlace(SELF, 0, 1),), ANSWERS)


def script(desk: Bench, *requests: Request) -> tuple[str, list[Step]]:
    steps = []
    for request in requests:
        result = desk.do(request)
        steps.append(Step(request, result, desk.summary))
    return session_script(steps, threads=THREADS), steps


def test_looks_at_one_run_share_it(desk: Bench, checkpoints: Checkpoints) -> None:
    heads = [HeadRequest(SELF, layer, head) for layer in range(2) for head in range(4)]
    text, steps = script(
        desk, LoadModel(checkpoints.bert, "tiny"), Run(("the cat",)), AttentionRequest(), *heads,
        HiddenStatesRequest(), LogitLensRequest(0, 5, 0, 0), VectorRequest(SELF, 1, 1),
    )  # fmt: skip
    # One for Run, one with attention, one with hidden states: not one for each of twelve looks.
    assert text.count("outputs = model(") == 3
    assert text.count("from_pretrained(") == 2
    alone = [code(one.request, one.result, one.summary, threads=THREADS) for one in steps[-4:-3]]
    together, single = execute([text, *alone])
    assert np.array_equal(together.arrays["own.weights"], single.arrays["own.weights"])


def test_what_changed_in_between_is_run_again(desk: Bench, checkpoints: Checkpoints) -> None:
    look = HeadRequest(SELF, 1, 0)
    text, steps = script(
        desk, LoadModel(checkpoints.bert, "tiny"), Run(("the cat",)), look, OFF, look,
        AblateHeads((), ANSWERS), look, Run(("a dog",)), look,
    )  # fmt: skip
    alone = [code(one.request, one.result, one.summary, threads=THREADS) for one in steps]
    cuts = [place for place, one in enumerate(steps) if one.request == look]
    for place in cuts:
        whole, single = execute([session_script(steps[: place + 1], threads=THREADS), alone[place]])
        assert np.array_equal(whole.arrays["own.weights"], single.arrays["own.weights"]), place
    assert text


@pytest.mark.parametrize("change", [OFF, ApplyPatch(input_ids=(5, 9), layers=(0,), top=ANSWERS)])
def test_of_many_answers_those_of_the_page_are_printed(
    desk: Bench, checkpoints: Checkpoints, change: AblateHeads | ApplyPatch
) -> None:
    desk.do(LoadModel(checkpoints.gpt2, "tiny"))
    desk.do(Run(("the cat",)))
    result = desk.do(change)
    answers = result.after if isinstance(change, AblateHeads) else result.patched
    assert len(answers[0].candidates) > 30, "all are compared"
    (done,) = execute([code(change, result, desk.summary, threads=THREADS)])
    printed = [line.split()[-1] for line in done.printed.splitlines() if line.endswith("%")]
    assert printed == [f"{each.probability:.1%}" for each in answers[0].candidates[:5]]


def test_the_lab_leaves_the_models_tokenizer_where_it_is(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    """What cuts a text in between is another tokenizer, and its data are no model."""
    other = TokenizerSource("gpt2", str(resources.path("models", "mini-world-gpt2")))
    look = HeadRequest(SELF, 1, 0)
    text, steps = script(
        desk, LoadModel(checkpoints.bert, "tiny"), Run(("the cat",)),
        CompareTokenizers("a dog", (other,)), ShowSteps(other, "dog"), Run(("the dog sat",)), look,
    )  # fmt: skip
    last = steps[-1]
    alone = code(last.request, last.result, last.summary, threads=THREADS)
    whole, single = execute([text, alone])
    assert np.array_equal(whole.arrays["own.weights"], single.arrays["own.weights"])


def test_a_table_of_texts_leaves_the_run_that_is_looked_into(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    """Its rows go through the same variable, one batch after the other."""
    look = HeadRequest(SELF, 1, 0)
    load, run = LoadModel(checkpoints.bert, "tiny"), Run(("the cat [MASK]",))
    steps = []

    def do(request: Request) -> Any:
        result = desk.do(request)
        steps.append(Step(request, result, desk.summary))
        return result

    loaded = do(load)
    do(run)
    read = do(ReadTexts(pasted="a dog says [MASK]\nthe sky is [MASK] and blue"))
    do(RunTexts(loaded.summary.serial, read))
    do(look)
    last = steps[-1]
    alone = code(last.request, last.result, last.summary, threads=THREADS)
    text = session_script(steps, threads=THREADS) + "\nbest = None"  # of the table, a number
    whole, single = execute([text, alone])
    assert np.array_equal(whole.arrays["own.weights"], single.arrays["own.weights"])
