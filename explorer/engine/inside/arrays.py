"""Tensors as typed read-only numpy arrays, for results that say exactly what they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch

from explorer.engine.numbers import to_numpy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def floats(tensor: torch.Tensor) -> NDArray[np.float32]:
    """A fresh read-only float32 copy of any shape."""
    return cast("NDArray[np.float32]", to_numpy(tensor.to(torch.float32)))


def integers(tensor: torch.Tensor) -> NDArray[np.int64]:
    """A fresh read-only int64 copy of any shape."""
    return cast("NDArray[np.int64]", to_numpy(tensor.to(torch.int64)))


def levels(tensor: torch.Tensor) -> NDArray[np.uint8]:
    """A fresh read-only uint8 copy of any shape."""
    return cast("NDArray[np.uint8]", to_numpy(tensor.to(torch.uint8)))
