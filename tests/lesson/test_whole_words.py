"""Whole words in attention: grouped as the tokenizer groups them, summed as bare torch sums."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from explorer import resources
from explorer.features import explanations
from explorer.features.attention.protocol import HeadRequest
from explorer.features.python import code
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run, Token
from explorer.protocol.word_groups import merged, merges, word_groups
from tests.lesson.conftest import THREADS, Bench
from tests.lesson.execute import execute

BERT, GPT2 = (str(resources.path("models", f"mini-world-{name}")) for name in ("bert", "gpt2"))
TEXT = "The capital of Ruritania is [MASK], says Zenobia."


@pytest.fixture(scope="module")
def desk() -> Bench:
    desk = Bench()
    desk.do(LoadModel(BERT))
    desk.do(Run((TEXT,)))
    return desk


def spans_of(word_ids: Sequence[int | None]) -> tuple[tuple[int, int], ...]:
    """Neighbours of one word, by what the tokenizer itself says; special tokens alone."""
    starts = [
        place
        for place, word in enumerate(word_ids)
        if not place or word is None or word != word_ids[place - 1]
    ]
    return tuple(zip(starts, [*starts[1:], len(word_ids)], strict=True))


@pytest.mark.parametrize("model", [BERT, GPT2])
def test_words_are_those_of_the_tokenizer(model: str) -> None:
    bench = Bench()
    bench.do(LoadModel(model))
    text = "Once upon a time in Ruritania, Zenobia ate a xylophone."
    row = bench.do(Run((text,))).rows[0]
    groups = word_groups(row)
    word_ids = AutoTokenizer.from_pretrained(model)([text]).word_ids(0)
    assert groups == spans_of(word_ids)
    assert merges(groups)
    words = [token.shown.strip("·") for token in merged(row, groups)]
    assert {"Ruritania".lower(), "xylophone"} <= {word.lower() for word in words}


def token(shown: str, start: int, end: int, raw: bytes = b"") -> Token:
    return Token(shown, shown, 5, False, False, start, end, raw=raw)


def test_bytes_of_one_character_are_one_word_and_unspaced_scripts_stay_apart() -> None:
    leaf = "🍁".encode()
    row = [token("?", 0, 1, leaf[:2]), token("?", 0, 1, leaf[2:]), token("日", 1, 2)]
    row += [token("本", 2, 3), token("don", 4, 7), token("'", 7, 8), token("t", 8, 9)]
    assert word_groups(row) == ((0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7))
    first = merged(row, word_groups(row))[0]
    assert (first.shown, first.id) == ("🍁", -1), "several tokens have no ID of their own"
    assert word_groups([token("a", -1, -1), token("b", -1, -1)]) == ((0, 1), (1, 2))
    assert word_groups([]) == ()


@pytest.mark.parametrize("head", [2, AVERAGE])
def test_numbers_are_those_of_bare_transformers_and_of_the_python(desk: Bench, head: int) -> None:
    tokens = desk.do(HeadRequest(row=1, head=head))
    request = HeadRequest(row=1, head=head, words=True, chosen=(3, 5))
    result = desk.do(request)
    tokenizer = AutoTokenizer.from_pretrained(BERT)
    model = AutoModel.from_pretrained(BERT, attn_implementation="eager").eval()
    given = tokenizer([TEXT], return_tensors="pt")
    with torch.inference_mode():
        weights = model(**given, output_attentions=True).attentions[1][0]
    weights = weights.mean(0) if head == AVERAGE else weights[head]
    spans = spans_of(given.word_ids(0))
    wanted = torch.tensor(
        [
            [
                float(sum(weights[row, column] for row in range(a, b) for column in range(c, d)))
                / (b - a)
                for c, d in spans
            ]
            for a, b in spans
        ]
    )
    assert result.from_words == result.to_words == spans
    assert result.weights.shape == wanted.shape < tokens.weights.shape
    np.testing.assert_allclose(result.weights, wanted.numpy(), atol=1e-6)
    np.testing.assert_allclose(result.weights.sum(1), 1, atol=1e-5)
    assert not result.weights.flags.writeable
    (done,) = execute([code(request, result, desk.summary, threads=THREADS)])
    np.testing.assert_allclose(done.arrays["own.weights"], result.weights, atol=1e-6)
    together = result.weights[:, [3, 5]].sum(1)
    np.testing.assert_allclose(done.arrays["own.together"], together, atol=1e-6)
    told = explanations.after(result, desk.summary).plain
    assert "is the sum over its tokens" in told
    assert "together" in told


def test_tokens_come_back_and_words_of_one_token_change_nothing(desk: Bench) -> None:
    desk.do(HeadRequest(row=1, head=2, words=True))
    tokens = desk.do(HeadRequest(row=1, head=2))
    assert not tokens.to_words
    assert tokens.weights.shape[0] == len(tokens.from_tokens)
    desk.do(Run(("The capital of France is [MASK].",)))
    whole, plain = desk.do(HeadRequest(words=True)), desk.do(HeadRequest())
    assert not whole.to_words
    np.testing.assert_array_equal(whole.weights, plain.weights)
    desk.do(Run((TEXT,)))
