"""Rules for rotary positions: the kind, the numbers that this kind needs, and their ranges."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from explorer.boundary.values import as_dict, as_number, as_text
from explorer.features.create.compute.checks.draft_level import Finding, Level
from explorer.features.create.compute.fields.schema import layer_types, rope_types
from explorer.text.translation import tr

NEEDS: dict[str, dict[str, Any]] = {
    "linear": {"factor": 2.0},
    "dynamic": {"factor": 2.0},
    "yarn": {"factor": 4.0, "original_max_position_embeddings": None},
    "llama3": {
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": None,
    },
    "longrope": {"short_factor": None, "long_factor": None},
}
"""What each kind cannot do without, with a usual value; None: taken from the rest."""

KNOWN_KEYS = frozenset(
    {
        "rope_theta",
        "rope_type",
        "type",
        "partial_rotary_factor",
        "factor",
        "original_max_position_embeddings",
        "attention_factor",
        "beta_fast",
        "beta_slow",
        "short_factor",
        "long_factor",
        "low_freq_factor",
        "high_freq_factor",
        "mscale",
        "mscale_all_dim",
        "truncate",
        "mrope_section",
        "mrope_interleaved",
    }
)


def rope_rules(level: Level) -> Iterator[Finding]:
    """Every finding about the RoPE settings that were given at this level."""
    for name, value in level.given.items():
        spec = level.own.fields.get(name)
        settings = as_dict(value)
        if spec is None or spec.kind != "rope" or not settings:
            continue
        nested = {key: part for key, part in settings.items() if isinstance(part, dict)}
        for key, part in (nested or {"": settings}).items():
            if nested and key not in layer_types("layer_types"):
                continue  # keyed by something of the class's own; its validator knows
            for sentence, mended in _mistakes(level, part):
                whole = {**settings, key: mended} if nested else mended
                ideas = [
                    whole,
                    *([spec.default] if spec.default is not None or spec.optional else []),
                ]
                yield Finding(level.problem(name, f"{name}: {sentence}", ideas))


def _mistakes(level: Level, part: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    # `type` was the key's first name; transformers reads both.
    kind = part.get("rope_type", part.get("type", "default"))
    known = (*rope_types(), "axial")
    if as_text(kind) not in known:
        near = difflib.get_close_matches(str(kind), known, 1, 0.4) or ["default"]
        needs = {key: value for key, value in NEEDS.get(near[0], {}).items() if value is not None}
        mended = {"rope_theta": 10000.0, **needs, **part, "rope_type": near[0]}
        yield (
            tr(
                '"{value}" is not a kind of rotary positions; possible are {kinds}.',
                value=kind,
                kinds=", ".join(known),
            ),
            mended,
        )
        return
    missing = [key for key in NEEDS.get(kind, {}) if part.get(key) is None]
    # Taken from max_position_embeddings by the class where it is not given.
    missing = [key for key in missing if key != "original_max_position_embeddings"]
    if missing:
        mended = dict(part)
        for key in missing:
            usual = NEEDS[kind][key]
            mended[key] = usual if usual is not None else _factors(level)
        yield (
            tr("the kind {kind} also needs {missing}.", kind=kind, missing=" and ".join(missing)),
            mended,
        )
        return
    for key, least, exclusive in (
        ("rope_theta", 0.0, True),
        # transformers' own validators demand a factor of at least 1.
        ("factor", 1.0, False),
        ("partial_rotary_factor", 0.0, True),
        ("original_max_position_embeddings", 1, False),
    ):
        value = part.get(key)
        if value is None:
            continue
        usual = {
            "rope_theta": 10000.0,
            "factor": 2.0,
            "partial_rotary_factor": 1.0,
            "original_max_position_embeddings": 2048,
        }[key]
        if as_number(value) is None:
            yield tr("{key} takes a number.", key=key), {**part, key: usual}
            return
        if value < least or (exclusive and value == least):
            limit = (
                tr("above {least:g}", least=least)
                if exclusive
                else tr("at least {least:g}", least=least)
            )
            yield (
                tr("{key} has to be {limit}; {value:g} is not.", key=key, limit=limit, value=value),
                {**part, key: usual},
            )
            return
        if key == "partial_rotary_factor" and value > 1:
            yield tr("no more than the whole head (1.0) can be rotated."), {**part, key: 1.0}
            return
    for key in part:
        near = difflib.get_close_matches(key, KNOWN_KEYS, 1, 0.8)
        if key not in KNOWN_KEYS and near:
            mended = {(near[0] if text == key else text): value for text, value in part.items()}
            yield tr("there is no {key}; did you mean {near}?", key=key, near=near[0]), mended
            return


def _factors(level: Level) -> list[float]:
    """As many ones as a head has pairs, which leaves positions as they are."""
    size = level.number("head_dim")
    if size is None:
        width, heads = level.number("hidden_size"), level.number("num_attention_heads")
        size = width // heads if width and heads else 64
    # longrope multiplies each frequency by one of them; a head of size d has d / 2 frequencies.
    return [1.0] * (size // 2)
