"""What the tests of the Hub's panes share: a look, a lane that answers when asked to, a person."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Slot

from explorer.protocol.failures import Failure
from explorer.protocol.job import Request
from tests.window.fake_hub import FakeHub
from tests.window.subscribed import Replies


class FakeLane(QObject):
    """Collects the requests of a pane, and answers them from a `FakeHub` when told to."""

    def __init__(self, pane: Any, hub: FakeHub) -> None:
        super().__init__(pane)
        self.hub, self.replies = hub, Replies(pane)
        self.sent: list[Request] = []
        self.waiting: list[Request] = []
        pane.wanted.connect(self.take)

    @Slot(object)
    def take(self, request: Request) -> None:
        """A request came; a newer one of the same slot takes its place, as in the real lane."""
        self.sent.append(request)
        slot = request.replaces
        self.waiting = [one for one in self.waiting if slot is None or one.replaces != slot]
        self.waiting.append(request)

    def answer(self) -> None:
        """Answer everything that waits, and what follows from the answers."""
        while self.waiting:
            request = self.waiting.pop(0)
            try:
                result = self.hub(request, _never, _silent)
            except Failure as failure:
                self.fail(request, failure)
            else:
                self.give(result, request)

    def fail(self, request: Request, failure: Failure) -> None:
        """Tell the pane that a request failed."""
        self.replies.fail(request, failure.sentence, failure.remedy, failure.details)

    def give(self, result: object, request: Request) -> None:
        """Hand the pane a result."""
        self.replies.answer(result, request)

    def last(self, kind: type) -> Any:
        """The newest request of a kind."""
        return next(one for one in reversed(self.sent) if isinstance(one, kind))

    def count(self, kind: type) -> int:
        """How many requests of a kind were sent."""
        return sum(isinstance(one, kind) for one in self.sent)


def _never() -> None:
    """A check that never stops."""


def _silent(text: str, fraction: float | None = None, partial: object = None) -> None:
    """A report that nobody reads."""
