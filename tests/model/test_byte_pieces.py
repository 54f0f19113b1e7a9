"""Bytes of characters are shown as such everywhere: never as a letter that is not in the text."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer import resources
from explorer.engine import tokenization
from explorer.engine.sandbox.tokenizer import Tokenizer
from explorer.features import explanations
from explorer.features.attention import export as attention_export
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.generation import export as generation_export
from explorer.features.generation.protocol import Generate, PickToken
from explorer.features.hidden_states.protocol import HiddenStatesRequest
from explorer.features.logit_lens import export as logit_lens_export
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run, Tokenize
from explorer.text import byte_pieces
from tests.surveys.truth.small import Bench

HEBREW, CHINESE = "שלום", "中文"
FAMILY = "👩\u200d👩\u200d👧"
TEXTS = (HEBREW, CHINESE, FAMILY, "é", "e\u0301", "❤\ufe0f", "the cat שלום 中!", "\ufffd", "naïve")
FOREIGN = "×©ľķĿðŁĳâĢįäæĸĩÃÄÅ"
"""Letters by which GPT-2 writes the bytes of these texts."""


@pytest.fixture(scope="module")
def desk() -> Bench:
    made = Bench()
    made.do(LoadModel(str(resources.path("models", "mini-world-gpt2"))))
    return made


def _byte_fallback() -> Any:
    """A tokenizer as Llama 2's: pieces of text, and `<0xD7>` for what it has no piece for."""
    from tokenizers import Tokenizer, decoders, models, normalizers
    from transformers import PreTrainedTokenizerFast

    vocabulary = {"<unk>": 0, "▁": 1, **{f"<0x{one:02X}>": one + 2 for one in range(256)}}
    for word in ("a", "c", "t", "ca", "▁ca", "cat", "▁cat"):
        vocabulary[word] = len(vocabulary)
    merges = [("c", "a"), ("ca", "t"), ("▁", "ca"), ("▁", "cat"), ("▁ca", "t")]
    own = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", byte_fallback=True))
    own.normalizer = normalizers.Replace(" ", "▁")
    own.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    return PreTrainedTokenizerFast(tokenizer_object=own, unk_token="<unk>")


@pytest.fixture(scope="module")
def tokenizers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tokenizer]:
    """Tokenizers of each way of writing bytes, read from folders as the program reads them."""
    from transformers import ByT5Tokenizer

    made: dict[str, Any] = {"fallback": _byte_fallback(), "byt5": ByT5Tokenizer()}
    folders = {"gpt2": str(resources.path("models", "mini-world-gpt2"))}
    for name, tokenizer in made.items():
        folders[name] = str(tmp_path_factory.mktemp(name))
        tokenizer.save_pretrained(folders[name])
    read = {name: tokenization.read_tokenizer(path) for name, path in folders.items()}
    return {name: tokenizer for name, tokenizer in read.items() if tokenizer is not None}


@pytest.mark.parametrize("name", ["gpt2", "fallback", "byt5"])
def test_parts_of_characters_are_named_by_their_character(
    tokenizers: dict[str, Tokenizer], name: str
) -> None:
    tokenizer = tokenizers[name]
    _, (row,) = tokenization.encode(tokenizer, (HEBREW + "a",))
    shown = [one.shown for one in row if not one.special]
    parts = [f"{letter} {part}/2" for letter in HEBREW for part in (1, 2)]
    assert shown == [*parts, "a"]
    _, (row,) = tokenization.encode(tokenizer, (FAMILY,))
    shown = [one.shown for one in row if not one.special]
    assert shown[:5] == ["👩 1/4", "👩 2/4", "👩 3/4", "👩 4/4", "<U+200D> 1/3"]
    _, (row,) = tokenization.encode(tokenizer, ("e\u0301",))
    assert [one.shown for one in row if not one.special] == ["e", "◌\u0301 1/2", "◌\u0301 2/2"]


@pytest.mark.parametrize("name", ["gpt2", "fallback", "byt5"])
def test_a_row_of_tokens_is_the_text_again(tokenizers: dict[str, Tokenizer], name: str) -> None:
    tokenizer = tokenizers[name]
    chance = random.Random(4)
    letters = "ab ×©é中שﬁ👩\u200d\u0301\U0001f3fd"
    words = ("".join(chance.choices(letters, k=9)).strip() for _ in range(200))
    texts = (*TEXTS, *(one for one in words if one))
    for text in texts:
        _, (row,) = tokenization.encode(tokenizer, (text,))
        assert byte_pieces.joined(row) == text.strip(), text


def test_a_byte_alone_is_a_byte(desk: Bench) -> None:
    (row,) = desk.do(Tokenize((HEBREW[0],))).rows
    assert [byte_pieces.alone(bytes([one])) for one in (0xD7, 0xFF)] == ["<0xD7>", "<0xFF>"]
    tokenizer = desk.engine.loaded.tokenizer
    assert tokenization.words_of(tokenizer, [one.id for one in row]) == ["<0xD7>", "<0xA9>"]
    # Bytes of two characters that never met, and of none.
    assert byte_pieces.in_row([b"a\xd7", b"\xa9b", b"\xd7", b"", b"\xa9"]) == [
        "aש 1/2", "ש 2/2b", "<0xD7>", "", "<0xA9>",
    ]  # fmt: skip


