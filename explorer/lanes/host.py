"""The shared computer's side: the lanes of a window that works here, inside a Dask worker.

A process of its own, which `share` starts, and starts again when it ends. What the window sends is
bytes (`wire`); each lane does one job at a time in its own thread, as it does beside a window.
Nothing that keeps texts is imported before the window has said which language it speaks.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import platform
import queue
import secrets
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer import __version__
from explorer.lanes.answers import PREFIX
from explorer.lanes.dask_limits import AllowedThreads, keep_own_handlers, quiet, refuse_pickles
from explorer.lanes.wire import Refused, Sent, read, write

if TYPE_CHECKING:
    from explorer.protocol.job import Check, Handler, Job, Reply, Report, Request

STACK_BYTES = 64 * 1024 * 1024
"""For torch; Python's own default is the system's, half a megabyte on some."""
LANES = ("model", "hub", "transfer")


class _Lane:
    """One thread with its handler; `begin` hands a job over, `event` waits for what comes of it."""

    def __init__(
        self,
        make: Callable[[Report], Handler],
        loop: asyncio.AbstractEventLoop,
        former: _Lane | None = None,
    ) -> None:
        self._make, self._loop, self._former = make, loop, former
        self._handler: Handler | None = None
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._sent = Sent()
        self._happened = asyncio.Event()
        self._reply: Reply | None = None
        self._job: Job | None = None
        self._files = tempfile.TemporaryDirectory(prefix="explorer-")
        self._thread = threading.Thread(target=self._work, name="lane", daemon=True)
        self._thread.start()

    def begin(self, parts: list[bytes]) -> None:
        """Begin a job. Raises Refused for bytes that are no request."""
        from explorer.protocol.job import Job, Request

        request = read(parts)
        if not isinstance(request, Request):
            raise Refused("no request")
        self._reply = None
        self._happened.clear()
        self._job = Job(1, request)
        self._jobs.put(self._job)

    async def event(self) -> dict[str, Any]:
        """The newest report of the job, or how it ended."""
        from explorer.protocol.job import Cancelled, Done, Failed, Progress

        await self._happened.wait()
        self._happened.clear()
        match self._reply:
            case Progress(text=text, fraction=fraction, partial=partial):
                message = write((text, fraction, partial), self._sent, partial, self._files.name)
                return {"event": "progress", "parts": message.parts}
            case Done(result=result):
                message = write(result, self._sent, result, self._files.name)
                return {"event": "done", "parts": message.parts}
            case Cancelled(inside=inside):
                return {"event": "stopped", "inside": inside}
            case Failed() as failed:
                words = (failed.sentence, failed.remedy, failed.details, failed.no_answer)
                message = write(words, files=self._files.name)
                return {"event": "failed", "parts": message.parts}
        return {"event": "none"}

    def stop(self) -> None:
        """Stop the job under way."""
        if self._job is not None:
            self._job.stop.set()

    def end(self) -> None:
        """Stop, and end the thread once the job has."""
        self.stop()
        self._jobs.put(None)

    def join(self) -> None:
        """Wait for the end of the thread."""
        self._thread.join()

    def _tell(self, reply: Reply) -> None:
        self._reply = reply
        self._happened.set()

    def _work(self) -> None:
        from explorer.boundary import network
        from explorer.lanes.ending import ending

        network.ours()
        if self._former is not None:
            # The window before: its last job ends first, and gives its memory back.
            self._former.join()
            self._former = None

        def emit(reply: Reply) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._tell, reply)

        while (job := self._jobs.get()) is not None:
            emit(ending(job, self._built, emit))
        if self._handler is not None and hasattr(self._handler, "replace"):
            self._handler.replace(None)  # the model's memory, for who comes next
        self._handler = None
        self._files.cleanup()

    def _built(self, report: Report) -> Handler:
        if self._handler is None:
            self._handler = self._make(report)
        return self._do

    def _do(self, request: Request, check: Check, report: Report) -> object:
        """One request; the window's file that it is about is here meanwhile."""
        from explorer.protocol.computer import FileWritten, OnFile
        from explorer.protocol.failures import Failure, FileNotKept
        from explorer.text.workplace import workplace

        assert self._handler is not None
        if not isinstance(request, OnFile):
            return self._handler(request, check, report)
        folder = Path(self._files.name, str(int(request.number)))
        path = folder / request.name
        if path.parent != folder or path.name in ("", ".", ".."):
            raise Refused("a name that is a path")
        try:
            folder.mkdir(exist_ok=True)
            if request.content is not None:
                path.write_bytes(request.content)
            result = self._handler(request.with_path(str(path)), check, report)
            return result if request.content is not None else FileWritten(result, path.read_bytes())
        except Failure as failure:
            if str(folder) not in failure.sentence:
                raise
            if request.content is not None:  # it is the file that is wrong, by its name there
                raise Failure(
                    failure.sentence.replace(str(path), path.name),
                    remedy=failure.remedy,
                    details=failure.details.replace(str(path), path.name),
                ) from None  # the path in the former's traceback means nothing to who reads it
            raise FileNotKept(path.name, workplace(), failure.sentence) from failure
        except OSError as error:
            raise FileNotKept(path.name, workplace(), str(error)) from error
        finally:
            path.unlink(missing_ok=True)


