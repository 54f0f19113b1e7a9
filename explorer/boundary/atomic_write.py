"""Writing a file so that it is there whole, or as it was before; never a half of it."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from explorer.boundary.redaction import redact
from explorer.text.translation import tr

_MOST_ASIDE = 10
_MOST_FREE = 1_000
"""Unusable files that are kept beside the good one; then the last of them is replaced."""


def _reasons() -> dict[int, str]:
    """In the person's language, which is known only once the settings were read."""
    return {
        errno.EACCES: tr("you may not write to this folder or file"),
        errno.EPERM: tr("you may not write to this folder or file"),
        errno.EROFS: tr("the disk is read-only"),
        errno.ENOSPC: tr("the disk is full"),
        errno.EDQUOT: tr("your quota on this disk is used up"),
        errno.ENOENT: tr("the folder is not there"),
        errno.ENOTDIR: tr("a part of the path is a file, not a folder"),
        errno.EISDIR: tr("there is a folder with this name"),
        errno.ENAMETOOLONG: tr("the name is too long"),
        errno.EIO: tr("the disk reports an error"),
    }


def write(path: str | Path, data: bytes | str) -> int:
    """Write bytes, or text as UTF-8, beside `path` and swap it in; how many bytes it is.

    A link stays a link: what it points to is replaced. Half a character (a lone surrogate, as a
    broken file name or a cut emoji leaves one) becomes a question mark, and secrets go. Raises
    OSError, and leaves the former file.
    """
    whole = redact(data).encode("utf-8", "replace") if isinstance(data, str) else data
    with writing(path) as file:
        file.write(whole)
    return len(whole)


@contextlib.contextmanager
def writing(path: str | Path) -> Iterator[BinaryIO]:
    """A file to write into; at the end it is swapped in at `path`, unless anything was raised.

    As `write`: a link stays a link, and the former file stays until the new one is whole.
    """
    # Followed before anything: os.replace would put a file in the place of the link.
    target = Path(os.path.realpath(path))
    if os.path.isdir(target):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    # The name may be as long as the system allows, so that of the part is not made from it.
    # In the folder of the target, because a rename is atomic only within one file system.
    part = target.with_name(f".transformer-explorer-{os.getpid()}-{threading.get_ident()}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            # Without it a power cut after the rename may leave an empty file under the final name.
            os.fsync(file.fileno())
        if os.path.exists(target):
            with contextlib.suppress(OSError):
                # The new file has the permissions of the umask; the former one's may be narrower.
                part.chmod(target.stat().st_mode & 0o777)
        os.replace(part, target)
    finally:
        # Where its folder is a file, it is not there either, and the reason was raised above.
        with contextlib.suppress(OSError):
            part.unlink()


def set_aside(path: Path, *, copied: bool = False) -> Path:
    """Rename what cannot be used to `NAME.broken`, so that nothing is lost; its new path.

    Whatever it is: a file, a folder, a pipe, a link to a device. `copied` keeps the file where it
    is as well, for one that is usable in part. Raises OSError.
    """
    names = [f"{path.name}.broken", *(f"{path.name}.broken-{n}" for n in range(2, _MOST_ASIDE))]
    # lexists: a broken link is in the way as well.
    free = [name for name in names if not os.path.lexists(path.with_name(name))]
    aside = path.with_name(free[0] if free else f"{path.name}.broken-{_MOST_ASIDE}")
    if copied:
        shutil.copyfile(path, aside)
    else:
        os.replace(path, aside)
    return aside


def free_path(path: str) -> str:
    """This path, or the first of `PATH-2`, `PATH-3`, … where nothing is yet but an empty folder."""

    def is_free(place: str) -> bool:
        try:
            return not os.path.lexists(place) or not os.listdir(place)
        except OSError:  # a file, or a folder that may not be read
            return False

    places = (path, *(f"{path}-{n}" for n in range(2, _MOST_FREE)))
    return next((place for place in places if is_free(place)), path)


_NOT_IN_NAMES = re.compile(
    # Windows' reserved signs, control characters, marks of direction, and lone surrogates.
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]'
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 80


def usable_name(text: str, otherwise: str) -> str:
    """A name that every system takes for a file, as near to `text` as it can be.

    Separators, controls and what turns the direction of reading become dashes; names that Windows
    keeps for devices get an underscore; `otherwise` is for a text of which nothing is left.
    """
    name = re.sub(r"[\s-]*-[\s-]*|\s+", "-", _NOT_IN_NAMES.sub("-", text)).strip("-. ")
    # Cut by bytes, as file systems count; "ignore" drops a letter that was cut in two.
    name = name.encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip("-. ")
    return f"{name}_" if _RESERVED.fullmatch(name) else name or otherwise


def unwritten(path: str, error: OSError) -> str:
    """The sentence for a file that could not be written."""
    return tr(
        "Nothing was saved: {path} cannot be written, because {error}.", path=path, error=why(error)
    )


def why(error: OSError) -> str:
    """Why a file could not be written, as the end of a sentence."""
    reasons = _reasons()
    if error.errno in reasons:
        return reasons[error.errno]
    reason = error.strerror or str(error) or type(error).__name__
    return reason[:1].lower() + reason[1:]
