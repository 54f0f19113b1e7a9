"""The files and tensors of a checkpoint as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.features.hub.protocol.checkpoint_page import TensorHeader
from explorer.text.table import Table, make_table, shape_cell

if TYPE_CHECKING:
    from explorer.features.hub.view.checkpoint_files import FileRow


def files_table(rows: Sequence[FileRow]) -> Table:
    """The files of a checkpoint, and why loading needs each, or not."""
    return make_table(
        ("file", "bytes", "on_disk", "needed", "why"),
        ((row.path, row.size, row.on_disk, row.needed, row.why) for row in rows),
    )


def headers_table(rows: Sequence[TensorHeader]) -> Table:
    """The tensors of a checkpoint, from the headers of its files."""
    return make_table(
        ("tensor", "dtype", "shape", "bytes", "file"),
        ((row.name, row.dtype, shape_cell(row.shape), row.bytes, row.file) for row in rows),
    )
