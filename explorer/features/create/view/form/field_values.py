"""What a person types into a field, read as its value or refused with a sentence. Without Qt."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from explorer.boundary.plain_json import JsonProblem, read_value
from explorer.boundary.values import as_number
from explorer.features.create.protocol.config import FormField
from explorer.features.create.view import overrides
from explorer.text.translation import tr

_MOST_DIGITS = 18
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,_ \u202f]\d{3})+")
_FLOATS = {"inf": "Infinity", "infinity": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


@dataclass(frozen=True)
class Reading:
    """What an editor holds: a value, or a sentence with values that would do."""

    value: Any = None
    problem: str = ""
    suggestions: tuple[str, ...] = ()


def read_number(text: str, field: FormField) -> Reading:
    """An int or a float from typed text."""
    plain = text.strip()
    whole = field.kind == "int"
    what = tr("a whole number") if whole else tr("a number")
    if not plain or plain.lower() in ("none", "null"):
        if field.optional:
            return Reading(None)
        return Reading(
            problem=tr("This needs {kind_of_value}.", kind_of_value=what),
            suggestions=(field.default,),
        )
    if plain.startswith("[") and "list" in field.type_text:
        value = read_value(plain)
        return Reading(problem=value.sentence) if isinstance(value, JsonProblem) else Reading(value)
    if _THOUSANDS.fullmatch(plain):
        plain = re.sub(r"[,_ \u202f]", "", plain)
    if len(re.sub(r"\D", "", plain)) > _MOST_DIGITS and (whole or plain.lstrip("+-").isdigit()):
        return Reading(
            problem=tr("This number has more than {most_digits} digits.", most_digits=_MOST_DIGITS)
        )
    try:
        return Reading(int(plain)) if whole else Reading(_float(plain))
    except ValueError:
        pass
    try:
        near = float(plain.replace(",", "."))
    except ValueError:
        if "str" in field.type_text and re.fullmatch(r"\w+", plain):
            return Reading(plain)
        return Reading(
            problem=tr("“{value}” is not {kind_of_value}.", value=_short(plain), kind_of_value=what)
        )
    if whole and math.isfinite(near):
        if near == int(near) and "," not in plain:
            return Reading(int(near))
        return Reading(
            problem=tr("“{plain}” is not a whole number.", plain=_short(plain)),
            suggestions=(str(round(near)),),
        )
    return Reading(
        problem=tr("“{value}” is not {kind_of_value}.", value=_short(plain), kind_of_value=what),
        suggestions=(repr(near),),
    )


def _float(plain: str) -> Any:
    special = _FLOATS.get(plain.lower())
    if special:
        return {"__float__": special}
    value = float(plain)
    if not math.isfinite(value):
        raise ValueError
    return value


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"


def shown_number(value: object) -> str:
    """A number as it is typed."""
    match value:
        case None:
            return ""
        case {"__float__": name}:
            return {"Infinity": "inf", "-Infinity": "-inf"}.get(name, "nan")
        case str():
            return value
    return overrides.dumps(value)


def choice_json(choice: str, field: FormField) -> str:
    """Choices are plain words, except where the default is a number."""
    number = as_number(overrides.loads(field.default)) is not None
    try:
        json.loads(choice)
    except ValueError:
        return overrides.dumps(choice)
    return choice if number or choice.startswith('"') else overrides.dumps(choice)


def read_json(text: str, field: FormField, example: str) -> Reading:
    """Any value from JSON text; `example` is named where something is missing."""
    plain = text.strip()
    if not plain:
        if field.optional:
            return Reading(None)
        return Reading(problem=tr("This needs a value, such as {example}.", example=example))
    value = read_value(plain)
    if not isinstance(value, JsonProblem):
        return Reading(value)
    if field.kind == "list" and not plain.startswith("["):
        rest = read_value(f"[{plain}]")
        if not isinstance(rest, JsonProblem):
            return Reading(
                problem=tr("A list is written in square brackets."),
                suggestions=(overrides.dumps(rest),),
            )
    if field.kind == "json" and re.fullmatch(r"[\w.-]+", plain) and "str" in field.type_text:
        return Reading(plain)
    return Reading(problem=value.sentence)
