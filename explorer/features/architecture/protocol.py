"""Taking a whole weight of the model in memory along, as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Request
from explorer.text.translation import tr

MOST_CSV = 1_000_000
"""Numbers beyond which a weight is no table any more: a CSV of them has 12 MB."""


@dataclass(frozen=True)
class ExportWeight(Request):
    """Write one whole weight to a file: .npy, or .csv up to `MOST_CSV` numbers."""

    brings_file: ClassVar[str] = "path"
    title: ClassVar[str] = tr("Saving a tensor of weights")
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


@dataclass(frozen=True, eq=False)
class WeightView:
    """One weight looked at: its numbers in summary, a picture and a numeric slice.

    `edges` (bins + 1) and `counts` are the histogram. `overview` is uint8 [rows, columns], at
    most 512 x 512: 0 is -`limit`, 128 is zero, 255 is +`limit`; each pixel shows the value of
    largest magnitude in its block. `numbers` is the float32 slice that begins at row `row`,
    column `column`. More than two dimensions are shown as [first, all the rest].
    `file_names` are the names that a checkpoint file gives to the same numbers.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    elements: int
    bytes: int
    mean: float
    deviation: float
    least: float
    greatest: float
    zero_share: float
    bad_values: int
    edges: NDArray[np.float32]
    counts: NDArray[np.int64]
    limit: float
    overview: NDArray[np.uint8]
    row: int
    column: int
    numbers: NDArray[np.float32]
    role: str = ""
    file_names: tuple[str, ...] = ()
    tied_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModuleTreeRequest(Request):
    """The tree of modules -> `ModuleTree`: of an edit, or of the loaded model when it is None.

    `written` is how many tokens a separate decoder reads; 0 for as many as the encoder.
    """

    replaces: ClassVar[str | None] = "look-modules"
    title: ClassVar[str] = tr("Looking at the modules")
    edit: ConfigEdit | None = None
    batch: int = 1
    length: int = 16
    written: int = 0

    @property
    def needs_model(self) -> bool:
        """It is about a config where there is an edit."""
        return self.edit is None


@dataclass(frozen=True)
class WeightRequest(Request):
    """One weight of the loaded model -> `WeightView`; the slice begins at (row, column)."""

    replaces: ClassVar[str | None] = "look-weight"
    title: ClassVar[str] = tr("Looking at a tensor of weights")
    name: str
    row: int = 0
    column: int = 0
    rows: int = 12
    columns: int = 8
