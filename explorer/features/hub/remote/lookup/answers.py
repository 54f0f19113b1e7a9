"""What the Hub's answers mean: statuses into failures, headers into plain values.

The codes are those of `hf_raise_for_status` in huggingface_hub 2.4; a 401 stands for several
things, and the Hub does not tell a private checkpoint from an absent one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from explorer.protocol.failures import (
    AccessDenied,
    Failure,
    FileGone,
    HubAnswerStrange,
    HubBroken,
    HubBusy,
    LicenceNotAccepted,
    NoSuchCheckpoint,
    NoSuchRevision,
    NotSignedIn,
    TokenWrong,
)
from explorer.text.translation import tr

# `"api";r=0;t=55`: requests remaining and seconds until the next window.
_RATE_LIMIT = re.compile(r"\br=(\d{1,9});.{0,20}?\bt=(\d{1,9})\b")
_LONGEST_HEADER = 300  # characters of a header that are looked at
_LONGEST_WAIT = 24 * 3600  # seconds; a server that asks for more says nothing of use


def failure_of(
    status: int,
    headers: Mapping[str, str],
    *,
    host: str,
    endpoint: str,
    has_token: bool,
    checkpoint: str = "",
    revision: str = "",
    path: str = "",
) -> Failure | None:
    """What a person reads about this answer; None when it is a good one."""
    if status < 400:
        return None
    code = headers.get("x-error-code", "")[:_LONGEST_HEADER]
    message = headers.get("x-error-message", "")[:_LONGEST_HEADER]
    details = f"{status} {code} {message}".strip()
    if status == 429:
        return HubBusy(host, _asked_to_wait(headers))
    if status >= 500 or status == 408:
        return HubBroken(host, status, details)
    # As hf_raise_for_status tells a wrong token: by the message.
    if "invalid credentials" in message.lower():
        return TokenWrong() if has_token else NotSignedIn(checkpoint or "This")
    if code == "GatedRepo":
        if not has_token:
            return NotSignedIn(checkpoint or tr("This checkpoint"))
        return LicenceNotAccepted(checkpoint, f"{endpoint}/{checkpoint}")
    if code == "RepoNotFound":
        return NoSuchCheckpoint(checkpoint, signed_in=has_token)
    if code == "RevisionNotFound":
        return NoSuchRevision(checkpoint, revision)
    if code == "EntryNotFound":
        return FileGone(checkpoint, path)
    if status == 401:
        return TokenWrong() if has_token else NotSignedIn(checkpoint or "This")
    if status == 403:
        return AccessDenied(checkpoint or "this")
    if status == 404 and path:
        return FileGone(checkpoint, path)
    if status == 404 and checkpoint:
        return NoSuchCheckpoint(checkpoint, signed_in=has_token)
    return HubAnswerStrange(host, details)


def next_page(headers: Mapping[str, str], endpoint: str) -> str:
    """The address in `Link: <…>; rel="next"`, or empty. Another host is not followed."""
    # RFC 8288; the Hub pages its lists by it.
    for part in headers.get("link", "").split(","):
        address, _, rest = part.partition(";")
        if 'rel="next"' in rest:
            text = address.strip().strip("<>")
            if text.startswith(endpoint + "/"):
                return text
            # A mirror passes on the Hub's own links: the path is asked of the mirror.
            path = re.sub(r"^https?://[^/]+", "", text)
            return endpoint + path if path.startswith("/") else ""
    return ""


def _asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds from `ratelimit: "api";r=0;t=55` when nothing remains, or from `Retry-After`."""
    limit = headers.get("ratelimit", "")[:_LONGEST_HEADER]
    if (match := _RATE_LIMIT.search(limit)) and int(match[1]) == 0:
        return _sensible(match[2])
    return _sensible(headers.get("retry-after", "").strip())


def _sensible(digits: str) -> float | None:
    # isdigit() is true of other scripts' digits too.
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        return None
    return float(digits) if int(digits) <= _LONGEST_WAIT else None
