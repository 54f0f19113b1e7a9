"""Reading a cached revision again and comparing it with the Hub's checksums."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from explorer.boundary import hub_names
from explorer.features.hub.protocol.cache import VerifyReport, VerifyRevision
from explorer.features.hub.remote import hub_library
from explorer.features.hub.remote.cached.disk import Repo, size_of
from explorer.features.hub.remote.cached.state import read_snapshot
from explorer.features.hub.remote.download.content import Item, checksum_of
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.protocol.failures import (
    HubBroken,
    HubBusy,
    HubLineCut,
    HubOffline,
    HubSilent,
    HubUnreachable,
    NotInCache,
)
from explorer.protocol.job import Check, Report
from explorer.text import numbers
from explorer.text.translation import tr

_NAMED = 3
"""As many files are named, where more differ."""

_NO_HUB = (HubOffline, HubUnreachable, HubSilent, HubLineCut, HubBusy, HubBroken)


def verify(request: VerifyRevision, lookups: Lookups, check: Check, report: Report) -> VerifyReport:
    """Compare every file; without the Hub, with the checksums that are the blobs' own names."""
    repo = Repo.of(hub_library.cache_folder(), request.checkpoint)
    folder = repo.snapshot(request.commit)
    if not folder.is_dir():
        raise NotInCache(
            tr("{checkpoint} at {commit}", checkpoint=request.checkpoint, commit=request.commit[:7])
        )
    snapshot = read_snapshot(folder)
    # Where links work the name of the blob behind a file is its checksum.
    expected = {path: _own_name(folder / path) for path in snapshot.files}
    against_hub = True
    try:
        entries = lookups.ask(
            check, lambda wire: lookups.tree(wire, request.checkpoint, request.commit)
        )
        # The Hub's checksums win over names that anybody could have given.
        expected = {e.path: (e.etag, e.size) for e in entries if e.path in snapshot.files}
    except _NO_HUB:
        against_hub = False
    total = sum(snapshot.files.values()) or 1
    done = 0
    bad: list[str] = []
    checked = 0
    for path, (etag, size) in sorted(expected.items()):
        check()
        report(tr("Verifying {path}", path=path), done / total)
        done += snapshot.files[path]
        if not hub_names.is_checksum(etag):
            continue
        checked += 1
        # A wrong size needs no reading.
        right_size = size_of(folder / path) == size
        if not right_size or checksum_of(folder / path, Item(path, size, etag), check) != etag:
            bad.append(path)
    return VerifyReport(
        checkpoint=request.checkpoint,
        commit=request.commit,
        checked=checked,
        bytes=sum(snapshot.files[path] for path in expected),
        bad=tuple(bad),
        against="the Hub" if against_hub else "the cache",
        sentence=_sentence(checked, bad, against_hub),
    )


def _own_name(path: Path) -> tuple[str, int]:
    """A blob's name is its checksum; a copied file has none."""
    return Path(os.path.realpath(path)).name, size_of(path) or 0


def _sentence(checked: int, bad: Sequence[str], against_hub: bool) -> str:
    source = (
        tr("the Hub's checksums")
        if against_hub
        else tr("the checksums kept in the cache, without the Hub")
    )
    if not checked:
        return tr("No file has a checksum to compare with.")
    if not bad:
        return numbers.ntr(
            "All is well: {count} file compared with {checksums}.",
            "All is well: {count} files compared with {checksums}.",
            checked,
            checksums=source,
        )
    return numbers.ntr(
        "{differing} of {count} file differs from {checksums}: {names}. Delete and download again.",
        "{differing} of {count} files differ from {checksums}: {names}. Delete and download again.",
        checked,
        differing=numbers.count(len(bad)),
        checksums=source,
        names=", ".join((*bad[:_NAMED], "…")) if len(bad) > _NAMED else numbers.joined(bad),
    )
