"""Why a folder or a file on this computer is no checkpoint that transformers loads."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.boundary import formats
from explorer.boundary.path_containment import optional
from explorer.boundary.quantisation import of_tensors
from explorer.engine.numbers import go_on
from explorer.protocol.failures import Failure, NoSuchFolder, NotReadable
from explorer.protocol.failures.other_formats import Quantised, foreign_file, foreign_folder
from explorer.protocol.job import Check

if TYPE_CHECKING:
    from explorer.engine.weights.weight_files import TensorHead


def folder_failure(folder: Path, name: str = "", check: Check = go_on) -> Failure | None:
    """What the folder holds instead of a model, None where that is not known."""
    folder_format = formats.folder_format(
        formats.names_in(folder), formats.read_json(folder, check)
    )
    if folder_format is None:
        return None
    return foreign_folder(name or str(folder), folder_format, _base(folder))


def refuse_packed(folder: Path, name: str, tensors: Iterable[TensorHead]) -> None:
    """Raise Quantised where the tensors' own names and dtypes say that they are packed."""
    packing = of_tensors((tensor.name, tensor.dtype, tensor.bytes) for tensor in tensors)
    if packing is not None:
        raise Quantised(name, packing, _base(folder))


def _base(folder: Path) -> str:
    card = optional(folder, "README.md")
    if card is None:
        return ""
    try:
        with card.open("rb") as file:
            return formats.base_in_card(file.read(20_000).decode("utf-8", "replace"))
    except OSError:
        return ""


def file_failure(path: str) -> Failure:
    """Why a path that is no folder cannot be opened as a model."""
    if not os.path.exists(path):  # also what no path can be: too long, or with a null byte
        return NoSuchFolder(path)
    try:
        file_format = formats.file_format(Path(path))
    except OSError as error:
        return NotReadable(path, error.strerror or str(error))
    has_config = os.path.isfile(os.path.join(os.path.dirname(os.path.abspath(path)), "config.json"))
    return foreign_file(path, file_format, config_beside=has_config)
