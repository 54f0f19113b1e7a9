"""One weight of the model in memory: its numbers in summary, a picture of it, and a slice.

Everything is read in blocks of rows, so that a table of 30,000 x 768 opens at once and needs a
few MB. Nothing that is returned is a tensor.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.engine.weights.on_disk import weight_of
from explorer.features.architecture.compute.module_roles import role
from explorer.features.architecture.protocol import WeightRequest, WeightView
from explorer.protocol.failures import WeightGone
from explorer.protocol.job import Check
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

# An odd number, so that 0 is in the middle of a bin where the range is symmetric.
_BINS = 101
# Pixels of the overview on a side.
_SIDE = 512
_BLOCK = 1_000_000
"""Numbers that are read at once: 4 MB as float32, and a chance to stop after each."""
_MOST_SLICE = 200
_EVERY_NUMBER = 40_000_000
"""Up to here every number is counted; of larger weights, rows at even distances."""


def look_at_weight(model: PreTrainedModel, request: WeightRequest, check: Check) -> WeightView:
    """Look at a parameter or a buffer; raises WeightGone when the model has none of that name."""
    tensor = tensor_of(model, request.name)
    table = _table(weight_of(tensor, check))
    stride = max(1, math.ceil(tensor.numel() / _EVERY_NUMBER))
    numbers = _Numbers(table, stride, check)
    # Symmetric about 0, so that the colours of equal sizes are equal; 1 where all are 0.
    limit = max(abs(numbers.least), abs(numbers.greatest)) or 1.0
    row = max(0, min(request.row, table.shape[0] - 1))
    column = max(0, min(request.column, table.shape[1] - 1))
    rows, columns = min(request.rows, _MOST_SLICE), min(request.columns, _MOST_SLICE)
    # [rows, columns]
    part = table[row : row + rows, column : column + columns].detach().float().cpu().numpy()
    return WeightView(
        name=request.name,
        shape=tuple(tensor.shape),
        dtype=str(tensor.dtype).removeprefix("torch."),
        elements=tensor.numel(),
        bytes=tensor.numel() * tensor.element_size(),
        mean=numbers.mean,
        deviation=numbers.deviation,
        least=numbers.least,
        greatest=numbers.greatest,
        zero_share=numbers.zeros / numbers.seen if numbers.seen else 0.0,
        bad_values=numbers.bad,
        edges=_fixed(numbers.edges.astype(np.float32)),
        counts=_fixed(numbers.counts),
        limit=limit,
        overview=_fixed(_overview(table, limit, check)),
        row=row,
        column=column,
        numbers=_fixed(np.array(part, dtype=np.float32)),
        role=_role(model, request.name),
        file_names=file_names(model, request.name),
        tied_to=_tied_to(model, request.name, tensor),
    )


def _fixed(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array


def tensor_of(model: PreTrainedModel, name: str) -> torch.Tensor:
    """A parameter or a buffer by its name; raises WeightGone when there is none."""
    owner, _, last = name.rpartition(".")
    try:
        tensor = getattr(model.get_submodule(owner), last, None)
    except AttributeError:
        tensor = None
    if not isinstance(tensor, torch.Tensor):
        raise WeightGone(name)
    return tensor


def _table(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor as [first, all the rest]; one number or one row become a table of one row."""
    if tensor.numel() == 0:
        return tensor.new_zeros(1, 1)
    if tensor.dim() < 2:
        return tensor.reshape(1, -1)
    return tensor.reshape(tensor.shape[0], -1)


