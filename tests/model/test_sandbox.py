"""Tokenizers of strangers: whatever is in their files, a text ends in tokens or in a sentence."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest
import torch
from tokenizers import Tokenizer, models
from transformers import AutoTokenizer

from explorer import resources
from explorer.boundary import limits
from explorer.boundary.limits import Effort
from explorer.engine import tokenization
from explorer.engine.engine import Engine
from explorer.engine.sandbox import process, serve
from explorer.engine.sandbox.process import PROCESS, Ended
from explorer.engine.sandbox.tokenizer import _key
from explorer.features.checkpoints.protocol import ModelPreview, PreviewModel
from explorer.features.compare.protocol import LoadOther, RunBoth
from explorer.protocol.failures import (
    BadInput,
    Failure,
    NoTokenizer,
    OwnTokenizerUnread,
    SecondTokenizerUnread,
    TokenizerChanged,
    TokenizerStopped,
    TokenizerUnread,
)
from explorer.protocol.job import Stopped
from explorer.protocol.model import AttachTokenizer, CreateRandomCopy, LoadModel, ModelReady
from explorer.protocol.run import Run, Tokenize, Tokenized
from tests.model.tiny import no_check, no_report
from tests.sampling import sampled

BERT = resources.path("models", "mini-world-bert")
GPT2 = resources.path("models", "mini-world-gpt2")
TEXT = "The cat is black."
BOMB = "a" * 30 + "!"


@pytest.fixture(autouse=True, scope="module")
def _ends() -> Iterator[None]:
    yield
    PROCESS.end()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bombs burn for as long as they may: not ten seconds in a test."""
    few = limits.Effort(1.5, 300_000_000, limits.USE_TOKENIZER.answer)
    monkeypatch.setattr(limits, "USE_TOKENIZER", few)
    monkeypatch.setattr(limits, "READ_TOKENIZER", msgspec.structs.replace(few, seconds=20.0))


Changes = dict[str, Any]


def _with(folder: Path, changes: Changes) -> Path:
    """The bundled BERT with another tokenizer.json, read as it is."""
    shutil.copytree(BERT, folder)
    file = folder / "tokenizer.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
    file = folder / "tokenizer_config.json"
    generic = {"tokenizer_class": "PreTrainedTokenizerFast"}
    file.write_text(json.dumps(json.loads(file.read_text()) | generic))
    return folder


def _replace(times: int) -> Changes:
    longer = {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 1000}
    return {"normalizer": {"type": "Sequence", "normalizers": [longer] * times}}


def _prepend(text: str) -> Changes:
    return {"normalizer": {"type": "Prepend", "prepend": text}}


def _regex(pattern: str) -> Changes:
    split = {"pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
    return {"pre_tokenizer": {"type": "Split", **split}}


def _decoder(times: int) -> Changes:
    longer = {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 1000}
    return {"decoder": {"type": "Sequence", "decoders": [longer] * times}}


_LONG_WORD = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
_GARBAGE = {"type": "Precompiled", "precompiled_charsmap": "AAAAAAAA"}
_SLOW = {"tokenizer_class": "PhobertTokenizer", "model_max_length": 512}


def _python_loop(folder: Path) -> Path:
    """A tokenizer written in Python: it merges 10,000 pairs one by one, and looks at all again."""
    shutil.copytree(BERT, folder)
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").write_text(json.dumps(_SLOW))
    (folder / "vocab.txt").write_text("a 1\na@@ 1\n")
    pairs = zip(_LONG_WORD[::2], _LONG_WORD[1::2], strict=True)
    (folder / "bpe.codes").write_text("".join(f"{one} {two} 1\n" for one, two in pairs))
    return folder


BOMBS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "replace": (lambda at: _with(at, _replace(12)), BOMB),
    "prepend": (lambda at: _with(at, _prepend("a " * 5_000_000)), BOMB),
    "regex": (lambda at: _with(at, _regex(r"a*a*b")), "a" * 3_000 + "!b"),
    "regex that gives up": (lambda at: _with(at, _regex(r"((a+)+)+$")), BOMB),
    "garbage": (lambda at: _with(at, {"normalizer": _GARBAGE}), BOMB),
    "decoder": (lambda at: _with(at, _decoder(12)), BOMB),
    "python": (_python_loop, _LONG_WORD),
}  # fmt: skip


def _ask(engine: Engine, request: Any, check: Any = no_check) -> Any:
    return engine(request, check, no_report)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("name", sampled(BOMBS, 2))
