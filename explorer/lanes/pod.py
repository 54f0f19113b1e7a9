"""The program in a pod of Kubernetes, for one connection.

What is spoken with Kubernetes is spoken by `pod_keeper`, a process of its own, which deletes the
pod as soon as this one closes its input, or has gone. Dask's own KubeCluster was looked at: it
wants an operator that is installed in the cluster, and its pods run Dask's worker, which runs
whatever pickles its scheduler sends.
"""

from __future__ import annotations

import contextlib
import importlib.util
import queue
import secrets
import subprocess
import sys
import threading
from pathlib import Path

import msgspec

import explorer
from explorer import __version__
from explorer.boundary.pod_address import PodAddress
from explorer.lanes import pairing
from explorer.lanes.pairing import Pairing
from explorer.lanes.pod_keeper import PodAsked, PodEvent
from explorer.protocol.failures import (
    AnswerRefused,
    Failure,
    KubernetesNotReached,
    KubernetesPackageMissing,
    OtherVersion,
    PodEnded,
    PodImageMissing,
    PodLost,
    PodRefused,
)
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

_KEEPER = f"""
import sys
sys.path.insert(0, {str(Path(explorer.__file__).parents[1])!r})
from explorer.lanes.pod_keeper import main
sys.exit(main())
"""
_TURN = 0.05
_LAST_WORDS_S = 1.2
"""How long the keeper may need to see why a connection ended; it looks once a second."""
_CLOSE_SECONDS = 5.0
_LONGEST_LINE = 200_000
_FIRST_PORT, _PORTS = 20_000, 6_000


class Pod:
    """A pod with the program in it, for as long as this is open. Not for two threads at once, but
    for `close`.
    """

    def __init__(self, address: PodAddress) -> None:
        self._address = address
        self._name = f"transformer-explorer-{secrets.token_hex(4)}"
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._events: queue.SimpleQueue[PodEvent | None] = queue.SimpleQueue()
        self._routes: dict[str, str] = {}
        self._problem: PodEvent | None = None
        self._closing = threading.Lock()

    def open(self, check: Check, report: Report) -> Pairing:
        """Have the pod made, and wait until it says how it is reached. Raises a Failure."""
        if importlib.util.find_spec("kr8s") is None:
            raise KubernetesPackageMissing
        report(tr("Asking Kubernetes for a pod"))
        try:
            self._begin()
            return self._await_pairing(check, report)
        except BaseException:
            self.close()
            raise

    def route(self, place: str) -> str:
        """Where this computer reaches host:port of the pod. Raises KeyError: nothing else."""
        return self._routes[place]

    def failure(self) -> Failure | None:
        """What is known of why nothing came through; None where nothing is."""
        return self._judged(self._problem) if self._problem is not None else None

    def lost(self, computer: str, details: str) -> Failure:
        """What it means that the connection ended."""
        assert self._reader is not None
        self._reader.join(_LAST_WORDS_S)
        words = self._problem.words if self._problem is not None else ""
        return PodLost(computer, self._name, "\n".join(filter(None, (details, words))))

    def close(self) -> None:
        """Have the pod deleted; it may have ended already."""
        with self._closing:
            process, self._process = self._process, None
            if process is None:
                return
            assert process.stdin is not None
            assert process.stdout is not None
            assert self._reader is not None
            with contextlib.suppress(OSError):
                process.stdin.close()
            try:
                process.wait(_CLOSE_SECONDS)
            except subprocess.TimeoutExpired:  # the API does not answer: the pod ends by itself
                process.kill()
                process.wait()
            self._reader.join(_CLOSE_SECONDS)
            process.stdout.close()

    def _begin(self) -> None:
        asked = PodAsked(self._address, self._name, _FIRST_PORT + 2 * secrets.randbelow(_PORTS))
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _KEEPER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            start_new_session=True,  # a Ctrl+C of this program's terminal is not for it
        )
        self._reader = threading.Thread(target=self._read, args=(process,), name="pod", daemon=True)
        self._reader.start()
        self._process = process
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.write(msgspec.json.encode(asked) + b"\n")
            process.stdin.flush()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        while line := process.stdout.readline(_LONGEST_LINE):
            try:
                event = msgspec.json.decode(line, type=PodEvent)
            except msgspec.MsgspecError as error:
                event = PodEvent(str(error), "unreached")
            if event.problem:
                self._problem = event
                break
            self._events.put(event)
        self._events.put(None)

    def _await_pairing(self, check: Check, report: Report) -> Pairing:
        """As long as a cluster has no room: only a person can say when that is too long."""
        while True:
            check()
            try:
                event = self._events.get(timeout=_TURN)
            except queue.Empty:
                continue
            if event is None:
                raise self._judged(self._problem or PodEvent())
            if event.pairing:
                self._routes = event.routes
                return self._paired(event.pairing.encode())
            report(tr("Waiting for pod {pod}: {state}", pod=self._name, state=event.words[:100]))

    def _paired(self, sent: bytes) -> Pairing:
        """The pairing with the address at which it is reached from here."""
        try:
            received = pairing.received(sent)
            near = self.route(received.address)
        except (KeyError, ValueError, msgspec.MsgspecError) as error:
            raise AnswerRefused(self._name, str(error)) from error
        if received.version != __version__:
            raise OtherVersion(self._name, received.version, __version__)
        return msgspec.structs.replace(received, address=near)

    def _judged(self, event: PodEvent) -> Failure:
        """What it means that nothing more becomes of the pod."""
        match event.problem:
            case "refused":
                return PodRefused(event.words)
            case "image":
                return PodImageMissing(self._address.image, event.words)
            case "ended":
                return PodEnded(self._name, self._address.image, event.words)
        return KubernetesNotReached(event.words)
