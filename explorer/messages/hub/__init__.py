"""Requests and results about the Hub: search, checkpoint page, fit, transfer, cache, sign-in.

Sizes are bytes, times are seconds since 1970 unless a field says otherwise, names are the Hub's
own (`google-bert/bert-base-cased`). Nothing goes over the network unless one of these asks for it.
"""

from importlib import import_module
from typing import Any

_FILES = ("account", "cache", "fit", "page", "search", "transfer", "words")


def __getattr__(name: str) -> Any:
    """For code that still imports from the folder; to go once nothing does."""
    if not name.startswith("_") and name not in _FILES:
        for file in _FILES:
            there = vars(import_module(f"{__name__}.{file}"))
            if name in there:
                return there[name]
    raise AttributeError(name)
