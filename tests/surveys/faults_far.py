"""Injects faults into the work on another computer, and looks at what a person is told.

`python -m tests.surveys.faults_far`: a shared computer in a process of its own is killed, cut off,
stopped or filled while it does each kind of work; and connecting to it fails in every way known, by
a pairing file and over ssh, with a real server where there is one. Each time one sentence must come
that says what to do, within two seconds, no error of the program's own, the lane must work on, and
the model that waits on this computer must be back. Where nothing comes through any more, ssh itself
needs `GIVES_UP_S` to be sure, and the two seconds begin then. `--every N` takes each so many-th.
Exit status 1 on a violation.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import psutil
import pytest

from explorer import resources
from explorer.app.status import SILENT_S
from explorer.boundary import network
from explorer.features.architecture.protocol import ExportWeight
from explorer.features.generation.protocol import Generate
from explorer.features.hub.protocol.transfer import Download, PlanDownload
from explorer.features.text_table.compute.read import read_texts
from explorer.features.text_table.protocol import ReadTexts, RunTexts
from explorer.features.training.protocol import (
    BundledData,
    ContinueTraining,
    StartTraining,
    TrainingSettings,
)
from explorer.lanes import link, pairing
from explorer.lanes.far import Switch
from explorer.lanes.ssh import GIVES_UP_S
from explorer.protocol.computer import Disconnect, Disconnected
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import Failure, UnexpectedFailure
from explorer.protocol.job import Request, Stopped
from explorer.protocol.model import CreateModel, LoadModel, ModelReady, SaveModel
from explorer.protocol.run import Run, Tokenize
from tests.cluster.conftest import (
    Shared,
    There,
    never_stopped,
    nothing_here,
    share,
    unheard,
    with_disk,
)
from tests.cluster.sshd import Server, missing
from tests.loopback import LoopbackHub
from tests.model.tiny import Holder

BERT = str(resources.path("models", "mini-world-bert"))
STORIES = str(resources.path("models", "mini-world-gpt2"))
NAME = "tiny/mini-world-bert"
SOON, FROZEN, _PROGRAM_ENDS = 2.0, 8.0, 20.0
"""Seconds: for a sentence; for the end of a job that was stopped where nothing answers; and until
the program there has ended that was started over a connection which is gone."""
LARGE = '{"num_hidden_layers": 8, "hidden_size": 768, "intermediate_size": 3072}'


@dataclass
class Told:
    """What became of a fault: the failure, seconds until it came, and what must not be."""

    fault: str
    state: str
    sentence: str = ""
    remedy: str = ""
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


class Lanes(There):
    """The model's lane and that of downloads. `waits` is open on this computer meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.transfer = Switch(self.board, "transfer", nothing_here)
        self.waits = ModelReady(None, "loaded")  # type: ignore[arg-type]
        self.switch._local = lambda *_: self.waits
        self(LoadModel("here", "here"))
        self.switch._local = nothing_here

    def disconnect(self, told: Told) -> None:
        """Come back: at once, with one message at most, and to the model that was open here."""
        begun = time.monotonic()
        back = self(Disconnect())
        if time.monotonic() - begun > SOON:
            told.wrong.append("a hang: disconnecting")
        if not isinstance(back, Disconnected) or back.ready is not self.waits:
            told.wrong.append("the model here is lost")
        if len(self.lost) > 1:
            told.wrong.append(f"{len(self.lost)} messages")

    def __call__(self, request: Request, check: Any = never_stopped, report: Any = unheard) -> Any:
        lane = self.transfer if isinstance(request, Download | PlanDownload) else self.switch
        return lane(request, check, report)


# -- states ----------------------------------------------------------------------------------


def idle(lanes: Lanes, there: Shared) -> Request | None:
    """Connected, and nothing to do."""
    return None


def loading(lanes: Lanes, there: Shared) -> Request:
    """A model of 230 MB is being made and its weights drawn."""
    return CreateModel(ConfigEdit("bert", "BertModel", LARGE), 1)


