"""The further tasks, each against what the model's own outputs say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from explorer.engine import decoder_inputs
from explorer.features.answers.compute import similarity
from explorer.features.answers.compute.answers import _spans
from explorer.features.answers.protocol import (
    AskQuestion,
    ChooseAnswer,
    CompareTexts,
    LabelledToken,
    LabelTokens,
    RunWithTarget,
)
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.protocol.failures import BadInput
from explorer.protocol.run import Token
from tests.model import tiny
from tests.model.tiny import Holder, ask


def _table(name: str) -> tuple[Any, Any]:
    loaded = tiny.load(name, tiny.tokenizer())
    return loaded, Holder(loaded)


def test_every_token_gets_its_label() -> None:
    loaded, table = _table("BertForTokenClassification")
    seen = ask(table, LabelTokens(("w5 w9 w13", "w8")))
    logits = loaded.run_outputs["logits"]
    assert [len(row) for row in seen.tokens] == [3, 1]  # padding gets none
    for text, row in enumerate(seen.tokens):
        for one in row:
            chances = logits[text, one.position].softmax(-1)
            assert one.label == seen.labels[int(chances.argmax())]
            assert one.probability == pytest.approx(float(chances.max()))
    assert seen.labels == ("O", "B-CITY", "I-CITY", "B-NAME")


def test_spans_join_neighbours_and_break_at_a_beginning() -> None:
    text = "Rome Old York no Ann"
    words = text.split()
    places = [text.index(word) for word in words]
    row = [
        Token(word, word, 9, False, False, start, start + len(word))
        for word, start in zip(words, places, strict=True)
    ]
    labels = ["B-CITY", "B-CITY", "I-CITY", "O", "B-NAME"]
    labelled = [
        LabelledToken(place, label, 0.5 + place / 10, ()) for place, label in enumerate(labels)
    ]
    spans = _spans(0, text, row, labelled)
    assert [(one.label, one.text, one.first, one.last) for one in spans] == [
        ("CITY", "Rome", 0, 0),
        ("CITY", "Old York", 1, 2),
        ("NAME", "Ann", 4, 4),
    ]
    assert spans[1].probability == pytest.approx(0.65)


def test_the_answer_lies_in_the_context() -> None:
    loaded, table = _table("BertForQuestionAnswering")
    context = "w13 w21 w8 w30"
    seen = ask(table, AskQuestion("w5 w9", context))
    start = loaded.run_outputs["start_logits"][0, 2:].softmax(-1)
    end = loaded.run_outputs["end_logits"][0, 2:].softmax(-1)
    assert np.allclose(seen.start[2:], start)
    assert not seen.start[:2].any()
    wanted = max(
        ((float(start[a] * end[b]), a, b) for a in range(4) for b in range(a, 4)),
    )
    best = seen.answers[0]
    assert (best.first - 2, best.last - 2) == wanted[1:]
    assert best.probability == pytest.approx(wanted[0])
    assert best.text == " ".join(context.split()[wanted[1] : wanted[2] + 1])
    with pytest.raises(BadInput):
        ask(table, AskQuestion("", context))


def test_one_of_several_choices() -> None:
    loaded, table = _table("BertForMultipleChoice")
    seen = ask(table, ChooseAnswer("w5 w9", ("w13 w21", "w8", "w30 w44 w17")))
    logits = loaded.run_outputs["logits"]
    assert logits.shape == (1, 3)
    assert seen.best == int(logits.argmax())
    assert sum(one.probability for one in seen.choices) == pytest.approx(1)
    maps = ask(table, AttentionRequest(text_index=2)).maps
    assert len(maps[0].from_tokens) == 5
    assert ask(table, HeadRequest(row=1, head=1, text_index=2)).weights.shape == (5, 5)
    with pytest.raises(BadInput):
        ask(table, ChooseAnswer("w5", ("w9",)))


@pytest.mark.parametrize("name", ["BertModel", "GPT2LMHeadModel", "BartForConditionalGeneration"])
def test_texts_are_compared_by_pooled_vectors(name: str) -> None:
    _, table = _table(name)
    seen = ask(table, CompareTexts(("w5 w9 w13", "w5 w9 w13", "w8")))
    assert seen.cosine[0, 1] == pytest.approx(1, abs=1e-6)
    assert seen.cosine[0, 2] < 0.999
    alone = ask(table, CompareTexts(("w8",)))
    assert np.allclose(seen.vectors[2], alone.vectors[0], atol=1e-5)  # padding counts nowhere


def test_pooling() -> None:
    states = torch.arange(12.0).reshape(2, 3, 2)
    mask = torch.tensor([[1.0, 1, 0], [0, 1, 1]])
    assert similarity._pooled(states, mask, "mean").tolist() == [[1, 2], [9, 10]]
    assert similarity._pooled(states, mask, "cls").tolist() == [[0, 1], [8, 9]]
    assert similarity._pooled(states, mask, "lasttoken").tolist() == [[2, 3], [10, 11]]


@pytest.mark.parametrize("name", ["T5ForConditionalGeneration", "BartForConditionalGeneration"])
def test_a_target_is_read_by_the_decoder(name: str) -> None:
    loaded, table = _table(name)
    seen = ask(table, RunWithTarget("w5 w9 w13", target="w8 w30"))
    start = decoder_inputs.start(loaded.model)
    assert [token.id for token in seen.target_tokens] == [start, 8, 30]
    with torch.inference_mode():
        wanted = loaded.model(
            input_ids=torch.tensor([[5, 9, 13]]),
            decoder_input_ids=torch.tensor([[start, 8, 30]]),
        ).logits[0]
    assert [one.candidates[0].id for one in seen.predictions] == wanted.argmax(-1).tolist()
    assert seen.predictions[-1].caption.startswith("Next")


def test_a_class_for_another_task_is_told() -> None:
    _, table = _table("BertModel")
    with pytest.raises(BadInput, match="another task"):
        ask(table, AskQuestion("w5", "w9"))
    with pytest.raises(BadInput, match="no decoder"):
        ask(table, RunWithTarget("w5"))
