"""Values for settings that transformers leaves empty although no model can be built without them.

About one type in twenty has such defaults. What is put there is sensible, is shown in the form
with its reason, and is part of the config that is created.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.model.schema import Schema

Values = dict[str, Any]
_Fill = tuple[str, Callable[[Callable[[str], Any]], Any], str]

FILLS: dict[str, tuple[_Fill, ...]] = {}


def fills(own: Schema, given: Values) -> dict[str, tuple[Any, str]]:
    """What to put into one level of a config, by its model type: name -> (value, reason)."""
    table = FILLS.get(own.model_type)
    if not table:
        return {}

    def value_of(name: str) -> Any:
        if name in given:
            return given[name]
        spec = own.fields.get(name)
        return spec.default if spec is not None else None

    found: dict[str, tuple[Any, str]] = {}
    for name, make, reason in table:
        if given.get(name) is None:
            found[name] = (make(value_of), reason)
    return found
