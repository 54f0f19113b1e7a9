"""Input IDs as a person writes or pastes them."""

from __future__ import annotations

import json

from explorer import words

_MOST_IDS = 200_000


def read_ids(text: str) -> tuple[tuple[tuple[int, ...], ...], str]:
    """Rows of input IDs from text such as `[[101, 7592, 102]]` or `101 7592 102`, or a problem."""
    plain = text.strip()
    if not plain:
        return (), "Write at least one input ID, for example [[101, 7592, 102]]."
    if not plain.startswith("["):
        plain = "[" + ",".join(plain.replace(",", " ").split()) + "]"
    try:
        data = json.loads(plain)
    except (ValueError, RecursionError):
        return (), "This is no list of numbers. Write it as [[101, 7592, 102]]."
    if isinstance(data, list) and data and not isinstance(data[0], list):
        data = [data]
    if not isinstance(data, list) or not all(isinstance(row, list) for row in data):
        return (), "Write one list of numbers for each text, inside one outer list."
    for row in data:
        for one in row:
            if isinstance(one, bool) or not isinstance(one, int):
                return (), f"{json.dumps(one)[:40]} is not a whole number; input IDs are."
    if sum(len(row) for row in data) > _MOST_IDS:
        return (), f"That is more than {words.count(_MOST_IDS)} IDs."
    return tuple(tuple(row) for row in data), ""
