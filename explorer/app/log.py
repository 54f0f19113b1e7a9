"""The log file: failures with their tracebacks, for a report of them. Small, and without secrets.

It takes no text that was given to a model, no access token and no home folder: what a library
quotes is left out, and so is what the failed request held as text.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from explorer import __version__
from explorer.boundary import atomic_write
from explorer.boundary.redaction import anonymous
from explorer.text.translation import tr

NAME = "log.txt"
MOST_BYTES = 400_000
"""Of one file; with the two before it the log never takes more than three times that."""
FORMER = 2
_LONGEST_LINE = 300
_MOST_LINES = 200
_TEXTS = re.compile(r"text|question|context|choice|target|prompt|token|overrides|json", re.I)
"""Names of a request's fields that hold what a person typed."""
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|\"[^\"]*\"|'[^']*'|`[^`]*`")
_FRAME = re.compile(r'  File "(?P<path>[^"]+)", line \d+(?:,? in \S+)?$')
_MARKS = re.compile(r"\s*[\^~]+\s*$")


class Log:
    """Writes to `folder`, which is made at the first line. Never raises: `problem` says why not."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.problem = ""

    def begun(self) -> Path | None:
        """The file, made now if nothing was written yet; None where it cannot be written."""
        if not self.path.exists():
            self._write(tr("Nothing has failed so far.") + "\n")
        return None if self.problem else self.path

    def failure(self, title: str, sentence: str, details: str, request: object = None) -> None:
        """One failure: what was under way, the sentence that was shown, and the traceback."""
        private = sorted(set(_typed(request)), key=len, reverse=True)
        text = _quiet(_without(sentence, private))
        self._write(f"{title}: {text}\n{scrubbed(details, private)}\n")

    def _write(self, text: str) -> None:
        import time

        stamp = time.strftime("%Y-%m-%d %H:%M:%S%z")
        data = f"{stamp} {__version__} {text}".encode("utf-8", "replace")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                about = self.path.stat()
                if not stat.S_ISREG(about.st_mode):  # a pipe would wait for ever
                    atomic_write.set_aside(self.path)
                elif about.st_size + len(data) > MOST_BYTES:
                    self._turn()
            with self.path.open("ab") as file:
                file.write(data)
            self.problem = ""
        except OSError as error:
            self.problem = (error.strerror or type(error).__name__).lower()

    def _turn(self) -> None:
        """The newest becomes the one before it, and so on; the oldest goes."""
        names = [self.path, *(self.path.with_suffix(f".{n}.txt") for n in range(1, FORMER + 1))]
        for older, newer in zip(reversed(names), reversed(names[:-1]), strict=False):
            with contextlib.suppress(FileNotFoundError):
                os.replace(newer, older)


def shown(path: Path) -> str:
    """A path without the name of whose home it is in."""
    return anonymous(str(path))


def scrubbed(details: str, private: list[str]) -> str:
    """A traceback with its frames, and its messages without what they quote."""
    rows = []
    after_frame = False
    for line in details.splitlines()[:_MOST_LINES]:
        if _FRAME.match(line):
            rows.append(anonymous(line))
            after_frame = True
        elif after_frame and line.startswith("    "):
            rows.append(line[:_LONGEST_LINE])  # a line of code, which nobody typed
            after_frame = False
        elif not _MARKS.match(line):
            rows.append(_quiet(_without(line, private))[:_LONGEST_LINE])
            after_frame = False
    return "\n".join(rows)


def _quiet(text: str) -> str:
    return anonymous(_QUOTED.sub("“…”", anonymous(text)))


def _without(text: str, private: list[str]) -> str:
    for name in private:
        text = text.replace(name, "…")
    return text


def _typed(request: object) -> Iterator[str]:
    """The texts of a request, and their longer words."""
    if not is_dataclass(request) or isinstance(request, type):
        return
    for field in fields(request):
        value = getattr(request, field.name)
        if is_dataclass(value):
            yield from _typed(value)
        elif _TEXTS.search(field.name):
            for text in value if isinstance(value, (tuple, list)) else (value,):
                if isinstance(text, str) and len(text) > 1:
                    yield text
                    yield from (word for word in text.split() if len(word) > 3)
