"""Requests and results about the Hub: search, checkpoint page, fit, plan, transfer, cache, sign-in.

Sizes are bytes, times are seconds since 1970 unless a field says otherwise, names are the Hub's
own (`google-bert/bert-base-cased`). Nothing goes over the network unless one of these asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from explorer.messages.job import Request

Sort = Literal["trending", "downloads", "likes", "newest"]
OnDisk = Literal["yes", "partly", "no"]
Verdict = Literal["fits", "tight", "too large", "cannot tell"]
Access = Literal["open", "needs sign-in", "needs licence", "denied"]

# -- Search ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SearchHub(Request):
    """Look for checkpoints; a name like `org/name` or a full address is understood.

    Empty strings and None do not filter. `cursor` is `SearchPage.next_cursor` for the next page.
    `frees` is what unloading the current model gives back (for the badges); `fits_only` leaves out
    rows that are too large for the memory free now. `refresh` asks the Hub even when the same
    question was answered before.
    """

    replaces: ClassVar[str | None] = "hub-search"
    title: ClassVar[str] = "Searching the Hub"
    text: str = ""
    author: str = ""
    task: str = ""
    library: str = ""
    language: str = ""
    licence: str = ""
    min_parameters: int | None = None
    max_parameters: int | None = None
    safetensors_only: bool = False
    not_gated: bool = False
    fits_only: bool = False
    sort: Sort = "trending"
    cursor: str = ""
    page_size: int = 40
    frees: int = 0
    refresh: bool = False


@dataclass(frozen=True)
class CheckpointRow:
    """One search result. None means that the Hub does not say.

    `weight_bytes` and `dtype` come from the safetensors header as the Hub knows it; `fit` is the
    quick estimate at that dtype for a short text (the page has the exact one).
    """

    name: str
    task: str
    library: str
    model_type: str
    licence: str
    parameters: int | None
    weight_bytes: int | None
    dtype: str
    downloads: int | None
    likes: int | None
    updated: str
    gated: bool
    private: bool
    safetensors: bool
    tags: tuple[str, ...]
    downloaded: OnDisk
    fit: Verdict
    needs_sign_in: bool


@dataclass(frozen=True)
class SearchPage:
    """One page of results, in the Hub's order.

    `next_cursor` is empty on the last page. `exact` names the checkpoint that the text stands for
    when it is a name or an address, else it is empty. `remembered` tells that no request was made.
    """

    rows: tuple[CheckpointRow, ...]
    next_cursor: str
    exact: str
    remembered: bool


@dataclass(frozen=True)
class ListStarters(Request):
    """The short list for learners that ships with the program; no network."""

    title: ClassVar[str] = "Reading the starter list"


@dataclass(frozen=True)
class Starter:
    """A checkpoint worth starting with, and why in one line."""

    name: str
    why: str
    downloaded: OnDisk


@dataclass(frozen=True)
class Starters:
    """The starter list, in its own order."""

    starters: tuple[Starter, ...]


# -- The page --------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenPage(Request):
    """Read a checkpoint's card, files, config, revisions and tensor headers (≤300 kB of weights).

    `revision` is a branch, a tag or a commit. `refresh` asks the Hub again.
    """

    replaces: ClassVar[str | None] = "hub-page"
    title: ClassVar[str] = "Reading the checkpoint page"
    checkpoint: str
    revision: str = "main"
    frees: int = 0
    refresh: bool = False


@dataclass(frozen=True)
class HubFile:
    """One file of a revision, and how much of it is on this computer."""

    path: str
    size: int
    on_disk: OnDisk
    have: int


@dataclass(frozen=True)
class Revision:
    """A branch or a tag, and the commit it stands for."""

    name: str
    commit: str
    kind: Literal["branch", "tag"]


@dataclass(frozen=True)
class TensorHeader:
    """A tensor as the checkpoint's file describes it: dtype in safetensors' words ("F32")."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    bytes: int
    file: str


@dataclass(frozen=True)
class CheckpointPage:
    """Everything known of a checkpoint before a byte of its weights is downloaded.

    `card` is Markdown without its YAML head; `card_more` tells that only the first part was read.
    `config_json` is the file's own text, empty when there is none. `tensors` is empty where no
    header can be read, and `tensors_note` then says why. `header_bytes` is what reading them cost.
    `from_disk` tells that the Hub was not asked: the page shows what the cache holds.
    """

    checkpoint: str
    revision: str
    commit: str
    row: CheckpointRow
    access: Access
    access_note: str
    card: str
    card_more: bool
    config_json: str
    model_type: str
    architectures: tuple[str, ...]
    files: tuple[HubFile, ...]
    revisions: tuple[Revision, ...]
    tensors: tuple[TensorHeader, ...]
    tensors_note: str
    parameters: int | None
    header_bytes: int
    web_address: str
    from_disk: bool
    remembered: bool


# -- Will it fit? ----------------------------------------------------------------------------


@dataclass(frozen=True)
class CheckFit(Request):
    """Would this checkpoint load and run here, at a dtype, for a batch of texts of a length?

    `dtype` is "auto" (as stored), "float32", "bfloat16" or "float16". `attention` counts keeping
    the attention of every layer, as looking at the heads needs. `frees` as in `SearchHub`.
    """

    replaces: ClassVar[str | None] = "hub-fit"
    title: ClassVar[str] = "Working out whether it fits"
    checkpoint: str
    revision: str = "main"
    dtype: str = "auto"
    batch: int = 1
    length: int = 128
    attention: bool = False
    frees: int = 0


