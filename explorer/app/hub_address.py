"""Where the Hub is: the address that a person chose in the settings, or the environment's."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from explorer.app.settings import Settings

ENVIRONMENT = "HF_ENDPOINT"
USUAL = "https://huggingface.co"
KEY = "hubAddress"
_LONGEST = 200


def is_address(text: str) -> bool:
    """Whether this is the address of a server: https or http, a host, and no password in it."""
    if len(text) > _LONGEST or not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    return parts.scheme in ("https", "http") and bool(parts.hostname) and plain


def settle(profile: Settings) -> None:
    """Have huggingface_hub use the remembered address; what the environment says wins.

    Called before the library is imported, which reads it once. What was taken from the settings is
    remembered, so that the settings window can tell it from what was set outside.
    """
    chosen = profile.text(KEY).rstrip("/")
    if ENVIRONMENT not in os.environ and is_address(chosen):
        os.environ[ENVIRONMENT] = chosen
        _taken.append(chosen)


_taken: list[str] = []


def from_outside() -> str:
    """The address that the program was started with; empty where the settings decide."""
    address = os.environ.get(ENVIRONMENT, "")
    return "" if address in _taken else address
