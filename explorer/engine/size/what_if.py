"""Which single change halves or doubles a model: counted, not guessed.

A change of the number of layers is counted from the stack that was built already, whose layers
are all alike; the others are counted by building the changed model, where that takes no time.
"""

from __future__ import annotations

from typing import Any

import torch

from explorer.boundary.values import as_int
from explorer.engine.config_values import attribute
from explorer.engine.model_class import config_for
from explorer.engine.size.footprint import count
from explorer.engine.size.meta import meta_build
from explorer.engine.tensors import modules_of
from explorer.features.create.compute.checks.judging import (
    ConfigJudgement,
    judge_values,
    with_value,
)
from explorer.features.create.compute.fields.json_values import write
from explorer.protocol.config import ConfigEdit, Footprint, WhatIf
from explorer.protocol.job import Check
from explorer.text import numbers
from explorer.text.translation import tr

_SLOWEST = 0.08
"""Seconds of one build above which no other is built for a hint: the person waits for it."""
_TEXT_SLOTS = ("", "text_config.", "llm_config.", "language_config.", "decoder.", "vision_config.")
_CHANGES: tuple[tuple[str, float], ...] = (
    ("num_hidden_layers", 2.0),
    ("num_hidden_layers", 0.5),
    ("hidden_size", 2.0),
    ("hidden_size", 0.5),
    ("intermediate_size", 2.0),
    ("vocab_size", 0.5),
)


def what_ifs(judged: ConfigJudgement, size: Footprint | None, check: Check) -> tuple[WhatIf, ...]:
    """The changes that come nearest to half and to double, one of each where there is one."""
    draft, cls = judged.draft, judged.cls
    if draft is None or cls is None or size is None or not size.parameters:
        return ()
    prefix = _main_part(judged)
    rows: list[WhatIf] = []
    for name, factor in _CHANGES:
        check()
        now = _value(judged.config, prefix, name)
        if now is None or now < 2:
            continue
        new = round(now * factor)
        path = prefix + _own_name(judged.config, prefix, name)
        count_new = None
        if name == "num_hidden_layers":
            count_new = _from_stack(judged, size.parameters, now, new)
        if count_new is None and size.seconds <= _SLOWEST:
            count_new = _count(draft.edit, judged, path, new, check)
        if count_new is None:
            continue
        ratio = count_new / size.parameters
        # Nearly the same size is no hint worth a line.
        if 0.85 < ratio < 1.18:
            continue
        sentence = tr(
            "With {field} {new_value:,} instead of {current_value:,}: {parameters} parameters, "
            "{size}, {ratio}.",
            field=path,
            new_value=new,
            current_value=now,
            parameters=numbers.short_count(count_new),
            size=numbers.bytes_(count_new * 4),
            ratio=_times(ratio),
        )
        rows.append(WhatIf(path, write(new), count_new, ratio, sentence))
    best: list[WhatIf] = []
    for goal in (2.0, 0.5):
        side = [row for row in rows if (row.factor > 1) == (goal > 1)]
        if side:
            best.append(min(side, key=lambda what_if: abs(what_if.factor / goal - 1)))
    return tuple(best)


def _from_stack(judged: ConfigJudgement, parameters: int, now: int, new: int) -> int | None:
    """The parameters with `new` layers; None where the layers are not one stack of equals."""
    model = judged.built.model if judged.built is not None else None
    if model is None or attribute(judged.config, "layer_types") is not None:
        return None
    stacks = [
        module for _, module in modules_of(model, torch.nn.ModuleList) if len(module) == now > 1
    ]
    if len(stacks) != 1:
        return None
    # Layers may share parameters (ALBERT): those count with the first only.
    shared: set[int] = set()
    sizes = []
    for layer in stacks[0]:
        own = [parameter for parameter in layer.parameters() if id(parameter) not in shared]
        shared.update(id(item) for item in own)
        sizes.append(sum(entry.numel() for entry in own))
    return parameters + (new - now) * sizes[0] if len(set(sizes)) == 1 else None


def _times(ratio: float) -> str:
    if 1.9 <= ratio <= 2.1:
        return tr("twice as large")
    if 0.48 <= ratio <= 0.52:
        return tr("half as large")
    return (
        tr("{ratio:.1f} times as large", ratio=ratio)
        if ratio > 1
        else tr("{percentage:.0f} % of it", percentage=100 * ratio)
    )


def _main_part(judged: ConfigJudgement) -> str:
    """Where the layers are that most of the parameters belong to."""
    config: Any = judged.config
    for prefix in _TEXT_SLOTS:
        if _value(config, prefix, "num_hidden_layers") is not None:
            return prefix
    return ""


def _part(config: Any, prefix: str) -> Any:
    return getattr(config, prefix.rstrip("."), None) if prefix else config


def _value(config: Any, prefix: str, name: str) -> int | None:
    return as_int(attribute(_part(config, prefix), name))


def _own_name(config: Any, prefix: str, name: str) -> str:
    own: str = getattr(_part(config, prefix), "attribute_map", {}).get(name, name)
    return own


def _count(
    edit: ConfigEdit, judged: ConfigJudgement, path: str, value: int, check: Check
) -> int | None:
    changed = ConfigEdit(
        edit.model_type, edit.class_name, with_value(edit.overrides, path, write(value))
    )
    other = judge_values(changed, check)
    if other.config is None or other.errors or other.soft or judged.cls is None:
        return None
    built = meta_build(judged.cls, config_for(judged.cls, other.config), check)
    return count(built.model) if built.model is not None else None
