"""Nearest tokens and maps of vectors against numpy on the bare model, and their Python."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from transformers import AutoModelForMaskedLM, AutoTokenizer

from explorer import resources
from explorer.features import explanations, python
from explorer.features.answers.protocol import RunWithTarget
from explorer.features.nearest import compute, explain, export
from explorer.features.nearest.protocol import FindNearest, MapVectors, NearestResult, VectorMap
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Request, Stopped
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from tests.lesson.conftest import THREADS, Bench, Checkpoints
from tests.lesson.execute import execute

BERT = str(resources.path("models", "mini-world-bert"))
FRANCE = "The capital of France is [MASK]."
CITIES = ("france", "japan", "italy", "paris", "tokyo", "rome", "dog", "cat", "cow")


@pytest.fixture
def world(desk: Bench) -> Bench:
    desk.do(LoadModel(BERT))
    desk.do(Run((FRANCE,)))
    return desk


def table() -> NDArray[np.float64]:
    model = AutoModelForMaskedLM.from_pretrained(BERT)
    weights: NDArray[np.float64] = model.bert.embeddings.word_embeddings.weight.detach().numpy()
    return weights.astype(np.float64)


def principal(vectors: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distances [points, points] in the plane, and shares [2], from the covariance matrix."""
    centred = vectors - vectors.mean(0)
    values, directions = np.linalg.eigh(centred.T @ centred)
    plane = centred @ directions[:, ::-1][:, :2]
    return apart(plane), values[::-1][:2] / values.sum()


def apart(points: NDArray[Any]) -> NDArray[np.float64]:
    away = points[:, None].astype(np.float64) - points[None]
    distances: NDArray[np.float64] = np.sqrt((away**2).sum(-1))
    return distances


# -- nearest tokens --------------------------------------------------------------------------------


def test_nearest_tokens_are_those_of_cosines_by_hand(world: Bench) -> None:
    result = world.do(FindNearest(position=4))
    tokenizer, rows = AutoTokenizer.from_pretrained(BERT), table()
    own = tokenizer.convert_tokens_to_ids("france")
    assert (result.id, result.name) == (own, "france")
    norms = np.sqrt((rows**2).sum(1))
    cosines = rows @ rows[own] / (norms * norms[own])
    order = [int(id_) for id_ in (-cosines).argsort() if id_ != own][:12]
    assert result.ids.tolist() == order
    np.testing.assert_allclose(result.cosines, cosines[order], atol=1e-6)
    assert result.mean == pytest.approx(cosines.mean(), abs=1e-6)
    assert list(result.names) == tokenizer.convert_ids_to_tokens(order)
    assert len(export.nearest_table(result).rows) == 12
    assert result.names[0] in export.nearest(result)


def test_a_word_is_typed_and_a_token_chosen_by_its_id(world: Bench) -> None:
    typed = world.do(FindNearest(typed="Japan"))
    assert typed.name == "japan"
    again = world.do(FindNearest(id=typed.id))
    np.testing.assert_array_equal(again.cosines, typed.cosines)
    several = world.do(FindNearest(typed="paris rome"))
    assert not len(several.ids)
    assert several.note.startswith("“paris rome” is paris + rome: choose one of them")
    unknown = world.do(FindNearest(typed="☃"))
    assert "does not know" in unknown.note
    with pytest.raises(BadInput):
        world.do(FindNearest(position=99))


