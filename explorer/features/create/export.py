"""The fields of a config, and what they make, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from explorer.features.create.protocol.config import ConfigForm
from explorer.features.create.view import overrides
from explorer.protocol.config import Footprint
from explorer.text.table import Table, make_table


def config_table(form: ConfigForm, given: dict[str, Any]) -> Table:
    """The fields of a config, values as JSON; `given` is what was changed, as an object."""

    def lines() -> Iterator[tuple[object, ...]]:
        for field in overrides.walk(form.fields):
            if field.kind == "config":
                continue
            own = overrides.at(given, field.path)
            value = field.value if own is overrides.MISSING else overrides.dumps(own)
            changed = overrides.is_changed(field, given)
            yield (field.path, value, field.default, changed, field.type_text, field.plain)

    return make_table(("field", "value", "default", "changed", "type", "meaning"), lines())


def footprint_table(footprint: Footprint) -> Table:
    """The parts of the model to come, and their shares of its parameters."""
    return make_table(
        ("part", "meaning", "parameters", "share"),
        ((part.name, part.role, part.parameters, part.share) for part in footprint.parts),
    )
