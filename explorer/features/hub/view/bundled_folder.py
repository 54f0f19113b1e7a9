"""A folder on this computer: its files, its config and its card. Read within limits."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from explorer.boundary.card import pieces
from explorer.boundary.limits import CARD, CONFIG
from explorer.features.hub.protocol.checkpoint_page import HubFile
from explorer.text.translation import language

_MOST = 2_000
"""Entries of a folder that are looked at."""


def files(folder: str) -> tuple[HubFile, ...]:
    """Its files by name, with their sizes in bytes."""
    try:
        paths = sorted(file for file in islice(Path(folder).iterdir(), _MOST) if file.is_file())
        return tuple(HubFile(file.name, file.stat().st_size, "yes", 0) for file in paths)
    except OSError:
        return ()


def config(folder: str) -> str:
    """The text of its config.json; empty where it cannot be read."""
    return _read(Path(folder, "config.json"), CONFIG.bytes)


def card(folder: str) -> tuple[str, ...]:
    """Its model card in slices of Markdown, in the person's language where it has one."""
    own = Path(folder, f"README.{language()}.md")
    return pieces(_read(own, CARD) or _read(Path(folder, "README.md"), CARD))[0]


def _read(file: Path, most: int) -> str:
    try:
        if not file.is_file():  # a pipe would be waited for
            return ""
        with file.open(encoding="utf-8", errors="replace") as text:
            return text.read(most)
    except OSError:
        return ""
