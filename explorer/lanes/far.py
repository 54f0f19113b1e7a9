"""Lanes whose work is done by another computer, and the switch between here and there.

A lane's thread stays here; its handler hands each request over the link and waits for its events:
reports, then one ending. Nothing of Dask is imported before somebody connects.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from explorer.protocol.job import Check, Handler, Report, Request, Stopped, StoppedInside

if TYPE_CHECKING:
    from concurrent.futures import Future

    from explorer.lanes.answers import Event
    from explorer.lanes.batch import BatchJob
    from explorer.lanes.link import Link
    from explorer.lanes.pod import Pod
    from explorer.lanes.ssh import Tunnel
    from explorer.protocol.computer import Connect, Connected
    from explorer.protocol.failures import Failure
    from explorer.protocol.model import ModelReady, Prepared

_STOP_PATIENCE = 5.0
"""Seconds for the answer that a stop was heard; a busy computer gives it late."""
_SERIALS = 1_000_000
"""Between the models of one connection and the next: no two have the same number."""


class Far:
    """Hands the requests of one lane to another computer: `far(request, check, report)`.

    `names` are the files of this computer that were used there, by what they were called there.
    """

    def __init__(self, link: Link, lane: str) -> None:
        from explorer.lanes.wire import Received

        self._link, self._lane = link, lane
        self._received = Received()
        self.names: dict[str, str] = {}

    def __call__(self, request: Request, check: Check, report: Report) -> object:
        """Have one request done there; raises what the handler there raised, as it would here."""
        from explorer.lanes.wire import Refused, write
        from explorer.protocol.failures import AnswerRefused

        name = self._link.computer.name
        stop: Future[Event] | None = None
        asked = 0.0

        def stop_there() -> None:
            """The job there ends by itself, and says how."""
            nonlocal stop, asked
            if stop is None:
                try:
                    check()
                except Stopped:
                    asked = time.monotonic()
                    stop = self._link.begin(self._link.call(self._lane, "stop"))
            elif not stop.done() and time.monotonic() - asked > _STOP_PATIENCE:
                # Answered at once there, whatever the job does: nothing runs there any more.
                raise self._link.give_up(f"Stop had no answer for {_STOP_PATIENCE:g} s")

        ask = self._link.call(self._lane, "do", parts=write(request).parts)
        while True:
            event = self._link.wait(ask, stop_there)
            try:
                match event.event:
                    case "progress":
                        report(*self._progress(event.parts))
                    case "done":
                        return self._read(event.parts)
                    case "stopped":
                        raise StoppedInside if event.inside else Stopped
                    case "failed":
                        raise self._failure(event.parts)
                    case _:
                        raise AnswerRefused(name, event.reason or event.event)
            except Refused as error:
                raise AnswerRefused(name, str(error)) from error
            ask = self._link.call(self._lane, "next")

    def _read(self, parts: tuple[bytes, ...]) -> Any:
        from explorer.lanes.wire import read

        return read(parts, self._received, self.names)

    def _progress(self, parts: tuple[bytes, ...]) -> tuple[str, float | None, object]:
        from explorer.lanes.wire import Refused

        match self._read(parts):
            case (str(text), (int() | float() | None) as fraction, partial):
                return text, fraction, partial
        raise Refused("a report without words")

    def _failure(self, parts: tuple[bytes, ...]) -> Failure:
        from explorer.lanes.wire import Refused, read
        from explorer.protocol.failures import Failure
        from explorer.protocol.job import Remedy

        match read(parts):
            case (str(sentence), (Remedy() | None) as remedy, str(details), bool(no_answer)):
                failure = Failure(sentence, remedy=remedy, details=details or sentence)
                failure.no_answer = no_answer
                return failure
        raise Refused("a failure without a sentence")


@dataclass
class _Here:
    """What waits here meanwhile."""

    prepared: Prepared | None = None
    request: Request | None = None
    ready: ModelReady | None = None


class Switchboard:
    """Which computer the lanes work on. `lost` is called in any thread when the other one goes."""

    def __init__(self) -> None:
        self.link: Link | None = None
        self.lost: Callable[[Failure], None] = _nobody
        self._connections = itertools.count(1)
        self._window = os.urandom(16).hex()

    def lane(self, name: str, make: Callable[[Report], Handler]) -> Callable[[Report], Handler]:
        """What makes a lane's handler: the one that `make` makes, until somebody connects."""

        def build(report: Report) -> Handler:
            return Switch(self, name, make(report))

        return build

    def connect(self, request: Connect, check: Check, report: Report) -> Link:
        """Connect to the computer of a pairing file, of an address for ssh, of a job or a pod.

        Raises a Failure.
        """
        from explorer.lanes import pairing
        from explorer.lanes.link import Link

        started = _to_start(request.pairing)
        paired = started.open(check, report) if started else pairing.read(request.pairing)
        link = Link(paired, self._window, lambda failure: self.lost(failure), started)
        link.open(_SERIALS * next(self._connections), check, report)
        return link

    def disconnect(self) -> str:
        """End the connection; the name of the other computer, empty without one."""
        link, self.link = self.link, None
        if link is None:
            return ""
        link.close()
        return link.computer.name

    @property
    def silence(self) -> float:
        """Seconds for which the other computer has not answered."""
        return self.link.silence if self.link is not None else 0.0

    @property
    def memory(self) -> tuple[int, int] | None:
        """There: bytes that the program has, and that are free; None before they are known."""
        return self.link.memory if self.link is not None else None


