"""Whatever goes wrong with the other computer is a sentence within two seconds."""

from __future__ import annotations

import json
import signal
import socket
import stat
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

pytest.importorskip("distributed", reason="another computer needs the package distributed")

from explorer import resources
from explorer.features.generation.protocol import Generate
from explorer.features.sessions.protocol import ReadSession
from explorer.features.text_table.compute.read import read_texts
from explorer.features.text_table.protocol import ReadTexts, RunTexts
from explorer.lanes import link, pairing
from explorer.protocol.computer import Connect, Disconnect, Disconnected
from explorer.protocol.failures import (
    ClusterMissing,
    ComputerBusy,
    ComputerSilent,
    ConnectionLost,
    Failure,
    ForeignCertificate,
    NotThere,
    OtherVersion,
    PairingDamaged,
)
from explorer.protocol.job import Request, Stopped
from explorer.protocol.model import LoadModel, ModelReady, ModelUnloaded, Prepared, ShowModel
from explorer.protocol.run import Tokenize
from tests.cluster.conftest import Shared, Sharing, There, never_stopped, unheard
from tests.model.tiny import Holder
from tests.surveys import faults_far

STORIES = next(
    str(path)
    for path in sorted(resources.path("models").iterdir())
    if path.is_dir() and "LMHeadModel" in (path / "config.json").read_text("utf-8")
)
SOON = 2.0


def until(fact: Any, seconds: float = 20) -> float:
    """Wait until it is true; how long that took."""
    begun = time.monotonic()
    while not fact():
        assert time.monotonic() - begun < seconds
        time.sleep(0.005)
    return time.monotonic() - begun


def test_a_window_that_waits_for_nothing_is_told_that_the_worker_was_killed(
    sharing: Sharing, lane: There
) -> None:
    shared = sharing()
    lane.connect(shared.pairing)
    shared.worker.kill()
    assert until(lambda: lane.lost) < SOON
    with pytest.raises(ConnectionLost, match="everything on this computer is safe"):
        lane(Tokenize(("a",)))
    lane(Disconnect())
    lane.lost.clear()
    lane.connect(shared.pairing)  # another worker is there already, or soon
    assert not lane.lost


def test_a_job_under_way_ends_where_the_worker_is_killed(sharing: Sharing, lane: There) -> None:
    shared = sharing()
    lane.connect(shared.pairing)
    lane(LoadModel(STORIES, "stories"))
    killed: list[float] = []

    def kill(text: str, fraction: float | None = None, partial: object = None) -> None:
        if partial is not None and not killed:
            killed.append(time.monotonic())
            shared.worker.kill()

    with pytest.raises(ConnectionLost):
        lane(Generate("Once upon a time", max_new_tokens=400), report=kill)
    assert time.monotonic() - killed[0] < SOON


def test_the_scheduler_is_gone(sharing: Sharing, lane: There) -> None:
    shared = sharing()
    lane.connect(shared.pairing)
    shared.process.send_signal(signal.SIGKILL)
    assert until(lambda: lane.lost) < SOON
    assert isinstance(lane.lost[0], ConnectionLost)


def failing(lane: There, file: Path) -> Failure:
    """How connecting with a pairing file fails, which takes no longer than `SOON`."""
    begun = time.monotonic()
    with pytest.raises(Failure) as failed:
        lane(Connect(str(file)))
    assert time.monotonic() - begun < SOON
    return failed.value


def changed(shared: Shared, **values: object) -> Path:
    """Its pairing file with something else in it."""
    told = json.loads(shared.pairing.read_text("utf-8")) | values
    file = shared.home / "changed.json"
    file.write_text(json.dumps(told), "utf-8")
    return file


def test_a_certificate_of_another_computer(
    shared: Shared, sharing: Sharing, lane: There, there: There
) -> None:
    other = json.loads(sharing().pairing.read_text("utf-8"))
    file = changed(shared, certificate=other["certificate"])
    assert isinstance(failing(lane, file), ForeignCertificate)


def test_new_certificates_make_an_old_file_worthless(sharing: Sharing, lane: There) -> None:
    shared = sharing()
    old = json.loads(shared.pairing.read_text("utf-8"))
    shared.end()
    pairing.certificates(shared.home / "data" / "transformer-explorer" / "share" / "x.json")
    again = pairing.certificates(shared.home / "again.json")
    assert again.window.authority != old["certificate"]["authority"]


def test_nobody_is_there(shared: Shared, lane: There, there: There) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = changed(shared, address=f"127.0.0.1:{port}")
    assert isinstance(failing(lane, file), ComputerSilent)


