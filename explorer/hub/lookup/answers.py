"""What the Hub's answers mean: statuses into failures, JSON into plain values.

The codes are those of `hf_raise_for_status` in huggingface_hub 2.4; a 401 stands for several
things, and the Hub does not tell a private checkpoint from an absent one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from explorer.failures import (
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
from explorer.hub.wire import Answer
from explorer.texts import tr

_RATE_LIMIT = re.compile(r"\br=(\d+).*?\bt=(\d+)")


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
    """What a person is told about this answer; None when it is a good one."""
    if status < 400:
        return None
    code = headers.get("x-error-code", "")
    message = headers.get("x-error-message", "")
    details = f"{status} {code} {message}".strip()
    if status == 429:
        return HubBusy(host, _asked_to_wait(headers))
    if status >= 500 or status == 408:
        return HubBroken(host, status, details)
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


def json_of(answer: Answer, host: str) -> Any:
    """The JSON in an answer; a page of HTML from a captive network becomes a failure."""
    try:
        return json.loads(answer.body)
    except ValueError as error:
        start = answer.body[:60].decode("utf-8", "replace")
        raise HubAnswerStrange(
            host, tr("{error}; it begins with {start!r}", error=error, start=start)
        ) from None


def next_page(headers: Mapping[str, str], endpoint: str) -> str:
    """The address in `Link: <…>; rel="next"`, or empty. Another host is not followed."""
    for part in headers.get("link", "").split(","):
        address, _, rest = part.partition(";")
        if 'rel="next"' in rest:
            found = address.strip().strip("<>")
            path = re.sub(r"^https?://[^/]+", "", found)
            return endpoint + path if path.startswith("/") else ""
    return ""


def text(value: object) -> str:
    """A string of the Hub's JSON, or empty for anything else."""
    return value if isinstance(value, str) else ""


def number(value: object) -> int | None:
    """A whole number of the Hub's JSON, or None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds from `ratelimit: "api";r=0;t=55` when nothing remains, or from `Retry-After`."""
    if (found := _RATE_LIMIT.search(headers.get("ratelimit", ""))) and found[1] == "0":
        return float(found[2])
    after = headers.get("retry-after", "").strip()
    return float(after) if after.isdigit() else None