def test_a_bomb_ends_in_a_sentence_and_the_next_tokenizer_works(
    engine: Engine, tmp_path: Path, name: str
) -> None:
    make, text = BOMBS[name]
    folder = str(make(tmp_path / "bomb"))
    before = psutil.Process().memory_info().rss
    assert isinstance(_ask(engine, PreviewModel(folder)), ModelPreview)
    assert isinstance(_ask(engine, LoadModel(folder)), ModelReady)
    with pytest.raises((TokenizerStopped, BadInput, NoTokenizer)) as caught:
        _ask(engine, Tokenize((text,)))
    assert caught.value.remedy is not None
    _ask(engine, LoadModel(str(BERT)))
    found = _ask(engine, Tokenize((TEXT,)))
    assert [one.id for one in found.rows[0]] == AutoTokenizer.from_pretrained(BERT)(TEXT).input_ids
    assert psutil.Process().memory_info().rss - before < 250_000_000


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("name", ["replace", "regex", "python"])
def test_what_was_exceeded_is_told(tmp_path: Path, name: str) -> None:
    make, text = BOMBS[name]
    tokenizer = tokenization.read_tokenizer(str(make(tmp_path / "bomb")))
    assert tokenizer is not None
    with pytest.raises(TokenizerStopped) as caught:
        tokenization.encode(tokenizer, (text,))
    told = "MB of memory" if name == "replace" else "seconds for this text"
    assert told in caught.value.sentence
    assert caught.value.remedy is not None
    assert caught.value.remedy.action == "idsEdit"
    ids, _ = tokenization.encode(tokenizer, ("b",))  # read again, in another process
    assert ids["input_ids"].shape[0] == 1


