"""The further tasks in words and in Python: a fresh process gets the same numbers."""

from __future__ import annotations

import json

import numpy as np

from explorer.lesson import explain, python
from explorer.messages.answers import (
    AskQuestion,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    RunWithTarget,
)
from explorer.messages.config import ConfigEdit
from explorer.messages.inference import ByHand, Run
from explorer.messages.job import Request
from explorer.messages.model import BorrowTokenizer, CreateModel, LoadModel
from explorer.words import percent
from tests.lesson.conftest import THREADS, Checkpoints, Desk
from tests.lesson.execute import execute

TEXT = "the capital of france is paris ."


def _ask(desk: Desk, folder: str, class_name: str, request: Request) -> tuple[object, str]:
    desk.do(LoadModel(folder, "tiny", class_name=class_name))
    result = desk.do(request)
    told = explain.after(result, desk.summary)
    assert told.title != "Done"
    assert len(told.paragraphs) == 2
    return result, python.code(request, result, desk.summary, threads=THREADS)


def test_each_task_in_a_fresh_process(desk: Desk, checkpoints: Checkpoints) -> None:
    bert = checkpoints.bert
    labels, first = _ask(desk, bert, "BertForTokenClassification", LabelTokens((TEXT, "a cat")))
    asked = AskQuestion("capital ?", TEXT)
    answer, second = _ask(desk, bert, "BertForQuestionAnswering", asked)
    chosen = ChooseAnswer("the sky is", ("blue .", "a cat ."))
    choice, third = _ask(desk, bert, "BertForMultipleChoice", chosen)
    alike, fourth = _ask(desk, bert, "BertModel", CompareTexts((TEXT, "the sky is blue .")))
    one, two, three, four = execute([first, second, third, fourth])
    assert percent(labels.tokens[0][0].probability).replace("\xa0%", "%") in one.printed  # type: ignore[attr-defined]
    best = answer.answers[0]  # type: ignore[attr-defined]
    assert f"{best.probability:.1%}" in two.printed
    for candidate in choice.choices:  # type: ignore[attr-defined]
        assert f"{candidate.text:30} {candidate.probability:.1%}" in three.printed
    assert np.allclose(four.arrays["own.cosine"], alike.cosine, atol=1e-6)  # type: ignore[attr-defined]


def test_text_to_text_in_a_fresh_process(desk: Desk, checkpoints: Checkpoints) -> None:
    sizes = {"vocab_size": 330, "d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2}
    edit = ConfigEdit("t5", "T5ForConditionalGeneration", json.dumps(sizes | {"num_heads": 4}))
    assert desk.do(CreateModel(edit, 3)).summary.task == "text-to-text"
    ready = desk.do(BorrowTokenizer(checkpoints.gpt2, "tiny-gpt2"))
    request = RunWithTarget("the sky", (), "a cat")
    result = desk.do(request)
    (made,) = execute([python.code(request, result, ready.summary, threads=THREADS)])
    best = result.predictions[-1].candidates[0]
    assert made.arrays["best"][0] == best.probability
    assert f"{best.probability:.1%}" in made.printed.splitlines()[0]
    assert "Text to text" in explain.after(result, ready.summary).title


def test_pairs_and_input_by_hand_in_a_fresh_process(desk: Desk, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.classifier, "tiny"))
    pair = Run((TEXT, "a cat"), pairs=("a cat says meow .", "the sky is blue ."))
    beside = ByHand(((1, 1, 1, 0),), ((0, 0, 1, 1),), ((3, 2, 1, 0),))
    hand = Run(input_ids=((2, 7, 9, 3),), by_hand=beside)
    codes, wanted = [], []
    for request in (pair, hand):
        result = desk.do(request)
        wanted.append(desk.engine.loaded.run_outputs["logits"].numpy())
        codes.append(python.code(request, result, desk.summary, threads=THREADS))
        told = " ".join(explain.after(result, desk.summary).paragraphs)
        assert ("text B" in told) == (request is pair)
        assert ("hid one" in told) == (request is hand)
    for logits, made in zip(wanted, execute(codes), strict=True):
        assert np.array_equal(made.arrays["outputs.logits"], logits)