def _to_start(place: str) -> Tunnel | BatchJob | Pod | None:
    """What has to be started on the other computer; None where it is shared already."""
    from explorer.boundary import batch_address, pod_address, ssh_address
    from explorer.protocol.failures import (
        BatchAddressRefused,
        PodAddressRefused,
        SshAddressRefused,
    )

    refused: type[BatchAddressRefused | PodAddressRefused | SshAddressRefused] = SshAddressRefused
    try:
        if ssh_address.is_address(place):
            from explorer.lanes.ssh import Tunnel

            return Tunnel(ssh_address.parse(place))
        if batch_address.is_address(place):
            from explorer.lanes.batch import BatchJob

            refused = BatchAddressRefused
            return BatchJob(batch_address.parse(place))
        if pod_address.is_address(place):
            from explorer.lanes.pod import Pod

            refused = PodAddressRefused
            return Pod(pod_address.parse(place))
    except ssh_address.BadAddress as error:
        raise refused(place) from error
    return None


def _nobody(failure: Failure) -> None:
    """Nobody wants to know yet."""


class Switch:
    """The handler of a lane that works here or there."""

    def __init__(self, board: Switchboard, lane: str, here: Handler) -> None:
        self._board, self._lane, self._local = board, lane, here
        self._far: tuple[Link, Far] | None = None
        self._waits = _Here()

    def __call__(self, request: Request, check: Check, report: Report) -> object:
        """Do one request where the lane works now."""
        from explorer.protocol.computer import Connect, Disconnect, Disconnected

        match request:
            case Connect():
                return self._connect(request, check, report)
            case Disconnect():
                name = self._board.disconnect()
                waits = self._waits
                return Disconnected(name, waits.prepared, waits.request, waits.ready)
        link = self._board.link
        if link is None:
            return self._here(request, check, report)
        from explorer.lanes import places

        if request.stays_here:
            return self._local(request, check, report)
        far = self._there(link)
        return places.done_there(request, far.names, lambda sent: far(sent, check, report))

    def _connect(self, request: Connect, check: Check, report: Report) -> Connected:
        from explorer.protocol.computer import Connected
        from explorer.protocol.failures import AnswerRefused
        from explorer.protocol.model import Prepare, Prepared

        self._board.disconnect()
        link = self._board.connect(request, check, report)
        try:
            prepared = self._there(link)(Prepare(), check, report)
            if not isinstance(prepared, Prepared):
                raise AnswerRefused(link.computer.name, f"{type(prepared).__name__} to Prepare")
        except BaseException:
            link.close()
            raise
        self._board.link = link
        computer = replace(link.computer, place=request.pairing)
        return Connected(computer, prepared, self._waits.prepared)

    def _there(self, link: Link) -> Far:
        if self._far is None or self._far[0] is not link:
            self._far = link, Far(link, self._lane)
        return self._far[1]

    def _here(self, request: Request, check: Check, report: Report) -> object:
        from explorer.protocol.model import ModelReady, ModelUnloaded, Prepared

        result = self._local(request, check, report)
        match result:
            case Prepared():
                self._waits.prepared = result
            case ModelReady():
                self._waits.request, self._waits.ready = request, result
            case ModelUnloaded():
                self._waits.request = self._waits.ready = None
        return result
