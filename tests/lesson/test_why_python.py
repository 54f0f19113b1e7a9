"""The Python of asking why gives the program's own numbers, bit for bit, in a fresh process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from transformers import (
    DogeConfig,
    DogeForSequenceClassification,
    GPT2Config,
    GPT2ForSequenceClassification,
    GPT2ForTokenClassification,
    MarianConfig,
    MarianMTModel,
)

from explorer.features import explanations, python
from explorer.features.answers.protocol import RunWithTarget
from explorer.features.why.protocol import (
    AnswerChoice,
    Intervention,
    TryAgain,
    WhyContributions,
    WhyGradients,
    WhyMap,
    WhyParts,
    WhySwaps,
    WhyWords,
)
from explorer.protocol.job import Request
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from tests.lesson.conftest import THREADS, Bench, Checkpoints
from tests.lesson.execute import execute

CHOICE = AnswerChoice()
RUNS: dict[str, Request] = {
    "bert": Run(("the capital of france is [MASK] .",)),
    "gpt2": Run(("the capital of france is",)),
    "classifier": Run(("a cat says meow .",)),
    "tagger": Run(("a cat says meow .",)),
    "translator": RunWithTarget(input_ids=(5, 9, 13, 21, 1), target_ids=(7, 8)),
}


@pytest.mark.parametrize("name", RUNS)
def test_every_number_again(desk: Bench, checkpoints: Checkpoints, name: str) -> None:
    desk.do(LoadModel(getattr(checkpoints, name)))
    desk.do(RUNS[name])
    requests: list[Request] = [WhyWords(CHOICE), WhySwaps(CHOICE, (1, 2)), WhyParts(CHOICE)]
    if name in ("bert", "classifier"):
        requests.append(WhyWords(CHOICE, "replace"))
    swaps = desk.do(requests[1])
    requests.append(WhyMap(CHOICE, swaps.counterpart))
    requests.append(TryAgain(CHOICE, Intervention("without", (1,)), 0.0))
    requests.append(WhyGradients(CHOICE))
    if name in ("gpt2", "translator"):
        requests.append(WhyContributions(CHOICE))
    results = [desk.do(request) for request in requests]
    assert all(result.question is not None for result in results), [r.note for r in results]
    codes = [
        python.code(request, result, desk.summary, threads=THREADS)
        for request, result in zip(requests, results, strict=True)
    ]
    assert max(len(line) for code in codes for line in code.splitlines()) <= 88
    for result, done in zip(results, execute(codes), strict=True):
        own = done.arrays
        kind = type(result.request).__name__
        if kind == "WhyWords":
            np.testing.assert_array_equal(own["own.shares"], result.probabilities)
        elif kind == "WhySwaps":
            shares = np.array([swap.probability for swap in result.swaps], np.float32)
            np.testing.assert_array_equal(own["own.shares"], shares)
        elif kind == "WhyMap":
            np.testing.assert_array_equal(own["own.values"], result.values)
        elif kind == "WhyGradients":
            np.testing.assert_array_equal(own["own.parts"], result.parts)
        elif kind == "WhyContributions":
            np.testing.assert_array_equal(own["own.values"], result.values)
        elif kind == "TryAgain":
            assert float(own["own.shares"][0]) == result.probability
        else:
            lines = done.printed.splitlines()[: len(result.rows)]
            heads = [json.loads(line.split(" ", 1)[1]) for line in lines]
            np.testing.assert_array_equal(np.array(heads, np.float32), result.heads)
            for title, shares in (
                ("own.attention", result.attention), ("own.feed_forward", result.feed_forward),
            ):  # fmt: skip
                known = shares[~np.isnan(shares)]
                if known.size:
                    np.testing.assert_array_equal(own[title], known)


def test_the_parts_of_a_decoder_that_norms_after_each_sum_again(
    desk: Bench, tmp_path: Path
) -> None:
    config = MarianConfig(
        vocab_size=40, decoder_vocab_size=40, d_model=32, encoder_layers=2, decoder_layers=2,
        encoder_ffn_dim=64, encoder_attention_heads=4, decoder_attention_heads=4,
        decoder_ffn_dim=64, max_position_embeddings=32, pad_token_id=0, decoder_start_token_id=0,
    )  # fmt: skip
    model = MarianMTModel(config)
    model.final_logits_bias.normal_()
    model.save_pretrained(tmp_path)
    desk.do(LoadModel(str(tmp_path)))
    desk.do(RunWithTarget(input_ids=(5, 9, 13, 21, 1), target_ids=(7, 8)))
    result = desk.do(WhyContributions(CHOICE))
    assert result.final_bias
    code = python.code(result.request, result, desk.summary, threads=THREADS)
    (done,) = execute([code])
    np.testing.assert_array_equal(done.arrays["own.values"], result.values)


@pytest.mark.parametrize("judged", [GPT2ForSequenceClassification, GPT2ForTokenClassification])
def test_what_contributed_to_a_label_again(desk: Bench, tmp_path: Path, judged: Any) -> None:
    config = GPT2Config(
        vocab_size=40, n_embd=32, n_layer=2, n_head=4, n_positions=32, pad_token_id=0,
        bos_token_id=1, eos_token_id=2,
    )  # fmt: skip
    judged(config).save_pretrained(tmp_path)
    desk.do(LoadModel(str(tmp_path)))
    desk.do(Run(input_ids=((5, 9, 13, 21, 8),)))
    result = desk.do(WhyContributions(CHOICE))
    assert result.question is not None, result.note
    code = python.code(result.request, result, desk.summary, threads=THREADS)
    (done,) = execute([code])
    np.testing.assert_array_equal(done.arrays["own.values"], result.values)
    assert done.printed.splitlines()[-1].endswith(f"= {result.question.logit:.6f}")


def test_a_gradient_has_the_same_bits_where_a_cache_would_change_them(
    desk: Bench, tmp_path: Path
) -> None:
    """Keys and values that a cache has copied add up in another order on the way back."""
    config = DogeConfig(
        vocab_size=40, hidden_size=32, intermediate_size=64, num_hidden_layers=2, pad_token_id=0,
        num_attention_heads=4, num_key_value_heads=2, bos_token_id=1, eos_token_id=2,
    )  # fmt: skip
    DogeForSequenceClassification(config).save_pretrained(tmp_path)
    desk.do(LoadModel(str(tmp_path)))
    desk.do(Run(input_ids=((5, 9, 13, 21, 8, 30, 17, 11),)))
    result = desk.do(WhyGradients(CHOICE))
    assert result.question is not None, result.note
    code = python.code(result.request, result, desk.summary, threads=THREADS)
    assert "use_cache=False" in code
    (done,) = execute([code])
    np.testing.assert_array_equal(done.arrays["own.parts"], result.parts)


def test_one_text_of_a_batch_again(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.gpt2))
    desk.do(Run(("the capital of france is", "a cat says")))
    choice = AnswerChoice(1)
    requests: list[Request] = [WhyWords(choice), WhyParts(choice)]
    results = [desk.do(request) for request in requests]
    assert not results[0].whole_row
    codes = [
        python.code(request, result, desk.summary, threads=THREADS)
        for request, result in zip(requests, results, strict=True)
    ]
    words, parts = execute(codes)
    np.testing.assert_array_equal(words.arrays["own.shares"], results[0].probabilities)
    np.testing.assert_array_equal(parts.arrays["own.attention"], results[1].attention)


def test_every_result_is_explained(desk: Bench, checkpoints: Checkpoints) -> None:
    desk.do(LoadModel(checkpoints.bert))
    desk.do(Run(("the capital of france is [MASK] .",)))
    swaps = desk.do(WhySwaps(CHOICE, (2,)))
    results = [
        desk.do(WhyWords(CHOICE)), swaps, desk.do(WhyParts(CHOICE)),
        desk.do(WhyMap(CHOICE, swaps.counterpart)),
        desk.do(TryAgain(CHOICE, Intervention("head", part=(0, 0)), 0.5)),
    ]  # fmt: skip
    for result in results:
        told = explanations.after(result, desk.summary)
        assert told.title != "Done"
        assert all(told.paragraphs)


def test_a_question_about_nothing_has_a_comment_for_python(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    desk.do(LoadModel(checkpoints.bert))
    desk.do(Run(("there is no gap here",)))
    for request in (WhyWords(CHOICE), WhySwaps(CHOICE, (1,)), WhyParts(CHOICE), WhyMap(CHOICE)):
        result = desk.do(request)
        assert "no gap" in result.note
        code = python.code(request, result, desk.summary, threads=THREADS)
        assert "# There is no gap in the text" in code
