"""Any tensor of the last run: listed, read in slices, exported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, TensorInfo
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class ListTensors(Request):
    """Every tensor of the last run that can be read now, captured ones included."""

    replaces: ClassVar[str | None] = "list-tensors"
    title: ClassVar[str] = tr("Listing tensors")


@dataclass(frozen=True)
class TensorsListed(InspectionResult):
    """Inputs first, then outputs, then what was captured when it was looked at."""

    fills_choices: ClassVar[bool] = True
    request: ListTensors
    model_serial: int
    tensors: tuple[TensorInfo, ...]


@dataclass(frozen=True)
class ReadSlice(Request):
    """A table out of a tensor: `rows` and `columns` name two axes, `at` fixes the others.

    `at` has an entry for every axis; those of the two shown axes are ignored. Negative axes
    count from the end; a tensor of one axis is one row, a single number one cell.
    """

    replaces: ClassVar[str | None] = "read-slice"
    title: ClassVar[str] = tr("Reading a tensor")
    name: str
    rows: int = -2
    columns: int = -1
    at: tuple[int, ...] = ()
    row_start: int = 0
    row_count: int = 512
    column_start: int = 0
    column_count: int = 512
    picture_side: int = 512
    bins: int = 64


@dataclass(frozen=True)
class SliceRead(InspectionResult):
    """The window of the slice that was asked for, and facts about the whole slice.

    `values` is float32 or int64 [rows, columns], read-only. `picture` is uint8 of the whole
    slice, at most `picture_side` each way, `low` as 0 and `high` as 255. `counts` (int64 [bins])
    are between `edges` (float32 [bins + 1]); infinite and missing values are in `not_finite`.
    """

    request: ReadSlice
    model_serial: int
    shape: tuple[int, ...]
    dtype: str
    slice_shape: tuple[int, int]
    values: NDArray[np.generic]
    picture: NDArray[np.uint8]
    counts: NDArray[np.int64]
    edges: NDArray[np.float32]
    low: float
    high: float
    mean: float
    deviation: float
    not_finite: int


@dataclass(frozen=True)
class ExportTensor(Request):
    """Write one whole tensor of the last run to a file: .npy, or .csv (one line a row)."""

    brings_file: ClassVar[str] = "path"
    title: ClassVar[str] = tr("Exporting a tensor")
    name: str
    path: str


@dataclass(frozen=True)
class TensorExported(InspectionResult):
    """The file was written whole."""

    path: str
    name: str
    shape: tuple[int, ...]
    bytes: int
