"""Two hosts joined by a cable: a window on one, the shared computer on the other.

`unshare --map-root-user --net python -m tests.cluster.two_hosts FOLDER END` with END "near" or
"far": which end of the cable is pulled. A network of the kernel's own stands for each host
(namespaces), and a pair of virtual Ethernet devices for the cable.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction

from explorer import resources
from explorer.__main__ import start
from tests.cluster.conftest import Shared, share
from tests.journeys.hub_steps import Steps

HERE, THERE = "10.77.0.1", "10.77.0.2"
TEXT = "The capital of France is [MASK]."


class Host:
    """The other one; processes are begun on it by `nsenter`."""

    def __init__(self) -> None:
        self._alive = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "echo; read x"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._alive.stdout is not None
        self._alive.stdout.readline()  # its network is there
        self.enter = ("nsenter", "--target", str(self._alive.pid), "--net")
        _do("ip", "link", "set", "lo", "up")
        cable = ("type", "veth", "peer", "name", "there", "netns", str(self._alive.pid))
        _do("ip", "link", "add", "here", *cable)
        self.do("ip", "link", "set", "lo", "up")
        self.do("ip", "addr", "add", f"{THERE}/24", "dev", "there")
        self.do("ip", "link", "set", "there", "up")
        _do("ip", "addr", "add", f"{HERE}/24", "dev", "here")
        _do("ip", "link", "set", "here", "up")

    def do(self, *command: str) -> None:
        _do(*self.enter, *command)

    def cable(self, end: str, state: str) -> None:
        """Pull one end of the cable ("down"), or put it in again ("up")."""
        if end == "near":
            _do("ip", "link", "set", "here", state)
        else:
            self.do("ip", "link", "set", "there", state)

    def answers(self) -> bool:
        """Whether the network reaches it: for a moment after the cable is in, it does not.

        A connection that is refused was refused by it. Asked in a process of its own: in this one
        the program's guard denies it.
        """
        ask = "import errno, socket, sys; s = socket.socket(); s.settimeout(2); "
        ask += "sys.exit(s.connect_ex((sys.argv[1], 1)) != errno.ECONNREFUSED)"
        return not subprocess.run([sys.executable, "-c", ask, THERE]).returncode

    def end(self) -> None:
        self._alive.communicate(b"\n")


def _do(*command: str) -> None:
    subprocess.run(command, check=True)


@contextmanager
def _shared(host: Host, home: Path) -> Iterator[Shared]:
    made = share(home, THERE, before=host.enter)
    try:
        yield made
    finally:
        made.end()


def _run(steps: Steps) -> np.ndarray:
    """Open a bundled model and run it; its logits."""
    window = steps.window
    window.load(str(resources.path("models", "mini-world-bert")), "mini-world-bert")
    steps.until("the model is open", lambda: window.summary is not None)
    steps.type_text("textInput", TEXT)
    steps.press("runButton")
    steps.until("it has run", lambda: window.inference.ran is not None and not window.model.jobs)
    return steps.logits()


def _journey(folder: Path, end: str) -> dict[str, float]:
    host = Host()
    window = start(["--empty", "--profile", str(folder / "profile")])
    steps = Steps(window)
    pulses = [time.monotonic()]
    timer = QTimer(window)
    timer.timeout.connect(lambda: pulses.append(time.monotonic()))
    timer.start(20)
    with _shared(host, folder / "there") as shared:
        steps.until("the program is ready", lambda: window.prepared is not None)
        window.workbench.connection.connect_to(str(shared.pairing))
        steps.until("it is connected", lambda: window.state.computer is not None)
        far = _run(steps)

        host.cable(end, "down")
        pulled, first = time.monotonic(), len(pulses)
        steps.until("the loss is said", lambda: "was lost" in window.message_bar.sentence.text())
        told = time.monotonic() - pulled
        gaps = [after - before for before, after in itertools.pairwise(pulses[first:])]
        steps.until("it works here again", lambda: window.state.computer is None)
        here = _run(steps)
        assert np.array_equal(far, here), "other numbers there"

        host.cable(end, "up")
        steps.until("the network reaches it", host.answers)
        window.workbench.connection.connect_to(str(shared.pairing))
        steps.until("it is connected again", lambda: window.state.computer is not None)
        assert np.array_equal(_run(steps), here), "other numbers after the cable is in again"
        steps.find(QAction, "disconnectAction").trigger()
        steps.until("it is disconnected", lambda: window.state.computer is None)
    host.end()
    window.close()
    return {"told": told, "longest": max(gaps, default=0.0)}


if __name__ == "__main__":
    print(json.dumps(_journey(Path(sys.argv[1]), sys.argv[2])), flush=True)
    os._exit(0)
