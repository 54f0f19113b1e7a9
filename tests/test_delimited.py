"""Files of texts: encodings, separators, headers and columns are recognised and never invented."""

from __future__ import annotations

import csv

import pytest

from explorer.boundary import delimited

REVIEWS = 'text,label\nA fine film,good\n"Dull, and long",bad\n"Two\nlines",good\n'


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-32", "UTF-32"),
     ("cp1252", "Windows-1252")],
)  # fmt: skip
def test_encodings(codec: str, name: str) -> None:
    text = "Käse – größer\nnaïve café"
    decoded, python, shown = delimited.decoded(text.encode(codec))
    assert (decoded, shown) == (text, name)
    assert text.encode(codec).decode(python) == text


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"\x89PNG\0\0\0", "binary"), (b"PK\x03\x04 xl/workbook.xml", "workbook"),
     (b"\xff\xfea", "encoding")],
)  # fmt: skip
def test_what_is_no_text_is_named(data: bytes, kind: str) -> None:
    with pytest.raises(delimited.NoText) as raised:
        delimited.decoded(data)
    assert raised.value.kind == kind


@pytest.mark.parametrize("separator", delimited.SEPARATORS)
def test_separators(separator: str) -> None:
    text = f"text{separator}label\nA fine film{separator}good\nDull and long{separator}bad\n"
    sheet = delimited.sheet(text, most=10, table=True)
    assert sheet.separator == separator
    assert sheet.names == ("text", "label")
    assert sheet.has_names
    assert [row for _, row in sheet.rows] == [("A fine film", "good"), ("Dull and long", "bad")]


def test_quotes_hold_separators_and_line_breaks_and_rows_keep_their_line_numbers() -> None:
    sheet = delimited.sheet(REVIEWS, most=10, table=True)
    assert sheet.rows == (
        (2, ("A fine film", "good")),
        (3, ("Dull, and long", "bad")),
        (4, ("Two\nlines", "good")),
    )
    assert list(csv.reader(REVIEWS.splitlines(keepends=True)))[3] == list(sheet.rows[2][1])


def test_a_comma_in_a_sentence_separates_nothing() -> None:
    lines = "Well, that was good.\nNo, it was not.\nYes, it was.\n"
    sheet = delimited.sheet(lines, most=10, table=False)
    assert sheet.separator == ""
    assert not sheet.has_names
    assert [row for _, row in sheet.rows] == [(line,) for line in lines.splitlines()]


def test_only_line_breaks_end_a_line() -> None:
    text = "one\u2028still one\r\ntwo\x0bstill two\rthree"
    sheet = delimited.sheet(text, most=10, table=False)
    assert [row[0] for _, row in sheet.rows] == ["one\u2028still one", "two\x0bstill two", "three"]


def test_a_pasted_table_is_one_by_its_tabs() -> None:
    sheet = delimited.sheet("I like it\tgood\nI do not\tbad", most=10, table=False)
    assert sheet.separator == "\t"
    assert not sheet.has_names
    assert sheet.names == ("column 1", "column 2")


def test_rows_beyond_the_most_are_counted_and_left_out() -> None:
    text = "text\n" + "".join(f"row {number}\n\n" for number in range(25))
    sheet = delimited.sheet(text, most=10, table=True)
    assert [row[0] for _, row in sheet.rows] == [f"row {number}" for number in range(10)]
    assert sheet.more == 15
    assert delimited.sheet("a\nb\nc\n", most=2, table=False).more == 1


def test_columns_of_texts_and_labels() -> None:
    names = ("id", "stars", "what people wrote")
    rows = [(str(n), "good" if n % 2 else "bad", f"this is the text number {n}") for n in range(20)]
    text = delimited.text_column(names, rows)
    assert (text, delimited.label_column(names, rows, text)) == (2, 1)
    assert delimited.text_column(("label", "sentence"), rows) == 1
    assert delimited.label_column(("label", "sentence"), rows, 1) == 0
    assert delimited.label_column(("sentence",), [("one",), ("two",)], 0) == -1


def test_a_cell_without_an_end_is_an_error() -> None:
    with pytest.raises(csv.Error):
        delimited.sheet('text,label\n"' + "a" * 200_000, most=10, table=True, separator=",")
