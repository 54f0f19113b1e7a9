"""Whether the names under which weights are saved lead back to the weights when they are loaded.

transformers writes most weights under the names of the first checkpoints of a type, and turns them
back when it loads. For some classes the way back ends elsewhere: the file is whole, yet the class
reads it as other weights and draws these at random. The weights' own names always lead back,
because transformers leaves a name alone that the model has.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from explorer.engine.numbers import go_on
from explorer.protocol.job import Check

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def lost(
    model: PreTrainedModel, names: Iterable[str], wanted: Iterable[str], check: Check = go_on
) -> list[str]:
    """Those of the `wanted` weights that no tensor among `names` in a file would become."""
    there = {target for targets, _ in leads_to(model, names, check).values() for target in targets}
    return sorted(set(wanted) - there)


def unused_names(
    model: PreTrainedModel, names: Iterable[str], check: Check = go_on
) -> dict[str, str]:
    """Which of the `names` in a file no weight is made of, by what transformers would call each."""
    known = model.state_dict().keys()
    return {
        name: targets[0]
        for name, (targets, whole) in leads_to(model, names, check).items()
        if whole and targets[0] not in known
    }


def unexpected(model: PreTrainedModel, names: Iterable[str]) -> set[str]:
    """Which of the `names` that no weight is made of transformers would report as unexpected.

    Its own rules are asked: tables that older versions saved, layers that a class never reads.
    """
    info: Any = SimpleNamespace(missing_keys=set(), unexpected_keys=set(names))
    model._adjust_missing_and_unexpected_keys(info)
    return set(info.unexpected_keys)


def leads_to(
    model: PreTrainedModel, names: Iterable[str], check: Check = go_on
) -> dict[str, tuple[tuple[str, ...], bool]]:
    """What each tensor among `names` in a file would become, and whether it is that as it is.

    It is not where several are put together, or one is split. The same steps as `from_pretrained`
    takes, by name alone: nothing is read or converted. `check` is called for each name.
    """
    result: dict[str, tuple[tuple[str, ...], bool]] = {}
    for name, new, _, converter in _renamed(model, names, check=check):
        if converter is None:
            result[name] = (new,), True
        else:
            targets = converter.target_patterns
            # One tensor of the file may be split into several (fused query, key and value).
            result[name] = tuple(new.replace(targets[0], target) for target in targets), False
    return result


def remember(
    model: PreTrainedModel,
    names: Iterable[str],
    renamed: dict[str, str] | None,
    check: Check = go_on,
) -> None:
    """Let a model know by which conversions tensors of these names became its weights.

    `from_pretrained` keeps those that it used, for saving, and it used none for weights that were
    left on disk. `renamed` is the `key_mapping` that it was given.
    """
    from transformers.conversion_mapping import get_model_conversion_mapping

    mapping = get_model_conversion_mapping(model, renamed)
    for _ in _renamed(model, names, mapping, check):
        pass  # each conversion notes that it matched a name
    changeable: Any = model
    changeable._weight_conversions = [item for item in mapping if item.was_used()]


def _renamed(
    model: PreTrainedModel,
    names: Iterable[str],
    mapping: list[Any] | None = None,
    check: Check = go_on,
) -> Iterator[tuple[str, str, str | None, Any]]:
    """Each name in a file, the weight that it leads to, and the pattern and the converter that
    put that weight together; neither where it is renamed at most. In transformers' order."""
    from transformers.conversion_mapping import get_model_conversion_mapping
    from transformers.core_model_loading import (
        WeightConverter,
        WeightRenaming,
        dot_natural_key,
        rename_source_key,
    )

    # Shapes and names only: state_dict() shares the tensors.
    known = dict(model.state_dict())
    prefix = model.base_model_prefix
    mapping = get_model_conversion_mapping(model) if mapping is None else mapping
    renamings = [transform for transform in mapping if isinstance(transform, WeightRenaming)]
    converters = [
        weight_transform
        for weight_transform in mapping
        if isinstance(weight_transform, WeightConverter)
    ]
    by_pattern = {
        pattern: converter for converter in converters for pattern in converter.source_patterns
    }
    for name in sorted(names, key=dot_natural_key):
        check()
        new, pattern = rename_source_key(name, renamings, converters, prefix, known)
        # transformers leaves a name alone that the model has.
        if new not in known and name in known:
            new, pattern = rename_source_key(
                name, [], [], base_model_prefix=prefix, meta_state_dict=known
            )
        yield name, new, pattern, by_pattern[pattern] if pattern is not None else None


