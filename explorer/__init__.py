"""Transformer Explorer: create, find, load, look inside and run transformer models by clicking."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.app.embedded import show as show

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """`explorer.show`, imported when it is asked for: the program itself does not need it."""
    if name == "show":
        from explorer.app.embedded import show

        return show
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
