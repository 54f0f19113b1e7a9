"""A table or lines of text out of a stranger's file: its encoding, its separator, its header.

Nothing here guesses silently: what was assumed is returned beside the rows, so that it can be shown
and changed.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEPARATORS = ("\t", ",", ";", "|")
"""What columns may be separated by; the first of several that fit equally well is taken."""

MOST_COLUMNS = 200
_SAMPLE = 50
"""Rows by which separator and header are recognised; characters below."""
_SAMPLED = 200_000
_LONGEST_NAME = 40
"""Characters of a column's name; longer ones are a text of the table already."""

TEXT_NAMES = ("text", "sentence", "review", "content", "comment", "tweet", "message", "question",
              "prompt", "document", "body", "headline", "input")  # fmt: skip
LABEL_NAMES = ("label", "class", "category", "sentiment", "target", "answer", "gold", "expected",
               "output", "label_text")  # fmt: skip

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


class NoText(ValueError):
    """The data are no text; `kind` is "workbook", "binary" or "encoding"."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def decoded(data: bytes) -> tuple[str, str, str]:
    """The text, Python's name of its encoding, and the name that people know it by.

    UTF-8 where that fits, else what Windows writes in western Europe. Raises NoText.
    """
    if data[:2] == b"PK" and b"xl/" in data[:4096] + data[-4096:]:
        raise NoText("workbook")
    for mark, name, shown in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name), name, shown
            except UnicodeDecodeError as error:
                raise NoText("encoding") from error
    # No text has a zero byte, except in the encodings that begin with a mark.
    if b"\0" in data[:65_536]:
        raise NoText("binary")
    try:
        return data.decode("utf-8"), "utf-8", "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "cp1252", "Windows-1252"
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252; Latin-1 knows all.
        return data.decode("latin-1"), "latin-1", "Latin-1"


@dataclass(frozen=True)
class Sheet:
    """`names` of the columns, empty ones numbered; `rows` with the number of their first line.

    `separator` is empty for plain lines. `more` is how many rows were left out at the end.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str
    has_names: bool
    more: int


def sheet(
    text: str, *, most: int, table: bool, separator: str | None = None, names: bool | None = None
) -> Sheet:
    """Rows of a table, or one row a line where nothing separates columns.

    `table` says that the file claims to be one (`.csv`); of other texts only tabs, or a first line
    of known names, make one: a comma in a sentence separates nothing. `separator` and `names` are
    what a person chose, None to find out. Raises csv.Error for a cell without an end.
    """
    if separator is None:
        separator = separator_of(text, table=table)
    rows: list[tuple[int, tuple[str, ...]]] = []
    more = 0
    for number, cells in _cells(text, separator, quoted=table or bool(separator)):
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) <= most:  # one more: the first may be the names
            rows.append((number, tuple(cells[:MOST_COLUMNS])))
        else:
            more += 1
    first = rows[0][1] if rows else ()
    if names is None:
        names = _is_header(first, [cells for _, cells in rows[1 : _SAMPLE + 1]])
    heads = first if names else ()
    rows = rows[1:] if names else rows
    more += max(0, len(rows) - most)
    rows = rows[:most]
    wide = max((len(cells) for _, cells in rows), default=len(heads))
    wide = max(wide, len(heads))
    shown = tuple(
        heads[place].strip() if place < len(heads) and heads[place].strip() else f"column {place+1}"
        for place in range(wide)
    )  # fmt: skip
    return Sheet(shown, tuple(rows), separator, names, more)


def _cells(text: str, separator: str, *, quoted: bool) -> Iterator[tuple[int, Sequence[str]]]:
    """Each row with the number of its first line, from 1."""
    if not separator and not quoted:
        # As a file is read line by line: other signs that end a line elsewhere stay in the text.
        for number, line in enumerate(io.StringIO(text, newline=None), start=1):
            yield number, (line.removesuffix("\n"),)
        return
    # newline="": the reader itself knows line breaks inside quotes.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or "\x1f")
    before = 0
    for cells in reader:
        yield before + 1, cells
        before = reader.line_num


def separator_of(text: str, *, table: bool) -> str:
    """What separates the columns; empty where nothing does.

    The candidate with which most rows are as wide as the first; a text that does not claim to be a
    table must be one throughout, or name its columns.
    """
    sample = text[:_SAMPLED]
    best, most = "", 0.0
    for candidate in SEPARATORS:
        rows: list[Sequence[str]] = []
        try:
            for _, cells in _cells(sample, candidate, quoted=True):
                if any(cell.strip() for cell in cells):
                    rows.append(cells)
                if len(rows) > _SAMPLE:
                    break
        except csv.Error:
            continue
        rows = rows[:-1] if len(rows) > 1 and len(text) > _SAMPLED else rows  # cut through
        if not rows or len(rows[0]) < 2:
            continue
        even = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
        named = table or any(_known(cell) for cell in rows[0])
        enough = even >= 0.5 if named else candidate == "\t" and even == 1
        if enough and even > most:
            best, most = candidate, even
    return best


def _known(cell: str) -> bool:
    return cell.strip().casefold() in (*TEXT_NAMES, *LABEL_NAMES)


def _is_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether a row names columns: known names, or short words over longer texts."""
    cells = [cell.strip() for cell in first]
    if not rest or not all(cells) or len(set(cells)) < len(cells):
        return False
    if any(_known(cell) for cell in cells):
        return True
    if len(cells) < 2 or any(len(cell) > _LONGEST_NAME or _is_number(cell) for cell in cells):
        return False
    column = text_column(cells, rest, named=False)
    below = [len(row[column]) for row in rest if column < len(row)]
    return bool(below) and sum(below) / len(below) > 2 * len(cells[column])


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def text_column(names: Sequence[str], rows: Sequence[Sequence[str]], *, named: bool = True) -> int:
    """The column of texts: by its name, else the one with the longest cells."""
    if named:
        for known in TEXT_NAMES:
            for place, name in enumerate(names):
                if name.strip().casefold() == known:
                    return place

    def length(place: int) -> float:
        cells = [len(row[place]) for row in rows if place < len(row)]
        return sum(cells) / max(1, len(cells))

    return max(range(len(names)), key=length, default=0)


def label_column(names: Sequence[str], rows: Sequence[Sequence[str]], text: int) -> int:
    """The column of labels: by its name, else one of few different short cells; -1 for none."""
    for known in LABEL_NAMES:
        for place, name in enumerate(names):
            if place != text and name.strip().casefold() == known:
                return place
    for place in range(len(names)):
        cells = [row[place].strip() for row in rows if place < len(row)]
        if place == text or not cells or len(rows) < 4:
            continue
        if 1 < len(set(cells)) <= max(2, len(cells) // 4) and max(map(len, cells)) <= 40:
            return place
    return -1
