"""The official cache layout on disk, as huggingface_hub 2.4 writes and reads it.

`models--org--name/` holds `blobs/<etag>` (content), `snapshots/<commit>/<path>` (links to blobs)
and `refs/<name>` (a commit). Locks are in `.locks/`. Ours in addition, both ending in
`.incomplete` so that every tool takes them for what they are, unfinished downloads:
`blobs/<etag>.explorer.incomplete` is the first part of a file, and
`blobs/<commit>.plan.explorer.incomplete` says which files an unfinished download wants.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec

from explorer.boundary import hub_names, typed_json
from explorer.boundary.hub_names import BadName, Checksum, Commit, RepoId, RepoPath, Revision
from explorer.boundary.limits import CONFIG, DOWNLOAD_NOTE, Limit
from explorer.features.hub.protocol.hub_terms import OnDisk
from explorer.features.hub.remote import hub_library
from explorer.protocol.failures import CacheLeadsOut

PARTIAL = ".explorer.incomplete"
NOTE = ".plan" + PARTIAL
DRAFT = ".draft" + PARTIAL
_LONGEST_REF = 200  # bytes; a commit and what an editor may have put behind it
# The first line is fixed by the Cache Directory Tagging Specification.
_CACHE_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This file marks a cache folder, which backups can leave out: https://bford.info/cachedir/
"""


@dataclass(frozen=True)
class UnfinishedDownload:
    """What an unfinished download wants: (path, size, etag) of each file, and its revision."""

    revision: Revision
    commit: Commit
    variant: str
    files: tuple[tuple[RepoPath, int, Checksum], ...]


