"""Which files of a folder belong to it: those that are in it once every link was followed.

One rule for every file of a checkpoint, whatever it is: after all links, those of folders too, it
is in the folder itself or among the blobs of the Hub cache that the folder is a snapshot of. A
folder that a stranger packed could point anywhere else.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_HASH = re.compile(r"[0-9a-f]{64}\Z")


class LeadsOut(ValueError):
    """A name, or the link behind it, leads out of its folder; `target` is where the link leads."""

    def __init__(self, name: str, target: str = "") -> None:
        super().__init__(name)
        self.name = name
        self.target = target


def contained(folder: Path, name: str) -> Path:
    """The path of a file of a folder, which need not exist. Raises LeadsOut."""
    parts = Path(name).parts
    # ".." is refused by name already: through a link to a folder it would lead elsewhere than it
    # reads.
    if not parts or Path(name).is_absolute() or ".." in parts or "\0" in name:
        raise LeadsOut(name)
    path = folder / name
    real, root = Path(os.path.realpath(path)), Path(os.path.realpath(folder))
    if not real.is_relative_to(root) and not _among_blobs(real, root):
        raise LeadsOut(name, str(real))
    return path


def optional(folder: Path | None, name: str) -> Path | None:
    """A file that a folder can do without: None where it is missing or leads elsewhere."""
    if folder is None:
        return None
    try:
        path = contained(folder, name)
    except LeadsOut:
        return None
    return path if os.path.isfile(path) else None


def _among_blobs(real: Path, root: Path) -> bool:
    """Whether a file is a blob of the cached checkpoint that `root` is or is in a snapshot of.

    huggingface_hub keeps blobs beside the snapshots, or for all checkpoints of a cache together.
    """
    # snapshots/<commit>/: the folder itself, or one in it.
    snapshot = next(
        (path for path in (root, *root.parents) if path.parent.name == "snapshots"), None
    )
    if snapshot is None:
        return False
    own = snapshot.parent.parent
    # The shared layout: <cache>/blobs/<first two digits>/<SHA-256>.
    shared = own.parent / "blobs" / real.name[:2]
    return real.parent == own / "blobs" or (real.parent == shared and bool(_HASH.match(real.name)))


def is_share(path: str) -> bool:
    """Looking at \\\\host\\share would sign in there; whoever wants that chooses it."""
    return path.startswith(("\\\\", "//"))
