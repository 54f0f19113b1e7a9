"""What lessons may know of the config in Create."""

from __future__ import annotations

import json
from typing import Any

from explorer.boundary.typed_json import convert_items, convert_or
from explorer.features.create.protocol.config import (
    ConfigForm,
    ConfigStart,
    ConfigVerdict,
    FormField,
)
from explorer.protocol.explanation import Facts, FactValue
from explorer.protocol.job import Request

# The names under which config classes keep the number of layers.
_LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers")


def form(result: ConfigForm, request: Request) -> Facts:
    """How many settings there are."""
    return {"config.settings": _fields(result.fields)}


def start(result: ConfigStart, request: Request) -> Facts:
    """The same of what was begun from."""
    return form(result.form, request)


class ConfigFacts:
    """Knows the verdict before, so that a change can be named."""

    def __init__(self) -> None:
        self._edit: tuple[str, str] | None = None
        self._overrides: dict[str, Any] = {}
        self._counted: int | None = None

    def verdict(self, result: ConfigVerdict, request: Request) -> Facts:
        """What was changed, how large the model would be, and what keeps it from being created."""
        edit = result.edit
        given = _object(edit.overrides)
        facts: dict[str, FactValue | None] = {}
        if self._edit != (edit.model_type, edit.class_name):
            # A fast person has changed something before the defaults were ever judged.
            self._edit, self._counted = (edit.model_type, edit.class_name), None
            self._overrides = {}
            facts = dict.fromkeys(("config.parameters_before", "config.changed_setting"))
        changed = [
            name
            for name in (*given, *self._overrides)
            if given.get(name) != self._overrides.get(name)
        ]
        if changed:
            facts["config.changed_setting"] = changed[0]
        self._overrides = given
        size = result.footprint
        if size is not None:
            if self._counted is not None and size.parameters != self._counted:
                facts["config.parameters_before"] = self._counted
            self._counted = size.parameters
        config = _object(result.config_json or "")
        layers = convert_items([config.get(name) for name in _LAYERS], int)
        errors = [problem.sentence for problem in result.problems if problem.level == "error"]
        return facts | {
            "config.type": edit.model_type,
            "config.class": edit.class_name or None,
            "config.changed": len(given),
            "config.layers": layers[0] if layers else None,
            "config.parameters": size.parameters if size is not None else None,
            "config.bytes": size.float32_bytes if size is not None else None,
            "config.problems": len(errors),
            "config.problem": errors[0] if errors else None,
            "config.can_create": result.can_create,
        }


def _object(text: str) -> dict[str, Any]:
    try:
        return convert_or(json.loads(text or "{}"), dict[str, Any], {})
    except ValueError:
        return {}


def _fields(fields: tuple[FormField, ...]) -> int:
    """How many settings a form has, those of configs inside the config included."""
    return sum(_fields(field.fields) if field.fields else 1 for field in fields)
