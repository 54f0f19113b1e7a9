"""The page of a checkpoint: from the Hub, or from the cache where the Hub is not to be had."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from explorer.boundary.card import pieces
from explorer.boundary.hub_names import RepoId, Revision
from explorer.boundary.limits import CARD, CONFIG, SHARD_INDEX
from explorer.boundary.quantisation import of_tensors
from explorer.boundary.values import as_list
from explorer.features.hub.protocol.checkpoint_page import (
    CheckpointPage,
    ConfigRead,
    FolderRead,
    HubFile,
    OpenPage,
    ReadConfig,
    ReadFolder,
)
from explorer.features.hub.remote import hub_library
from explorer.features.hub.remote.cached.disk import Repo, read_json, read_text
from explorer.features.hub.remote.cached.state import read_snapshot
from explorer.features.hub.remote.download import choose
from explorer.features.hub.remote.lookup import facts, names
from explorer.features.hub.remote.lookup.headers import BUDGET, LOCAL_BUDGET, Headers, read_headers
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.features.hub.remote.lookup.rows import row_of, shown
from explorer.features.hub.remote.lookup.shapes import ModelInfo
from explorer.protocol.failures import (
    HubOffline,
    HubSilent,
    HubUnreachable,
    NoConfigOnHub,
    NoSuchRevision,
)
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

_MOST_ENTRIES = 2_000  # of a folder
_MOST_CLASSES = 20  # of a config's `architectures`; there is one nearly always


def open_page(request: OpenPage, lookups: Lookups, check: Check, report: Report) -> CheckpointPage:
    """The page; a cached copy when there is no connection, the failure when there is neither."""
    asked = _Asked(*names.asked(request.checkpoint, request.revision), request)
    try:
        try:
            return _from_hub(asked, lookups, check, report)
        except NoSuchRevision:
            if request.refresh:
                raise
            # The branch may have moved since it was remembered, and its old commit be gone.
            again = replace(asked, request=replace(request, refresh=True))
            return _from_hub(again, lookups, check, report)
    except (HubOffline, HubUnreachable, HubSilent):
        # Only without a connection: where the Hub refuses, a copy on the disk is no answer.
        page = _from_disk(asked, lookups)
        if page is None:
            raise
        return page


def read_config(request: ReadConfig, lookups: Lookups, check: Check, report: Report) -> ConfigRead:
    """The config.json alone; the cached one when there is no connection.

    Raises the failure of the look-up, or NoConfigOnHub where there is no such file to be read.
    """
    checkpoint, revision = names.asked(request.checkpoint, "main")
    try:
        if hub_library.offline():
            raise HubOffline
        checkpoint_facts = facts.gather(lookups, checkpoint, revision, check, report)
    except (HubOffline, HubUnreachable, HubSilent):
        repo = Repo(hub_library.cache_folder(), checkpoint)
        commit = repo.commit_of(revision)
        text = read_text(repo.snapshot(commit) / "config.json", CONFIG.bytes) if commit else ""
        if not commit or not text:
            raise
        return ConfigRead(checkpoint, commit, text)
    if checkpoint_facts.gate is not None:
        raise checkpoint_facts.gate
    if not checkpoint_facts.config_text:
        raise NoConfigOnHub(checkpoint_facts.checkpoint)
    return ConfigRead(
        checkpoint_facts.checkpoint, checkpoint_facts.commit, checkpoint_facts.config_text
    )


@dataclass(frozen=True)
class _Asked:
    """Which page is asked for, and how."""

    checkpoint: RepoId
    revision: Revision
    request: OpenPage


def _from_hub(asked: _Asked, lookups: Lookups, check: Check, report: Report) -> CheckpointPage:
    request = asked.request
    key = ("facts", asked.checkpoint, asked.revision)
    # Asked before gather, which remembers.
    remembered = not request.refresh and lookups.remembered(key, facts.CheckpointFacts) is not None
    if hub_library.offline():
        raise HubOffline
    checkpoint_facts = facts.gather(
        lookups, asked.checkpoint, asked.revision, check, report, refresh=request.refresh
    )
    extras = facts.gather_extras(lookups, checkpoint_facts, check, report)
    headers = facts.gather_headers(lookups, checkpoint_facts, check, report)
    repo = Repo(hub_library.cache_folder(), checkpoint_facts.checkpoint)
    row = row_of(checkpoint_facts.info, repo, frees=request.frees)
    states = repo.have_all(
        checkpoint_facts.commit, [(e.path, e.size, e.etag) for e in checkpoint_facts.entries]
    )
    return CheckpointPage(
        checkpoint=checkpoint_facts.checkpoint,
        revision=checkpoint_facts.revision,
        commit=checkpoint_facts.commit,
        row=row,
        access=checkpoint_facts.access,
        access_note=checkpoint_facts.access_note,
        card=extras.card,
        card_more=extras.card_more,
        config_json=checkpoint_facts.config_text,
        model_type=shown(checkpoint_facts.config.get("model_type")) or row.model_type,
        architectures=_strings(checkpoint_facts.config.get("architectures")),
        files=tuple(
            HubFile(entry.path, entry.size, state, have)
            for entry, (state, have) in zip(checkpoint_facts.entries, states, strict=True)
        ),
        revisions=extras.revisions,
        tensors=headers.tensors,
        tensors_note=headers.note,
        parameters=_parameters(headers) or (row.parameters if not headers.tensors else None),
        header_bytes=headers.bytes,
        web_address=f"{lookups.address}/{checkpoint_facts.checkpoint}",
        from_disk=False,
        remembered=remembered,
    )


def _from_disk(asked: _Asked, lookups: Lookups) -> CheckpointPage | None:
    repo = Repo(hub_library.cache_folder(), asked.checkpoint)
    commit = repo.commit_of(asked.revision)
    if commit is None or not os.path.isdir(folder := repo.snapshot(commit)):
        return None
    snapshot = read_snapshot(folder)
    config = read_json(folder / "config.json")
    headers = _local_headers(folder, choose.weights(snapshot.files, config), snapshot.files)
    # What is on the disk says nothing of downloads and likes.
    info = ModelInfo(id=asked.checkpoint, config=config)
    card, card_more = pieces(read_text(folder / "README.md", CARD))
    return CheckpointPage(
        checkpoint=asked.checkpoint,
        revision=asked.revision,
        commit=commit,
        row=row_of(info, repo, frees=asked.request.frees),
        access="open",
        access_note="",
        card=card,
        card_more=card_more,
        config_json=read_text(folder / "config.json", CONFIG.bytes),
        model_type=shown(config.get("model_type")),
        architectures=_strings(config.get("architectures")),
        files=tuple(HubFile(p, n, "yes", n) for p, n in sorted(snapshot.files.items())),
        revisions=(),
        tensors=headers.tensors,
        tensors_note=headers.note,
        parameters=_parameters(headers),
        header_bytes=0,
        web_address=f"{lookups.address}/{asked.checkpoint}",
        from_disk=True,
        remembered=False,
    )


def read_folder(request: ReadFolder, lookups: Lookups, check: Check, report: Report) -> FolderRead:
    """The tensors of a folder on this computer, without the network and without a weight."""
    folder = Path(request.path)
    try:
        listed = islice(folder.iterdir(), _MOST_ENTRIES)
        here = {file.name: file.stat().st_size for file in listed if file.is_file()}
    except OSError:
        here = {}
    weights = choose.weights(here, read_json(folder / "config.json"))
    headers = _local_headers(folder, weights, here, LOCAL_BUDGET)
    return FolderRead(request.path, headers.tensors, headers.note)


def _local_headers(
    folder: Path, weights: choose.Weights | None, here: Mapping[str, int], budget: int = BUDGET
) -> Headers:
    if weights is None or weights.pickled:
        return Headers((), 0, tr("the tensors are not known before loading"))
    shards = choose.shards(read_json(folder / weights.index, SHARD_INDEX)) if weights.index else ()
    files = weights.files or tuple(name for name in shards if name in here)

    def read(path: str, first: int, limit: int) -> bytes:
        try:
            with (folder / path).open("rb") as file:
                file.seek(first)
                return file.read(limit)
        except OSError:
            return b""

    return read_headers(files, read, budget)


def _parameters(headers: Headers) -> int | None:
    """Parameters counted from the shapes; None when not every header was read, and where several
    weights are packed into one number."""
    packing = of_tensors((header.name, header.dtype, header.bytes) for header in headers.tensors)
    if headers.note or not headers.tensors or packing is not None:
        return None
    total = 0
    for tensor in headers.tensors:
        elements = 1
        for size in tensor.shape:
            elements *= size
        total += elements
    return total


def _strings(value: object) -> tuple[str, ...]:
    return tuple(shown(v) for v in as_list(value)[:_MOST_CLASSES])
