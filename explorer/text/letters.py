"""Letters as people type them into a search: small, and without the accents of their language."""

from __future__ import annotations

import unicodedata


def plain_letters(text: str) -> str:
    """The text with small letters and no accents: `Atención` is found by `atencion`."""
    if text.isascii():
        return text.casefold()
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
