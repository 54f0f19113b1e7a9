"""The tree of a model's modules: roles, output shapes, parameters and shares, repeats folded.

Shapes and the order come from a run without numbers on a copy built on the meta device, so the
model itself is never run and a model that exists only as a config is shown the same way.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from explorer.boundary.values import as_dict, as_list, as_size, ints
from explorer.engine.config_values import attribute
from explorer.engine.model_class import choose_class
from explorer.engine.size import meta_forward
from explorer.engine.size.footprint import count
from explorer.engine.size.meta import meta_build
from explorer.engine.tensors import only_tensors
from explorer.features.architecture.compute.data_flow import DataFlow
from explorer.features.architecture.compute.module_roles import role
from explorer.features.create.compute.edit import build_config
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import ConfigRefused
from explorer.protocol.job import Check, Report
from explorer.protocol.module_tree import ModuleRow, ModuleTree
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_MOST_MODULES = 6_000
"""Beyond this the run for the shapes would take longer than a person waits."""


def tree_of_edit(
    edit: ConfigEdit, batch: int, length: int, check: Check, report: Report
) -> ModuleTree:
    """The tree of a model that is not created yet; raises ConfigRefused, UnknownClass."""
    report(tr("Building the model without memory"))
    config = build_config(edit)
    built = meta_build(choose_class(edit, config), config, check)
    if built.model is None:
        raise ConfigRefused(built.sentence, built.details)
    check()
    report(tr("Finding the output shapes"))
    trial, note = _trial(built.model, batch, length, check)
    return _tree(built.model, trial, note, check, real=False)


def tree_of_model(
    model: PreTrainedModel,
    batch: int,
    length: int,
    check: Check,
    report: Report,
    written: int = 0,
) -> ModuleTree:
    """The tree of the model in memory; its shapes come from a meta copy of its config.

    A separate decoder reads `written` tokens, or as many as the encoder.
    """
    report(tr("Finding the output shapes"))
    config = copy.deepcopy(model.config)
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    built = meta_build(type(model), config, check)
    trial = _Trial()
    note = (
        tr("No output shapes: {sentence}", sentence=built.sentence) if built.model is None else ""
    )
    if built.model is not None:
        trial, note = _trial(built.model, batch, length, check, written)
    check()
    return _tree(model, trial, note, check, real=True)


@dataclass(frozen=True)
class _Trial:
    """What a run without numbers showed, by path; empty where there was none."""

    shapes: Mapping[str, str] = field(default_factory=dict)
    order: Mapping[str, int] = field(default_factory=dict)
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)


def _trial(
    model: PreTrainedModel, batch: int, length: int, check: Check, written: int = 0
) -> tuple[_Trial, str]:
    longest = as_size(attribute(model.config, "max_position_embeddings"))
    # Beyond its table of positions a model with learned ones cannot run.
    length = min(length, longest or length)
    if sum(1 for _ in model.modules()) > _MOST_MODULES:
        return _Trial(), tr("No output shapes: this model has too many modules for a trial run.")
    inputs = meta_forward.inputs_for(model, batch, length)
    if inputs is None:
        return _Trial(), tr("No output shapes: it is not known what input this model takes.")
    if written and "decoder_input_ids" in inputs:
        inputs["decoder_input_ids"] = inputs["decoder_input_ids"].new_full((batch, written), 4)
    shapes: dict[str, torch.Size] = {}

    flow = DataFlow(model)

    def keep(path: str, given: object, output: Any) -> None:
        flow.ran(path, given, output)
        # A module returns a tensor, or several in a list, a tuple or an object.
        tensors = only_tensors((output, *as_list(output), *as_dict(output).values()))
        if tensors:
            shapes[path] = tensors[0].shape

    with flow:
        sentence, _ = meta_forward.run(model, inputs, check, keep)
    note = tr("Some output shapes are missing: {sentence}", sentence=sentence) if sentence else ""
    own_sizes = _own_sizes(model.config)
    return _Trial(
        {path: _words(shape, batch, length, own_sizes) for path, shape in shapes.items()},
        {path: place for place, path in enumerate(flow.order)},
        flow.reads,
    ), note


def _own_sizes(config: Any) -> frozenset[int]:
    return frozenset(ints(config.to_dict().values()))


def _words(shape: torch.Size, batch: int, length: int, own_sizes: frozenset[int]) -> str:
    """`[1, n, 768]`: `n` is in the place of the length, unless a size of the config is the same."""
    words = []
    for place, size in enumerate(shape):
        # 128 may be the length or a head's size: said only where it cannot be the latter.
        is_length = size == length and size not in own_sizes and length > 1
        words.append("n" if place and is_length else f"{size}")
    return f"[{', '.join(words)}]"


@dataclass(frozen=True)
class _Node:
    path: str
    name: str
    module: nn.Module
    children: tuple[_Node, ...]
    total: int
    own: int
    tied: bool
    look: Any


def _tree(
    model: PreTrainedModel,
    trial: _Trial,
    note: str,
    check: Check,
    *,
    real: bool,
    tied: frozenset[str] = frozenset(),
) -> ModuleTree:
    counted: set[int] = set()
    root = _node("", type(model).__name__, model, counted, tied, check)
    parameters = root.total if tied else count(model)
    rows: list[ModuleRow] = []
    places: dict[str, int] = {}
    _flatten(root, [root], -1, 0, parameters, trial, rows, places)
    rows = [
        replace(
            row,
            reads=tuple(
                sorted({places[path] for path in trial.reads.get(row.path, ()) if path in places})
            ),
        )
        for row in rows
    ]
    return ModuleTree(
        class_name=type(model).__name__,
        rows=tuple(rows),
        parameters=parameters,
        real=real,
        note=note,
    )


def _node(
    path: str,
    name: str,
    module: nn.Module,
    counted: set[int],
    ties: frozenset[str],
    check: Check,
) -> _Node:
    """A module with its children; a tied parameter counts where it is met first."""
    check()
    own = 0
    tied = False
    for key, parameter in module.named_parameters(recurse=False):
        # On the meta device tied parameters are two objects, so their names say it.
        if id(parameter) in counted or (ties and f"{path}.{key}" in ties):
            tied = True
        else:
            counted.add(id(parameter))
            own += parameter.numel()
    children = tuple(
        _node(f"{path}.{key}" if path else key, key, child, counted, ties, check)
        for key, child in module.named_children()
    )
    # Everything that must be equal for two neighbours to be drawn as one row.
    look = (
        type(module).__name__,
        tuple((key, tuple(weight.shape)) for key, weight in module.named_parameters(recurse=False)),
        tuple(child.look for child in children),
        tuple(child.name for child in children),
        own + sum(child.total for child in children),
    )
    # A hash instead of the nested tuples: those of a deep model would be compared again and again.
    return _Node(
        path, name, module, children, own + sum(c.total for c in children), own, tied, hash(look)
    )


def _flatten(
    node: _Node,
    same: list[_Node],
    parent: int,
    depth: int,
    parameters: int,
    trial: _Trial,
    rows: list[ModuleRow],
    places: dict[str, int],
) -> None:
    """Add the rows of a module and all below; `places` gets the row of each path."""
    times = len(same)
    total = sum(member.total for member in same)
    label = node.name if times == 1 else f"{node.name} … {same[-1].name}  ×{times}"
    first = next(node.module.parameters(), None)
    kind = str(first.dtype).removeprefix("torch.") if first is not None else ""
    rows.append(
        ModuleRow(
            path=node.path,
            label=label,
            class_name=type(node.module).__name__,
            role=tr("the whole model") if parent < 0 else role(node.path, node.module),
            shape=trial.shapes.get(node.path, ""),
            parameters=total,
            own_parameters=node.own * times,
            share=total / parameters if parameters else 0.0,
            dtype=kind,
            depth=depth,
            parent=parent,
            repeats=times,
            weights=tuple(
                f"{node.path}.{key}" if node.path else key
                for key, _ in node.module.named_parameters(recurse=False)
            ),
            tied=node.tied,
            order=trial.order.get(node.path, -1),
            alike=tuple(member.name for member in same) if times > 1 else (),
        )
    )
    place = len(rows) - 1
    places.update((member.path, place) for member in same)
    for group in _groups(node.children):
        _flatten(group[0], group, place, depth + 1, parameters, trial, rows, places)


def _groups(children: tuple[_Node, ...]) -> list[list[_Node]]:
    """Neighbours that are numbered and look the same, together."""
    groups: list[list[_Node]] = []
    for child in children:
        last = groups[-1] if groups else None
        numbered = re.fullmatch(r"\d+", child.name)
        if last and numbered and last[0].look == child.look and last[0].name.isdigit():
            last.append(child)
        else:
            groups.append([child])
    return groups
