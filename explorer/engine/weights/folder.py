"""The folder of a checkpoint: which files in it may be opened; what may not is a failure."""

from __future__ import annotations

import os
from pathlib import Path

from explorer import resources
from explorer.boundary.contained import LeadsOut, contained
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
