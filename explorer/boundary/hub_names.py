"""What the names of the Hub may be: each comes from outside, and most become part of a path.

Ids, commits, revisions, checksums and the paths of files arrive from the Hub, from links, from
notes and folders on the disk, from sessions and the command line. Wherever one arrives it passes
here once and is of its type from then on; the folder of a checkpoint in the cache takes no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NewType

from explorer.boundary.redaction import redact

RepoId = NewType("RepoId", str)
"""`org/name`, or `name` alone for the oldest checkpoints."""

Commit = NewType("Commit", str)
"""40 lower-case hexadecimal digits."""

Revision = NewType("Revision", str)
"""A branch, a tag, another ref (`refs/pr/1`) or a commit."""

RepoPath = NewType("RepoPath", str)
"""A file of a repository, with slashes, that every system can keep below a folder."""

Checksum = NewType("Checksum", str)
"""Git's id of a file (40 hexadecimal digits) or its SHA-256 (64): the name of its blob."""

# No dot or dash at either end, as huggingface_hub's own pattern has it.
_PART = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?"
_REPO_ID = re.compile(rf"{_PART}(?:/{_PART})?")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_CHECKSUM = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# As git's check-ref-format: no control, no space, none of ~^:?*[\, no @{, no .., no empty part.
_NOT_IN_REVISION = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|@\{|\.\.|//")
# Windows' devices, whatever their ending. https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\..*)?", re.I
)
_LONGEST_ID = 96  # of each of its parts
_LONGEST_REVISION = 255
_LONGEST_PART = 255  # bytes of one name on every common file system
_LONGEST_PATH = 1024


class BadName(ValueError):
    """A name that cannot be one of the Hub's, or that no system may keep as a file."""

    def __init__(self, kind: str, text: object) -> None:
        super().__init__(f"{kind}: {redact(str(text))[:80]!r}")


def repo_id(text: object) -> RepoId:
    """An id as huggingface_hub's `validate_repo_id` allows it. Raises BadName."""
    if not (
        isinstance(text, str)
        and len(text) <= 2 * _LONGEST_ID
        and _REPO_ID.fullmatch(text)
        and all(len(part) <= _LONGEST_ID for part in text.split("/"))
        # Folders in the cache join the parts by --, so a name must not hold it.
        and "--" not in text
        and ".." not in text
        and not text.endswith(".git")
    ):
        raise BadName("not the name of a checkpoint", text)
    return RepoId(text)


def commit(text: object) -> Commit:
    """A whole commit. Raises BadName."""
    if not (isinstance(text, str) and _COMMIT.fullmatch(text)):
        raise BadName("not a commit", text)
    return Commit(text)


def checksum(text: object) -> Checksum:
    """A checksum, which names a blob. Raises BadName."""
    if not (isinstance(text, str) and _CHECKSUM.fullmatch(text)):
        raise BadName("not a checksum", text)
    return Checksum(text)


def revision(text: object) -> Revision:
    """A name that git's `check-ref-format` allows, one level or several. Raises BadName."""
    if not (
        isinstance(text, str)
        and _is_unicode(text)
        and 0 < len(text.encode()) <= _LONGEST_REVISION
        and not _NOT_IN_REVISION.search(text)
        and text != "@"
        and not text.endswith(".")
        and all(
            # git keeps a lock beside each ref as NAME.lock, and Windows opens NUL.txt as a device.
            part and part[0] != "." and not part.endswith(".lock") and not _is_device(part)
            for part in text.split("/")
        )
    ):
        raise BadName("not a revision", text)
    return Revision(text)


def listed_path(text: object) -> str:
    """A path that a git repository can hold. Raises BadName.

    Some of these are no files elsewhere (`a:b`, `NUL`): `repo_path` says which can be kept.
    """
    if not (
        isinstance(text, str)
        and 0 < len(text) <= 4 * _LONGEST_PATH
        and "\0" not in text
        and all(part not in ("", ".", "..") for part in text.split("/"))
        and _is_unicode(text)
    ):
        raise BadName("not a file of a repository", text)
    # git holds any bytes as names; what could leave its folder is refused for all.
    return text


def repo_path(text: object) -> RepoPath:
    """A path that stays below its folder on every system. Raises BadName.

    Refused beside what `listed_path` refuses: drives, streams and backslashes of Windows, its
    devices, dots and spaces at an end (which it drops), control characters, and what is too long.
    """
    path = listed_path(text)
    if (
        len(path.encode()) > _LONGEST_PATH
        or _CONTROL.search(path)
        or "\\" in path
        or ":" in path
        or any(
            part[-1] in ". " or len(part.encode()) > _LONGEST_PART or _is_device(part)
            for part in path.split("/")
        )
    ):
        raise BadName("not a file that every system can keep", text)
    return RepoPath(path)


def is_repo_id(text: object) -> bool:
    """Whether a checkpoint can be called that."""
    return _fits(repo_id, text)


def is_commit(text: object) -> bool:
    """Whether it is a whole commit."""
    return _fits(commit, text)


def is_revision(text: object) -> bool:
    """Whether a branch, a tag or a commit can be called that."""
    return _fits(revision, text)


def is_checksum(text: object) -> bool:
    """Whether a blob can be called that."""
    return _fits(checksum, text)


def is_repo_path(text: object) -> bool:
    """Whether a file of that path can be kept in the cache."""
    return _fits(repo_path, text)


def _fits(parse: Callable[[object], str], text: object) -> bool:
    try:
        parse(text)
    except BadName:
        return False
    return True


def _is_device(part: str) -> bool:
    return bool(_DEVICE.fullmatch(part))


def _is_unicode(text: str) -> bool:
    """Whether it can be written at all: half a character (a lone surrogate) cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
