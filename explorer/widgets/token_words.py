"""How a token is written on an axis, in a list, or in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.protocol.run import Token
from explorer.text import byte_pieces

_SIGNS = {" ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍"}


def word(token: Token) -> str:
    """The token on one line; one of white space alone is written with signs."""
    return byte_pieces.left_to_right(plain(token.shown)) if token.shown else str(token.id)


def plain(text: str) -> str:
    """Text on one line, with a sign for each space where there is nothing else."""
    if text.strip():
        return " ".join(text.split())
    return "".join(_SIGNS.get(name, "·") for name in text) or "·"


def numbered(tokens: Sequence[Token]) -> tuple[str, ...]:
    """For a list to choose from: `7: [MASK]`."""
    return tuple(f"{place}: {word(token)}" for place, token in enumerate(tokens, start=1))
