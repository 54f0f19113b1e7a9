"""Hooks on the modules of a model, for as long as a run takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from torch import nn

if TYPE_CHECKING:
    from torch.utils.hooks import RemovableHandle

Watch = Callable[[str, Any], None]
"""`watch(name, output)`: what the module of this name returned."""


@contextmanager
def installed(handles: Iterable[RemovableHandle]) -> Iterator[None]:
    """The hooks are there inside, and gone afterwards."""
    with ExitStack() as stack:
        for handle in handles:
            stack.enter_context(handle)
        yield


def watched(model: nn.Module, watch: Watch) -> AbstractContextManager[None]:
    """Inside, `watch` sees what each module in the model returns: inner ones first."""

    def hook_of(name: str) -> Callable[[nn.Module, Any, Any], None]:
        def hook(module: nn.Module, args: Any, output: Any) -> None:
            watch(name, output)

        return hook

    return installed(
        module.register_forward_hook(hook_of(name))
        for name, module in model.named_modules()
        if name
    )
