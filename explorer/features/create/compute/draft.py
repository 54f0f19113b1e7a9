"""From an edit of the form to the values of a config: keys understood, values fitted."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from explorer.boundary.values import as_dict, as_text
from explorer.features.create.compute.fields import incomplete
from explorer.features.create.compute.fields.json_values import read_object, write
from explorer.features.create.compute.fields.schema import (
    FieldSpec,
    Schema,
    accepts,
    config_class,
    fitted,
    schema,
)
from explorer.features.create.protocol.config import FilledField, Problem
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import UnknownModelType
from explorer.text.translation import tr

_WORDS = """
    model_type transformers_version architectures torch_dtype _name_or_path name_or_path
    auto_map return_dict output_hidden_states output_attentions use_return_dict label2id
    num_labels attn_implementation _attn_implementation experts_implementation _commit_hash
    torchscript use_bfloat16 pruned_heads tokenizer_class prefix finetuning_task
    task_specific_params gradient_checkpointing cross_attention_hidden_size
    tie_encoder_decoder quantization_config rope_theta rope_scaling partial_rotary_factor
    per_layer_config tie_word_embeddings is_decoder add_cross_attention bos_token_id
    eos_token_id pad_token_id sep_token_id decoder_start_token_id bad_words_ids
    forced_bos_token_id forced_eos_token_id begin_suppress_tokens suppress_tokens layer_types
    use_cache keys_to_ignore_at_inference summary_type summary_use_proj summary_activation
    summary_proj_to_labels summary_first_dropout custom_pipelines sliding_window
    max_window_layers
"""
BOOKKEEPING = frozenset(_WORDS.split())
"""Keys of config.json files that are no field of every class and yet no typing mistake."""


@dataclass
class Draft:
    """An edit understood: what goes to the constructor, and what was wrong on the way.

    `spelling` leads from a field's path to the name that the person used; `ours` are the paths in
    `values` that nobody wrote: filled in, or a slot's own values.
    """

    edit: ConfigEdit
    schema: Schema
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    filled: list[FilledField] = field(default_factory=list)
    spelling: dict[str, str] = field(default_factory=dict)
    ours: set[str] = field(default_factory=set)


def read_draft(edit: ConfigEdit) -> Draft:
    """Understand an edit; raises BadJson for text that is no JSON object, UnknownModelType."""
    cls = config_class(edit.model_type)
    if cls is None:
        raise UnknownModelType(edit.model_type, "")
    draft = Draft(edit, schema(cls), {})
    draft.values = _understood(draft, draft.schema, read_object(edit.overrides or "{}"), "")
    return draft


def paths(values: dict[str, Any], own: Schema, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every (path, value) of nested overrides, sub-configs opened."""
    for key, value in values.items():
        path = prefix + key
        if key in own.slots and isinstance(value, dict):
            yield from paths(value, slot_schema(own, key, value), path + ".")
        else:
            yield path, value


def slot_schema(own: Schema, key: str, value: Any) -> Schema:
    """The schema of what is in a slot: the model type given there, or the slot's own."""
    slot = own.slots[key]
    kind = as_text(as_dict(value).get("model_type"))
    cls = config_class(kind) if slot.free else None
    return schema(cls or slot.config_class)


