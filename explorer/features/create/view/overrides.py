"""The values of the config form: JSON objects edited by path, compared exactly, and undone.

Without Qt. A path is `text_config.hidden_size`; the overrides are a JSON object with only what
was given. Nothing is changed in place: every edit makes a new object, so that old ones can be
kept for undo.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from explorer.boundary.values import as_dict
from explorer.features.create.protocol.config import FormField
from explorer.protocol.config import ConfigEdit

MISSING: Final = object()
"""What `at` answers where nothing was given; None is a value."""

_MOST_UNDO = 200


def loads(text: str) -> Any:
    """A value from its JSON text; texts of the form's fields are always well formed."""
    return json.loads(text) if text else None


def dumps(value: object) -> str:
    """A value as JSON on one line."""
    return json.dumps(value, ensure_ascii=False)


def at(overrides: object, path: str) -> Any:
    """What was given at a path, or MISSING."""
    for name in path.split("."):
        overrides = as_dict(overrides).get(name, MISSING)
    return overrides


def with_value(overrides: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The same overrides with a value at a path."""
    name, _, rest = path.partition(".")
    if not rest:
        return {**overrides, name: value}
    return {**overrides, name: with_value(as_dict(overrides.get(name)), rest, value)}


def without(overrides: dict[str, Any], path: str) -> dict[str, Any]:
    """The same overrides with nothing given at a path; objects that become empty go too."""
    name, _, rest = path.partition(".")
    remaining = {key: value for key, value in overrides.items() if key != name}
    inner = overrides.get(name)
    if rest and isinstance(inner, dict):
        left = without(inner, rest)
        if left:
            return {**overrides, name: left}
    elif rest:
        return overrides
    return remaining


def same(first: object, other: object) -> bool:
    """Whether two JSON values are the same; 1 and 1.0 are, true and 1 are not."""
    match first, other:
        case (bool(), _) | (_, bool()):
            return first is other
        case list() as left, list() as right:
            return len(left) == len(right) and all(map(same, left, right))
        case dict() as left, dict() as right:
            return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
        case ((int() | float()), (int() | float())):
            return first == other
    return type(first) is type(other) and first == other


def walk(fields: tuple[FormField, ...]) -> Iterator[FormField]:
    """Every field, those of sub-configs after their own."""
    for field in fields:
        yield field
        yield from walk(field.fields)


def value_of(field: FormField, overrides: object) -> Any:
    """What the editor of a field shows: what was given, else the default."""
    given = at(overrides, field.path)
    return loads(field.default) if given is MISSING else given


def is_changed(field: FormField, overrides: object) -> bool:
    """Whether a field holds something else than its default."""
    given = at(overrides, field.path)
    if given is MISSING:
        return False
    default = loads(field.default)
    if field.kind == "config" and isinstance(given, dict):
        kind = given.get("model_type", MISSING)
        return kind not in (MISSING, at(default, "model_type"))
    return not same(given, default)


def slots(overrides: object, fields: tuple[FormField, ...]) -> frozenset[tuple[str, str]]:
    """Which sub-configs were chosen or emptied: when this changes, the form has other fields."""
    slot_keys = set()
    for field in walk(fields):
        if field.kind == "config":
            match at(overrides, field.path):
                case None:
                    slot_keys.add((field.path, ""))
                case {"model_type": str(kind)}:
                    slot_keys.add((field.path, kind))
    return frozenset(slot_keys)


class History:
    """Undo and redo over whole edits. Typing in one field counts as one step."""

    def __init__(self) -> None:
        self._past: list[ConfigEdit] = []
        self._future: list[ConfigEdit] = []
        self._last = ""

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return bool(self._future)

    def push(self, before: ConfigEdit, what: str = "") -> None:
        """Remember the edit before a change; equal `what` in a row is one step."""
        if not what or what != self._last or not self._past:
            self._past.append(before)
            del self._past[:-_MOST_UNDO]
        self._last = what
        self._future.clear()

    def pause(self) -> None:
        """What comes next is a step of its own."""
        self._last = ""

    def undo(self, now: ConfigEdit) -> ConfigEdit:
        """The edit before the last step."""
        self._last = ""
        self._future.append(now)
        return self._past.pop()

    def redo(self, now: ConfigEdit) -> ConfigEdit:
        """The edit after the step that was taken back."""
        self._last = ""
        self._past.append(now)
        return self._future.pop()