BROKEN: dict[str, dict[str, bytes]] = {
    "deeply nested": {"tokenizer.json": b"[" * 100_000},
    "deeply nested settings": {"tokenizer_config.json": b'{"a":' * 100_000},
    "a model": {"tokenizer_config.json": b'{"tokenizer_class": "BertModel"}'},
    "no class": {"tokenizer_config.json": b'{"tokenizer_class": "os.system"}'},
    "a list": {"tokenizer_config.json": b"[1]"},
    "numbers": {"tokenizer_config.json": b'{"tokenizer_class": 5, "mask_token": 7}'},
    "not text": {"tokenizer.json": b"\xff\xfe\x00"},
    "another kind": {"tokenizer.json": b'{"model": {"type": "Unigram", "vocab": [["a", NaN]]}}'},
    "a long token": {
        "tokenizer_config.json": json.dumps({"mask_token": "m" * 3_000_000}).encode(),
    },
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_broken_files_are_told_or_read(engine: Engine, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(BERT, folder)
    for file, content in BROKEN[name].items():
        (folder / file).write_bytes(content)
    preview = _ask(engine, PreviewModel(str(folder)))
    assert preview.tokenizer_note
    assert isinstance(_ask(engine, LoadModel(str(folder))), ModelReady)
    with contextlib.suppress(Failure):  # anything else would be unexpected
        assert isinstance(_ask(engine, Tokenize((TEXT,))), Tokenized)


def test_many_added_tokens_and_a_long_one_do_no_harm(engine: Engine, tmp_path: Path) -> None:
    added = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    more = [
        {"id": 1000 + place, "content": f"<{place}>", "special": True, **added}
        for place in range(3_000)
    ]
    more.append({"id": 999, "content": "long" * 100_000, "special": False, **added})
    known = json.loads((BERT / "tokenizer.json").read_text())["added_tokens"]
    folder = _with(tmp_path / "many", {"added_tokens": [*known, *more]})
    _ask(engine, LoadModel(str(folder)))
    text = f"<7>{'long' * 100_000}<2999>"
    (row,) = _ask(engine, Tokenize((text,))).rows
    assert [one.id for one in row] == AutoTokenizer.from_pretrained(folder)(text).input_ids
    assert len(row[2].piece) == limits.PIECE + 1


def test_a_stop_ends_work_in_native_code(tmp_path: Path) -> None:
    tokenizer = tokenization.read_tokenizer(str(BOMBS["regex"][0](tmp_path / "bomb")))
    assert tokenizer is not None
    looks = 0

    def check() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            raise Stopped

    with process.stoppable(check), pytest.raises(Stopped):
        tokenization.encode(tokenizer, (BOMBS["regex"][1],))
    assert looks == 3
    ids, _ = tokenization.encode(
        tokenizer, ("b",)
    )  # what was left behind was killed after a moment
    assert ids["input_ids"].shape[0] == 1


def test_the_answer_of_stopped_work_is_never_taken_for_another() -> None:
    tokenizer = tokenization.read_tokenizer(str(GPT2))
    assert tokenizer is not None
    bare = AutoTokenizer.from_pretrained(GPT2)

    def check() -> None:
        raise Stopped

    for number in range(5):
        with process.stoppable(check), pytest.raises(Stopped):
            tokenization.encode(tokenizer, ("once upon a time " * 20_000,))
        text = f"story {number}"
        ids, _ = tokenization.encode(tokenizer, (text,))
        assert ids["input_ids"][0].tolist() == bare(text).input_ids


def _kill() -> None:
    child = PROCESS._child
    assert child is not None
    child._process.kill()
    child._process.wait()


def test_why_it_ended_is_told_after_its_files_are_closed() -> None:
    """As another thread may do, while work that was stopped is still left to itself."""
    assert tokenization.read_tokenizer(str(GPT2)) is not None
    child = PROCESS._child
    assert child is not None
    child.end()
    assert "exit status" in child._by_itself().details


def test_a_process_that_somebody_ends_is_begun_again(tmp_path: Path) -> None:
    folder = shutil.copytree(BERT, tmp_path / "bert")
    tokenizer = tokenization.read_tokenizer(str(folder))
    assert tokenizer is not None
    before, rows = tokenization.encode(tokenizer, (TEXT, "a"))
    _kill()
    again, more = tokenization.encode(tokenizer, (TEXT, "a"))
    assert rows == more
    assert all(torch.equal(before[name], again[name]) for name in before)
    file = folder / "tokenizer.json"
    file.write_text(file.read_text().replace("cat", "tac"))
    assert tokenization.encode(tokenizer, (TEXT, "a"))[1] == rows  # it holds what it read
    _kill()
    with pytest.raises(TokenizerChanged):
        tokenization.encode(tokenizer, (TEXT,))


def test_reading_that_takes_too_long_or_too_much_leaves_the_model(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokenization.read_tokenizer(str(GPT2))  # the process is there
    for effort, told in (
        (msgspec.structs.replace(limits.READ_TOKENIZER, seconds=0.0), "seconds and was stopped"),
        (msgspec.structs.replace(limits.READ_TOKENIZER, memory=1), "of memory and was stopped"),
        (msgspec.structs.replace(limits.READ_TOKENIZER, answer=10), "of memory and was stopped"),
    ):
        folder = tmp_path / told.split()[0] / str(effort.answer)
        shutil.copytree(BERT, folder)
        with monkeypatch.context() as patch:
            patch.setattr(limits, "READ_TOKENIZER", effort)
            if effort.answer != 10:  # time and memory are looked at every 20 ms
                _slow_to_read(folder)
            note = _ask(engine, PreviewModel(str(folder))).tokenizer_note
            assert told in note
            with pytest.raises(TokenizerUnread):
                tokenization.read_tokenizer(str(folder))
            ready = _ask(engine, LoadModel(str(folder)))
            assert ready.summary.tokenizer == ""
            assert told in ready.summary.unread_tokenizer
            _told_and_again(engine, Tokenize((TEXT,)), told)
        own = _ask(engine, AttachTokenizer(str(folder)))
        assert (own.summary.tokenizer, own.summary.unread_tokenizer) == (str(folder), "")
        found = _ask(engine, Tokenize((TEXT,)))
        plain = AutoTokenizer.from_pretrained(folder)
        assert [one.id for one in found.rows[0]] == plain(TEXT).input_ids


def _told_and_again(engine: Engine, request: Any, told: str) -> None:
    for _ in range(2):  # it is not read again for every question
        with pytest.raises(OwnTokenizerUnread) as caught:
            _ask(engine, request)
        assert told in caught.value.sentence
        assert "no tokenizer" not in caught.value.sentence
        assert caught.value.remedy is not None
        assert caught.value.remedy.action == "readTokenizerAction"


def test_the_twin_and_the_second_model_keep_the_reason(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(shutil.copytree(BERT, tmp_path / "second"))
    _ask(engine, LoadModel(str(GPT2)))
    both = RunBoth(LoadOther("checkpoint", path=folder, name="second"), (TEXT,))
    with monkeypatch.context() as patch:
        small = msgspec.structs.replace(limits.READ_TOKENIZER, answer=10)
        patch.setattr(limits, "READ_TOKENIZER", small)
        with pytest.raises(SecondTokenizerUnread, match="of memory and was stopped") as caught:
            _ask(engine, both)
        assert caught.value.remedy is not None
        assert caught.value.remedy.action == "retry"
        told = _ask(engine, LoadOther("checkpoint", path=folder, name="second")).sentence
        assert "The tokenizer of second could not be read" in told
        assert _ask(engine, LoadModel(folder)).summary.unread_tokenizer
        assert _ask(engine, CreateRandomCopy(3)).summary.unread_tokenizer
        _told_and_again(engine, Run((TEXT,)), "of memory and was stopped")
    _ask(engine, LoadModel(str(GPT2)))
    seen = _ask(engine, both)
    ids = AutoTokenizer.from_pretrained(BERT)(TEXT).input_ids
    assert [one.id for one in seen.other.ran.rows[0]] == ids


def test_files_that_cannot_be_read_are_told_where_a_text_is_given(
    engine: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(BERT, folder)
    (folder / "tokenizer.json").write_bytes(b"\xff")
    _ask(engine, LoadModel(str(folder)))
    with pytest.raises(OwnTokenizerUnread, match="files cannot be read") as caught:
        _ask(engine, Run((TEXT,)))
    assert caught.value.remedy is not None
    assert caught.value.remedy.action == "chooseTokenizerAction"
    assert caught.value.details
    _ask(engine, AttachTokenizer(str(BERT)))
    assert _ask(engine, Run((TEXT,))).rows


def _slow_to_read(folder: Path) -> None:
    """So many tokens take longer than until the next look at the clock."""
    file = folder / "tokenizer.json"
    told = json.loads(file.read_text())
    told["model"]["vocab"] |= {f"more{place}": 2000 + place for place in range(60_000)}
    file.write_text(json.dumps(told))


def test_a_text_of_too_many_tokens_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    tokenizer = tokenization.read_tokenizer(str(BERT))
    assert tokenizer is not None
    monkeypatch.setattr(limits, "TOKENS", 10)
    with pytest.raises(BadInput, match="at most 10 are read at once"):
        tokenization.encode(tokenizer, ("cat " * 20,))


def test_the_process_knows_no_token_and_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    environment = process._environment()
    assert "hf_secret" not in environment.values()
    assert environment["HF_HUB_OFFLINE"] == "1"
    for event in ("socket.connect", "socket.getaddrinfo"):
        with pytest.raises(OSError, match="no network"):
            serve._no_network(event, ())
    serve._no_network("open", ())


def test_the_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing freezes the tests: the hidden option is handed to the module as it would be."""
    import sys

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    command = process._command()
    assert command[0] == sys.executable
    monkeypatch.setattr(process, "_command", lambda: [sys.executable, "-m", "explorer", command[1]])
    monkeypatch.setenv("PYTHONPATH", os.getcwd())
    PROCESS.end()
    tokenizer = tokenization.read_tokenizer(str(BERT))
    assert tokenizer is not None
    assert tokenization.encode(tokenizer, (TEXT,))[0]["input_ids"].numel() > 2
    PROCESS.end()


def test_a_process_that_cannot_start_is_told(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokenizer = tokenization.read_tokenizer(str(GPT2))
    assert tokenizer is not None
    PROCESS.end()
    monkeypatch.setattr(process, "_command", lambda: [str(tmp_path / "nothing")])
    with pytest.raises(Ended):
        PROCESS.start()
    with pytest.raises(TokenizerStopped, match="could not be started"):
        tokenization.encode(tokenizer, (TEXT,))
    assert "could not be started" in _ask(engine, PreviewModel(str(BERT))).tokenizer_note


def test_memory_of_tokenizers_that_nobody_holds_is_given_back(engine: Engine) -> None:
    _ask(engine, LoadModel(str(BERT)))
    assert engine.loaded.tokenizer is not None
    key = _key(engine.loaded.tokenizer.source)
    question: dict[str, object] = {"do": "decode", "tokenizer": key, "ids": [5], "most": 100}
    assert "text" in PROCESS.ask(question, limits.USE_TOKENIZER)
    _ask(engine, LoadModel(str(GPT2)))
    assert PROCESS.ask(question, limits.USE_TOKENIZER)["error"] == "unknown"


@pytest.mark.parametrize("line", [b"no json\n", b"[1]\n", b"7\n", b"[" * 200_000 + b"\n"])
def test_an_answer_that_is_no_object_ends_the_process(
    line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    PROCESS.start()
    child = PROCESS._child
    assert child is not None
    child.wait_until_ready(no_check)
    monkeypatch.setattr(child, "send", lambda question: child.lines.put(line))
    with pytest.raises(Ended) as ended:
        PROCESS.ask({"do": "names"}, Effort(5.0, 1024**3, 1_000_000))
    assert ended.value.reason == "answer"
    assert not PROCESS.running


class _Held:
    """As much of a tokenizer as its steps are made of."""

    def __init__(self, *merges: tuple[str, str]) -> None:
        pieces = ["a", "b", "c", *map("".join, merges)]
        vocabulary = {piece: number for number, piece in enumerate(pieces)}
        self.backend_tokenizer = Tokenizer(models.BPE(vocabulary, [*merges]))


def test_steps_are_those_of_the_tokenizer_asked_and_nothing_is_kept_of_one_that_is_gone() -> None:
    """The id() of an object that is gone is given to the next; steps were once kept by it."""
    asked = {"word": "abc", "most": 200}
    for merge in (("a", "b"), ("b", "c")):
        held = _Held(merge)
        answer: Any = serve._steps(held, asked)
        ids = held.backend_tokenizer.encode("abc").ids
        assert answer["steps"][-1]["ids"] == answer["expected"] == ids
        assert list(serve._models) == [held]
        del held
        gc.collect()
        assert not serve._models
