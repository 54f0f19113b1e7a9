"""Vectors of one run put into another: hooks that replace what a module returns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from explorer.engine.inside import head_mask
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.runner import Runner
from explorer.engine.tensors import Tensors, first_tensor
from explorer.protocol.job import Check
from explorer.protocol.run import Patched


@dataclass
class Patch:
    """The vectors that are put in: float [1, tokens, size] by module; and the source's inputs."""

    description: Patched
    inputs: Tensors
    states: Tensors

    @contextmanager
    def installed(self, model: nn.Module) -> Iterator[None]:
        """Every run inside has the vectors in their places."""
        places = list(self.description.positions)

        def put_of(wanted: torch.Tensor) -> Any:
            def put(state: torch.Tensor) -> torch.Tensor:
                if not places:
                    return wanted.clone()  # every token: [1, tokens, size]
                # A clone: a residual may be read by others after the hook, and must not change
                # under them.
                state = state.clone()
                state[:, places] = wanted[:, places]
                return state

            return put

        with ExitStack() as stack:
            for name, wanted in self.states.items():
                stack.enter_context(replace_output(model.get_submodule(name), put_of(wanted)))
            yield

    def again(self, loaded: LoadedModel, check: Check) -> None:
        """Compute the vectors again: the model they come from has other heads on now."""
        self.states, _ = module_outputs(loaded, self.description.modules, self.inputs, check)


@contextmanager
def replace_output(module: nn.Module, change: Any) -> Iterator[None]:
    """Let `change` see, and replace, the vectors that a module returns."""

    def hook(module: nn.Module, args: object, output: Any) -> Any:
        # Layers return (states, weights, …), GPT a list of them; the states come first.
        state = first_tensor(output)
        if state is None or state.dim() != 3:
            return None
        changed = change(state)
        if changed is None:
            return None
        return (changed, *output[1:]) if isinstance(output, tuple | list) else changed

    # Before those of transformers, which record hidden states: they are to see what is put in.
    with module.register_forward_hook(hook, prepend=True):
        yield


def module_outputs(
    loaded: LoadedModel, modules: Iterable[str], inputs: Mapping[str, torch.Tensor], check: Check
) -> tuple[Tensors, Tensors]:
    """What each module returns in a run on `inputs`, and the outputs of that run."""
    states: Tensors = {}
    with ExitStack() as stack:
        for name in modules:

            def keep(state: torch.Tensor, name: str = name) -> None:
                # Cloned, because some classes add to the residual in place.
                states[name] = state.clone()

            stack.enter_context(replace_output(loaded.model.get_submodule(name), keep))
        outputs = Runner(loaded, check).tensors(inputs)
    return states, outputs


@contextmanager
def unchanged(loaded: LoadedModel, check: Check) -> Iterator[None]:
    """With every head on and no patch, and then all as it was."""
    off, patch = head_mask.off(loaded.model), loaded.patch
    try:
        loaded.patch = None
        head_mask.restore(loaded.model)
        yield
    finally:
        loaded.patch = patch
        if off:
            head_mask.set_off(loaded, off, _never)


def _never() -> None:
    """Putting things back is never stopped halfway."""
