"""A new starting point for the form: a preset, a config.json, the JSON view, the loaded model."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import Any

from explorer.boundary.values import as_dict, as_list, as_text
from explorer.engine.tasks import auto_maps
from explorer.features.create.compute.catalogue import config_classes
from explorer.features.create.compute.checks.draft_level import levels
from explorer.features.create.compute.checks.judging import judge_values
from explorer.features.create.compute.draft import BOOKKEEPING, Draft, read_draft
from explorer.features.create.compute.edit import build
from explorer.features.create.compute.fields.defaults import default_values
from explorer.features.create.compute.fields.form import form_of
from explorer.features.create.compute.fields.json_values import BadJson, read_object, write
from explorer.features.create.compute.fields.schema import Schema
from explorer.features.create.compute.presets import preset_overrides
from explorer.features.create.protocol.config import ConfigStart, StartFromJson, StartFromPreset
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import ConfigRefused
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

_NEVER_KEPT = BOOKKEEPING & {
    "model_type",
    "transformers_version",
    "architectures",
    "_name_or_path",
    "name_or_path",
    "_commit_hash",
    "auto_map",
    "torch_dtype",
    "return_dict",
    "output_hidden_states",
    "label2id",
}


def start_from_preset(request: StartFromPreset, check: Check, report: Report) -> ConfigStart:
    """Begin from "default", "tiny", "small" or "base". Raises UnknownModelType."""
    overrides = preset_overrides(request.model_type, request.class_name, request.preset, check)
    check()
    return _start(ConfigEdit(request.model_type, request.class_name, write(overrides)), check)


def start_from_json(request: StartFromJson, check: Check, report: Report) -> ConfigStart:
    """Begin from the text of a config; only what differs from the defaults is kept.

    Raises ConfigRefused when the text is no JSON object or names no known model type.
    """
    try:
        data = read_object(request.text)
    except BadJson as error:
        raise ConfigRefused(error.problem.sentence, error.problem.details) from error
    check()
    model_type = data.get("model_type") or request.model_type
    if as_text(model_type) not in config_classes():
        raise ConfigRefused(_no_type(model_type))
    class_name = request.class_name if model_type == request.model_type else ""
    edit = ConfigEdit(
        model_type, class_name or _class_of(model_type, data), write(_kept(model_type, data))
    )
    return _start(edit, check)


def _start(edit: ConfigEdit, check: Check) -> ConfigStart:
    judged = judge_values(edit, check)
    check()
    unknown = tuple(judged.draft.unknown) if judged.draft is not None else ()
    form = form_of(edit, check)
    return ConfigStart(edit, form, unknown, (*judged.problems, *judged.soft))


def _kept(model_type: str, data: dict[str, Any]) -> dict[str, Any]:
    """The overrides of a whole config: under the fields' own names, without the defaults."""
    draft = read_draft(ConfigEdit(model_type, "", write(data)))
    own = draft.schema
    mapping = _changed(own, data, default_values(own.config_class))
    return _without_computed(replace_overrides(draft, mapping), mapping)


def replace_overrides(draft: Draft, overrides: dict[str, Any]) -> Draft:
    """The draft of the same type with other overrides."""
    return read_draft(replace(draft.edit, overrides=write(overrides)))


def _changed(own: Schema, data: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    from explorer.features.create.compute.draft import slot_schema

    mapping: dict[str, Any] = {}
    for key, value in data.items():
        name = own.alias.get(key, key)
        if name in mapping:
            name = key  # both names were given: the checks will say so
        if key in _NEVER_KEPT and key not in own.fields:
            continue
        before = defaults.get(name)
        if name in own.slots and isinstance(value, dict):
            inner_own = slot_schema(own, name, value)
            same = as_dict(before).get("model_type") == inner_own.model_type
            inner_before = as_dict(before) if same else {}
            given = dict(own.slots[name].given)
            # What the class itself puts into the slot counts as default too.
            base = inner_before or {**default_values(inner_own.config_class), **given}
            inner = _changed(inner_own, value, base)
            if own.slots[name].free and not same and "model_type" in value:
                inner["model_type"] = value["model_type"]
            if inner or (before is None and own.slots[name].optional):
                mapping[name] = inner
            continue
        if name in defaults and write(before) == write(value):
            continue
        # float32 is what a model is created in here, so it is no difference.
        if name == "dtype" and value in (None, "float32"):
            continue
        mapping[name] = value
    # torch_dtype is the older name of dtype.
    if (
        "torch_dtype" in data
        and "dtype" not in data
        and data["torch_dtype"] not in ("float32", None)
    ):
        mapping["dtype"] = data["torch_dtype"]
    return mapping


def _without_computed(draft: Draft, mapping: dict[str, Any]) -> dict[str, Any]:
    """Leave out attributes that the class would compute to the same value by itself."""
    for level in list(levels(draft.schema, mapping)):
        inner = mapping
        for step in level.prefix.rstrip(".").split(".") if level.prefix else ():
            inner = inner[step]
        for name in list(inner):
            spec = level.own.fields.get(name)
            computed = spec is None and name not in BOOKKEEPING and name not in level.own.alias
            if (computed or (spec is not None and spec.default is None)) and _same_without(
                draft, mapping, level.prefix + name
            ):
                del inner[name]
    return mapping


def _same_without(draft: Draft, mapping: dict[str, Any], path: str) -> bool:
    *outer, name = path.split(".")
    less = read_object(write(mapping))
    inner = less
    for step in outer:
        inner = inner[step]
    value = inner.pop(name)
    try:
        config: Any = build(replace_overrides(draft, less))
    except Exception:  # not even a config without it: then it is kept and judged as it is
        return False
    for step in outer:
        config = getattr(config, step)
    return hasattr(config, name) and write(getattr(config, name)) == write(value)


def _class_of(model_type: str, data: dict[str, Any]) -> str:
    """The class that the config names, else the bare model or the first that there is."""
    import transformers

    named = as_text(next(iter(as_list(data.get("architectures"))), ""))
    if named and hasattr(transformers, named):
        return named
    for auto, types in (("AutoModel", auto_maps()["AutoModel"]), *auto_maps().items()):
        if model_type in types:
            return auto
    return ""


def _no_type(model_type: Any) -> str:
    if not model_type:
        return tr('The text has no "model_type", which says what kind of model it is for.')
    near = difflib.get_close_matches(str(model_type), config_classes(), 1, 0.6)
    unknown = tr(
        'There is no model type "{model_type}" in this transformers.', model_type=model_type
    )
    hint = (
        tr('Is "{model_type}" meant?', model_type=near[0])
        if near
        else tr("It may need a newer version of transformers.")
    )
    return f"{unknown} {hint}"
