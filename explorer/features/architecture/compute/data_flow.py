"""Which modules feed which in a run, followed through every operation on tensors.

The order in which modules are listed says nothing: a Llama layer lists its norms last and runs one
before attention. Two that run one after the other may also both read what came before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import nn
from torch.utils import _pytree as pytree
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.weak import WeakTensorKeyDictionary

from explorer.engine.tensors import only_tensors


class DataFlow(TorchDispatchMode):
    """While it is entered: which modules' outputs every tensor was made of.

    `order` are the paths in the order in which they were done for the first time, `reads` the
    modules whose output each was given: all that it was computed from since, but nothing behind a
    module with weights. A layer reads the layer before, and parts inside that one.
    """

    def __init__(self, model: nn.Module) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._weighted = {
            path for path, each in model.named_modules() if any(True for _ in each.parameters())
        }
        self.order: list[str] = []
        self.reads: dict[str, frozenset[str]] = {}
        self._sources: WeakTensorKeyDictionary = WeakTensorKeyDictionary()

    def ran(self, path: str, given: object, output: object) -> None:
        """A module is done: what it was given, and what it gives from now on comes from it."""
        if path not in self.reads:
            self.order.append(path)
            self.reads[path] = self._of(given)
        if path not in self._weighted:
            return  # a dropout, an activation: what went in goes on
        for tensor in _tensors(output):
            inside = {each for each in self._of(tensor) if _within(each, path)}
            self._sources[tensor] = frozenset({path, *inside})

    def _of(self, values: object) -> frozenset[str]:
        return frozenset().union(*(self._sources.get(each, ()) for each in _tensors(values)))

    def __torch_dispatch__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Every operation: its results come from what its arguments came from."""
        output = func(*args, **(kwargs or {}))
        sources = self._of((args, kwargs or {}))
        if sources:
            for tensor in _tensors(output):
                self._sources[tensor] = sources | self._of(tensor)
        return output


def _tensors(values: object) -> list[torch.Tensor]:
    return only_tensors(pytree.tree_leaves(values))


def _within(path: str, outer: str) -> bool:
    return not outer or path.startswith(f"{outer}.")
