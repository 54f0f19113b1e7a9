"""Whether the names under which weights are saved lead back to the weights when they are loaded.

transformers writes most weights under the names of the first checkpoints of a type, and turns them
back when it loads. For some classes the way back ends elsewhere: the file is whole, yet the class
reads it as other weights and draws these at random. The weights' own names always lead back,
because transformers leaves a name alone that the model has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
    model: PreTrainedModel, names: Collection[str], check: Check = go_on
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
    from transformers.conversion_mapping import get_model_conversion_mapping
    from transformers.core_model_loading import (
        WeightConverter,
        WeightRenaming,
        rename_source_key,
    )

    # Shapes and names only: state_dict() shares the tensors.
    known = dict(model.state_dict())
    prefix = model.base_model_prefix
    mapping = get_model_conversion_mapping(model)
    renamings = [transform for transform in mapping if isinstance(transform, WeightRenaming)]
    converters = [
        weight_transform
        for weight_transform in mapping
        if isinstance(weight_transform, WeightConverter)
    ]
    by_pattern = {
        pattern: converter for converter in converters for pattern in converter.source_patterns
    }
    result: dict[str, tuple[tuple[str, ...], bool]] = {}
    for name in names:
        check()
        new, pattern = rename_source_key(name, renamings, converters, prefix, known)
        # transformers leaves a name alone that the model has.
        if new not in known and name in known:
            new, pattern = rename_source_key(
                name, [], [], base_model_prefix=prefix, meta_state_dict=known
            )
        if pattern is None:
            result[name] = (new,), True
        else:
            targets = by_pattern[pattern].target_patterns
            # One tensor of the file may be split into several (fused query, key and value).
            result[name] = tuple(new.replace(targets[0], target) for target in targets), False
    return result
