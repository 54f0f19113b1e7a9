"""The head finder against bare transformers, on a model that is known to have induction heads."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from transformers import AutoModelForCausalLM, AutoTokenizer

from explorer import resources
from explorer.engine.loaded_model import LoadedModel
from explorer.features import explanations, python
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.answers.protocol import RunWithTarget
from explorer.features.head_finder import explain, export
from explorer.features.head_finder.compute import looks
from explorer.features.head_finder.protocol import JOBS, FindHeads, HeadScores
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Request, Stopped
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from tests.lesson.conftest import THREADS, Bench, Checkpoints
from tests.lesson.execute import execute
from tests.model import tiny

COPY = str(resources.path("models", "mini-world-copy"))
TWICE = "boat frog baker seven who hot sofia january boat frog baker seven who hot sofia january"


@pytest.fixture
def found(desk: Bench) -> HeadScores:
    desk.do(LoadModel(COPY))
    desk.do(Run((TWICE,)))
    result: HeadScores = desk.do(FindHeads())
    return result


def bare(model: Any, ids: list[int]) -> NDArray[np.float64]:
    """Attention [layers, heads, from, to] of the bare class."""
    model.set_attn_implementation("eager")
    with torch.inference_mode():
        maps = model(torch.tensor([ids]), output_attentions=True).attentions
    return torch.stack(maps)[:, 0].double().numpy()


def test_scores_are_sums_of_bare_attention(found: HeadScores) -> None:
    """Counted pair by pair, with no tensor operation that the program uses."""
    model = AutoModelForCausalLM.from_pretrained(COPY)
    ids = AutoTokenizer.from_pretrained(COPY)(TWICE)["input_ids"]
    maps = bare(model, ids)
    own = {job: np.zeros(maps.shape[:2]) for job in JOBS}
    for layer, head in itertools.product(*map(range, maps.shape[:2])):
        weights = maps[layer, head]
        for place in range(1, len(ids)):
            own["previous"][layer, head] += weights[place, place - 1] / (len(ids) - 1)
            own["first"][layer, head] += weights[place, 0] / (len(ids) - 1)
            for other, id_ in enumerate(ids):
                if id_ == ids[place]:
                    own["same"][layer, head] += weights[place, other] / (len(ids) - 1)
    drawn = list(found.random_ids)
    half = len(drawn) // 2
    assert drawn[:half] == drawn[half:]
    assert len(set(drawn[:half])) == half == found.length
    repeated = bare(model, drawn)
    for place in range(half, 2 * half):
        after = drawn.index(drawn[place]) + 1
        own["induction"] += repeated[:, :, place, after] / half
    for job, name in enumerate(JOBS):
        np.testing.assert_allclose(found.scores[job], own[name], atol=1e-6)


def test_evenly_spread_attention_is_what_each_place_may_see(found: HeadScores) -> None:
    count = len(found.ran.rows[0]) if found.ran is not None else 0
    expected = np.mean([1 / (place + 1) for place in range(1, count)])
    np.testing.assert_allclose(found.even[:2], expected, rtol=1e-5)
    half = found.length
    expected = np.mean([1 / (place + 1) for place in range(half, 2 * half)])
    np.testing.assert_allclose(found.even[3], expected, rtol=1e-5)


def test_the_heads_that_are_known_are_named(found: HeadScores) -> None:
    """The model's card: previous token 0.73 in layer 1, induction 0.91 in layer 2."""
    assert found.strongest(JOBS.index("previous")) == (0, 0)
    layer, head = found.strongest(JOBS.index("induction")) or (-1, -1)
    assert layer == 1
    assert float(found.scores[3, layer, head]) > 0.8
    assert not np.any(found.scores[3, 0] > 0.1)
    named = explain.with_job(found, 3)
    assert {layer for layer, _ in named} == {1}
    assert len(named) == 4
    assert explain.head(found, 0, 0, 0).startswith("Head 1 of layer 1 looks at the token before: ")
    table = export.table(found)
    assert len(table.rows) == 8
    assert "Head 1 of layer 1" in export.scores(found)


@pytest.mark.parametrize("seed", range(6))
def test_other_random_tokens_find_the_same_induction_heads(desk: Bench, seed: int) -> None:
    desk.do(LoadModel(COPY))
    desk.do(Run(("boat frog baker",)))
    result = desk.do(FindHeads(seed=seed))
    assert {layer for layer, _ in explain.with_job(result, 3)} == {1}
    again = desk.do(FindHeads(seed=seed))
    np.testing.assert_array_equal(again.scores, result.scores)


def test_no_head_of_random_weights_stands_out(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run(("the capital of france is paris and a cat says meow",)))
    result = desk.do(FindHeads())
    assert all(not explain.with_job(result, job) for job in range(len(JOBS)))
    assert explain.headline(result).startswith("None of 8")
    assert "No head stands out" in explain.strongest(result, 0)


