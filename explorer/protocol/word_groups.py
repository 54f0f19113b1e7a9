"""Which neighbouring tokens are pieces of one word, by the tokenizer's offsets."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from explorer.protocol.run import Token

Groups = tuple[tuple[int, int], ...]
"""Spans (start, stop) of tokens that cover a row from its first token to its last."""
_UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts that write words without a space between them, besides the wide ones."""


def word_groups(tokens: Sequence[Token]) -> Groups:
    """The tokens word by word: a piece belongs to the word that the characters before it end in.

    Special tokens, punctuation, and tokens without offsets (typed IDs, slow tokenizers) stay
    alone. Chinese, Japanese, Thai and the like write no spaces, so there each token is its own.
    """
    starts = [
        place
        for place, token in enumerate(tokens)
        if not place or not _continues(tokens[place - 1], token)
    ]
    return tuple(zip(starts, [*starts[1:], len(tokens)], strict=True)) if starts else ()


def merges(groups: Groups) -> bool:
    """Whether any word has more than one token."""
    return any(stop - start > 1 for start, stop in groups)


def merged(tokens: Sequence[Token], groups: Groups) -> tuple[Token, ...]:
    """One token for each word, with the characters of all its pieces; several have no ID."""
    words = []
    for start, stop in groups:
        first, last = tokens[start], tokens[stop - 1]
        if stop - start == 1:
            words.append(first)
            continue
        part = tokens[start:stop]
        words.append(
            replace(
                first,
                id=-1,
                piece="".join(token.piece.removeprefix("##") for token in part),
                shown=_spelled(part),
                end=last.end,
                raw=b"",
            )
        )
    return tuple(words)


def _spelled(part: Sequence[Token]) -> str:
    if all(token.raw for token in part):
        return b"".join(token.raw for token in part).decode("utf-8", "replace")
    return "".join(token.shown.removeprefix("##") for token in part)


def _continues(before: Token, token: Token) -> bool:
    if before.special or token.special or before.text != token.text:
        return False
    if min(before.start, token.start) < 0:
        return False
    if token.start < before.end:  # both are bytes of one character
        return True
    if token.start > before.end:
        return False
    if token.shown.startswith("##"):
        return True
    # A space of its own begins the word after it, as "·" and "Z" of Zenobia.
    inside = _in_word(before.shown.removeprefix("##")[-1:]) or before.shown == "·"
    return inside and _in_word(token.shown[:1])


def _in_word(sign: str) -> bool:
    if not sign.isalnum() or unicodedata.east_asian_width(sign) in ("W", "F"):
        return False
    return not unicodedata.name(sign, "").startswith(_UNSPACED)
