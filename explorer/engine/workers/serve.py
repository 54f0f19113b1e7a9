"""A process beside the window's with one more copy of its model.

Standard input brings requests and standard output takes how each ended, as `wire` writes them. It
ends with its input, and by itself when nothing was asked for half a minute.
"""

from __future__ import annotations

import os
import queue
import struct
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from explorer.protocol.job import Handler, Job, Progress, Reply, Report

PATIENCE = 30.0
"""Seconds without a request: then its memory is given back."""
_STACK_BYTES = 64 * 1024 * 1024
STOP = 0
"""Sent in place of a request: whatever was asked so far is not wanted any more."""


def send(stream: BinaryIO, value: object) -> None:
    """Write one message; raises OSError where nobody reads any more, and wire.Refused."""
    from explorer.lanes import wire

    parts = wire.write(value).parts
    lengths = struct.pack(f"<I{len(parts)}Q", len(parts), *map(len, parts))
    stream.write(b"".join((lengths, *parts)))
    stream.flush()


def receive(stream: BinaryIO) -> object | None:
    """The next message; None where there is none any more, or only a part of it."""
    from explorer.lanes import wire

    head = stream.read(4)
    count = int.from_bytes(head, "little")
    lengths = stream.read(8 * count)
    if len(head) < 4 or len(lengths) < 8 * count:
        return None
    sizes = struct.unpack(f"<{count}Q", lengths)
    parts = [stream.read(size) for size in sizes]
    if any(len(part) < size for part, size in zip(parts, sizes, strict=True)):
        return None
    value: object = wire.read(parts)
    return value


class _Served:
    """One engine, and the jobs that wait for it."""

    def __init__(self, serial: int, answers: BinaryIO) -> None:
        self._serial, self._answers = serial, answers
        self._jobs: queue.SimpleQueue[tuple[Job, int]] = queue.SimpleQueue()
        self._open: list[Job] = []
        self._handler: Handler | None = None

    def listen(self, questions: BinaryIO) -> None:
        """Queue what is asked, until the other end has gone."""
        from explorer.protocol.job import Job, Request

        while (message := receive(questions)) is not None:
            match message:
                case int():
                    for job in self._open:
                        job.stop.set()
                    self._open.clear()
                case (int(number), int(threads), Request() as request):
                    job = Job(number, request)
                    self._open.append(job)
                    self._jobs.put((job, threads))
        os._exit(0)

    def work(self) -> None:
        """Do one job after the other."""
        from explorer.lanes.ending import ending
        from explorer.lanes.wire import Refused
        from explorer.protocol.job import Failed

        while True:
            try:
                job, threads = self._jobs.get(timeout=PATIENCE)
            except queue.Empty:
                os._exit(0)
            reply: Reply = ending(job, self._with(threads), _unheard)
            try:
                send(self._answers, reply)
            except Refused as error:
                send(self._answers, Failed(job.id, job.request, str(error), None, str(error)))
            if job in self._open:
                self._open.remove(job)

    def _with(self, threads: int) -> Callable[[Report], Handler]:
        def built(report: Report) -> Handler:
            if self._handler is None:
                self._handler = self._engine(report)
            import torch

            # Another number adds up in another order, and the last digits differ.
            if torch.get_num_threads() != threads:
                torch.set_num_threads(threads)
            return self._handler

        return built

    def _engine(self, report: Report) -> Handler:
        from explorer import features
        from explorer.engine.prepare import prepare

        prepared = prepare(report)
        from explorer.engine.engine import Engine

        features.load("compute")
        serial = self._serial

        class Copy(Engine):
            """Its model is that of the window, however often it was loaded here."""

            def next_serial(self) -> int:
                return serial

        return Copy(prepared)


def _unheard(progress: Progress) -> None:
    """How far a part of the work is, the process that asked for it sees by the parts."""


def main() -> int:
    """Serve until standard input ends; the first message is the language and the model's number."""
    import gc

    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no message
    from explorer.boundary import network
    from explorer.text.translation import use_language

    match receive(sys.stdin.buffer):
        case (str(language), int(serial)):
            pass
        case _:
            return 1
    use_language(language)
    network.guard()
    gc.disable()
    served = _Served(serial, answers)
    threading.stack_size(_STACK_BYTES)
    threading.Thread(target=served.work, name="model", daemon=True).start()
    served.listen(sys.stdin.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
