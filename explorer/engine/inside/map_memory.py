"""Whether a map between all tokens of a long text fits into the memory that is free."""

from __future__ import annotations

from explorer.engine.size.footprint import memory_free
from explorer.text import numbers
from explorer.text.translation import tr

_COPIES = 3
"""Times that a map is in memory while it is made, and once more while its picture is."""


def too_large(tokens: int) -> str:
    """Why a map between so many tokens cannot be shown now; empty where memory allows it."""
    # float32, [from, to], of one head only.
    needed = _COPIES * 4 * tokens * tokens
    free = memory_free()
    if needed < 1_000_000_000 or needed < free:
        return ""
    return tr(
        "One map between {tokens} tokens needs {needed} while it is computed, but only "
        "{free} of memory are free. Close other programs, or use a shorter text.",
        tokens=numbers.count(tokens),
        needed=numbers.bytes_(needed),
        free=numbers.bytes_(free),
    )
