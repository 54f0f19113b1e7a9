"""Growing one blob: its first part on disk, its checksum, and the step to its final name.

A part is always a true beginning of the file: it is only ever appended to or emptied. A blob gets
its name after its length and checksum are right, in one rename, and after the bytes are on disk.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from explorer.features.hub.remote.cached.disk import Repo, size_of, sync_folder
from explorer.protocol.failures import WrongContent

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Item:
    """A file to fetch: bytes, and the checksum that is also its blob's name."""

    path: str
    size: int
    etag: str


def fresh_hash(item: Item) -> Any:
    """SHA-256 for large files; for small ones git's own id, which hashes the length first."""
    # The Hub's ETag of a file in Git LFS is its SHA-256; of a small file, git's blob id (SHA-1).
    if len(item.etag) == 64:
        return hashlib.sha256()
    return hashlib.sha1(b"blob %d\0" % item.size, usedforsecurity=False)


def checksum_of(path: Path, item: Item, check: Callable[[], None]) -> str:
    """Read a whole file. Raises OSError when it cannot be read."""
    running = fresh_hash(item)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            running.update(block)
            check()
    return str(running.hexdigest())


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


class BlobPart:
    """The first part of one blob, open for appending. `have` is how many bytes are in it."""

    def __init__(self, repo: Repo, item: Item, check: Callable[[], None]) -> None:
        self.item = item
        self.path = repo.partial(item.etag)
        self.blob = repo.blob(item.etag)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: what is counted as here must be with the system when this process is killed.
        # A link in the place of a part would let the bytes flow to wherever it leads.
        self._file: BinaryIO = open(  # noqa: SIM115
            self.path, "ab", buffering=0, opener=_no_link
        )
        # Asked after opening: "ab" has made the file where there was none.
        self.have = size_of(self.path) or 0
        self._hash = fresh_hash(item)
        try:
            if self.have > item.size:
                self.empty()
            elif self.have:
                self._read_again(check)
        except BaseException:
            self.close()
            raise

    def append(self, chunk: bytes) -> None:
        """Add the next bytes. Raises OSError when the disk takes no more; what it took counts."""
        # A raw write may take fewer bytes than it is given.
        view = memoryview(chunk)
        while view:
            taken = self._file.write(view) or 0
            self._hash.update(view[:taken])
            self.have += taken
            view = view[taken:]

    def empty(self) -> None:
        """Start again from the first byte."""
        self._file.truncate(0)
        self.have = 0
        self._hash = fresh_hash(self.item)

    def finish(self) -> None:
        """Check and rename. Raises `WrongContent`; the part is then empty."""
        # Before the rename, or a power cut could leave a whole name over an empty file.
        os.fsync(self._file.fileno())
        result = self._hash.hexdigest()
        if result != self.item.etag:
            self.empty()
            raise WrongContent(self.item.path, self.item.etag, result)
        self._file.close()
        os.replace(self.path, self.blob)
        sync_folder(self.blob.parent)

    def close(self) -> None:
        """Give the file back; what has arrived stays, and an empty part does not."""
        if not self._file.closed:
            self._file.close()
            if not self.have:
                # An empty part would look like a download that was begun.
                self.path.unlink(missing_ok=True)

    def _read_again(self, check: Callable[[], None]) -> None:
        # hashlib cannot store its state, so what is here is read once more.
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK):
                self._hash.update(block)
                check()