@dataclass(frozen=True)
class Repo:
    """One checkpoint's folder in the cache.

    Each path that it gives is in that folder: names are parsed again here, whatever came before
    (BadName), and a link on the way that leads out is refused (CacheLeadsOut).
    """

    cache: Path
    checkpoint: RepoId

    @classmethod
    def of(cls, cache: Path, checkpoint: str) -> Repo:
        """The folder of a checkpoint of that name. Raises BadName."""
        return cls(cache, hub_names.repo_id(checkpoint))

    @property
    def folder(self) -> Path:
        """`models--org--name`; it need not exist."""
        return self.cache / hub_library.repo_folder(hub_names.repo_id(self.checkpoint))

    @property
    def blobs(self) -> Path:
        """The folder of all contents."""
        return inside(self.folder, self.folder / "blobs")

    def blob(self, etag: str) -> Path:
        """The content of that checksum, once it is whole."""
        return self.blobs / hub_names.checksum(etag)

    def partial(self, etag: str) -> Path:
        """The first part of that content."""
        return self.blobs / (hub_names.checksum(etag) + PARTIAL)

    def note(self, commit: str) -> Path:
        """What an unfinished download of that commit wants."""
        return self.blobs / (hub_names.commit(commit) + NOTE)

    @property
    def snapshots(self) -> Path:
        """The folder of all commits."""
        return inside(self.folder, self.folder / "snapshots")

    def snapshot(self, commit: str) -> Path:
        """The folder that loading reads."""
        return inside(self.folder, self.snapshots / hub_names.commit(commit))

    def pointer(self, commit: str, path: str) -> Path:
        """The file of a snapshot."""
        file_path = self.snapshot(commit) / hub_names.repo_path(path)
        inside(self.folder, file_path.parent)
        return file_path

    def ref(self, revision: str) -> Path:
        """The file that says which commit a branch or a tag stands for."""
        path = self.folder / "refs" / hub_names.revision(revision)
        inside(self.folder, path.parent)
        return path

    def tree(self, commit: str) -> Path:
        """The library's own list of a commit's files."""
        # huggingface_hub 1.x keeps a commit's file list in trees/, for work without network.
        return inside(self.folder, self.folder / "trees") / f"{hub_names.commit(commit)}.json"

    def lock(self, etag: str) -> Path:
        """The lock that every program using the cache takes before it writes that blob."""
        path = self.cache / ".locks" / self.folder.name / f"{hub_names.checksum(etag)}.lock"
        inside(self.cache, path.parent)
        return path

    def commits(self) -> tuple[Commit, ...]:
        """The commits that have a snapshot here, by name; other folders are none."""
        try:
            names = sorted(entry.name for entry in os.scandir(self.snapshots) if entry.is_dir())
        except OSError:
            return ()
        return tuple(Commit(name) for name in names if hub_names.is_commit(name))

    def commit_of(self, revision: str) -> Commit | None:
        """The commit that a ref stood for when it was last downloaded, or None."""
        try:
            if (commit := read_ref(self.ref(revision))) is not None:
                return commit
            # A whole commit is a revision too, and has no ref.
            return hub_names.commit(revision) if self.snapshot(revision).is_dir() else None
        except BadName:
            return None

    def have(self, commit: str, path: str, size: int, etag: str) -> tuple[OnDisk, int]:
        """Whether a file is here whole, in part (with bytes) or not at all."""
        return self.have_all(commit, [(path, size, etag)])[0]

    def have_all(
        self, commit: str, files: Iterable[tuple[str, int, str]]
    ) -> list[tuple[OnDisk, int]]:
        """The same for (path, size, etag) of many files.

        Each folder is looked at once: following the links of 40,000 paths took 10 s.
        """
        blobs, snapshot = self.blobs, self.snapshot(commit)
        # One listdir instead of a stat for each etag.
        contents = set(os.listdir(blobs)) if blobs.is_dir() else set()
        shown = snapshot.is_dir()
        folders: set[Path] = set()
        rows: list[tuple[OnDisk, int]] = []
        for path, size, etag in files:
            if shown and hub_names.is_repo_path(path):
                pointer = snapshot / path
                if pointer.parent not in folders:
                    folders.add(inside(self.folder, pointer.parent))
                if size_of(pointer) == size:
                    rows.append(("yes", size))
                    continue
            # Of the right size: another program may be writing to it right now.
            if etag in contents and size_of(self.blob(etag)) == size:
                rows.append(("yes", size))
                continue
            part = size_of(self.partial(etag)) if etag + PARTIAL in contents else None
            # A part may be longer where the file on the Hub became shorter.
            rows.append(("partly", min(part, size)) if part else ("no", 0))
        return rows

    def wants(self) -> tuple[UnfinishedDownload, ...]:
        """Every unfinished download of ours in this folder."""
        downloads = (_read_note(path) for path in sorted(self.blobs.glob("*" + NOTE)))
        return tuple(wanted for wanted in downloads if wanted is not None)


def inside(folder: Path, path: Path) -> Path:
    """The path itself. Raises CacheLeadsOut where a link that is there leads it out of `folder`."""
    # Resolved on both sides, so that a cache behind a link is no way out.
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise CacheLeadsOut(str(path))
    return path


def size_of(path: Path) -> int | None:
    """A file's size in bytes, following links; None where there is no file, but a pipe or so."""
    try:
        about = path.stat()
    except OSError:
        return None
    # A FIFO in a stranger's cache would block whoever reads it.
    return about.st_size if stat.S_ISREG(about.st_mode) else None


def read_json(path: Path, limit: Limit = CONFIG) -> dict[str, Any]:
    """A JSON object on disk; empty when there is none or it cannot be read."""
    try:
        return typed_json.read_object(path, limit)
    except (OSError, typed_json.Malformed):
        return {}


def read_text(path: Path, most: int) -> str:
    """The first bytes of a file as text; empty where there is none."""
    if size_of(path) is None:
        return ""
    try:
        with path.open("rb") as file:
            return file.read(most).decode("utf-8", "replace")
    except OSError:
        return ""


def read_ref(path: Path) -> Commit | None:
    """The commit that a ref's file holds; None where there is none."""
    try:
        return hub_names.commit(typed_json.read_bytes(path, _LONGEST_REF).decode().strip())
    except (OSError, typed_json.Malformed, UnicodeDecodeError, BadName):
        return None


