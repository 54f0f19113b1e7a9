"""Which computer does the work, as texts name it: this one, or another one by its name.

The window says so when it connects; the other computer's own process says so of itself, because
some sentences are made there and read here.
"""

from __future__ import annotations

from explorer.text.translation import tr

_name = ""


def work_on(name: str) -> None:
    """Texts name this computer from now on; empty for the one that they are read on."""
    global _name
    _name = name


def elsewhere() -> str:
    """The name of the other computer that does the work; empty where this one does."""
    return _name


def workplace() -> str:
    """`this computer`, or the name of the one that does the work; it stands inside a sentence."""
    return _name or tr("this computer")
