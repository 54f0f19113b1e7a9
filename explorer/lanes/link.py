"""The window's end of a connection to another computer: Dask's own comms, in a thread of its own.

Other threads call it and wait. Whether the other end is there is watched all the time, by a line
to the worker that ends with it, and by asking the scheduler twice a second: so a window that waits
for nothing is told too.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, wait
from typing import Any, Protocol, TypeVar

from explorer import __version__
from explorer.boundary import network
from explorer.lanes.answers import (
    PREFIX,
    Answer,
    Event,
    Identity,
    Memory,
    Welcome,
    WorkerAddresses,
    parse,
)
from explorer.lanes.pairing import ADDRESS, Pairing
from explorer.protocol.computer import Computer
from explorer.protocol.failures import (
    AnswerRefused,
    CertificateExpired,
    ClusterMissing,
    ComputerBusy,
    ComputerSilent,
    ConnectionLost,
    Failure,
    ForeignCertificate,
    NoExplorerThere,
    OtherVersion,
    StrangerAnswers,
)
from explorer.protocol.job import Check, Report, Stopped
from explorer.text.translation import language, tr

T = TypeVar("T")

_TURN = 0.05
"""Seconds between two looks at the stop switch."""
_ASK_EVERY, _PATIENCE = 0.25, 15.0
"""Seconds: how often the scheduler is asked whether it is there, and how long it may take. A busy
computer answers late; its system does not, and that is asked by `_SILENCE_MS`."""
_SILENCE_MS = 1_400
"""How long nothing may arrive there before the system ends a connection: the cable is pulled.