def running(lanes: Lanes, there: Shared) -> Request:
    """A table of texts runs."""
    ready = lanes(LoadModel(BERT, "world"))
    lines = "\n".join(f"Paris is city number {n} of the world" for n in range(20_000))
    table = read_texts(Holder(), ReadTexts(pasted=lines), never_stopped, unheard)
    return RunTexts(ready.summary.serial, table)


def writing(lanes: Lanes, there: Shared) -> Request:
    """A text is written."""
    lanes(LoadModel(STORIES, "stories"))
    return Generate("Once upon a time", max_new_tokens=400)


def training(lanes: Lanes, there: Shared) -> Request:
    """A model learns."""
    lanes(LoadModel(BERT, "world"))
    settings = TrainingSettings(steps=5_000)
    return ContinueTraining(lanes(StartTraining(BundledData("capitals"), "", settings)).training)


def downloading(lanes: Lanes, there: Shared) -> Request:
    """A checkpoint comes from a slow Hub."""
    return Download(lanes(PlanDownload(NAME)))


def saving(lanes: Lanes, there: Shared) -> Request:
    """A model is written to the disk there."""
    lanes(loading(lanes, there))
    return SaveModel(str(there.home / f"saved{time.monotonic_ns()}"))


STATES = (idle, loading, running, writing, training, downloading, saving)


# -- faults ----------------------------------------------------------------------------------


def kill_worker(lanes: Lanes, there: Shared) -> None:
    """The process with the model ends, as where memory is short."""
    there.worker.kill()


def kill_scheduler(lanes: Lanes, there: Shared) -> None:
    """The program there ends."""
    there.process.kill()


def cut(lanes: Lanes, there: Shared) -> None:
    """Every line to it breaks."""
    _break(lanes, tuple(_lines(lanes)))


def cut_scheduler(lanes: Lanes, there: Shared) -> None:
    """The line that is watched breaks alone."""
    _break(lanes, ("scheduler",))


def freeze_worker(lanes: Lanes, there: Shared) -> None:
    """The process with the model stands still."""
    there.worker.suspend()


def freeze_all(lanes: Lanes, there: Shared) -> None:
    """Everything of the program stands still there."""
    there.worker.suspend()
    there.process.send_signal(signal.SIGSTOP)


def _lines(lanes: Lanes) -> dict[str, Any]:
    assert lanes.board.link is not None
    return lanes.board.link._comms


def _break(lanes: Lanes, names: tuple[str, ...]) -> None:
    for name in names:
        with suppress(OSError):
            _lines(lanes)[name].stream.socket.shutdown(socket.SHUT_RDWR)


FAULTS = (kill_worker, kill_scheduler, cut, cut_scheduler, freeze_worker, freeze_all)


# -- an episode ------------------------------------------------------------------------------


class Job(threading.Thread):
    """A request in a thread of its own, as a lane's; it keeps how it ended."""

    def __init__(self, lanes: Lanes, request: Request) -> None:
        super().__init__(daemon=True)
        self.begun, self.stop = threading.Event(), threading.Event()
        self.ended: BaseException | None = None
        self.result: object = None
        self._lanes, self._request = lanes, request

    def run(self) -> None:
        try:
            self.result = self._lanes(self._request, self._check, self._report)
        except BaseException as error:
            self.ended = error
        self.begun.set()

    def _check(self) -> None:
        if self.stop.is_set():
            raise Stopped

    def _report(self, text: str, fraction: float | None = None, partial: object = None) -> None:
        self.begun.set()


def until(fact: Callable[[], object], seconds: float) -> bool:
    """Wait until it is so; whether it came in time."""
    end = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def keep(told: Told, error: BaseException | None) -> None:
    """What a person is told of an error; everything else than a failure is wrong."""
    match error:
        case UnexpectedFailure():
            told.wrong.append(f"unexpected: {error.details[-300:]}")
        case Failure():
            told.sentence = error.sentence
            told.remedy = error.remedy.label if error.remedy is not None else ""
        case None:
            told.wrong.append("no failure")
        case _:
            told.wrong.append("".join(traceback.format_exception(error))[-400:])


