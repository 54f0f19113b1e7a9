"""Safetensors headers by range requests: every tensor's dtype and shape before any weight.

A file begins with the header's length in 8 bytes (little endian), then the header as JSON.
https://huggingface.co/docs/safetensors/index#format
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import msgspec

from explorer.boundary import typed_json
from explorer.boundary.limits import SAFETENSORS_HEADER
from explorer.boundary.values import as_dict
from explorer.features.hub.protocol.checkpoint_page import TensorHeader
from explorer.features.hub.remote.lookup.rows import BYTES_OF
from explorer.text.translation import tr

BUDGET = 300_000
"""Bytes that one page may read of the weight files."""

LOCAL_BUDGET = 20_000_000
"""The same for a folder on this computer, where reading costs next to nothing."""

_MOST_DIMS = 64  # torch has no tensor of more
_FIRST = 32_768  # most headers of small models fit; a larger one costs a second request


@dataclass(frozen=True)
class Headers:
    """What was read: `note` says in words why tensors are missing, empty when none is."""

    tensors: tuple[TensorHeader, ...]
    bytes: int
    note: str


def read_headers(
    files: tuple[str, ...], read: Callable[[str, int, int], bytes], budget: int = BUDGET
) -> Headers:
    """The headers of these files. `read(path, first, limit)` gives up to `limit` bytes."""
    tensors: list[TensorHeader] = []
    spent = 0
    # The budget over all files: many shards get a smaller first request each.
    share = min(_FIRST, max(1024, budget // max(1, len(files))))
    for done, path in enumerate(files):
        if spent + share > budget:
            return Headers(tuple(tensors), spent, _part(done, len(files), budget))
        start = read(path, 0, share)
        spent += len(start)
        # 8 bytes, little-endian: the length of the JSON that follows.
        length = int.from_bytes(start[:8], "little")
        if len(start) < 8 or length < 2:
            return Headers(tuple(tensors), spent, tr("{path} is not a safetensors file", path=path))
        # What the first request did not reach.
        more = length + 8 - len(start)
        if more > budget - spent:
            return Headers(tuple(tensors), spent, _part(done, len(files), budget))
        if more > 0:
            rest = read(path, len(start), more)
            spent += len(rest)
            start += rest
        try:
            result = as_dict(typed_json.parse(start[8 : 8 + length], SAFETENSORS_HEADER))
            result.pop("__metadata__", None)
            rows = typed_json.convert(result, dict[str, _Row])
            tensors += [_tensor(name, row, path) for name, row in rows.items()]
        except typed_json.Malformed:
            return Headers(
                tuple(tensors), spent, tr("the header of {path} cannot be read", path=path)
            )
    return Headers(tuple(tensors), spent, "")


class _Row(msgspec.Struct):
    """A tensor as the header names it: where its bytes begin and end."""

    dtype: Annotated[str, msgspec.Meta(max_length=20)]
    shape: Annotated[list[Annotated[int, msgspec.Meta(ge=0)]], msgspec.Meta(max_length=_MOST_DIMS)]
    data_offsets: tuple[
        Annotated[int, msgspec.Meta(ge=0)],
        Annotated[int, msgspec.Meta(ge=0)],
    ]


def _tensor(name: str, row: _Row, path: str) -> TensorHeader:
    first, last = row.data_offsets
    width = BYTES_OF.get(row.dtype)
    # F4 and F6 have no whole bytes; their sizes are not judged here.
    if width is not None and math.prod(row.shape) * width != last - first:
        raise typed_json.Malformed(tr("a tensor has other bytes than its shape says"), name[:40])
    return TensorHeader(name, row.dtype, tuple(row.shape), last - first, path)


def _part(done: int, total: int, budget: int) -> str:
    return tr(
        "only the headers of {read} of {total} weight files were read: the rest would take more "
        "than {budget} kB",
        read=done,
        total=total,
        budget=budget // 1000,
    )
