"""Any slice of any tensor of the last run: as a table, a picture, a histogram, or a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from explorer.boundary import atomic_write
from explorer.engine import long_steps, numbers, tensor_file
from explorer.engine.inside.arrays import floats, integers, levels
from explorer.engine.inside.inspection import Inspection
from explorer.engine.model_holder import ModelHolder
from explorer.engine.numbers import dtype_name
from explorer.features.tensors.protocol import (
    ExportTensor,
    ListTensors,
    ReadSlice,
    SliceRead,
    TensorExported,
    TensorsListed,
)
from explorer.protocol.failures import BadInput, ExportNotWritable, NothingRun
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr


def list_tensors(
    holder: ModelHolder, request: ListTensors, check: Check, report: Report
) -> TensorsListed:
    """Every tensor that is known of the last run, with its shape, dtype and first values."""
    infos = []
    for name, value in holder.part(Inspection).tensors().items():
        check()
        infos.append(numbers.tensor_info(name, value, check))
    return TensorsListed(request, holder.loaded.serial, tuple(infos))


def _find(holder: ModelHolder, name: str) -> torch.Tensor:
    """A tensor of the last run. Raises NothingRun where it is not (or no longer) there."""
    tensors = holder.part(Inspection).tensors()
    if name not in tensors:
        raise NothingRun
    return tensors[name]


def table(value: torch.Tensor, rows: int, columns: int, at: Sequence[int]) -> torch.Tensor:
    """A view [rows, columns] of any tensor: two axes shown, the others fixed by `at`.

    Raises BadInput where an axis or a place is not there.
    """
    if value.dim() == 0:
        return value.reshape(1, 1)
    if value.dim() == 1:
        return value.reshape(1, -1)
    axes = value.dim()
    if not (-axes <= rows < axes and -axes <= columns < axes) or rows % axes == columns % axes:
        # Negative axes count from the end, as in torch.
        raise BadInput(tr("A table needs two different axes; this tensor has {axes}.", axes=axes))
    shown = (rows % axes, columns % axes)
    index: list[slice | int] = [slice(None)] * axes
    for axis in range(axes):
        if axis in shown:
            continue
        place = at[axis] if axis < len(at) else 0
        if not 0 <= place < value.shape[axis]:
            raise BadInput(
                tr(
                    "Axis {axis} has positions 0 to {last}, not {position}.",
                    axis=axis,
                    last=value.shape[axis] - 1,
                    position=place,
                )
            )
        index[axis] = place
    plane = value[tuple(index)]
    # Indexing keeps the order of axes; .T where the rows are the later one.
    return plane if shown[0] < shown[1] else plane.T


def read_slice(holder: ModelHolder, request: ReadSlice, check: Check, report: Report) -> SliceRead:
    """The window asked for out of a slice, with the picture and the facts of the whole slice."""
    loaded, value = holder.loaded, _find(holder, request.name)
    check()
    whole = table(value.detach(), request.rows, request.columns, request.at)
    if whole.is_complex():
        raise BadInput(tr("This tensor holds complex numbers, which a table cannot show."))
    window = whole[
        request.row_start : request.row_start + max(1, request.row_count),
        request.column_start : request.column_start + max(1, request.column_count),
    ]
    with torch.inference_mode():  # where long steps can be left behind
        every = long_steps.apart(check, whole.float)  # float32 [rows, columns]
        good = _finite(every, check)
        values = numbers.finite_range(good, check)
        low, high = (0.0, 0.0) if values[0] is None else values
        counts, edges = _histogram(good, low, high, max(1, request.bins), check)
        # On the finite range: one infinite value would make all others one shade.
        picture = _picture(every, low, high, max(1, request.picture_side), check)
        mean, deviation = _moments(good, check)
    return SliceRead(
        request=request,
        model_serial=loaded.serial,
        shape=tuple(value.shape),
        dtype=dtype_name(value.dtype),
        slice_shape=(whole.shape[0], whole.shape[1]),
        values=floats(window) if whole.is_floating_point() else integers(window),
        picture=levels(picture),
        counts=integers(counts),
        edges=floats(edges),
        low=low,
        high=high,
        mean=mean,
        deviation=deviation,
        not_finite=int(every.numel() - good.numel()),
    )


def _finite(values: torch.Tensor, check: Check) -> torch.Tensor:
    """The finite ones, in their order: the same memory where all are."""
    flat = values.reshape(-1)
    parts, odd = [], False
    for part in numbers.blocks(flat, check):
        finite = torch.isfinite(part)
        whole = bool(finite.all())
        parts.append(part if whole else part[finite])
        odd = odd or not whole
    return torch.cat(parts) if odd else flat


def _moments(good: torch.Tensor, check: Check) -> tuple[float, float]:
    """Mean and standard deviation, in float64; 0 of nothing."""
    if not good.numel():
        return 0.0, 0.0
    double = long_steps.apart(check, good.double)
    mean = long_steps.apart(check, double.mean)
    # correction=0: of all numbers there are, not of a sample.
    return float(mean), float(long_steps.apart(check, double.std, correction=0))


def _histogram(
    good: torch.Tensor, low: float, high: float, bins: int, check: Check
) -> tuple[torch.Tensor, torch.Tensor]:
    """Counts [bins] between edges [bins + 1]; one value alone fills the first bin."""
    edges = torch.linspace(low, high, bins + 1)
    if high <= low:
        counts = torch.zeros(bins, dtype=torch.int64)
        # histc would make a range of its own around a single value.
        counts[0] = good.numel()
        return counts, edges
    parts = [
        torch.histc(part, bins, low, high).to(torch.int64) for part in numbers.blocks(good, check)
    ]
    return torch.stack(parts).sum(0), edges


def _picture(
    values: torch.Tensor, low: float, high: float, side: int, check: Check
) -> torch.Tensor:
    """0..255 over the range, every pixel the value farthest from the middle of those it covers."""
    # Centred on the middle of the range, which becomes 127.5.
    middle = (low + high) / 2
    pool = torch.nn.functional.adaptive_max_pool2d
    # The farthest from the middle wins a pixel, so that a lone large number is never averaged
    # away.
    centred: torch.Tensor = long_steps.apart(
        check,
        lambda: values.nan_to_num(middle, high, low) - middle,
        # NaN becomes the middle, infinities the ends of the range.
    )
    size = (min(side, centred.shape[0]), min(side, centred.shape[1]))
    if size != centred.shape and centred.numel():
        # [1, rows, columns] → [rows, columns] of at most `side`; max_pool takes a channel axis.
        above = long_steps.apart(check, pool, centred[None], size)[0]
        below = -long_steps.apart(check, lambda: pool(-centred[None], size))[0]
        centred = torch.where(above >= -below, above, below)
    span = max(high - low, 1e-30)
    # -span / 2 → 0, span / 2 → 255.
    return ((centred / span + 0.5) * 255).round().clamp(0, 255).to(torch.uint8)


def export_tensor(
    holder: ModelHolder, request: ExportTensor, check: Check, report: Report
) -> TensorExported:
    """Write a whole tensor as .npy or .csv; the file appears only when it is whole.

    A CSV has one line for each row of the last axis, with the places of the other axes in front.
    Raises BadInput for another ending, ExportNotWritable.
    """
    value = _find(holder, request.name)
    path = Path(request.path)
    if path.suffix.lower() not in (".npy", ".csv"):
        raise BadInput(
            tr("A tensor can be exported as .npy or as .csv: choose one of these endings.")
        )
    # NumPy has no bfloat16; float32 holds both exactly.
    kind = tensor_file.FLOAT32 if value.dtype in (torch.bfloat16, torch.float16) else None
    try:
        with atomic_write.writing(path) as file:
            if path.suffix.lower() == ".npy":
                tensor_file.write_npy(file, value, check, report, kind)
            else:
                tensor_file.write_csv(file, value.float() if kind else value, check, report)
    except OSError as error:
        raise ExportNotWritable(request.path, atomic_write.why(error)) from error
    return TensorExported(request.path, request.name, tuple(value.shape), path.stat().st_size)