def connected(
    told: Told, lanes: Lanes, there: Any, state: Any, fault: Any, patience: float = SOON
) -> None:
    """Inject a fault into a state of a connection; `patience` is until the sentence, in seconds."""
    lanes.connect(there.pairing)
    request = state(lanes, there)
    job = Job(lanes, request) if request is not None else None
    if job is not None:
        job.start()
        if not job.begun.wait(60):
            told.wrong.append("the job did not begin")
    fault(lanes, there)
    injected = time.monotonic()
    if fault in (freeze_worker, freeze_all):
        if not until(lambda: lanes.board.silence > SILENT_S, SOON):
            told.wrong.append(f"silence is {lanes.board.silence:.1f} s")
        told.seconds = time.monotonic() - injected
        told.sentence, told.remedy = "has not answered: Stop, or disconnect", "Disconnect"
        if job is not None:
            job.stop.set()
            job.join(FROZEN)
            if job.is_alive():
                told.wrong.append("a hang: Stop does not end the job")
            elif not isinstance(job.ended, Failure | Stopped | None):
                keep(told, job.ended)
    else:
        if not until(lambda: lanes.lost, patience):
            told.wrong.append(f"not told in {patience:g} seconds")
        until(lambda: lanes.lost, 20)
        told.seconds = time.monotonic() - injected
        keep(told, lanes.lost[0] if lanes.lost else None)
        if job is not None:
            job.join(3)
            if job.is_alive():
                told.wrong.append("a hang: the job does not end")
            elif job.ended is not None:
                keep(told, job.ended)
    lanes.disconnect(told)


def again(told: Told, there: Shared) -> None:
    """It can be connected to again."""
    for process in (psutil.Process(there.process.pid), *_children(there)):
        with suppress(psutil.Error):
            process.resume()
    lanes = Lanes()
    try:
        lanes.connect(there.pairing)
        lanes(Tokenize(("a",)))
    except Failure as failure:
        if "No model" not in failure.sentence:
            told.wrong.append(f"not again: {failure.sentence}")
    finally:
        lanes(Disconnect())


def _children(there: Shared) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return psutil.Process(there.process.pid).children()
    return []


# -- connecting ------------------------------------------------------------------------------


def changed(there: Shared, **values: object) -> Path:
    """Its pairing file with something else in it."""
    said = json.loads(there.pairing.read_text("utf-8")) | values
    return written(there, json.dumps(said))


def written(there: Shared, content: str | bytes) -> Path:
    """A file with this in it."""
    file = there.home / f"changed{time.monotonic_ns()}.json"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def _certificate(there: Shared, **values: str) -> Path:
    said = json.loads(there.pairing.read_text("utf-8"))["certificate"] | values
    return changed(there, certificate=said)


def expired(there: Shared) -> Iterator[Path]:
    """Both certificates have run out while it was shared."""
    with mock.patch.object(pairing, "_VALID_DAYS", 1):
        late = datetime.now(UTC) + timedelta(seconds=12)
        with mock.patch.object(pairing, "_now", return_value=late):
            made = pairing.make()
    folder = there.home / "expired"
    store = folder / "data" / "transformer-explorer" / "share" / "certificates.json"
    store.parent.mkdir(parents=True)
    store.write_bytes(msgspec.json.encode(made))
    shared = share(folder)
    try:
        until(lambda: datetime.now(UTC) > late, 20)
        time.sleep(1)
        yield shared.pairing
    finally:
        shared.end()


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Something else that listens: its address."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(20)
        ended = threading.Event()

        def serve() -> None:
            kept = []
            while not ended.is_set():
                with suppress(OSError):
                    line, _ = server.accept()
                    kept.append(line)
                    answer(line)
            for line in kept:
                line.close()

        server.settimeout(0.1)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        ended.set()
        thread.join()


