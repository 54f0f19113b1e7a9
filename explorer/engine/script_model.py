"""A model that a script or a notebook holds: used as it is, and given back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from torch import nn

from explorer.engine.inside import attention_interface, head_mask

if TYPE_CHECKING:
    from transformers import PreTrainedModel


class TakenModel:
    """Remembers modes, attention and hooks of a model when it is made; `restore` puts them back.

    Weights need not be remembered: nothing in the program changes those of the model in memory.
    """

    def __init__(self, model: PreTrainedModel, former: TakenModel | None = None) -> None:
        """`former` knows how the same model was, where it is taken already."""
        self._model: PreTrainedModel | None = model
        # Of each module: one part may be frozen in evaluation mode while the rest trains.
        self._modes = [(module, module.training) for module in model.modules()]
        self._attention = [
            (config, config._attn_implementation_internal)
            for config in attention_interface.configs(model)
        ]
        self._hooks = [
            (hooks, frozenset(hooks)) for module in model.modules() for hooks in _hooks(module)
        ]
        if former is not None and former._model is model:
            self._modes, self._attention = former._modes, former._attention
            self._hooks = former._hooks

    def restore(self) -> None:
        """Put everything back as it was; doing it again changes nothing."""
        if self._model is None:
            return
        head_mask.restore(self._model)
        for hooks, own in self._hooks:
            for key in set(hooks) - own:
                del hooks[key]
        for config, was in self._attention:
            config._attn_implementation_internal = was
        for module, was in self._modes:
            module.training = was
        self._model = None


def _hooks(module: nn.Module) -> Iterator[dict[int, Any]]:
    """The dicts in which torch keeps a module's hooks."""
    for name, value in vars(module).items():
        if name.endswith("_hooks") and isinstance(value, dict):
            yield value
