"""Which optional packages are there, without importing them."""

from __future__ import annotations

import importlib.util
import sys


def installed(package: str) -> bool:
    """Whether a package of this import name ("optimum.quanto") can be found."""
    try:
        # For "optimum.quanto" find_spec imports `optimum` first.
        return importlib.util.find_spec(package) is not None
    except ImportError:  # the package around it is missing
        return False


def packed() -> bool:
    """Whether the program is one folder without a Python: nothing can be installed beside it, and
    no other Python finds it."""
    return bool(getattr(sys, "frozen", False))
