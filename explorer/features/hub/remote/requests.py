"""The Hub room's front: one object per lane that answers every Hub request.

The look-up lane and the transfer lane each have a room of their own; the two share nothing but
the disk, so that neither a search nor a page ever waits for a download.
"""

from __future__ import annotations

from explorer import features
from explorer.boundary.hub_names import BadName
from explorer.features.hub.remote.http import RetryPolicy
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.protocol.failures import NameRefused
from explorer.protocol.job import Check, Report, Request


class HubRequests:
    """Answers a request: `hub(request, check, report) -> result`, or raises a `Failure`.

    `endpoint` is the Hub that huggingface_hub is set to, unless given. Nothing is imported or
    asked until the first request.
    """

    def __init__(self, endpoint: str = "", patience: RetryPolicy | None = None) -> None:
        self._lookups = Lookups(endpoint, patience or RetryPolicy())

    def __call__(self, request: Request, check: Check, report: Report) -> object:
        """Answer one request. Raises TypeError for a request that is not the Hub's."""
        answer = features.find("remote", type(request))
        # By type of request: the feature's record says which function answers it.
        if answer is None:
            raise TypeError(f"{type(request).__name__} is not a request of the Hub's lanes")
        try:
            return answer(request, self._lookups, check, report)
        except BadName as error:
            # What is asked for was parsed where it arrived; this is the disk's own last look.
            raise NameRefused(str(error)) from None