def test_another_version(
    sharing: Sharing, lane: There, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = sharing()
    monkeypatch.setattr(link, "__version__", "0.0.1")
    failure = failing(lane, shared.pairing)
    assert isinstance(failure, OtherVersion)
    assert "0.0.1" in failure.sentence


def test_one_window_at_a_time(shared: Shared, there: There, lane: There) -> None:
    assert isinstance(failing(lane, shared.pairing), ComputerBusy)


def test_damaged_files(shared: Shared, lane: There, tmp_path: Path) -> None:
    whole = shared.pairing.read_text("utf-8")
    told = json.loads(whole)
    key = {**told["certificate"], "key": told["certificate"]["key"][:80]}
    bad: list[object] = [
        whole[: len(whole) // 2],
        "",
        "[]",
        "{}",
        "\0" * 100,
        "x" * 200_000,
        json.dumps({**told, "kind": "another"}),
        json.dumps({**told, "address": "nowhere"}),
        json.dumps({**told, "address": "a b:1"}),
        json.dumps({**told, "certificate": key}),
        json.dumps({**told, "certificate": {**told["certificate"], "authority": "none"}}),
        "[" * 1000 + "]" * 1000,
    ]
    for number, content in enumerate(bad):
        file = tmp_path / f"{number}.json"
        file.write_text(str(content), "utf-8")
        failure = failing(lane, file)
        assert isinstance(failure, PairingDamaged), content
    assert isinstance(failing(lane, tmp_path / "missing.json"), PairingDamaged)
    assert isinstance(failing(lane, tmp_path), PairingDamaged)


def test_without_the_package_it_says_what_to_install(
    shared: Shared, lane: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "distributed"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "explorer.lanes.dask_limits", raising=False)
    failure = failing(lane, shared.pairing)
    assert isinstance(failure, ClusterMissing)
    assert "pip install distributed" in failure.sentence


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_keys_are_for_their_owner_alone(shared: Shared) -> None:
    for file in (shared.pairing, *(shared.home / "data").rglob("certificates.json")):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_only_two_ports_are_open_at_the_address_asked_for(shared: Shared, there: There) -> None:
    addresses = [
        (line.laddr.ip, line.laddr.port)
        for process in (shared.worker, psutil.Process(shared.worker.ppid()))
        for line in process.net_connections()
        if line.status == "LISTEN"
    ]
    assert len(addresses) == 2
    assert {ip for ip, _ in addresses} == {"127.0.0.1"}


def test_a_failure_there_is_one_here_with_its_remedy(there: There) -> None:
    with pytest.raises(Failure) as failed:
        there(LoadModel("/no/such/folder", "x"))
    assert "folder" in failed.value.sentence
    assert failed.value.remedy is not None


def test_stop_and_progress(there: There) -> None:
    ready: Any = there(LoadModel(STORIES, "stories"))
    lines = "\n".join(f"Once upon a time there were {n} birds" for n in range(5_000))
    table = read_texts(Holder(), ReadTexts(pasted=lines), never_stopped, unheard)
    asked: list[float] = []
    stop = threading.Event()

    def check() -> None:
        if stop.is_set():
            raise Stopped

    def hear(text: str, fraction: float | None = None, partial: object = None) -> None:
        if partial is not None and not stop.is_set():
            asked.append(time.monotonic())
            stop.set()

    with pytest.raises(Stopped):
        there(RunTexts(ready.summary.serial, table), check, hear)
    assert time.monotonic() - asked[0] < SOON
    there(Tokenize(("and it goes on",)))


def test_what_needs_a_file_of_this_computer_is_refused_beforehand(there: There) -> None:
    with pytest.raises(NotThere, match="Disconnect"):
        there(ShowModel(1))
    with pytest.raises(NotThere, match="cannot be sent to the other computer"):
        there(ReadSession("/some/session.json"))


def test_a_session_that_is_broken_is_called_so_by_its_name(there: There, tmp_path: Path) -> None:
    file = tmp_path / "talk.explorer-session.json"
    file.write_text("{}", "utf-8")
    with pytest.raises(Failure, match=file.name) as failed:
        there(ReadSession(str(file)))
    assert "is no session" in failed.value.sentence or "session" in failed.value.sentence
    assert "explorer-" not in failed.value.sentence.replace(file.name, "")


def test_the_model_here_waits_and_is_back(sharing: Sharing, lane: There) -> None:
    prepared = Prepared("", "", ("cpu",), 1, 0.0)
    ready = ModelReady(None, "created")  # type: ignore[arg-type]
    load = LoadModel("here", "here")
    answers: dict[type, object] = {LoadModel: ready}

    def engine(request: Request, check: object, report: object) -> object:
        return answers.get(type(request), prepared)

    lane.switch._local = engine
    lane(Tokenize(("",)))
    lane(load)
    lane.connect(sharing().pairing)
    back = lane(Disconnect())
    assert isinstance(back, Disconnected)
    assert (back.request, back.ready) == (load, ready)
    answers[LoadModel] = ModelUnloaded("", 0)
    lane(load)
    gone = lane(Disconnect())
    assert isinstance(gone, Disconnected)
    assert gone.ready is None


def test_certificates_that_have_expired_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "certificates.json"
    first = pairing.certificates(file)
    assert pairing.certificates(file) == first
    later = pairing._now() + timedelta(days=1_000)
    monkeypatch.setattr(pairing, "_now", lambda: later)
    assert pairing.certificates(file) != first
    assert pairing.certificates(file) == pairing.certificates(file)


@pytest.mark.timeout(400)
def test_a_sample_of_the_survey_of_faults(tmp_path: Path) -> None:
    for told in faults_far.survey(tmp_path, 13, 8):
        assert not told.wrong, told
