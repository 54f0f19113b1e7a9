"""A feature: one thing that a person can do, as a record that joins its parts.

Its parts are in its own folder, `explorer/features/<name>/`. A record names each by a reference,
`"module:name"` inside that folder, which is imported when it is first used: the window starts
without what computes, and a worker without what draws.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from explorer.protocol.job import Request

Reference = str
"""`"module:name"` or `"module:Class.method"`, below the feature's own folder."""

_NONE: Mapping[type, Reference] = MappingProxyType({})


@dataclass(frozen=True)
class Feature:
    """What one feature consists of; what it does not have is left out.

    `compute` handles a request in the model's lane: `function(engine, request, check, report)`, or
    a method of a `Part` that the engine keeps one of. `remote` handles a request in the Hub's
    lanes. `explain` says in words what a result was: `function(result, summary)`. `code` writes
    the Python of a request: `function(request, result, summary)`, `other_code` a second way to
    write it; `code_of_result` that of a look into a run: `function(result, run, summary)`. `export`
    draws a result on a saved page. `lesson` gives the facts that lessons may know of a result:
    `function(result, request)`, or a method of a class that their journal keeps one of.
    `inspection_view` is its page among the views of a run, `view_name` that page's objectName, and
    `is_mode` says that it takes the place of the tabs instead of being one of them, `hint` that it
    is below them and below Why, closed at first, and what it is about. `table` makes
    what it shows a table to export: `function(view.result)`, `animation` a page that plays it:
    `function(view.result, summary)`. `about_a_run` says that its requests
    are about the last run, so that a former run shown again answers them from memory.
    `explained_at_once` are results whose words are shown as soon as they have come; those of a look
    into a run always are. `terms` are the entries of the glossary that its pages use.
    """

    name: str
    title: str
    compute: Mapping[type[Request], Reference] = field(default_factory=lambda: _NONE)
    remote: Mapping[type[Request], Reference] = field(default_factory=lambda: _NONE)
    explain: Mapping[type, Reference] = field(default_factory=lambda: _NONE)
    code: Mapping[type[Request], Reference] = field(default_factory=lambda: _NONE)
    other_code: Mapping[type[Request], Reference] = field(default_factory=lambda: _NONE)
    code_of_result: Mapping[type, Reference] = field(default_factory=lambda: _NONE)
    export: Mapping[type, Reference] = field(default_factory=lambda: _NONE)
    lesson: Mapping[type, Reference] = field(default_factory=lambda: _NONE)
    inspection_view: Reference = ""
    view_name: str = ""
    table: Reference = ""
    animation: Reference = ""
    is_mode: bool = False
    hint: str = ""
    about_a_run: bool = False
    explained_at_once: frozenset[type] = frozenset()
    terms: tuple[str, ...] = ()

    def load(self, reference: Reference) -> tuple[Any, str]:
        """What a reference names: the function and "", or a class and the name of its method."""
        module, _, name = reference.partition(":")
        owner, _, method = name.partition(".")
        return getattr(importlib.import_module(f"{self._package}.{module}"), owner), method

    @property
    def _package(self) -> str:
        return f"explorer.features.{self.name}"
