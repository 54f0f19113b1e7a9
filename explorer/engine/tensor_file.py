"""A whole tensor as a file, piece by piece: stoppable, and without a second copy in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
import torch
from numpy.lib import format as npy
from numpy.typing import NDArray

from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

BLOCK = 1_000_000
"""Numbers that are written at once: 4 MB as float32, and a chance to stop after each."""
_WRITTEN = 20_000
"""Numbers of a table between two chances to stop: 30 ms, as each becomes a text."""
FLOAT32: np.dtype[np.generic] = np.dtype("float32")
_KNOWN = {
    getattr(torch, name): np.dtype(name)
    for name in (
        # NumPy has no bfloat16 and no float8.
        *("float64", "float32", "float16", "complex128", "complex64", "bool"),
        *("int64", "int32", "int16", "int8", "uint64", "uint32", "uint16", "uint8"),
    )
}


def dtype_in_file(dtype: torch.dtype) -> np.dtype[np.generic]:
    """What NumPy can hold of it: itself, else float32, which holds bfloat16 and float8 exactly."""
    return _KNOWN.get(dtype, FLOAT32)


def write_npy(
    file: BinaryIO,
    tensor: torch.Tensor,
    check: Check,
    report: Report,
    dtype: np.dtype[np.generic] | None = None,
) -> None:
    """Write what `np.save` would write of the tensor, in `dtype` where one is given."""
    kind = dtype_in_file(tensor.dtype) if dtype is None else dtype
    # The header of NumPy's format 1.0, as np.save writes it; C order is the order of the blocks.
    head = {
        "descr": npy.dtype_to_descr(kind),
        "fortran_order": False,
        "shape": tuple(tensor.shape),
    }
    npy.write_array_header_1_0(file, head)
    done = 0
    for block in _blocks(tensor):
        check()
        report(tr("Writing the numbers"), done / max(1, tensor.numel()))
        file.write(_plain(block, kind).tobytes())
        done += block.numel()
    check()


def _blocks(tensor: torch.Tensor) -> Iterator[torch.Tensor]:
    """The numbers in order, some of them at a time; no more than these are ever copied."""
    tensor = tensor.detach()
    if tensor.is_contiguous() or tensor.dim() < 2:
        flat = tensor.reshape(-1)
        for start in range(0, len(flat), BLOCK):
            yield flat[start : start + BLOCK]
        return
    # Whole rows of the first axis: reshape of a transposed part copies that part alone.
    rows = max(1, BLOCK // max(1, tensor[0].numel()))
    for start in range(0, tensor.shape[0], rows):
        part = tensor[start : start + rows]
        if len(part) == 1 and part.numel() > BLOCK:
            yield from _blocks(part[0])
        else:
            yield part.reshape(-1)


def _plain(block: torch.Tensor, kind: np.dtype[np.generic]) -> NDArray[Any]:
    block = block.to("cpu")
    if block.dtype not in _KNOWN:
        block = block.to(torch.float32)
    return block.numpy().astype(kind, copy=False)


def write_csv(file: BinaryIO, tensor: torch.Tensor, check: Check, report: Report) -> None:
    """One line for each row of the last axis, with the places of the other axes in front.

    Every number is the shortest text that reads back as the same number.
    """
    # newline="": csv writes its own line ends, and on Windows they would be doubled.
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    try:
        _write_lines(csv.writer(text), tensor.detach(), check, report)
    finally:
        text.detach()  # else it would close the file, which is its owner's


def _write_lines(writer: Any, tensor: torch.Tensor, check: Check, report: Report) -> None:
    table = tensor if tensor.dim() else tensor.reshape(1)
    lead = tuple(table.shape[:-1])
    axes = [tr("axis {axis}", axis=axis) for axis in range(len(lead))]
    writer.writerow([*axes, *(str(column) for column in range(table.shape[-1]))])
    kind, total = dtype_in_file(table.dtype), max(1, int(np.prod(lead)))
    lines = max(1, _WRITTEN // max(1, table.shape[-1]))
    for done, place in enumerate(np.ndindex(*lead)):
        if done % lines == 0:
            check()
            report(tr("Writing the numbers"), done / total)
        row = _plain(table[place] if place else table, kind)
        writer.writerow([*place, *(str(value) for value in row)])
