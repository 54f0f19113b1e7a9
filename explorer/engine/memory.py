"""Giving a model's memory back without freezing the window.

Dropping a large model unmaps its pages while the interpreter lock is held (40 ms for each GB).
Telling the system beforehand, slice by slice and through a foreign call that releases the lock,
that the pages are not needed leaves almost nothing for the destructor to do.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

# Linux's number for MADV_DONTNEED.
_MADV_DONTNEED = 4
# At 40 ms for each GB, a little over a millisecond a call.
_SLICE = 32 * 1024 * 1024
# Smaller tensors share pages with what else the heap holds.
_WORTHWHILE = 1024 * 1024


def release(model: nn.Module) -> int:
    """Give back the pages of every parameter and buffer; the model is unusable afterwards.

    Returns the bytes of its distinct storages. The caller must hold the only use of them: their
    content becomes zeros.
    """
    from explorer.engine import long_steps
    from explorer.engine.weights import on_disk

    long_steps.settle()
    on_disk.forget(model)
    storages: dict[int, int] = {}
    elsewhere: dict[tuple[str, int], int] = {}
    # By storage: tied weights and views of one tensor share theirs.
    for tensor in (*model.parameters(), *model.buffers()):
        storage = tensor.untyped_storage()
        if tensor.device.type == "cpu":
            storages[storage.data_ptr()] = max(
                storages.get(storage.data_ptr(), 0), storage.nbytes()
            )
        else:
            elsewhere[str(tensor.device), storage.data_ptr()] = storage.nbytes()
            tensor.data = tensor.data.new_empty(0)  # now, not when the model's cycles are collected
    _give_back(storages.items())
    return sum(storages.values()) + sum(elsewhere.values())


def _give_back(pieces: Iterable[tuple[int, int]]) -> None:
    """Tell the system that the pages of these (address, bytes) are not needed."""
    if not sys.platform.startswith("linux"):
        return  # madvise means something else, or nothing, elsewhere
    libc = ctypes.CDLL(None)
    # A size_t and a pointer: ctypes passes plain ints as 32-bit C ints.
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for address, length in pieces:
        if length < _WORTHWHILE:
            continue
        # Whole pages inside only: those at the ends hold other objects too, and would read as
        # zeros.
        start = -(-address // mmap.PAGESIZE) * mmap.PAGESIZE
        end = (address + length) // mmap.PAGESIZE * mmap.PAGESIZE
        for place in range(start, end, _SLICE):
            libc.madvise(place, min(_SLICE, end - place), _MADV_DONTNEED)


def trim() -> None:
    """Hand freed blocks back: those of the C library, and those that torch keeps on a GPU."""
    import torch

    if torch.cuda.is_available() and torch.cuda.is_initialized():
        torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()
    if sys.platform.startswith("linux"):
        trim_heap = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim_heap is not None:  # glibc has it, musl does not
            trim_heap(0)


def free_memory() -> int:
    """Bytes of memory that are free now."""
    import psutil

    return int(psutil.virtual_memory().available)
