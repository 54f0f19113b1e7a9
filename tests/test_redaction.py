"""A planted token comes out of no exit, whichever failure or answer carries it."""

from __future__ import annotations

import collections.abc
import csv
import dataclasses
import io
import json
import threading
import types
import typing
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from explorer.app.diagnostics import diagnostics
from explorer.app.log import Log
from explorer.app.message_bar import DetailsDialog, MessageBar
from explorer.boundary import atomic_write, network, redaction
from explorer.features.export.session_script import session_script
from explorer.features.hub.remote.http import HubConnection
from explorer.features.sessions import session_format
from explorer.features.sessions.protocol import SessionModel, SessionState
from explorer.lanes.thread import Worker
from explorer.protocol import failures
from explorer.protocol.explanation import Step
from explorer.protocol.failures import Failure
from explorer.protocol.job import Failed, Job, Progress, Reply, Report, Request
from explorer.protocol.model import LoadModel
from explorer.widgets.clipboard import copy

TOKEN = "hf_" + "aBcDeFgHiJ" * 3 + "kLmN"
ODD = "a token of+another=kind"
SENTENCES = (
    f"401 for {TOKEN}",
    f"Authorization: Bearer {TOKEN}",
    f"{{'authorization': 'Bearer {ODD[8:]}'}}",
    f"(b'Authorization', b'Basic {TOKEN}')",
    f"https://{TOKEN}:x@host/a",
    f"proxy http://anna:{TOKEN}@host:8080 refused",
    "proxy http://anna:secretword@host:8080 refused",
    "bearer abcdef.ghijkl",
    f'File "{TOKEN}", line 3',
    f"{ODD} and {TOKEN[:-4]}",
    "api_org_" + "x" * 34,
)
PRIVATE = (TOKEN, TOKEN[:-4], ODD, ODD[8:], "secretword", "abcdef.ghijkl", "x" * 34)


def clean(text: str) -> bool:
    return not any(one in text for one in PRIVATE)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_secrets", set())
    redaction.learn(ODD)
    redaction.learn("a")  # too short to be looked for


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_form_of_a_secret_goes(sentence: str) -> None:
    assert clean(redaction.redact(sentence)), redaction.redact(sentence)


