"""The starter list for learners: a resource, so that the first look needs no network."""

from __future__ import annotations

import json

from explorer import resources
from explorer.features.hub.protocol.search import ListStarters, Starter, Starters
from explorer.features.hub.remote import hub_library
from explorer.features.hub.remote.cached.disk import Repo
from explorer.features.hub.remote.cached.state import on_disk
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr


def list_starters(
    request: ListStarters, lookups: Lookups, check: Check, report: Report
) -> Starters:
    """Read `resources/starter_checkpoints.json` and look which of them are here."""
    check()
    listed = json.loads(resources.path("starter_checkpoints.json").read_text(encoding="utf-8"))
    cache = hub_library.cache_folder()
    return Starters(
        tuple(
            Starter(item["name"], tr(item["why"]), on_disk(Repo.of(cache, item["name"])))
            for item in listed["checkpoints"]
        )
    )
