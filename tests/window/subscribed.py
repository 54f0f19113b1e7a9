"""A page that subscribed to an `AppState`, and the replies that a lane would send it."""

from __future__ import annotations

from typing import Any, cast

from explorer.app.app_state import AppState
from explorer.lanes.thread import Lane
from explorer.protocol.job import Cancelled, Done, Failed, Job, Progress, Remedy, Request


class IdleLane:
    """A lane that never has anything to do, for an `AppState` of its own."""

    jobs: tuple[Job, ...] = ()

    def hold(self, job_id: int, request: Request) -> None:
        """Count a job as under way."""

    def let_go(self, job_id: int) -> None:
        """The job's result was received."""


def idle_state() -> AppState:
    """A state without a lane behind it."""
    return AppState(cast(Lane, IdleLane()))


class Replies:
    """Delivers answers, failures and stops to one page, as the lanes' replies are delivered."""

    def __init__(self, page: Any) -> None:
        self.state = idle_state()
        page.subscribe(self.state)

    def answer(self, result: object, request: Request) -> None:
        """The request was answered."""
        self.state.on_reply(Done(1, request, result))

    def fail(
        self, request: Request, sentence: str, remedy: Remedy | None = None, details: str = ""
    ) -> None:
        """The request could not be answered."""
        self.state.on_reply(Failed(1, request, sentence, remedy, details))

    def report(self, partial: object, request: Request) -> None:
        """The request has come so far."""
        self.state.on_reply(Progress(1, request, "", None, partial))

    def stop(self, request: Request) -> None:
        """The request was stopped by hand."""
        self.state.on_reply(Cancelled(1, request))
