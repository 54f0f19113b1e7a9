"""What a download will do, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from explorer.features.hub.protocol.hub_terms import OnDisk
from explorer.features.hub.protocol.request import HubRequest
from explorer.text.translation import tr


@dataclass(frozen=True)
class PlanDownload(HubRequest):
    """Which files would loading open, what is here already, is there room on the disk?

    `for_page` is True where a page asks that says itself why there is no plan, and what helps.
    """

    replaces: ClassVar[str | None] = "hub-plan"
    follows: ClassVar[bool] = True
    retried_in_place: ClassVar[bool] = True
    title: ClassVar[str] = tr("Planning the download")
    checkpoint: str
    revision: str = "main"
    for_page: bool = False

    @property
    def failure_in_place(self) -> bool:
        """Whether the page that asked says it: once, where it stays."""
        return self.for_page


@dataclass(frozen=True)
class PlannedFile:
    """A file that loading opens, and why. `etag` is its SHA-256 (64 signs) or git id (40)."""

    path: str
    size: int
    etag: str
    why: str
    on_disk: OnDisk
    have: int


@dataclass(frozen=True)
class SkippedFile:
    """A file that loading does not open, and why."""

    path: str
    size: int
    why: str


@dataclass(frozen=True)
class DownloadPlan:
    """What a download would do. `missing` are the bytes still to come.

    `variant` must be given to loading when it is not empty ("fp16"). `pickled` tells that only
    the older pickle format exists. `room_on_disk` is False when `missing` exceeds `free_disk`.
    """

    checkpoint: str
    revision: str
    commit: str
    files: tuple[PlannedFile, ...]
    skipped: tuple[SkippedFile, ...]
    total: int
    missing: int
    free_disk: int
    room_on_disk: bool
    cache: str
    weights: str
    variant: str
    pickled: bool


@dataclass(frozen=True)
class Download(HubRequest):
    """Carry out a plan. Stopping the job pauses it: what has arrived is kept for later."""

    transfers: ClassVar[bool] = True
    title: ClassVar[str] = tr("Downloading")
    plan: DownloadPlan

    @property
    def checkpoint(self) -> str:
        """Whose files are downloaded."""
        return self.plan.checkpoint


FileState = Literal["waiting", "downloading", "checking", "done"]


@dataclass(frozen=True)
class FileProgress:
    """How far one file is."""

    path: str
    size: int
    have: int
    state: FileState


@dataclass(frozen=True)
class TransferProgress:
    """The `partial` of a download's `Progress`: bytes, rate in bytes per second, time left.

    `stalled` is true from 4 s without a byte, however long the back-off is; `note` then says what
    the transfer is doing about it ("The Hub is busy; trying again in 8 s"). `rate` and
    `seconds_left` are None while nothing can be said.
    """

    files: tuple[FileProgress, ...]
    have: int
    total: int
    rate: float | None
    seconds_left: float | None
    stalled: bool
    quiet_seconds: float
    note: str


@dataclass(frozen=True)
class Downloaded:
    """Every file of the plan is in the shared cache, checked. `folder` is its snapshot.

    `received` counts bytes that came over the network, `reused` those that were here before.
    `no_resume` tells that the server could not continue inside a file.
    """

    checkpoint: str
    revision: str
    commit: str
    folder: str
    variant: str
    received: int
    reused: int
    seconds: float
    no_resume: bool


@dataclass(frozen=True)
class DiscardPartial(HubRequest):
    """Cancel for good: remove what has arrived of an unfinished download."""

    transfers: ClassVar[bool] = True
    title: ClassVar[str] = tr("Removing the unfinished download")
    checkpoint: str
    commit: str


@dataclass(frozen=True)
class DeletedBytes:
    """Bytes and files that were removed from the disk."""

    bytes: int
    files: int