@pytest.mark.parametrize("name", ["GPT2LMHeadModel", "BertForMaskedLM", "LlamaForCausalLM"])
def test_chance_makes_no_head_stand_out(name: str) -> None:
    """30 draws of weights as the class itself draws them."""
    import transformers

    config_name, fields = tiny.SPECS[name]
    config = getattr(transformers, config_name)(**fields)
    for seed in range(30):
        torch.manual_seed(seed)
        model = getattr(transformers, name)(config).eval()
        loaded = LoadedModel(1, model, None, "random", name)
        tiny.run(loaded, [[5, 9, 13, 21, 8, 30, 44, 17]])
        result = tiny.ask(tiny.Holder(loaded), FindHeads())
        assert result.scores.size
        assert all(not explain.with_job(result, job) for job in range(len(JOBS)))


@pytest.mark.parametrize("job", range(3))
def test_a_head_with_one_job_gives_it_all(job: int) -> None:
    """Planted: the one head of four that does nothing else."""
    ids = torch.tensor([7, 8, 9, 7, 10, 9])
    weights = torch.rand(4, 6, 6).softmax(-1)
    planted = torch.zeros(6, 6)
    for place in range(6):
        planted[place, (max(0, place - 1), 0, place)[job]] = 1.0
    weights[2] = planted
    shares = looks(weights, ids)
    assert int(shares[job, :4].argmax()) == 2
    assert float(shares[job, 2]) == 1.0


RUNS: dict[str, Request] = {
    "bert": Run(("the capital of france is [MASK] .",)),
    "gpt2": Run(("the capital of france is",)),
    "classifier": Run(("a cat says meow .",)),
    "translator": RunWithTarget(input_ids=(5, 9, 13, 21, 1), target_ids=(7, 8)),
}


@pytest.mark.parametrize("name", RUNS)
def test_every_number_again_in_a_fresh_process(
    desk: Bench, checkpoints: Checkpoints, name: str
) -> None:
    desk.do(LoadModel(getattr(checkpoints, name)))
    desk.do(RUNS[name])
    result = desk.do(FindHeads())
    assert result.layers, result.note
    _same_in_python(desk, result)


def test_one_text_of_a_batch_again(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run(("the capital of france is", "a cat says")))
    result = desk.do(FindHeads(1))
    assert result.stop - result.start < len(result.ran.rows[1])
    alone = Bench()
    alone.do(LoadModel(checkpoints.gpt2))
    alone.do(Run(("a cat says",)))
    np.testing.assert_allclose(result.scores, alone.do(FindHeads()).scores, atol=1e-5)
    _same_in_python(desk, result)


def test_a_decoder_that_has_read_one_token_is_scored_on_random_ones_alone(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    desk.do(LoadModel(checkpoints.translator))
    desk.do(Run(input_ids=((5, 9, 13, 21, 1),)))
    result = desk.do(FindHeads())
    decoder = [place for place, layer in enumerate(result.layers) if layer.kind == "decoder"]
    assert len(decoder) == 2
    assert np.isnan(result.scores[:3, decoder]).all()
    assert not np.isnan(result.scores[3, decoder]).any()
    assert result.left_out == 2  # from the decoder to the input
    _same_in_python(desk, result)


def _same_in_python(desk: Bench, result: HeadScores) -> None:
    code = python.code(result.request, result, desk.summary, threads=THREADS)
    assert max(map(len, code.splitlines())) <= 88
    (done,) = execute([code])
    own = done.arrays["own.scores"]  # [4, layers, heads + 1]
    np.testing.assert_array_equal(own[..., :-1], result.scores)
    np.testing.assert_array_equal(own[..., -1], result.even)
    printed = [line for line in done.printed.splitlines() if "layer" in line or "%" in line]
    wanted = []
    for row, layer in enumerate(result.layers):
        stack = "" if layer.kind == "self" else f"{layer.kind} "
        for head in range(layer.heads):
            wanted.append(f"{stack}layer {layer.layer + 1}, head {head + 1}")
            names = ("token before", "first token", "same token", "repeated list")
            for job, name in enumerate(names[: 3 if result.random_note else 4]):
                wanted.append(f"    {name:15} {float(result.scores[job, row, head]):.1%}")
    assert printed == wanted
    told = explanations.after(result, desk.summary)
    assert told.title == "What each head looks at"
    assert all(told.paragraphs)


def test_a_head_that_is_off_looks_no_other_way_and_python_agrees(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run(("the capital of france is",)))
    before = desk.do(FindHeads())
    desk.do(AblateHeads((HeadPlace("self", 0, 1),)))
    after = desk.do(FindHeads())
    np.testing.assert_allclose(after.scores[:, 0], before.scores[:, 0], atol=1e-6)
    assert not np.array_equal(after.scores[:, 1], before.scores[:, 1])
    _same_in_python(desk, after)


def test_it_can_be_stopped(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run(("the capital of france is",)))

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        desk.engine(FindHeads(), stop, lambda *more: None)


def test_a_class_without_attention_says_so(desk: Bench, tmp_path: Any) -> None:
    from transformers import MambaConfig, MambaForCausalLM

    config = MambaConfig(vocab_size=40, hidden_size=32, num_hidden_layers=2, state_size=8)
    MambaForCausalLM(config).save_pretrained(tmp_path)
    desk.do(LoadModel(str(tmp_path)))
    desk.do(Run(input_ids=((5, 9, 13, 21),)))
    result = desk.do(FindHeads())
    assert not result.layers
    assert "attention" in result.note
    assert python.code(result.request, result, desk.summary, threads=THREADS).count("#") >= 1
    assert explanations.after(result, desk.summary).title == "No heads to score"
