"""Where the program keeps what it made itself and must not lose, such as trainings."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

_NAME, _SAVED = "transformer-explorer", ".saved"
_profile: Path | None = None


def own_data() -> Path:
    """The program's own folder for data of this user; it need not be there yet."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / _NAME
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / _NAME
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / _NAME


def keep_in(profile: Path | None) -> None:
    """Keep what is trained in the folder of a profile; None for the usual one of this user.

    Who starts with a profile of their own is not told about another one's trainings.
    """
    global _profile
    _profile = profile


def trainings() -> Path:
    """The folder of trainings, each in its own, with the snapshots that were opened."""
    return (_profile or own_data()) / "trainings"


def trained_tokenizers() -> Path:
    """The folder of tokenizers that were trained, each in its own."""
    return (_profile or own_data()) / "tokenizers"


def seed_texts() -> Path:
    """The folder of a person's own texts that are too long for the Python of several trainings."""
    return (_profile or own_data()) / "texts"


KEPT_DAYS = 30
"""How long opened snapshots, and trainings that ended, are kept there."""


def is_own_snapshot(source: str) -> bool:
    """Whether a checkpoint is a snapshot that this program keeps in the folder of its training."""
    return bool(source) and Path(source).is_relative_to(trainings())


def note_saved(source: str) -> None:
    """Note beside a snapshot that its weights are saved elsewhere. Never raises."""
    if is_own_snapshot(source):
        with contextlib.suppress(OSError):
            Path(f"{source}{_SAVED}").touch()


def is_noted_saved(training: Path, step: int) -> bool:
    """Whether the weights of a step of that training are saved elsewhere."""
    return (training / f"step-{step}{_SAVED}").is_file()


def clusters() -> Path:
    """The folder of pairing files that were made here for existing clusters."""
    return (_profile or own_data()) / "clusters"


def jobs() -> Path:
    """The folder of jobs of a batch system, each with its own; both computers must see it."""
    return (_profile or own_data()) / "jobs"