Of the system on Linux (TCP_USER_TIMEOUT); elsewhere a cut is noticed after `_PATIENCE`."""
_CONNECT_PATIENCE = 1.9
_MEASURE_EVERY = 0.4
_NO_TLS = (
    "WRONG_VERSION_NUMBER",
    "RECORD_LAYER_FAILURE",
    "record layer failure",
    "HTTP_REQUEST",
    "IOStream is not idle",
)
"""What OpenSSL says where the first bytes that come are no TLS."""
_HELLO_PATIENCE, _BUSY_PATIENCE = 10.0, 0.6
_WORKER_TRIES = 2
"""How often a worker may leave a call unanswered; one that has just ended is tried once."""
_WORKER_PATIENCE = 60.0
"""How long a worker may need to begin: it imports Dask, on a slow disk."""


class Started(Protocol):
    """The program on another computer, begun for one connection; it ends with that."""

    def route(self, place: str) -> str:
        """Where this computer reaches host:port of the other one. Raises KeyError: nowhere."""

    def failure(self) -> Failure | None:
        """What is known of why nobody answered; None where nothing is."""

    def lost(self, computer: str, details: str) -> Failure:
        """What it means that the connection to a computer has ended."""

    def close(self) -> None:
        """End the program; it may have ended already."""


class Link:
    """A connection. `computer` says to what; `call` sends one message to a lane there.

    What was `started` for it ends with it.
    """

    computer: Computer

    def __init__(
        self,
        pairing: Pairing,
        window: str,
        lost: Callable[[Failure], None],
        started: Started | None = None,
    ) -> None:
        self._started = started
        self._pairing, self._window, self._on_lost = pairing, window, lost
        self._token = ""
        self._begun = 0.0
        self._closed = False
        self.lost: Failure | None = None
        self._comms: dict[str, Any] = {}
        self._watching: list[asyncio.Task[None]] = []
        self.memory: tuple[int, int] | None = None
        self._unanswered: dict[str, float] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)

    # -- from other threads --------------------------------------------------------------------

    def open(self, serial: int, check: Check, report: Report) -> Computer:
        """Connect. Raises a Failure, or Stopped by `check`."""
        try:
            from explorer.lanes.dask_limits import quiet, refuse_pickles

            refuse_pickles()
        except ImportError as missing:
            self._loop.close()
            self._end_started()
            raise ClusterMissing(missing.name or "distributed") from missing
        quiet()
        self._thread.start()
        report(tr("Connecting to {computer}", computer=self._pairing.computer))
        try:
            self.computer = self.wait(self._open(serial), check)
        except OSError as error:  # a refused certificate is said where an answer is read
            failure = self._known(self._judged(error))
            self.close()
            raise failure from error
        except Failure as error:
            failure = self._known(error)
            self.close()
            raise failure from (error if failure is not error else None)
        except BaseException:
            self.close()
            raise
        return self.computer

    def wait(self, work: Coroutine[Any, Any, T], check: Check) -> T:
        """What `work` returns in the link's thread; raises what it does, and what `check` does."""
        future = self.begin(work)
        try:
            while not wait((future,), _TURN).done:
                check()
                if not self._thread.is_alive():
                    raise self.lost or Stopped
        except BaseException:
            future.cancel()
            raise
        if future.cancelled():
            raise (
                self.lost or Stopped
            )  # the connection was ended on this side, and its work with it
        return future.result()

    def begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """The same without waiting. Raises Stopped where this side has ended the connection."""
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError as closed:
            work.close()
            raise Stopped from closed

    def close(self) -> None:
        """End the connection and its thread; it may have ended already."""
        self._closed = True
        if self._thread.is_alive():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)
        self._end_started()

    def _end_started(self) -> None:
        if self._started is not None:
            self._started.close()

    def _known(self, failure: Failure) -> Failure:
        """The failure, or what ssh says of its cause."""
        return (self._started.failure() if self._started is not None else None) or failure

    def _gone(self, details: str) -> Failure:
        name = self._pairing.computer
        if self._started is not None:
            return self._started.lost(name, details)
        return ConnectionLost(name, details)

    @property
    def silence(self) -> float:
        """Seconds for which a question has had no answer: it is busy there, or stands still."""
        now = time.monotonic()
        return max((now - asked for asked in tuple(self._unanswered.values())), default=0.0)

    def give_up(self, details: str) -> Failure:
        """Take the other computer for gone, and say so; whoever waits for it waits no longer."""
        if self.lost is None and not self._closed:
            self.lost = self._gone(details)
            with contextlib.suppress(RuntimeError):  # its thread has ended
                self._loop.call_soon_threadsafe(self._cut)
            self._on_lost(self.lost)
        return self.lost or self._gone(details)

    # -- in the link's thread --------------------------------------------------------------------

    def _run(self) -> None:
        network.ours()
        from explorer.lanes.dask_limits import AllowedThreads

        asyncio.set_event_loop(self._loop)
        self._loop.set_default_executor(AllowedThreads())
        with network.allowed():  # a person asked for this connection
            try:
                self._loop.run_forever()
            finally:
                self._loop.run_until_complete(self._end())
                self._loop.run_until_complete(self._loop.shutdown_default_executor())
                self._loop.close()

    def _cut(self) -> None:
        for comm in self._comms.values():
            comm.abort()

    async def _end(self) -> None:
        for task in asyncio.all_tasks():
            if task is not asyncio.current_task():
                task.cancel()
        self._cut()
        await asyncio.sleep(0)

    async def _open(self, serial: int) -> Computer:
        pairing = self._pairing
        await self._reach()
        scheduler = self._comms["scheduler"] = await self._connect(f"tls://{pairing.address}")
        if sys.platform == "linux":
            line: socket.socket = scheduler.stream.socket
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _SILENCE_MS)
        self._begun = time.monotonic()
        silent = 0
        end = time.monotonic() + _WORKER_PATIENCE
        while time.monotonic() < end and silent < _WORKER_TRIES:
            async with asyncio.timeout(_CONNECT_PATIENCE):
                workers = await self._workers(scheduler)
            for address in workers:
                try:
                    answer = await self._greet(address, serial)
                except AnswerRefused:
                    if not pairing.of_cluster:
                        raise  # a cluster has workers that know nothing of this program
                except ComputerSilent:
                    silent += 1
                else:
                    if answer is not None:
                        return self._welcomed(answer)
            if pairing.of_cluster and workers and not silent:
                raise NoExplorerThere(pairing.computer)
            await asyncio.sleep(0.2)
        raise ComputerSilent(pairing.computer, pairing.address)

    async def _there(self) -> None:
        """Ask the scheduler whether it is there. Raises OSError where it has no worker any more."""
        scheduler = self._comms["scheduler"]
        if self._pairing.of_cluster:  # the worker's own line says whether it lives
            await self._ask(scheduler, Identity, "identity", n_workers=0)
        elif not (await self._ask(scheduler, WorkerAddresses, "where")).workers:
            raise ConnectionAbortedError("no worker")

    async def _workers(self, scheduler: Any) -> tuple[str, ...]:
        """Where the processes for the models listen; of a cluster, all of its workers."""
        if not self._pairing.of_cluster:
            return (await self._ask(scheduler, WorkerAddresses, "where")).workers
        # Plain addresses; Dask's own handler has them as the keys of what it knows of workers.
        identity = await self._ask(scheduler, Identity, "identity")
        return tuple(identity.workers)

    async def _reach(self) -> None:
        """Whether anybody listens there: Dask tries again and again where nobody does."""
        host, _, port = self._pairing.address.rpartition(":")
        try:
            async with asyncio.timeout(_CONNECT_PATIENCE):
                _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
        except (OSError, OverflowError, UnicodeError) as error:  # TimeoutError too
            raise ComputerSilent(
                self._pairing.computer, self._pairing.address, str(error)
            ) from error
        writer.close()

    async def _connect(self, address: str) -> Any:
        from distributed.comm import connect

        pairing = self._pairing
        security = pairing.certificate.security("client")
        try:
            comm = await connect(
                address,
                _CONNECT_PATIENCE,
                deserialize=False,
                **security.get_connection_args("client"),
            )
        except (OSError, ValueError) as error:  # tornado's, where bytes come before a greeting
            raise self._judged(error) from error
        return comm

    def _judged(self, error: BaseException) -> Failure:
        """What an error of the first messages means: a refused certificate ends the line too."""
        pairing, text = self._pairing, ""
        cause: BaseException | None = error
        while cause is not None:
            text += f"{cause}\n"
            cause = cause.__cause__ or cause.__context__
        if "expired" in text or "not yet valid" in text:
            return CertificateExpired(pairing.computer, text)
        if any(word in text for word in _NO_TLS):
            return StrangerAnswers(pairing.computer, pairing.address, text)
        if any(word in text for word in ("SSL", "CERTIFICATE", "certificate")):
            return ForeignCertificate(pairing.computer, pairing.address, text)
        return ComputerSilent(pairing.computer, pairing.address, text)

    async def _ask(self, comm: Any, kind: type[Answer], what: str, **values: object) -> Answer:
        """One question and its answer. Raises OSError where the line has ended."""
        # `identity` is Dask's own; all else are the handlers of this program.
        await comm.write(
            {"op": what if kind is Identity else f"{PREFIX}{what}", "reply": True, **values}
        )
        try:
            return parse(await comm.read(), kind)
        # Dask reads the bytes first: what a stranger's may raise there has no name of its own.
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise AnswerRefused(self._pairing.computer, str(error)[:2000]) from error

    async def _greet(self, address: str, serial: int) -> Welcome | None:
        """Ask a worker to let this window in; None where another one will be there soon."""
        scheme, _, place = address.partition("://")
        try:
            if scheme != "tls" or not ADDRESS.fullmatch(place):
                raise KeyError(place)
            if self._started is not None:
                address = f"tls://{self._started.route(place)}"
        except KeyError as error:
            raise AnswerRefused(self._pairing.computer, f"a worker at {address}") from error
        comm = await self._connect(address)
        async with asyncio.timeout(_HELLO_PATIENCE):
            answer = await self._ask(
                comm,
                Welcome,
                "hello",
                version=__version__,
                language=language(),
                serial=serial,
                window=self._window,
            )
        name = self._pairing.computer
        match answer.refused:
            case "version":
                raise OtherVersion(name, answer.version, __version__)
            case "busy" if time.monotonic() - self._begun < _BUSY_PATIENCE:
                comm.abort()  # a window that was closed a moment ago
                return None
            case "busy":
                raise ComputerBusy(name)
            case "language":
                comm.abort()
                await asyncio.sleep(0.5)
                return None
        if not answer.token:
            raise AnswerRefused(name, "a welcome without a token")
        self._comms["memory"] = comm
        self._token = answer.token
        for lane in ("model", "hub", "transfer", "stay", "stop"):
            self._comms[lane] = await self._connect(address)
        return answer

    def _welcomed(self, answer: Welcome) -> Computer:
        about = answer.about
        pairing = self._pairing
        watches = (self._stay, self._stay_in_touch)
        self._watching = [asyncio.ensure_future(self._watch(watch())) for watch in watches]
        self._watching.append(asyncio.ensure_future(self._measure()))
        return Computer(
            pairing.computer,
            pairing.address,
            pairing.certificate.fingerprint,
            about.system,
            about.free_disk,
            about.home,
        )

    async def _stay(self) -> None:
        comm = self._comms["stay"]
        await self._ask(comm, Event, "stay", token=self._token)  # it never answers

    async def _stay_in_touch(self) -> None:
        while True:
            async with asyncio.timeout(_PATIENCE):
                await self._watched("scheduler", self._there())
            await asyncio.sleep(_ASK_EVERY)

    async def _measure(self) -> None:
        """The memory there, again and again; an answer may take long while Python is busy there."""
        with contextlib.suppress(OSError, Failure):
            while True:
                answer = await self._watched(
                    "memory", self._ask(self._comms["memory"], Memory, "memory", token=self._token)
                )
                self.memory = answer.app, answer.free
                await asyncio.sleep(_MEASURE_EVERY)

    async def _watched(self, whom: str, question: Coroutine[Any, Any, T]) -> T:
        self._unanswered[whom] = time.monotonic()
        answer = await question
        self._unanswered.pop(whom, None)
        return answer

    async def _watch(self, work: Coroutine[Any, Any, None]) -> None:
        """Whatever ends here, the connection is lost, unless this end closed it."""
        details = ""
        try:
            await work
        except (OSError, Failure) as error:
            details = str(error) or type(error).__name__
        self.give_up(details)

    async def call(self, lane: str, what: str, **values: object) -> Event:
        """One message to a lane there, and its answer. Raises a Failure."""
        try:
            comm = self._comms[lane if what != "stop" else "stop"]
            return await self._ask(comm, Event, what, token=self._token, lane=lane, **values)
        except OSError as error:
            raise self.lost or self._gone(str(error)) from error
