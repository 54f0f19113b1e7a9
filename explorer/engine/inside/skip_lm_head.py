"""A run without its multiplication with the vocabulary, for those who do not want the logits.

Attention and hidden states are there before the head is asked, and the head of a BERT-base takes a
quarter of the time of 512 tokens. So its place gives zeros of the right shape at once, and the
model ends as usual, with its own outputs by name. That changes nothing else as long as nothing is
computed from the logits; where a part of the model with weights follows, the run is made in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakSet

import torch
from torch import nn

from explorer.engine import hooks
from explorer.protocol.failures import RunFailed
from explorer.protocol.job import Stopped

if TYPE_CHECKING:
    from transformers import PreTrainedModel

Outcome = TypeVar("Outcome")

_needed: WeakSet[nn.Module] = WeakSet()
"""Models in which something reads the logits: found out once."""


class HeadNeeded(Stopped):
    """Ends a run in which a part of the model came after the head: it has to be made in full."""


def tried(model: PreTrainedModel, work: Callable[[bool], Outcome]) -> Outcome:
    """What `work(False)` makes without logits; what `work(True)` makes where that cannot be.

    `work` begins from nothing at each call: what a run that was given up has left is not used.
    """
    if _head(model) is not None:
        with suppress(HeadNeeded, RunFailed):
            return work(False)
    return work(True)


def _head(model: PreTrainedModel) -> nn.Linear | None:
    """The Linear that makes the logits, where leaving it out can be tried."""
    head = model.get_output_embeddings()
    if model in _needed or not isinstance(head, nn.Linear):
        return None
    # A subclass with its own forward, as a quantised Linear is, does more than a product.
    return head if type(head).forward is nn.Linear.forward else None


@contextmanager
def left_out(model: PreTrainedModel) -> Iterator[None]:
    """Runs inside have zeros in place of the logits. Raises HeadNeeded where more follows."""
    head = _head(model)
    if head is None:
        yield
        return
    reached = False

    def nothing(state: torch.Tensor) -> torch.Tensor:
        nonlocal reached
        reached = True
        # [batch, tokens, vocabulary]
        return state.new_zeros((*state.shape[:-1], head.out_features))

    def follows(module: nn.Module, arguments: object) -> None:
        if reached:
            _needed.add(model)
            raise HeadNeeded

    handles = [
        module.register_forward_pre_hook(follows)
        for module in model.modules()
        # Modules with their own weights; an activation after the head changes zeros at most.
        if any(True for _ in module.parameters(recurse=False))
    ]
    place = vars(head)  # where Python looks before it finds the class's own
    own = place.get("forward")
    place["forward"] = nothing
    try:
        with hooks.installed(handles):
            yield
    finally:
        del place["forward"]
        if own is not None:
            place["forward"] = own