def elsewhere(answer: Callable[[socket.socket], None]) -> Callable[[Shared], Iterator[Path]]:
    """Something else listens at the address."""

    def begin(there: Shared) -> Iterator[Path]:
        with listening(answer) as address:
            yield changed(there, address=address)

    return begin


def _web(line: socket.socket) -> None:
    line.settimeout(1)
    line.recv(10)
    line.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def _noise(line: socket.socket) -> None:
    line.sendall(os.urandom(4000))


def _of_another(there: Shared) -> Path:
    other = pairing.make()
    return changed(there, certificate=msgspec.to_builtins(other.window))


def _mixed(there: Shared) -> Path:
    return _certificate(there, authority=pairing.make().window.authority)


def busy(there: Shared) -> Iterator[Path]:
    """Another window is connected."""
    first = Lanes()
    first.connect(there.pairing)
    yield there.pairing
    first(Disconnect())


def version(there: Shared) -> Iterator[Path]:
    """Another version of the program."""
    with mock.patch.object(link, "__version__", "0.0.1"):
        yield there.pairing


def frozen_worker(there: Shared) -> Iterator[Path]:
    """The process for the models stands still, and has done so for a while."""
    there.worker.suspend()
    yield there.pairing
    there.worker.resume()


def frozen_scheduler(there: Shared) -> Iterator[Path]:
    """The program stands still there."""
    there.process.send_signal(signal.SIGSTOP)
    yield there.pairing
    there.process.send_signal(signal.SIGCONT)


def _whole(there: Shared) -> str:
    return there.pairing.read_text("utf-8")


