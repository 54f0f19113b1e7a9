"""Safetensors headers by range requests: every tensor's dtype and shape before any weight.

A file begins with the header's length in 8 bytes (little endian), then the header as JSON.
https://huggingface.co/docs/safetensors/index#format
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explorer.messages.hub.page import TensorHeader
from explorer.texts import tr

BUDGET = 300_000
"""Bytes that one page may read of the weight files."""

_FIRST = 32_768  # most headers of small models fit; a larger one costs a second request


@dataclass(frozen=True)
class Headers:
    """What was read: `note` says in words why tensors are missing, empty when none is."""

    tensors: tuple[TensorHeader, ...]
    bytes: int
    note: str


def read_headers(files: tuple[str, ...], read: Callable[[str, int, int], bytes]) -> Headers:
    """The headers of these files. `read(path, first, limit)` gives up to `limit` bytes."""
    tensors: list[TensorHeader] = []
    spent = 0
    share = min(_FIRST, max(1024, BUDGET // max(1, len(files))))
    for done, path in enumerate(files):
        if spent + share > BUDGET:
            return Headers(tuple(tensors), spent, _part(done, len(files)))
        start = read(path, 0, share)
        spent += len(start)
        length = int.from_bytes(start[:8], "little")
        if len(start) < 8 or length < 2:
            return Headers(tuple(tensors), spent, tr("{path} is not a safetensors file", path=path))
        more = length + 8 - len(start)
        if more > BUDGET - spent:
            return Headers(tuple(tensors), spent, _part(done, len(files)))
        if more > 0:
            rest = read(path, len(start), more)
            spent += len(rest)
            start += rest
        try:
            head = json.loads(start[8 : 8 + length])
            tensors += [_tensor(n, v, path) for n, v in head.items() if n != "__metadata__"]
        except (ValueError, KeyError, TypeError, AttributeError):
            return Headers(
                tuple(tensors), spent, tr("the header of {path} cannot be read", path=path)
            )
    return Headers(tuple(tensors), spent, "")


def _tensor(name: str, said: dict[str, Any], path: str) -> TensorHeader:
    first, last = said["data_offsets"]
    shape = tuple(int(size) for size in said["shape"])
    return TensorHeader(name, str(said["dtype"]), shape, int(last) - int(first), path)


def _part(done: int, total: int) -> str:
    return tr(
        "only the headers of {done} of {total} weight files were read: the "
        "rest would take more than {budget} kB",
        done=done,
        total=total,
        budget=BUDGET // 1000,
    )
