"""Places of tokens as people write them: `3, 5-7`, counted from 1."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.text.translation import tr

_ONE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


def read_places(text: str, count: int) -> tuple[tuple[int, ...], str]:
    """Places from 0, none for all; and what is wrong with the text, empty where nothing is."""
    if not text.strip() or text.strip().lower() == "all":
        return (), ""
    numbers: set[int] = set()
    for part in re.split(r"[,;]", text):
        match = _ONE.fullmatch(part.strip())
        if match is None:
            return (), tr("Write positions as numbers, such as 3, 5-7.")
        low, high = int(match[1]), int(match[2] or match[1])
        if not 1 <= low <= high <= count:
            return (), tr(
                "“{part}” is no token of this text: it has tokens 1 to {count}.",
                part=part.strip(),
                count=count,
            )
        numbers |= set(range(low - 1, high))
    return tuple(sorted(numbers)), ""


def written_places(places: Sequence[int]) -> str:
    """The same as text: runs of three and more become a range."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    parts = []
    for run in runs:
        if len(run) > 2:
            parts.append(f"{run[0] + 1}-{run[-1] + 1}")
        else:
            parts += [str(number + 1) for number in run]
    return ", ".join(parts)
