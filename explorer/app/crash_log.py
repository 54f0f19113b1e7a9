"""What is left of a crash in compiled code, which no `except` sees: a file in the log's folder.

While the program runs there is an empty `crash-PID.txt`, into which the interpreter writes what
every thread was doing when the process is ended by an error in compiled code. An end in order takes
the file away; so whoever finds one of a process that is gone knows that it ended otherwise.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
from pathlib import Path
from typing import IO

_MOST_BYTES = 100_000
"""Of a file that are read: a hundred frames of each thread are 20 kB."""


class CrashLog:
    """One process's file in `folder`. Never raises: where nothing can be written, nothing is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"crash-{os.getpid()}.txt"
        self._file: IO[bytes] | None = None

    def begin(self) -> str | None:
        """Listen from now on; what the last process that ended without order has left.

        Empty where it was ended from outside, and could write nothing; None where all ended well.
        """
        left = self._left()
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("wb")
            faulthandler.enable(self._file)
        return left

    def end(self) -> None:
        """The program ends in order."""
        if self._file is None:
            return
        faulthandler.disable()
        self._file.close()
        self._file = None
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _left(self) -> str | None:
        """Read and remove the files of processes that are gone; the newest one that says more."""
        left: str | None = None
        with contextlib.suppress(OSError):
            files = sorted(self._folder.glob("crash-*.txt"), key=lambda path: path.stat().st_mtime)
            for file in files:
                if not _runs(file):
                    text = file.read_bytes()[:_MOST_BYTES].decode("utf-8", "replace")
                    file.unlink()
                    left = text.strip() or left or ""
        return left


def _runs(file: Path) -> bool:
    """Whether the process that opened this file is still there: another window of the program."""
    import psutil  # there is such a file only where something ended badly, or runs now

    try:
        process = psutil.Process(int(file.stem.removeprefix("crash-")))
        # A later process may have the same number: it began after the file was last written.
        return process.create_time() <= file.stat().st_mtime + 1
    except (ValueError, OverflowError, psutil.Error):
        return False
