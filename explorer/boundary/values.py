"""Values whose type nobody promised, as the type that the code can use.

A config, parsed JSON or an attribute of somebody's class may hold anything under a name. Each
function gives the value where it is of the type that is meant, and None, or an empty one, for
anything else. True and False are no numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def as_int(value: object) -> int | None:
    """A whole number; None for anything else, 2.0 and True too."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def as_number(value: object) -> float | None:
    """A number, whole or not, as it is; None for anything else."""
    return value if isinstance(value, float) else as_int(value)


def as_text(value: object) -> str:
    """A text; an empty one for anything else."""
    return value if isinstance(value, str) else ""


def as_list(value: object) -> list[Any]:
    """The items of a list or a tuple; none of anything else."""
    return list(value) if isinstance(value, (list, tuple)) else []


def as_dict(value: object) -> dict[str, Any]:
    """An object of JSON; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_size(value: object) -> int:
    """A whole number above 0; 0 for anything else."""
    return max(as_int(value) or 0, 0)


def several(value: object) -> list[Any]:
    """The items of a list or a tuple; anything else as the only item."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def ints(values: Iterable[object]) -> list[int]:
    """Those of the values that are whole numbers."""
    return [number for value in values if (number := as_int(value)) is not None]
