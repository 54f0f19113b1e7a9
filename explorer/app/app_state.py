"""What the lanes publish: results, failures, stops and partial results, for whoever subscribes.

A page subscribes to the classes that it shows, and knows no other page. Those who subscribed first
receive first.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from explorer.lanes.thread import Lane
from explorer.protocol.job import Cancelled, Done, Failed, Progress, Reply, Request
from explorer.widgets.deferred_queue import Call, DeferredQueue

if TYPE_CHECKING:
    from explorer.protocol.computer import Computer, Connected, Disconnected
    from explorer.protocol.model import ModelSummary, Prepared

Receiver: TypeAlias = Callable[..., None]

Results: TypeAlias = Mapping[type, Callable[[Any, Any], None]]
"""What receives a result and its request, by the result's class."""

Failures: TypeAlias = Mapping[type[Request], Callable[[Failed], None]]
"""What receives a failure, by the class of its request."""

Stops: TypeAlias = Mapping[type[Request], Callable[[Cancelled], None]]
"""What to call when a job was stopped, by the class of its request."""

Partials: TypeAlias = Mapping[type, Callable[[Any], None]]
"""What receives a growing result, by the partial result's class."""


class Subscriptions:
    """Receivers by class, in the order in which they subscribed; a class means its subclasses too.

    A receiver whose widget is gone is dropped, never called.
    """

    def __init__(self) -> None:
        self._receivers: list[tuple[type, Receiver]] = []

    def add(self, receivers: Mapping[Any, Receiver]) -> None:
        """From now on these receive."""
        self._receivers += receivers.items()

    def of(self, kind: type) -> list[Receiver]:
        """Who receives something of this class now."""
        self._receivers = [entry for entry in self._receivers if _is_alive(entry[1])]
        return [receiver for wanted, receiver in self._receivers if issubclass(kind, wanted)]