def test_a_large_table_is_compared_in_parts(world: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = world.do(FindNearest(position=4))
    monkeypatch.setattr(compute, "_CHUNK_BYTES", 4 * 96 * 100)
    parts = world.do(FindNearest(position=4))
    assert parts.at_once == 100 < parts.rows
    np.testing.assert_array_equal(parts.cosines, whole.cosines)
    _same_list(world, parts)


def test_one_table_for_both_is_said_and_two_are_told_apart(
    desk: Bench, checkpoints: Checkpoints, tmp_path: Any
) -> None:
    from transformers import GPT2Config, GPT2LMHeadModel

    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run(("the capital",)))
    tied = desk.do(FindNearest(position=1))
    assert "one table for both" in dict(tied.refusals)["output"]
    assert desk.do(FindNearest(position=1, table="output")).note == dict(tied.refusals)["output"]
    torch.manual_seed(3)
    config = GPT2Config(vocab_size=50, n_embd=32, n_layer=1, n_head=2, tie_word_embeddings=False)
    model = GPT2LMHeadModel(config)
    model.save_pretrained(tmp_path)
    desk.do(LoadModel(str(tmp_path)))
    desk.do(Run(input_ids=((5, 9, 13),)))
    result = desk.do(FindNearest(position=1, table="output"))
    assert not result.refusals
    head = model.lm_head.weight.detach().double().numpy()
    cosines = head @ head[9] / np.linalg.norm(head, axis=1) / np.linalg.norm(head[9])
    order = [int(id_) for id_ in (-cosines).argsort() if id_ != 9][:12]
    assert result.ids.tolist() == order
    _same_list(desk, result)
    assert "Without a tokenizer" in desk.do(FindNearest(typed="word")).note


def test_a_class_without_an_unembedding_says_so(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.classifier))
    desk.do(Run(("a cat says meow .",)))
    result = desk.do(FindNearest(position=2))
    assert len(result.ids)
    assert "writes no tokens" in dict(result.refusals)["output"]
    _same_list(desk, result)


def _same_list(desk: Bench, result: NearestResult) -> None:
    """The Python in a fresh process gives the same bits."""
    code = python.code(result.request, result, desk.summary, threads=THREADS)
    assert max(map(len, code.splitlines())) <= 88
    (done,) = execute([code])
    np.testing.assert_array_equal(done.arrays["own.cosines"][result.ids], result.cosines)
    assert float(done.arrays["own.cosines"].mean()) == pytest.approx(result.mean, abs=1e-6)
    assert f"mean over all tokens {result.mean!r}"[:30] in done.printed
    told = explanations.after(result, desk.summary)
    assert told.title.startswith("Nearest to")


# -- maps ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("directions", [False, True])
def test_a_map_of_the_text_is_the_plane_of_each_layer(world: Bench, directions: bool) -> None:
    result = world.do(MapVectors(directions=directions))
    model = AutoModelForMaskedLM.from_pretrained(BERT)
    inputs = AutoTokenizer.from_pretrained(BERT)(FRANCE, return_tensors="pt")
    with torch.inference_mode():
        states = model(**inputs, output_hidden_states=True).hidden_states
    assert len(result.names) == len(states)
    for row, state in enumerate(states):
        vectors = state[0].double().numpy()
        if directions:
            vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        distances, shares = principal(vectors)
        np.testing.assert_allclose(apart(result.points[row]), distances, atol=1e-5)
        np.testing.assert_allclose(result.shares[row], shares, atol=1e-6)
    _same_map(world, result)


def test_the_map_turns_as_little_as_it_can_from_layer_to_layer(world: Bench) -> None:
    """No other turn and no mirror image brings the points nearer to those of the layer before."""
    points = world.do(MapVectors()).points.astype(np.float64)
    for before, after in itertools.pairwise(points):
        own = ((after - before) ** 2).sum()
        for angle in np.linspace(0, 2 * np.pi, 181):
            turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            for mirror in (1.0, -1.0):
                other = after @ turn * np.array([1.0, mirror])
                assert ((other - before) ** 2).sum() >= own - 1e-6


def test_the_same_points_stay_where_they_are() -> None:
    """Turned and mirrored by hand, they are turned back."""
    torch.manual_seed(5)
    vectors = torch.randn(7, 12)
    first, _ = compute.plane(vectors, None, False)
    orthogonal = torch.linalg.qr(torch.randn(12, 12)).Q
    second, _ = compute.plane(vectors @ orthogonal, first, False)
    torch.testing.assert_close(second, first, atol=1e-5, rtol=0)


