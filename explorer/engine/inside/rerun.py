"""The last run once more, to look at what it does not return by itself.

Attention and hidden states are captured only when somebody looks: the stored inputs of the last
run go through the model again with the wanted outputs switched on, and outputs are read by name.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import forward, tokenization
from explorer.engine.forward import checked_at_layers, named_tensors
from explorer.engine.inside import skip_lm_head
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.media import patches
from explorer.protocol.failures import NothingRun, run_failed
from explorer.protocol.job import Check, Stopped
from explorer.protocol.run import Token

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def accepts(model: PreTrainedModel, name: str) -> bool:
    """Whether the class reads an argument of this name, or hands it on to what may read it."""
    known = inspect.signature(model.forward).parameters
    # **kwargs take it, and transformers' decorators hand output_attentions on from there.
    return name in known or any(
        parameter.kind is parameter.VAR_KEYWORD for parameter in known.values()
    )


def rerun(
    loaded: LoadedModel, check: Check, *, logits: bool = True, **wanted: bool
) -> tuple[Mapping[str, Any], float]:
    """Run the stored inputs again with outputs such as `output_attentions=True` switched on.

    A patch that belongs to the last run is in it. Without `logits` the head over the vocabulary
    is left out, and nothing in their place must be used: only inside `skip_lm_head.tried`. Returns
    the outputs by name and the seconds they took. Raises NothingRun before any run, Stopped, and
    RunFailed with the model's own words.
    """
    model = loaded.model
    if not loaded.run_inputs:
        raise NothingRun
    passed = forward.arguments(model, loaded.run_inputs)
    passed.update({name: on for name, on in wanted.items() if on and accepts(model, name)})
    with patched(loaded), ExitStack() as stack:
        if not logits:
            stack.enter_context(skip_lm_head.left_out(model))
        return call(model, passed, check)


@contextmanager
def patched(loaded: LoadedModel) -> Iterator[None]:
    """Runs of the last inputs inside have the patch in them that belongs to the last run."""
    with ExitStack() as stack:
        if loaded.patch is not None:
            stack.enter_context(loaded.patch.installed(loaded.model))
        yield


def call(
    model: PreTrainedModel, passed: Mapping[str, Any], check: Check
) -> tuple[Mapping[str, Any], float]:
    """`model(**passed)` without gradients, stoppable at every layer; outputs and seconds."""
    with torch.inference_mode(), checked_at_layers(model, check):
        started = time.perf_counter()
        try:
            outputs = model(**passed, return_dict=True)
        except (Stopped, MemoryError):
            raise
        except Exception as error:  # models raise what they like on input not made for them
            raise run_failed(type(model).__name__, error) from error
        seconds = time.perf_counter() - started
    return outputs, seconds


def plain(
    model: PreTrainedModel, inputs: Mapping[str, torch.Tensor], check: Check
) -> dict[str, torch.Tensor]:
    """Every tensor that one run on `inputs` returns, by name, as the last run's are kept."""
    outputs, _ = call(model, forward.arguments(model, inputs), check)
    return named_tensors(outputs)


def row_count(loaded: LoadedModel) -> int:
    """How many texts the last run had. Raises NothingRun before any run."""
    if not loaded.run_inputs:
        raise NothingRun
    ids = loaded.run_inputs.get("input_ids")
    if ids is not None:
        return _rows(ids).shape[0]
    return int(next(iter(loaded.run_inputs.values())).shape[0])


def _rows(ids: torch.Tensor) -> torch.Tensor:
    """[texts, tokens]; the choices of a multiple choice, [1, choices, tokens], are texts."""
    return ids.flatten(0, -2)  # [1, choices, tokens] → [choices, tokens]; [texts, tokens] stays


def input_tokens(loaded: LoadedModel, text_index: int) -> tuple[Token, ...]:
    """The tokens of one text of the last run: the encoder's, where there are two stacks.

    A picture has none: its patches are named instead, by line and column, where their number is
    known; a sound has nothing to name.
    """
    ids = loaded.run_inputs.get("input_ids")
    if ids is None:
        if not loaded.run_inputs:
            raise NothingRun
        return patches.names(loaded.model, loaded.run_inputs.get("pixel_values"))
    return tokenization.tokens_of(loaded.tokenizer, _rows(ids)[text_index].tolist())


def decoder_tokens(loaded: LoadedModel, text_index: int) -> tuple[Token, ...]:
    """The tokens that the decoder of the last run was given; none where it reads no tokens."""
    if "input_ids" not in loaded.run_inputs and "decoder_input_ids" not in forward.arguments(
        loaded.model, loaded.run_inputs
    ):
        return ()
    ids = forward.decoder_ids(loaded.model, loaded.run_inputs)
    return tokenization.tokens_of(loaded.tokenizer, ids[text_index].tolist())


def form_of(value: object) -> str:
    """The shape of a tensor, [1, 16, 4, 32], or the kind of anything else."""
    if isinstance(value, torch.Tensor):
        return f"[{', '.join(str(size) for size in value.shape)}]"
    return type(value).__name__
