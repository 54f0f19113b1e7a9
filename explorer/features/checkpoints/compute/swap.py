"""A written folder takes the place of another at one stroke, and left-overs are put in order.

Beside the target are, for a while, `.name.saving-PID-…` (being written, or what was replaced) and
`.name.old-PID-…` (what was replaced, where the system cannot exchange two folders at one stroke).
A program that is killed leaves them; `tidy` knows what to do with each.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from explorer.boundary.atomic_write import why
from explorer.text.translation import tr

# Linux's number for "relative to the current folder"; both paths are absolute.
_AT_FDCWD = -100
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux; RENAME_SWAP of macOS has the same value


def sibling(target: Path) -> Path:
    """A new empty folder beside the target, to be written into."""
    folder = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
    os.chmod(folder, 0o755)  # mkdtemp makes folders that only their owner may read
    return folder


def _prefix(target: Path) -> str:
    return f".{target.name}.saving-{os.getpid()}-"


def no_name(target: str) -> str:
    """Why the system can have no folder of this name, nor one beside it; empty where it can."""
    try:
        path = Path(target)
        os.lstat(path.parent / f"{_prefix(path)}12345678")  # the longest, as mkdtemp makes it
    except ValueError:  # a null byte, or half of a pair of surrogates
        return tr("its name holds a character that is not allowed in names")
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return ""
    except OSError as error:  # too long, in most cases
        return why(error)
    return ""


def swap(written: Path, target: Path) -> None:
    """Put a written folder in its place; what was there goes only once the new one is there.

    At every moment the target is the old folder or the new one, whole. Where the system cannot
    exchange two folders there is a moment without it, and `tidy` puts the old one back.
    """
    if not os.path.exists(target):
        os.replace(written, target)
        sync_folder(target.parent)
        return
    # The new folder is in its place at once, and the old one now has the temporary name.
    if exchange(written, target):
        sync_folder(target.parent)
        shutil.rmtree(written, ignore_errors=True)
        return
    # Windows, or a file system without exchange: two renames, and `tidy` for a death in between.
    old = target.parent / written.name.replace(".saving-", ".old-")
    os.replace(target, old)
    try:
        os.replace(written, target)
    except OSError:
        os.replace(old, target)
        raise
    sync_folder(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def exchange(first_path: Path, other: Path) -> bool:
    """Exchange two folders at one stroke; False where the system or the disk cannot."""
    first, second = os.fsencode(first_path), os.fsencode(other)
    system: str = sys.platform  # a plain string, or mypy takes one system for the only one
    if system == "darwin":
        # Taken by name from the C library: older ones have neither function.
        rename = getattr(ctypes.CDLL(None), "renamex_np", None)
        return rename is not None and rename(first, second, _EXCHANGE) == 0
    if system.startswith("linux"):
        rename = getattr(ctypes.CDLL(None), "renameat2", None)
        return rename is not None and (
            rename(_AT_FDCWD, first, _AT_FDCWD, second, ctypes.c_uint(_EXCHANGE)) == 0
        )
    return False


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk too, where the system can be asked for that."""
    if sys.platform == "win32":
        return
    # fsync of a folder puts its entries, the names, on the disk (POSIX).
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        return  # some network drives cannot; the files themselves were flushed
    finally:
        os.close(handle)


def tidy(target: Path) -> tuple[bool, list[str]]:
    """Put in order what killed programs left beside a target.

    The old folder goes back where the target is missing; everything else of theirs goes. What
    belongs to a program that still runs is left alone. Returns whether something was put back,
    and the names that were removed.
    """
    pattern = re.compile(re.escape(f".{target.name}.") + r"(saving|old)-(\d+)-\w+")
    restored, removed = False, []
    try:
        names = sorted(os.listdir(target.parent))
    except OSError:
        return False, []
    for name in names:
        match = pattern.fullmatch(name)
        # A PID may have been given to another program since: then it waits for the next time.
        if match is None or _runs(int(match[2])):
            continue
        left = target.parent / name
        if match[1] == "old" and not os.path.exists(target):
            os.replace(left, target)
            restored = True
        else:
            shutil.rmtree(left, ignore_errors=True)
            removed.append(name)
    return restored, removed


def _runs(pid: int) -> bool:
    import psutil

    return bool(psutil.pid_exists(pid))
