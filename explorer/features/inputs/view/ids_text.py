"""Input IDs, masks, token types and positions as a person writes or pastes them."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

from explorer.boundary.typed_json import convert_or
from explorer.text import numbers
from explorer.text.translation import tr

MOST_CHARACTERS = 1_000_000
"""Of a pasted list: longer ones are refused before they are read."""
_MOST_IDS = 200_000
_WRAPPED = re.compile(
    r"\b(?:torch\.)?(?:tensor|array|np\.array|LongTensor)\s*\(|\bdtype\s*=\s*[\w.]+"
)

Rows = tuple[tuple[int, ...], ...]


def read_ids(text: str) -> tuple[Rows, str]:
    """Rows of input IDs from text such as `[[1, 2, 3]]` or `1 2 3`, or a problem."""
    if not text.strip():
        return (), tr("Write at least one input ID, for example [[1, 2, 3]].")
    return read_rows(text, tr("input IDs"))


def read_rows(text: str, what: str) -> tuple[Rows, str]:
    """Rows of whole numbers, or a sentence about `what` that says why it is none.

    Empty text is no rows and no problem. Lists as Python prints tensors are understood.
    """
    if len(text) > MOST_CHARACTERS:
        return (), too_long(len(text))
    plain = _WRAPPED.sub("", text).replace(")", "").strip().rstrip(",").strip()
    if not plain:
        return (), ""
    if not plain.startswith("["):
        lines = [line.replace(",", " ").split() for line in plain.splitlines() if line.strip()]
        plain = "[" + ",".join(f"[{','.join(line)}]" for line in lines) + "]"
    plain = re.sub(r",(\s*\])", r"\1", plain)
    try:
        data = json.loads(plain)
    except (ValueError, RecursionError):
        return (), tr(
            "The {inputs} are not a list of numbers. Write them as [[1, 2, 3]].", inputs=what
        )
    flat = convert_or(data, list, None)
    if flat and convert_or(flat[0], list, None) is None:
        data = [data]
    rows = convert_or(data, list[list[Any]], None)
    if rows is None:
        return (), tr(
            "Write one list of {inputs} for each text, inside one outer list.", inputs=what
        )
    for number, row in enumerate(rows, start=1):
        if not row:
            return (), tr(
                "Row {row} of the {inputs} is empty: write at least one number in it.",
                row=number,
                inputs=what,
            )
        if convert_or(row, list[int], None) is None:
            wrong = next(item for item in row if convert_or(item, int, None) is None)
            return (), tr(
                "{value} is not a whole number; {inputs} are.",
                value=json.dumps(wrong)[:40],
                inputs=what,
            )
    if not rows:
        return (), tr("The list of {inputs} is empty: write at least one number.", inputs=what)
    if sum(len(row) for row in rows) > _MOST_IDS:
        return (), tr(
            "That is more than {limit} {inputs}.", limit=numbers.count(_MOST_IDS), inputs=what
        )
    return tuple(tuple(row) for row in rows), ""


def too_long(length: int) -> str:
    """Why a text of so many characters is not read as a list."""
    return tr(
        "That is {length} characters long; lists of at most {most_characters} are read here.",
        length=numbers.count(length),
        most_characters=numbers.count(MOST_CHARACTERS),
    )


def ragged(rows: Rows) -> str:
    """A sentence where rows differ in length, else nothing."""
    lengths = sorted({len(row) for row in rows})
    if len(lengths) < 2:
        return ""
    sentence = numbers.joined([str(length) for length in lengths])
    return tr(
        "The rows have different lengths ({lengths}), and a tensor needs rows of one length. Pad "
        "the shorter ones with the buttons below.",
        lengths=sentence,
    )


def padded(rows: Rows, pad_id: int, *, left: bool) -> tuple[Rows, Rows]:
    """Rows of one length, filled up with the padding token, and the mask that hides it."""
    longest = max((len(row) for row in rows), default=0)
    filled, mask = [], []
    for row in rows:
        more = longest - len(row)
        fill, hide, counts = (pad_id,) * more, (0,) * more, (1,) * len(row)
        filled.append(fill + row if left else row + fill)
        mask.append(hide + counts if left else counts + hide)
    return tuple(filled), tuple(mask)


def unpadded(rows: Rows, pad_id: int) -> Rows:
    """The mask that hides the padding at the ends of rows that were filled up to one length.

    The longest row was not filled up: where every row begins or ends with the token, as texts do
    whose end is marked by the token that also pads, it is no padding.
    """
    shown = tuple(_without_ends(row, pad_id) for row in rows)
    if len({len(row) for row in rows}) > 1 or all(0 in mask for mask in shown):
        return ones(rows)
    return shown


def _without_ends(row: tuple[int, ...], pad_id: int) -> tuple[int, ...]:
    """0 where a row begins or ends with the token, 1 elsewhere; all 1 where there is no other."""
    places = [place for place, number in enumerate(row) if number != pad_id]
    if not places:
        return (1,) * len(row)
    return tuple(int(places[0] <= place <= places[-1]) for place in range(len(row)))


def same_form(rows: Rows, other: Rows) -> bool:
    """Whether both have as many rows, each as long as the other's."""
    return [len(row) for row in rows] == [len(row) for row in other]


def ones(rows: Rows) -> Rows:
    """The mask that shows every token."""
    return tuple((1,) * len(row) for row in rows)


def rows_of(rows: Rows, masks: Rows) -> Rows:
    """Rows of one form with a mask, without what it hides; whole where it hides all of a row."""
    return tuple(
        tuple(number for number, shown in zip(row, mask, strict=True) if shown or not any(mask))
        for row, mask in zip(rows, masks, strict=False)
    )


def counted(masks: Rows) -> Rows:
    """Positions that count what each row of a mask shows; 0 where nothing was shown yet."""
    return tuple(
        tuple(max(0, number - 1) for number in itertools.accumulate(mask)) for mask in masks
    )


def written(rows: Rows) -> str:
    """Rows as they are written into an editor: one line for each; nothing where nothing is."""
    if not any(rows):
        return ""
    return "[" + ",\n ".join(str(list(row)) for row in rows) + "]"
