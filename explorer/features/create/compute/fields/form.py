"""The form of an edit: every field of the config class, described, with its present value."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from explorer.boundary.values import as_dict
from explorer.engine.config_values import attribute
from explorer.engine.tasks import auto_maps
from explorer.features.create.compute.checks.ranges import bounds
from explorer.features.create.compute.draft import Draft, read_draft, slot_schema
from explorer.features.create.compute.edit import build
from explorer.features.create.compute.fields.defaults import default_config, refusal
from explorer.features.create.compute.fields.field_words import group_of, order_of, plain_line
from explorer.features.create.compute.fields.json_values import BadJson, write
from explorer.features.create.compute.fields.schema import FieldSpec, Schema, Slot
from explorer.features.create.compute.presets import PRESETS
from explorer.features.create.compute.verdict import derived
from explorer.features.create.protocol.config import ConfigForm, DescribeConfig, FormField
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig


def describe_config(request: DescribeConfig, check: Check, report: Report) -> ConfigForm:
    """The form of an edit. An edit that gives no config is described by the defaults, and said so.

    Raises UnknownModelType.
    """
    return form_of(request.edit, check)


def form_of(edit: ConfigEdit, check: Check = lambda: None) -> ConfigForm:
    """The form of an edit, as `describe_config` gives it."""
    note = ""
    try:
        draft = read_draft(edit)
    except BadJson as error:
        note = tr("{sentence} The form shows the defaults.", sentence=error.problem.sentence)
        draft = read_draft(ConfigEdit(edit.model_type, edit.class_name))
    check()
    # The config, not the overrides, holds what the class computes (head_dim, layer_types).
    config, problem = _built(draft)
    if problem:
        note = note or problem
        config = default_config(draft.schema.config_class)
        why = refusal(draft.schema.config_class)
        if why:
            note = tr("This transformers refuses the type's own defaults: {why}", why=why)
    if draft.filled and not note:
        names = ", ".join(field.path for field in draft.filled)
        note = tr(
            "transformers leaves {fields} empty; sensible values were filled in.", fields=names
        )
    return ConfigForm(
        edit=edit,
        config_class=draft.schema.config_class.__name__,
        doc=draft.schema.doc,
        fields=_fields(draft.schema, draft.values, config, ""),
        derived=derived(config) if config is not None else (),
        presets=PRESETS,
        note=note,
    )


def _built(draft: Draft) -> tuple[PreTrainedConfig | None, str]:
    try:
        return build(draft), ""
    except Exception as error:  # classes refuse edits with errors of many kinds; checks tell them
        return None, tr("The class refuses these settings ({name}).", name=type(error).__name__)


def _fields(own: Schema, given: dict[str, Any], config: Any, prefix: str) -> tuple[FormField, ...]:
    fields = [_field(own, spec, given, config, prefix) for spec in own.fields.values()]
    groups = ("sizes", "more", "tokens", "training", "labels", "general")
    fields.sort(
        # Sub-configs after plain settings, and what people know first.
        key=lambda field: (groups.index(field.group), field.kind == "config", order_of(field.name))
    )
    return tuple(fields)


def _field(
    own: Schema, spec: FieldSpec, given: dict[str, Any], config: Any, prefix: str
) -> FormField:
    path = prefix + spec.name
    now = attribute(config, spec.name) if config is not None else None
    value = given.get(spec.name, now if config is not None else spec.default)
    if config is not None and spec.name not in given:
        value = now
    slot = own.slots.get(spec.name)
    inner: tuple[FormField, ...] = ()
    kind = ""
    if slot is not None and value is not None:
        held = as_dict(given.get(spec.name))
        inner_schema = slot_schema(own, spec.name, held)
        kind = str(held.get("model_type", slot.model_type)) if slot.free else slot.model_type
        inner = _fields(inner_schema, held, now, path + ".")
    low, high = bounds(spec)
    shown = {"model_type": kind} if slot is not None and value is not None else value
    return FormField(
        path=path,
        name=spec.name,
        kind=spec.kind,
        optional=spec.optional,
        default=write(_default(spec, slot)),
        value=write(shown),
        changed=spec.name in given and write(given[spec.name]) != write(spec.default),
        group=group_of(spec.name, spec.kind, base=spec.base),
        plain=plain_line(spec.name, spec.description),
        description=spec.description,
        type_text=spec.type_text,
        aliases=spec.aliases,
        choices=spec.choices,
        low=low,
        high=high,
        model_type=kind,
        model_types=fitting_types(spec.name, slot.model_type) if slot and slot.free else (),
        fields=inner,
    )


def _default(spec: FieldSpec, slot: Slot | None) -> Any:
    if slot is None:
        return spec.default
    return None if slot.optional else {"model_type": slot.model_type}


@functools.cache
def fitting_types(slot: str, own_type: str) -> tuple[str, ...]:
    """Model types that make sense in a free slot, its own first.

    Text slots take what continues or encodes text, picture slots what sees, sound slots what
    listens; any other slot takes every type.
    """
    from explorer.features.create.compute.catalogue import config_classes

    maps = auto_maps()
    bare = set(maps.get("AutoModel", ())) | set(maps.get("AutoBackbone", ()))

    def of(*autos: str) -> set[str]:
        return {kind for auto in autos for kind in maps.get(auto, ())}

    if slot in ("text_config", "llm_config", "language_config", "decoder", "decoder_config"):
        texts = of("AutoModelForCausalLM", "AutoModelForMaskedLM", "AutoModelForTextEncoding")
        texts |= {kind for kind in bare if kind.endswith(("_text", "_text_model"))}
    elif slot in ("vision_config", "backbone_config", "image_encoder_config"):
        texts = of("AutoBackbone", "AutoModelForImageClassification")
        texts |= {kind for kind in bare if "vision" in kind or "vit" in kind}
    elif slot in ("audio_config", "audio_encoder_config", "speech_config"):
        texts = of("AutoModelForAudioClassification", "AutoModelForCTC")
        texts |= {kind for kind in bare if "audio" in kind or "encoder" in kind}
    else:
        texts = bare
    known = [kind for kind in config_classes() if kind in texts and kind != own_type]
    return (own_type, *known)
