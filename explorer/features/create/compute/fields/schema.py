"""What a config class says about itself: its fields, their types, aliases, slots and texts.

Every config of transformers 5 is a keyword-only dataclass whose field types are real type
objects, so all of it is read from the class; nothing is built. Kept per class: 1-5 ms each.
"""

from __future__ import annotations

import functools
import inspect
import re
import types
import typing
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

from explorer.boundary.values import as_int, several
from explorer.features.create.protocol.config import Kind

if TYPE_CHECKING:
    from transformers import PreTrainedConfig

BASE_SHOWN = ("id2label", "problem_type", "dtype", "chunk_size_feed_forward", "is_encoder_decoder")
"""The fields of every config that are worth showing; the rest is bookkeeping of transformers."""

DTYPES = ("float32", "bfloat16", "float16")
_DOC_FIELD = re.compile(r"^    (\w+) \((.*?)\):\s*$", re.MULTILINE)
_ACTIVATION = re.compile(r"(^|_)(act|activation)(_fn|_function|_func)?(_|$)")


@dataclass(frozen=True)
class FieldSpec:
    """One field of a config class. `types` are the plain Python types that it accepts."""

    name: str
    kind: Kind
    optional: bool
    annotation: Any
    type_text: str
    default: Any
    choices: tuple[str, ...]
    description: str
    low: float | None
    high: float | None
    aliases: tuple[str, ...]
    types: frozenset[type]
    base: bool


@dataclass(frozen=True)
class Slot:
    """A place for a sub-config. `free`: any model type may be put there."""

    name: str
    config_class: type[PreTrainedConfig]
    model_type: str
    free: bool
    optional: bool
    given: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Schema:
    """All of one config class. `alias` leads from every other name to the field's own."""

    config_class: type[PreTrainedConfig]
    model_type: str
    fields: dict[str, FieldSpec]
    alias: dict[str, str]
    slots: dict[str, Slot]
    doc: str


_SCHEMAS: dict[Any, Schema] = {}


def config_class(model_type: str) -> type[PreTrainedConfig] | None:
    """The config class of a model type; None when transformers has none of that name."""
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

    if model_type not in CONFIG_MAPPING:
        return None
    config: type[PreTrainedConfig] = CONFIG_MAPPING[model_type]
    return config


def schema(cls: type[Any]) -> Schema:
    """What a config class says about itself; read once for each class."""
    result = _SCHEMAS.get(cls)
    if result is None:
        result = _SCHEMAS[cls] = _read(cls)
    return result


def _read(cls: type[Any]) -> Schema:
    from transformers import PreTrainedConfig

    base = {item.name for item in fields(PreTrainedConfig)}
    texts = _descriptions(cls)
    own_names = {entry.name for entry in fields(cls)}
    # attribute_map may lead to names that are no fields, or to themselves.
    alias = {other: own for other, own in cls.attribute_map.items() if own in own_names - {other}}
    reverse: dict[str, list[str]] = {}
    for other, own in alias.items():
        reverse.setdefault(own, []).append(other)
    slots = _slots(cls)
    specs: dict[str, FieldSpec] = {}
    for field in fields(cls):
        if field.name in base and field.name not in BASE_SHOWN:
            continue
        default = _default(field)
        annotation = _annotation(field.type)
        kind, optional, choices = _kind(field.name, annotation, default, field.name in slots)
        low, high = _interval(field)
        specs[field.name] = FieldSpec(
            name=field.name,
            kind=kind,
            optional=optional,
            annotation=annotation,
            type_text=_type_text(annotation),
            default=default,
            choices=choices,
            description=texts.get(field.name, ""),
            low=low,
            high=high,
            aliases=tuple(reverse.get(field.name, ())),
            types=frozenset(_plain_types(annotation)),
            base=field.name in base,
        )
    return Schema(
        config_class=cls,
        model_type=cls.model_type,
        fields=specs,
        alias=alias,
        slots=slots,
        doc=(cls.__doc__ or "").strip().split("\n\n")[0].replace("\n", " "),
    )


