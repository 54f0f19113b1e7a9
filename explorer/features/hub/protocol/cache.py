"""The cache that programs on this computer share: reading, verifying, deleting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from explorer.features.hub.protocol.checkpoint_page import HubFile
from explorer.features.hub.protocol.request import HubRequest
from explorer.text.translation import tr


@dataclass(frozen=True)
class ListCache(HubRequest):
    """Read the shared cache; no network."""

    replaces: ClassVar[str | None] = "hub-cache"
    follows: ClassVar[bool] = True
    failure_shown: ClassVar[bool] = False
    title: ClassVar[str] = tr("Reading the cache")


@dataclass(frozen=True)
class CachedRevision:
    """One revision on disk. `freed` is exactly what deleting it alone gives back.

    `complete` tells that loading will find all it opens; else `disabled_reason` says what is
    missing. An unfinished download of ours has `resumable` and knows `planned` bytes and those
    it `has`; planning `resume_revision` and downloading continues with it. `other_format` names
    what it is where it is no model for transformers: "adapter", "GGUF"."""

    commit: str
    refs: tuple[str, ...]
    folder: str
    size: int
    freed: int
    files: tuple[HubFile, ...]
    modified: float
    complete: bool
    disabled_reason: str
    variant: str
    resumable: bool
    resume_revision: str
    has: int
    planned: int
    other_format: str = ""


@dataclass(frozen=True)
class CachedCheckpoint:
    """A checkpoint in the shared cache. `used` is 0.0 when the disk does not keep access times."""

    name: str
    size: int
    used: float
    complete: bool
    model_type: str
    revisions: tuple[CachedRevision, ...]


@dataclass(frozen=True)
class CacheListing:
    """The shared cache. `orphans` are files that nothing refers to, with their bytes.

    `offline` tells that the Hub is switched off by the environment; `shared_note` says in words
    who else may use the cache; `warnings` names folders that could not be read.
    """

    cache: str
    checkpoints: tuple[CachedCheckpoint, ...]
    size: int
    orphan_files: int
    orphan_bytes: int
    free_disk: int
    offline: bool
    shared_note: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class VerifyRevision(HubRequest):
    """Read every file of a cached revision and compare it with the Hub's checksums."""

    transfers: ClassVar[bool] = True
    title: ClassVar[str] = tr("Verifying the files")
    checkpoint: str
    commit: str


@dataclass(frozen=True)
class VerifyReport:
    """What verifying found: in `bad` the paths of files with other content. `against` is "the Hub",
    or "the cache" when the Hub was not reachable and the checksums in the cache's own names were
    used."""

    checkpoint: str
    commit: str
    checked: int
    bytes: int
    bad: tuple[str, ...]
    against: Literal["the Hub", "the cache"]
    sentence: str


@dataclass(frozen=True)
class PreviewDelete(HubRequest):
    """What would deleting these commits free, and does a program use them now?"""

    replaces: ClassVar[str | None] = "hub-delete-preview"
    title: ClassVar[str] = tr("Counting what would be freed")
    commits: tuple[str, ...]


@dataclass(frozen=True)
class DeletePreview:
    """The exact bytes that `DeleteRevisions` will free; programs that have the files open."""

    commits: tuple[str, ...]
    bytes: int
    checkpoints: tuple[str, ...]
    in_use_by: tuple[str, ...]


@dataclass(frozen=True)
class DeleteRevisions(HubRequest):
    """Delete revisions from the shared cache."""

    title: ClassVar[str] = tr("Deleting from the cache")
    commits: tuple[str, ...]


@dataclass(frozen=True)
class CleanOrphans(HubRequest):
    """Remove files that nothing refers to: left-over parts and unused blobs."""

    title: ClassVar[str] = tr("Cleaning the cache")
