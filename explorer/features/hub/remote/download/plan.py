"""The plan of a download: which files loading will open, why, and what is here already."""

from __future__ import annotations

from urllib.parse import urlsplit

from explorer.boundary import hub_names
from explorer.boundary.quantisation import converted, of_tensors
from explorer.features.hub.protocol.transfer import (
    DownloadPlan,
    PlanDownload,
    PlannedFile,
    SkippedFile,
)
from explorer.features.hub.remote import hub_library
from explorer.features.hub.remote.cached.disk import Repo, free_bytes
from explorer.features.hub.remote.download import choose
from explorer.features.hub.remote.lookup import names
from explorer.features.hub.remote.lookup.facts import base_of, gather, gather_headers, refusal
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.protocol.failures import FileNameRefused, HubAnswerStrange, Quantised
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

_SPARE = 50_000_000  # bytes of disk left alone: a full disk harms every other program


def plan_download(
    request: PlanDownload, lookups: Lookups, check: Check, report: Report
) -> DownloadPlan:
    """Ask the Hub and look at the disk. Raises the gate's own failure for a closed checkpoint."""
    checkpoint, revision = names.asked(request.checkpoint, request.revision)
    facts = gather(lookups, checkpoint, revision, check, report)
    if facts.gate is not None:
        raise facts.gate
    if (refused := refusal(facts)) is not None:
        raise refused
    assert facts.weights is not None
    headers = gather_headers(lookups, facts, check, report)
    # Also by tensors: a config need not say that its weights are packed.
    packing = of_tensors((tensor.name, tensor.dtype, tensor.bytes) for tensor in headers.tensors)
    if packing is not None and converted(facts.config) is None:
        raise Quantised(facts.checkpoint, packing, base_of(facts.info), on_hub=True)
    entries = {entry.path: entry for entry in facts.entries}
    choice = choose.choose(
        entries, facts.config, facts.tokenizer_config, facts.weights, facts.shards
    )
    cache = hub_library.cache_folder()
    repo = Repo(cache, facts.checkpoint)
    files = []
    for path, why in choice.needed:
        entry = entries[path]
        if not hub_names.is_repo_path(path):
            raise FileNameRefused(facts.checkpoint, path)
        # Without a checksum nothing could tell whether what arrived is right.
        if not entry.etag:
            raise HubAnswerStrange(
                urlsplit(lookups.address).netloc,
                tr("{path} is listed without a checksum", path=path),
            )
        state, have = repo.have(facts.commit, path, entry.size, entry.etag)
        files.append(PlannedFile(path, entry.size, entry.etag, why, state, have))
    total = sum(file.size for file in files)
    missing = total - sum(file.have for file in files)
    free = free_bytes(cache)
    return DownloadPlan(
        checkpoint=facts.checkpoint,
        revision=revision,
        commit=facts.commit,
        files=tuple(files),
        skipped=tuple(SkippedFile(p, entries[p].size, why) for p, why in choice.skipped),
        total=total,
        missing=missing,
        free_disk=free,
        # Nothing missing always fits, also on a full disk.
        room_on_disk=missing == 0 or missing + _SPARE <= free,
        cache=str(cache),
        weights=facts.weights.label,
        variant=facts.weights.variant,
        pickled=facts.weights.pickled,
    )
