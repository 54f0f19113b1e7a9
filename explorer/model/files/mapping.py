"""Which files may be memory-mapped: only those that nobody changes while the program runs."""

from __future__ import annotations

import os
from pathlib import Path

from explorer import resources


def may_be_mapped(path: str) -> bool:
    """Whether a checkpoint may be read by mapping its file.

    Mapped weights load at once, but a mapped file that is cut short or unplugged ends the
    process. Files in the Hub cache are only ever replaced whole, and so are the bundled models;
    a Hub id (no folder of that name) is read from the cache.
    """
    folder = Path(path)
    return not os.path.isdir(folder) or is_kept(folder)


def is_kept(folder: Path) -> bool:
    """Whether a folder lies among the bundled models or in the Hub cache; it need not exist."""
    from huggingface_hub import constants

    folder = Path(os.path.realpath(folder))  # Path.resolve raises where links go in a circle
    safe = (resources.path("models"), Path(constants.HF_HUB_CACHE))
    return any(folder.is_relative_to(one.resolve()) for one in safe)
