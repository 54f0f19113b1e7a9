"""What training will take, counted before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import memory
from explorer.features.training.compute.rows import Batches, Row
from explorer.features.training.compute.step_failures import step_failures
from explorer.features.training.protocol import TrainingNeed

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_FLOAT = 4
"""Bytes of a float32, which everything that learns is."""


def of_weights(model: PreTrainedModel) -> TrainingNeed:
    """What the weights alone take, before a batch is known."""
    weights = sum(item.numel() for item in (*model.parameters(), *model.buffers())) * _FLOAT
    learning = sum(item.numel() for item in model.parameters() if item.requires_grad) * _FLOAT
    # AdamW keeps two running means for each weight that learns.
    return TrainingNeed(weights, learning, 2 * learning, 0, memory.free_memory())


def activations(
    model: PreTrainedModel, rows: Sequence[Row], batches: Batches, batch_size: int
) -> int:
    """Bytes that the forward pass of the largest batch keeps for the backward pass.

    Two small batches are tried, of one and two of the longest rows; the rest grows evenly with the
    rows. Besides there is one more copy of the logits: at first they themselves, of which the loss
    keeps only the logarithms of the probabilities, then their gradient.
    """
    longest = max(rows, key=lambda row: len(row.ids) + len(row.target))
    with torch.random.fork_rng([]):
        alone, alone_logits = _saved(model, batches([longest]))
        two, two_logits = _saved(model, batches([longest, longest]))
    every = two - alone + two_logits - alone_logits
    return max(0, alone + alone_logits + every * (min(batch_size, len(rows)) - 1))


def _saved(model: PreTrainedModel, batch: dict[str, torch.Tensor]) -> tuple[int, int]:
    """Bytes of the tensors that one forward pass keeps, and of its logits."""
    own = {item.untyped_storage().data_ptr() for item in (*model.parameters(), *model.buffers())}
    stored: dict[int, int] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            # Several views of one tensor keep it once.
            stored[storage.data_ptr()] = storage.nbytes()
        # Not the tensor itself: what a step has computed and keeps (a tanh, a softmax) would hold
        # that step, which holds it, and neither would ever be freed.
        return tensor.detach()

    training = model.training
    model.train()
    try:
        with (
            torch.inference_mode(False),
            torch.enable_grad(),
            torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor),
        ):
            given = {name: value.to(model.device) for name, value in batch.items()}
            with step_failures(model):
                outputs: Any = model(**given)
            logits = outputs.logits
            # Held until here: an address that was freed would be counted once for two tensors.
            return sum(stored.values()), logits.numel() * logits.element_size()
    finally:
        model.train(training)
