"""The window's end of a connection to another computer: Dask's own comms, in a thread of its own.

Other threads call it and wait. Whether the other end is there is watched all the time, by a line
to the worker that ends with it, and by asking the scheduler twice a second: so a window that waits
for nothing is told too.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, wait
from typing import Any, TypeVar

from explorer import __version__
from explorer.boundary import network
from explorer.lanes.pairing import Pairing
from explorer.protocol.computer import Computer
from explorer.protocol.failures import (
    AnswerRefused,
    ClusterMissing,
    ComputerBusy,
    ComputerSilent,
    ConnectionLost,
    Failure,
    ForeignCertificate,
    OtherVersion,
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
_MEASURE_EVERY = 0.8
_WORKER_PATIENCE = 60.0
"""How long a worker may need to begin: it imports Dask, on a slow disk."""


class Link:
    """A connection. `computer` says to what; `call` sends one message to a lane there."""

    computer: Computer

    def __init__(self, pairing: Pairing, window: str, lost: Callable[[Failure], None]) -> None:
        self._pairing, self._window, self._on_lost = pairing, window, lost
        self._token = ""
        self._closed = False
        self.lost: Failure | None = None
        self._comms: dict[str, Any] = {}
        self._watching: list[asyncio.Task[None]] = []
        self.memory: tuple[int, int] | None = None
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
            raise ClusterMissing(missing.name or "distributed") from missing
        quiet()
        self._thread.start()
        report(tr("Connecting to {computer}", computer=self._pairing.computer))
        try:
            self.computer = self.wait(self._open(serial), check)
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

    async def _end(self) -> None:
        for task in asyncio.all_tasks():
            if task is not asyncio.current_task():
                task.cancel()
        for comm in self._comms.values():
            comm.abort()
        await asyncio.sleep(0)

    async def _open(self, serial: int) -> Computer:
        pairing = self._pairing
        await self._reach()
        scheduler = self._comms["scheduler"] = await self._connect(f"tls://{pairing.address}")
        if sys.platform == "linux":
            line: socket.socket = scheduler.stream.socket
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _SILENCE_MS)
        for _ in range(int(_WORKER_PATIENCE / 0.2)):
            where = await self._ask(scheduler, "where")
            for address in where.get("workers", ()):
                with contextlib.suppress(ComputerSilent):  # one that has just ended
                    answer = await self._greet(str(address), serial)
                    if answer is not None:
                        return self._welcomed(answer)
            await asyncio.sleep(0.2)
        raise ComputerSilent(pairing.computer, pairing.address)

    async def _reach(self) -> None:
        """Whether anybody listens there: Dask tries again and again where nobody does."""
        host, _, port = self._pairing.address.rpartition(":")
        try:
            async with asyncio.timeout(_CONNECT_PATIENCE):
                _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
        except OSError as error:  # TimeoutError too
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
        except (OSError, ssl.SSLError) as error:
            raise self._judged(error) from error
        return comm

    def _judged(self, error: BaseException) -> Failure:
        """What an error of the first messages means: a refused certificate ends the line too."""
        pairing, text = self._pairing, ""
        cause: BaseException | None = error
        while cause is not None:
            text += f"{cause}\n"
            cause = cause.__cause__ or cause.__context__
        if any(word in text for word in ("SSL", "TLS", "CERTIFICATE", "certificate")):
            return ForeignCertificate(pairing.computer, pairing.address, text)
        return ComputerSilent(pairing.computer, pairing.address, text)

    async def _ask(self, comm: Any, what: str, **values: object) -> dict[str, Any]:
        """One question and its answer. Raises OSError where the line has ended."""
        from explorer.lanes.host import PREFIX

        await comm.write({"op": f"{PREFIX}{what}", "reply": True, **values})
        try:
            answer = await comm.read()
        except ValueError as error:  # of what was read, or of Refused
            raise AnswerRefused(self._pairing.computer, str(error)) from error
        if not isinstance(answer, dict) or "error" in str(answer.get("status")):
            raise AnswerRefused(self._pairing.computer, str(answer)[:2000])
        return answer

    async def _greet(self, address: str, serial: int) -> dict[str, Any] | None:
        """Ask a worker to let this window in; None where another one will be there soon."""
        comm = await self._connect(address)
        answer = await self._ask(
            comm,
            "hello",
            version=__version__,
            language=language(),
            serial=serial,
            window=self._window,
        )
        name = self._pairing.computer
        match answer.get("refused"):
            case "version":
                raise OtherVersion(name, str(answer.get("version")), __version__)
            case "busy":
                raise ComputerBusy(name)
            case "language":
                comm.abort()
                await asyncio.sleep(0.5)
                return None
        self._comms["memory"] = comm
        self._token = str(answer.get("token"))
        for lane in ("model", "hub", "transfer", "stay", "stop"):
            self._comms[lane] = await self._connect(address)
        return answer

    def _welcomed(self, answer: dict[str, Any]) -> Computer:
        about = answer.get("about", {})
        pairing = self._pairing
        watches = (self._stay, self._stay_in_touch)
        self._watching = [asyncio.ensure_future(self._watch(watch())) for watch in watches]
        self._watching.append(asyncio.ensure_future(self._measure()))
        return Computer(
            pairing.computer,
            pairing.address,
            pairing.certificate.fingerprint,
            str(about.get("system", "")),
            int(about.get("free_disk", 0)),
            str(about.get("home", "")),
        )

    async def _stay(self) -> None:
        comm = self._comms["stay"]
        await self._ask(comm, "stay", token=self._token)

    async def _stay_in_touch(self) -> None:
        while True:
            async with asyncio.timeout(_PATIENCE):
                answer = await self._ask(self._comms["scheduler"], "where")
            if not answer.get("workers"):
                return
            await asyncio.sleep(_ASK_EVERY)

    async def _measure(self) -> None:
        """The memory there, again and again; an answer may take long while Python is busy there."""
        with contextlib.suppress(OSError, Failure):
            while True:
                answer = await self._ask(self._comms["memory"], "memory", token=self._token)
                self.memory = int(answer.get("app", 0)), int(answer.get("free", 0))
                await asyncio.sleep(_MEASURE_EVERY)

    async def _watch(self, work: Coroutine[Any, Any, None]) -> None:
        """Whatever ends here, the connection is lost, unless this end closed it."""
        details = ""
        try:
            await work
        except (OSError, Failure) as error:
            details = str(error) or type(error).__name__
        if not self._closed and self.lost is None:
            self.lost = ConnectionLost(self._pairing.computer, details)
            # Whoever waits for an answer waits no longer.
            for comm in self._comms.values():
                comm.abort()
            self._on_lost(self.lost)

    async def call(self, lane: str, what: str, **values: object) -> dict[str, Any]:
        """One message to a lane there, and its answer. Raises a Failure."""
        try:
            comm = self._comms[lane if what != "stop" else "stop"]
            return await self._ask(comm, what, token=self._token, lane=lane, **values)
        except OSError as error:
            raise self.lost or ConnectionLost(self._pairing.computer, str(error)) from error
