"""Rules for one value alone, by what its name means: sizes, shares, token IDs, labels, choices.

transformers itself accepts -1 in 97 % of its whole-number fields. A rule never speaks about a
value that is the class's own default. Bounds that only keep the window alive (a million layers
would be built one by one) say so.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from typing import Any

from explorer.boundary.values import as_int, as_list, as_number, as_text, ints
from explorer.features.create.compute.checks.draft_level import Finding, Level
from explorer.features.create.compute.fields.json_values import write
from explorer.features.create.compute.fields.schema import DTYPES, FieldSpec, layer_types
from explorer.text.numbers import ntr
from explorer.text.translation import tr

MOST_LAYERS = 1_000
MOST_COPIES = 8_192
MOST_LABELS = 100_000
MOST_PIXELS = 8_192
# 2**27 float32 numbers are half a gigabyte for one row of a matrix.
MOST_SIZE = 2**27

_SIZE = re.compile(
    r"size|dim|width|channels|heads?|layers?|depth|blocks|d_model|n_embd|d_ff|d_kv|n_layer|n_inner|"
    r"positions|position_embeddings|rank|experts|kernel|stride|patch|mel_bins|codebook|queries|"
    r"window|groups|vocab|length|filters|bins|buckets|d_state|d_conv|expand|stages|levels"
)
_MAY_BE_ZERO = re.compile(
    r"shared|nextn|mtp|first_k|dense_layers|offset|type_vocab|chunk|zero_expert|rope_head_dim|"
    r"rotary_dim|projection_dim|max_window|mask_|hash|overlap|pad|global|extra|aux|future|adapter|"
    r"dilat|ids?$|index|coef|cost|weight|loss|min_|start|end$|skip|every|period|step|pool|past|"
    r"register|feature_layer|memory|label|cls|seed|hop|fold|look|left|right|num_dense|interval"
)
_COPIES = re.compile(r"layers?$|depth|blocks?$|stages|experts$|levels|codebooks|n_layer|repeat")
_LAYERS = re.compile(r"(^|_)(num_(hidden_|encoder_|decoder_)?layers|n_layers?|layers)$|depth")
_DROP = re.compile(r"drop(out|_rate|_path|_prob)?|pdrop|layerdrop|mask_(time|feature)_prob")
_EPSILON = re.compile(r"(^|_)eps(ilon)?$")
_SPREAD = re.compile(r"initializer_range|init_std|initializer_factor|init_xavier_std|_std$")
_POSITIVE = re.compile(r"rope_theta|theta$|base_freq|temperature|mlp_ratio|expand_ratio|expansion")
_NO_COUNT = re.compile(
    r"size|dim|length|position(s|_embeddings)$|width|distance|window|channels|tokens|vocab|hidden|"
    r"period|rate|rank|features|interval|frames|bins|max|min|seed|id(s)?$|index|n_embd|n_ctx|"
    r"temperature|theta|factor|scale|value|multiplier|ratio|weight|context|capacity|alpha|beta"
)
"""Names of what is measured, not counted: these may be large where they are small by themselves."""
_FEW = 128
# ..._index is what older classes call the ID of a picture's token.
TOKEN_ID = re.compile(r"(_token_id|_token_index|_token_ids?)$")


def range_rules(level: Level) -> Iterator[Finding]:
    """Every finding about a single value of this level."""
    for name, value in level.given.items():
        spec = level.own.fields.get(name)
        if name == "num_labels":
            yield from _labels_count(level, value)
        if spec is None or value is None or spec.kind in ("config", "rope") or name in level.ours:
            continue
        if write(value) == write(spec.default):
            continue
        yield from _finite(level, spec, value)
        match value:
            case str():
                yield from _choice(level, spec, value)
            case bool():
                pass
            case _ if TOKEN_ID.search(name):
                pass  # judged against the vocabulary
            case int():
                yield from _whole(level, spec, value)
                yield from _number(level, spec, value)
            case float():
                yield from _number(level, spec, value)
            case list() | tuple():
                yield from _list(level, spec, list(value))
            case _ if spec.kind == "labels":
                yield from _labels(level, value)


def _finite(level: Level, spec: FieldSpec, value: Any) -> Iterator[Finding]:
    if "Infinity" in write(spec.default):
        return
    if any(isinstance(leaf, float) and not math.isfinite(leaf) for leaf in _leaves(value)):
        what = tr("{name} needs a finite number; this one is not.", name=spec.name)
        yield Finding(level.problem(spec.name, what, [spec.default]))


def _leaves(value: Any) -> Iterator[Any]:
    match value:
        case dict():
            for item in value.values():
                yield from _leaves(item)
        case list() | tuple():
            for item in value:
                yield from _leaves(item)
        case _:
            yield value


def bounds(spec: FieldSpec) -> tuple[float | None, float | None]:
    """The least and the greatest value that the rules let through; None where there is none."""
    name, default = spec.name, spec.default
    number = as_number(default)
    if spec.low is not None or spec.high is not None:
        return spec.low, spec.high
    if TOKEN_ID.search(name) or spec.kind in ("bool", "str", "choice", "config", "rope", "labels"):
        return None, None
    if int in spec.types and _DROP.search(name) is None and float not in spec.types:
        if number is not None and number < 0:
            return None, None
        least = 1 if _SIZE.search(name) and not _MAY_BE_ZERO.search(name) else 0
        if number == 0:
            least = 0
        if number is None and least == 0:
            return None, None
        most = MOST_SIZE
        if _LAYERS.search(name):
            most = MOST_LAYERS
        elif counts_parts(name, default):
            most = MOST_COPIES
        elif re.search(r"image_size|resolution|image_(height|width)", name):
            most = MOST_PIXELS
        # Never below four times the class's own value: what it was made with is no mistake.
        return least, max(most, 4 * int(number or 0))
    if _DROP.search(name):
        return 0, 1
    if _EPSILON.search(name):
        return (0, 1) if number is None or 0 <= number <= 1 else (None, None)
    if _SPREAD.search(name) and (number is None or number >= 0):
        return 0, None
    if name == "partial_rotary_factor":
        return 0, 1
    if _POSITIVE.search(name) and (number is None or number > 0):
        return 0, None
    return None, None


def counts_parts(name: str, default: object) -> bool:
    """Whether a field tells how many parts there are: by its name, or by the few it has by itself.

    Parts are built one by one in Python, some in lists that nothing can stop.
    """
    few = type(default) is int and 0 <= default <= _FEW
    return bool(_COPIES.search(name)) or (few and not _NO_COUNT.search(name))


def _exclusive(name: str) -> bool:
    """Whether the lower bound itself is refused too."""
    return bool(_EPSILON.search(name) or _POSITIVE.search(name) or name == "partial_rotary_factor")


def _whole(level: Level, spec: FieldSpec, value: int) -> Iterator[Finding]:
    if float in spec.types or _DROP.search(spec.name):
        return
    low, high = bounds(spec)
    default = spec.default
    if low is not None and value < low:
        ideas: list[Any] = [abs(value)] if value < 0 and abs(value) >= low else []
        ideas += ints([default])
        ideas.append(int(low))
        if spec.optional and default is None:
            ideas.append(None)
        why = tr(
            "{name} is a count of at least {low}; {value:,} makes no sense.",
            name=spec.name,
            low=int(low),
            value=value,
        )
        yield Finding(level.problem(spec.name, why, ideas))
    elif high is not None and value > high:
        ideas = [default] if as_int(default) else []
        what = (
            tr("they are built one by one, and it would take minutes to count them")
            if _LAYERS.search(spec.name) or counts_parts(spec.name, default)
            else tr("no computer has enough memory for that")
        )
        yield Finding(
            level.problem(
                spec.name,
                tr(
                    "{field} {value:,} is above {limit:,}: {reason}.",
                    field=spec.name,
                    value=value,
                    limit=int(high),
                    reason=what,
                ),
                [*ideas, int(high)],
            )
        )


def _number(level: Level, spec: FieldSpec, value: float) -> Iterator[Finding]:
    if spec.types & {float} == set() and not _DROP.search(spec.name):
        return
    low, high = bounds(spec)
    default = spec.default
    under = low is not None and (value < low or (value == low and _exclusive(spec.name)))
    over = high is not None and value > high
    if not under and not over:
        return
    ideas: list[Any] = []
    # 10 is meant as 10 %.
    if over and high == 1 and _DROP.search(spec.name) and value <= 100:
        ideas.append(value / 100)
    if under and value < 0:
        ideas.append(abs(value))
    if default is not None:
        ideas.append(default)
    ideas += [0.0 if _DROP.search(spec.name) else 1e-5 if _EPSILON.search(spec.name) else 1.0]
    if spec.optional and default is None:
        ideas.append(None)
    if _DROP.search(spec.name):
        why = tr(
            "{name} is a share of values, from 0 (none) to 1 (all); {value:g} is outside.",
            name=spec.name,
            value=value,
        )
    elif _EPSILON.search(spec.name):
        why = tr(
            "{field} has to be a tiny number above 0, which keeps a division from failing; "
            "{value:g} is not.",
            field=spec.name,
            value=value,
        )
    elif _SPREAD.search(spec.name):
        why = tr(
            "{name} says how far the random weights spread; it cannot be below 0.", name=spec.name
        )
    else:
        why = (
            tr("{name} has to be above 0; {value:g} is not.", name=spec.name, value=value)
            if high is None
            else tr(
                "{name} has to be above 0 and at most {high:g}; {value:g} is not.",
                name=spec.name,
                high=high,
                value=value,
            )
        )
    good = [idea for idea in ideas if idea is None or _inside(idea, low, high, spec.name)]
    yield Finding(level.problem(spec.name, why, good))


def _inside(value: Any, low: float | None, high: float | None, name: str) -> bool:
    number = as_number(value)
    if number is None or (
        low is not None and (number < low or (number == low and _exclusive(name)))
    ):
        return False
    return high is None or number <= high


def _choice(level: Level, spec: FieldSpec, value: str) -> Iterator[Finding]:
    if spec.kind != "choice" or value in spec.choices:
        return
    near = difflib.get_close_matches(value.lower(), spec.choices, 2, 0.5)
    ideas = [*near, spec.default] if spec.default is not None or spec.optional else near
    if not ideas:
        ideas = list(spec.choices[:2])
    if spec.name == "dtype" and value in ("float64", "float", "half", "double"):
        ideas = [DTYPES[0]]
    if spec.name == "dtype":
        why = tr(
            '"{value}" is not a kind of number that {name} can be.', value=value, name=spec.name
        )
    elif len(spec.choices) > 10:
        why = tr(
            '"{value}" is not a known activation function for {name}.', value=value, name=spec.name
        )
    else:
        why = tr('"{value}" is not a known choice for {name}.', value=value, name=spec.name)
    if spec.choices and len(spec.choices) <= 8:
        why += " " + tr("Possible are: {choices}.", choices=", ".join(spec.choices))
    yield Finding(level.problem(spec.name, why, ideas))


def _list(level: Level, spec: FieldSpec, value: list[Any]) -> Iterator[Finding]:
    default = as_list(spec.default)
    if not value and default:
        why = tr(
            "{name} cannot be empty: each entry describes one stage of the model.", name=spec.name
        )
        yield Finding(level.problem(spec.name, why, [default]))
        return
    if spec.name.endswith("layer_types"):
        yield from _layer_types(level, spec, value)
    sizes = _SIZE.search(spec.name) and not _MAY_BE_ZERO.search(spec.name)
    whole = ints(value)
    if not sizes or not whole or any(size < 1 for size in ints(default)):
        return
    if min(whole) < 1 or max(whole) > MOST_SIZE:
        mended = [max(1, min(abs(number), MOST_SIZE)) if number else 1 for number in whole]
        ideas = [mended] if len(mended) == len(value) else []
        why = tr(
            "Each entry of {name} is a size, so it is at least 1 and at most {limit:,}.",
            name=spec.name,
            limit=MOST_SIZE,
        )
        yield Finding(level.problem(spec.name, why, [*ideas, *([default] if default else [])]))
    elif (_COPIES.search(spec.name) or spec.name == "depths") and max(whole) > MOST_LAYERS:
        mended = [min(count, MOST_LAYERS) for count in whole]
        why = tr(
            "{name} asks for more than {most_layers:,} layers in one stage.",
            name=spec.name,
            most_layers=MOST_LAYERS,
        )
        yield Finding(level.problem(spec.name, why, [*([default] if default else []), mended]))


def _layer_types(level: Level, spec: FieldSpec, value: list[Any]) -> Iterator[Finding]:
    from transformers.configuration_utils import remap_legacy_layer_types

    allowed = layer_types(spec.name)
    words = [as_text(item) for item in value]
    wrong = [
        # Older names for kinds of layers, which transformers maps to today's.
        text
        for text, new in zip(words, remap_legacy_layer_types(words) or [], strict=True)
        if new not in allowed
    ]
    if wrong:
        near = difflib.get_close_matches(wrong[0], allowed, 1, 0.3) or [allowed[0]]
        mended = [near[0] if word in wrong else word for word in words]
        why = tr(
            '"{value}" is not a kind of layer. Possible are {allowed} and others.',
            value=wrong[0],
            allowed=", ".join(allowed[:6]),
        )
        yield Finding(level.problem(spec.name, why, [mended, None] if spec.optional else [mended]))


def _labels(level: Level, value: dict[Any, Any]) -> Iterator[Finding]:
    two = {"0": "LABEL_0", "1": "LABEL_1"}
    if not value:
        yield Finding(
            level.problem("id2label", tr("A classifier needs at least one label."), [two, None])
        )
        return
    if len(value) > MOST_LABELS:
        why = tr(
            "{value:,} labels are more than {most_labels:,}.",
            value=len(value),
            most_labels=MOST_LABELS,
        )
        yield Finding(level.problem("id2label", why, [two]))
        return
    # Keys are the columns of the head's output, so they must be 0, 1, 2, …
    good = {str(place): str(label) for place, label in enumerate(value.values())}
    if [str(key) for key in value] != list(good):
        numbers = sorted(str(key) for key in value)
        if numbers != sorted(good):
            why = tr(
                "Labels are numbered 0, 1, 2 … without gaps, in the order of the model's output."
            )
            yield Finding(level.problem("id2label", why, [good]))


def _labels_count(level: Level, value: Any) -> Iterator[Finding]:
    labels = level.given.get("id2label")
    if not 1 <= (as_int(value) or 0) <= MOST_LABELS:
        why = tr("num_labels is a whole number from 1 to {most_labels:,}.", most_labels=MOST_LABELS)
        yield Finding(level.problem("num_labels", why, [2]))
    elif isinstance(labels, dict) and len(labels) != value:
        count = len(labels)
        why = ntr(
            "num_labels is {value}, but id2label names {count} label.",
            "num_labels is {value}, but id2label names {count} labels.",
            count,
            value=value,
        )
        yield Finding(level.problem("num_labels", why, [count]))
