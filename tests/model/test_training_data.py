"""Files and texts to train on: what is read of them, and what a bad one says."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from explorer.engine.engine import Engine
from explorer.features.training.compute import read
from explorer.features.training.protocol import (
    BundledData,
    DataFile,
    Objective,
    PastedText,
    ReadTrainingData,
    TrainingData,
)
from explorer.protocol.failures import Failure, NoSuchColumn, TrainingDataUnread
from tests.model.test_training import ask, opened
from tests.model.tiny import no_check

GOOD = [
    f"A {thing} is {colour}." for thing in ("ball", "kite", "cup") for colour in ("red", "blue")
]
_TABLE = "text,label\n" + "\n".join(f"{line},{i % 2}" for i, line in enumerate(GOOD * 4))


def _json(rows: list[object]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


REFUSED: dict[str, tuple[str, bytes, Objective | str]] = {
    "empty.txt": ("no text yet", b"", ""),
    "blank.txt": ("no text yet", b"\n \n\t\n\r\n", ""),
    "one.txt": ("There is 1", b"Only one line.", ""),
    "three.txt": ("There are 3", b"One.\nTwo.\nThree.", ""),
    "picture.txt": ("not text", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), ""),
    "zeros.txt": ("not text", bytes(5_000), ""),
    "controls.csv": ("not text", bytes(range(1, 9)) * 900, ""),
    "archive.csv": ("not text", b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(900), ""),
    "empty.csv": ("empty", b"", "csv"),
    "header.csv": ("There is", b"text,label\n", ""),
    "twice.csv": ("name the columns", b"text,text\na,b\nc,d\ne,f\ng,h", "csv"),
    "unnamed.csv": ("name the columns", b"text,\na,b\nc,d\ne,f\ng,h", "csv"),
    "wide.csv": ("too wide", b",".join(b"c%d" % i for i in range(500)) + b"\n", "csv"),
    "ragged.csv": ("the header names 2", b"text,label\n" + b"a,b,c\n" * 9, "csv"),
    "unlabelled.txt": ("needs a table", "\n".join(GOOD * 5).encode(), "labels"),
    "one-label.csv": ("labels", b"text,label\n" + b"A ball is red.,x\n" * 30, "labels"),
    "few-labelled.csv": ("at least 20", b"text,label\na cat,x\na dog,y\nred,x\nblue,y", "labels"),
    "all-different.csv": (
        "different values",
        b"text,label\n" + b"\n".join(b"A ball is red.,%d" % i for i in range(40)),
        "labels",
    ),
    "no-labels.csv": (
        "“label” is empty",
        b"text,label\n" + b"A ball is red.,\n" * 30,
        "labels",
    ),
    "numbers.jsonl": ("a JSON object", b"1\n2\n3\n4\n5", "jsonl"),
    "lists.jsonl": ("a JSON object", b"[1]\n[2]\n[3]\n[4]\n[5]", "jsonl"),
    "broken.jsonl": ("line 1", b'{"text": "a"\n{"text": \n{{\n}', "jsonl"),
    "textless.jsonl": (
        "No line has a text",
        _json([{"text": None}, {"text": []}, {"text": {}}] * 3),
        "",
    ),
    "deep.jsonl": ("line 1", (b'{"text":' + b"[" * 5_000 + b"]" * 5_000 + b"}\n") * 5, ""),
    "empty-texts.jsonl": ("is empty", _json([{"text": " ", "n": 1}] * 9), ""),
    "halves.jsonl": ("half a character", _json([{"text": "a \ud83d b"}] * 9), ""),
    "signs.txt": ("", b"\n".join([b"\xe2\x80\x8b"] * 9), ""),
    "unreadable.txt": ("UTF-8", b"\n".join([b"caf\x81 \x8d \x8f"] * 9), ""),
    "long.txt": ("characters", b"\n".join([b"word " * 30_000] * 9), ""),
    "nested.jsonl": ("No line has a text", _json([{"data": {"text": "A ball."}}] * 30), ""),
    "list.json": (
        "JSON over several lines",
        b"[\n" + b",\n".join(b'{"text": "A ball."}' for _ in range(30)) + b"\n]",
        "",
    ),
    "one-line.json": (
        "JSON over several lines",
        b"[" + b", ".join(b'{"text": "A ball."}' for _ in range(30)) + b"]",
        "",
    ),
    "pretty.json": ("JSON over several lines", b'{\n  "text": "A ball."\n}\n' * 30, ""),
    "document.txt": ("document with its layout", b"%PDF-1.4\n" + b"1 0 obj\n" * 30, ""),
    "rich.txt": ("document with its layout", b"{\\rtf1 " + b"A ball.\\par\n" * 30, ""),
    "open-quote.csv": (
        "it has 1\N{NO-BREAK SPACE}column",
        b'text,label\n"' + b"\n".join(b"A ball is red,a" for _ in range(30)),
        "",
    ),
    "commas.csv": (
        "it has 3\N{NO-BREAK SPACE}columns",
        b"text,label\n" + b"A ball, red,a\n" * 30,
        "",
    ),
    "blank-labels.txt": ("no text yet", b"\n \n\n", "labels"),
    "large.txt": ("more than the", b"A ball is red.\n" * 3_600_000, ""),
}
"""A file, what its failure says among other things, and its objective or its form."""


@pytest.fixture(scope="module")
def engine() -> Engine:
    return opened("mini-world-bert", random=False)


def _asked(engine: Engine, path: Path, objective: str) -> TrainingData:
    form = objective if objective in ("csv", "jsonl", "lines") else ""
    goal = "labels" if objective == "labels" else ""
    result = ask(engine, ReadTrainingData(DataFile(str(path), form), goal))  # type: ignore[arg-type]
    assert isinstance(result, TrainingData)
    return result


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_says_what_is_wrong(engine: Engine, name: str, tmp_path: Path) -> None:
    words, content, objective = REFUSED[name]
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(TrainingDataUnread) as failure:
        _asked(engine, file, objective)
    assert words in failure.value.sentence
    assert failure.value.remedy is not None


def test_each_of_them_says_something_else() -> None:
    assert len(REFUSED) >= 30


def test_a_file_that_is_not_there(engine: Engine, tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(TrainingDataUnread):
            _asked(engine, path, "")


def test_lines_are_named_that_cannot_be_used(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "mixed.jsonl"
    rows: list[object] = [{"review": line, "stars": i % 2} for i, line in enumerate(GOOD * 4)]
    lines = _json(rows).split(b"\n")
    lines[3:3] = [b"{oops", b"", b'{"stars": 1}']
    file.write_bytes(b"\n".join(lines))
    seen = _asked(engine, file, "labels")
    assert [one.line for one in seen.unusable] == [4, 6]
    assert seen.unusable_count == 2
    assert (seen.format, seen.text_column, seen.label_column) == ("jsonl", "review", "stars")
    assert seen.labels == ("0", "1")
    assert seen.training + seen.held_out == len(rows)
    assert {row.answer for row in seen.rows} == {"0", "1"}


def test_a_long_text_is_shown_in_the_pieces_that_are_learned() -> None:
    gpt2 = opened("mini-world-gpt2", random=False)
    words = " ".join(f"Anna has {number} red balls and a kite." for number in range(30))
    seen = ask(gpt2, ReadTrainingData(PastedText(f"{words}\nA short one."), "next token", 32))
    pieces = [row.text for row in seen.rows]
    assert len(set(pieces)) == len(pieces) > 4
    assert all(piece in words for piece in pieces[:3])
    assert all(len(piece) < len(words) / 2 for piece in pieces)


def test_a_line_of_unknown_words_is_said_to_be_one() -> None:
    copy = opened("mini-world-copy", random=False)
    tokenizer = copy.loaded.tokenizer
    assert tokenizer is not None
    assert set(tokenizer.ids("zyx qwv")) == {tokenizer.unk_token_id}
    lines = ["boat frog baker", "zyx qwv", "boat", *["frog baker boat"] * 4]
    seen = ask(copy, ReadTrainingData(PastedText("\n".join(lines)), "next token", 32))
    why = {each.line: each.why for each in seen.unusable}
    assert why[2] == "its tokenizer knows none of its words"
    assert "one token alone" in why[3]


def test_a_line_with_zero_bytes_is_left_out(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "late.txt"
    file.write_bytes("\n".join(GOOD * 50).encode() + b"\nA ball\0\0 is red.\n")
    seen = _asked(engine, file, "")
    assert [one.line for one in seen.unusable] == [len(GOOD) * 50 + 1]
    assert "no text has" in seen.unusable[0].why


def test_joined_files_may_be_written_in_several_ways(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "joined.txt"
    lines = [f"Café {number} is open." for number in range(8)]
    file.write_bytes("\n".join(lines[:4]).encode() + b"\n" + "\n".join(lines[4:]).encode("cp1252"))
    assert [text.text for text in read.read(DataFile(str(file)), no_check).texts] == lines


def test_two_marks_at_the_beginning_are_no_letters(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "marked.csv"
    file.write_bytes(b"\xef\xbb\xbf\xef\xbb\xbf" + _TABLE.encode())
    seen = _asked(engine, file, "labels")
    assert (seen.text_column, seen.label_column) == ("text", "label")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_editors_write_in_many_ways(engine: Engine, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "own.txt"
    file.write_bytes("\r\n".join([*GOOD, "A café is open."]).encode(encoding))
    seen = _asked(engine, file, "")
    assert seen.training + seen.held_out == len(GOOD) + 1
    assert any("café" in text.text for text in read.read(DataFile(str(file)), no_check).texts)


def test_nothing_held_out_is_trained_on(engine: Engine) -> None:
    texts = read.read(PastedText("\n".join(GOOD * 7)), no_check)
    training = {text.text for text in texts.training}
    held_out = {text.text for text in texts.held_out}
    assert held_out
    assert not training & held_out
    assert read.read(PastedText("\n".join(GOOD * 7)), no_check).texts == texts.texts


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (_TABLE, "csv"),
        (_TABLE.replace(",", ";"), "csv"),
        (_TABLE.replace(",", "\t"), "csv"),
        ("\n".join(GOOD), "lines"),
        ("First, a ball.\nThen, a kite.\nLast, a cup.\nAnd, a hat.", "lines"),
        (_json([{"text": line} for line in GOOD]).decode(), "jsonl"),
    ],
)
def test_the_form_is_found_out(text: str, form: str) -> None:
    assert read.guessed(text) == form


def test_a_quoted_cell_may_have_lines(engine: Engine) -> None:
    rows = "".join(
        f'"A {thing},\nold and red.",{i % 2}\n' for i, thing in enumerate("abcdefgh" * 4)
    )
    texts = read.read(PastedText("text,label\n" + rows), no_check, answers="label")
    assert texts.texts[0].text == "A a,\nold and red."
    assert not texts.unusable.count


def test_a_column_is_chosen_by_name(engine: Engine) -> None:
    data = PastedText(_TABLE, text_column="no such")
    with pytest.raises(NoSuchColumn) as failure:
        ask(engine, ReadTrainingData(data))
    assert "text and label" in failure.value.sentence


def test_the_preview_is_what_the_model_sees(engine: Engine) -> None:
    seen = ask(engine, ReadTrainingData(BundledData("capitals")))
    assert (seen.training, seen.held_out) == (451, 83)
    first = seen.rows[0]
    assert first.tokens[0] == "[CLS]"
    assert first.tokens[-1] == "[SEP]"
    assert first.hidden
    assert seen.unknown == 0
    assert {row.held_out for row in seen.rows} == {True, False}
    exam = {question.text for question in seen.exam}
    training = {text.text for text in read.bundled("capitals").training}
    assert len(exam) == 4
    assert not {text.replace("[MASK]", word) for text in exam for word in ("Paris",)} & training


def test_foreign_letters_are_said_to_be_unknown(engine: Engine) -> None:
    seen = ask(engine, ReadTrainingData(PastedText("\n".join(f"Ω ж {i}" for i in range(9)))))
    assert seen.unknown
    assert any("unknown" in note for note in seen.notes)


def test_any_text_is_read_or_refused(engine: Engine) -> None:
    """Hostile pastes: a sentence or rows, nothing else."""
    hostile = [
        "\0" * 50,
        "a\u202eb\n" * 9,
        '"' * 999,
        "{" * 999,
        "\x1b[2J\n" * 9,
        ",\n" * 9,
        "🦊\n" * 9,
    ]
    for text in hostile:
        for form in ("", "csv", "jsonl", "lines"):
            with contextlib.suppress(Failure):
                ask(engine, ReadTrainingData(PastedText(text, form)))
