"""What a stranger sends is refused, on both ends, and nothing of it is executed."""

from __future__ import annotations

import asyncio
import io
import os
import pickle
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.features.generation.protocol import Generate
from explorer.features.training.protocol import FindTrainings
from explorer.lanes import wire
from explorer.lanes.answers import WorkerAddresses
from explorer.lanes.wire import Received, Refused, Sent, read, write
from explorer.protocol.failures import Failure
from explorer.protocol.job import Remedy, Request
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Tokenize


class _Runs:
    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> Any:
        return self.call[0], self.call[1:]


def opcodes(*lines: bytes) -> bytes:
    """A pickle, written by hand."""
    return b"\x80\x04" + b"".join(lines) + b"."


def name(module: str, attribute: str) -> bytes:
    """The instruction that looks up a name."""
    return f"c{module}\n{attribute}\n".encode()


MODEL = "explorer.protocol.model"
PICKLES: dict[str, Callable[[str], bytes]] = {
    "os.system": lambda mark: pickle.dumps(_Runs(os.system, f"touch {mark}")),
    "open": lambda mark: pickle.dumps(_Runs(open, mark, "w")),
    "exec": lambda mark: pickle.dumps(_Runs(exec, f"open({mark!r}, 'w')")),
    "in a request": lambda mark: pickle.dumps((1, [_Runs(os.system, f"touch {mark}")])),
    "protocol 0": lambda mark: f"cos\nsystem\n(S'touch {mark}'\ntR.".encode(),
    "dotted": lambda mark: opcodes(name(MODEL, "json.loads")),
    "a module of a module": lambda mark: opcodes(name(MODEL, "json")),
    "a function of the protocol": lambda mark: opcodes(name(MODEL, "config_values")),
    "tr": lambda mark: opcodes(name(MODEL, "tr")),
    "an imported class": lambda mark: opcodes(name(MODEL, "Request")),
    "the handover": lambda mark: opcodes(name("explorer.protocol.model_handover", "Handover")),
    "the record": lambda mark: opcodes(name("explorer.protocol.feature", "Feature")),
    "an engine": lambda mark: opcodes(name("explorer.engine.engine", "Engine")),
    "a view": lambda mark: opcodes(name("explorer.features.media.view", "os")),
    "a failure": lambda mark: opcodes(name("explorer.protocol.failures.failure", "Failure")),
    "getattr": lambda mark: opcodes(name("builtins", "getattr")),
    "numpy": lambda mark: pickle.dumps(np.arange(3)),
    "object array": lambda mark: pickle.dumps(np.array([_Runs(os.system, mark)], object)),
    "no such module": lambda mark: opcodes(name("explorer.protocol.nothing", "X")),
    "truncated": lambda mark: pickle.dumps(list(range(1000)))[:-50],
    "empty": lambda mark: b"",
    "noise": lambda mark: bytes(range(256)) * 20,
    "a number from nowhere": lambda mark: opcodes(b"X\x04\0\0\0sentK\x05\x86Q"),
    "an unknown mark": lambda mark: opcodes(b"X\x04\0\0\0evilQ"),
    "an array that is not there": lambda mark: opcodes(b"(X\x05\0\0\0arrayK\x09X\x03\0\0\0<f4)tQ"),
    "a path out of the resources": lambda mark: opcodes(
        b"X\x08\0\0\0resourceX\x0c\0\0\0/../../../x/\x86Q"
    ),
    "memory": lambda mark: opcodes(b"\x8e" + (2**62).to_bytes(8, "little")),
}


@pytest.mark.parametrize("kind", PICKLES)
def test_a_strangers_pickle_is_refused(kind: str, tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    with pytest.raises(Refused):
        read([PICKLES[kind](str(mark))], Received())
    assert not mark.exists()


def test_a_pickle_cannot_change_a_class_of_the_program() -> None:
    before = dict(vars(LoadModel))
    # BUILD on the class itself; its second half is set as attributes.
    attack = opcodes(
        name(MODEL, "LoadModel"), b"N", b"}X\x05\0\0\0titleX\x04\0\0\0evils", b"\x86", b"b"
    )
    with pytest.raises(Refused, match="class of the program"):
        read([attack])
    assert {key: value for key, value in vars(LoadModel).items() if key in before} == before


@pytest.mark.parametrize(
    "parts",
    [
        [],
        ["text"],
        [b"", 3],
        [pickle.dumps(1), "x"],
        [None],
    ],
)
def test_what_is_no_message_at_all(parts: list[object]) -> None:
    with pytest.raises(Refused):
        read(parts)


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="too large"):
        read([bytes(11)])