def _understood(draft: Draft, own: Schema, given: dict[str, Any], prefix: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    came_from: dict[str, str] = {}
    for key, value in given.items():
        path = prefix + key
        # attribute_map: GPT-2's n_embd is hidden_size by another name.
        name = own.alias.get(key, key)
        spec = own.fields.get(name)
        if name in came_from:
            draft.unknown.append(path)
            draft.problems.append(
                Problem(
                    path,
                    tr(
                        "{first_name} and {second_name} are two names of one setting, and "
                        "transformers would follow the last. Keep one of them.",
                        first_name=came_from[name],
                        second_name=key,
                    ),
                )
            )
            continue
        came_from[name] = key
        if name != key:
            draft.spelling[prefix + name] = path
        if spec is None:
            if _is_unknown(draft, own, key, path):
                continue
            # They name the type and the version; no constructor takes them.
            if key not in ("model_type", "transformers_version"):
                values[key] = value
        elif spec.kind == "config" and isinstance(value, dict):
            if name in own.slots and _known_type(draft, own, name, value, path):
                values[name] = _sub_values(draft, own, name, value, path)
        else:
            value = fitted(spec, value)
            if accepts(spec, value):
                values[name] = value
            else:
                draft.problems.append(_wrong_type(own, spec, value, prefix + name))
    # After the person's values: some fills are made from these.
    for name, (value, reason) in incomplete.fills(own, values).items():
        values[name] = value
        draft.ours.add(prefix + name)
        spec = own.fields.get(name)
        if spec is None or write(value) != write(spec.default):
            draft.filled.append(FilledField(prefix + name, write(value), reason))
    for name in own.slots:  # what is not given inside a slot may need filling too
        if name not in given and not own.slots[name].optional:
            inner: dict[str, Any] = _sub_values(draft, own, name, {}, prefix + name)
            if any(
                filled_field.path.startswith(f"{prefix}{name}.") for filled_field in draft.filled
            ):
                values[name] = inner
    return values


def _sub_values(
    draft: Draft, own: Schema, name: str, value: dict[str, Any], path: str
) -> dict[str, Any]:
    slot = own.slots[name]
    inner_schema = slot_schema(own, name, value)
    inner = _understood(draft, inner_schema, value, path + ".")
    # Only where the slot still holds its own type: another type has values of its own.
    if value.get("model_type", slot.model_type) == slot.model_type:
        # A dict in the slot replaces what the class would have put there, its own values too.
        draft.ours |= {f"{path}.{key}" for key, _ in slot.given if key not in inner}
        inner = {**dict(slot.given), **inner}
        for key, (fill, reason) in incomplete.slot_fills(own, name).items():
            if key not in value:
                inner[key] = fill
                draft.ours.add(f"{path}.{key}")
                draft.filled.append(FilledField(f"{path}.{key}", write(fill), reason))
    if slot.free:
        inner["model_type"] = value.get("model_type", slot.model_type)
    return inner


def _known_type(draft: Draft, own: Schema, name: str, value: dict[str, Any], path: str) -> bool:
    from explorer.features.create.compute.catalogue import config_classes

    kind = value.get("model_type")
    if kind is None or not own.slots[name].free or kind in config_classes():
        return True
    near = difflib.get_close_matches(str(kind), config_classes(), 2, 0.6)
    draft.problems.append(
        Problem(
            f"{path}.model_type",
            tr('There is no model type "{kind}" to put into {name}.', kind=kind, name=name),
            tuple(write(text) for text in dict.fromkeys((*near, own.slots[name].model_type))),
        )
    )
    return False


def _is_unknown(draft: Draft, own: Schema, key: str, path: str) -> bool:
    """Tell a key that the class has no field for; True where it must not reach the class."""
    if key in BOOKKEEPING or key in _computed_names(own):
        return False
    draft.unknown.append(path)
    names = {*own.fields, *own.alias}
    near = difflib.get_close_matches(key, names, 1, 0.75)
    title = own.config_class.__name__
    if near:
        draft.problems.append(
            Problem(
                path,
                tr(
                    "{title} has no setting {key}; transformers would store it and never use it. "
                    "Did you mean {near}?",
                    title=title,
                    key=key,
                    near=near[0],
                ),
            )
        )
        return True
    draft.problems.append(
        Problem(
            path,
            tr(
                "{title} has no setting {key}: transformers would store it and never use it.",
                title=title,
                key=key,
            ),
            level="warning",
        )
    )
    return False


def _computed_names(own: Schema) -> frozenset[str]:
    """Attributes that the class computes and writes into its config.json."""
    from explorer.features.create.compute.fields.defaults import default_values

    return frozenset(default_values(own.config_class))


def _wrong_type(own: Schema, spec: FieldSpec, value: Any, path: str) -> Problem:
    wants = {
        "int": tr("a whole number"),
        "float": tr("a number"),
        "bool": tr("true or false"),
        "str": tr("a text in quotes"),
        "list": tr("a list in square brackets"),
        "dict": tr("an object in braces"),
        "rope": tr("an object in braces"),
        "labels": tr("an object that gives each number a label"),
        "config": tr("an object in braces with the settings of that part"),
        "choice": tr("one of its choices"),
        "json": spec.type_text.replace("|", "or"),
    }[spec.kind]
    shown = write(value)
    shown = shown if len(shown) <= 40 else shown[:37] + "…"
    ideas: list[Any] = []
    match spec.kind, value:
        case (("int" | "float"), (str() | float())):
            with contextlib.suppress(ValueError, OverflowError):
                number = float(value)
                ideas.append(round(number) if spec.kind == "int" else number)
        case "bool", (str() | int()):
            ideas.append(str(value).lower() in ("1", "true", "yes"))
        case "list", _:
            ideas.append([value])
        case "choice", str():
            ideas += difflib.get_close_matches(value, spec.choices, 1, 0.4)
    ideas.append(spec.default)
    ideas += spec.choices[:1]
    good = [write(idea) for idea in ideas if accepts(spec, fitted(spec, idea))]
    if spec.kind == "config":
        good = ["{}", *(["null"] if spec.optional else [])]
    if spec.optional:
        wants = tr("{kind} or null", kind=wants)
    return Problem(
        path,
        tr("{name} takes {kind}, not {value}.", name=spec.name, kind=wants, value=shown),
        tuple(dict.fromkeys(good)),
    )
