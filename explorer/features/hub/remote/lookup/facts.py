"""What the Hub knows of one checkpoint at one revision, gathered once and remembered.

The page, the plan and the fit all start from these facts; what is on disk is added later, because
it changes.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from explorer.boundary import hub_names, typed_json
from explorer.boundary.card import pieces
from explorer.boundary.formats import FolderFormat, folder_format
from explorer.boundary.hub_names import BadName, Commit, RepoId
from explorer.boundary.limits import CARD, CONFIG, MOST_FILES, SHARD_INDEX, TOKENIZER_CONFIG, Limit
from explorer.boundary.values import as_dict
from explorer.features.hub.protocol.checkpoint_page import Revision
from explorer.features.hub.protocol.hub_terms import Access
from explorer.features.hub.remote.download import choose
from explorer.features.hub.remote.http import HubConnection
from explorer.features.hub.remote.lookup.headers import Headers, read_headers
from explorer.features.hub.remote.lookup.lookups import Lookups, TreeEntry
from explorer.features.hub.remote.lookup.shapes import ModelInfo, Ref
from explorer.protocol.failures import (
    AccessDenied,
    Failure,
    FileGone,
    HubAnswerStrange,
    LicenceNotAccepted,
    NotSignedIn,
    NoWeightsToLoad,
    TokenWrong,
)
from explorer.protocol.failures.other_formats import foreign_folder
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

_MOST_REVISIONS = 1_000  # branches and tags that are offered
_WEIGHTS = (".safetensors", ".bin", ".pt", ".pth")
_GATES = (NotSignedIn, LicenceNotAccepted, AccessDenied, TokenWrong)


@dataclass(frozen=True)
class CheckpointFacts:
    """Everything read of a checkpoint. `weights` is None when none can be loaded here; `foreign`
    is what it holds instead of a model for transformers."""

    checkpoint: RepoId
    revision: hub_names.Revision
    commit: Commit
    info: ModelInfo
    entries: tuple[TreeEntry, ...]
    access: Access
    access_note: str
    config_text: str
    config: Mapping[str, Any]
    tokenizer_config: Mapping[str, Any]
    weights: choose.Weights | None
    shards: tuple[str, ...]
    shards_gone: int
    gate: Failure | None
    foreign: FolderFormat | None = None


@dataclass(frozen=True)
class Extras:
    """What only the page shows: the card, the revisions, the tensors."""

    card: tuple[str, ...]
    card_more: bool
    revisions: tuple[Revision, ...]


def gather(
    lookups: Lookups,
    checkpoint: RepoId,
    revision: hub_names.Revision,
    check: Check,
    report: Report,
    *,
    refresh: bool = False,
) -> CheckpointFacts:
    """Ask for the info, the tree and the small JSON files. Raises what the Hub says against it."""
    # By revision: what a branch stands for is asked again with `refresh`.
    key = ("facts", checkpoint, revision)
    if not refresh and (known := lookups.remembered(key, CheckpointFacts)) is not None:
        return known
    report(tr("Asking the Hub about the checkpoint"))
    facts = lookups.ask(check, lambda wire: _gather(lookups, wire, checkpoint, revision))
    return lookups.remember(key, facts)


def gather_headers(
    lookups: Lookups, facts: CheckpointFacts, check: Check, report: Report
) -> Headers:
    """The tensors of the weights that loading takes; a note instead where they cannot be read."""
    if facts.gate is not None:
        return Headers((), 0, facts.access_note)
    if (refused := refusal(facts)) is not None:
        return Headers((), 0, refused.sentence)
    assert facts.weights is not None
    if facts.weights.pickled:
        note = tr("the weights are pickled, and a pickle says what is in it only once it is loaded")
        return Headers((), 0, note)
    # By commit, which never changes.
    key = ("headers", facts.checkpoint, facts.commit)
    if (known := lookups.remembered(key, Headers)) is not None:
        return known
    report(tr("Reading the tensor headers"))
    files = facts.weights.files or facts.shards

    def read(wire: HubConnection) -> Headers:
        return read_headers(
            files,
            lambda path, first, limit: lookups.file(
                wire, facts.checkpoint, facts.commit, path, first=first, limit=limit
            ),
        )

    return lookups.remember(key, lookups.ask(check, read))


def gather_extras(lookups: Lookups, facts: CheckpointFacts, check: Check, report: Report) -> Extras:
    """The card in slices of Markdown without its YAML head, branches and tags."""
    key = ("extras", facts.checkpoint, facts.commit)
    if (known := lookups.remembered(key, Extras)) is not None:
        return known
    report(tr("Reading the model card"))

    def read(wire: HubConnection) -> Extras:
        card = ""
        if any(entry.path == "README.md" for entry in facts.entries):
            try:
                card = lookups.small_file(wire, facts.checkpoint, facts.commit, "README.md", CARD)
            except _GATES:
                card = ""
        slices, more = pieces(card)
        return Extras(slices, more, _revisions(lookups, wire, facts))

    return lookups.remember(key, lookups.ask(check, read))


def base_of(info: ModelInfo) -> str:
    """The checkpoint that this one was made from, where the Hub says so in its tags."""
    # The tag with the relation first; base_model:org/name comes with it.
    for start in ("base_model:quantized:", "base_model:"):
        for tag in info.tags or ():
            name = tag.removeprefix(start)
            if name != tag and "/" in name and hub_names.is_repo_id(name):
                return name
    return ""


def refusal(facts: CheckpointFacts) -> Failure | None:
    """Why the checkpoint cannot be loaded here, known before anything of it is downloaded."""
    if facts.foreign is not None:
        return foreign_folder(facts.checkpoint, facts.foreign, base_of(facts.info), on_hub=True)
    if facts.weights is None:
        inside = any(entry.path.endswith(_WEIGHTS) for entry in facts.entries)
        text = (
            tr("its weights have another layout or are in sub-folders")
            if inside
            else tr("it has no weights at all")
        )
        return NoWeightsToLoad(facts.checkpoint, text)
    if facts.shards_gone or (facts.weights.index and not facts.shards):
        index = facts.weights.index
        text = tr("the shards that {index} names are not all in the repository", index=index)
        return NoWeightsToLoad(facts.checkpoint, text)
    return None


def parsed(text: str, limit: Limit = CONFIG) -> dict[str, Any]:
    """A JSON object, or an empty one for anything else."""
    try:
        result = typed_json.parse(text, limit) if text else {}
    except typed_json.Malformed:
        return {}
    return as_dict(result)


def _gather(
    lookups: Lookups, wire: HubConnection, checkpoint: RepoId, revision: hub_names.Revision
) -> CheckpointFacts:
    info = lookups.model(wire, checkpoint, revision)
    try:
        # The commit from here on: a branch may move between two questions.
        commit = hub_names.commit(info.sha)
        checkpoint = hub_names.repo_id(info.id or checkpoint)
    except BadName as error:
        raise HubAnswerStrange(wire.host, str(error)) from None
    gate: Failure | None = None
    config_text = tokenizer_text = ""
    index: dict[str, Any] = {}
    weights: choose.Weights | None = None
    try:
        entries = lookups.tree(wire, checkpoint, commit)
    except _GATES as failure:
        # A gated checkpoint shows its file names in the info, and nothing of the files.
        gate, entries = failure, _siblings(info, wire.host)
    paths = {entry.path for entry in entries}
    small = functools.partial(_small, lookups, wire, checkpoint, commit, paths=paths)
    try:
        if gate is None:
            config_text = small("config.json", CONFIG)
            tokenizer_text = small("tokenizer_config.json", TOKENIZER_CONFIG)
        # The info holds a part of the config, also where the file may not be read.
        config = parsed(config_text) or info.config or {}
        weights = choose.weights(paths, config)
        if gate is None and weights is not None and weights.index:
            index = parsed(small(weights.index, SHARD_INDEX), SHARD_INDEX)
    except _GATES as failure:
        gate = failure
        config = info.config or {}
        weights = choose.weights(paths, config)
    named = choose.shards(index)
    # An index may name shards that nobody uploaded.
    shards = tuple(name for name in named if name in paths)
    access = _access(gate)

    def read(path: str) -> Mapping[str, Any]:
        if path == "config.json":
            return config
        return parsed(small(path, CONFIG))

    foreign = folder_format(paths, read) if gate is None else None
    return CheckpointFacts(
        checkpoint=checkpoint,
        revision=revision,
        commit=commit,
        info=info,
        entries=entries,
        access=access,
        access_note=gate.sentence if gate is not None else "",
        config_text=config_text,
        config=config,
        tokenizer_config=parsed(tokenizer_text, TOKENIZER_CONFIG),
        weights=weights,
        shards=shards,
        shards_gone=len(named) - len(shards),
        gate=gate,
        foreign=foreign,
    )


def _small(
    lookups: Lookups,
    wire: HubConnection,
    checkpoint: str,
    commit: str,
    path: str,
    limit: Limit,
    *,
    paths: set[str],
) -> str:
    if path not in paths:
        return ""
    try:
        return lookups.small_json(wire, checkpoint, commit, path, limit.bytes)
    except FileGone:
        return ""


def _siblings(info: ModelInfo, host: str) -> tuple[TreeEntry, ...]:
    """The file names that the info gives, without sizes: all that a gated checkpoint may show."""
    try:
        names = [hub_names.listed_path(sibling.rfilename) for sibling in info.siblings or ()]
    except BadName as error:
        raise HubAnswerStrange(host, str(error)) from None
    return tuple(TreeEntry(name, 0, "", "") for name in dict.fromkeys(names[:MOST_FILES]))


def _revisions(
    lookups: Lookups, wire: HubConnection, facts: CheckpointFacts
) -> tuple[Revision, ...]:
    """Branches and tags; what can be none is left out, for nothing can be done with it."""
    try:
        refs = lookups.refs(wire, facts.checkpoint)
    except (*_GATES, FileGone):
        return ()
    kinds: tuple[tuple[Literal["branch", "tag"], list[Ref] | None], ...] = (
        ("branch", refs.branches),
        ("tag", refs.tags),
    )
    return tuple(
        Revision(ref.name, ref.targetCommit, kind)
        for kind, listed in kinds
        for ref in listed or ()
        if hub_names.is_revision(ref.name)
        and ref.targetCommit is not None
        and hub_names.is_commit(ref.targetCommit)
    )[:_MOST_REVISIONS]


def _access(gate: Failure | None) -> Access:
    match gate:
        case None:
            return "open"
        case LicenceNotAccepted():
            return "needs licence"
        case NotSignedIn() | TokenWrong():
            return "needs sign-in"
    return "denied"
