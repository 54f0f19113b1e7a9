"""Where the resources are: inside an installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """A file or folder of the resources, e.g. `path("models", "mini-world-bert")`."""
    installed = _HERE / "_resources"
    root = installed if installed.is_dir() else _HERE.parent / "resources"
    return root.joinpath(*parts)
