"""Jobs and their endings: what every lane of work shares.

A job ends in exactly one of `Done`, `Cancelled` or `Failed`; `Progress` may come before that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from explorer.text.translation import tr


@dataclass(frozen=True)
class Request:
    """What a person asked for. Subclasses add fields; all of them are plain immutable values.

    `replaces` names a slot: a new request stops every earlier job of the same lane whose request
    has the same slot, because only its newest answer is wanted (run, tokenize, look, search).
    None means that jobs wait their turn and none is stopped (create, load, save, download).
    `yields` is for what nobody waits for: any later request of the lane goes first, and then it
    begins again.
    `stoppable` is False where nothing can stop the job, so that no button pretends it could.
    `failure_shown` is False where nobody asked for the job, and the page that sent it says itself
    what is missing. `retried_in_place` is True where that page has a button to try again, which the
    message is then spared.
    """

    replaces: ClassVar[str | None] = None
    stoppable: ClassVar[bool] = True
    yields: ClassVar[bool] = False
    failure_shown: ClassVar[bool] = True
    retried_in_place: ClassVar[bool] = False
    title: ClassVar[str] = tr("Working")

    # -- while another computer does the work: whose disk it is about ----------------------------

    stays_here: ClassVar[bool] = False
    """Done on this computer also then: about files of its own, and nothing of the model."""
    sends_file: ClassVar[str] = ""
    """The field with the path of a file of this computer that it reads: its bytes go along."""
    brings_file: ClassVar[str] = ""
    """The field with the path of a file of this computer that it writes: its bytes come back."""
    refused_there: ClassVar[str] = ""
    """Why it is not possible there; empty where it is."""

    # -- for the Python of a session -------------------------------------------------------------

    makes_inputs: ClassVar[bool] = False
    """Whether its Python leaves other `inputs` behind than those of the last run."""

    @property
    def needs_model(self) -> bool:
        """Whether its Python needs the model that is in memory."""
        return True

    @property
    def second_model(self) -> str:
        """What kind of second model its Python leaves as `model`; empty where there is none."""
        return ""

    @property
    def in_passing(self) -> bool:
        """Whether it is one of many that typing or a slider asks for: the next comes at once."""
        return False

    @property
    def failure_in_place(self) -> bool:
        """Whether the page that sent it says itself that it failed, and no message does."""
        return not self.failure_shown

    def superseded_by(self, later: Sequence[Request]) -> bool:
        """Whether what was asked after it, in order, makes its Python superfluous."""
        return False

    def without_secrets(self) -> Request:
        """A request that may be kept and sent again; another one where this holds a secret."""
        return self


@dataclass(frozen=True)
class Remedy:
    """The button beside a failure.

    `action` is the objectName of an action or a control of the window: an action is triggered,
    a control is shown and focused. The word "retry" sends the same request again, "open" sends it
    with `target` as the path to open, "look" shows what `target` holds and how it can be opened,
    "page" shows the Hub's page of `target`, "part" the module or weight of the model in memory that
    is called `target`, and "create" begins a new model from the config.json at
    `target`, and "choose" lets a person choose a folder in `target`.
    """

    label: str
    action: str
    target: str = ""


@dataclass(frozen=True, eq=False)
class Job:
    """One request under way, with its own stop switch (never reused)."""

    id: int
    request: Request
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Progress:
    """How far a job is. `fraction` is 0..1, or None where the length is unknown.

    `partial` is the newest state of a growing result (tokens so far, bytes so far). It is
    cumulative: reports are throttled, and one that is dropped loses nothing.
    """

    job_id: int
    request: Request
    text: str
    fraction: float | None = None
    partial: object = None


@dataclass(frozen=True)
class Done:
    """The job ended well; `result` is the dataclass that the request's handler returned."""

    job_id: int
    request: Request
    result: object


@dataclass(frozen=True)
class Cancelled:
    """The job was stopped by a person or by a newer request, and left nothing half done.

    `inside` one step that could not be interrupted: its computation continues for a moment, and
    nothing of it is kept.
    """

    job_id: int
    request: Request
    inside: bool = False


@dataclass(frozen=True)
class Failed:
    """The job could not be done: a sentence for a person, a remedy, and details on demand.

    `no_answer` tells that the model ran, and that what it returned is none.
    """

    job_id: int
    request: Request
    sentence: str
    remedy: Remedy | None
    details: str
    no_answer: bool = False


Reply = Progress | Done | Cancelled | Failed

Check = Callable[[], None]
"""Raises `Stopped` when the job was stopped. Call it per layer, token, tensor or chunk."""


class Report(Protocol):
    """Reports how far the job is; throttled at the source, so it may be called often."""

    def __call__(
        self, text: str, fraction: float | None = None, partial: object = None
    ) -> None: ...


class Handler(Protocol):
    """What a lane runs: one request in, one result out, `Failure` or `Stopped` raised."""

    def __call__(self, request: Request, check: Check, report: Report) -> object: ...


class Stopped(Exception):
    """Raised by `check()` inside a handler once the job's stop switch is set."""


class StoppedInside(Stopped):
    """The same during one step that cannot be interrupted: it ends by itself, and is dropped."""