@functools.cache
def activations() -> tuple[str, ...]:
    """The activation functions that transformers knows."""
    from transformers.activations import ACT2FN

    return tuple(ACT2FN.keys())


@functools.cache
def rope_types() -> tuple[str, ...]:
    """The kinds of rotary position embedding that transformers knows."""
    from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

    return tuple(dict.fromkeys(("default", *ROPE_INIT_FUNCTIONS)))


@functools.cache
def layer_types(name: str) -> tuple[str, ...]:
    """What the entries of `layer_types` (or `mlp_layer_types`) may be."""
    from transformers import configuration_utils

    if name == "mlp_layer_types":
        return tuple(configuration_utils.ALLOWED_MLP_LAYER_TYPES)
    return tuple(configuration_utils.ALLOWED_ATTN_LAYER_TYPES)


def accepts(spec: FieldSpec, value: Any) -> bool:
    """Whether the field's annotation admits the value, as transformers itself judges it."""
    from huggingface_hub.dataclasses import type_validator

    annotation = spec.annotation
    if spec.name == "dtype":
        annotation = str | None
    elif spec.kind == "config":
        annotation = dict | None if spec.optional else dict
    try:
        type_validator(spec.name, value, annotation)
    # strict dataclasses raise TypeError for a wrong type, also inside lists.
    except TypeError:
        return False
    return True


def fitted(spec: FieldSpec, value: Any) -> Any:
    """The value in the form that the annotation admits: 1 -> 1.0, [a, b] -> (a, b)."""
    if spec.kind == "config" or accepts(spec, value):
        return value
    if as_int(value) is not None and float in spec.types:
        return float(value)
    if isinstance(value, list):
        for other in (tuple(value), _floats(value), tuple(_floats(value))):
            if accepts(spec, other):
                return other
    return value


def _floats(value: list[Any]) -> list[Any]:
    return [item if as_int(item) is None else float(item) for item in value]


def _default(field: Any) -> Any:
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    return None


def _annotation(annotation: Any) -> Any:
    """The base class annotates under TYPE_CHECKING, so a few come as text."""
    if not isinstance(annotation, str):
        return annotation
    return {
        "int": int,
        "bool": bool,
        "bool | None": bool | None,
        "str | torch.dtype | None": str | None,
        "list[str] | None": list[str] | None,
        "dict[int, str] | dict[str, str] | None": dict[int, str] | dict[str, str] | None,
    }.get(annotation, _literal(annotation))


def _literal(annotation: str) -> Any:
    if not annotation.startswith("Literal["):
        return Any
    words = tuple(re.findall(r"'([^']*)'|\"([^\"]*)\"", annotation))
    choice: Any = Literal.__getitem__(tuple(a or b for a, b in words))
    return choice | None if "None" in annotation else choice


def _members(annotation: Any) -> tuple[Any, ...]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return tuple(m for get_arg in typing.get_args(annotation) for m in _members(get_arg))
    return (annotation,)


def _plain_types(annotation: Any) -> list[type]:
    rows = []
    for member in _members(annotation):
        origin = typing.get_origin(member) or member
        if origin is Sequence:
            origin = list
        if inspect.isclass(origin):
            rows.append(origin)
    return rows


