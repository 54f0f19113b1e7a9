"""Tensors into what may cross the thread: fresh read-only numpy arrays, and short words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from explorer.messages.inference import TensorInfo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHOWN_VALUES = 12


def dtype_name(dtype: torch.dtype) -> str:
    """`float32` for `torch.float32`."""
    return str(dtype).removeprefix("torch.")


def to_numpy(tensor: torch.Tensor) -> NDArray[np.generic]:
    """A fresh read-only copy on the CPU; bfloat16 and float16 become float32, exactly."""
    tensor = tensor.detach().to("cpu")
    if tensor.dtype in (torch.bfloat16, torch.float16):
        tensor = tensor.to(torch.float32)
    values = tensor.numpy().copy()
    values.flags.writeable = False
    return values


def tensor_info(name: str, tensor: torch.Tensor) -> TensorInfo:
    """Name, dtype, shape, first values and, for floats, the range of the finite ones."""
    low = high = None
    flat = tensor.detach().reshape(-1)
    if tensor.is_floating_point() and flat.numel():
        finite = flat[torch.isfinite(flat)]
        if finite.numel():
            low, high = float(finite.min()), float(finite.max())
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


def _short(value: float | int | bool | complex) -> str:
    if isinstance(value, float):
        return f"{value:.4g}" if math.isfinite(value) else str(value)
    return str(value)
