"""Facts of one run: its likeliest answer, the word that was cut up, the input IDs that changed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from explorer.features.lessons.course.facts import Value
from explorer.protocol.run import Prediction, RunResult, Token

UNKNOWN = ("[UNK]", "<unk>")
_WORD = re.compile(r"\w+")


def bare(text: str) -> str:
    """A token's text without the dots that stand for spaces around it."""
    return text.strip("·").strip()


def spelled(token: Token) -> str:
    """A token as a lesson names it; its ID where it stands for no text."""
    return bare(token.shown or str(token.id)) or "·"


def likeliest(predictions: tuple[Prediction, ...]) -> dict[str, Value | None]:
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


def split_word(text: str, row: tuple[Token, ...]) -> dict[str, Value | None]:
    """The word of a text that became the most tokens, or one that nobody knows."""
    found: tuple[str, list[Token]] = ("", [])
    held = sorted((one for one in row if not one.mask), key=lambda one: one.start)
    starts = [one.start for one in held]
    farthest = list(accumulate((one.end for one in held), max))
    for word in _WORD.finditer(text):  # all tokens for each word took seconds at 4,096
        begin = word.start()
        first, last = bisect_right(farthest, begin), bisect_left(starts, word.end())
        if last - first <= len(found[1]):
            continue
        inside = [one for one in held[first:last] if one.end > begin]
        strange = len(inside) > 1 or any(one.piece in UNKNOWN for one in inside)
        if strange and len(inside) > len(found[1]):
            found = (word[0], inside)
    return {
        "run.split_word": found[0] or None,
        "run.split_pieces": ", ".join(one.shown for one in found[1]) or None,
    }


def changed_ids(before: RunResult | None, row: tuple[Token, ...]) -> dict[str, Value | None]:
    """Which input IDs of the first text are unlike those of the run before."""
    names = ("ids_changed", "token_before", "token_after", "id_before", "id_after")
    facts: dict[str, Value | None] = dict.fromkeys(f"run.{name}" for name in names)
    former = before.rows[0] if before is not None and before.rows else ()
    if not row or len(former) != len(row):
        return facts
    pairs = [(old, new) for old, new in zip(former, row, strict=True) if old.id != new.id]
    facts["run.ids_changed"] = len(pairs)
    if len(pairs) == 1:
        old, new = pairs[0]
        facts["run.token_before"], facts["run.token_after"] = spelled(old), spelled(new)
        facts["run.id_before"], facts["run.id_after"] = str(old.id), str(new.id)
    return facts
