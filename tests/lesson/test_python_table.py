"""A table of texts: each row as Run alone says, and as its Python says in another process."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from explorer.features.python import code
from explorer.features.text_table import explain, export
from explorer.features.text_table.code import SAVED_AS
from explorer.features.text_table.protocol import (
    ReadTexts,
    RunTexts,
    TextTableResult,
    refusal,
)
from explorer.protocol.explanation import marked
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from tests.fresh_python import run_fresh
from tests.lesson.conftest import THREADS, Bench, Checkpoints

SENTENCES = ("the cat says meow .", "the sky is blue .", "france is paris", "a", "the sky is a cat")
LABELS = {
    "bert": ("blue", "paris", "", "meow cat", "sky"),
    "gpt2": ("blue", " the", "", "a", "s"),
    "classifier": ("glad", "0", "sad", "", "so so"),
    "tagger": ("LABEL_0", "1", "LABEL_2", "", "LABEL_1"),
    "scorer": ("1.5", "0", "2", "", "0.5"),
}
KINDS = tuple(LABELS)


def _texts(kind: str) -> list[str]:
    return [text + " [MASK] the [MASK]" * (kind == "bert") for text in SENTENCES]


def _ran(bench: Bench, folder: str, read: ReadTexts) -> TextTableResult:
    ready = bench.do(LoadModel(folder))
    result = bench.do(RunTexts(ready.summary.serial, bench.do(read)))
    assert isinstance(result, TextTableResult)
    return result


def _proven(bench: Bench, result: TextTableResult, folder: Path) -> None:
    """The Python prints the numbers of the rows with their lines and texts, in their order."""
    text = code(result.request, result, bench.summary, threads=THREADS)
    child = run_fresh(text, folder)
    assert child.returncode == 0, f"{text}\n{child.stderr}"
    rows = result.request.table.rows
    expected = [
        [
            *f"{rows[answer.row].number} {rows[answer.row].text!r} {answer.answer}".split(),
            *(repr(answer.probability), repr(answer.loss), repr(answer.right)),
        ]
        for answer in result.ran
    ]
    printed = [line.split() for line in child.stdout.splitlines() if line[0].isdigit()]
    assert [row[-3:] for row in printed] == [row[-3:] for row in expected], text
    for row, wanted in zip(printed, expected, strict=True):
        assert row[: len(wanted) - 4] == wanted[:-4], text  # an answer is spelled otherwise
    if result.judged:
        assert f"accuracy {result.accuracy:.4%}" in child.stdout
    if not math.isnan(result.loss):
        assert f"mean loss {result.loss:.4f}" in child.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_is_what_run_says_of_it_alone(
    kind: str, desk: Bench, checkpoints: Checkpoints
) -> None:
    texts = _texts(kind)
    read = ReadTexts(pasted="\n".join(texts))
    result = _ran(desk, getattr(checkpoints, kind), read)
    for text, answer in zip(texts, result.answers, strict=True):
        alone = desk.do(Run((text,))).predictions[0].candidates[0]
        assert answer is not None
        assert (answer.answer, answer.answer_id) == (alone.text, alone.id)
        assert answer.logit == pytest.approx(alone.logit, rel=1e-4, abs=1e-5)
        assert answer.probability == pytest.approx(alone.probability, rel=1e-4, nan_ok=True)
        assert math.isnan(answer.probability) == (kind == "scorer") == result.is_score


@pytest.mark.parametrize("kind", KINDS)
def test_the_python_of_pasted_texts(
    kind: str, desk: Bench, checkpoints: Checkpoints, tmp_path: Path
) -> None:
    pairs = zip(_texts(kind), LABELS[kind], strict=True)
    pasted = "text\tlabel\n" + "".join(f"{text}\t{label}\n" for text, label in pairs)
    result = _ran(desk, getattr(checkpoints, kind), ReadTexts(pasted=pasted))
    assert [row.label for row in result.request.table.rows] == [
        label.strip() for label in LABELS[kind]
    ]
    assert bool(result.judged) == (kind != "scorer")
    _proven(desk, result, tmp_path)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1252"])
def test_the_python_of_a_file_with_rows_that_are_left_out(
    codec: str, desk: Bench, checkpoints: Checkpoints, tmp_path: Path
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(
        'n;words;feeling\n1;the café is blue;glad\n2;;sad\n3\n\n4;"two\nlines; a cat";sad\n',
        encoding=codec,
    )
    read = ReadTexts(path=str(file), text_column=1, label_column=2)
    result = _ran(desk, checkpoints.classifier, read)
    assert [row.text for row in result.request.table.rows] == [
        "the café is blue",
        "two\nlines; a cat",
    ]
    assert len(result.request.table.left_out) == 2
    _proven(desk, result, tmp_path)


def test_the_python_of_a_file_of_lines(
    desk: Bench, checkpoints: Checkpoints, tmp_path: Path
) -> None:
    file = tmp_path / "rows.txt"
    file.write_text("the cat, the sky\r\n\r\n  a meow\n" + "a " * 60, encoding="utf-8")
    result = _ran(desk, checkpoints.gpt2, ReadTexts(path=str(file)))
    assert [answer.row for answer in result.unusable] == [2], "48 positions"
    _proven(desk, result, tmp_path)


def test_the_python_of_many_pasted_texts_reads_the_saved_table(
    desk: Bench, checkpoints: Checkpoints, tmp_path: Path
) -> None:
    pasted = "".join(f"{'=-@'[n % 3]}the cat {'a ' * (n % 5)}is blue .\n" for n in range(130))
    result = _ran(desk, checkpoints.classifier, ReadTexts(pasted=pasted))
    (tmp_path / SAVED_AS).write_text(export.rows_table(result).csv(), encoding="utf-8", newline="")
    _proven(desk, result, tmp_path)


def test_models_that_give_no_single_answer_say_so(desk: Bench, checkpoints: Checkpoints) -> None:
    assert "T5" in refusal(desk.do(LoadModel(checkpoints.translator)).summary)
    assert refusal(desk.do(LoadModel(checkpoints.bert)).summary) == ""
    assert refusal(None)


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_hold_the_numbers_of_the_run(
    kind: str, desk: Bench, checkpoints: Checkpoints
) -> None:
    pairs = zip(_texts(kind), LABELS[kind], strict=True)
    pasted = "text\tlabel\n" + "".join(f"{text}\t{label}\n" for text, label in pairs)
    result = _ran(desk, getattr(checkpoints, kind), ReadTexts(pasted=pasted))
    told = explain.explain(result, desk.summary)
    plain = told.plain.replace("\N{NO-BREAK SPACE}", " ")
    assert "5 texts" in plain
    keys = {piece.key for paragraph in told.paragraphs for piece in marked(paragraph)}
    assert ("accuracy" in keys) == bool(result.judged)
    assert ("loss" in keys) == (not math.isnan(result.loss))
    if result.judged:
        right = sum(answer.right is True for answer in result.judged)
        assert f"{right} of {len(result.judged)}" in plain
    if not math.isnan(result.loss):
        assert f"{result.loss:.4g}" in plain
    page = export.page(result)
    assert page.count("<tr>") >= len(result.ran)
