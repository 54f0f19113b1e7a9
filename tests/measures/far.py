"""What another computer costs: `python -m tests.measures.far [ROUNDS]`, with the extra `cluster`.

Prints the time that a request takes longer there than here (median over rounds, goal 15 ms), an
array of 50 MB (1 s), how long Stop takes (250 ms and one module), and how soon a killed worker is
told (2 s). The other computer is a second process with a home of its own, over TLS on loopback.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from explorer import features, resources
from explorer.boundary import network
from explorer.engine.engine import Engine
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.flow.protocol import FlowRequest
from explorer.features.hidden_states.protocol import HiddenStatesRequest
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.media.protocol import FilePreviewRequest
from explorer.features.text_table.compute.read import read_texts
from explorer.features.text_table.protocol import ReadTexts, RunTexts
from explorer.lanes.wire import read, write
from explorer.protocol.computer import Disconnect, OnFile
from explorer.protocol.failures import Failure
from explorer.protocol.job import Request, Stopped
from explorer.protocol.model import LoadModel, Prepared
from explorer.protocol.run import ReadOutput, Run, Tokenize
from tests.cluster.conftest import There, never_stopped, share, unheard
from tests.model.tiny import Holder

_ASKED: tuple[Request, ...] = (
    Tokenize(("The capital of France is [MASK].",)),
    Run(texts=("The capital of France is [MASK].",)),
    AttentionRequest(),
    HeadRequest(row=0, head=1),
    LogitLensRequest(),
    HiddenStatesRequest(),
    FlowRequest(),
    ReadOutput("logits"),
)
_LARGE = 50_000_000 // 4


def _milliseconds(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1e3


def main(rounds: int) -> None:
    """Measure and print."""
    network.guard()
    features.load("compute")
    torch.set_num_threads(1)
    here = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    with tempfile.TemporaryDirectory() as folder:
        shared = share(Path(folder) / "home")
        there = There()
        print(f"connecting: {_milliseconds(lambda: there.connect(shared.pairing)):.0f} ms")
        load = LoadModel(str(resources.path("models", "mini-world-bert")), "mini-world-bert")
        here(load, never_stopped, unheard)
        ready: Any = there(load)
        added = []
        for request in _ASKED:

            def asked_here(request: Request = request) -> None:
                here(request, never_stopped, unheard)

            def asked_there(request: Request = request) -> None:
                there(request)

            pairs = [(_milliseconds(asked_here), _milliseconds(asked_there)) for _ in range(rounds)]
            more = statistics.median(far - near for near, far in pairs)
            added.append(more)
            print(f"{type(request).__name__}: {more:+.1f} ms")
        print(f"added, median of the kinds: {statistics.median(added):.1f} ms (goal 15)")
        _array(there)
        _stop(there, ready.summary.serial, rounds)
        worker = shared.worker
        begun = time.perf_counter()
        worker.kill()
        while not there.lost:
            time.sleep(0.005)
        print(f"killed, told after: {(time.perf_counter() - begun) * 1e3:.0f} ms (goal 2000)")
        there(Disconnect())
        shared.end()


def _array(there: There) -> None:
    """50 MB there, as a file that is no picture; and what writing and reading an array cost."""
    content = np.random.default_rng(0).bytes(4 * _LARGE)

    def across() -> None:
        with contextlib.suppress(Failure):
            there(OnFile(FilePreviewRequest(""), "path", 0, "noise.png", content))

    print(f"50 MB sent: {min(_milliseconds(across) for _ in range(3)):.0f} ms (goal 1000)")
    array = np.frombuffer(content, np.float32)
    parts = write(array).parts
    print(f"50 MB written and read: {_milliseconds(lambda: read(write(array).parts)):.0f} ms")
    assert read(parts).shape == (_LARGE,)


def _stop(there: There, serial: int, rounds: int) -> None:
    lines = "\n".join(f"The capital of France is [MASK], {n}." for n in range(5_000))
    table = read_texts(Holder(), ReadTexts(pasted=lines), never_stopped, unheard)
    took = []
    for _ in range(max(3, rounds // 4)):
        stop, asked = threading.Event(), [0.0]

        def check(stop: threading.Event = stop) -> None:
            if stop.is_set():
                raise Stopped

        def hear(
            text: str,
            fraction: float | None = None,
            partial: object = None,
            stop: threading.Event = stop,
            asked: list[float] = asked,
        ) -> None:
            if partial is not None and not stop.is_set():
                asked[0] = time.perf_counter()
                stop.set()

        try:
            there(RunTexts(serial, table), check, hear)
        except Stopped:
            took.append((time.perf_counter() - asked[0]) * 1e3)
    print(f"Stop: median {statistics.median(took):.0f}, worst {max(took):.0f} ms (goal 250)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
