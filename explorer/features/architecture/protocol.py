"""Taking a whole weight of the model in memory along, as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.protocol.job import Request
from explorer.text.translation import tr

MOST_CSV = 1_000_000
"""Numbers beyond which a weight is no table any more: a CSV of them has 12 MB."""


@dataclass(frozen=True)
class ExportWeight(Request):
    """Write one whole weight to a file: .npy, or .csv up to `MOST_CSV` numbers."""

    title: ClassVar[str] = tr("Saving a weight")
    name: str
    path: str


@dataclass(frozen=True)
class WeightExported:
    """The file was written whole; `bytes` is its size.

    `dtype` is that of the model, `written` that of the file: another one where NumPy lacks it.
    """

    path: str
    name: str
    shape: tuple[int, ...]
    dtype: str
    written: str
    bytes: int