class AppState(QObject):
    """`summary` describes the model in memory, None while there is none; `verb` says how it came.

    `computer` is the other computer that the model is on, None for this one.

    `model_changed` carries the summary: of a new model before anybody receives the result that
    brought it, so that nobody sees it beside pieces of the one before. `failure` carries a Failed
    to be shown and kept, `finished` a Done once everybody has received it.
    """

    model_changed = Signal(object)
    failure = Signal(object)
    finished = Signal(object)

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.summary: ModelSummary | None = None
        self.verb = ""
        self.prepared: Prepared | None = None
        self.computer: Computer | None = None
        self.reacting = False
        self._lane = lane
        self._results, self._failures = Subscriptions(), Subscriptions()
        self._stops, self._partials = Subscriptions(), Subscriptions()
        self._queue = DeferredQueue(self)

    def subscribe(
        self,
        results: Results | None = None,
        failures: Failures | None = None,
        stops: Stops | None = None,
        partials: Partials | None = None,
    ) -> None:
        """Have these called from now on, after those who subscribed before."""
        self._results.add(results or {})
        self._failures.add(failures or {})
        self._stops.add(stops or {})
        self._partials.add(partials or {})

    @property
    def changing(self) -> bool:
        """Whether a model is being made, loaded or saved: one at a time.

        A snapshot that a slider passes is there before anybody could press anything; half of the
        window turned grey and back for each.
        """
        requests = [job.request for job in self._lane.jobs]
        waiting = any(item.replaces is None and not item.in_passing for item in requests)
        return waiting and self.prepared is not None

    @property
    def idle(self) -> bool:
        """Whether the model's lane has nothing to do that anybody waits for."""
        return all(job.request.yields for job in self._lane.jobs)

    # -- what the lanes answer -----------------------------------------------------------------

    @Slot(object)
    def on_model_reply(self, reply: Reply) -> None:
        """Deliver a reply of the model's lane, behind the one that is still being delivered."""
        if not self._queue.waiting:
            self.on_reply(reply)
            return
        if not isinstance(reply, Progress):
            self._lane.hold(reply.job_id, reply.request)
        self._queue.then(functools.partial(self._on_late_reply, reply))

    def _on_late_reply(self, reply: Reply) -> None:
        self.on_reply(reply)
        if not isinstance(reply, Progress) and not _brings_model(reply):
            self._lane.let_go(reply.job_id)

    @Slot(object)
    def on_reply(self, reply: Reply) -> None:
        """Deliver a reply of any lane."""
        # Here, as in the others: nothing of a model is needed for the first paint.
        from explorer.protocol.computer import Connected, Disconnected
        from explorer.protocol.model import ModelReady, ModelUnloaded, Prepared
        from explorer.protocol.run import is_live

        match reply:
            case Failed():
                for receiver in self._failures.of(type(reply.request)):
                    receiver(reply)
                if not (reply.request.failure_in_place or is_live(reply.request)):
                    stored = reply.request.without_secrets()
                    self.failure.emit(dataclasses.replace(reply, request=stored))
            case Cancelled():
                for receiver in self._stops.of(type(reply.request)):
                    receiver(reply)
            case Progress():
                for receiver in self._partials.of(type(reply.partial)):
                    receiver(reply.partial)
            case Done(result=ModelReady()):
                self._deliver_model(reply)
            case Done(result=(Connected() | Disconnected()) as result):
                self._change_computer(reply, result)
            case Done():
                if isinstance(reply.result, Prepared):
                    self.prepared = reply.result
                for call in self._calls(reply):
                    call()
                if isinstance(reply.result, ModelUnloaded):
                    self._change(None, "")
                self.finished.emit(reply)

    def _deliver_model(self, reply: Done) -> None:
        """Each receiver of a model in a separate event; all in one stopped the window for 50 ms.

        Its job counts as under way until the last has received it.
        """
        from explorer.protocol.model import ModelReady

        ready = reply.result
        assert isinstance(ready, ModelReady)
        self._lane.hold(reply.job_id, reply.request)
        self._queue.first(
            *self._calls(reply),
            functools.partial(self.finished.emit, reply),
            functools.partial(self._lane.let_go, reply.job_id),
        )
        self._change(ready.summary, ready.verb)

    def _change_computer(self, reply: Done, result: Connected | Disconnected) -> None:
        """Another computer's engine answers from now on; the model that waits there is back."""
        from explorer.protocol.computer import Connected, Disconnected

        self.computer = result.computer if isinstance(result, Connected) else None
        self.prepared = result.prepared or self.prepared
        self._change(None, "")
        for call in self._calls(reply):
            call()
        self.finished.emit(reply)
        if isinstance(result, Disconnected) and result.ready and result.request:
            self._deliver_model(Done(reply.job_id, result.request, result.ready))

    def _change(self, summary: ModelSummary | None, verb: str) -> None:
        self.summary, self.verb = summary, verb
        with self.reaction():
            self.model_changed.emit(summary)

    def _calls(self, reply: Done) -> list[Call]:
        return [
            functools.partial(self._call, receiver, reply)
            for receiver in self._results.of(type(reply.result))
        ]

    def _call(self, receiver: Receiver, reply: Done) -> None:
        if _is_alive(receiver):  # one that received before may have closed it
            with self.reaction():
                receiver(reply.result, reply.request)

    @contextmanager
    def reaction(self) -> Iterator[None]:
        """What a page asks for inside, in answer to a result, nobody asked to be notified.

        The same holds for what only comes along with the page that somebody turns to.
        """
        before, self.reacting = self.reacting, True
        try:
            yield
        finally:
            self.reacting = before

    def finish(self) -> None:
        """Deliver whatever has come: the window closes."""
        self._queue.finish()


def _brings_model(reply: Reply) -> bool:
    from explorer.protocol.model import ModelReady

    return isinstance(reply, Done) and isinstance(reply.result, ModelReady)


def _is_alive(receiver: Receiver) -> bool:
    owner = getattr(receiver, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
