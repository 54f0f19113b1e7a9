"""Why a folder or a file on this computer is no checkpoint that transformers loads."""

from __future__ import annotations

import os
from pathlib import Path

from explorer import formats
from explorer.failures import Failure, NoSuchFolder, NotReadable
from explorer.failures.foreign import foreign_file, foreign_folder


def folder_failure(folder: Path, name: str = "") -> Failure | None:
    """What the folder holds instead of a model, None where that is not known."""
    found = formats.folder_format(formats.names_in(folder), formats.read_json(folder))
    return foreign_folder(name or str(folder), found) if found is not None else None


def file_failure(path: str) -> Failure:
    """Why a path that is no folder cannot be opened as a model."""
    if not os.path.exists(path):  # also what no path can be: too long, or with a null byte
        return NoSuchFolder(path)
    try:
        found = formats.file_format(Path(path))
    except OSError as error:
        return NotReadable(path, error.strerror or str(error))
    beside = os.path.isfile(os.path.join(os.path.dirname(os.path.abspath(path)), "config.json"))
    return foreign_file(path, found, config_beside=beside)
