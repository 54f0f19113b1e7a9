"""One order for every search by words: the start of a name, starts of its words, the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.text.letters import plain_letters

NAME_BEGINS, WORD_BEGINS, IN_NAME, ELSEWHERE = range(4)
"""Ranks, the best first; what is found in the n-th of the other texts has ELSEWHERE + n."""


def rank(text: str, names: Sequence[str], others: Sequence[str] = ()) -> int | None:
    """How well something fits what is typed, None for not at all.

    Every word that is typed must occur, in any order; capitals and accents do not matter. `names`
    are what it is called; `others` are texts about it, the more telling ones first.
    """
    asked = plain_letters(text).split()
    names = [plain_letters(name) for name in names]
    if any(name.startswith(" ".join(asked)) for name in names):
        return NAME_BEGINS
    for name in names:
        words = re.split(r"[\s\-–(“]+", name)
        if all(any(word.startswith(ask) for word in words) for ask in asked):
            return WORD_BEGINS
    if any(all(ask in name for ask in asked) for name in names):
        return IN_NAME
    known = " ".join(names)
    for number, other in enumerate(others):
        known = f"{known} {plain_letters(other)}"
        if all(ask in known for ask in asked):
            return ELSEWHERE + number
    return None
