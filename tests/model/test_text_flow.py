"""The picture of a text under way: transformers' own numbers, and the writing stays what it is."""

from __future__ import annotations

import itertools
import time
from typing import Any

import numpy as np
import pytest
import torch

from explorer.engine.loaded_model import LoadedModel
from explorer.features.flow import compute, explain
from explorer.features.flow.protocol import FlowStack, TextFlowRequest, TextFlowResult
from explorer.features.generation.compute import generate
from explorer.features.generation.protocol import ContinueText, Generate, GeneratedSoFar
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Stopped
from explorer.protocol.sampling import Sampling
from tests.model import tiny
from tests.model.tiny import IDS, Holder, ask, no_check

PROMPT = tuple(IDS[0])
DRAWN = Sampling(sample=True, temperature=0.8, seed=3)
WRITERS = ["GPT2LMHeadModel", "LlamaForCausalLM", "T5ForConditionalGeneration"]


def request_of(loaded: LoadedModel, written: tuple[int, ...] = (9, 12)) -> TextFlowRequest:
    """The text of a prompt and two tokens, as this class reads it."""
    if loaded.model.config.is_encoder_decoder:
        return TextFlowRequest(PROMPT, (0, *written))
    return TextFlowRequest((*PROMPT, *written))


def answering(result: TextFlowResult) -> FlowStack:
    assert result.answering is not None
    return result.answering


@pytest.mark.parametrize("name", WRITERS)
def test_every_number_is_transformers_own(name: str) -> None:
    loaded = tiny.load(name, tiny.tokenizer())
    request = request_of(loaded)
    result = ask(Holder(loaded), request)
    assert isinstance(result, TextFlowResult)
    model: Any = loaded.model
    model.set_attn_implementation("eager")
    given = {"input_ids": torch.tensor([request.input_ids])}
    if request.decoder_ids:
        given["decoder_input_ids"] = torch.tensor([request.decoder_ids])
    with torch.inference_mode():
        outputs = model(**given, output_attentions=True, return_dict=True)
    maps = outputs.decoder_attentions if request.decoder_ids else outputs.attentions
    stack = answering(result)
    assert stack.position == len(request.decoder_ids or request.input_ids) - 1
    assert len(stack.layers) == len(maps)
    for layer, weights in zip(stack.layers, maps, strict=True):
        np.testing.assert_array_equal(layer.weights, weights[0].mean(0)[stack.position].numpy())
    assert result.ran is not None
    (following,) = result.ran.predictions
    best = outputs.logits[0, -1].softmax(-1).topk(5)
    assert [one.id for one in following.candidates] == best.indices.tolist()
    assert [one.probability for one in following.candidates] == best.values.tolist()
    read = request.decoder_ids[1:] or request.input_ids
    assert loaded.tokenizer is not None
    assert result.text == loaded.tokenizer.decode(list(read))
    words = explain.text_flow(result, None).plain
    assert explain.answer_sentence(following) in words


def test_the_last_run_stays_what_it_is() -> None:
    loaded = tiny.load("GPT2LMHeadModel")
    tiny.run(loaded, IDS)
    before = loaded.run_inputs, loaded.run_outputs
    holder = Holder(loaded)
    ask(holder, request_of(loaded))
    assert (loaded.run_inputs, loaded.run_outputs) == before
    assert loaded.model.config._attn_implementation != "eager"


@pytest.mark.parametrize("ids", [(), (70_000,)])
def test_ids_that_are_none_are_refused(ids: tuple[int, ...]) -> None:
    with pytest.raises(BadInput):
        ask(Holder(tiny.load("GPT2LMHeadModel")), TextFlowRequest(ids))


def written(
    loaded: LoadedModel, requests: tuple[Any, ...]
) -> tuple[list[int], list[TextFlowResult]]:
    """The tokens that come of these requests, and every picture that came meanwhile."""
    holder, pictures = Holder(loaded), dict[int, TextFlowResult]()

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        if isinstance(partial, GeneratedSoFar) and partial.drawn is not None:
            pictures[id(partial.drawn)] = partial.drawn
            request = partial.drawn.request
            assert isinstance(request, TextFlowRequest)
            read = request.decoder_ids[1:] or request.input_ids[len(PROMPT) :]
            assert partial.drawn_step == len(read)
            assert list(read) == [entry.token.id for entry in partial.tokens[: len(read)]]

    for request in requests:
        result = ask(holder, request, no_check, report)
    return [entry.token.id for entry in result.tokens], list(pictures.values())


@pytest.mark.parametrize("name", WRITERS)
def test_it_writes_the_same_and_each_picture_is_of_the_text_as_it_was(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "SHOWN_EVERY", 0.0)
    every = [
        (
            Generate(input_ids=PROMPT, max_new_tokens=6, sampling=DRAWN, draw=draw),
            ContinueText(4, DRAWN, draw=draw),
        )
        for draw in (False, True)
    ]
    plain, none = written(tiny.load(name), every[0])
    ids, pictures = written(tiny.load(name), every[1])
    assert plain == ids
    assert not none
    assert pictures
    sizes = []
    for picture in pictures:
        request = picture.request
        assert isinstance(request, TextFlowRequest)
        if request.decoder_ids:
            assert request.input_ids == PROMPT
            new = request.decoder_ids[1:]
        else:
            assert request.input_ids[: len(PROMPT)] == PROMPT
            new = request.input_ids[len(PROMPT) :]
        assert list(new) == ids[: len(new)]
        sizes.append(len(new))
    assert sizes == sorted(set(sizes)), "none comes twice, none falls back"


def test_pictures_take_half_of_the_time_at_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock of its own: each look at it is a second later, but a drawing takes ten."""
    now = [0.0]
    drawn_at = []

    def clock() -> float:
        now[0] += 1
        return now[0]

    def draw(*_: object) -> TextFlowResult:
        drawn_at.append(now[0])
        now[0] += 10
        return result

    loaded = tiny.load("GPT2LMHeadModel")
    result: TextFlowResult = ask(Holder(loaded), request_of(loaded))
    monkeypatch.setattr(time, "perf_counter", clock)
    monkeypatch.setattr(compute, "flow", None)  # nothing else may draw
    holder = Holder(loaded)
    monkeypatch.setattr(holder, "handle", draw)
    drawing = generate.Drawing(holder, wanted=True)
    text = holder.part(generate.GenerationRequests)._begun(Generate(input_ids=PROMPT), no_check)
    for _ in range(60):
        drawing.newest(text, no_check)
    assert len(drawn_at) > 2
    for before, after in itertools.pairwise(drawn_at):
        assert after - before >= 20


def test_what_cannot_be_drawn_is_written_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise BadInput("It cannot be drawn.")

    monkeypatch.setattr(compute, "_pass", refuse)
    request = Generate(input_ids=PROMPT, max_new_tokens=5, draw=True)
    ids, pictures = written(tiny.load("GPT2LMHeadModel"), (request,))
    assert len(ids) == 5
    assert not pictures


def test_a_stop_while_it_draws_ends_the_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise Stopped

    monkeypatch.setattr(compute, "_pass", stop)
    request = Generate(input_ids=PROMPT, max_new_tokens=5, draw=True)
    result = ask(Holder(tiny.load("GPT2LMHeadModel")), request)
    assert (result.stopped, result.count) == ("you stopped it", 1)
