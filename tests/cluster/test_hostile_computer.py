"""A computer with the right certificates that answers what no such computer should.

Each answer is refused by the window's end, nothing of it is executed, and the lane works on.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("distributed", reason="another computer needs the package distributed")

from explorer.boundary import network
from explorer.lanes import pairing
from explorer.lanes.wire import write
from explorer.protocol.computer import Connect, Disconnect
from explorer.protocol.failures import Failure, UnexpectedFailure
from explorer.protocol.job import Remedy
from explorer.protocol.model import Prepared, UnloadModel
from tests.cluster.conftest import There
from tests.cluster.test_hostile import PICKLES, _Runs

PREPARED = Prepared("2.0", "5.0", ("cpu",), 1, 0.0)
GOOD: dict[str, Any] = {
    "where": None,
    "hello": {"token": "t", "about": {"system": "Linux", "home": "/home/x", "free_disk": 1}},
    "memory": {"app": 1, "free": 2},
    "do": {"event": "done", "parts": write(PREPARED).parts},
    "next": {"event": "done", "parts": write(PREPARED).parts},
    "stop": {"event": "none"},
}


class Impostor:
    """Listens with the certificates of a pairing file; `answers` are what it says."""

    def __init__(self, folder: Path) -> None:
        self.answers: dict[str, Any] = {}
        self.pairing = folder / "pairing.json"
        self._certificates = pairing.make()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(20)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        with network.allowed():
            self._loop.run_until_complete(self._begin())
            self._loop.run_forever()
            self._loop.run_until_complete(self._server.close())
        self._loop.close()

    async def _begin(self) -> None:
        from distributed.core import Server

        security = self._certificates.computer.security("scheduler")

        def says(what: str) -> Any:
            async def answer(**values: object) -> Any:
                said = self.answers.get(what, GOOD[what])
                return {"workers": [self._server.address]} if said is None else said

            return answer

        async def stay(comm: Any, token: str = "") -> None:
            await comm.read()

        handlers = {f"explorer_{what}": says(what) for what in GOOD}
        handlers["explorer_stay"] = stay
        self._server = Server(
            handlers, connection_args=security.get_connection_args("scheduler"), deserialize=False
        )
        await self._server.listen("tls://127.0.0.1:0", **security.get_listen_args("scheduler"))
        address = self._server.address.removeprefix("tls://")
        pairing.write(self.pairing, "impostor", address, self._certificates.window)
        self._ready.set()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[Impostor]:
    made = Impostor(tmp_path)
    yield made
    made.end()


def done(*parts: Any) -> dict[str, Any]:
    return {"event": "done", "parts": list(parts)}


def as_dask_sends_objects(mark: str) -> Any:
    from distributed.protocol.serialize import Serialize

    return Serialize(_Runs(os.system, f"touch {mark}"))


AT_ONCE: dict[str, tuple[str, Any]] = {
    "workers are a number": ("where", {"workers": 3}),
    "no workers field": ("where", {"x": 1}),
    "a list": ("where", []),
    "a text": ("where", "tls://x"),
    "nothing": ("where", None),
    "a worker without encryption": ("where", {"workers": ["tcp://127.0.0.1:1"]}),
    "a worker in the same process": ("where", {"workers": ["inproc://1/2/3"]}),
    "a worker that is no address": ("where", {"workers": ["tls://"]}),
    "an error with an exception": ("where", {"status": "error", "exception": b"x"}),
    "a greeting of nothing": ("hello", 7),
    "a token that is none": ("hello", {"token": {"a": 1}}),
    "about what": ("hello", {"token": "t", "about": "Linux"}),
    "a disk of words": (
        "hello",
        {"token": "t", "about": {"system": "x", "home": "y", "free_disk": "much"}},
    ),
    "refused for what": ("hello", {"refused": ["version"]}),
    "an event of nothing": ("do", {}),
    "an unknown event": ("do", {"event": "evil"}),
    "parts of text": ("do", done("text")),
    "parts of numbers": ("do", done(1, 2)),
    "no parts": ("do", {"event": "done"}),
    "an answer to another question": ("do", done(*write(UnloadModel()).parts)),
    "a failure of numbers": ("do", {"event": "failed", "parts": write((1, 2)).parts}),
    "a failure without words": (
        "do",
        {"event": "failed", "parts": write((None, Remedy("a", "b"), "", False)).parts},
    ),
    "a report of one": ("do", {"event": "progress", "parts": write((1,)).parts}),
    "a report of three numbers": ("do", {"event": "progress", "parts": write((1, 2, 3)).parts}),
    "an array of another size": ("do", done(write(np.arange(4)).parts[0], b"xx")),
    "a million lists": ("do", done(b"\x80\x04" + b"(" * 100_000 + b".")),
    "refused": ("do", {"event": "refused", "reason": "x" * 10_000}),
}


@pytest.mark.parametrize("kind", AT_ONCE)
def test_an_answer_that_is_none_is_refused(kind: str, impostor: Impostor) -> None:
    what, answer = AT_ONCE[kind]
    impostor.answers[what] = "" if answer is None else answer
    refused(impostor)


@pytest.mark.parametrize("kind", ["os.system", "in a request", "getattr", "an engine", "noise"])
def test_nothing_of_it_is_executed(kind: str, impostor: Impostor, tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    for what in ("done", "failed", "progress"):
        impostor.answers["do"] = {"event": what, "parts": [PICKLES[kind](str(mark))]}
        refused(impostor)
    assert not mark.exists()


@pytest.mark.parametrize("what", ["where", "hello", "do"])
def test_objects_of_dask_are_not_read(what: str, impostor: Impostor, tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    evil = as_dask_sends_objects(str(mark))
    for answer in (evil, {"workers": evil}, {"token": evil}, {"event": "done", "parts": [evil]}):
        impostor.answers[what] = answer
        refused(impostor)
    pickled = pickle.dumps(_Runs(os.system, f"touch {mark}"))
    impostor.answers[what] = {"status": "uncaught-error", "exception": pickled}
    refused(impostor)
    assert not mark.exists()


def test_memory_of_words_is_not_shown(impostor: Impostor) -> None:
    impostor.answers["memory"] = {"app": "much", "free": []}
    lane = There()
    lane.connect(impostor.pairing)
    assert lane.board.memory is None
    lane(Disconnect())


def refused(impostor: Impostor) -> None:
    """Connecting ends with a sentence, and not with an error of the program."""
    lane = There()
    with pytest.raises(Failure) as failed:
        lane(Connect(str(impostor.pairing)))
    assert not isinstance(failed.value, UnexpectedFailure)
    assert "impostor" in failed.value.sentence
    assert lane.board.link is None
