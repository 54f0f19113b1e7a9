"""Surprise against the bare library: probabilities, ranks, loss and perplexity."""

from __future__ import annotations

import copy
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from explorer.features.surprise import explain
from explorer.features.surprise.protocol import SurpriseRequest, SurpriseResult
from explorer.features.training.compute import objectives
from explorer.protocol.failures import BadInput, CannotTrain
from explorer.protocol.job import Stopped
from tests.model import tiny
from tests.model.tiny import Holder, ask
from tests.window.made_runs import summary
from tests.window.made_runs import tokens as made_tokens

IDS = [5, 9, 13, 21, 8, 30]


def _asked(name: str, ids: list[list[int]], tokenizer: Any = None, text: int = 0) -> Any:
    loaded = tiny.load(name, tokenizer)
    tiny.run(loaded, ids)
    return loaded, ask(Holder(loaded), SurpriseRequest(text))


def test_a_causal_model_gives_the_loss_that_transformers_gives() -> None:
    loaded, result = _asked("GPT2LMHeadModel", [IDS])
    with torch.inference_mode():
        ids = torch.tensor([IDS])
        bare = loaded.model(input_ids=ids, labels=ids)
    assert result.method == "next token"
    assert result.loss == pytest.approx(float(bare.loss), rel=1e-5)
    assert result.perplexity == pytest.approx(math.exp(float(bare.loss)), rel=1e-5)
    shares = bare.logits[0, :-1].double().softmax(-1)
    own = shares[range(len(IDS) - 1), IDS[1:]].numpy()
    assert np.isnan(result.probabilities[0])
    assert result.probabilities[1:] == pytest.approx(own, rel=1e-5)
    assert result.surprisals[1:] == pytest.approx(-np.log2(own), rel=1e-5)
    ranks = [int((row > row[id_]).sum()) + 1 for row, id_ in zip(shares, IDS[1:], strict=True)]
    assert result.ranks[1:].tolist() == ranks
    assert result.best[1:].tolist() == shares.argmax(-1).tolist()
    assert result.most_surprising(1) == (1 + int(own.argmin()),)


def test_a_masked_model_is_asked_for_each_token_with_that_token_masked() -> None:
    tokenizer = tiny.tokenizer()
    ids = tokenizer("w5 w9 w13 w21")["input_ids"]
    loaded, result = _asked("BertForMaskedLM", [ids], tokenizer)
    assert result.method == "masked"
    own = {}
    for place, id_ in enumerate(ids):
        if id_ in tokenizer.all_special_ids:
            continue
        masked = torch.tensor([ids])
        masked[0, place] = tokenizer.mask_token_id
        with torch.inference_mode():
            logits = loaded.model(input_ids=masked, attention_mask=torch.ones_like(masked)).logits
        own[place] = float(logits[0, place].double().softmax(-1)[id_])
    assert result.scored == tuple(own)
    assert [result.probabilities[place] for place in own] == pytest.approx(
        list(own.values()), rel=1e-4
    )
    assert result.loss == pytest.approx(-np.mean(np.log(list(own.values()))), rel=1e-5)


def test_masking_in_small_chunks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.features.surprise import compute

    tokenizer = tiny.tokenizer()
    ids = tokenizer("w5 w9 w13 w21 w8")["input_ids"]
    _, whole = _asked("BertForMaskedLM", [ids], tokenizer)
    monkeypatch.setattr(compute, "_CHUNK_BYTES", 1)
    _, alone = _asked("BertForMaskedLM", [ids], tokenizer)
    assert alone.probabilities == pytest.approx(whole.probabilities, rel=1e-4, nan_ok=True)
    assert alone.ranks.tolist() == whole.ranks.tolist()


def test_padding_is_not_asked_about() -> None:
    loaded = tiny.load("GPT2LMHeadModel")
    tiny.run(loaded, [IDS, [*IDS[:3], 0, 0, 0]], attention_mask=torch.tensor(
        [[1] * 6, [1, 1, 1, 0, 0, 0]]
    ))  # fmt: skip
    result = ask(Holder(loaded), SurpriseRequest(1))
    assert result.scored == (1, 2)


def test_a_class_that_says_nothing_about_tokens_says_so() -> None:
    _, result = _asked("BertForSequenceClassification", [IDS])
    assert result.scored == ()
    assert math.isnan(result.loss)
    assert "says nothing about single tokens" in result.note


