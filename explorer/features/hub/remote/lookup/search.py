"""Searching the Hub: filters into the Hub's own parameters, answers into rows, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.boundary import hub_names
from explorer.features.hub.protocol.search import CheckpointRow, SearchHub, SearchPage
from explorer.features.hub.remote import hub_library
from explorer.features.hub.remote.cached.disk import Repo
from explorer.features.hub.remote.http import HubConnection
from explorer.features.hub.remote.lookup import names
from explorer.features.hub.remote.lookup.lookups import Lookups, Params
from explorer.features.hub.remote.lookup.rows import EXPAND, row_of
from explorer.features.hub.remote.lookup.shapes import ModelInfo
from explorer.protocol.failures import (
    AccessDenied,
    HubAnswerStrange,
    LicenceNotAccepted,
    NoSuchCheckpoint,
    NotSignedIn,
)
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

_SORT = {
    "trending": "trendingScore",
    "downloads": "downloads",
    "likes": "likes",
    "newest": "createdAt",
}
_ENOUGH = 4  # pages of the Hub read for one page of ours when "fits" leaves rows out


@dataclass(frozen=True)
class _Raw:
    """The Hub's own items, as remembered: badges are made again each time they are shown."""

    # Badges tell what is on the disk and in memory now, so only the Hub's own words are remembered.
    items: tuple[ModelInfo, ...]
    next_cursor: str
    exact: str


def search(request: SearchHub, lookups: Lookups, check: Check, report: Report) -> SearchPage:
    """One page of results. Going back to a question answered before costs no request."""
    key = ("search", *(getattr(request, name) for name in _QUESTION))
    raw = None if request.refresh else lookups.remembered(key, _Raw)
    remembered = raw is not None
    if raw is None:
        report(tr("Asking the Hub"))
        raw = lookups.remember(key, lookups.ask(check, lambda wire: _ask(request, lookups, wire)))
    rows = tuple(_rows(raw, request))
    return SearchPage(rows, raw.next_cursor, raw.exact, remembered)


_QUESTION = (
    *("text", "author", "task", "library", "language", "licence", "min_parameters"),
    *("max_parameters", "safetensors_only", "not_gated", "sort", "cursor", "page_size"),
    "fits_only",
)


def _ask(request: SearchHub, lookups: Lookups, wire: HubConnection) -> _Raw:
    typed = names.understand(request.text)
    if typed.checkpoint and not request.cursor:
        exact = _exact(typed.checkpoint, lookups, wire)
        if exact is not None:
            others: tuple[ModelInfo, ...] = ()
            following = ""
            if typed.checkpoint == typed.text:  # a name typed by hand may be the start of others
                others, following = lookups.search(wire, "/api/models", _params(request, ""))
            rest = tuple(item for item in others if item.id != exact.id)
            return _Raw((exact, *rest), following, exact.id or typed.checkpoint)
    address = request.cursor or "/api/models"
    # The next page's address holds the whole query.
    params = None if request.cursor else _params(request, typed.checkpoint)
    items: tuple[ModelInfo, ...] = ()
    for _ in range(_ENOUGH if request.fits_only else 1):
        page, address = lookups.search(wire, address, params)
        items += page[: request.page_size]
        params = None
        # Ten rows fill a first screen; the rest comes with scrolling.
        if not address or sum(1 for _ in _rows(_Raw(items, "", ""), request)) >= 10:
            break
    return _Raw(items, address, "")


def _exact(checkpoint: str, lookups: Lookups, wire: HubConnection) -> ModelInfo | None:
    """The checkpoint of that very name; None when the Hub shows none to this account."""
    try:
        info = lookups.model(wire, checkpoint)
    except (NoSuchCheckpoint, AccessDenied, LicenceNotAccepted, NotSignedIn):
        return None
    if not hub_names.is_repo_id(info.id or checkpoint):
        raise HubAnswerStrange(wire.host, tr("a checkpoint with an impossible name"))
    return info


# The Hub's API: https://huggingface.co/docs/hub/api
def _params(request: SearchHub, checkpoint: str) -> Params:
    """The Hub's own query. Library, language and licence are all tags to it."""
    tags = [request.library, request.language]
    tags += [f"license:{request.licence}"] if request.licence else []
    tags += ["safetensors"] if request.safetensors_only else []
    words = checkpoint or request.text.strip()
    rows = [("search", words)] if words else []
    rows += [("author", request.author)] if request.author else []
    rows += [("pipeline_tag", request.task)] if request.task else []
    rows += [("filter", tag) for tag in tags if tag]
    rows += [("gated", "false")] if request.not_gated else []
    span = [
        f"min:{request.min_parameters}" if request.min_parameters is not None else "",
        f"max:{request.max_parameters}" if request.max_parameters is not None else "",
    ]
    rows += [("num_parameters", ",".join(part for part in span if part))] if any(span) else []
    rows += [("sort", _SORT[request.sort]), ("limit", str(request.page_size))]
    return [*rows, *(("expand", name) for name in EXPAND)]


def _rows(raw: _Raw, request: SearchHub) -> Iterator[CheckpointRow]:
    cache = hub_library.cache_folder()
    for item in raw.items:
        # A name that no checkpoint can have could not be opened either.
        if not hub_names.is_repo_id(item.name):
            continue
        row = row_of(item, Repo.of(cache, item.name), frees=request.frees)
        if not (request.fits_only and row.fit in ("too large", "cannot tell")):
            yield row
