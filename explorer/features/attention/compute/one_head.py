"""One attention head in full, or an average of heads: the weights from each token to each other."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import torch

from explorer.engine.inside.arrays import floats
from explorer.engine.inside.capture import Captured, Map
from explorer.engine.loaded_model import LoadedModel
from explorer.features.attention.compute.attention import TOLERANCE, axes_of
from explorer.features.attention.protocol import HeadRequest, HeadResult
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import AVERAGE, SelfCheck
from explorer.text.numbers import ntr, rounded
from explorer.text.translation import tr


def one_head(loaded: LoadedModel, captured: Captured, request: HeadRequest) -> HeadResult:
    """One head in full, or an average, out of maps that were captured whole.

    Raises BadInput for a row or a head that is not there.
    """
    maps = [captured_map for captured_map in captured.maps if captured_map.kind == request.kind]
    if not maps:
        return no_head(loaded, request, captured.note or tr("This model has no such attention."))
    rows = choose(maps, request)
    count = len(rows)
    if request.row == AVERAGE:  # only maps of one shape can be averaged
        rows = [row for row in rows if row.weights.shape == rows[0].weights.shape]
    chosen = [_of_head(item, request) for item in rows]  # each [from, to]
    # The average over layers of averages over heads: each layer counts alike, however many heads
    # it has.
    weights = chosen[0] if len(chosen) == 1 else torch.stack(chosen).mean(0)
    tensor = rows[0].name if len(rows) == 1 else ""
    result = head_result(loaded, request, rows[0].label, weights, tensor)
    if count == len(rows):
        return result
    why = ntr(
        "{count} of the {total} maps has another shape and is left out.",
        "{count} of the {total} maps have another shape and are left out.",
        count - len(rows),
        total=count,
    )
    return dataclasses.replace(
        result, left_out=count - len(rows), note=" ".join(filter(None, (result.note, why)))
    )


def choose(maps: Sequence[Map], request: HeadRequest) -> list[Map]:
    """The maps that a request means, out of those of its kind."""
    if request.row == AVERAGE:
        return list(maps)
    if not 0 <= request.row < len(maps):
        raise BadInput(
            tr(
                "There is no layer {row} among the {maps} maps.",
                row=request.row + 1,
                maps=len(maps),
            )
        )
    return [maps[request.row]]


def _of_head(captured_map: Map, request: HeadRequest) -> torch.Tensor:
    weights = captured_map.weights[request.text_index].float()  # [heads, from, to]
    return (
        weights.mean(0) if request.head == AVERAGE else weights[head_index(request, len(weights))]
    )


def head_index(request: HeadRequest, heads: int) -> int:
    """The head asked for. Raises BadInput where the layer has no such head."""
    if not 0 <= request.head < heads:
        raise BadInput(
            tr(
                "There is no head {head}: this layer has {heads}.",
                head=request.head + 1,
                heads=heads,
            )
        )
    return request.head


def head_result(
    loaded: LoadedModel, request: HeadRequest, label: str, weights: torch.Tensor, tensor: str = ""
) -> HeadResult:
    """`weights` [from, to] as a result, with its tokens and its own check."""
    shape = (weights.shape[0], weights.shape[1])
    from_tokens, to_tokens, note = axes_of(loaded, request.kind, request.text_index, shape)
    sums = weights.sum(-1)  # [from]
    off = float((sums - 1).abs().max())
    layer = tr("Average of all layers") if request.row == AVERAGE else label[:1].upper() + label[1:]
    head = (
        tr("average of all heads")
        if request.head == AVERAGE
        else tr("head {head}", head=request.head + 1)
    )
    return HeadResult(
        request=request,
        model_serial=loaded.serial,
        title=f"{layer} · {head}",
        weights=floats(weights),
        from_tokens=from_tokens,
        to_tokens=to_tokens,
        checks=(
            SelfCheck(
                tr("rows sum to 1"),
                off <= TOLERANCE.get(loaded.model.dtype, 2e-2),
                tr(
                    "Each row sums to 1 within {largest_difference}.",
                    largest_difference=rounded(off),
                ),
            ),
        ),
        note=note,
        tensor=tensor,
    )


def no_head(loaded: LoadedModel, request: HeadRequest, note: str) -> HeadResult:
    """An empty result that says why."""
    empty = floats(torch.zeros((0, 0)))  # [from, to], both 0
    return HeadResult(request, loaded.serial, "", empty, (), (), (), note)
