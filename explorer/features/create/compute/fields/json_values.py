"""Reading and writing the JSON of configs.

Floats that JSON lacks travel as transformers writes them: `{"__float__": "Infinity"}`.
"""

from __future__ import annotations

import json
import math
from typing import Any

from explorer.boundary import plain_json
from explorer.features.create.protocol.config import Problem

_FLOATS = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}
_SPECIAL = "__float__"


class BadJson(Exception):
    """The text is no config; carries the problem to show."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = Problem("", sentence, source="json")


def read_object(text: str) -> dict[str, Any]:
    """Parse a JSON object; raises BadJson with a sentence that says where and what is wrong."""
    data = plain_json.read_object(text)
    if isinstance(data, plain_json.JsonProblem):
        raise BadJson(data.sentence)
    return {key: _with_floats(item) for key, item in data.items()}


def write(value: object, *, indent: int | None = None) -> str:
    """JSON text of a config value; tuples become lists, dtypes and keys become text."""
    # allow_nan=False: NaN and Infinity are no JSON, so `plain` has written them as objects before.
    return json.dumps(plain(value), indent=indent, ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:
    """The value in JSON's own types, with special floats tagged."""
    match value:
        case float() if not math.isfinite(value):
            name = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
            return {_SPECIAL: name}
        case None | int() | float() | str():
            return value
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
    to_dict = getattr(value, "to_dict", None)
    if callable(to_dict):
        return plain(to_dict())
    return str(value).removeprefix("torch.")


def read_value(text: str) -> Any:
    """The value of one JSON text that this program wrote itself."""
    return _with_floats(json.loads(text))


def _with_floats(value: Any) -> Any:
    """The floats that JSON lacks, where they are written as transformers writes them."""
    match value:
        case dict():
            if len(value) == 1 and _SPECIAL in value:
                return _FLOATS.get(str(value[_SPECIAL]), value)
            return {key: _with_floats(item) for key, item in value.items()}
        case list():
            return [_with_floats(item) for item in value]
    return value
