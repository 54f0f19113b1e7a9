"""Reading and writing config JSON: quickly refused when it cannot be a config.

Floats that JSON lacks travel as transformers writes them: `{"__float__": "Infinity"}`.
"""

from __future__ import annotations

import json
import math
from typing import Any

from explorer.features.create.protocol.config import Problem
from explorer.text.translation import tr

MAX_CHARACTERS = 1_000_000
"""The largest config.json on the Hub holds labels for 22,000 classes and stays below this."""
MAX_DEPTH = 40

_FLOATS = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}
_SPECIAL = "__float__"


class BadJson(Exception):
    """The text is no config; carries the problem to show."""

    def __init__(self, sentence: str, path: str = "", details: str = "") -> None:
        super().__init__(sentence)
        self.problem = Problem(path, sentence, source="json", details=details)


def read_object(text: str) -> dict[str, Any]:
    """Parse a JSON object; raises BadJson with a sentence that says where and what is wrong."""
    if len(text) > MAX_CHARACTERS:
        raise BadJson(
            tr(
                "This is {length:.1f} million characters; a config has at most {limit:.0f} "
                "million. Is it another file?",
                length=len(text) / 1000000.0,
                limit=MAX_CHARACTERS / 1000000.0,
            )
        )
    # Before parsing: each nested bracket costs the parser a frame of the stack.
    _refuse_depth(text)
    try:
        data = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise BadJson(
            tr(
                "Line {line}, column {column}: this is not JSON ({reason}).",
                line=error.lineno,
                column=error.colno,
                reason=_plain(error.msg),
            ),
            details=str(error),
        ) from error
    # Below MAX_DEPTH this happens only on a small stack.
    except RecursionError as error:
        raise BadJson(tr("The brackets are nested too deeply for a config.")) from error
    except ValueError as error:  # an integer of thousands of digits
        raise BadJson(
            tr("A number in this text is too long to be read."), details=str(error)
        ) from error
    if not isinstance(data, dict):
        what = {
            list: tr("a list"),
            str: tr("a text"),
            bool: tr("true or false"),
            type(None): "null",
        }
        raise BadJson(
            tr(
                "A config is a JSON object in braces, {{…}}; this is {data}.",
                data=what.get(type(data), "a single number"),
            )
        )
    return data


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
    return json.loads(text, object_pairs_hook=_pairs)


# A later key would silently win, and the form would show only one of the two.
def _pairs(pairs: list[tuple[str, Any]]) -> Any:
    data: dict[str, Any] = {}
    for key, value in pairs:
        if key in data:
            raise BadJson(
                tr('The key "{key}" appears twice in the same object.', key=key), path=key
            )
        data[key] = value
    # As transformers writes what JSON lacks.
    if len(data) == 1 and _SPECIAL in data:
        return _FLOATS.get(str(data[_SPECIAL]), data)
    return data


def _constant(name: str) -> float:
    raise BadJson(
        tr("{name} is not a number that a config can hold, and JSON has no word for it.", name=name)
        + (' Write {"__float__": "Infinity"} where endless is meant.' if "Inf" in name else "")
    )


def _refuse_depth(text: str) -> None:
    depth = 0
    inside = escaped = False
    # Brackets inside strings do not nest; a backslash hides the quote after it.
    for letter in text:
        if inside:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                inside = False
        elif letter == '"':
            inside = True
        elif letter in "{[":
            depth += 1
            if depth > MAX_DEPTH:
                raise BadJson(
                    tr(
                        "The brackets are nested more than {max_depth} deep, too deep for a "
                        "config.",
                        max_depth=MAX_DEPTH,
                    )
                )
        elif letter in "}]":
            depth -= 1


def _plain(message: str) -> str:
    words = {
        "Expecting value": tr("a value is missing here"),
        "Expecting ',' delimiter": tr("a comma or a closing bracket is missing"),
        "Expecting property name enclosed in double quotes": (
            tr("a name in double quotes is missing; is there a comma too many?")
        ),
        "Expecting ':' delimiter": tr("a colon is missing after the name"),
        "Extra data": tr("something follows after the end"),
        "Unterminated string starting at": tr("a text has no closing quote"),
        "Illegal trailing comma before end of object": tr("there is one comma too many"),
    }
    return words.get(message, message[:1].lower() + message[1:])