CONNECTING: dict[str, Callable[[Shared], Path | Iterator[Path]]] = {
    "the certificate of another computer": _of_another,
    "the authority of another computer": _mixed,
    "expired certificates": expired,
    "a closed port": lambda there: changed(there, address="127.0.0.1:9"),
    "a port that is none": lambda there: changed(there, address="127.0.0.1:99999"),
    "port 0": lambda there: changed(there, address="127.0.0.1:0"),
    "a name that nobody has": lambda there: changed(there, address="nobody.invalid:8786"),
    "a name that is none": lambda there: changed(there, address=f"{'a' * 80}..b:8786"),
    "an address of nobody": lambda there: changed(there, address="[100::1]:8786"),
    "a port that is silent": elsewhere(lambda line: None),
    "a port that hangs up": elsewhere(lambda line: line.close()),
    "a web server": elsewhere(_web),
    "noise": elsewhere(_noise),
    "another window": busy,
    "another version": version,
    "a worker that stands still": frozen_worker,
    "a scheduler that stands still": frozen_scheduler,
    "half a file": lambda there: written(there, _whole(there)[: len(_whole(there)) // 2]),
    "an empty file": lambda there: written(there, ""),
    "a list": lambda there: written(there, "[]"),
    "bytes": lambda there: written(there, bytes(range(256))),
    "another kind of file": lambda there: changed(there, kind="another"),
    "no address": lambda there: changed(there, address="nowhere"),
    "a deep file": lambda there: written(there, "[" * 5000),
    "a large file": lambda there: written(there, "x" * 200_000),
    "half a key": lambda there: _certificate(there, key=_part(there, "key")),
    "half a certificate": lambda there: _certificate(
        there, certificate=_part(there, "certificate")
    ),
    "another's key": lambda there: _certificate(there, key=pairing.make().window.key),
    "no file": lambda there: there.home / "missing.json",
    "a folder": lambda there: there.home,
}


def _part(there: Shared, name: str) -> str:
    return str(json.loads(_whole(there))["certificate"][name])[:80]


def failing(told: Told, place: Path | str, ended: Path | None = None) -> None:
    """Connecting ends with a failure; `ended` may hold when the program there had ended."""
    lanes, begun = Lanes(), time.monotonic()
    try:
        lanes.connect(place)
        told.wrong.append("it connected")
    except BaseException as error:
        keep(told, error)
    told.seconds = time.monotonic() - begun
    if ended is not None and ended.exists():
        told.seconds = time.time() - float(ended.read_text())
    lanes.disconnect(told)


# -- over ssh ----------------------------------------------------------------------------------


@dataclass
class Reached:
    """A computer that is reached over ssh: its server, and where the program is there."""

    server: Server
    pairing: str

    @property
    def home(self) -> Path:
        """Where the program's files are there."""
        return self.server.home


def kill_ssh(lanes: Lanes, there: Reached) -> None:
    """ssh ends on this computer."""
    for process in psutil.Process().children():
        if process.name() == "ssh":
            process.kill()


def end_session(lanes: Lanes, there: Reached) -> None:
    """The ssh server ends the connection, as where that computer is switched off."""
    for process in there.server.sessions():
        process.kill()


def pull_cable(lanes: Lanes, there: Reached) -> None:
    """Nothing comes through any more, in either direction."""
    for process in there.server.sessions():
        process.suspend()


def kill_program(lanes: Lanes, there: Reached) -> None:
    """The program there ends."""
    for process in there.server.programs():
        process.kill()


def kill_its_worker(lanes: Lanes, there: Reached) -> None:
    """The process with the model ends there."""
    for process in there.server.programs():
        for worker in process.children():
            worker.kill()


OVER_SSH = {
    kill_ssh: SOON,
    end_session: SOON,
    pull_cable: GIVES_UP_S + SOON,
    kill_program: SOON,
    kill_its_worker: SOON,
}
"""Each with the seconds until it is told."""


def _refused(server: Server) -> str:
    server.end()
    return server.address()


def _changed(server: Server) -> str:
    server.change_host_key()
    return server.address()


def _new(server: Server) -> str:
    server.known.write_text("", "ascii")
    return server.address()


def _denied(server: Server) -> str:
    server.change_key()
    return server.address()


def _no_room(server: Server) -> str:
    """Not even a temporary file has room there."""
    return server.address(server.on_disk("1k"))


CONNECTING_BY_SSH: dict[str, Callable[[Server], str]] = {
    "connection refused": _refused,
    "another host key": _changed,
    "a host key that is new": _new,
    "permission denied": _denied,
    "no program there": lambda server: server.address(Path("/nowhere/transformer-explorer")),
    "no packages there": lambda server: server.address(
        server.command("bare", f"exit {pairing.PACKAGES_MISSING}")
    ),
    "no room for a temporary file": _no_room,
    "another version there": lambda server: server.address(server.answering(version="0.0.1")),
}


# -- a full disk and little memory -------------------------------------------------------------


@contextmanager
def full_disk(home: Path, hub: LoopbackHub) -> Iterator[Shared]:
    """A computer whose disk has room for one and a half megabytes."""
    disk = home / "disk"
    apart = with_disk(disk, "1500k")
    settings = {"HF_HOME": str(disk / "hf"), "TMPDIR": str(disk), "HF_ENDPOINT": hub.url}
    made = share(home, before=apart, **settings)
    try:
        yield made
    finally:
        made.end()


def _save(lanes: Lanes, home: Path) -> Request:
    lanes(LoadModel(BERT, "world"))
    return SaveModel(str(home / "disk" / "saved"))


def _fetch(lanes: Lanes, home: Path) -> Request:
    return Download(replace(lanes(PlanDownload(NAME)), room_on_disk=True, free_disk=10**9))


def _export(lanes: Lanes, home: Path) -> Request:
    lanes(loading(lanes, None))  # type: ignore[arg-type]
    return ExportWeight("embeddings.word_embeddings.weight", str(home / "weight.npy"))


FULL = {"saving": _save, "downloading": _fetch, "exporting": _export}
FULL_OVER_SSH = ("saving", "exporting")


def _create(lanes: Lanes) -> Request:
    return CreateModel(ConfigEdit("bert", "BertModel", LARGE), 1)


def _run(lanes: Lanes) -> Request:
    lanes(LoadModel(BERT, "world"))
    return Run(texts=tuple(" ".join(["Paris is big."] * 30) for _ in range(3_000)))


SHORT = {"loading": _create, "running": _run}


def asked(told: Told, lanes: Lanes, request: Request) -> None:
    """A request that fails there; the lane works on."""
    begun = time.monotonic()
    try:
        lanes(request)
        told.wrong.append("it worked")
    except BaseException as error:
        keep(told, error)
    told.seconds = time.monotonic() - begun
    with suppress(Failure):
        lanes(Tokenize(("a",)))
    if lanes.lost:
        told.wrong.append("the connection was lost")


# -- all of them -------------------------------------------------------------------------------


class Survey:
    """Shares a computer again where the last fault ended it."""

    def __init__(self, folder: Path, hub: LoopbackHub) -> None:
        self._folder, self._hub = folder, hub
        self._shared: Shared | None = None
        self._count = 0

    def there(self) -> Shared:
        """A computer that is shared and well."""
        if self._shared is None or self._shared.process.poll() is not None:
            self._count += 1
            home = self._folder / f"home{self._count}"
            self._shared = share(home, HF_ENDPOINT=self._hub.url, HF_HUB_DISABLE_XET="1")
        return self._shared

    def end(self) -> None:
        if self._shared is not None and self._shared.process.poll() is None:
            self._shared.end()

    def into_work(self, state: Any, fault: Any) -> Told:
        told = Told(fault.__name__, state.__name__)
        there, lanes = self.there(), Lanes()
        try:
            connected(told, lanes, there, state, fault)
            if fault is not kill_scheduler:
                again(told, there)
        finally:
            lanes(Disconnect())
            if fault is kill_scheduler:
                there.process.wait(20)
                if there.process.stdout is not None:
                    there.process.stdout.close()
        return told

    def into_connecting(self, name: str) -> Told:
        told = Told(name, "connecting")
        made = CONNECTING[name](self.there())
        if isinstance(made, Path):
            failing(told, made)
        else:
            for file in made:
                failing(told, file)
        return told

    def full(self, name: str) -> Told:
        told = Told("a full disk", name)
        self._count += 1
        home = self._folder / f"home{self._count}"
        with full_disk(home, self._hub) as there:
            lanes = Lanes()
            lanes.connect(there.pairing)
            asked(told, lanes, FULL[name](lanes, home))
            lanes(Disconnect())
        return told

    def short(self, name: str) -> Told:
        told = Told("little memory", name)
        there, lanes = self.there(), Lanes()
        lanes.connect(there.pairing)
        request = SHORT[name](lanes)
        lanes(Tokenize(("a",))) if name == "running" else None
        room = there.worker.memory_info().vms + 60_000_000
        there.worker.rlimit(psutil.RLIMIT_AS, (room, room))
        asked(told, lanes, request)
        lanes(Disconnect())
        there.worker.kill()
        return told

    @contextmanager
    def server(self) -> Iterator[Server]:
        """A computer that is reached over ssh, for one fault."""
        self._count += 1
        made = Server(self._folder / f"ssh{self._count}")
        try:
            with pytest.MonkeyPatch.context() as patch:
                made.on_path(patch)
                yield made
        finally:
            left = made.sessions() + made.programs()
            made.end()
            for process in left:
                with suppress(psutil.Error):
                    process.kill()

    def over_ssh(self, state: Any, fault: Any) -> Told:
        told, lanes = Told(fault.__name__, f"{state.__name__}, over ssh"), Lanes()
        with self.server() as server:
            there = Reached(server, server.address())
            connected(told, lanes, there, state, fault, OVER_SSH[fault])
            kept = fault is pull_cable  # nothing tells the server, and it is ended with this one
            if not kept and not until(lambda: not server.programs(), _PROGRAM_ENDS):
                told.wrong.append("the program there goes on")
        return told

    def into_connecting_by_ssh(self, name: str) -> Told:
        told = Told(name, "connecting over ssh")
        with self.server() as server:
            failing(told, CONNECTING_BY_SSH[name](server), server.ended)
        return told

    def full_over_ssh(self, name: str) -> Told:
        told, lanes = Told("a full disk", f"{name}, over ssh"), Lanes()
        with self.server() as server:
            lanes.connect(server.address(server.on_disk("1500k")))
            asked(told, lanes, FULL[name](lanes, server.home))
            lanes.disconnect(told)
        return told

    @property
    def episodes(self) -> list[Callable[[], Told]]:
        """Every fault in every state."""
        found: list[Callable[[], Told]] = []
        for fault in FAULTS:
            few = fault in (cut_scheduler, freeze_all)
            found += [
                functools.partial(self.into_work, state, fault)
                for state in (STATES[:3] if few else STATES)
            ]
        found += [functools.partial(self.into_connecting, name) for name in CONNECTING]
        if sys.platform == "linux":
            found += [functools.partial(self.full, name) for name in FULL]
            found += [functools.partial(self.short, name) for name in SHORT]
        if why := missing():
            print(f"nothing is tried over ssh: {why}")
            return found
        found += [
            functools.partial(self.into_connecting_by_ssh, name) for name in CONNECTING_BY_SSH
        ]
        found += [
            functools.partial(self.over_ssh, state, fault)
            for fault in OVER_SSH
            for state in (idle, writing)
        ]
        if sys.platform == "linux":
            found += [
                functools.partial(self.full_over_ssh, name) for name in ("saving", "exporting")
            ]
        return found


def survey(folder: Path, every: int = 1, first: int = 0) -> list[Told]:
    """Each `every`-th episode from the `first` on; what was told in each."""
    network.guard()
    rows = []
    with LoopbackHub() as hub:
        bundled = resources.path("models", "mini-world-bert")
        hub.add(NAME, {file.name: file.read_bytes() for file in bundled.iterdir()})
        hub.misbehave("model.safetensors", rate=200_000)
        whole = Survey(folder, hub)
        try:
            for episode in whole.episodes[first::every]:
                told = episode()
                # What is expected of a person, and when; a frozen worker cannot be told from a
                # busy one, so connecting to it is tried twice.
                patience = {"connecting": 5.0, "connecting over ssh": SOON}.get(told.state, 0.0)
                if patience and told.seconds > patience:
                    told.wrong.append(f"after {told.seconds:.1f} s")
                if not (told.remedy or "install" in told.sentence.lower()):
                    told.wrong.append("no remedy")
                rows.append(told)
                mark = "WRONG" if told.wrong else "ok"
                print(f"{mark:5} {told.seconds:4.1f} s  {told.fault}, {told.state}")
                print(f"      {told.sentence} [{told.remedy}]", *told.wrong, sep="\n      ")
                sys.stdout.flush()
        finally:
            whole.end()
    return rows


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take each so many-th episode")
    parser.add_argument("--first", type=int, default=0, help="begin with this one")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = survey(Path(folder), chosen.every, chosen.first)
    wrong = [told for told in rows if told.wrong]
    pulled = [told.seconds for told in rows if told.fault == pull_cable.__name__]
    done = {fault.__name__ for fault in (*FAULTS, *OVER_SSH)} - {pull_cable.__name__}
    slowest = max((told.seconds for told in rows if told.fault in done), default=0.0)
    connecting = [told.seconds for told in rows if told.state.startswith("connecting")]
    print(
        f"{len(rows)} faults, {len(wrong)} wrong; told after {slowest:.1f} s at most where it was "
        f"connected, after {max(connecting, default=0.0):.1f} s where it was not yet; over ssh, "
        f"{max(pulled, default=0.0):.1f} s after nothing came through, of which ssh itself waits "
        f"{GIVES_UP_S:g}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
