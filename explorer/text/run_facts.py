"""Facts of one run: its likeliest answer, the word that was cut up, the input IDs that changed."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from explorer.protocol.explanation import FactValue
from explorer.protocol.run import Prediction, RunResult, Token
from explorer.text.numbers import joined
from explorer.text.phrases import bare
from explorer.text.translation import tr

_WORD = re.compile(r"\w+")
_MOST_IDS = 3
"""Tokens that a sentence names with their IDs."""


def speaker(tokens: Sequence[Token]) -> int:
    """The token that a view begins with: the first mask, else the last that is not special."""
    for place, token in enumerate(tokens):
        if token.mask:
            return place
    for place in range(len(tokens) - 1, -1, -1):
        if not tokens[place].special:
            return place
    return max(0, len(tokens) - 1)


def spelled(token: Token) -> str:
    """A token as a lesson names it; its ID where it stands for no text."""
    return bare(token.shown or str(token.id))


def first_answers(predictions: tuple[Prediction, ...], most: int) -> tuple[Prediction, ...]:
    """The same with so many answers each: the likeliest."""
    return tuple(
        dataclasses.replace(each, candidates=each.candidates[:most]) for each in predictions
    )


def likeliest(predictions: tuple[Prediction, ...]) -> dict[str, FactValue | None]:
    """The likeliest answer of the first prediction; unknown where there are only scores."""
    first = predictions[0] if predictions else None
    if first is None or first.kind == "score" or not first.candidates:
        return dict.fromkeys(("top", "top_share", "answers", "chance"))
    best = first.candidates[0]
    return {
        "top": bare(best.text),
        "top_share": best.probability,
        "answers": first.out_of,
        "chance": first.uniform,
    }


def split_word(text: str, row: tuple[Token, ...], before: str = "") -> dict[str, FactValue | None]:
    """A word of a text that became several tokens, or one that nobody knows.

    One that was not in the text `before` comes first, then one written like a name, then that with
    the most tokens.
    """
    rows: tuple[str, list[Token]] = ("", [])
    best = (False, 0, 0)
    former = {word.casefold() for word in _WORD.findall(before)}
    # By their starts, so that a word's tokens are found by bisection.
    held = sorted((token for token in row if not token.mask), key=lambda item: item.start)
    starts = [entry.start for entry in held]
    # The farthest end so far, never falling: the first token that may reach into a word.
    farthest = list(accumulate((element.end for element in held), max))
    for word in _WORD.finditer(text):  # all tokens for each word took seconds at 4,096
        begin = word.start()
        first, last = bisect_right(farthest, begin), bisect_left(starts, word.end())
        like_name = 0 if word[0][0].islower() else 2 if text[:begin].strip() else 1
        rank = (word[0].casefold() not in former, like_name)
        if (*rank, last - first) <= best:
            continue
        inside = [current_token for current_token in held[first:last] if current_token.end > begin]
        strange = len(inside) > 1 or any(this_token.unknown for this_token in inside)
        if strange and (*rank, len(inside)) > best:
            best, rows = (*rank, len(inside)), (word[0], inside)
    return {
        "run.split_word": rows[0] or None,
        "run.split_pieces": ", ".join(current_row.shown for current_row in rows[1]) or None,
    }


def first_ids(row: Sequence[Token]) -> str | None:
    """The first tokens of a text with their IDs, as words of a sentence."""
    tokens = [token for token in row if not token.special and token.shown.strip()][:_MOST_IDS]
    pairs = [tr("“{token}” is {id}", token=spelled(token), id=token.id) for token in tokens]
    return joined(pairs) or None


def changed_ids(before: RunResult | None, row: tuple[Token, ...]) -> dict[str, FactValue | None]:
    """Which input IDs of the first text are unlike those of the run before."""
    names = ("ids_changed", "token_before", "token_after", "id_before", "id_after")
    facts: dict[str, FactValue | None] = dict.fromkeys(f"run.{name}" for name in names)
    former = before.rows[0] if before is not None and before.rows else ()
    if not row or len(former) != len(row):
        return facts
    # Both rows are as long: a change of length is no change of one token.
    pairs = [(old, new) for old, new in zip(former, row, strict=True) if old.id != new.id]
    facts["run.ids_changed"] = len(pairs)
    if len(pairs) == 1:
        old, new = pairs[0]
        facts["run.token_before"], facts["run.token_after"] = spelled(old), spelled(new)
        facts["run.id_before"], facts["run.id_after"] = str(old.id), str(new.id)
    return facts