def test_only_messages_are_written() -> None:
    for value in (lambda: 0, np.array([object()], object)):
        with pytest.raises(Refused):
            write(value)


def test_requests_and_arrays_come_back_as_they_were() -> None:
    request = Generate("Once", max_new_tokens=3)
    assert read(write(request).parts) == request
    array = np.arange(6, dtype=np.float32).reshape(2, 3)[:, ::2]
    other = read(write((array, array, np.float64(0.5), Remedy("a", "b"))).parts)
    assert np.array_equal(other[0], array)
    assert other[0] is other[1]
    assert not other[0].flags.writeable
    assert other[2] == 0.5
    assert other[3] == Remedy("a", "b")


def test_the_same_object_stays_the_same_until_it_is_long_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wire, "_KEPT", 2)
    sent, received = Sent(), Received()

    def across(value: object) -> Any:
        return read(write(value, sent, value).parts, received)

    first, second, third = Tokenize(("1",)), Tokenize(("2",)), Tokenize(("3",))
    one = across(first)
    assert across(first) is one
    across(second)
    assert across(first) is one
    across(third)
    across(second)
    assert across(first) == one
    assert across(first) is not one


# -- through the ports ------------------------------------------------------------------------


def test_nobody_gets_in_without_a_certificate(shared: Any) -> None:
    address = _address(shared)

    async def knock(context: ssl.SSLContext | None) -> bytes:
        reader, writer = await asyncio.open_connection(*address, ssl=context)
        writer.write(b"x" * 100)
        try:
            return await asyncio.wait_for(reader.read(), 2)
        finally:
            writer.close()

    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    for context in (None, blind):
        with _network():
            try:
                answer = asyncio.run(knock(context))
            except (OSError, TimeoutError):
                answer = b""
        assert answer == b""


@pytest.mark.parametrize("at", ["scheduler", "worker"])
def test_who_has_the_certificate_cannot_have_a_pickle_read(
    shared: Any, there: Any, at: str, tmp_path: Path
) -> None:
    mark = tmp_path / "executed"
    evil = pickle.dumps(_Runs(os.system, f"touch {mark}"))

    async def ask(link: Any) -> None:
        from distributed.protocol.serialize import Pickled, Serialize, ToPickle

        address = f"tls://{link._pairing.address}"
        if at == "worker":
            comm = await link._connect(address)
            address = (await link._ask(comm, WorkerAddresses, "where")).workers[0]
            comm.abort()
        bad: list[dict[str, Any]] = [
            {"op": "run", "function": evil},
            {"op": "run_coroutine", "function": evil},
            {"op": "plugin_add", "plugin": evil, "name": "x"},
            {"op": "run_function", "function": evil, "args": (), "kwargs": {}},
            {
                "op": "actor_execute",
                "actor": "x",
                "function": "y",
                "args": [ToPickle(_Runs(print))],
            },
            {"op": "explorer_hello", "version": Pickled({"pickled-obj": evil}, [])},
            {"op": "explorer_do", "parts": [evil]},
            {"op": "explorer_do", "parts": Serialize(_Runs(print))},
            {"op": "register-client", "client": "x"},
            {"op": "register_worker_plugin", "plugin": evil},
            {"op": "update_graph", "graph_header": {}, "graph_frames": [evil]},
            {"op": "terminate"},
            {"op": "close"},
            {"op": 3},
            {},
        ]
        for message in bad:
            comm = await link._connect(address)
            try:
                await comm.write({"reply": True, **message})
                await asyncio.wait_for(comm.read(), 1)
            except (OSError, TimeoutError, ValueError, TypeError, AttributeError):
                pass
            comm.abort()

    link = there.board.link
    link.wait(ask(link), lambda: None)
    assert not mark.exists()
    there(FindTrainings())  # it works on
    assert not there.lost


@dataclass(frozen=True)
class Unknown(Request):
    """A request of a test, which is none of the program."""


def test_a_request_that_is_none_is_refused_before_it_is_sent(there: Any) -> None:
    with pytest.raises(Failure):
        there(Unknown())
    there(FindTrainings())  # it works on


def _address(shared: Any) -> tuple[str, int]:
    import json

    host, _, port = json.loads(shared.pairing.read_text("utf-8"))["address"].rpartition(":")
    return host, int(port)


def _network() -> Any:
    from explorer.boundary import network

    return network.allowed()


def test_pickle_streams_are_what_they_seem() -> None:
    """The attacks above would work against pickle itself."""
    assert pickle.load(io.BytesIO(opcodes(name(MODEL, "config_values")))) is not None
