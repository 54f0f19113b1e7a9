"""The output projection of an attention: where the heads' outputs, side by side, are mixed.

Found by running the model once: the last Linear or Conv1D inside the module that attends, whose
input is as wide as a multiple of the heads. Measured on 161 text types that can be switched
through the interface as well, this way gives the same in 157; those where it does not are named.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from explorer.boundary.values import as_list
from explorer.engine import hooks
from explorer.engine.config_values import text_part
from explorer.engine.inside import attention_interface
from explorer.engine.inside.capture import other_mixers
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.runner import Runner
from explorer.engine.tensors import Tensors, has_rank
from explorer.protocol.inspection import AblatableLayer
from explorer.protocol.job import Check
from explorer.text.translation import tr

WRONG_HERE = frozenset({"bitnet", "diffllama", "dory", "jetmoe", "mobilebert", "perceiver"})
"""Types whose heads are normed or subtracted before they are mixed."""

_NORMED_FIRST = {"bitnet": "attn_sub_norm", "dory": "attn_sub_norm"}
"""What reads the heads' outputs in types that norm them together: zeros must go in there."""


def find(loaded: LoadedModel, inputs: Tensors, check: Check) -> dict[str, tuple[str, int]] | str:
    """Attention module's name -> (projection's name, heads); or a sentence why there is none.

    Raises RunFailed where the model cannot be run on `inputs`.
    """
    model = loaded.model
    name = type(model).__name__
    if model.config.model_type in WRONG_HERE:
        return tr(
            "{name} normalises or combines its heads before they are mixed, so none can be "
            "switched off alone.",
            name=name,
        )
    heads = _heads_by_name(loaded, inputs, check)
    if not heads:
        count = getattr(text_part(model.config), "num_attention_heads", 0)
        if not count or other_mixers(model):
            return tr("{name} has no attention heads that could be switched off.", name=name)
        return _unknown(name)
    linears = _linears(loaded, list(heads), inputs, check)
    projections = {
        attention: (target, heads[attention])
        for attention, target in linears.items()
        # The projection must read one block of columns for each head.
        if _width(model.get_submodule(target)) % heads[attention] == 0
    }
    return projections or _unknown(name)


def _unknown(name: str) -> str:
    return tr(
        "{class_name} mixes the outputs of its heads in a way that was not recognised, so a head "
        "cannot be switched off on its own.",
        class_name=name,
    )


def _heads_by_name(loaded: LoadedModel, inputs: Tensors, check: Check) -> dict[str, int]:
    """Modules that return attention weights [B, H, T, S], and their heads."""
    heads_by_name: dict[str, int] = {}

    def watch(name: str, output: object) -> None:
        for tensor in as_list(output):
            if _is_weights(tensor) and not any(
                other.startswith(f"{name}.") for other in heads_by_name
            ):
                # Hooks of inner modules fire first.
                # The outermost module that hands weights on counts once; its parts return the
                # same ones.
                heads_by_name[name] = tensor.shape[1]

    with (
        hooks.watched(loaded.model, watch),
        # Only eager attention returns weights; sdpa computes none.
        attention_interface.implementation(loaded.model, "eager"),
    ):
        Runner(loaded, check).forward(inputs, "output_attentions")
    count = int(getattr(text_part(loaded.model.config), "num_attention_heads", 0) or 0)
    return {name: heads for name, heads in heads_by_name.items() if not count or heads == count}


def _is_weights(value: object) -> bool:
    """Weights of attention, and not keys or values: rows that sum to 1."""
    if not (has_rank(value, 4) and value.is_floating_point()):
        return False
    sums = value.float().sum(-1)  # [batch, heads, from]
    # More than half: rows of padding, and of dropped keys, need not sum to 1.
    return bool(((sums - 1).abs() < 1e-2).float().mean() > 0.5)


def _linears(
    loaded: LoadedModel, attentions: list[str], inputs: Tensors, check: Check
) -> dict[str, str]:
    """For each attention the last Linear or Conv1D called inside it, else the next one called."""
    order: list[str] = []
    # Where each attention ends among the calls of linears, as a count of those before its end.
    ends: dict[str, int] = {}

    linear = {name for name, module in loaded.model.named_modules() if _width(module)}

    def watch(name: str, output: object) -> None:
        if name in linear:
            order.append(name)
        if name in attentions:
            ends[name] = len(order)

    with hooks.watched(loaded.model, watch):
        Runner(loaded, check).forward(inputs)
    linears = {}
    for name, end in ends.items():
        own = [candidate for candidate in order[:end] if candidate.startswith(f"{name}.")]
        after = order[end : end + 1]
        # An attention with nothing but query, key and value inside is mixed by what comes next.
        mixes = own and not _is_input(own[-1])
        target = own[-1] if mixes else (after[0] if after else "")
        if target:
            linears[name] = target
    return linears


def _is_input(name: str) -> bool:
    last = name.rsplit(".", 1)[-1].lower()
    return any(word in last for word in ("query", "key", "value", "q_proj", "k_proj", "v_proj"))


def _width(module: nn.Module) -> int:
    """How many numbers a Linear or a Conv1D reads; 0 for another module."""
    from transformers.pytorch_utils import Conv1D

    if isinstance(module, nn.Linear):
        return module.in_features
    # GPT-2's Conv1D keeps its weight transposed: [in, out] where a Linear has [out, in].
    return int(module.weight.shape[0]) if isinstance(module, Conv1D) else 0


def targets(
    loaded: LoadedModel, rows: list[AblatableLayer], inputs: Tensors, check: Check
) -> dict[str, str]:
    """The projections of attentions that are known already, for the check that heads are zero.

    Where some attentions hold a Linear and others none (Inkling 2 attends over its own layers), the
    heads of these are not mixed by any: what comes next is the input of another module.
    """
    linear = [name for name, module in loaded.model.named_modules() if _width(module)]
    modules = [row.module for row in rows]
    own = [name for name in modules if any(item.startswith(f"{name}.") for item in linear)]
    linears = _linears(loaded, own or modules, inputs, check)
    heads = {row.module: row.heads for row in rows}
    return {
        name: target
        for name, target in linears.items()
        if _width(loaded.model.get_submodule(target)) % heads[name] == 0
    }


def mixes(
    loaded: LoadedModel, rows: list[AblatableLayer], inputs: Tensors, check: Check
) -> dict[str, str]:
    """The projections at which silencing a head is the same as leaving its output out."""
    first = _NORMED_FIRST.get(loaded.model.config.model_type)
    if first:
        return {row.module: f"{row.module}.{first}" for row in rows}
    if loaded.model.config.model_type in WRONG_HERE:
        return {}
    return targets(loaded, rows, inputs, check)


def columns(value: torch.Tensor, heads: tuple[int, ...], count: int) -> list[torch.Tensor]:
    """The parts of a projection's input [..., count * size] that come from these heads."""
    # Heads are side by side in the last axis, as `reshape(batch, tokens, heads × size)` puts them.
    size = value.shape[-1] // count
    return [value[..., head * size : (head + 1) * size] for head in heads]


def zeroing(
    heads: tuple[int, ...], count: int
) -> Callable[[nn.Module, tuple[Any, ...]], tuple[Any, ...]]:
    """A forward pre-hook for a projection that silences some of `count` heads."""

    def hook(module: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...]:
        # A copy: the module's input may be read by others too, as a residual is.
        value = args[0].clone()
        for part in columns(value, heads, count):
            part.zero_()
        return (value, *args[1:])

    return hook
