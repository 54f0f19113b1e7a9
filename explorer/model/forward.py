"""One forward pass: inputs checked beforehand, stoppable at every layer, outputs by name."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from explorer.failures import BadInput
from explorer.messages.job import Check

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def max_length(model: PreTrainedModel) -> int:
    """The longest input in tokens, 0 where the model sets no limit.

    Learned position tables set a hard limit; models that compute positions (RoPE, relative
    biases) run on beyond their `max_position_embeddings`, and are not limited here.
    """
    config = model.config.get_text_config()
    limit = getattr(config, "max_position_embeddings", 0) or 0
    tables = [
        module.num_embeddings - (module.padding_idx + 1 if module.padding_idx else 0)
        for name, module in model.named_modules()
        if isinstance(module, nn.Embedding)
        and name.rsplit(".", 1)[-1] in ("position_embeddings", "wpe", "embed_positions")
    ]
    return min([int(limit), *tables]) if tables and limit else min(tables, default=0)


def ids_tensor(rows: Sequence[Sequence[int]], vocab_size: int, longest: int) -> torch.Tensor:
    """int64 [rows, length] from lists of IDs; every impossible value is told before the call.

    Raises BadInput for no IDs, ragged rows, an ID outside the vocabulary, too many tokens.
    """
    if not rows or not rows[0]:
        raise BadInput("There is no token to run. Type some text, or at least one input ID.")
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise BadInput(
            "The rows of input IDs have different lengths "
            f"({', '.join(str(one) for one in sorted(lengths))}). A tensor needs rows of one "
            "length: pad the shorter ones."
        )
    for row in rows:
        for place, id_ in enumerate(row):
            if not 0 <= id_ < vocab_size:
                raise BadInput(
                    f"The input ID {id_} at place {place + 1} is not in the vocabulary: "
                    f"this model knows IDs from 0 to {vocab_size - 1}."
                )
    check_length(len(rows[0]), longest)
    return torch.tensor([list(row) for row in rows], dtype=torch.int64)


def check_length(length: int, longest: int) -> None:
    """Raises BadInput when an input is longer than the model reads."""
    if longest and length > longest:
        raise BadInput(
            f"The text is {length} tokens long, and this model reads at most {longest}. "
            f"Shorten it by {length - longest} tokens."
        )


def arguments(model: PreTrainedModel, inputs: Mapping[str, torch.Tensor]) -> dict[str, Any]:
    """The arguments of a run on `inputs`.

    Only those that the class knows: transformers ignores a misspelt one silently. Models with
    encoder and decoder get their start token as the decoder's input where none is given.
    """
    known = inspect.signature(model.forward).parameters
    found: dict[str, Any] = {
        name: value.to(model.device) for name, value in inputs.items() if name in known
    }
    if "use_cache" in known:
        found["use_cache"] = False
    if (
        model.config.is_encoder_decoder
        and "decoder_input_ids" in known
        and "decoder_input_ids" not in found
    ):
        batch = next(iter(inputs.values())).shape[0]
        found["decoder_input_ids"] = torch.full(
            (batch, 1), decoder_start(model), device=model.device
        )
    return found


def decoder_start(model: PreTrainedModel) -> int:
    """The ID that a decoder starts with; the padding token where the config names none."""
    start = getattr(model.config, "decoder_start_token_id", None)
    if start is None:
        start = getattr(model.config, "pad_token_id", None) or 0
    return int(start)


def forward(
    model: PreTrainedModel, inputs: Mapping[str, torch.Tensor], check: Check
) -> tuple[dict[str, torch.Tensor], float]:
    """Run the model once without gradients; tensors by output name, and the seconds it took.

    The stop switch is looked at before each layer.
    """
    passed = arguments(model, inputs)
    with torch.inference_mode(), checked_at_layers(model, check):
        started = time.perf_counter()
        outputs = model(**passed, return_dict=True)
        seconds = time.perf_counter() - started
    return named_tensors(outputs), seconds


@contextmanager
def checked_at_layers(model: nn.Module, check: Check) -> Iterator[None]:
    """Call `check` before each layer: before every element of every module list."""

    def hook(module: nn.Module, arguments: object) -> None:
        check()

    handles = [
        layer.register_forward_pre_hook(hook)
        for module in model.modules()
        if isinstance(module, nn.ModuleList)
        for layer in module
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def named_tensors(outputs: Mapping[str, object]) -> dict[str, torch.Tensor]:
    """Every tensor of a model's output; the elements of a tuple become `name[0]`, `name[1]`."""
    tensors: dict[str, torch.Tensor] = {}

    def add(name: str, value: object) -> None:
        if isinstance(value, torch.Tensor):
            tensors[name] = value
        elif isinstance(value, (tuple, list)):
            for place, one in enumerate(value):
                add(f"{name}[{place}]", one)
        elif isinstance(value, Mapping):
            for key, one in value.items():
                add(f"{name}.{key}", one)

    for name, value in outputs.items():
        add(name, value)
    return tensors
