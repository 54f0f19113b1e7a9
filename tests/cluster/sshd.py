"""An ssh server of a test's own: on a free port of the loopback address, with a key of its own.

The system's `ssh` is what is tried; a wrapper before it on PATH gives it a config of the test's, so
that neither a person's keys nor her known hosts are touched.
"""

from __future__ import annotations

import getpass
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from explorer.boundary import network
from explorer.lanes import pairing
from tests.cluster.conftest import with_disk
from tests.conftest import ROOT

_SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
_SSH, _KEYGEN = shutil.which("ssh"), shutil.which("ssh-keygen")
_SEPARATED = Path("/run/sshd")
"""Where a server that root starts leaves its rights; the system's own service makes it."""


def missing() -> str:
    """Why there can be no server here; empty where there can."""
    lacking = sys.platform == "win32" or None in (_SSHD, _SSH, _KEYGEN)
    return "ssh is tried with a server of its own: the package openssh-server" if lacking else ""


class Server:
    """A computer that lets this test in by key. `address` is how the program is reached there."""

    def __init__(self, folder: Path, *options: str) -> None:
        if why := missing():
            pytest.skip(why)
        if os.geteuid() == 0:
            _SEPARATED.mkdir(exist_ok=True)
        self._folder = folder
        folder.mkdir()
        self.home = folder / "home"
        self.known, self.key, self._host_key = (
            folder / name for name in ("known_hosts", "key", "host_key")
        )
        for key in (self.key, self._host_key):
            self.make_key(key)
        with socket.socket() as line:
            line.bind(("127.0.0.1", 0))
            self.port = line.getsockname()[1]
        config = folder / "sshd_config"
        config.write_text(
            "\n".join(
                (
                    *options,  # the first of two lines counts
                    "ListenAddress 127.0.0.1",
                    f"Port {self.port}",
                    f"HostKey {self._host_key}",
                    f"AuthorizedKeysFile {self.key}.pub",
                    "PidFile none",
                    "StrictModes no",
                    "UsePAM no",
                    "PasswordAuthentication no",
                    "KbdInteractiveAuthentication no",
                )
            ),
            "ascii",
        )
        self._process = subprocess.Popen(
            [str(_SSHD), "-D", "-E", str(folder / "log"), "-f", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._await()
        self.know(self._host_key)
        self.program = self.command(
            "transformer-explorer",
            f"cd {shlex.quote(str(ROOT))}",
            f"export HOME={shlex.quote(str(self.home))} XDG_DATA_HOME= XDG_CACHE_HOME= HF_HOME=",
            f'exec {shlex.quote(sys.executable)} -m explorer "$@"',
        )
        self.home.mkdir()
        self.ended = folder / "ended"

    def on_disk(self, size: str) -> Path:
        """The program, with a disk of this size for the folder `disk` and temporary files.

        When it has ended, `ended` holds the time.
        """
        disk = self.home / "disk"
        before = with_disk(disk, size)
        return self.command(
            "on_disk",
            f"export TMPDIR={shlex.quote(str(disk))}",
            f'{shlex.join((*before, str(self.program)))} "$@"',
            "status=$?",
            f"date +%s.%N > {shlex.quote(str(self.ended))}",
            "exit $status",
        )

    def make_key(self, path: Path) -> None:
        """A new pair of keys."""
        subprocess.run([str(_KEYGEN), "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)

    def know(self, host_key: Path) -> None:
        """This is the host's key, as far as the person knows."""
        public = Path(f"{host_key}.pub").read_text("ascii")
        self.known.write_text(f"[127.0.0.1]:{self.port} {public}", "ascii")

    def change_host_key(self) -> None:
        """The person knew this host by another key."""
        other = self._folder / "other_host_key"
        self.make_key(other)
        self.know(other)

    def change_key(self) -> None:
        """The person has another key than the server lets in."""
        self.key.unlink()
        other = self.key.with_name("other_key")
        self.make_key(other)
        other.rename(self.key)

    def answering(self, **change: object) -> Path:
        """A program that says at once that it is shared, with something else in its pairing."""
        line = json.loads(pairing.line("gpu1", "127.0.0.1:9", pairing.make().window)) | change
        text = json.dumps(line, separators=(",", ":"))
        return self.command("other", f"printf '%s\\n' {shlex.quote(text)}", "cat > /dev/null")

    def command(self, name: str, *lines: str) -> Path:
        """A program of the other computer."""
        path = self._folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(("#!/bin/sh", *lines, "")), "utf-8")
        path.chmod(0o755)
        return path

    def address(self, program: Path | None = None) -> str:
        """Where the program is, or another one that takes its place."""
        return f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{program or self.program}"

    def on_path(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on `ssh` is the system's with this config."""
        config = self._folder / "ssh_config"
        config.write_text(
            f'IdentityFile "{self.key}"\nIdentitiesOnly yes\nIdentityAgent none\n'
            f'UserKnownHostsFile "{self.known}"\nGlobalKnownHostsFile /dev/null\n',
            "utf-8",
        )
        fake_ssh(self._folder, monkeypatch, f'exec {_SSH} -F {shlex.quote(str(config))} "$@"')

    def programs(self) -> list[psutil.Process]:
        """What this computer has running of the program: other tests have theirs meanwhile."""
        found = []
        for process in psutil.process_iter(["cmdline", "environ"]):
            line, settings = process.info["cmdline"] or [], process.info["environ"] or {}
            at_home = settings.get("HOME") == str(self.home)
            if at_home and "--share" in line and "--pairing" in line and "-m" in line:
                found.append(process)
        return found

    def sessions(self) -> list[psutil.Process]:
        """The processes of the server that hold the connections."""
        if self._process.poll() is not None:
            return []
        own = psutil.Process(self._process.pid).children(recursive=True)
        return [each for each in own if each.name().startswith("sshd")]

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _await(self) -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with network.allowed(), socket.socket() as line:
                if line.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self._process.poll() is None, (self._folder / "log").read_text()
            time.sleep(0.02)
        raise AssertionError("the ssh server does not listen")


def fake_ssh(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """From now on `ssh` is this script of the shell."""
    path = folder / "path" / "ssh"
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("\n".join(("#!/bin/sh", *lines, "")), "utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
