"""Fetching one blob over one wire: range requests that continue where the last one broke off."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from explorer.boundary import hub_names
from explorer.features.hub.remote import hub_library
from explorer.features.hub.remote.download.content import BlobPart, Item
from explorer.features.hub.remote.http import HubConnection, RetryPolicy
from explorer.features.hub.remote.lookup import answers
from explorer.features.hub.remote.lookup.lookups import file_address
from explorer.protocol.failures import (
    Failure,
    FileChanged,
    HubBroken,
    HubBusy,
    HubLineCut,
    HubSilent,
    HubUnreachable,
    WrongContent,
    WrongLength,
)
from explorer.text.translation import tr

if TYPE_CHECKING:
    import httpx2

_SPAN = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)")
_PASSING = (
    *(HubSilent, HubUnreachable, HubLineCut, HubBusy, HubBroken),
    *(FileChanged, WrongLength, WrongContent),
)
_SERVER_LIES = (FileChanged, WrongLength, WrongContent)


@dataclass
class TransferStats:
    """What the transfer shows of a fetch; written by its thread, read by another."""

    received: int = 0
    no_resume: bool = False
    note: str = ""
    arrived: Callable[[Item, int], None] = field(default=lambda item, have: None)


def fetch(
    part: BlobPart,
    wire: HubConnection,
    checkpoint: str,
    commit: str,
    patience: RetryPolicy,
    stats: TransferStats,
    pause: Callable[[float], None],
) -> None:
    """Fill the part and finish it. `pause(seconds)` waits and raises when the job is stopped.

    Raises the last failure once patience is over, or a failure that waiting does not mend at once.
    """
    try:
        _until_whole(part, wire, checkpoint, commit, patience, stats, pause)
    finally:
        part.close()


def _until_whole(
    part: BlobPart,
    wire: HubConnection,
    checkpoint: str,
    commit: str,
    patience: RetryPolicy,
    stats: TransferStats,
    pause: Callable[[float], None],
) -> None:
    # In a row without a new byte; any byte gained starts the count again.
    failed = lied = 0
    best = part.have
    while True:
        before = part.have
        try:
            if part.have < part.item.size:
                _once(part, wire, checkpoint, commit, stats)
            part.finish()
            stats.note = ""
            return
        except _PASSING as failure:
            # The part was emptied: what had arrived is gone from the sum as well.
            if isinstance(failure, WrongContent):
                stats.arrived(part.item, 0)
                best = 0
            if part.have > best:
                best, failed = part.have, 0
            failed += 1
            lied += isinstance(failure, _SERVER_LIES)
            wait = _wait(failure, failed, patience)
            if failed >= patience.tries or lied >= patience.lies or wait > patience.longest:
                raise
            stats.note = _note(failure, wait)
            # A cut line with bytes gained is worth continuing with at once.
            if part.have <= before or not isinstance(failure, HubLineCut):
                pause(wait)


def _once(
    part: BlobPart, wire: HubConnection, checkpoint: str, commit: str, stats: TransferStats
) -> None:
    """One request from the first byte that is missing, until it ends or breaks."""
    item = part.item
    address = file_address(wire.endpoint, checkpoint, commit, item.path)
    # "bytes=N-": from byte N to the end (RFC 9110, 14.1.2).
    with wire.open(address, headers={"range": f"bytes={part.have}-"}) as response:
        _accept(response, part, wire, checkpoint, commit, stats)
        stats.note = ""
        # As they come: a chunk size would hold back bytes, and a kill would lose them.
        # iter_raw: identity encoding was asked for, so the bytes are the file's own.
        for chunk in response.iter_raw():
            if part.have + len(chunk) > item.size:
                raise WrongLength(item.path, item.size, part.have + len(chunk))
            part.append(chunk)
            stats.received += len(chunk)
            stats.arrived(item, part.have)
    # HTTP/1.1 may end early without an error where the server sent no length.
    if part.have < item.size:
        raise HubLineCut(
            wire.host,
            tr(
                "{path} ended after {received} of {size} bytes",
                path=item.path,
                received=part.have,
                size=item.size,
            ),
        )


NO_RANGES = tr("This server cannot continue inside a file: after a pause the file starts again")


def _accept(
    response: httpx2.Response,
    part: BlobPart,
    wire: HubConnection,
    checkpoint: str,
    commit: str,
    stats: TransferStats,
) -> None:
    """Look at the head of an answer before a byte of it is taken."""
    item = part.item
    headers = {name.lower(): value for name, value in response.headers.items()}
    failure = answers.failure_of(
        # 416 says that N is at or past the end: handled below, and no failure of the Hub's.
        response.status_code if response.status_code != 416 else 200,
        headers,
        host=wire.host,
        endpoint=wire.endpoint,
        has_token=hub_library.token() is not None,
        checkpoint=checkpoint,
        revision=commit,
        path=item.path,
    )
    if failure is not None:
        raise failure
    if response.status_code == 416:
        part.empty()
        raise WrongLength(item.path, item.size, 0)
    etag = _etag(response)
    # Storage servers have ETags of their own, of other lengths: only a checksum can contradict.
    if hub_names.is_checksum(etag) and len(etag) == len(item.etag) and etag != item.etag:
        raise FileChanged(checkpoint, item.path)
    if response.status_code == 206:
        span = _SPAN.fullmatch(headers.get("content-range", ""))
        if span and span[2] != "*" and int(span[2]) != item.size:
            raise WrongLength(item.path, item.size, int(span[2]))
        # 206 with another start would put bytes in the wrong place.
        if span and int(span[1]) == part.have:
            return
        part.empty()
        raise HubLineCut(wire.host, tr("the server sent a different range from the one requested"))
    length = headers.get("content-length", "")
    if length.isdigit() and length.lstrip("0")[:19] != str(item.size).lstrip("0"):
        raise WrongLength(item.path, item.size, int(length[:19]))
    # 200 in answer to a range: the server sends the whole file from its first byte.
    stats.no_resume = True
    if part.have:
        part.empty()
        stats.arrived(item, 0)


def _etag(response: httpx2.Response) -> str:
    """The Hub's own ETag, also when a storage server answers in the end with one of its own."""
    # The Hub answers with a redirect to its storage; the ETag of the file is in that first answer.
    for answer in (*response.history, response):
        if linked := answer.headers.get("x-linked-etag"):
            return _plain(linked)
    return _plain(response.headers.get("etag", "")) if not response.history else ""


def _plain(etag: str) -> str:
    # W/ marks a weak ETag; the quotes belong to the header.
    return etag.removeprefix("W/").strip('"').lower()


def _wait(failure: Failure, failed: int, patience: RetryPolicy) -> float:
    if isinstance(failure, HubBusy) and failure.seconds is not None:
        # A tenth of a second more, so as not to come too early by rounding.
        return failure.seconds + 0.1
    return patience.pauses[min(failed, len(patience.pauses)) - 1]


def _note(failure: Failure, wait: float) -> str:
    what = {
        HubBusy: tr("The Hub asks to wait"),
        HubBroken: tr("The Hub has a problem"),
        HubSilent: tr("The Hub does not answer"),
        HubUnreachable: tr("There is no connection"),
        HubLineCut: tr("The connection broke"),
    }.get(type(failure), "What came was not what was asked for")
    return (
        tr("{problem}; trying again in {seconds:.0f} s", problem=what, seconds=wait)
        if wait >= 1
        else tr("{problem}; trying again", problem=what)
    )
