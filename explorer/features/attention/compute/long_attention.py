"""Attention of long texts: rows go by in blocks, and the maps never exist as a whole.

At 4,096 tokens the maps of a 12 x 12 model are 9.7 GB. Here the model runs with our own attention
function, which computes blocks of rows; the overview keeps a small picture of each, and a head
that is looked at keeps only its own weights.
"""

from __future__ import annotations

import contextlib
import dataclasses

import torch
from torch import nn

from explorer.engine.inside import attention_interface, head_mask, skip_lm_head
from explorer.engine.inside.capture import kind_of, labelled, layers_of, switched_layers
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.runner import Runner
from explorer.features.attention.compute import attention
from explorer.features.attention.compute.attention import MapCell
from explorer.features.attention.compute.one_head import head_index, head_result
from explorer.features.attention.protocol import AttentionRequest, HeadRequest, HeadResult
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.job import Check, Stopped


def cells_of(
    loaded: LoadedModel, request: AttentionRequest, check: Check
) -> tuple[list[MapCell], float] | None:
    """The overview's cells and the seconds it took; None where the type cannot be watched."""
    return skip_lm_head.tried(loaded.model, lambda logits: _cells(loaded, request, check, logits))


def _cells(
    loaded: LoadedModel, request: AttentionRequest, check: Check, logits: bool
) -> tuple[list[MapCell], float] | None:
    cells: list[MapCell] = []
    # The watcher is handed modules; labels are made from their names.
    names = {module: name for name, module in loaded.model.named_modules()}

    def watch(module: nn.Module, start: int, weights: torch.Tensor) -> None:
        check()
        # `lengths` is filled before a module's first block, so it is known here.
        block = weights[request.text_index]  # [heads, rows of this block, to]
        if start == 0:  # a separate call: several layers may share one module
            name = names[module]
            cell = MapCell.empty(
                kind_of(loaded.model, name),
                name,
                block.shape[0],
                (lengths[module], block.shape[2]),
                max(1, request.cell),
                block.dtype,
            )
            cell.off = attention.off_heads(loaded, name)
            cells.append(cell)
        # Each block is reduced at once: the whole map of a long text never exists.
        cells[-1].add(block, start)

    lengths: dict[nn.Module, int] = {}
    with (
        attention_interface.implementation(loaded.model, attention_interface.NAME),
        attention_interface.watched(watch, lengths),
    ):
        _, seconds = Runner(loaded, check).again(logits=logits)
    for kind in {cell.kind for cell in cells}:
        own = [cell for cell in cells if cell.kind == kind]
        modules = [cell.module for cell in own]
        switches = switched_layers(modules)
        for cell, layer in zip(own, layers_of(modules), strict=True):
            cell.layer, cell.switch = layer, switches[cell.module]
            cell.label = labelled(loaded.model, layer)
    return (cells, seconds) if cells else None


class _Enough(Stopped):
    """Ends a run once the layer that was looked at is done, as a person's stop would."""


def one_head(loaded: LoadedModel, request: HeadRequest, check: Check) -> HeadResult | None:
    """One head, recomputed on demand; None where the type cannot be watched.

    An average over layers keeps one sum. Raises BadInput for a row or a head that is not there.
    """
    return skip_lm_head.tried(
        loaded.model, lambda logits: _one_head(loaded, request, check, logits)
    )


def _one_head(
    loaded: LoadedModel, request: HeadRequest, check: Check, logits: bool
) -> HeadResult | None:
    names = {module: name for name, module in loaded.model.named_modules()}
    lengths: dict[nn.Module, int] = {}
    order: list[str] = []
    sums: list[torch.Tensor] = []

    # The layers before are computed as the model itself does, where that makes no weights.
    # sdpa makes no weights; with heads off it would put them back on.
    quick = loaded.attention == "sdpa" and not head_mask.off(loaded.model)

    def skips(module: nn.Module) -> bool:
        check()
        if kind_of(loaded.model, names[module]) != request.kind:
            return quick
        if request.row != AVERAGE and len(order) > request.row:
            # What later layers compute does not change what this one showed.
            raise _Enough
        # Modules are called in the order of the layers, which their names need not tell; one module
        # may serve several.
        order.append(names[module])
        return quick and request.row not in (AVERAGE, len(order) - 1)

    def watch(module: nn.Module, start: int, weights: torch.Tensor) -> None:
        check()
        if kind_of(loaded.model, names[module]) != request.kind:
            return
        if request.row not in (AVERAGE, len(order) - 1):
            return
        # float32: sums over 4,096 weights in half precision would not end at 1.
        block = weights[request.text_index].float()
        if request.head == AVERAGE:
            rows = block.mean(0)  # [rows of this block, to]
        else:
            rows = block[head_index(request, block.shape[0])]
        if not sums:
            sums.append(torch.zeros(lengths[module], block.shape[2]))  # [from, to]
        # Blocks do not overlap; the sum is over layers where an average is asked for.
        sums[0][start : start + rows.shape[0]] += rows

    with (
        attention_interface.implementation(loaded.model, attention_interface.NAME),
        attention_interface.watched(watch, lengths, skips),
        contextlib.suppress(_Enough),
    ):
        Runner(loaded, check).again(logits=logits)
    if not sums:
        return None
    # Each layer's block was already a mean over heads, so the layers count alike.
    weights = sums[0] / len(order) if request.row == AVERAGE else sums[0]
    if request.row == AVERAGE:
        return head_result(loaded, request, "", weights)
    label = labelled(loaded.model, layers_of(order)[request.row])
    result = head_result(loaded, request, label, weights)
    return dataclasses.replace(result, module=order[request.row])
