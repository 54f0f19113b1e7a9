"""The folder of a model that came with the program: its files, its config and its card."""

from __future__ import annotations

from pathlib import Path

from explorer.boundary.card import pieces
from explorer.features.hub.protocol.page import HubFile


def files(folder: str) -> tuple[HubFile, ...]:
    """Its files by name, with their sizes in bytes."""
    paths = sorted(file for file in Path(folder).iterdir() if file.is_file())
    return tuple(HubFile(file.name, file.stat().st_size, "yes", 0) for file in paths)


def config(folder: str) -> str:
    """The text of its config.json; empty where it cannot be read."""
    return _read(Path(folder, "config.json"))


def card(folder: str) -> tuple[str, ...]:
    """Its model card in slices of Markdown; empty without one."""
    return pieces(_read(Path(folder, "README.md")))[0]


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