def _kind(
    name: str, annotation: Any, default: Any, slot: bool
) -> tuple[Kind, bool, tuple[str, ...]]:
    members = _members(annotation)
    optional = type(None) in members
    plain_types = set(_plain_types(annotation)) - {type(None)}
    literals = [
        str(choice)
        for member in members
        if typing.get_origin(member) is Literal
        for choice in typing.get_args(member)
    ]
    if slot:
        return "config", optional, ()
    if name == "id2label":
        return "labels", True, ()
    if name == "dtype":
        return "choice", True, DTYPES
    if literals:
        return "choice", optional, tuple(literals)
    if name.endswith(("rope_parameters", "rope_scaling")):
        return "rope", optional, rope_types()
    if plain_types == {bool}:
        return "bool", optional, ()
    if plain_types == {int}:
        return "int", optional, ()
    if plain_types <= {int, float} and plain_types:
        return "float", optional, ()
    if plain_types == {str}:
        if _ACTIVATION.search(name) and (default is None or default in activations()):
            return "choice", optional, activations()
        return "str", optional, ()
    if plain_types and plain_types <= {list, tuple}:
        return "list", optional, layer_types(name) if name.endswith("layer_types") else ()
    if dict in plain_types and not plain_types & {int, float, str, list, tuple}:
        return "dict", optional, ()
    return "json", optional, ()


def _type_text(annotation: Any) -> str:
    names = []
    for member in _members(annotation):
        text = (
            member.__name__
            if inspect.isclass(member) and not typing.get_args(member)
            else str(member)
        )
        names.append("None" if text == "NoneType" else re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", text))
    return " | ".join(names)


def _interval(field: Any) -> tuple[float | None, float | None]:
    """The bounds that 74 of the 14,884 fields carry themselves, read from their validator."""
    result = field.metadata.get("validator") if field.metadata else None
    for item in several(result):
        if item is None:
            continue
        if "positive" in getattr(item, "__qualname__", ""):
            return 1.0, None
        # Bounds are variables of the validator's closure; nothing else tells them.
        closure = getattr(item, "__closure__", None)
        if closure:
            cells = dict(
                zip(item.__code__.co_freevars, (c.cell_contents for c in closure), strict=True)
            )
            if "min" in cells or "max" in cells:
                return cells.get("min"), cells.get("max")
    return None, None


def _slots(cls: type[PreTrainedConfig]) -> dict[str, Slot]:
    from transformers import PreTrainedConfig

    slots = {}
    for name, spec in (cls.sub_configs_defaults or {}).items():
        # AutoConfig is no PreTrainedConfig: such a slot takes any model type.
        fixed = issubclass(spec.config_class, PreTrainedConfig)
        sub = spec.config_class if fixed else config_class(spec.model_type)
        if sub is None:
            continue  # a type that this transformers does not have (nougat's donut_swin)
        slots[name] = Slot(
            name=name,
            config_class=sub,
            model_type=spec.model_type,
            free=not fixed,
            optional=spec.optional,
            given=tuple((spec.init_kwargs or {}).items()),
        )
    for field in fields(cls):  # MPT and a few others keep a config that they do not declare
        for plain_type_name in _plain_types(_annotation(field.type)):
            if plain_type_name is PreTrainedConfig or field.name in slots:
                continue
            if issubclass(plain_type_name, PreTrainedConfig):
                slots[field.name] = Slot(
                    field.name, plain_type_name, plain_type_name.model_type, False, False, ()
                )
    return slots


def _descriptions(cls: type[PreTrainedConfig]) -> dict[str, str]:
    """Field -> the text of its `Args:` entry in the generated docstring."""
    from transformers import PreTrainedConfig

    texts: dict[str, str] = {}
    for source in (PreTrainedConfig, cls):
        doc = inspect.cleandoc(source.__doc__ or "")
        entries = list(_DOC_FIELD.finditer(doc))
        for entry, following in zip(entries, [*entries[1:], None], strict=False):
            block = doc[entry.end() : following.start() if following else len(doc)]
            lines = []
            for line in block.strip("\n").split("\n"):
                if line.strip() and not line.startswith("        "):
                    break
                lines.append(line.strip())
            texts[entry.group(1)] = " ".join(part for part in lines if part)
    # transformers 5.23 has these two texts swapped in its table of common arguments.
    chunk, kind = texts.get("chunk_size_feed_forward", ""), texts.get("dtype", "")
    if "dtype" in chunk and "chunk" in kind:
        texts["chunk_size_feed_forward"], texts["dtype"] = kind, chunk
    return texts
