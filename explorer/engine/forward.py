"""One forward pass: without gradients, stoppable at every layer, outputs by name."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from explorer.engine import decoder_inputs, hooks, padding
from explorer.engine.reset_state import as_new
from explorer.engine.tensors import tensors_in
from explorer.engine.weights import on_disk
from explorer.protocol.failures import Failure, run_failed
from explorer.protocol.job import Check, Stopped

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def forward(
    model: PreTrainedModel,
    inputs: Mapping[str, torch.Tensor],
    check: Check,
    *wanted: str,
    **given: Any,
) -> tuple[Mapping[str, Any], float]:
    """Run the model once on `inputs`; its outputs by name, and the seconds that it took.

    `wanted` are outputs to switch on where the class knows them, such as `output_attentions`;
    `given` are more arguments. The stop switch is looked at before each layer and inside it.
    Raises Stopped, MemoryError, and RunFailed with the model's own words.
    """
    with failures(model), torch.inference_mode(), checked_at_modules(model, check):
        passed = arguments(model, inputs) | given
        passed.update({name: True for name in wanted if _accepts(model, name)})
        # perf_counter never steps back, as the wall clock may.
        started = time.perf_counter()
        outputs = model(**passed, return_dict=True)
        return outputs, time.perf_counter() - started


@contextmanager
def failures(model: PreTrainedModel) -> Iterator[None]:
    """What a model raises inside becomes RunFailed with its own words."""
    try:
        yield
    except (Stopped, MemoryError, Failure):
        raise
    except Exception as error:  # models raise what they like on input not made for them
        raise run_failed(type(model).__name__, error) from error


def arguments(model: PreTrainedModel, inputs: Mapping[str, torch.Tensor]) -> dict[str, Any]:
    """The arguments of a run on `inputs`.

    Only those that the class knows: transformers ignores a misspelt one silently. Models with
    encoder and decoder get their start token as the decoder's input where none is given.
    """
    known = inspect.signature(model.forward).parameters
    call_arguments: dict[str, Any] = {
        name: value.to(model.device) for name, value in inputs.items() if name in known
    }
    if "use_cache" in known:
        # One run reads everything at once: a cache would only hold memory.
        call_arguments["use_cache"] = False
    if "lang_ids" in known and getattr(model.config, "default_language", None) is None:
        # X-MOD has an adapter for each language and runs with none unless it is told which.
        count = next(iter(inputs.values())).shape[0]
        call_arguments["lang_ids"] = torch.zeros(count, dtype=torch.int64, device=model.device)
    if "decoder_input_ids" not in call_arguments and decoder_inputs.takes_decoder_ids(model):
        read = decoder_inputs.tensor(model, next(iter(inputs.values())).to(model.device))
        if read is not None:
            call_arguments["decoder_input_ids"] = read
    return call_arguments


def decoder_ids(model: PreTrainedModel, inputs: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """The IDs [batch, length] that the decoder reads in a run on `inputs`."""
    passed = arguments(model, inputs)
    if "decoder_input_ids" in passed:
        given: torch.Tensor = passed["decoder_input_ids"]
        return given
    if "input_ids" not in inputs:  # a picture or a sound: no text was read
        batch = next(iter(inputs.values())).shape[0]
        return torch.full((batch, 1), decoder_inputs.start(model))  # [batch, 1]
    return decoder_inputs.shifted(model, inputs["input_ids"])


def _accepts(model: PreTrainedModel, name: str) -> bool:
    """Whether the class reads an argument of this name, or hands it on to what may read it."""
    known = inspect.signature(model.forward).parameters
    # **kwargs take it, and transformers' decorators hand output_attentions on from there.
    return name in known or any(
        parameter.kind is parameter.VAR_KEYWORD for parameter in known.values()
    )


@contextmanager
def checked_at_modules(model: PreTrainedModel, check: Check) -> Iterator[None]:
    """Call `check` before each module computes: a stop waits for the one that is running.

    What the model remembers of former runs does not count (`as_new`).
    """

    def hook(module: nn.Module, arguments: object) -> None:
        check()

    handles = [module.register_forward_pre_hook(hook) for module in model.modules()]
    with (
        hooks.installed(handles),
        as_new(model),
        padding.named(model),
        on_disk.stoppable(model, check),
    ):
        yield


def named_tensors(outputs: Mapping[str, object]) -> dict[str, torch.Tensor]:
    """Every tensor of a model's output; the elements of a tuple become `name[0]`, `name[1]`."""
    return dict(tensor for name, value in outputs.items() for tensor in tensors_in(value, name))
