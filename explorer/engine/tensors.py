"""The tensors in what a module takes and returns, and the modules of one class in a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeGuard, TypeVar

import torch
from torch import nn

Tensors = dict[str, torch.Tensor]
"""Tensors by name: what goes into a run, or what comes out of it."""

AnyModule = TypeVar("AnyModule", bound=nn.Module)


def has_rank(value: object, rank: int) -> TypeGuard[torch.Tensor]:
    """Whether a value is a tensor of so many dimensions."""
    return isinstance(value, torch.Tensor) and value.dim() == rank


def form_of(value: object) -> str:
    """The shape of a tensor, [1, 16, 4, 32], or the kind of anything else."""
    if isinstance(value, torch.Tensor):
        return f"[{', '.join(str(size) for size in value.shape)}]"
    return type(value).__name__


def first_tensor(value: object) -> torch.Tensor | None:
    """The value, or the first item of a tuple or a list; None where that is no tensor."""
    first = value[0] if isinstance(value, (tuple, list)) and value else value
    return first if isinstance(first, torch.Tensor) else None


def only_tensors(values: Iterable[object]) -> list[torch.Tensor]:
    """Those of the values that are tensors."""
    return [value for value in values if isinstance(value, torch.Tensor)]


def tensors_by_key(values: Mapping[str, object]) -> Tensors:
    """Those entries of a mapping that are tensors."""
    return {key: value for key, value in values.items() if isinstance(value, torch.Tensor)}


def tensors_in(value: object, name: str = "") -> Iterator[tuple[str, torch.Tensor]]:
    """Every tensor at any depth: `name[0]` in a list or a tuple, `name.key` in a mapping."""
    match value:
        case torch.Tensor():
            yield name, value
        case Mapping():
            for key, item in value.items():
                yield from tensors_in(item, f"{name}.{key}")
        case tuple() | list():
            for place, item in enumerate(value):
                yield from tensors_in(item, f"{name}[{place}]")


def modules_of(model: nn.Module, kind: type[AnyModule]) -> Iterator[tuple[str, AnyModule]]:
    """Name and module for each module of a class."""
    for name, module in model.named_modules():
        if isinstance(module, kind):
            yield name, module