class _Numbers:
    """Mean, deviation, extremes, zeros and the histogram, in two passes over blocks of rows."""

    def __init__(self, table: torch.Tensor, stride: int, check: Check) -> None:
        self._table, self._stride, self._check = table, stride, check
        self.seen = self.zeros = self.bad = 0
        self.least, self.greatest = math.inf, -math.inf
        total = squares = 0.0
        for block in self._blocks():
            # One pass for both; NaN in the block makes both NaN.
            low, high = (float(bound) for bound in torch.aminmax(block))
            good = block
            if not (math.isfinite(low) and math.isfinite(high)):
                good = block[torch.isfinite(block)]
                self.bad += block.numel() - good.numel()
                if not good.numel():
                    continue
                low, high = (float(tensor) for tensor in torch.aminmax(good))
            self.seen += good.numel()
            self.zeros += good.numel() - int(torch.count_nonzero(good))
            self.least, self.greatest = min(self.least, low), max(self.greatest, high)
            # Sums in float64: float32 loses small weights after some millions of them.
            total += float(good.sum(dtype=torch.float64))
            squares += float(good.double().square().sum())
        if not self.seen:
            self.least = self.greatest = 0.0
        self.mean = total / self.seen if self.seen else 0.0
        # Rounding may bring it a little below 0, hence the max further down.
        spread = squares / self.seen - self.mean**2 if self.seen else 0.0
        self.deviation = math.sqrt(max(0.0, spread))
        low, high = self.least, self.greatest
        # histc needs a range; all equal values go into its middle.
        if low == high:
            low, high = low - 0.5, high + 0.5
        counts = torch.zeros(_BINS, dtype=torch.float64)
        for block in self._blocks():
            good = block[torch.isfinite(block)] if self.bad else block
            counts += torch.histc(good, bins=_BINS, min=low, max=high).double()
        self.counts = counts.numpy().astype(np.int64)
        self.edges = np.linspace(low, high, _BINS + 1)

    def _blocks(self) -> Any:
        table = self._table[:: self._stride]
        rows, columns = table.shape
        # A slice of one row: reshaping a whole block would copy it.
        if columns > _BLOCK:  # one endless row: cut it as well
            for row in range(rows):
                for start in range(0, columns, _BLOCK):
                    self._check()
                    yield table[row, start : start + _BLOCK].detach().float().cpu()
            return
        step = max(1, _BLOCK // columns)
        for start in range(0, rows, step):
            self._check()
            yield table[start : start + step].detach().float().cpu()


def _overview(table: torch.Tensor, limit: float, check: Check) -> NDArray[np.uint8]:
    """uint8 [rows, columns] of at most 512 x 512: each pixel is the largest of its block."""
    rows, columns = table.shape
    high, wide = min(rows, _SIDE), min(columns, _SIDE)
    picture = np.empty((high, wide), dtype=np.uint8)
    for line in range(high):
        if line % 16 == 0:
            check()
        first, last = line * rows // high, max((line + 1) * rows // high, line * rows // high + 1)
        # At most 8 rows and 4,096 columns for a line: what the eye cannot tell apart is not read.
        step = max(1, (last - first) // 8)
        band = table[first:last:step]
        if columns > 8 * wide:
            band = band[:, :: max(1, columns // (8 * wide))]
        block = band.detach().float().cpu().nan_to_num(0.0)
        width = block.shape[1]
        # Edges of the picture's columns among the columns that were read: [wide + 1].
        edges = torch.arange(wide + 1) * width // wide
        picture[line] = _line(block, edges.tolist(), limit)
    return picture


def _line(block: torch.Tensor, edges: list[int], limit: float) -> NDArray[np.uint8]:
    values = block.numpy()
    # The value farthest from 0 in each column, with its sign: [columns read].
    extreme = np.where(values.max(0) >= -values.min(0), values.max(0), values.min(0))
    # reduceat takes each run from one start to the next: [wide].
    starts = np.array(edges[:-1])
    most = np.maximum.reduceat(extreme, starts)
    least = np.minimum.reduceat(extreme, starts)
    chosen = np.where(most >= -least, most, least)
    # -limit → 0, 0 → 127.5, limit → 255.
    return np.clip(np.rint(chosen / limit * 127.5 + 127.5), 0, 255).astype(np.uint8)


def _role(model: PreTrainedModel, name: str) -> str:
    owner, _, last = name.rpartition(".")
    module = model.get_submodule(owner)
    what = {"weight": tr("the weights"), "bias": tr("the bias")}.get(last, last.replace("_", " "))
    own_name = owner.rpartition(".")[2]
    return tr(
        "{tensor} of {part} ({what_it_is})",
        tensor=what,
        part=own_name or type(module).__name__,
        what_it_is=role(owner, module),
    )


def _tied_to(model: PreTrainedModel, name: str, tensor: torch.Tensor) -> tuple[str, ...]:
    if not isinstance(tensor, torch.nn.Parameter):
        return ()
    return tuple(
        other
        for other, parameter in model.named_parameters(remove_duplicate=False)
        # By identity: tied weights are one Parameter under two names.
        if parameter is tensor and other != name
    )


def file_names(model: PreTrainedModel, name: str) -> tuple[str, ...]:
    """Names that a checkpoint file gives to these numbers, where they are not the model's own.

    251 classes rename, fuse or split weights when they are loaded; the file of a Mixtral holds
    each expert by itself. Empty where the names are the same. Asked of transformers' own
    conversions, run backwards on a tensor without numbers.
    """
    from explorer.engine.weights.key_names import names_in_file

    return tuple(file_name for file_name in names_in_file(model, name) if file_name != name)