# -- weights that are put together -----------------------------------------------------------------


Shape = tuple[int, ...]


@dataclass(frozen=True)
class StackedPart:
    """A tensor of the files, and how many numbers come before it in the weight that it is put into.

    There its numbers lie one after the other, as in the file.
    """

    name: str
    start: int


@dataclass(frozen=True)
class _Block:
    """A tensor of the files as a part of a larger one: where it begins, and its shape there."""

    name: str
    start: Shape
    shape: Shape


_Laid = tuple[Shape, tuple[_Block, ...]]
"""A tensor that is put together: its shape, and what lies where in it."""


def put_together(
    model: PreTrainedModel, shapes: Mapping[str, Shape], check: Check = go_on
) -> dict[str, tuple[StackedPart, ...]]:
    """The weights that transformers puts together from tensors of the files that have these shapes.

    Those of a layer's experts above all: one for each expert in the files, one for all in the
    model. Only where each tensor's numbers stay together, and nothing but their place changes.
    """
    collected: dict[str, tuple[Any, dict[str, list[_Laid]]]] = {}
    for name, new, pattern, converter in _renamed(model, shapes, check=check):
        if pattern is not None:
            shape = shapes[name]
            item = shape, (_Block(name, (0,) * len(shape), shape),)
            _, groups = collected.setdefault(new, (converter, {}))
            groups.setdefault(pattern, []).append(item)
    known = model.state_dict()
    result: dict[str, tuple[StackedPart, ...]] = {}
    for target, (converter, groups) in collected.items():
        laid = _laid(converter, groups)
        if laid is None or target not in known or laid[0] != tuple(known[target].shape):
            continue
        parts = [_part(block, laid[0]) for block in laid[1]]
        whole = [part for part in parts if part is not None]
        if len(whole) == len(parts):
            result[target] = tuple(sorted(whole, key=lambda part: part.start))
    return result


def _laid(converter: Any, groups: dict[str, list[_Laid]]) -> _Laid | None:
    """What the operations of a converter make of these; None where they do something else."""
    from transformers.core_model_loading import Concatenate, MergeModulelist

    if len(converter.target_patterns) != 1:
        return None
    for operation in converter.operations:
        if type(operation) is MergeModulelist and operation.dim == 0:
            stacks = {pattern: _stacked(items) for pattern, items in groups.items()}
            groups = {pattern: [stack] for pattern, stack in stacks.items() if stack is not None}
            if len(groups) < len(stacks):
                return None
        elif type(operation) is Concatenate:
            # In the order of the patterns, as the operation takes them.
            items = [item for name in converter.source_patterns for item in groups.get(name, ())]
            joined = _joined(items, operation.dim)
            if joined is None:
                return None
            groups = {"": [joined]}
        else:
            return None
    (items, *others) = groups.values()
    return items[0] if len(items) == 1 and not others else None


def _stacked(items: list[_Laid]) -> _Laid | None:
    """As torch.stack at the first axis."""
    shape = items[0][0]
    if any(other != shape for other, _ in items):
        return None
    blocks = (
        _Block(block.name, (place, *block.start), (1, *block.shape))
        for place, (_, inside) in enumerate(items)
        for block in inside
    )
    return (len(items), *shape), tuple(blocks)


def _joined(items: list[_Laid], axis: int) -> _Laid | None:
    """As torch.cat at an axis."""
    shape = items[0][0]
    rest = (*shape[:axis], *shape[axis + 1 :])
    if not 0 <= axis < len(shape) or any(
        len(other) != len(shape) or (*other[:axis], *other[axis + 1 :]) != rest
        for other, _ in items
    ):
        return None
    before, blocks = 0, list[_Block]()
    for other, inside in items:
        for block in inside:
            start = (*block.start[:axis], block.start[axis] + before, *block.start[axis + 1 :])
            blocks.append(_Block(block.name, start, block.shape))
        before += other[axis]
    return (*shape[:axis], before, *shape[axis + 1 :]), tuple(blocks)


def _part(block: _Block, shape: Shape) -> StackedPart | None:
    """Where a block begins in memory; None where its numbers do not lie one after the other."""
    # From the first axis of which it has more than one, it must have all of the axes behind.
    first = next((axis for axis, size in enumerate(block.shape) if size > 1), len(shape))
    if block.shape[first + 1 :] != shape[first + 1 :]:
        return None
    start = sum(place * math.prod(shape[axis + 1 :]) for axis, place in enumerate(block.start))
    return StackedPart(block.name, start)
