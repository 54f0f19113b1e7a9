"""Giving a model's memory back without freezing the window.

Dropping a large model unmaps its pages while the interpreter lock is held (40 ms for each GB).
Telling the system beforehand, slice by slice and through a foreign call that releases the lock,
that the pages are not needed leaves almost nothing for the destructor to do.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch import nn

_MADV_DONTNEED = 4
_SLICE = 32 * 1024 * 1024
_WORTHWHILE = 1024 * 1024
_MAPS = Path("/proc/self/maps")


def release(model: nn.Module) -> int:
    """Give back the pages of every parameter and buffer; the model is unusable afterwards.

    Returns the bytes of its distinct storages. The caller must hold the only use of them: their
    content becomes zeros (or, for a mapped file, is read from the file again).
    """
    from explorer.model import long_steps

    long_steps.settle()
    storages: dict[int, int] = {}
    elsewhere: dict[tuple[str, int], int] = {}
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


class MappedFiles:
    """The files of a folder that are mapped now, to give back their pages piece by piece.

    Unmapping such a file takes as long as giving back a model does, with the lock held as well.
    """

    def __init__(self, folder: Path) -> None:
        self._pieces: list[tuple[int, int]] = []
        with contextlib.suppress(OSError):  # no /proc: then unmapping takes its time
            inside = os.fsencode(os.path.realpath(folder) + os.sep)
            for line in _MAPS.read_bytes().splitlines():
                fields = line.split(maxsplit=5)
                if len(fields) == 6 and fields[5].startswith(inside) and fields[1].endswith(b"p"):
                    start, end = fields[0].split(b"-")
                    self._pieces.append((int(start, 16), int(end, 16)))

    def give_back(self, tensor: torch.Tensor) -> None:
        """Give back a tensor's pages if it lies in one; whoever looks at it reads it again."""
        length = tensor.numel() * tensor.element_size()
        if length < _WORTHWHILE or not tensor.is_contiguous():
            return
        start = tensor.data_ptr()
        if any(begin <= start and start + length <= end for begin, end in self._pieces):
            _give_back([(start, length)])


def _give_back(pieces: Iterable[tuple[int, int]]) -> None:
    """Tell the system that the pages of these (address, bytes) are not needed."""
    if not sys.platform.startswith("linux"):
        return  # madvise means something else, or nothing, elsewhere
    libc = ctypes.CDLL(None)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for address, length in pieces:
        if length < _WORTHWHILE:
            continue
        start = -(-address // mmap.PAGESIZE) * mmap.PAGESIZE
        end = (address + length) // mmap.PAGESIZE * mmap.PAGESIZE
        for place in range(start, end, _SLICE):
            libc.madvise(place, min(_SLICE, end - place), _MADV_DONTNEED)


def trim() -> None:
    """Hand freed blocks back: those of the C library, and those that torch keeps on a GPU."""
    import torch

    if torch.cuda.is_available() and torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()
    if sys.platform.startswith("linux"):
        trim_heap = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim_heap is not None:  # glibc has it, musl does not
            trim_heap(0)
