"""Parts of a model that remember former runs, made to do what they would do in a new model.

What a model says of a text must not depend on what it read before. Two kinds of part would:
BigBird changes to full attention at the first short text and never changes back, and positions that
stretch with a long text ("dynamic" RoPE) stay stretched for a shorter one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from explorer.boundary.values import as_dict
from explorer.engine import hooks


@contextmanager
def as_new(model: nn.Module) -> Iterator[None]:
    """Runs inside behave as the first run of the model would."""
    for module in model.modules():
        _unstretched(module)
    handles = [
        item.register_forward_pre_hook(_as_long_as_it_reads, with_kwargs=True)
        for item in _switching(model)
    ]
    with hooks.installed(handles):
        yield


# -- attention that changes its type -----------------------------------------------------------


def _switching(model: nn.Module) -> list[Any]:
    """The outermost parts whose attention is sparse for long texts and full for short ones."""
    rows: list[tuple[str, Any]] = []
    for name, module in model.named_modules():
        sparse = getattr(getattr(module, "config", None), "attention_type", "") == "block_sparse"
        if not sparse or not hasattr(module, "set_attention_type"):
            continue
        # Only the outermost: set_attention_type reaches the parts below.
        if not any(not above or name.startswith(f"{above}.") for above, _ in rows):
            rows.append((name, module))
    return [module for _, module in rows]


def _as_long_as_it_reads(module: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    # [batch, tokens], or [batch, tokens, size] of embeddings.
    read = named.get("input_ids", arguments[0] if arguments else None)
    read = read if read is not None else named.get("inputs_embeds")
    if not isinstance(read, torch.Tensor):
        return
    config = module.config
    # BigBird's own rule (modeling_big_bird.py): too few blocks to choose random ones among.
    short = read.shape[1] <= (5 + 2 * config.num_random_blocks) * config.block_size
    # A decoder with cross attention is full from the start, and refuses to be sparse.
    crossing = bool(getattr(config, "add_cross_attention", False))
    module.set_attention_type("original_full" if short or crossing else "block_sparse")


# -- positions that stretch ----------------------------------------------------------------------


def _unstretched(module: Any) -> None:
    kinds = getattr(module, "rope_type", None)
    if not kinds or not hasattr(module, "original_max_seq_len"):
        return
    # One frequency table, or one for each type of layer (Gemma 3: sliding and full).
    for layer_type, kind in (as_dict(kinds) or {"": kinds}).items():
        before = f"{layer_type}_" if layer_type else ""
        longest = getattr(module, f"{before}max_seq_len_cached", module.original_max_seq_len)
        original = getattr(module, f"{before}original_inv_freq", None)
        if "dynamic" not in str(kind) or original is None:
            continue
        if longest > module.original_max_seq_len:
            now = getattr(module, f"{before}inv_freq")
            # Not persistent, as transformers registers it: the state dict must not gain a key.
            module.register_buffer(f"{before}inv_freq", original.to(now.device), persistent=False)
            setattr(module, f"{before}max_seq_len_cached", module.original_max_seq_len)
