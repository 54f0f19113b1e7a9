"""Secrets are taken out of every text that leaves the program: one door.

What leaves: sentences and details of failures, the log file, the diagnostics, the clipboard, and
every text file that is written (exports, scripts, sessions, settings). Answers of the Hub pass it
when they enter, because a server can send back the token that it was given.
"""

from __future__ import annotations

import os
import re

GONE = "…"
_SHORTEST = 8
"""Characters of a token that is looked for by its value; a shorter one would be found in words."""

_secrets: set[str] = set()
# "hf_" are personal and "api_org_" organisations' tokens of the Hub.
# No word boundary before these: in JSON an n there means a line break.
_TOKEN = re.compile(r"(?:hf_|api_org_)[A-Za-z0-9]{16,}")
# With quotes and b: headers are also found in the repr of a dict of bytes.
_HEADER = re.compile(
    r"(?i)(authorization[\"']?\s*[:=,]\s*(?:b?[\"'])?)(?:(?:bearer|basic|token)\s+)?[^\s\"',;]+"
)
_BEARER = re.compile(r"(?i)(bearer\s+)[\w~+/=-]+[\d._~+/=-][\w.~+/=-]{3,}")
# user:password@ in an address.
_CREDENTIALS = re.compile(r"(://)[^/\s?#\"'<>]*@")
_ENVIRONMENT = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


def learn(secret: str) -> None:
    """Remember a token that is sent, so that its value is found in whatever comes later."""
    if len(secret) >= _SHORTEST:
        _secrets.add(secret)


def redact(text: str) -> str:
    """The text without tokens, Authorization headers, and passwords in addresses."""
    for secret in _known():
        if secret in text:
            text = text.replace(secret, GONE)
    # Looked for first: each pattern takes a second for a table of 100 MB.
    if "hf_" in text or "api_org_" in text:
        text = _TOKEN.sub(GONE, text)
    if "://" in text and "@" in text:
        text = _CREDENTIALS.sub(rf"\g<1>{GONE}@", text)
    if any(word in text for word in ("uthorization", "UTHORIZATION")):
        text = _HEADER.sub(rf"\g<1>{GONE}", text)
    if any(word in text for word in ("earer", "EARER")):
        text = _BEARER.sub(rf"\g<1>{GONE}", text)
    return text


def redact_bytes(data: bytes) -> bytes:
    """An answer of a server without the tokens that were sent."""
    for secret in _known():
        data = data.replace(secret.encode(), GONE.encode())
    return data


def anonymous(text: str) -> str:
    """A redacted text that also does not name whose home folder it is in: for reports."""
    home = os.path.expanduser("~")
    text = redact(text)
    if len(home) < 2 or home not in text:
        return text
    # Not after the name of a longer folder: /home/ann is not in /home/anna.
    return re.sub(re.escape(home) + r"(?![\w.-])", "~", text)


def _known() -> list[str]:
    """The longest first: one may begin with another."""
    given = {os.environ.get(name, "").strip() for name in _ENVIRONMENT}
    return sorted(
        _secrets | {secret for secret in given if len(secret) >= _SHORTEST}, key=len, reverse=True
    )