def test_a_letter_that_looks_like_a_byte_stays_itself(desk: Bench) -> None:
    (row,) = desk.do(Tokenize(("×©",))).rows
    assert [one.shown for one in row] == ["× 1/2", "× 2/2", "© 1/2", "© 2/2"]


def _foreign(text: str, given: str) -> set[str]:
    text = re.sub(r"\d × \d", "", text)  # sizes of tensors
    return (set(text) & set(FOREIGN)) - set(given)


@pytest.mark.parametrize("text", [HEBREW, FAMILY, f"the cat {HEBREW}", f"{CHINESE} e\u0301"])
def test_no_view_and_no_sentence_shows_another_letter(desk: Bench, text: str) -> None:
    spoken: list[str] = []

    def say(result: Any) -> None:
        told = explanations.after(result, desk.summary)
        spoken.extend((told.title, *told.paragraphs))

    ran = desk.do(Run((text,), top=200))
    spoken += [one.shown for one in ran.rows[0]]
    spoken += [one.text for said in ran.predictions for one in said.candidates]
    say(ran)
    for look in (
        AttentionRequest(),
        HeadRequest("self", 0, AVERAGE),
        HeadRequest("self", 1, 0),
        HiddenStatesRequest(),
        LogitLensRequest(top=20),
    ):
        seen = desk.do(look)
        say(seen)
        for name in ("from_tokens", "to_tokens", "tokens"):
            spoken += [one.shown for one in getattr(seen, name, ())]
        spoken += getattr(seen, "words", {}).values()
    for one in spoken:
        assert not _foreign(one, text), one
    assert f"{byte_pieces.visible(text[-1])} 1/{len(text[-1].encode())}" in spoken


def test_what_is_written_token_by_token_shows_parts(desk: Bench) -> None:
    (row,) = desk.do(Tokenize((HEBREW[0],))).rows
    first, second = (one.id for one in row)
    desk.do(Generate("the cat", max_new_tokens=0, candidates=400))
    result = desk.do(PickToken(0, first, candidates=400))
    assert [one.token.shown for one in result.tokens] == ["<0xD7>"]
    result = desk.do(PickToken(1, second, candidates=400))
    assert [one.token.shown for one in result.tokens] == ["ש 1/2", "ש 2/2"]
    assert result.text.strip() == HEBREW[0]
    for one in (*result.next, *(each for step in result.tokens for each in step.candidates)):
        assert not _foreign(one.text, ""), one.text


def test_tables_and_saved_pages_name_parts(desk: Bench, tmp_path: Path) -> None:

    desk.do(Run((f"cat {HEBREW}",)))
    seen = desk.do(HeadRequest("self", 0, 0))
    table = attention_export.head_table(seen)
    told = " ".join(str(one) for row in (table.heads, *table.rows) for one in row)
    told += attention_export.head(seen)
    lens = desk.do(LogitLensRequest())
    told += " ".join(str(one) for row in logit_lens_export.lens_table(lens).rows for one in row)
    written = desk.do(Generate(HEBREW, max_new_tokens=2))
    told += generation_export.generated(written)
    assert "ש 1/2" in told
    assert HEBREW in generation_export.generated(written)
    assert not _foreign(told, "©")  # none of them, wherever it comes from
    assert np.isfinite(seen.weights).all()


def test_numbers_behind_letters_that_run_to_the_left_stay_in_their_place() -> None:
    for text in ("cat", "ש 1/2", "שלום", "é", "中 2/3", "سلام!"):
        marked = byte_pieces.left_to_right(text)
        assert marked.replace("\u200e", "") == text
        assert ("\u200e" in marked) == (text[0] in "שس")
    assert byte_pieces.left_to_right("ש 1/2") == "ש\u200e 1/2"


def test_a_text_with_loose_bytes_is_read_byte_by_byte(desk: Bench) -> None:
    ids = [token.id for token in desk.do(Tokenize((f"a {HEBREW}\tb",))).rows[0]]
    for end in range(1, len(ids) + 1):
        tokens = desk.do(Run(input_ids=(tuple(ids[:end]),))).rows[0]
        data = b"".join(token.raw or token.shown.replace("·", " ").encode() for token in tokens)
        data = data.replace("⇥".encode(), b"\t")
        text = byte_pieces.readable(data.decode("utf-8", "replace"), tokens)
        assert text == "".join(
            letter if letter != "\ufffd" else f"<0x{byte:02X}>" for letter, byte in _spelled(data)
        )


def _spelled(data: bytes) -> list[tuple[str, int]]:
    """Characters, and U+FFFD with its byte for each that belongs to none; one way at a time."""
    spelled = []
    while data:
        for length in (1, 2, 3, 4):
            try:
                spelled.append((data[:length].decode(), 0))
            except UnicodeDecodeError:
                continue
            break
        else:
            length = 1
            spelled.append(("\ufffd", data[0]))
        data = data[length:]
    return spelled
