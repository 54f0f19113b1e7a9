"""What the other computer may answer, field by field; anything else is refused, not used."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import msgspec

from explorer.lanes.wire import Refused


class WorkerAddresses(msgspec.Struct, frozen=True):
    """Where the processes for the models listen."""

    workers: tuple[str, ...]


class About(msgspec.Struct, frozen=True):
    """The computer: its operating system as Python names it, a home folder, bytes free in it."""

    system: str
    home: str
    free_disk: int


class Welcome(msgspec.Struct, frozen=True):
    """A window is let in, and shows `token` from now on; or why it is not."""

    refused: Literal["", "version", "busy", "language"] = ""
    version: str = ""
    token: str = ""
    about: About = About("", "", 0)


class Memory(msgspec.Struct, frozen=True):
    """Bytes: what the process with the model has, and what is free."""

    app: int
    free: int


class Event(msgspec.Struct, frozen=True):
    """What came of a job; `parts` are a message of `wire`."""

    event: Literal["progress", "done", "stopped", "failed", "refused", "none"]
    parts: tuple[bytes, ...] = ()
    inside: bool = False
    reason: str = ""


class Identity(msgspec.Struct, frozen=True):
    """What a scheduler of Dask says of itself: `workers` by their addresses."""

    workers: dict[str, object]


PREFIX = "explorer_"
"""How the names of the handlers begin that a window may call."""

Answer = TypeVar("Answer", WorkerAddresses, Identity, Welcome, Memory, Event)


def parse(answer: Any, kind: type[Answer]) -> Answer:
    """An answer as what it has to be. Raises Refused."""
    try:
        return msgspec.convert(answer, kind)
    except (msgspec.ValidationError, TypeError) as error:
        raise Refused(f"no {kind.__name__.lower()}: {error}") from error
