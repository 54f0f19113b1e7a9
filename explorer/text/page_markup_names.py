"""Names of tokens in the pictures of a saved page."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.protocol.run import Token

MOST_SIDE = 256
"""Tokens each way of a picture; more would be neither read nor small."""


def token_names(found: Sequence[Token]) -> list[str]:
    return [one.shown or one.piece for one in found[:MOST_SIDE]]
