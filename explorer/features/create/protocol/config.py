"""The config editor's requests and results: form, verdict, footprint, modules, weights.

Values cross as JSON text: immutable, exact, and what the JSON view shows. The floats that JSON
lacks are written as transformers writes them: `{"__float__": "Infinity"}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from explorer.protocol.config import ConfigEdit, Footprint, WhatIf
from explorer.protocol.job import Request
from explorer.protocol.model import GETS_MODEL
from explorer.text.translation import tr

Kind = Literal[
    "int",
    "float",
    "bool",
    "str",
    "choice",
    "list",
    "rope",
    "dict",
    "config",
    "labels",
    "json",
]
Group = Literal["sizes", "more", "training", "tokens", "labels", "general"]


@dataclass(frozen=True)
class FormField:
    """One field of a config, ready to be drawn as an editor named `field.<path>`.

    `default` and `value` are JSON text; `value` is what the config holds after it was built, so
    it shows what the class computed for a field left empty. `low` and `high` are the bounds that
    the checks know. `plain` is one short line for under the name; `description` is the text of
    transformers itself. A sub-config (`kind == "config"`) has `fields` of its own, its
    `model_type`, and in `model_types` what else its slot takes (empty where it is fixed).
    """

    path: str
    name: str
    kind: Kind
    optional: bool
    default: str
    value: str
    changed: bool
    group: Group
    plain: str
    description: str
    type_text: str
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    model_type: str = ""
    model_types: tuple[str, ...] = ()
    fields: tuple[FormField, ...] = ()


@dataclass(frozen=True)
class DerivedField:
    """An attribute that the config computed and nobody edits (`head_dim`, `stage_names`, ...)."""

    path: str
    value: str


@dataclass(frozen=True)
class ConfigForm:
    """Everything the form draws. `fields` nest through `FormField.fields`."""

    edit: ConfigEdit
    config_class: str
    doc: str
    fields: tuple[FormField, ...]
    derived: tuple[DerivedField, ...]
    presets: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class FieldValue:
    """A JSON text that could be put at a path."""

    path: str
    value: str


@dataclass(frozen=True)
class Problem:
    """What is wrong at one field, why, and what would work.

    `suggestions` are JSON texts, nearest first; any one of them put at `path` mends this problem.
    `level` "error" keeps the model from being created, "warning" does not. `source` says who
    judged: a rule of this program, the class's own validator, the build, or a run without
    numbers (a meta forward). `elsewhere` are values of other fields that would mend it just as
    well.
    """

    path: str
    sentence: str
    suggestions: tuple[str, ...] = ()
    level: Literal["error", "warning"] = "error"
    source: Literal["json", "rule", "class", "build", "forward"] = "rule"
    details: str = ""
    elsewhere: tuple[FieldValue, ...] = ()

    def seen_from(self, path: str) -> Problem:
        """The same problem at another field that can mend it; itself where that field cannot."""
        here = tuple(way.value for way in self.elsewhere if way.path == path)
        if not here:
            return self
        others = tuple(FieldValue(self.path, value) for value in self.suggestions)
        rest = tuple(way for way in self.elsewhere if way.path != path)
        return replace(self, path=path, suggestions=here, elsewhere=(*others, *rest))


@dataclass(frozen=True)
class FilledField:
    """A field that transformers leaves empty and the model cannot be built without."""

    path: str
    value: str
    reason: str


@dataclass(frozen=True)
class ConfigVerdict:
    """The answer to one edit.

    `footprint` is None when the model cannot be built; then `problems` says why, or
    `missing_packages` names what has to be installed first. `config_json` is the whole config,
    `differences_json` only what differs from the defaults; both are None when no config could
    be built. `printed` is what `print(config)` shows. `resolved` are (path, JSON) pairs of fields
    whose value the class computed. `unknown_keys` are paths that the class has no field for
    (transformers would store them), and second names of a setting that was given already; removing
    them mends their problems.
    """

    edit: ConfigEdit
    problems: tuple[Problem, ...]
    unknown_keys: tuple[str, ...]
    config_json: str | None
    differences_json: str | None
    resolved: tuple[tuple[str, str], ...]
    derived: tuple[DerivedField, ...]
    filled: tuple[FilledField, ...]
    footprint: Footprint | None
    what_ifs: tuple[WhatIf, ...]
    missing_packages: tuple[str, ...]
    printed: str = ""

    @property
    def can_create(self) -> bool:
        """Whether Create may be pressed: nothing is wrong, it was counted, and it fits."""
        errors = any(problem.level == "error" for problem in self.problems)
        return not errors and self.footprint is not None and self.footprint.fits


@dataclass(frozen=True)
class ConfigStart:
    """A new starting point for the form: from a preset, a config.json or the loaded model."""

    edit: ConfigEdit
    form: ConfigForm
    unknown_keys: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class DescribeConfig(Request):
    """The form of an edit -> `ConfigForm`. A broken edit is described by its defaults."""

    replaces: ClassVar[str | None] = "config-form"
    title: ClassVar[str] = tr("Reading the settings")
    edit: ConfigEdit


@dataclass(frozen=True)
class CheckConfig(Request):
    """Judge and count an edit -> `ConfigVerdict`; the newest edit wins.

    `free_bytes` None means: measure the memory free now. `what_if` False skips the hints.
    """

    replaces: ClassVar[str | None] = "config-check"
    title: ClassVar[str] = tr("Checking the settings")
    edit: ConfigEdit
    batch: int = 1
    length: int = 128
    free_bytes: int | None = None
    what_if: bool = True

    @property
    def needs_model(self) -> bool:
        """It is about a config."""
        return False

    def superseded_by(self, later: Sequence[Request]) -> bool:
        """A config that was still being edited, or that a model was made of."""
        return bool(later) and isinstance(later[0], (CheckConfig, *GETS_MODEL))


@dataclass(frozen=True)
class StartFromPreset(Request):
    """Begin from "default", "tiny", "small" or "base" -> `ConfigStart`."""

    replaces: ClassVar[str | None] = "config-form"
    title: ClassVar[str] = tr("Preparing the settings")
    model_type: str
    class_name: str
    preset: str


@dataclass(frozen=True)
class StartFromJson(Request):
    """Begin from the text of a config.json, or of the JSON view -> `ConfigStart`.

    `model_type` and `class_name` may be empty: the text's own `model_type` and `architectures`
    then decide. Where the text names another model type than the form, the text wins.
    """

    replaces: ClassVar[str | None] = "config-form"
    title: ClassVar[str] = tr("Reading the config")
    text: str
    model_type: str = ""
    class_name: str = ""