class Host:
    """The handlers that a window calls; one window at a time.

    `alone` says that the process is the program's own: then it answers nothing else, and may end.
    """

    def __init__(self, worker: Any, name: str, fingerprint: str, *, alone: bool = True) -> None:
        self._alone = alone
        self._about = {"name": name, "fingerprint": fingerprint, "system": platform.system()}
        self._language: str | None = None
        self._token = self._window = ""
        self._lanes: dict[str, _Lane] = {}
        self._former: dict[str, _Lane] = {}
        self._prepared: Any = None
        self._worker = worker
        calls = (self.hello, self.stay, self.do, self.next, self.stop, self.memory)
        worker.handlers.update({f"{PREFIX}{call.__name__}": call for call in calls})
        if alone:
            keep_own_handlers(worker, PREFIX)

    async def hello(
        self, version: str = "", language: str = "", serial: int = 1, window: str = ""
    ) -> dict[str, Any]:
        """Let a window in, or say why not.

        `window` is what it made up to be known by: where its cable was pulled, its former line
        looks alive here for half a minute, and must not keep it out.
        """
        if version != __version__:
            return {"refused": "version", "version": __version__}
        if self._token and window and window == self._window:
            self._leave()
        if self._token:
            return {"refused": "busy"}
        if self._alone and self._language not in (None, language):
            # Texts are made once in a process: another one speaks that language.
            asyncio.get_running_loop().call_later(0.2, os._exit, 0)
            return {"refused": "language"}
        if self._language is None:
            from explorer.text.translation import use_language

            use_language(str(language))
            self._language = language
            from explorer.text.workplace import work_on

            work_on(self._about["name"])  # what is said here is read on another computer
        self._token, self._window = secrets.token_hex(16), window
        loop = asyncio.get_running_loop()
        first = serial if isinstance(serial, int) and serial > 0 else 1

        def engine(report: Report) -> Handler:
            return self._engine(report, first)

        makes = {"model": engine, "hub": _hub, "transfer": _hub}
        self._lanes = {
            lane: _Lane(makes[lane], loop, self._former.pop(lane, None)) for lane in LANES
        }
        return {"token": self._token, "about": {**self._about, **_home()}}

    async def stay(self, comm: Any, token: str = "") -> None:
        """Wait until this window has gone, then stop what it began and free what it opened."""
        self._check(token)
        try:
            await comm.read()  # nothing ever comes but the end
        except OSError:
            pass
        finally:
            if token == self._token:  # it may have come back meanwhile
                self._leave()

    def _leave(self) -> None:
        for lane in self._lanes.values():
            lane.end()
        self._former, self._lanes, self._token = self._lanes, {}, ""

    async def do(self, token: str = "", lane: str = "", parts: Any = ()) -> dict[str, Any]:
        """Begin a job, and answer with the first thing that comes of it."""
        try:
            self._check(token)
            self._lanes[lane].begin(list(parts))
        except (Refused, KeyError, TypeError) as error:
            return {"event": "refused", "reason": str(error)}
        return await self.next(token, lane)

    async def next(self, token: str = "", lane: str = "") -> dict[str, Any]:
        """The next thing that comes of the job under way."""
        try:
            self._check(token)
            return await self._lanes[lane].event()
        except (Refused, KeyError) as error:
            return {"event": "refused", "reason": str(error)}

    async def stop(self, token: str = "", lane: str = "") -> dict[str, Any]:
        """Stop the job of a lane."""
        with contextlib.suppress(Refused, KeyError):
            self._check(token)
            self._lanes[lane].stop()
        return {"event": "none"}

    async def memory(self, token: str = "") -> dict[str, Any]:
        """Bytes: what this process has, and what is free on this computer."""
        import psutil

        free = psutil.virtual_memory().available
        return {"app": psutil.Process().memory_info().rss, "free": free}

    def _check(self, token: object) -> None:
        if not self._token or not secrets.compare_digest(str(token), self._token):
            raise Refused("this window is not connected")

    def _engine(self, report: Report, first: int) -> Handler:
        from explorer import features
        from explorer.engine.prepare import prepare

        if self._prepared is None:
            self._prepared = prepare(report)
        from explorer.engine.engine import Engine

        features.load("compute")
        return Engine(self._prepared, first)


def _home() -> dict[str, Any]:
    """A person's folder, and the bytes free there; 0 where there is no such folder."""
    home = os.path.expanduser("~")
    free = 0
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(home).free
    return {"home": home, "free_disk": free}


def _hub(report: Report) -> Handler:
    from explorer.features.hub.remote.requests import HubRequests

    return HubRequests()


async def _serve(message: dict[str, Any]) -> None:
    from distributed import Worker

    asyncio.get_running_loop().set_default_executor(AllowedThreads())

    from explorer.lanes.pairing import Certificate

    class PlainWorker(Worker):  # type: ignore[misc]
        """Without the web page of its own, which would be a port that anybody may open."""

        def start_http_server(self, *arguments: object, **options: object) -> None:
            """None."""

    certificate = Certificate(**message["certificate"])
    worker = PlainWorker(
        message["scheduler"],
        host=message["host"],
        port=message["port"],
        security=certificate.security("worker"),
        nthreads=1,
        memory_limit=0,
        dashboard=False,
        death_timeout=10,
    )
    await worker
    Host(worker, message["name"], certificate.fingerprint)
    print("ready", flush=True)
    await worker.finished()


def main() -> int:
    """Serve until standard input ends: then the program that started this one has gone."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import gc

    message = json.loads(sys.stdin.readline())
    from explorer.boundary import network

    refuse_pickles()
    quiet()
    network.guard()  # as beside a window: what the lanes may ask of the network, they say
    network.settle_library()

    def until_the_end() -> None:
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=until_the_end, name="watch", daemon=True).start()
    threading.stack_size(STACK_BYTES)
    gc.freeze()
    with network.allowed():
        asyncio.run(_serve(message))
    return 0


if __name__ == "__main__":
    sys.exit(main())