@pytest.mark.parametrize(
    "text",
    [
        "https://huggingface.co/org/name@main, mail anna@host",
        "from_pretrained('hf-internal-testing/tiny', hf_device_map=x)",
        "hf_transfer, hf_quantizer_of_something",
        "The ring bearer walked on. A bearer of news",
        "s3://bucket/a b@c",
        "authorization is needed",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redaction.redact(text) == text


def test_a_token_of_the_environment_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "plainword1234")
    assert redaction.redact("It was plainword1234.") == "It was …."
    assert b"plainword1234" not in redaction.redact_bytes(b'{"echo": "plainword1234"}')


def test_the_home_folder_goes_from_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    assert redaction.anonymous("/home/ann/x, /home/anna/x") == "~/x, /home/anna/x"
    assert redaction.redact("/home/ann/x") == "/home/ann/x"


# -- failures --------------------------------------------------------------------------------

KINDS = sorted(
    (
        kind
        for kind in vars(failures).values()
        if isinstance(kind, type) and issubclass(kind, Failure) and kind is not Failure
    ),
    key=lambda kind: kind.__name__,
)


def value(hint: Any, said: str) -> Any:
    """A value of this type, with `said` wherever it holds a text."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return hint(**{one.name: value(hints[one.name], said) for one in dataclasses.fields(hint)})
    if origin is typing.Literal:
        return inside[0]
    if origin in (typing.Union, types.UnionType):
        return value(inside[0], said)
    if origin is tuple and Ellipsis not in inside:
        return tuple(value(one, said) for one in inside)
    if origin in (tuple, list, collections.abc.Sequence, collections.abc.Iterable):
        return (value(inside[0], said),)
    return {str: said, bool: True, int: 3, float: 3.0}.get(hint)


def made(kind: type[Failure], said: str) -> Failure:
    """The failure with `said` wherever it takes a text."""
    hints = typing.get_type_hints(kind.__init__)
    return kind(**{name: value(hint, said) for name, hint in hints.items() if name != "return"})


def ending(work: Callable[[Report], object]) -> list[Reply]:
    def handler(request: Request, check: object, report: Report) -> object:
        return work(report)

    replies: list[Reply] = []
    worker = Worker(lambda report: handler)
    worker.replied.connect(replies.append)
    worker.do(Job(1, Request()))
    return replies


@pytest.mark.parametrize("where", [0, 30, 60, 75, 150, 1000])
@pytest.mark.parametrize("kind", KINDS)
def test_no_failure_carries_a_token(kind: type[Failure], where: int) -> None:
    """Not even a piece of one, wherever a long text is cut."""
    said = f"{'a' * where} {TOKEN} {'b' * where}"
    try:
        failure = made(kind, said)
    except KeyError:  # one that takes the name of a case, and no text of others
        failure = Failure(f"401 for {TOKEN}", details=TOKEN)

    def work(report: Report) -> object:
        raise failure

    (failed,) = ending(work)
    assert isinstance(failed, Failed)
    for text in (failed.sentence, failed.details):
        assert clean(text), text
        pieces = (TOKEN[start : start + 8] for start in range(3, len(TOKEN) - 8))
        assert not any(piece in text for piece in pieces), text


@pytest.mark.parametrize("error", [ValueError, KeyError, MemoryError, SystemExit])
def test_no_unforeseen_error_carries_one(error: type[BaseException]) -> None:
    def work(report: Report) -> object:
        report(f"Reading {SENTENCES[4]}")
        raise error(" | ".join(SENTENCES))

    progress, failed = ending(work)
    assert isinstance(progress, Progress)
    assert clean(progress.text)
    assert isinstance(failed, Failed)
    assert clean(failed.details)
    assert error.__name__ in failed.details or error is SystemExit


# -- exits -----------------------------------------------------------------------------------

SAID = "\n".join(SENTENCES)


def test_the_log_the_diagnostics_and_the_details_hold_none(qtbot: QtBot, tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.failure("Signing in", SAID, SAID)
    assert clean(log.path.read_text("utf-8"))
    failed = Failed(1, Request(), SAID, None, SAID)
    assert clean(diagnostics(None, None, failed, log.path))
    bar = MessageBar()
    qtbot.addWidget(bar)
    copy(SAID)
    assert clean(QGuiApplication.clipboard().text())
    bar.tell_failure(failed)
    dialog = DetailsDialog(failed, bar)
    qtbot.addWidget(dialog)
    shown = dialog.findChild(QPlainTextEdit, "detailsText")
    assert shown is not None
    dialog.copy.click()
    assert clean(QGuiApplication.clipboard().text())


def test_no_file_that_is_written_holds_one(tmp_path: Path) -> None:
    desk = SessionState(
        SessionModel((LoadModel(f"/m/{TOKEN}"),), name=SAID),
        session_format.text_of({"input": {"texts": [SAID]}}),
    )
    atomic_write.write(tmp_path / "a.explorer-session.json", session_format.write(desk))
    kept = session_format.read((tmp_path / "a.explorer-session.json").read_bytes()).state
    assert kept.model is not None
    assert clean(kept.model.name)
    script = session_script([Step(LoadModel(f"/m/{TOKEN}"), None, None)], threads=1)
    atomic_write.write(tmp_path / "a.py", script)
    compile((tmp_path / "a.py").read_text("utf-8"), "a.py", "exec")
    table = io.StringIO()
    csv.writer(table).writerow(SENTENCES)
    atomic_write.write(tmp_path / "a.csv", table.getvalue())
    atomic_write.write(tmp_path / "a.json", json.dumps({"texts": SENTENCES}))
    json.loads((tmp_path / "a.json").read_text("utf-8"))
    for file in tmp_path.iterdir():
        assert clean(file.read_text("utf-8")), file.name


# -- a server that echoes --------------------------------------------------------------------


class Echo(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen."""

    def do_GET(self) -> None:
        said = json.dumps({"id": self.headers["Authorization"], "tags": [TOKEN]}).encode()
        self.send_response(200)
        self.send_header("x-error-message", self.headers["Authorization"] or "")
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)


@pytest.fixture
def echo() -> Iterator[str]:
    with network.allowed():  # it looks its own name up
        server = HTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_answer_that_echoes_the_token_does_not_come_in_with_it(echo: str) -> None:
    with HubConnection(echo) as wire:
        answer = wire.get("/api/models/x", token=TOKEN)
    assert TOKEN.encode() not in answer.body
    assert json.loads(answer.body)["id"] == "Bearer …"
    assert clean(" ".join(answer.headers.values()))
