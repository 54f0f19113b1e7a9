"""How a checkpoint wants its tokens chosen: the sampling settings of its generation_config.json."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from explorer.boundary.values import as_number
from explorer.protocol.sampling import Sampling, SamplingDefaults

if TYPE_CHECKING:
    from transformers import GenerationConfig, PreTrainedModel

_TOP_K = 50
"""What `generate` takes where a file asks for sampling and names no top-k (transformers 5)."""

_ONLY_WHILE_SAMPLING = ("temperature", "top_k", "top_p")


def sampling_defaults(model: PreTrainedModel) -> SamplingDefaults | None:
    """The settings a checkpoint brings; None where it says nothing about choosing tokens.

    Values that no `generate` could use (a temperature of zero, NaN, a billion) are passed over.
    """
    config: GenerationConfig | None = getattr(model, "generation_config", None)
    if config is None or not model.can_generate():
        return None
    temperature = _number(config.temperature, lambda value: 0 < value <= 100)
    top_k = _number(config.top_k, lambda value: 0 <= value <= 1_000_000)
    top_p = _number(config.top_p, lambda value: 0 < value <= 1)
    penalty = _number(config.repetition_penalty, lambda value: 0 < value <= 100)
    count = _number(config.max_new_tokens, lambda value: 1 <= value < 2**31)
    if all(value is None for value in (config.do_sample, temperature, top_k, top_p, penalty)):
        return None
    # None means greedy: transformers' own default is not to sample.
    sample = bool(config.do_sample)
    given = {"temperature": temperature, "top_k": top_k, "top_p": top_p}
    neutral = {"temperature": 1.0, "top_k": _TOP_K, "top_p": 1.0}
    ignored = (
        ()
        if sample
        else tuple(
            name
            for name in _ONLY_WHILE_SAMPLING
            if given[name] is not None and given[name] != neutral[name]
        )
    )
    return SamplingDefaults(
        Sampling(
            sample=sample,
            temperature=1.0 if temperature is None else temperature,
            top_k=_TOP_K if top_k is None else int(top_k),
            top_p=1.0 if top_p is None else top_p,
            repetition_penalty=1.0 if penalty is None else penalty,
        ),
        max_new_tokens=0 if count is None else int(count),
        ignored=ignored,
    )


def _number(value: Any, fits: Callable[[float], bool]) -> float | None:
    """A setting as a number; None where it is none, or one that means nothing."""
    number = as_number(value)
    if number is None or not fits(number):  # no bound holds for NaN
        return None
    return float(number)
