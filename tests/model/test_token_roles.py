"""What a token is for is what the tokenizer and the mask say, however it is spelled."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.engine import tokenization
from explorer.engine.sandbox.tokenizer import Tokenizer
from explorer.features.answers import explain
from explorer.protocol.run import Token
from explorer.protocol.task_run import TaskRun
from explorer.text import phrases
from explorer.text.python import inputs
from explorer.text.run_facts import split_word
from tests.model import tiny

TEXTS = ("w7 w8 w9", "w7")


def _tokenizer(padding: str, unknown: str = "<unk>", **more: str) -> Any:
    """One token a word; texts begin with nothing, and are filled up with `padding`."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = [unknown, "<end>", padding, "w7", "w8", "w9"]
    inner = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unknown))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(
        tokenizer_object=inner, eos_token="<end>", unk_token=unknown, **more
    )


def _held(padding: str, unknown: str = "<unk>", **more: str) -> Tokenizer:
    held = tiny.held(_tokenizer(padding, unknown, **more))
    assert held is not None
    return held


def _rows(padding: str, **more: str) -> tuple[tuple[Token, ...], ...]:
    _, rows = tokenization.encode(_held(padding, **more), TEXTS)
    return rows


PADDINGS = ["[PAD]", "<pad>", "<|finetune_right_pad_id|>", "▁"]


@pytest.mark.parametrize("spelling", PADDINGS)
def test_padding_is_told_by_the_mask_and_not_by_its_spelling(spelling: str) -> None:
    rows = _rows(spelling, pad_token=spelling)
    assert [token.padding for token in rows[1]] == [False, True, True]
    assert inputs.pad_seen(rows)
    assert phrases.padding(rows) == 2
    assert phrases.added(rows) == ()
    assert "four\xa0tokens" in explain._read(TaskRun(1, rows, (), (), 0.1))


def test_a_tokenizer_without_padding_lends_another_token() -> None:
    rows = _rows("[PAD]")
    assert [token.attended for token in rows[1]] == [True, False, False]
    assert not inputs.pad_seen(rows)
    assert "pad_token is None" in "\n".join(inputs.inputs(TEXTS, rows).lines)
    assert "four\xa0tokens" in explain._read(TaskRun(1, rows, (), (), 0.1))


def test_a_padding_token_that_was_written_is_read() -> None:
    held = _held("<pad>", pad_token="<pad>")
    _, rows = tokenization.encode(held, ("w7 <pad> w8",))
    assert [token.padding for token in rows[0]] == [False, True, False]
    assert "three\xa0tokens" in explain._read(TaskRun(1, rows, (), (), 0.1))


@pytest.mark.parametrize("spelling", ["[UNK]", "<unk>", "<|unknown|>", "⁇"])
def test_an_unknown_word_is_told_however_its_token_is_spelled(spelling: str) -> None:
    held = _held("<pad>", spelling, pad_token="<pad>")
    _, rows = tokenization.encode(held, ("w7 what",))
    assert [token.unknown for token in rows[0]] == [False, True]
    assert split_word("w7 what", rows[0])["run.split_word"] == "what"
