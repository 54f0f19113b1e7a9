"""Explanations of looks inside a run: its own numbers, and honest words where there are none."""

from __future__ import annotations

import re
from typing import Any

import pytest

from explorer.features import explanations
from explorer.features.ablation.protocol import AblateHeads, AblationTargetsRequest
from explorer.features.activation_patching.protocol import ApplyPatch, RemovePatch
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.attention.view.head_reading import HeadReading
from explorer.features.generation.protocol import ContinueText, Generate, PickToken
from explorer.features.hidden_states.protocol import (
    HiddenStatesRequest,
    SimilarityRequest,
    VectorRequest,
)
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.surprise.protocol import SurpriseRequest
from explorer.features.tensors.protocol import ListTensors, ReadSlice
from explorer.protocol.inspection import AVERAGE, HeadPlace
from explorer.protocol.job import Request
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run, RunResult
from explorer.protocol.sampling import Sampling
from explorer.text.numbers import JOIN, percent, share, told_apart
from explorer.text.phrases import word
from explorer.text.translation import localized
from tests.lesson.conftest import Bench, Checkpoints

MASKED = "the capital of france is [MASK] ."


def told(desk: Bench, request: Request) -> tuple[str, Any]:
    result = desk.do(request)
    found = explanations.after(result, desk.summary)
    assert found.title
    assert 1 <= len(found.paragraphs) <= 5
    assert "**" not in found.plain
    assert "glossary:" not in found.plain
    assert not re.search(r"(?<![\d.,])1.(?:tokens|layers|heads)\b", found.plain)
    return found.plain.replace(JOIN, " "), result


@pytest.fixture
def bert(desk: Bench, checkpoints: Checkpoints) -> Bench:
    desk.do(LoadModel(checkpoints.bert))
    desk.do(Run((MASKED,)))
    return desk


def test_attention(bert: Bench) -> None:
    text, result = told(bert, AttentionRequest())
    assert "two layers with 4 heads each" in text
    assert "9 × 9" in text
    assert percent(float(result.maps[0].highest.max())).replace(JOIN, " ") in text
    text, result = told(bert, HeadRequest(row=1, head=2))
    weights = result.weights[6]
    place = int(weights.argmax())
    assert f"“[MASK]” looks most at “{result.to_tokens[place].shown}”" in text
    assert percent(float(weights[place])).replace(JOIN, " ") in text
    assert "no single head" in told(bert, HeadRequest(row=AVERAGE, head=0))[0]


def test_the_words_and_the_heading_are_about_the_same_token(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    """Of a causal model the last one; the first can only look at itself, and at none after it."""
    desk.do(LoadModel(checkpoints.gpt2))
    ran = desk.do(Run(("the cat sat",)))
    assert isinstance(ran, RunResult)
    text, result = told(desk, HeadRequest(row=0, head=0, chosen=(0, 1)))
    reading = HeadReading.of(result, "now", special=True)
    last = len(result.from_tokens) - 1
    weights = result.weights[last]
    assert f"“{result.from_tokens[last].shown.strip('·')}” looks most at" in text
    assert percent(float(weights.max())).replace(JOIN, " ") in text
    assert share(float(weights[:2].sum())) in reading.together(last, (0, 1))
    assert share(float(weights[:2].sum())).replace(JOIN, " ") in text
    desk.do(Run(input_ids=((3,),)))  # it sees itself alone
    text, _ = told(desk, HeadRequest(row=0, head=0))
    assert "then at" not in text


def test_vectors(bert: Bench) -> None:
    text, result = told(bert, HiddenStatesRequest())
    assert "a vector of 64 numbers" in text
    assert f"{float(result.stacks[0].norms[-1][0]):.4g} after layer 2" in text
    text, result = told(bert, SimilarityRequest(row=1))
    assert "Most alike are" in text
    assert f"is {told(bert, VectorRequest(position=3))[1].norm:.4g}" in told(
        bert, VectorRequest(position=3)
    )[0]  # fmt: skip


def test_the_last_vector_is_named_as_what_it_is(desk: Bench, checkpoints: Checkpoints) -> None:
    """transformers returns the last hidden state of GPT-2 after the final norm."""
    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run(("the cat sat",)))
    text, result = told(desk, HiddenStatesRequest())
    assert result.stacks[0].names[-2:] == ("layer 1", "layer 2 and norm")
    assert "after layer 2 and norm" in text
    assert told(desk, SimilarityRequest(row=2))[1].name == "layer 2 and norm"
    assert told(desk, VectorRequest(row=1, position=0))[1].name == "layer 1"


