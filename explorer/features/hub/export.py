"""The files and tensors of a checkpoint as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.features.hub.protocol.page import TensorHeader
from explorer.text.table import Table, make_table, shape_cell

if TYPE_CHECKING:
    from explorer.features.hub.view.checkpoint_files import FileRow


def files_table(rows: Sequence[FileRow]) -> Table:
    """The files of a checkpoint, and why loading needs each, or not."""
    return make_table(
        ("file", "bytes", "on_disk", "needed", "why"),
        ((one.path, one.size, one.on_disk, one.needed, one.why) for one in rows),
    )


def headers_table(rows: Sequence[TensorHeader]) -> Table:
    """The tensors of a checkpoint, from the headers of its files."""
    return make_table(
        ("tensor", "dtype", "shape", "bytes", "file"),
        ((one.name, one.dtype, shape_cell(one.shape), one.bytes, one.file) for one in rows),
    )
