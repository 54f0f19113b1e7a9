"""Outputs that are no answer: where the numbers become infinite, and what would help."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import forward, hooks, memory, numbers
from explorer.engine.numbers import dtype_name
from explorer.engine.tensors import tensors_in
from explorer.engine.weights import load
from explorer.protocol.failures import NotFinite, WeightsNotFinite
from explorer.protocol.job import Check, Stopped

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_BESIDE = ("past_key_values", "cache", "attentions", "hidden_states")
"""What is returned beside an answer, by its last word: looked at by those who show it."""


def judge(
    model: PreTrainedModel,
    inputs: Mapping[str, torch.Tensor],
    outputs: Mapping[str, torch.Tensor],
    check: Check,
) -> None:
    """Raises NotFinite or WeightsNotFinite where the outputs of a run on `inputs` are no answer.

    Minus infinity is one: classes use it for what cannot be. Places that the attention mask hides
    do not count.
    """
    mask = inputs.get("attention_mask")
    for name, value in outputs.items():
        # `past_key_values.0[1]` and `hidden_states[3]` by what comes before the first bracket or
        # dot.
        is_side_output = name.partition("[")[0].partition(".")[0].endswith(_BESIDE)
        if is_side_output or not value.is_floating_point():
            continue
        # [batch, tokens, …] outputs only: one answer for the whole text has no hidden places.
        if mask is not None and value.shape[: mask.dim()] == mask.shape and not bool(mask.all()):
            value = value[mask.bool().to(value.device)]
        if not fine(value, check):
            raise not_finite(model, inputs, check)


def fine(values: torch.Tensor, check: Check = numbers.go_on) -> bool:
    """Whether none of the values is not a number or plus infinity."""
    for part in numbers.blocks(values.reshape(-1), check):
        # amax hands a NaN on, and a comparison with NaN is false: one pass finds both.
        high = part.amax()  # not a number where any is none
        if not bool(high < torch.inf):
            return False
    return True


def not_finite(
    model: PreTrainedModel, inputs: Mapping[str, torch.Tensor], check: Check
) -> NotFinite | WeightsNotFinite:
    """The failure for a run on `inputs` whose outputs are no answer."""
    broken = load.not_finite(model)
    if broken:
        return WeightsNotFinite(load.not_finite_sentence(broken), broken[0])
    module = begins(model, inputs, check)
    layer_numbers = re.findall(r"(?:^|\.)(\d+)(?=\.|$)", module)
    dtype = dtype_name(model.dtype)
    wider = ""
    if dtype == "float16":
        weights = sum(parameter.numel() for parameter in model.parameters())
        # Two more bytes for each weight; bfloat16 needs none, and has float32's range of exponents.
        wider = "float32" if 2 * weights <= memory.free_memory() else "bfloat16"
    layer = int(layer_numbers[0]) if layer_numbers else -1
    return NotFinite(type(model).__name__, module, layer, dtype, wider)


class _Begun(Stopped):
    """Ends a run at the first module that returns what is not finite."""


def begins(model: PreTrainedModel, inputs: Mapping[str, torch.Tensor], check: Check) -> str:
    """The name of the module in which the numbers of a run on `inputs` stop being finite.

    That is the first to return such numbers, or the module around it where it was given them. A
    separate run, which ends there; empty where it does not happen inside a module.
    """
    module_name = ""
    names = {module: name for name, module in model.named_modules()}

    # Hooks run innermost first, so the first to see it is the smallest module that returned it.
    def look(module: Any, given: Any, named: Any, returned: Any) -> None:
        nonlocal module_name
        if all(map(fine, _floats(returned))):
            return
        # With bad input it was computed outside any module, by the forward of the one around.
        own = all(map(fine, (*_floats(given), *_floats(named))))
        module_name = names[module] if own else names[module].rpartition(".")[0]
        raise _Begun

    handles = [module.register_forward_hook(look, with_kwargs=True) for module in names]
    with hooks.installed(handles), suppress(_Begun):
        forward.forward(model, inputs, check)
    return module_name


def _floats(value: object) -> Iterator[torch.Tensor]:
    """Every tensor of floats in what a module takes or returns."""
    return (t for _, t in tensors_in(value) if t.is_floating_point() and t.numel())
