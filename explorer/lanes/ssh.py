"""The program on another computer, started over the system's own `ssh` and reached through it.

The person's keys, agent, known hosts and config are ssh's business: it is never asked for more than
it does without a question, so no password and no answer about a host's key passes through here.
There the program listens on its loopback address alone; ssh forwards two ports to it. The pairing,
which is made for this one connection, comes over the connection's standard output and is written to
no disk. The other program ends when its standard input does, however this one ends.

Dask's own SSHCluster was looked at: it needs asyncssh, which reads only part of an ssh config and
has no Match exec and no system's agents on Windows, and its workers listen in the open network.
"""

from __future__ import annotations

import collections
import contextlib
import os
import queue
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec

from explorer import __version__
from explorer.boundary.ssh_address import SshAddress
from explorer.lanes import pairing
from explorer.lanes.pairing import DISK_FULL, PACKAGES_MISSING, PORT_TAKEN, Pairing
from explorer.protocol.failures import (
    AnswerRefused,
    ClusterMissingThere,
    ConnectionLost,
    DiskFullThere,
    Failure,
    NoProgramThere,
    NotStartedThere,
    OtherVersion,
    SshDenied,
    SshFailed,
    SshForwardingRefused,
    SshHostKeyChanged,
    SshHostKeyNew,
    SshHostUnknown,
    SshMissing,
    SshSilent,
)
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

LOOPBACK = "127.0.0.1"
_TURN = 0.05
_TRIES = 3
_PATIENCE = 120.0
"""Seconds that the program may need to begin there: it imports Dask, on a slow disk."""
_LAST_WORDS_S = 0.3
_OWN_ENDING = 255
"""ssh's exit status where it is ssh that failed; else it is that of the program there."""
_NOT_FOUND, _NOT_RUN = 127, 126
_LONGEST_LINE, _MOST_LINES = 100_000, 200
_FIRST_PORT, _PORTS = 20_000, 6_000
"""Pairs of ports there are drawn from below those that systems give out by themselves."""
_ASK_EVERY, _UNANSWERED = 1, 2
GIVES_UP_S = float(_ASK_EVERY * (_UNANSWERED + 1))
"""How long nothing may come through before ssh ends the connection: the cable is pulled."""
_OPTIONS = (
    "-T",
    "-x",
    "-a",
    "-oBatchMode=yes",
    "-oConnectTimeout=15",
    "-oExitOnForwardFailure=no",  # forwards of a person's own config may be taken already
    "-oRemoteCommand=none",
    "-oLogLevel=INFO",  # its sentences are read here
    "-oControlMaster=no",  # one that is open already is used
    f"-oServerAliveInterval={_ASK_EVERY}",
    f"-oServerAliveCountMax={_UNANSWERED}",
)
"""No terminal, no windows, no agent there; never a question; a pulled cable is noticed."""
_KEY_CHANGED = ("identification has changed", "host key has changed")
_KEY_NEW = ("host key verification failed", "host key is known for")
_UNKNOWN = ("could not resolve hostname",)
_DENIED = ("permission denied", "too many authentication failures")
_SILENT = (
    "connection refused",
    "timed out",
    "no route to host",
    "network is unreachable",
    "connection closed",
    "connection reset",
    "banner exchange",
    "kex_exchange_identification",
)
"""Of OpenSSH's own sentences, which come in English alone."""


def program() -> str:
    """Where this computer's ssh is. Raises SshMissing."""
    if sys.platform == "win32":
        # `which` looks into the current folder first there; the system's own comes before that.
        own = Path(os.environ.get("SYSTEMROOT", "C:\\Windows"), "System32", "OpenSSH", "ssh.exe")
        if own.is_file():
            return str(own)
    path = shutil.which("ssh")
    if path is None:
        raise SshMissing
    return path


