"""Names of tokens in the pictures of a saved page."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.protocol.run import Token

MOST_SIDE = 256
"""Tokens each way of a picture; more would be neither read nor small."""


def token_names(tokens: Sequence[Token]) -> list[str]:
    return [token.shown or token.piece for token in tokens[:MOST_SIDE]]
