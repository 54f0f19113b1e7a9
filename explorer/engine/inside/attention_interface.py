"""An attention function of our own, for models that take theirs from transformers' interface.

It computes what the model's eager attention computes, bit for bit, and can do two things more:
leave heads out, and let a watcher see the weights in blocks of rows, so that the maps of a long
text never exist as a whole. Registered for attention and for masks: without the second the mask
is missing, and a causal model silently looks ahead.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import torch
from torch import nn

from explorer.engine.tensors import has_rank

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel

NAME = "explorer"

ROWS = 256
"""Rows of a block: 12 heads x 256 x 4,096 float32 are 50 MB."""

Watcher = Callable[[nn.Module, int, torch.Tensor], None]
"""Called with the attention module, the first row, and weights [batch, heads, rows, to]."""

OFF: WeakKeyDictionary[nn.Module, tuple[int, ...]] = WeakKeyDictionary()
"""Attention modules with heads that are off; entries go with their modules."""

_skips: Callable[[nn.Module], bool] | None = None
# Module state, because transformers calls `attend` itself and hands nothing of ours along.
_watcher: Watcher | None = None  # the model lane is one thread; nothing else runs a model
_lengths: dict[nn.Module, int] = {}
_called: dict[nn.Module, int] | None = None
_inspected: list[float] | None = None


def attend(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **more: Any,
) -> tuple[torch.Tensor, torch.Tensor | None]:
    """Attention as the interface wants it: query [B, H, T, d] -> output [B, T, H, d], weights.

    The mask keeps its name: some models pass it by keyword.
    """
    if _called is not None:
        # query is [batch, heads, from, size]; keys may have fewer heads (grouped queries).
        _called[module] = query.shape[1]
    eager = _eager_of(module)
    if _skips is not None and _skips(module):
        # sdpa_attention_forward answers with the output and None in place of weights.
        from transformers.integrations.sdpa_attention import sdpa_attention_forward

        return sdpa_attention_forward(module, query, key, value, attention_mask, **more)
    if _watcher is None:
        output, weights = eager(module, query, key, value, attention_mask, **more)
    else:
        output, weights = _in_blocks(eager, module, query, key, value, attention_mask, more)
    off = OFF.get(module)
    if off:
        output = output.clone()
        # [batch, tokens, heads, size], before the projection mixes the heads.
        output[:, :, list(off)] = 0
        if _inspected is not None:
            _inspected.extend(float(output[:, :, head].abs().max()) for head in off)
    return output, weights


def _in_blocks(
    eager: Callable[..., Any],
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    mask: torch.Tensor | None,
    more: dict[str, Any],
) -> tuple[torch.Tensor, None]:
    """Rows of attention do not depend on each other, so they can be computed in blocks."""
    length = query.shape[2]

    def rows_of(item: Any, start: int) -> Any:
        if has_rank(item, 4) and item.shape[2] == length > 1:
            # Masks and position biases have a row for each query, [batch, heads or 1, from, to];
            # with a 1 in place of `from` they are broadcast, and stay.
            return item[:, :, start : start + ROWS]
        return item

    _lengths[module] = length
    outputs = []
    for start in range(0, length, ROWS):
        output, weights = eager(
            module,
            query[:, :, start : start + ROWS],
            key,
            value,
            rows_of(mask, start),
            **{name: rows_of(argument, start) for name, argument in more.items()},
        )
        outputs.append(output)
        assert _watcher is not None
        _watcher(module, start, weights)
    # The outputs are [batch, rows, heads, size], so tokens are axis 1.
    return torch.cat(outputs, dim=1), None


def _eager_of(module: nn.Module) -> Callable[..., Any]:
    # In the mro: a class that inherits another model's attention uses that file's function.
    """The eager attention of the file that defines the module's class, or a class it is from."""
    for cls in type(module).__mro__:
        eager_function = getattr(sys.modules.get(cls.__module__), "eager_attention_forward", None)
        if eager_function is not None:
            return eager_function  # type: ignore[no-any-return]
    raise LookupError(f"{type(module).__name__} has no eager attention")


def register() -> None:
    """Make `NAME` known to transformers; doing it again changes nothing."""
    from transformers import AttentionInterface
    from transformers.masking_utils import AttentionMaskInterface, eager_mask

    AttentionInterface.register(NAME, attend)
    # eager_mask makes a float mask with the dtype's minimum where a place is hidden, as eager
    # attention adds it.
    AttentionMaskInterface.register(NAME, eager_mask)


def can_switch(model: PreTrainedModel) -> bool:
    """Whether the class lets its attention be exchanged in place at all."""
    return bool(model._can_set_attn_implementation())


@contextmanager
def implementation(model: PreTrainedModel, name: str) -> Iterator[None]:
    """Switch the attention of a live model, and put every config back as it was."""
    if not can_switch(model):
        yield
        return
    if name == NAME:
        register()
    # One by one and past the property, whose setter spreads one name over all sub-configs.
    before = [(config, config._attn_implementation_internal) for config in configs(model)]
    try:
        model.set_attn_implementation(name)
        yield
    finally:
        for config, was in before:
            config._attn_implementation_internal = was


def configs(model: nn.Module) -> list[PreTrainedConfig]:
    """The configs of a model and of all its parts, each once."""
    from transformers import PreTrainedConfig

    by_id: dict[int, PreTrainedConfig] = {}

    def add(config: object) -> None:
        if isinstance(config, PreTrainedConfig) and id(config) not in by_id:
            by_id[id(config)] = config
            for key in config.sub_configs:
                add(getattr(config, key, None))

    for module in model.modules():
        # Parts of a composite model hold configs of their own, which need not hang from the outer
        # one.
        add(getattr(module, "config", None))
    return list(by_id.values())


@contextmanager
def watched(
    watcher: Watcher,
    lengths: dict[nn.Module, int],
    skips: Callable[[nn.Module], bool] | None = None,
) -> Iterator[None]:
    """Show `watcher` the weights of everything that attends inside.

    `lengths` is told how many rows each module's map has, before its first block. Where `skips`
    says so nobody wants the weights, and they are never made: attention is torch's own then.
    """
    global _watcher, _lengths, _skips
    _watcher, _lengths, _skips = watcher, lengths, skips
    try:
        yield
    finally:
        _watcher, _lengths, _skips = None, {}, None


@contextmanager
def called() -> Iterator[dict[nn.Module, int]]:
    """Collect which modules attend through the interface inside, and their number of heads."""
    global _called
    heads_by_module: dict[nn.Module, int] = {}
    _called = heads_by_module
    try:
        yield heads_by_module
    finally:
        _called = None


@contextmanager
def inspected() -> Iterator[list[float]]:
    """Collect the largest absolute output of every head that is off inside."""
    global _inspected
    largest_outputs: list[float] = []
    _inspected = largest_outputs
    try:
        yield largest_outputs
    finally:
        _inspected = None
