"""The Hub room's front: one object per lane that answers every Hub request.

The look-up lane and the transfer lane each have a room of their own; the two share nothing but
the disk, so that neither a search nor a page ever waits for a download.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.boundary.hub_names import BadName
from explorer.features.hub.protocol.account import SignIn, SignOut, WhoAmI
from explorer.features.hub.protocol.cache import (
    CleanOrphans,
    DeleteRevisions,
    ListCache,
    PreviewDelete,
    VerifyRevision,
)
from explorer.features.hub.protocol.fit import CheckFit
from explorer.features.hub.protocol.page import OpenPage, ReadConfig
from explorer.features.hub.protocol.search import ListStarters, SearchHub
from explorer.features.hub.protocol.transfer import (
    DiscardPartial,
    Download,
    Downloaded,
    PlanDownload,
)
from explorer.features.hub.remote import signin
from explorer.features.hub.remote.cached import cache
from explorer.features.hub.remote.download import plan, transfer, verify
from explorer.features.hub.remote.download.fetch import RetryPolicy
from explorer.features.hub.remote.lookup import fit, page, search, starters
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.protocol.failures import NameRefused
from explorer.protocol.job import Check, Report, Request


class HubRequests:
    """Answers a request: `room(request, check, report) -> result`, or raises a `Failure`.

    `endpoint` is the Hub that huggingface_hub is set to, unless given. Nothing is imported or
    asked until the first request.
    """

    def __init__(self, endpoint: str = "", patience: RetryPolicy | None = None) -> None:
        self._patience = patience or RetryPolicy()
        self._lookups = Lookups(endpoint, self._patience.read_seconds)
        with_hub: dict[type[Request], Callable[[Any, Lookups, Check, Report], object]] = {
            SearchHub: search.search,
            OpenPage: page.open_page,
            ReadConfig: page.read_config,
            CheckFit: fit.check_fit,
            PlanDownload: plan.plan_download,
            VerifyRevision: verify.verify,
            SignIn: signin.sign_in,
            SignOut: signin.sign_out,
            WhoAmI: signin.who_am_i,
        }
        without: dict[type[Request], Callable[[Any, Check, Report], object]] = {
            ListStarters: starters.list_starters,
            ListCache: cache.list_cache,
            PreviewDelete: cache.preview_delete,
            DeleteRevisions: cache.delete_revisions,
            DiscardPartial: cache.discard_partial,
            CleanOrphans: cache.clean_orphans,
            Download: self._download,
        }
        self._with_hub, self._without = with_hub, without

    def __call__(self, request: Request, check: Check, report: Report) -> object:
        """Answer one request. Raises TypeError for a request that is not the Hub's."""
        try:
            return self._answered(request, check, report)
        except BadName as error:
            # What is asked for was parsed where it arrived; this is the disk's own last look.
            raise NameRefused(str(error)) from None

    def _answered(self, request: Request, check: Check, report: Report) -> object:
        kind = type(request)
        if kind in self._with_hub:
            return self._with_hub[kind](request, self._lookups, check, report)
        if kind in self._without:
            return self._without[kind](request, check, report)
        raise TypeError(f"{kind.__name__} is not a request of the Hub room")

    def _download(self, request: Download, check: Check, report: Report) -> Downloaded:
        return transfer.download(request, self._lookups.endpoint, self._patience, check, report)
