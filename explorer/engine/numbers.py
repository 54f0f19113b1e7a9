"""Tensors into what may cross the thread: fresh read-only numpy arrays, and short words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import torch

from explorer.protocol.job import Check
from explorer.protocol.run import TensorInfo
from explorer.text.numbers import rounded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHOWN_VALUES = 12

BLOCK = 4 * 1024 * 1024
"""Numbers that are looked through between two looks at the stop switch: some 10 ms."""


_ROUNDING = {torch.float16: 2e-2, torch.bfloat16: 1e-1}


def rounding(dtype: torch.dtype) -> float:
    """How far apart the same numbers may be in a dtype, as a share of the largest."""
    return _ROUNDING.get(dtype, 1e-3)


def apart(tensor: torch.Tensor, other: torch.Tensor) -> float:
    """The largest difference as a share of the largest number; infinite ones are left out.

    The unit is the largest number, because logits have no fixed scale.
    """
    # Classes write -inf for what cannot be, in both runs; inf - inf would be NaN.
    there = torch.isfinite(tensor) & torch.isfinite(other)
    if not bool(there.any()):
        return 0.0
    tensor, other = tensor[there].float(), other[there].float()
    return float((tensor - other).abs().max() / other.abs().max().clamp_min(1e-12))


def dtype_name(dtype: torch.dtype) -> str:
    """`float32` for `torch.float32`."""
    return str(dtype).removeprefix("torch.")


def to_numpy(tensor: torch.Tensor) -> NDArray[np.generic]:
    """A fresh read-only copy on the CPU; bfloat16 and float16 become float32, exactly."""
    tensor = tensor.detach().to("cpu")
    # NumPy has no bfloat16; float16 it has, but sums and ranges would overflow at 65,504.
    if tensor.dtype in (torch.bfloat16, torch.float16):
        tensor = tensor.to(torch.float32)
    # copy(): numpy() shares the tensor's memory, which the next run may write.
    values = tensor.numpy().copy()
    values.flags.writeable = False
    return values


def go_on() -> None:
    """The check of what nobody stops."""


def tensor_info(name: str, tensor: torch.Tensor, check: Check = go_on) -> TensorInfo:
    """Name, dtype, shape, first values and, for floats, the range of the finite ones."""
    flat = tensor.detach().reshape(-1)
    low, high = finite_range(flat, check) if tensor.is_floating_point() else (None, None)
    head = flat[:_SHOWN_VALUES].tolist()
    words = ", ".join(_short(value) for value in head)
    if flat.numel() > _SHOWN_VALUES:
        words += ", …"
    return TensorInfo(
        name=name,
        dtype=dtype_name(tensor.dtype),
        shape=tuple(tensor.shape),
        values=words,
        low=low,
        high=high,
    )


def blocks(flat: torch.Tensor, check: Check) -> Iterator[torch.Tensor]:
    """A flat tensor piece by piece, with a look at the stop switch before each."""
    for start in range(0, flat.numel(), BLOCK):
        check()
        yield flat[start : start + BLOCK]


def finite_range(
    values: torch.Tensor, check: Check = go_on
) -> tuple[float, float] | tuple[None, None]:
    """The smallest and the largest of the finite numbers; None twice where there are none."""
    ranges = []
    for part in blocks(values.reshape(-1), check):
        # One pass over the block; isfinite needs a second and a copy, so only where it must.
        low, high = part.aminmax()
        if not (math.isfinite(low) and math.isfinite(high)):  # also where any is not a number
            part = part[torch.isfinite(part)]
            if not part.numel():
                continue
            low, high = part.aminmax()
        ranges.append((float(low), float(high)))
    if not ranges:
        return None, None
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def farthest(
    tensor: torch.Tensor, other: torch.Tensor, dtype: torch.dtype, check: Check = go_on
) -> float:
    """The largest absolute difference of two tensors of one shape, computed in `dtype`; 0 of none.

    Not a number where one of them holds one.
    """
    parts = [
        (a.to(dtype) - b.to(a.device, dtype)).abs().max()  # flat blocks of one length
        for a, b in zip(
            blocks(tensor.reshape(-1), check), blocks(other.reshape(-1), check), strict=True
        )
    ]
    return float(torch.stack(parts).max()) if parts else 0.0


def _short(value: float | int | bool | complex) -> str:
    if isinstance(value, float):
        return rounded(value) if math.isfinite(value) else str(value)
    return str(value)
