"""Is a revision on disk complete? Judged by the files alone, whoever put them there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explorer.boundary import formats
from explorer.boundary.formats import FolderFormat, folder_format
from explorer.boundary.limits import SHARD_INDEX
from explorer.features.hub.protocol.hub_terms import OnDisk
from explorer.features.hub.remote.cached.disk import NOTE, PARTIAL, Repo, read_json, size_of
from explorer.features.hub.remote.download import choose
from explorer.protocol.failures import CacheLeadsOut
from explorer.text import numbers
from explorer.text.translation import tr


@dataclass(frozen=True)
class Snapshot:
    """A snapshot's files (path to size in bytes) and whether loading finds all that it opens.

    `foreign` is what it holds instead of a model for transformers.
    """

    files: Mapping[str, int]
    complete: bool
    disabled_reason: str
    variant: str
    foreign: FolderFormat | None


def read_snapshot(folder: Path) -> Snapshot:
    """Look at a snapshot folder. A link without its blob does not count as a file."""
    files: dict[str, int] = {}
    dead = 0
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            # size_of follows links, and gives None for one that leads nowhere.
            if (size := size_of(path)) is not None:
                files[path.relative_to(folder).as_posix()] = size
            elif path.is_symlink():
                dead += 1
    foreign = folder_format(files, formats.read_json(folder))
    if foreign is not None and foreign.kind == "weights alone":
        foreign = None  # the config of this checkpoint was only not downloaded
    sentence, variant = _missing(folder, files)
    if sentence and dead:
        sentence = numbers.ntr(
            "{count} of its files is a link that leads nowhere, as after moving or copying a "
            "cache without its folder “blobs”: copy the whole folder {name}, or download it "
            "again",
            "{count} of its files are links that lead nowhere, as after moving or copying a "
            "cache without its folder “blobs”: copy the whole folder {name}, or download it "
            "again",
            dead,
            name=folder.parent.parent.name,
        )
    complete = not sentence and foreign is None
    return Snapshot(files, complete, sentence, variant, foreign)


def on_disk(repo: Repo) -> OnDisk:
    """Whether a checkpoint's newest known revision is here: for the badge of a row."""
    if not repo.folder.is_dir():
        return "no"
    try:
        return _newest(repo)
    except CacheLeadsOut:
        return "no"  # its page says why


def _newest(repo: Repo) -> OnDisk:
    commit = repo.commit_of("main") or next(iter(repo.commits()), None)
    # A note means that the plan is not finished, whatever is there.
    if commit and not repo.note(commit).exists():
        snapshot = read_snapshot(repo.snapshot(commit))
        if snapshot.complete:
            return "yes"
        if snapshot.files:
            return "partly"
    begun = any(repo.blobs.glob("*" + PARTIAL)) or any(repo.blobs.glob("*" + NOTE))
    return "partly" if begun else "no"


def _missing(folder: Path, files: Mapping[str, int]) -> tuple[str, str]:
    """What loading would not find, in words, or empty; and the variant of the weights."""
    if "config.json" not in files:
        return (tr("nothing has arrived yet") if not files else tr("config.json is missing")), ""
    chosen = choose.weights(files, read_json(folder / "config.json"))
    if chosen is None:
        return tr("the weights are missing"), ""
    if chosen.index:
        shards = choose.shards(read_json(folder / chosen.index, SHARD_INDEX))
        gone = [name for name in shards if name not in files]
        if gone or not shards:
            if not gone:
                return tr("all shards of the weights are missing"), ""
            return numbers.ntr(
                "{count} of {total} shards of the weights is missing",
                "{count} of {total} shards of the weights are missing",
                len(gone),
                total=len(shards),
            ), ""
    return "", chosen.variant
