"""A slice of a tensor on a saved page, and as tables."""

from __future__ import annotations

from explorer.features.tensors.protocol import SliceRead
from explorer.text.markup import safe, table_markup
from explorer.text.table import Table, make_table, matrix
from explorer.text.translation import tr


def piece(read: SliceRead) -> str:
    """A corner of the piece of a tensor that was read."""
    values = read.values[:12, :10]
    rows = [tuple(safe(f"{item:.5g}") for item in row) for row in values]
    heads = [str(read.request.column_start + place) for place in range(values.shape[1])]
    asked = read.request
    title = tr(
        "{name}, from row {row_start}, column {column_start}",
        name=asked.name,
        row_start=asked.row_start,
        column_start=asked.column_start,
    )
    return f"<h4>{safe(title)}</h4>" + table_markup(heads, rows, tuple(range(values.shape[1])))


def slice_table(read: SliceRead) -> Table:
    """The numbers of the slice that are in sight, by their places along both axes."""
    asked, (rows, columns) = read.request, read.values.shape
    return matrix(
        read.values,
        [str(asked.row_start + place) for place in range(rows)],
        [str(asked.column_start + place) for place in range(columns)],
        "row \\ column",
    )


def histogram_table(read: SliceRead) -> Table:
    """How many numbers of the whole slice are between two values."""
    return make_table(
        ("from", "to", "count"), zip(read.edges[:-1], read.edges[1:], read.counts, strict=True)
    )
