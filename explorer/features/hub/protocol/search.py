"""Searching the Hub, and the list for starters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.features.hub.protocol.hub_terms import OnDisk, Sort, Verdict
from explorer.features.hub.protocol.request import HubRequest
from explorer.text.translation import tr


@dataclass(frozen=True)
class SearchHub(HubRequest):
    """Look for checkpoints; a name like `org/name` or a full address is understood.

    Empty strings and None do not filter. `cursor` is `SearchPage.next_cursor` for the next page.
    `frees` is what unloading the current model gives back (for the badges); `fits_only` leaves out
    rows that are too large for the memory free now. `refresh` asks the Hub even when the same
    question was answered before.
    """

    replaces: ClassVar[str | None] = "hub-search"
    retried_in_place: ClassVar[bool] = True
    title: ClassVar[str] = tr("Searching the Hub")
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
    gated: bool
    private: bool
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
class ListStarters(HubRequest):
    """The short list for learners that ships with the program; no network."""

    follows: ClassVar[bool] = True
    failure_shown: ClassVar[bool] = False
    title: ClassVar[str] = tr("Reading the starter list")


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