def test_tokens_that_the_model_sees_are_not_said_to_surprise_it() -> None:
    """BERT's kin without `is_decoder` look at the token that is asked for."""
    loaded = tiny.load("RobertaForCausalLM")
    config = copy.deepcopy(loaded.model.config)
    config.is_decoder = False
    loaded.model = type(loaded.model)(config).eval()
    logits = []
    for last in (7, IDS[-1]):
        tiny.run(loaded, [[*IDS[:-1], last]])
        logits.append(loaded.run_outputs["logits"][0, 0])
    assert not torch.allclose(logits[0], logits[1]), "the first token sees the last one"
    result = ask(Holder(loaded), SurpriseRequest())
    assert result.scored == ()
    assert "is_decoder is off" in result.note
    with pytest.raises(CannotTrain, match="is_decoder is off"):
        objectives.judge(loaded)


def test_a_decoder_that_has_written_nothing_says_what_to_type() -> None:
    """Its start alone is nothing that could surprise, and the page stayed empty."""
    _, result = _asked("T5ForConditionalGeneration", [IDS])
    assert result.scored == ()
    assert "“What the decoder has written already”" in result.note
    assert explain.surprise(result, None).paragraphs == (result.note,)


def test_a_text_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput):
        _asked("GPT2LMHeadModel", [IDS], text=1)


def test_masking_can_be_stopped_between_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.features.surprise import compute

    tokenizer = tiny.tokenizer()
    loaded = tiny.load("BertForMaskedLM", tokenizer)
    tiny.run(loaded, [tokenizer("w5 w9 w13")["input_ids"]])
    monkeypatch.setattr(compute, "_CHUNK_BYTES", 1)
    calls = []

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        calls.append(fraction)

    def check() -> None:
        if len(calls) > 1:
            raise Stopped

    with pytest.raises(Stopped):
        ask(Holder(loaded), SurpriseRequest(), check, report)
    assert 1 < len(calls) < 4


def test_more_than_there_are_tokens_to_choose_from_is_said_to_be_more() -> None:
    """“As unsure as if it chose among 36,602 tokens”, of a model that knows 1,024."""
    result = replace(_made(), tokens=made_tokens("abc"), words={7: "x", 8: "y"})
    told = explain.surprise(result, summary(vocab_size=3)).plain
    assert "chose among that many" in told
    assert "On average it is 1.5 bits over 2 tokens" in told.replace("\xa0", " "), (
        "the unit of each token above it"
    )
    assert "(in nats, with the natural logarithm) is 1.04" in told
    told = explain.surprise(result, summary(vocab_size=2)).plain
    assert "more than the 2 tokens that it knows" in told
    assert "chose among" not in told


def test_the_most_surprising_token_is_not_said_to_be_other_than_itself() -> None:
    """“The most surprising token is “capital” … It expected “capital”.”"""
    a, b, c = made_tokens("abc")
    made = replace(_made(), tokens=(a, b, c), words={7: "x", 8: "y"})
    assert "It expected “y”" in explain.surprise(made, summary()).plain
    same = replace(made, tokens=(a, b, replace(c, id=8)), words={7: "x", 8: "c"})
    told = explain.surprise(same, summary()).plain
    assert "It was still its first choice" in told
    assert "It expected" not in told
    spaced = replace(made, tokens=(a, b, replace(c, shown="·c")), words={7: "x", 8: "c"})
    told = explain.surprise(spaced, summary()).plain
    assert "The most surprising token is “·c”" in told
    assert "It expected “c”" in told


def test_numbers_of_a_hand_made_result() -> None:
    result = _made()
    assert result.surprisals[1:].tolist() == [1.0, 2.0]
    assert result.loss == pytest.approx(1.5 * math.log(2))
    assert result.perplexity == pytest.approx(2**1.5)
    assert result.most_surprising(5) == (2, 1)


def _made() -> SurpriseResult:
    return SurpriseResult(
        SurpriseRequest(), 1, "next token", (),
        np.array([np.nan, 0.5, 0.25], np.float32), np.array([0, 1, 2]), np.array([-1, 7, 8]),
        np.array([np.nan, 0.5, 0.5], np.float32), {},
    )  # fmt: skip
