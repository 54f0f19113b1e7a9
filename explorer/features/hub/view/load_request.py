"""How a checkpoint of the shared cache is loaded: under which name, and from where on disk."""

from __future__ import annotations

import os

from explorer.features.hub.protocol.transfer import DownloadPlan
from explorer.protocol.model import LoadModel


def load_request(checkpoint: str, commit: str, folder: str = "", variant: str = "") -> LoadModel:
    """Load a commit from the shared cache: by its name, so that the Python reads as one writes it.

    transformers takes a folder of that name in the current folder for the checkpoint; there the
    snapshot's own folder is named instead.
    """
    path = folder if folder and os.path.isdir(checkpoint) else checkpoint
    return LoadModel(path, checkpoint, revision=commit, variant=variant)


def snapshot_folder(plan: DownloadPlan) -> str:
    """Where a plan's files are, in the layout that every program shares."""
    folder = "models--" + plan.checkpoint.replace("/", "--")
    return os.path.join(plan.cache, folder, "snapshots", plan.commit)
