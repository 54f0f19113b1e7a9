"""The folder of a checkpoint: which files in it may be opened; what may not is a failure."""

from __future__ import annotations

import os
from pathlib import Path

from explorer import resources
from explorer.boundary import hub_names
from explorer.boundary.path_containment import LeadsOut, contained
from explorer.boundary.values import as_text
from explorer.protocol.failures import LinkOut, OutsideFolder


def inside(folder: Path, name: str) -> Path:
    """The path of a file of a checkpoint, which need not exist.

    Raises OutsideFolder for a name that leads out of the folder, LinkOut where a link does.
    """
    try:
        return contained(folder, name)
    except LeadsOut as error:
        if error.target:
            raise LinkOut(name, error.target) from error
        raise OutsideFolder(name, str(folder)) from error


def is_there(folder: Path, name: str) -> bool:
    """Whether the folder has a regular file of this name. Raises as `inside` does."""
    return os.path.isfile(inside(folder, name))


def is_kept(folder: Path) -> bool:
    """Whether a folder is among the bundled models or in the Hub cache; it need not exist."""
    from huggingface_hub import constants

    folder = Path(os.path.realpath(folder))  # Path.resolve raises where links go in a circle
    paths = (resources.path("models"), Path(constants.HF_HUB_CACHE))
    # Links are followed on both sides: a cache is often a link to another disk.
    return any(folder.is_relative_to(path.resolve()) for path in paths)


def folder_of(path: str, revision: str = "") -> Path | None:
    """The folder itself, or the snapshot of a cached checkpoint; None where neither is there."""
    folder = Path(path)
    if os.path.isdir(folder):
        return folder
    if not hub_names.is_repo_id(path) or (revision and not hub_names.is_revision(revision)):
        return None  # sessions, links and the command line may name anything
    from huggingface_hub import try_to_load_from_cache

    text = as_text(try_to_load_from_cache(path, "config.json", revision=revision or None))
    return Path(text).parent if text else None
