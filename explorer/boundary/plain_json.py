"""Reading a typed config: every slip becomes a sentence with its place. Without Qt."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from explorer.boundary import typed_json
from explorer.boundary.limits import TYPED_JSON
from explorer.text import numbers
from explorer.text.translation import tr

_BARE = re.compile(r"-?\b(?:NaN|Infinity)\b")


@dataclass(frozen=True)
class JsonProblem:
    """What is wrong with a text, and the characters from `start` to `end` that show it."""

    sentence: str
    start: int = 0
    end: int = 0


class _Repeated(ValueError):
    pass


class _NoNumber(ValueError):
    pass


def read_object(text: str) -> dict[str, Any] | JsonProblem:
    """The object that a text holds, or what keeps it from being one."""
    if not text.strip():
        return JsonProblem(tr("The text is empty. Write { } for the default settings."))
    if len(text) > TYPED_JSON.bytes:
        return JsonProblem(
            numbers.ntr(
                "The text has {count} character; a config has far fewer than {most}.",
                "The text has {count} characters; a config has far fewer than {most}.",
                len(text),
                most=numbers.count(TYPED_JSON.bytes),
            )
        )
    value = read_value(text)
    if isinstance(value, JsonProblem):
        return value
    if not isinstance(value, dict):
        return JsonProblem(
            tr("A config is an object: it begins with { and ends with }."), 0, len(text)
        )
    return value


def read_value(text: str) -> Any:
    """Any JSON value, or what keeps a text from being one."""
    try:
        # object_pairs_hook sees doubled keys before a dict swallows them.
        value = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
        typed_json.check_values(value, TYPED_JSON)
        return value
    except typed_json.Malformed as error:
        return JsonProblem(numbers.capital(f"{typed_json.why(error)}."))
    except json.JSONDecodeError as error:
        words = typed_json.plain_words(error)
        where = (
            tr("Line {line}, column {column}:", line=error.lineno, column=error.colno) + " "
            if "\n" in text
            else ""
        )
        end = min(len(text), error.pos + 1)
        sentence = numbers.capital(f"{where}{words}") + "."
        return JsonProblem(sentence, max(0, min(error.pos, end - 1)), end)
    except _NoNumber as error:
        hit = _BARE.search(text)
        start, end = hit.span() if hit else (0, 0)
        name = str(error)
        sentence = tr('JSON has no {name}. Write {{"__float__": "{name}"}}.', name=name)
        return JsonProblem(sentence, start, end)
    except _Repeated as error:
        spots = [match.span() for match in key_pattern(str(error)).finditer(text)]
        # The last of the two: the first was right until then.
        start, end = spots[-1] if spots else (0, 0)
        sentence = tr('"{key}" occurs twice in one object. Remove one of them.', key=error)
        return JsonProblem(sentence, start, end)
    except RecursionError:
        return JsonProblem(tr("The text is nested too deep for a config."))
    except ValueError:
        return JsonProblem(tr("The text holds a number that is too long."))


def key_pattern(name: str) -> re.Pattern[str]:
    """Finds a key with its quotes in the text of an object."""
    return re.compile(re.escape(json.dumps(name, ensure_ascii=False)) + r"(?=\s*:)")


def _refuse(name: str) -> object:
    raise _NoNumber(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        rows = set()
        for name, _ in pairs:
            if name in rows:
                raise _Repeated(name)
            rows.add(name)
    return mapping