def test_lens(bert: Bench) -> None:
    text, result = told(bert, LogitLensRequest())
    last = result.words[int(result.ids[-1, 6, 0])]
    assert f"At the end it is “{last}”" in text
    assert percent(float(result.final[-1, 6])).replace(JOIN, " ") in text
    assert "bit for bit" in text


def test_the_lens_is_explained_at_the_token_in_sight(bert: Bench) -> None:
    text, result = told(bert, LogitLensRequest(start=1, stop=5, position=2))
    first, last = (result.words[int(result.ids[row, 1, 0])] for row in (0, -1))
    assert f"at {word(result.tokens[1])} would be “{first}”. At the end it is “{last}”" in text
    assert percent(float(result.final[-1, 1])).replace(JOIN, " ") in text


def test_heads_off_and_on(bert: Bench) -> None:
    assert "8 in two layers" in told(bert, AblationTargetsRequest())[0]
    text, result = told(bert, AblateHeads((HeadPlace("self", 1, 2),)))
    assert "Head 3 of layer 2 now gives nothing" in text
    was = result.before[0].candidates[0]
    now = next(one for one in result.after[0].candidates if one.id == was.id)
    before, after = told_apart(was.probability, now.probability)
    assert f"“{was.text}” had {before} and now has {after};".replace(JOIN, " ") in text
    assert "One attention head was switched off in this run" in told(bert, Run((MASKED,)))[0]
    assert "whole again" in told(bert, AblateHeads())[0]


def test_a_patch(bert: Bench) -> None:
    other = "the capital of sky is [MASK] ."
    text, result = told(bert, ApplyPatch(other, layers=(0,), positions=(4,)))
    assert "one token (“sky”) after layer 1" in text
    best = result.source[0].candidates[0]
    assert f"says “{best.text}” with {percent(best.probability)}".replace(JOIN, " ") in text
    assert "the weight from" in told(bert, HeadRequest(row=1, head=0, compare_original=True))[0]
    assert "is the original run again" in told(bert, RemovePatch())[0]
    part = ApplyPatch(other, layers=(0, 1), positions=(4,), part="mlp")
    assert "What the feed-forward part adds" in told(bert, part)[0]
    assert "in layers 1 and 2" in told(bert, part)[0]
    told(bert, RemovePatch())


def test_tensors(bert: Bench) -> None:
    assert "can be read" in told(bert, ListTensors())[0]
    text, result = told(bert, ReadSlice("logits"))
    assert "of shape [1, 9, 18]" in text
    low, high = localized(f"{result.low:.4g}"), localized(f"{result.high:.4g}")
    assert f"between {low} and {high}" in text


def test_writing(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.gpt2))
    text, result = told(desk, Generate("a cat", max_new_tokens=6, sampling=Sampling(sample=True)))
    assert "wrote 6 tokens" in text
    least = min(result.tokens, key=lambda one: one.probability)
    assert percent(least.probability).replace(JOIN, " ") in text
    picked = told(desk, PickToken(2, 40))[0]
    assert "come 3 tokens, one after the other: 2 by the model" in picked
    assert "and 1 by you" in picked
    told(desk, ContinueText(2))
    empty = told(desk, Generate("", max_new_tokens=3))[0]
    assert empty.startswith("Your text was empty, so the model began after “<|endoftext|>”.")


def test_a_class_without_attention_or_head_says_why(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.classifier))
    desk.do(Run(("the sky",)))
    text, result = told(desk, LogitLensRequest())
    assert result.note.replace(JOIN, " ") in text


def test_the_most_and_the_least_surprising_of_equal_tokens_are_told_apart(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    """The most surprising token was “who”, and so was the least surprising one."""
    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run((), ((40, 40, 40, 40),)))
    text = told(desk, SurpriseRequest())[0]
    assert len(set(re.findall(r"“[^”]+” \((\d) of 4\)", text))) == 2
