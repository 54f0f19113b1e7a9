"""A shared computer as a process of its own, and a lane that works on it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from explorer.boundary import network
from explorer.lanes.far import Switch, Switchboard
from explorer.protocol.computer import Connect, Connected, Disconnect
from explorer.protocol.failures import Failure
from explorer.protocol.job import Check, Report, Request
from tests.conftest import ROOT


@dataclass
class Shared:
    """A computer that is shared: its process, its home and its pairing file."""

    process: subprocess.Popen[str]
    home: Path
    pairing: Path

    @property
    def worker(self) -> psutil.Process:
        """The process with the model."""
        return psutil.Process(self.process.pid).children()[0]

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        if self.process.stdout is not None:
            self.process.stdout.close()


def environment_of(home: Path) -> dict[str, str]:
    """What makes a folder the home of a program."""
    return {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "HF_HOME": str(home / "hf"),
    }


def share(home: Path, *more: str, before: Sequence[str] = (), **settings: str) -> Shared:
    """Share this computer, with a home of its own, and wait for the pairing file.

    `more` follows --share, `before` is what the command is started by, and `settings` are put into
    its environment.
    """
    pytest.importorskip("distributed", reason="another computer needs the package distributed")
    home.mkdir(parents=True, exist_ok=True)
    pairing = home / "pairing.json"
    environment = {**os.environ, **environment_of(home), **settings}
    command = [*before, sys.executable, "-m", "explorer", "--share", *more, "--port", "0"]
    process = subprocess.Popen(
        [*command, "--pairing", str(pairing)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl+C" in line:
            return Shared(process, home, pairing)
    raise AssertionError(f"not shared: {lines}")


def with_disk(folder: Path, size: str) -> tuple[str, ...]:
    """What a command is started by for which this folder is a disk of this size; Linux alone."""
    folder.mkdir(parents=True)
    mount = f'mount -t tmpfs -o size={size} tmpfs "$0" && exec "$@"'
    return ("unshare", "--map-root-user", "--mount", "sh", "-c", mount, str(folder))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """One for a module: it needs some seconds to begin."""
    made = share(tmp_path_factory.mktemp("there") / "home")
    yield made
    made.end()


def bare_logits(path: str, text: str) -> NDArray[np.float32]:
    """What bare transformers gives here, with one thread as there: float32 [1, tokens, words]."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, logging

    tokenizer = AutoTokenizer.from_pretrained(path)
    logging.disable_progress_bar()  # its monitor is a thread that stays
    model = AutoModelForCausalLM.from_pretrained(path).eval()
    torch.set_num_threads(1)
    with torch.no_grad():
        logits: NDArray[np.float32] = model(**tokenizer(text, return_tensors="pt")).logits.numpy()
    return logits


def never_stopped() -> None:
    """The check of a job that nobody stops."""


def unheard(text: str, fraction: float | None = None, partial: object = None) -> None:
    """The report of a job that nobody watches."""


def nothing_here(request: Request, check: Check, report: Report) -> object:
    """The engine of this computer, which must not be asked."""
    raise AssertionError(f"{request} was done here")


class There:
    """The model's lane, on the shared computer: `there(request)`."""

    def __init__(self) -> None:
        self.lost: list[Failure] = []
        self.board = Switchboard()
        self.board.lost = self.lost.append
        self.switch = Switch(self.board, "model", nothing_here)

    def __call__(
        self, request: Request, check: Check = never_stopped, report: Report = unheard
    ) -> object:
        return self.switch(request, check, report)

    def connect(self, pairing: Path | str) -> Connected:
        """By a pairing file, or by an address for ssh."""
        result = self(Connect(str(pairing)))
        assert isinstance(result, Connected)
        return result


@pytest.fixture(scope="module")
def there(shared: Shared) -> Iterator[There]:
    """Connected to the shared computer."""
    network.guard()
    lane = There()
    lane.connect(shared.pairing)
    yield lane
    lane(Disconnect())


Sharing = Callable[..., Shared]


@pytest.fixture
def sharing(tmp_path: Path) -> Iterator[Sharing]:
    """Shares another computer, as often as it is called."""
    made: list[Shared] = []

    def begin(*more: str) -> Shared:
        made.append(share(tmp_path / f"home{len(made)}", *more))
        return made[-1]

    yield begin
    for each in made:
        each.end()


@pytest.fixture
def lane() -> Iterator[There]:
    """A lane that works on another computer as soon as one is connected."""
    made = There()
    yield made
    made(Disconnect())


def processes_at(home: Path) -> list[psutil.Process]:
    """The living processes that have this home."""
    found = []
    for process in psutil.process_iter(["environ", "status"]):
        settings, dead = process.info["environ"] or {}, psutil.STATUS_ZOMBIE
        if settings.get("HOME") == str(home) and process.info["status"] != dead:
            found.append(process)
    return found
