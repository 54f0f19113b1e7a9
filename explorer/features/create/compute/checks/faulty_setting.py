"""Which setting is to blame for an error that the class itself raised, and what would mend it.

The error's words name a field at best. So each given setting is put back to its default in turn;
the one without which the error is gone is to blame, and its default is a value that works.
"""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Callable
from typing import Any, Literal

from explorer.features.create.compute.checks.draft_level import levels
from explorer.features.create.compute.draft import Draft, paths
from explorer.features.create.compute.fields.json_values import write
from explorer.features.create.protocol.config import Problem
from explorer.protocol.job import Check

LONGEST_SECONDS = 2.0
# Each try is a build without numbers: together they must stay below LONGEST_SECONDS.
_MOST_TRIED = 8


def blame(
    draft: Draft,
    sentence: str,
    details: str,
    source: Literal["class", "build", "forward"],
    works: Callable[[Draft], bool],
    check: Check,
) -> Problem:
    """The problem for an error, at the setting whose default makes it go away."""
    given = [
        path
        for path, _ in paths(draft.values, draft.schema)
        if path not in draft.ours and not path.endswith("model_type")
    ]
    # First those that the error names; then the last ones written, which a person just changed.
    named = [path for path in given if _named(path, details or sentence)]
    order = [*named, *(path for path in reversed(given) if path not in named)]
    until = time.perf_counter() + LONGEST_SECONDS
    for path in order[:_MOST_TRIED]:
        check()
        if time.perf_counter() > until:
            break
        if works(without(draft, path)):
            return Problem(path, sentence, _default(draft, path), source=source, details=details)
    where = named[0] if named else (given[0] if len(given) == 1 else "")
    return Problem(where, sentence, source=source, details=details)


def without(draft: Draft, path: str) -> Draft:
    """The draft with one setting back at its default."""
    values: dict[str, Any] = copy.deepcopy(draft.values)
    inner = values
    *outer, name = path.split(".")
    for step in outer:
        inner = inner[step]
    inner.pop(name, None)
    return Draft(draft.edit, draft.schema, values, filled=draft.filled, ours=draft.ours)


def _named(path: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(path.rpartition('.')[2])}\b", text) is not None


def _default(draft: Draft, path: str) -> tuple[str, ...]:
    prefix, _, name = path.rpartition(".")
    for level in levels(draft.schema, draft.values):
        if level.prefix.rstrip(".") == prefix and name in level.own.fields:
            return (write(level.own.fields[name].default),)
    return ()
