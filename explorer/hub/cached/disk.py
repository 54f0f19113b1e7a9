"""The official cache layout on disk, as huggingface_hub 2.4 writes and reads it.

`models--org--name/` holds `blobs/<etag>` (content), `snapshots/<commit>/<path>` (links to blobs)
and `refs/<name>` (a commit). Locks lie in `.locks/`. Ours in addition, both ending in
`.incomplete` so that every tool takes them for what they are, unfinished downloads:
`blobs/<etag>.explorer.incomplete` is the first part of a file, and
`blobs/<commit>.plan.explorer.incomplete` says which files an unfinished download wants.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.hub import library
from explorer.messages.hub.words import OnDisk

PARTIAL = ".explorer.incomplete"
NOTE = ".plan" + PARTIAL
DRAFT = ".draft" + PARTIAL
_CACHE_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This file marks a cache folder, which backups can leave out: https://bford.info/cachedir/
"""


@dataclass(frozen=True)
class Wanted:
    """What an unfinished download wants: (path, size, etag) of each file, and its revision."""

    revision: str
    commit: str
    variant: str
    files: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class Repo:
    """One checkpoint's folder in the cache."""

    cache: Path
    checkpoint: str

    @property
    def folder(self) -> Path:
        """`models--org--name`; it need not exist."""
        return self.cache / library.repo_folder(self.checkpoint)

    def blob(self, etag: str) -> Path:
        """The content of that checksum, once it is whole."""
        return self.folder / "blobs" / etag

    def partial(self, etag: str) -> Path:
        """The first part of that content."""
        return self.folder / "blobs" / (etag + PARTIAL)

    def note(self, commit: str) -> Path:
        """What an unfinished download of that commit wants."""
        return self.folder / "blobs" / (commit + NOTE)

    def snapshot(self, commit: str) -> Path:
        """The folder that loading reads."""
        return self.folder / "snapshots" / commit

    def pointer(self, commit: str, path: str) -> Path:
        """The file of a snapshot. Raises ValueError for a path that leads out of it."""
        found = self.snapshot(commit) / path
        inside = os.path.abspath(found).startswith(os.path.abspath(self.snapshot(commit)) + os.sep)
        if not inside:
            raise ValueError(f"{path!r} leads out of the snapshot")
        return found

    def lock(self, etag: str) -> Path:
        """The lock that every program using the cache takes before it writes that blob."""
        return self.cache / ".locks" / self.folder.name / f"{etag}.lock"

    def commit_of(self, revision: str) -> str:
        """The commit that a ref stood for when it was last downloaded, or empty."""
        try:
            return (self.folder / "refs" / revision).read_text(encoding="utf-8").strip()
        except OSError:
            return revision if revision and os.path.isdir(self.snapshot(revision)) else ""

    def have(self, commit: str, path: str, size: int, etag: str) -> tuple[OnDisk, int]:
        """Whether a file is here whole, in part (with bytes) or not at all."""
        pointer = self.pointer(commit, path)
        if size_of(pointer) == size:
            return "yes", size
        if etag and size_of(self.blob(etag)) == size:
            return "yes", size
        part = size_of(self.partial(etag)) if etag else None
        return ("partly", min(part, size)) if part else ("no", 0)

    def wants(self) -> tuple[Wanted, ...]:
        """Every unfinished download of ours in this folder."""
        blobs = self.folder / "blobs"
        found = (_read_note(path) for path in sorted(blobs.glob("*" + NOTE)))
        return tuple(wanted for wanted in found if wanted is not None)


def size_of(path: Path) -> int | None:
    """A file's size in bytes, following links; None when there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return None


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object on disk; empty when there is none or it cannot be read."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _read_note(path: Path) -> Wanted | None:
    """What an unfinished download wants; None when the note itself is unfinished."""
    found = read_json(path)
    try:
        return Wanted(
            revision=str(found["revision"]),
            commit=str(found["commit"]),
            variant=str(found.get("variant", "")),
            files=tuple((str(p), int(s), str(e)) for p, s, e in found["files"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def write_note(repo: Repo, wanted: Wanted) -> None:
    """Write down what a download wants, whole or not at all."""
    fields = {"revision": wanted.revision, "commit": wanted.commit, "variant": wanted.variant}
    _write(repo, repo.note(wanted.commit), json.dumps({**fields, "files": wanted.files}))


def write_ref(repo: Repo, revision: str, commit: str) -> None:
    """Point a branch or tag at a commit."""
    _write(repo, repo.folder / "refs" / revision, commit)


def tag_cache(cache: Path) -> None:
    """Mark the cache as one, as the library does, so that backups can leave it out."""
    with contextlib.suppress(OSError), (cache / "CACHEDIR.TAG").open("x") as file:
        file.write(_CACHE_TAG)


def _write(repo: Repo, path: Path, content: str) -> None:
    """Write a small file so that nobody ever sees half of it, not even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(repo.folder / "blobs")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def _draft(blobs: Path) -> Path:
    """A name in `blobs`, where no tool takes it for more than a part; in `refs` it were a ref."""
    blobs.mkdir(parents=True, exist_ok=True)
    return blobs / f"{os.getpid()}-{uuid.uuid4().hex[:8]}{DRAFT}"


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def link(blob: Path, pointer: Path) -> None:
    """Show a blob in a snapshot: a relative link, or the file itself where links do not work."""
    pointer.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(blob.parent)
    try:
        try:
            draft.symlink_to(os.path.relpath(blob, pointer.parent))
        except OSError:  # Windows without the right to make links: as the library does, move it
            os.replace(blob, pointer)
        else:
            os.replace(draft, pointer)
    finally:
        draft.unlink(missing_ok=True)


def free_bytes(folder: Path) -> int:
    """Bytes free on the disk that holds, or will hold, this folder."""
    while not os.path.exists(folder) and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def checkpoints(cache: Path) -> Iterable[Repo]:
    """Every model folder of the cache, by name."""
    try:
        folders = sorted(p for p in cache.iterdir() if p.name.startswith("models--"))
    except OSError:
        return
    for folder in folders:
        if os.path.isdir(folder):
            yield Repo(cache, folder.name.removeprefix("models--").replace("--", "/"))
