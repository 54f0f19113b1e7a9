"""Files in the cache that nothing refers to: parts without a plan, blobs without a snapshot."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from explorer.features.hub.remote.cached.disk import DRAFT, NOTE, PARTIAL, Repo

_OTHERS_REST = 3600.0  # seconds: a library's part is written to all the time, or it is left over


def orphans(repo: Repo) -> Iterator[Path]:
    """Files to remove: left-over parts, unused blobs, links that lead nowhere."""
    blobs = repo.blobs
    wants = repo.wants()
    wanted = {etag for want in wants for _, _, etag in want.files}
    noted = {want.commit for want in wants}
    # Followed: a snapshot's links are relative and lead to blobs.
    used = {os.path.realpath(link) for link in _links(repo)}
    for path in sorted(blobs.glob("*")) if blobs.is_dir() else ():
        name = path.name
        if name.endswith(DRAFT):
            if _is_dead(name):
                yield path
        elif name.endswith(NOTE):
            if name.removesuffix(NOTE) not in noted:
                yield path
        elif name.endswith(PARTIAL):
            if name.removesuffix(PARTIAL) not in wanted:
                yield path
        elif name.endswith(".incomplete"):
            # lstat: the part itself, and not what a link would lead to.
            if time.time() - path.lstat().st_mtime > _OTHERS_REST:
                yield path
        elif os.path.realpath(path) not in used and name not in wanted:
            yield path
    yield from (link for link in _links(repo) if not link.exists())


# Parts are minutes of a person's network: they go only when somebody asks.
def sweep(repo: Repo) -> None:
    """Remove drafts and notes that a killed process of ours left behind; parts are kept."""
    for path in tuple(orphans(repo)):
        if path.name.endswith((DRAFT, NOTE)):
            path.unlink(missing_ok=True)


def _links(repo: Repo) -> Iterator[Path]:
    for place, _, names in os.walk(repo.snapshots):
        for name in names:
            yield Path(place, name)


def _is_dead(name: str) -> bool:
    """Whether the process that was writing this draft is gone. Drafts begin with its number."""
    number = name.partition("-")[0]
    return not (number.isdigit() and psutil.pid_exists(int(number)))
