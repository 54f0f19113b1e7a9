"""What every failure is, and those that any job can meet."""

from __future__ import annotations

import re

from explorer.protocol.job import Remedy
from explorer.text.translation import tr


class Failure(Exception):
    """Something a person can act on: `sentence`, an optional `remedy`, `details` on demand."""

    remedy: Remedy | None = None
    no_answer = False
    """Whether the model ran, and what it returned is no answer."""

    def __init__(self, sentence: str, *, remedy: Remedy | None = None, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details
        if remedy is not None:
            self.remedy = remedy


class UnexpectedFailure(Failure):
    """A handler raised what nobody foresaw; the details hold the traceback."""

    @classmethod
    def of(cls, title: str, details: str) -> UnexpectedFailure:
        """Name the action; the kind of error and the words of a library stay in the details."""
        return cls(
            tr(
                "Something unexpected went wrong while {title}. The program keeps running; the "
                "details help to report it.",
                title=title[:1].lower() + title[1:],
            ),
            remedy=Remedy(tr("Copy diagnostics"), "diagnosticsAction"),
            details=details,
        )


class OutOfMemory(Failure):
    """The system refused memory in the middle of a job."""

    def __init__(self, title: str, details: str = "") -> None:
        super().__init__(
            tr(
                "There was not enough memory for this: {title}. Unload the model "
                "or close other programs, then try again.",
                title=title[:1].lower() + title[1:],
            ),
            remedy=Remedy(tr("Unload the model"), "unloadAction"),
            details=details,
        )


_MEMORY = re.compile(
    r"out of memory|can't allocate memory|not enough memory|cannot allocate|failed to allocate"
    r"|unable to allocate|can't start new thread",
    re.IGNORECASE,
)


def memory_refused(error: BaseException) -> bool:
    """Whether the system refused memory: torch says so with a RuntimeError, and in words alone."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, (RuntimeError, OSError)) and bool(_MEMORY.search(str(error)))


class PackageMissing(Failure):
    """A package that the program needs cannot be imported."""

    def __init__(self, package: str, details: str = "") -> None:
        super().__init__(
            tr(
                "The package {package} is missing or broken, so no model can be "
                "used. Install Transformer Explorer again as its README says.",
                package=package,
            ),
            remedy=Remedy(tr("Copy diagnostics"), "diagnosticsAction"),
            details=details,
        )
