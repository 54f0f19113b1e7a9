"""What a config.json may ask for before anything of it is built: a stranger wrote it.

The config classes take nearly any number. Most that make no sense fail while the model is built;
these rules are for those that do not fail but take all memory, hours, or give a model of nothing.
They speak only about fields that the class has, and never about its own default.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from explorer.boundary.typed_json import Malformed
from explorer.boundary.values import as_int, as_list, as_number, as_text, ints
from explorer.features.create.compute.checks.ranges import (
    MOST_COPIES,
    MOST_LAYERS,
    MOST_SIZE,
    counts_parts,
)
from explorer.text.translation import tr

MOST_LABELS = 300_000
"""Above the largest label sets that are trained on; a million of them take 20 seconds to count."""

_STACK = re.compile(r"(num_)?(hidden_|encoder_|decoder_)?layers|n_layers?|depth")
"""Names of the number of layers itself: a model of less than none of them is built of nothing."""
_LAYERS = re.compile(r"layers?$|depths?$")
_COPIES = re.compile(
    r"layers?$|depths?$|blocks?$|stages?$|experts$|levels$|codebooks$|repeats?$|quantizers$"
    r"|num_(\w+_)?(groups|scales|heads|convs|cycles|steps|modules|stacks|branches|adapters)$"
)
_VOCABULARY = re.compile(r"(^|_)vocab_size$")
_NO_WORDS = re.compile(r"type_vocab_size$")
_EPSILON = re.compile(r"(^|_)eps(ilon)?$")
_NO_SIZE = re.compile(r"(_id|_ids|_index|seed)$")
_DTYPES = ("float16", "bfloat16", "float32", "float64")
_ATTENTION = ("eager", "sdpa")
_EXPERTS = ("eager", "batched_mm", "grouped_mm")


@dataclass(frozen=True)
class ConfigSection:
    """One level of a config.json: its path, the class that takes it, and its values."""

    path: str
    kind: Any
    values: dict[str, Any]


def parts(kind: Any, values: dict[str, Any], path: str = "$") -> Iterator[ConfigSection]:
    """The config and, after it, each sub-config that is written out in it."""
    yield ConfigSection(path, kind, values)
    for name, inner in (kind.sub_configs or {}).items():
        value = values.get(name)
        if isinstance(value, dict):
            yield from parts(_kind_of(inner, value), value, f"{path}.{name}")


# AutoConfig as a sub-config means any type: the values say which.
def _kind_of(kind: Any, values: dict[str, Any]) -> Any:
    from transformers import CONFIG_MAPPING, AutoConfig, PreTrainedConfig

    if kind is not AutoConfig and hasattr(kind, "sub_configs"):
        return kind
    named = as_text(values.get("model_type"))
    if named in CONFIG_MAPPING:
        return CONFIG_MAPPING[named]
    return PreTrainedConfig


def judge(kind: Any, values: dict[str, Any]) -> None:
    """Raise Malformed, with the path, at the first value that must not reach the class."""
    for part in parts(kind, values):
        for name, value in part.values.items():
            path = f"{part.path}.{name}"
            # transformers sets unknown keys as attributes: `to_dict` would replace a method of the
            # config.
            if name.startswith("__") or callable(getattr(part.kind, name, None)):
                raise Malformed(tr("no setting can have this name"), path)
            if name in ("dtype", "torch_dtype"):
                _dtype(value, path)
            elif name in ("id2label", "label2id"):
                _labels(value, path)
            elif name == "num_labels":
                _whole(value, 1, MOST_LABELS, path)
            elif _is_own(part.kind, name, value):
                _value(name, value, path, _usual(part.kind, name))


def settled(kind: Any, values: dict[str, Any]) -> dict[str, Any]:
    """A copy without the settings that are no part of the model.

    Which functions compute attention and experts is chosen here: a config may name one that must
    be installed, or even downloaded. A `fusion_config` patches classes for the whole process.
    """
    mapping = dict(values)
    for name, known in (
        ("attn_implementation", _ATTENTION),
        ("_attn_implementation", _ATTENTION),
        ("experts_implementation", _EXPERTS),
        ("_experts_implementation", _EXPERTS),
        ("fusion_config", ()),
    ):
        if name in mapping and mapping[name] not in known:
            del mapping[name]
    for part in parts(kind, values):
        step = part.path.removeprefix("$.")
        if part.path != "$" and "." not in step:
            mapping[step] = settled(part.kind, part.values)
    return mapping


def _is_own(kind: Any, name: str, value: Any) -> bool:
    """Whether the class has such a field, and something else in it by itself."""
    own = kind.attribute_map.get(name, name)
    if own not in getattr(kind, "__dataclass_fields__", {}):
        return False
    # type() first: 1 == True and 1 == 1.0 in Python.
    default = getattr(kind, own, None)
    return bool(type(default) is not type(value) or default != value)


def _usual(kind: Any, name: str) -> Any:
    """What the class has in a field by itself: of a list its largest number."""
    result = getattr(kind, kind.attribute_map.get(name, name), None)
    return max(ints(items), default=None) if (items := as_list(result)) else result


def _value(name: str, value: Any, path: str, usual: Any) -> None:
    match value:
        case float():
            if math.isnan(value):
                raise Malformed(tr("it is not a number (NaN)"), path)
            if _EPSILON.search(name) and not 0 <= value < math.inf:
                reason = tr("it is {value:g}, but must be a tiny number above 0", value=value)
                raise Malformed(reason, path)
        case bool():  # an int in Python
            pass
        case int() if not _NO_SIZE.search(name):
            most = MOST_LAYERS if _LAYERS.search(name) else MOST_COPIES
            if _COPIES.search(name) or counts_parts(name, usual):
                _whole(value, 0 if _STACK.fullmatch(name) else None, most, path)
            elif _VOCABULARY.search(name) and not _NO_WORDS.search(name):
                _whole(value, 1, MOST_SIZE, path)
            elif value > MOST_SIZE:
                _whole(value, None, MOST_SIZE, path)
        case list() if not _NO_SIZE.search(name):
            for place, item in enumerate(value):
                if as_number(item) is not None:
                    _value(name, item, f"{path}[{place}]", usual)


def _whole(value: Any, low: int | None, high: int, path: str) -> None:
    if value is None:
        return
    if as_int(value) is None:
        raise Malformed(tr("it is not a whole number"), path)
    if low is not None and value < low:
        reason = tr("it is {value:,}, but must be at least {low}", value=value, low=low)
        raise Malformed(reason, path)
    if value > high:
        reason = tr("it is {value:,}, but at most {high:,} can be built", value=value, high=high)
        raise Malformed(reason, path)


def _dtype(value: Any, path: str) -> None:
    match value:
        case None | dict():
            return
        case str():
            name = value.removeprefix("torch.")
        case _:
            raise Malformed(tr("expected text, such as “float32”"), path)
    if name not in (*_DTYPES, "auto", "float", "half", "double"):
        known = ", ".join(_DTYPES)
        raise Malformed(tr("models can only be computed in {dtypes}", dtypes=known), path)


def _labels(value: Any, path: str) -> None:
    if value is None:
        return
    if not isinstance(value, dict):
        raise Malformed(tr("expected an object that gives each number a label"), path)
    if len(value) > MOST_LABELS:
        count, most = len(value), MOST_LABELS
        raise Malformed(tr("{count:,} labels are more than {most:,}", count=count, most=most), path)
    if path.endswith("id2label"):
        for key in value:
            # JSON has only text as keys: "0" and not 0.
            if not key.lstrip("-").isdecimal():
                raise Malformed(tr("“{key}” is not the number of a label", key=key[:40]), path)
