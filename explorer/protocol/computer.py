"""Another computer that the model's lane may work on: requests and results of connecting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from explorer.protocol.job import Request
from explorer.protocol.model import ModelReady, Prepared
from explorer.text.translation import tr


@dataclass(frozen=True)
class Computer:
    """Another computer: its name, its address (host:port), and the SHA-256 of its certificate.

    `system` is its operating system as Python names it, `free_disk` the bytes free in `home`.
    `place` is what was asked for: a pairing file, or an address for ssh, of a job
    or of a pod.
    """

    name: str
    address: str
    fingerprint: str
    system: str = ""
    free_disk: int = 0
    home: str = ""
    place: str = ""


@dataclass(frozen=True)
class Connect(Request):
    """Have the model's and the Hub's lanes work on another computer.

    `pairing` is the path of its pairing file, its address for ssh, `ssh://name@host`, or
    what holds the model: a job, `batch://slurm/cores=4` (`boundary.batch_address`), or a pod,
    `k8s://image=explorer` (`boundary.pod_address`).
    -> `Connected`. The model in memory here stays, and is there again after `Disconnect`.
    """

    title: ClassVar[str] = tr("Connecting to another computer")
    pairing: str

    @property
    def needs_model(self) -> bool:
        """It is about the computer."""
        return False


@dataclass(frozen=True)
class Connected:
    """From now on requests are answered by `computer`, on which `prepared` is imported.

    `here` is what the window's own computer has, None before that is known.
    """

    computer: Computer
    prepared: Prepared
    here: Prepared | None = None


@dataclass(frozen=True)
class OnFile(Request):
    """A request about one file of the window's computer, for a computer that has another disk.

    The path in `field` ("path", "data.path") becomes the file `number`/`name` there: it holds
    `content`, or, where that is None, is written there and comes back. -> the request's own
    result, or `FileWritten`.
    """

    request: Request
    field: str
    number: int
    name: str
    content: bytes | None

    def with_path(self, path: str) -> Request:
        """The request about this path."""
        return with_path(self.request, self.field, path)


def with_path(request: Request, field: str, path: str) -> Request:
    """A request with another path in a field, which may be one of its values' ("data.path")."""
    outer, _, inner = field.rpartition(".")
    changed: dict[str, Any] = {inner: path}
    if not outer:
        return replace(request, **changed)
    return replace(request, **{outer: replace(getattr(request, outer), **changed)})


@dataclass(frozen=True)
class FileWritten:
    """The result of a request that wrote a file there, with what is in it."""

    result: object
    content: bytes


@dataclass(frozen=True)
class Disconnect(Request):
    """Come back to this computer, also where the other one has gone. -> `Disconnected`."""

    title: ClassVar[str] = tr("Coming back to this computer")
    stoppable: ClassVar[bool] = False

    @property
    def needs_model(self) -> bool:
        """It is about the computer."""
        return False


@dataclass(frozen=True)
class Disconnected:
    """Requests are answered here again. `ready` is the model that waited here, by `request`."""

    name: str
    prepared: Prepared | None
    request: Request | None = None
    ready: ModelReady | None = None
