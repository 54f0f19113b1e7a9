"""A file or a pasted text as a table of texts: bounded, and nothing left out without a word."""

from __future__ import annotations

import csv
import os

from explorer.boundary import delimited, typed_json
from explorer.boundary.atomic_write import why
from explorer.engine.model_holder import ModelHolder
from explorer.features.text_table.protocol import (
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_ROWS,
    LeftOutRow,
    ReadTexts,
    TextRow,
    TextsRead,
)
from explorer.protocol.failures import TextsNotRead
from explorer.protocol.job import Check, Report
from explorer.text import numbers
from explorer.text.translation import tr

_TABLES = (".csv", ".tsv", ".tab")
_CHECK_EVERY = 500


def read_texts(holder: ModelHolder, request: ReadTexts, check: Check, report: Report) -> TextsRead:
    """Read it. Raises TextsNotRead where it holds no texts."""
    report(tr("Reading the texts"))
    text, codec, encoding = request.pasted, "utf-8", ""
    if request.path:
        text, codec, encoding = _content(request.path)
    check()
    table = request.path.lower().endswith(_TABLES)
    try:
        sheet = delimited.sheet(
            text,
            most=MOST_ROWS,
            table=table,
            separator=request.separator,
            names=request.has_names,
        )
    except csv.Error as error:
        raise TextsNotRead(
            tr(
                "A cell of this table is longer than {most} characters. Perhaps a quotation mark "
                "opens it, and none closes it.",
                most=numbers.count(csv.field_size_limit()),
            ),
            str(error),
        ) from error
    cells = [row for _, row in sheet.rows]
    columns = len(sheet.names)
    chosen = request.text_column
    text_column = (
        chosen
        if chosen is not None and chosen < columns
        else delimited.text_column(sheet.names, cells[:200])
    )
    asked = request.label_column
    if asked is None or asked >= columns:
        asked = delimited.label_column(sheet.names, cells, text_column)
    label_column = asked if asked != text_column else -1
    rows: list[TextRow] = []
    left_out: list[LeftOutRow] = []
    for place, (number, row) in enumerate(sheet.rows):
        if place % _CHECK_EVERY == 0:
            check()
        reason = _unusable(row, text_column)
        if reason:
            left_out.append(LeftOutRow(number, reason))
            continue
        label = row[label_column].strip() if 0 <= label_column < len(row) else ""
        rows.append(TextRow(number, row[text_column], label))
    if not rows:
        raise TextsNotRead(
            left_out[0].why
            if len(left_out) == 1
            else tr("There is no text in it.")
            if not left_out
            else numbers.ntr(
                "Its only row cannot be used.",
                "None of its {count} rows can be used.",
                len(left_out),
            )
        )
    return TextsRead(
        request=request,
        columns=sheet.names,
        text_column=text_column,
        label_column=label_column,
        rows=tuple(rows),
        left_out=tuple(left_out),
        separator=sheet.separator,
        has_names=sheet.has_names,
        encoding=encoding,
        codec=codec,
        more=sheet.more,
    )


def _content(path: str) -> tuple[str, str, str]:
    name = os.path.basename(path)
    try:
        data = typed_json.read_bytes(path, MOST_BYTES)
    except typed_json.Malformed as error:
        raise TextsNotRead(
            tr("{name} cannot be read: {reason}.", name=name, reason=error.reason)
        ) from error
    except OSError as error:
        raise TextsNotRead(
            tr("{name} cannot be read: {reason}.", name=name, reason=why(error))
        ) from error
    try:
        return delimited.decoded(data)
    except delimited.NoText as error:
        sentences = {
            "workbook": tr(
                "{name} is a workbook. Save its sheet as CSV, and open that.", name=name
            ),
            "binary": tr("{name} holds no text.", name=name),
            "encoding": tr("{name} is cut off in the middle of a character.", name=name),
        }
        raise TextsNotRead(sentences[error.kind]) from error


def _unusable(row: tuple[str, ...], column: int) -> str:
    """Why a row has no text that can be run; empty where it has."""
    if column >= len(row):
        return tr("it has no such column")
    text = row[column]
    if not text.strip():
        return tr("its text is empty")
    if len(text) > MOST_CHARACTERS:
        return tr(
            "its text has {count} characters, more than {most}",
            count=numbers.count(len(text)),
            most=numbers.count(MOST_CHARACTERS),
        )
    # Half a character: no tokenizer can read it.
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return tr("it holds half a character")
    return ""
