"""The whole desk as it can be kept: in the profile for the next start, or as a session file.

A desk names the model by the requests that bring it back, never by its weights, and every page by
plain values that the page itself understands. What the file looks like is described in
`explorer/features/sessions/session_format.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from explorer.features.training.protocol import OpenTraining
from explorer.protocol.job import Request
from explorer.protocol.model import AttachTokenizer, LoadModel
from explorer.text.translation import tr


@dataclass(frozen=True)
class SessionModel:
    """The model of a desk. `steps` are sent in order: load or create, then twin or tokenizer.

    The rest is what it was when it was kept, to be compared with what comes back: `weights` is
    the SHA-256 of all weights of a created model, empty for one that is on the disk.
    """

    steps: tuple[Request, ...] = ()
    name: str = ""
    class_name: str = ""
    parameters: int = 0
    state: str = ""
    weights: str = ""


@dataclass(frozen=True)
class SavedRun:
    """A request that a person can send again, with the name that it had in the history."""

    name: str
    request: Request


@dataclass(frozen=True)
class SessionComputer:
    """Another computer, on which the model of a desk lives, and where it was reached.

    `place` is a pairing file, or an address for ssh or of a job; empty where a file names none
    that is safe.
    """

    name: str
    place: str = ""


@dataclass(frozen=True)
class SessionState:
    """`pages` is JSON text: an object with one entry a page (input, views, compare, layout, …)."""

    model: SessionModel | None
    pages: str = "{}"
    runs: tuple[SavedRun, ...] = ()
    computer: SessionComputer | None = None


def on_disk(step: Request) -> LoadModel | AttachTokenizer | OpenTraining | None:
    """A step that reads a folder; None for one that draws weights at random."""
    match step:
        case LoadModel() | AttachTokenizer() | OpenTraining():
            return step
    return None


# -- session files ---------------------------------------------------------------------------


@dataclass(frozen=True)
class SaveSession(Request):
    """Write a session file, whole or not at all -> `SessionSaved`.

    Where a step of its model is `OpenTraining`, the snapshots are written into that folder first.
    """

    brings_file: ClassVar[str] = "path"
    title: ClassVar[str] = tr("Saving the session")
    path: str
    state: SessionState


@dataclass(frozen=True)
class SessionSaved:
    """The file was written; `bytes` is its size, with that of `snapshots` beside it."""

    path: str
    state: SessionState
    bytes: int
    snapshots: int = 0


@dataclass(frozen=True)
class ReadSession(Request):
    """Read a session file, and look whether its models are here -> `SessionRead`."""

    sends_file: ClassVar[str] = "path"
    title: ClassVar[str] = tr("Reading the session")
    path: str


@dataclass(frozen=True)
class MissingModel:
    """A checkpoint that a session names and that is not here.

    `step` is its place among the steps, -1 for Compare's second model. A `hub` id can be
    downloaded; a folder can only be looked for.
    """

    step: int
    kind: Literal["folder", "hub"]
    path: str
    revision: str = ""


@dataclass(frozen=True)
class SessionRead:
    """A session file, with the paths as they are on this computer. `saved` is when it was kept."""

    path: str
    state: SessionState
    missing: tuple[MissingModel, ...]
    saved: str = ""


@dataclass(frozen=True)
class HashWeights(Request):
    """The SHA-256 of all weights of the model in memory -> `WeightsHashed`."""

    title: ClassVar[str] = tr("Comparing the weights with the session's")
    replaces: ClassVar[str | None] = "hash-weights"


@dataclass(frozen=True)
class WeightsHashed:
    """The model `serial` has these weights."""

    serial: int
    weights: str
