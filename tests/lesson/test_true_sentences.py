"""Sentences that once were false where they were shown."""

from __future__ import annotations

import ast
import dataclasses
import re

import pytest

from explorer import resources
from explorer.features import explanations
from explorer.features.ablation.explain import change
from explorer.features.attention.protocol import AttentionRequest
from explorer.features.flow.explain import _scores, answer_sentence, filled
from explorer.features.why.protocol import WhyWords
from explorer.features.why.summary import _words, digits_of
from explorer.protocol.config import ConfigEdit
from explorer.protocol.model import CreateModel, CreateRandomCopy, LoadModel, ModelReady
from explorer.protocol.run import Candidate, Prediction, Run, Token
from explorer.text.phrases import bare
from tests.conftest import ROOT
from tests.lesson.conftest import Bench, Checkpoints


def test_shades_are_not_called_bright(desk: Bench, checkpoints: Checkpoints) -> None:
    """In the light theme a large weight is dark."""
    desk.do(LoadModel(checkpoints.bert, "tiny"))
    desk.do(Run(("the cat",)))
    told = explanations.after(desk.do(AttentionRequest()), desk.summary)
    assert not re.search(r"bright|dark|light", told.plain, re.I)
    assert "shade" in told.plain


def test_only_a_model_of_texts_lacks_a_tokenizer(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.bert, "tiny"))
    assert desk.summary is not None
    bare = dataclasses.replace(desk.summary, tokenizer="", tokenizer_class="")
    assert "tokenizer" in explanations.after(ModelReady(bare, "loaded"), bare).plain
    for reads in (("picture",), ("sound",)):
        other = dataclasses.replace(bare, reads=reads)
        for verb in ("loaded", "created", "twin"):
            told = explanations.after(ModelReady(other, verb), other).plain
            assert "attach" not in told
            assert "the same text" not in told


def test_the_twin_of_random_weights_teaches_nothing(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.bert, "tiny"))
    told = explanations.after(desk.do(CreateRandomCopy()), desk.summary).plain
    assert "where the original was trained" in told.lower()


def test_the_twin_of_a_model_without_a_tokenizer_has_not_the_same(desk: Bench) -> None:
    edit = ConfigEdit(
        "bert", "BertModel", '{"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}'
    )
    desk.do(CreateModel(edit))
    told = explanations.after(desk.do(CreateRandomCopy()), desk.summary).plain
    assert "the same class and config, and the same number of parameters" in told
    assert "and tokenizer" not in told


@pytest.mark.parametrize("part", ["compute", "engine", "explain", "code", "export", "text"])
def test_no_sentence_of_a_result_says_where_on_the_screen_something_is(part: str) -> None:
    """What a result says is shown in several places: "below" is not true of all of them."""
    found = []
    files = [
        file
        for file in sorted((ROOT / "explorer").rglob("*.py"))
        if part in file.relative_to(ROOT).with_suffix("").parts
    ]
    assert files
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "tr" and node.args):
                continue
            text = node.args[0]
            if isinstance(text, ast.Constant) and re.search(
                r"tensors (below|above)|\b(below|above) (is|are) what", str(text.value)
            ):
                found.append(f"{file.name}:{node.lineno} {text.value!r}")
    assert not found, "\n".join(found)


def test_a_gap_in_the_second_text_of_a_pair_is_filled_there() -> None:
    """The answer stood in the first text, at the place that the gap has in the second."""
    mask = Token("[MASK]", "[MASK]", 4, True, True, 6, 12, text=1)
    answer = Prediction("mask", 0, 0, "", (Candidate("paris", 7, 0.9, 1.0),), 9)
    assert filled("The sky is blue today.", (mask,), answer, "It is [MASK].") == (
        "The sky is blue today. It is ", "paris", ".",
    )  # fmt: skip


def test_an_answer_of_a_space_alone_is_still_an_answer() -> None:
    answers = Candidate("·", 7, 0.9, 1.0), Candidate("·a", 8, 0.1, 0.0)
    space = Prediction("next", 0, 1, "", answers, 9)
    assert filled("I am", (), space) == ("I am", "·", "")
    assert answer_sentence(space).startswith("“·”, ")
    assert [bare(text) for text in ("·", "··", "·a", "a·", "")] == ["·", "·", "a", "a", ""]


def test_labels_that_are_judged_on_their_own_went_through_no_softmax() -> None:
    labels = Prediction("label", 0, -1, "", (Candidate("joy", 0, 0.6, 0.4),), 3, independent=True)
    assert "softmax" not in _scores(labels)
    assert "sigmoid" in _scores(labels)
    assert "softmax" in _scores(dataclasses.replace(labels, independent=False))


def test_a_score_is_no_first_answer() -> None:
    def scored(score: float) -> tuple[Prediction, ...]:
        candidate = Candidate("LABEL_0", 0, float("nan"), score, is_score=True)
        return (Prediction("score", 0, -1, "", (candidate,), 1),)

    (sentence,) = change(scored(-0.005138), scored(-0.005218))
    assert "first answer" not in sentence
    assert re.search(r"0[.,]005138.+0[.,]005218", sentence)


def test_shares_that_differ_are_written_so_that_they_do() -> None:
    """“had 50.6 % and now has 50.6 %”, “50.574 % becomes 50.574 %”, “from 4.4 % to 4.4 %”."""

    def answered(probability: float) -> tuple[Prediction, ...]:
        candidate = Candidate("fear", 2, probability, 0.0)
        return (Prediction("label", 0, -1, "", (candidate,), 3),)

    (sentence,) = change(answered(0.50574), answered(0.50576))
    assert re.search(r"50[.,]57.+50[.,]58", sentence)
    (sentence,) = change(answered(0.5), answered(0.25))
    assert re.search(r"50[.,]0.%.+25[.,]0.%", sentence)
    before, near, farthest = 0.5057449, 0.5057451, 0.5057440
    fine = digits_of(before, [near, farthest])
    assert fine.share(before) != fine.share(farthest), "the strongest is the one that is named"


def test_an_answer_that_stays_the_first_is_not_lost(desk: Bench) -> None:
    """“Without “France” it is lost” was said where it still came first, with 33.4 %."""
    desk.do(LoadModel(str(resources.path("models", "mini-world-bert"))))
    desk.do(Run(("The [MASK] of France is [MASK].",)))
    words = desk.do(WhyWords())
    assert words.question.rank == 1
    headlines = {claim.names[0]: claim.headline for claim in _words(words, None)}
    stays = {
        word.text: int(best) == words.question.id
        for word, best in zip(words.words, words.best, strict=True)
    }
    assert stays["France"]
    assert not stays["of"]
    assert "lost" not in headlines["France"]
    assert "lost" in headlines["of"]