def test_a_map_of_words(world: Bench) -> None:
    result = world.do(MapVectors(of="words", words=(*CITIES, "paris", "☃", "dogcat")))
    tokenizer, rows = AutoTokenizer.from_pretrained(BERT), table()
    vectors = []
    for word in result.words:
        ids = tokenizer(word.text, add_special_tokens=False)["input_ids"]
        assert list(word.ids) == ids
        vectors.append(rows[ids].mean(0))
    assert [word.text for word in result.words][:9] == list(CITIES)
    assert "☃" in result.unknown
    distances, shares = principal(np.array(vectors))
    np.testing.assert_allclose(apart(result.points[0]), distances, atol=1e-5)
    np.testing.assert_allclose(result.shares[0], shares, atol=1e-6)
    assert "does not know" in explain.notes(result)
    assert len(export.map_table(result).rows) == len(result.words)
    _same_map(world, result)


RUNS: dict[str, Request] = {
    "gpt2": Run(("the capital of france is",)),
    "classifier": Run(("a cat says meow .",)),
    "translator": RunWithTarget(input_ids=(5, 9, 13, 21, 1), target_ids=(7, 8, 9)),
}


@pytest.mark.parametrize("name", RUNS)
def test_every_map_again_in_a_fresh_process(
    desk: Bench, checkpoints: Checkpoints, name: str
) -> None:
    desk.do(LoadModel(getattr(checkpoints, name)))
    desk.do(RUNS[name])
    result = desk.do(MapVectors())
    assert len(result.points) == len(result.names) >= 3
    _same_map(desk, result)
    if len(result.kinds) > 1:
        other = desk.do(MapVectors(kind="encoder"))
        assert len(other.tokens) != len(result.tokens)
        _same_map(desk, other)


def test_one_text_of_a_batch_and_a_long_one(
    desk: Bench, checkpoints: Checkpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run(("the capital of france is", "a cat says")))
    short = desk.do(MapVectors(1))
    assert len(short.tokens) == len(short.positions) < len(short.ran.rows[1])
    _same_map(desk, short)
    monkeypatch.setattr(compute, "MOST_POINTS", 3)
    long = desk.do(MapVectors(0))
    assert len(long.tokens) == 3
    assert long.left_out == len(long.ran.rows[0]) - 3
    assert "leaves out" in explain.notes(long)
    _same_map(desk, long)


def test_of_two_stacks_the_last_with_two_tokens_is_shown(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    desk.do(LoadModel(checkpoints.translator))
    desk.do(Run(input_ids=((5, 9, 13, 21, 1),)))  # the decoder reads its start token
    result = desk.do(MapVectors())
    assert result.kind == "encoder"
    assert len(result.tokens) == 5
    _same_map(desk, result)
    asked = desk.do(MapVectors(kind="decoder"))
    assert asked.kind == "decoder"
    assert "at least two tokens" in asked.note


def test_what_has_no_map_says_so(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run(input_ids=((5,),)))
    for request in (MapVectors(), MapVectors(of="words", words=("cat",))):
        result = desk.do(request)
        assert not len(result.points)
        assert result.note
        code = python.code(result.request, result, desk.summary, threads=THREADS)
        assert f"# {result.note[:20]}" in code
        assert explanations.after(result, desk.summary).title == "No map"


def _same_map(desk: Bench, result: VectorMap) -> None:
    code = python.code(result.request, result, desk.summary, threads=THREADS)
    assert max(map(len, code.splitlines())) <= 88
    (done,) = execute([code])
    np.testing.assert_array_equal(done.arrays["own.points"], result.points)
    np.testing.assert_array_equal(done.arrays["own.shares"], result.shares)
    told = explanations.after(result, desk.summary)
    assert told.title == "A map of vectors"
    assert all(told.paragraphs)


@pytest.mark.parametrize("request_", [FindNearest(), MapVectors()])
def test_both_can_be_stopped(world: Bench, request_: Request) -> None:
    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        world.engine(request_, stop, lambda *more: None)