@dataclass(frozen=True)
class FitLine:
    """One line of the arithmetic: what, how many bytes (signed), and how it was worked out."""

    label: str
    bytes: int
    how: str


@dataclass(frozen=True)
class Fit:
    """The answer, with its arithmetic. `needed` and the rest are 0 when the verdict cannot be told.

    `loading` is the peak while loading and `running` while running; `needed` is the larger, and
    `room` is memory free now plus what unloading frees. "tight" means within 15 % of `room`.
    """

    verdict: Verdict
    sentence: str
    weights: int
    loading: int
    running: int
    needed: int
    room: int
    dtype: str
    lines: tuple[FitLine, ...]


# -- Plan and transfer -----------------------------------------------------------------------


@dataclass(frozen=True)
class PlanDownload(Request):
    """Which files would loading open, what is here already, is there room on the disk?"""

    replaces: ClassVar[str | None] = "hub-plan"
    title: ClassVar[str] = "Planning the download"
    checkpoint: str
    revision: str = "main"


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
class Plan:
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
class Download(Request):
    """Carry out a plan. Stopping the job pauses it: what has arrived is kept, and goes on later."""

    title: ClassVar[str] = "Downloading"
    plan: Plan


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
class DiscardPartial(Request):
    """Cancel for good: remove what has arrived of an unfinished download."""

    title: ClassVar[str] = "Removing the unfinished download"
    checkpoint: str
    commit: str


@dataclass(frozen=True)
class Freed:
    """Bytes and files that were removed from the disk."""

    bytes: int
    files: int


# -- Signing in ------------------------------------------------------------------------------


@dataclass(frozen=True)
class SignIn(Request):
    """Check an access token with the Hub and let huggingface_hub keep it; we never do."""

    title: ClassVar[str] = "Signing in"
    token: str = field(repr=False)


@dataclass(frozen=True)
class SignOut(Request):
    """Forget the token on this computer."""

    title: ClassVar[str] = "Signing out"


@dataclass(frozen=True)
class WhoAmI(Request):
    """Who is signed in? Asks the Hub; without a token it answers without asking."""

    replaces: ClassVar[str | None] = "hub-who"
    title: ClassVar[str] = "Asking who is signed in"


@dataclass(frozen=True)
class SignedIn:
    """The state of signing in. `name` is empty when nobody is. `outside` tells that the token was
    given to the program from outside and cannot be forgotten here."""

    name: str
    full_name: str
    outside: bool


# -- On this computer ------------------------------------------------------------------------


@dataclass(frozen=True)
class ListCache(Request):
    """Read the shared cache; no network."""

    replaces: ClassVar[str | None] = "hub-cache"
    title: ClassVar[str] = "Reading the cache"


@dataclass(frozen=True)
class CachedRevision:
    """One revision on disk. `freed` is exactly what deleting it alone gives back.

    `complete` tells that loading will find all it opens; else `why_not` says what is missing.
    An unfinished download of ours has `resumable` and knows `planned` bytes and those it `has`;
    planning `resume_revision` and downloading goes on with it.
    """

    commit: str
    refs: tuple[str, ...]
    folder: str
    size: int
    freed: int
    files: tuple[HubFile, ...]
    modified: float
    complete: bool
    why_not: str
    variant: str
    resumable: bool
    resume_revision: str
    has: int
    planned: int


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
class VerifyRevision(Request):
    """Read every file of a cached revision and compare it with the Hub's checksums."""

    title: ClassVar[str] = "Verifying the files"
    checkpoint: str
    commit: str


@dataclass(frozen=True)
class BadFile:
    """A file whose content is not what it should be."""

    path: str
    expected: str
    found: str


@dataclass(frozen=True)
class VerifyReport:
    """What verifying found. `against` is "the Hub", or "the cache" when the Hub was not reachable
    and the checksums in the cache's own names were used."""

    checkpoint: str
    commit: str
    checked: int
    bytes: int
    bad: tuple[BadFile, ...]
    against: Literal["the Hub", "the cache"]
    sentence: str


@dataclass(frozen=True)
class PreviewDelete(Request):
    """What would deleting these commits free, and does a program use them now?"""

    replaces: ClassVar[str | None] = "hub-delete-preview"
    title: ClassVar[str] = "Counting what would be freed"
    commits: tuple[str, ...]


@dataclass(frozen=True)
class DeletePreview:
    """The exact bytes that `DeleteRevisions` will free; programs that have the files open."""

    commits: tuple[str, ...]
    bytes: int
    checkpoints: tuple[str, ...]
    in_use_by: tuple[str, ...]


@dataclass(frozen=True)
class DeleteRevisions(Request):
    """Delete revisions from the shared cache."""

    title: ClassVar[str] = "Deleting from the cache"
    commits: tuple[str, ...]


@dataclass(frozen=True)
class CleanOrphans(Request):
    """Remove files that nothing refers to: left-over parts and unused blobs."""

    title: ClassVar[str] = "Cleaning the cache"
