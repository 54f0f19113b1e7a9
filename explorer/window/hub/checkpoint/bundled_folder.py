"""The folder of a model that came with the program: its files, its config and its card."""

from __future__ import annotations

from pathlib import Path

from explorer.messages.hub.page import HubFile


def files(folder: str) -> tuple[HubFile, ...]:
    """Its files by name, with their sizes in bytes."""
    found = sorted(file for file in Path(folder).iterdir() if file.is_file())
    return tuple(HubFile(file.name, file.stat().st_size, "yes", 0) for file in found)


def config(folder: str) -> str:
    """The text of its config.json; empty where it cannot be read."""
    return _read(Path(folder, "config.json"))


def card(folder: str) -> str:
    """Its model card without the YAML between the first two lines of dashes; empty without one."""
    text = _read(Path(folder, "README.md"))
    if text.startswith("---\n"):
        _, found, rest = text[4:].partition("\n---")
        return rest.partition("\n")[2] if found else text
    return text


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