class Tunnel:
    """The program on another computer, for as long as this is open. Not for two threads at once,
    but for `close`.
    """

    def __init__(self, address: SshAddress) -> None:
        self._address = address
        self._process: subprocess.Popen[bytes] | None = None
        self._threads: list[threading.Thread] = []
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._errors: collections.deque[str] = collections.deque(maxlen=_MOST_LINES)
        self._closing = threading.Lock()
        self._routes: dict[str, str] = {}

    def open(self, check: Check, report: Report) -> Pairing:
        """Start the program there, and wait until it says how it is reached. Raises a Failure."""
        ssh = program()
        for _ in range(_TRIES):
            report(tr("Starting Transformer Explorer on {computer}", computer=self._address.host))
            self._begin(ssh)
            try:
                paired = self._await_pairing(check)
            except BaseException:
                self.close()
                raise
            if paired is not None:
                return paired
            self.close()
        raise NotStartedThere(self._address.host, self._typed, self._text)

    def route(self, place: str) -> str:
        """Where this computer reaches host:port of the other one. Raises KeyError: nothing else."""
        return self._routes[place]

    def failure(self) -> Failure | None:
        """What ssh says of why nothing came through; None where it says nothing."""
        text = self._text
        if "administratively prohibited" in text.lower():
            return SshForwardingRefused(self._address.host, text)
        process = self._process
        return self._judged(process.poll() or 0) if process is not None and process.poll() else None

    def lost(self, computer: str, details: str) -> Failure:
        """What it means that the connection ended; ssh says why a moment after, while it ends."""
        self._threads[-1].join(_LAST_WORDS_S)
        return ConnectionLost(computer, "\n".join(filter(None, (details, self._text))))

    def close(self) -> None:
        """End the program there, and ssh; they may have ended already."""
        with self._closing:
            process, self._process = self._process, None
            if process is None:
                return
            assert process.stdin is not None
            with contextlib.suppress(OSError):
                process.stdin.close()
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for thread in self._threads:
                thread.join(5)
            for pipe in (process.stdout, process.stderr):
                assert pipe is not None
                pipe.close()

    # -- one try -------------------------------------------------------------------------------

    @property
    def _typed(self) -> str:
        """What a person can type to see for herself."""
        return f"{self._address.command} {self._address.program} --version"

    @property
    def _text(self) -> str:
        return "\n".join(self._errors)

    def _begin(self, ssh: str) -> None:
        address = self._address
        port = _FIRST_PORT + 2 * secrets.randbelow(_PORTS)
        there = (port, port + 1)
        here = _free_ports(len(there))
        self._routes = {
            f"{LOOPBACK}:{far}": f"{LOOPBACK}:{near}" for far, near in zip(there, here, strict=True)
        }
        self._errors.clear()
        self._lines = queue.SimpleQueue()
        forwards = (f"-L{near}:{far}" for far, near in self._routes.items())
        self._process = subprocess.Popen(
            [
                ssh,
                *_OPTIONS,
                *forwards,
                *((f"-p{address.port}",) if address.port else ()),
                *((f"-l{address.user}",) if address.user else ()),
                "--",
                address.host,
                f"{address.program} --share {LOOPBACK} --port {port} --pairing -",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            start_new_session=True,  # no terminal that it could ask at, or whose Ctrl+C it hears
        )
        self._threads = [
            threading.Thread(target=read, args=(self._process,), name="ssh", daemon=True)
            for read in (self._read_lines, self._read_errors)
        ]
        for thread in self._threads:
            thread.start()

    def _read_lines(self, process: subprocess.Popen[bytes]) -> None:
        """The one line that counts, among what a shell there may write when it begins."""
        assert process.stdout is not None
        lines = self._lines
        for _ in range(_MOST_LINES):
            line = process.stdout.readline(_LONGEST_LINE)
            if not line:
                break
            if line.startswith(pairing.BEGINNING):
                lines.put(line)
                break
        else:
            lines.put(None)
        while process.stdout.read(_LONGEST_LINE):  # it is never kept from writing
            pass
        lines.put(None)

    def _read_errors(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stderr is not None
        while line := process.stderr.readline(_LONGEST_LINE):
            self._errors.append(line.decode("utf-8", "replace").rstrip()[:2_000])

    def _await_pairing(self, check: Check) -> Pairing | None:
        """The pairing; None where a port was taken, there or here."""
        process = self._process
        assert process is not None
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            check()
            try:
                line = self._lines.get(timeout=_TURN)
            except queue.Empty:
                continue
            if line is not None:
                return None if self._is_taken_here else self._paired(line)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            for thread in self._threads:
                thread.join(1)  # its last words
            if process.returncode == PORT_TAKEN:
                return None
            raise self._judged(process.returncode or 0)
        raise NotStartedThere(self._address.host, self._typed, self._text)

    @property
    def _is_taken_here(self) -> bool:
        """Whether ssh could not listen at a port that was free a moment ago."""
        ports = [near.rpartition(":")[2] for near in self._routes.values()]
        text = self._text
        return any(f"cannot listen to port: {port}" in text for port in ports)

    def _paired(self, line: bytes) -> Pairing:
        """The pairing with the address at which it is reached from here."""
        host = self._address.host
        try:
            sent = pairing.received(line)
        except (ValueError, msgspec.MsgspecError) as error:
            raise AnswerRefused(host, str(error)) from error
        if sent.version != __version__:
            raise OtherVersion(host, sent.version, __version__)
        try:
            return msgspec.structs.replace(sent, address=self.route(sent.address))
        except KeyError as error:
            raise AnswerRefused(host, f"a scheduler at {sent.address}") from error

    def _judged(self, status: int) -> Failure:
        """What it means that ssh ended with this exit status."""
        host, text = self._address.host, self._text
        command = self._address.command
        if status == PACKAGES_MISSING:
            return ClusterMissingThere(host, text)
        if status == DISK_FULL:
            return DiskFullThere(host, text)
        if status in (_NOT_FOUND, _NOT_RUN) or "is not recognized as" in text:
            return NoProgramThere(self._address.person_at_host, self._address.program, text)
        if status != _OWN_ENDING:
            return NotStartedThere(host, self._typed, text)
        words = text.lower()

        def says(phrases: tuple[str, ...]) -> bool:
            return any(phrase in words for phrase in phrases)

        if says(_KEY_CHANGED):  # before the next, which it says as well
            return SshHostKeyChanged(host, self._address.known_as, text)
        if says(_KEY_NEW):
            return SshHostKeyNew(host, command, text)
        if says(_UNKNOWN):
            return SshHostUnknown(host, text)
        if says(_DENIED):
            return SshDenied(host, command, text)
        if says(_SILENT):
            return SshSilent(host, text)
        return SshFailed(host, command, text)


def _free_ports(count: int) -> list[int]:
    """Ports of the loopback address that are free now."""
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(socket.socket()) for _ in range(count)]
        for line in lines:
            line.bind((LOOPBACK, 0))
        return [line.getsockname()[1] for line in lines]