class _Note(msgspec.Struct):
    """The note of an unfinished download as it is on the disk."""

    revision: str
    commit: str
    files: list[tuple[str, Annotated[int, msgspec.Meta(ge=0)], str]]
    variant: str = ""


def _read_note(path: Path) -> UnfinishedDownload | None:
    """What an unfinished download wants; None when the note is unfinished, or not one of ours."""
    try:
        note = typed_json.read(path, DOWNLOAD_NOTE, _Note)
        files = [
            (hub_names.repo_path(text), size, hub_names.checksum(etag))
            for text, size, etag in note.files
        ]
        commit, revision = hub_names.commit(note.commit), hub_names.revision(note.revision)
    except (OSError, typed_json.Malformed, BadName):
        return None
    # A note under another commit's name is not one that this program wrote.
    if path.name != commit + NOTE:
        return None
    return UnfinishedDownload(revision, commit, note.variant, tuple(files))


def write_note(repo: Repo, wanted: UnfinishedDownload) -> None:
    """Write down what a download wants, whole or not at all."""
    fields = {"revision": wanted.revision, "commit": wanted.commit, "variant": wanted.variant}
    _write(repo, repo.note(wanted.commit), json.dumps({**fields, "files": wanted.files}))


def write_ref(repo: Repo, revision: str, commit: str) -> None:
    """Point a branch or tag at a commit."""
    _write(repo, repo.ref(revision), hub_names.commit(commit))


def tag_cache(cache: Path) -> None:
    """Mark the cache as one, as the library does, so that backups can leave it out."""
    # "x": whoever was first wrote it, and it is left as it is.
    with contextlib.suppress(OSError), (cache / "CACHEDIR.TAG").open("x") as file:
        file.write(_CACHE_TAG)


def _write(repo: Repo, path: Path, content: str) -> None:
    """Write a small file so that nobody ever sees half of it, not even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(repo.blobs)
    try:
        # "x" fails where the name is taken, which a random name never is.
        with draft.open("x", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # Atomic on one file system: readers see the old note or the new one.
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
            # Relative, as the library makes them: the cache can be moved as a whole.
            draft.symlink_to(os.path.relpath(blob, pointer.parent))
        except OSError:  # Windows without the right to make links: as the library does, move it
            os.replace(blob, pointer)
        else:
            # Over an older link at once; unlink and link would leave a moment without the file.
            os.replace(draft, pointer)
    finally:
        draft.unlink(missing_ok=True)


def copy(file: Path, blob: Path) -> None:
    """Make a blob of a file with the same content, whole or not at all."""
    draft = _draft(blob.parent)
    try:
        shutil.copyfile(file, draft)
        os.replace(draft, blob)
    finally:
        draft.unlink(missing_ok=True)


def free_bytes(folder: Path) -> int:
    """Bytes free on the disk that holds, or will hold, this folder."""
    # disk_usage needs a folder that exists.
    while not os.path.exists(folder) and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def checkpoints(cache: Path) -> Iterator[Repo]:
    """Every checkpoint's folder of the cache, by name; folders of no checkpoint are passed over."""
    for folder in _folders(cache):
        if (name := _name_of(folder)) is not None:
            yield Repo(cache, name)


def not_checkpoints(cache: Path) -> tuple[str, ...]:
    """Folders that are called like a checkpoint's, and no checkpoint can have that name."""
    return tuple(folder.name for folder in _folders(cache) if _name_of(folder) is None)


def _folders(cache: Path) -> Iterable[Path]:
    try:
        folders = sorted(p for p in cache.iterdir() if p.name.startswith("models--"))
    except OSError:
        return ()
    return (folder for folder in folders if os.path.isdir(folder))


def _name_of(folder: Path) -> RepoId | None:
    # The library joins org and name by -- when it makes a folder name.
    name = folder.name.removeprefix("models--").replace("--", "/")
    return hub_names.repo_id(name) if hub_names.is_repo_id(name) else None
