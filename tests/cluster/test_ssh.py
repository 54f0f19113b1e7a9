"""Another computer by ssh: with the system's ssh and a real server, and with sentences of a fake.

The server is the test's own, on the loopback address; the program there has a home of its own.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

pytest.importorskip("distributed", reason="another computer needs the package distributed")
if sys.platform == "win32":
    pytest.skip("the programs of these tests are scripts of a shell", allow_module_level=True)

from explorer.boundary import network, ssh_address
from explorer.boundary.ssh_address import BadAddress, SshAddress
from explorer.lanes import pairing
from explorer.protocol import failures
from explorer.protocol.computer import Connect, Disconnect
from explorer.protocol.failures import Failure
from explorer.protocol.job import Stopped
from explorer.protocol.model import LoadModel, ModelReady
from explorer.protocol.run import OutputRead, ReadOutput, Run, RunResult
from tests.cluster.conftest import There, bare_logits
from tests.cluster.sshd import Server, fake_ssh
from tests.cluster.test_faults import STORIES, until

FAKE = "ssh://ada@gpu1:2222"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    network.guard()
    made = Server(tmp_path / "there")
    made.on_path(monkeypatch)
    yield made
    made.end()


def failing(lane: There, address: str) -> Failure:
    """How connecting fails: with a sentence, and a way to try again."""
    with pytest.raises(Failure) as failed:
        lane(Connect(address))
    assert failed.value.remedy is not None
    return failed.value


def own_ssh() -> list[psutil.Process]:
    """What this process has started of ssh and not ended; the server is another program."""
    return [each for each in psutil.Process().children() if each.name() == "ssh"]


# -- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ssh://gpu1", SshAddress("gpu1")),
        ("SSH://ada@gpu1.example.org:2222/", SshAddress("gpu1.example.org", "ada", 2222)),
        ("ssh://ada@[::1]:22", SshAddress("::1", "ada", 22)),
        ("ssh://gpu1/opt/te/bin/te", SshAddress("gpu1", program="/opt/te/bin/te")),
        ("ssh://gpu1/~/te/.venv/bin/te", SshAddress("gpu1", program="~/te/.venv/bin/te")),
    ],
)
def test_an_address(text: str, address: SshAddress) -> None:
    assert ssh_address.parse(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "ssh://",
        "ssh://-oProxyCommand=touch x",
        "ssh://-oProxyCommand=x",
        "ssh://-a@gpu1",
        "ssh://ada@-gpu1",
        "ssh://ada@gpu1:0",
        "ssh://ada@gpu1:65536",
        "ssh://ada@gpu1:-p",
        "ssh://ada:secret@gpu1",
        "ssh://ada@gpu1;x",
        "ssh://ada@gpu1 x",
        "ssh://ada@gpu1\nx",
        "ssh://$(x)@gpu1",
        "ssh://ada@%h",
        "ssh://ada@gpu1/a;x",
        "ssh://ada@gpu1/a b",
        "ssh://ada@gpu1/-x",
        "ssh://ada@gpu1/../x",
        "ssh://ada@gpu1/$(x)",
        "ssh://ada@gpu1/`x`",
        "ssh://adá@gpu1",
        "ssh://" + "a" * 1000,
        "gpu1",
    ],
)
def test_what_is_no_address_never_reaches_ssh(
    text: str, lane: There, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadAddress):
        ssh_address.parse(text)
    started = tmp_path / "started"
    fake_ssh(tmp_path, monkeypatch, f"touch {shlex.quote(str(started))}")
    if ssh_address.is_address(text):
        assert isinstance(failing(lane, text), failures.SshAddressRefused)
    assert not started.exists()


# -- a real server -------------------------------------------------------------------------------


@pytest.mark.timeout(400)
def test_the_program_there_is_started_used_and_ended(server: Server, lane: There) -> None:
    # What a shell there writes when it begins is passed over.
    noisy = server.command("noisy", "echo Welcome", "echo Mail >&2", f'exec {server.program} "$@"')
    lane.connect(server.address(noisy))
    (there,) = server.programs()
    own = [there, *there.children()]
    listening = [
        line.laddr
        for process in (*own, *own_ssh())
        for line in process.net_connections("inet")
        if line.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert {line.ip for line in listening} == {"127.0.0.1"}
    opened = lane(LoadModel(STORIES, "stories"))
    assert isinstance(opened, ModelReady)
    ran = lane(Run(("Once upon a time",)))
    assert isinstance(ran, RunResult)
    values = lane(ReadOutput("logits"))
    assert isinstance(values, OutputRead)
    assert np.array_equal(values.values, bare_logits(STORIES, "Once upon a time"))
    assert not list(server.home.rglob("*certificates*"))
    assert not list(server.home.rglob(f"*{pairing.ENDING}"))
    lane(Disconnect())
    assert not own_ssh()
    psutil.wait_procs(own, 30)
    assert not server.programs()
    assert not lane.lost


@pytest.mark.timeout(400)
def test_a_connection_that_is_cut_is_told_and_leaves_nothing_there(
    server: Server, lane: There
) -> None:
    lane.connect(server.address())
    (ssh,) = own_ssh()
    ssh.kill()
    until(lambda: lane.lost)
    assert isinstance(lane.lost[0], failures.ConnectionLost)
    until(lambda: not server.programs(), 60)


def test_a_host_that_is_not_known_is_not_answered_for(server: Server, lane: There) -> None:
    server.known.write_text("", "ascii")
    failure = failing(lane, server.address())
    assert isinstance(failure, failures.SshHostKeyNew)
    assert f"ssh -p {server.port} " in failure.sentence
    assert server.known.read_text("ascii") == ""
    assert not own_ssh()


def test_a_host_whose_key_is_another(server: Server, lane: There) -> None:
    server.change_host_key()
    failure = failing(lane, server.address())
    assert isinstance(failure, failures.SshHostKeyChanged)
    assert "IDENTIFICATION HAS CHANGED" in failure.details
    # What it says to do removes the old key, so that the host is a new one.
    remove = shlex.split(failure.sentence.partition("terminal with ")[2].partition(",")[0])
    subprocess.run([*remove, "-f", str(server.known)], check=True, capture_output=True)
    assert isinstance(failing(lane, server.address()), failures.SshHostKeyNew)


def test_a_person_without_a_key(server: Server, lane: There) -> None:
    server.change_key()
    failure = failing(lane, server.address())
    assert isinstance(failure, failures.SshDenied)
    assert "never asks for passwords" in failure.sentence


def test_a_key_that_is_locked_is_not_asked_for(server: Server, lane: There) -> None:
    subprocess.run(
        ["ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", str(server.key)], check=True
    )
    assert isinstance(failing(lane, server.address()), failures.SshDenied)


def test_nothing_is_installed_there(server: Server, lane: There) -> None:
    failure = failing(lane, server.address(Path("/nowhere/transformer-explorer")))
    assert isinstance(failure, failures.NoProgramThere)
    assert "pip install" in failure.sentence


@pytest.mark.timeout(400)
def test_a_server_that_forwards_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lane: There
) -> None:
    made = Server(tmp_path / "there", "AllowTcpForwarding no")
    made.on_path(monkeypatch)
    try:
        assert isinstance(failing(lane, made.address()), failures.SshForwardingRefused)
        until(lambda: not made.programs(), 60)
    finally:
        made.end()


def test_nobody_listens(server: Server, lane: There) -> None:
    server.end()
    assert isinstance(failing(lane, server.address()), failures.SshSilent)


def test_packages_are_missing_there(server: Server, lane: There) -> None:
    program = server.command(
        "bare", "echo 'the package distributed is needed' >&2", f"exit {pairing.PACKAGES_MISSING}"
    )
    failure = failing(lane, server.address(program))
    assert isinstance(failure, failures.ClusterMissingThere)
    assert "distributed is needed" in failure.details


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"version": "0.0.1"}, failures.OtherVersion),
        ({"address": "10.0.0.1:8786"}, failures.AnswerRefused),
        ({"address": "-"}, failures.AnswerRefused),
        ({"certificate": None}, failures.AnswerRefused),
    ],
)
def test_another_version_or_a_strange_answer(
    server: Server, lane: There, change: dict[str, object], kind: type[Failure]
) -> None:
    with pytest.raises(kind):
        lane(Connect(server.address(server.answering(**change))))
    assert not own_ssh()


def test_a_port_that_is_taken_there_is_tried_again_and_not_for_ever(
    server: Server, lane: There, tmp_path: Path
) -> None:
    tries = tmp_path / "tries"
    program = server.command(
        "taken", f'echo "$@" >> {shlex.quote(str(tries))}', f"exit {pairing.PORT_TAKEN}"
    )
    assert isinstance(failing(lane, server.address(program)), failures.NotStartedThere)
    lines = tries.read_text("utf-8").splitlines()
    assert len(lines) == len(set(lines)) == 3


def test_stop_ends_what_was_begun(server: Server, lane: There, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    program = server.command("slow", f"touch {shlex.quote(str(begun))}", "exec cat")

    def check() -> None:
        if begun.exists():
            raise Stopped

    with pytest.raises(Stopped):
        lane(Connect(server.address(program)), check=check)
    assert not own_ssh()


# -- what ssh says -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("ssh: Could not resolve hostname gpu1: Name or service not known", "SshHostUnknown"),
        ("ssh: connect to host gpu1 port 2222: Connection refused", "SshSilent"),
        ("ssh: connect to host gpu1 port 2222: Connection timed out", "SshSilent"),
        ("ssh: connect to host gpu1 port 2222: No route to host", "SshSilent"),
        ("kex_exchange_identification: Connection closed by remote host", "SshSilent"),
        ("Host key verification failed.", "SshHostKeyNew"),
        ("No ED25519 host key is known for gpu1 and you have requested strict", "SshHostKeyNew"),
        ("@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @", "SshHostKeyChanged"),
        ("ada@gpu1: Permission denied (publickey,password).", "SshDenied"),
        ("Received disconnect: Too many authentication failures", "SshDenied"),
        ("/home/ada/.ssh/config: line 3: Bad configuration option: x", "SshFailed"),
        ("", "SshFailed"),
    ],
)
def test_each_sentence_of_ssh_is_one_of_this_program(
    line: str, kind: str, lane: There, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_ssh(tmp_path, monkeypatch, f"echo {shlex.quote(line)} >&2", "exit 255")
    failure = failing(lane, FAKE)
    assert type(failure).__name__ == kind
    assert "gpu1" in failure.sentence
    assert line in failure.details


@pytest.mark.parametrize(
    ("line", "status", "kind"),
    [
        ("bash: transformer-explorer: command not found", 127, "NoProgramThere"),
        ("transformer-explorer: Permission denied", 126, "NoProgramThere"),
        ("'transformer-explorer' is not recognized as an internal command", 1, "NoProgramThere"),
        ("transformer-explorer: error: unrecognized arguments: --share", 2, "NotStartedThere"),
        ("[Errno 28] No space left on device", pairing.DISK_FULL, "DiskFullThere"),
        ("", 0, "NotStartedThere"),
    ],
)
def test_how_the_program_there_ends_is_a_sentence(
    line: str, status: int, kind: str, lane: There, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_ssh(tmp_path, monkeypatch, f"echo {shlex.quote(line)} >&2", f"exit {status}")
    assert type(failing(lane, FAKE)).__name__ == kind


def test_ssh_is_asked_for_nothing_it_could_misunderstand(
    lane: There, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = tmp_path / "arguments"
    fake_ssh(
        tmp_path, monkeypatch, f'printf "%s\\n" "$@" > {shlex.quote(str(arguments))}', "exit 255"
    )
    failing(lane, f"{FAKE}/~/te/bin/te")
    lines = arguments.read_text("utf-8").splitlines()
    assert lines[lines.index("--") + 1 :][:1] == ["gpu1"]
    assert lines[-1].startswith("~/te/bin/te --share 127.0.0.1 --port ")
    assert "-oBatchMode=yes" in lines
    assert {"-p2222", "-lada"} <= set(lines)
    forwards = [line for line in lines if line.startswith("-L")]
    assert len(forwards) == 2
    assert all(line.startswith("-L127.0.0.1:") and ":127.0.0.1:" in line for line in forwards)


def test_a_computer_without_ssh(
    lane: There, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert isinstance(failing(lane, FAKE), failures.SshMissing)


def test_a_program_that_says_too_much_is_not_read_for_ever(
    lane: There, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_ssh(tmp_path, monkeypatch, "yes | head -c 3000000", "exec cat")
    begun = time.monotonic()
    assert isinstance(failing(lane, FAKE), failures.NotStartedThere)
    assert time.monotonic() - begun < 60
