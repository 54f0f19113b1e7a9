"""The tree of modules and a weight's histogram as tables."""

from __future__ import annotations

from explorer.features.architecture.protocol import WeightView
from explorer.protocol.module_tree import ModuleTree
from explorer.text.table import Table, make_table


def modules_table(tree: ModuleTree) -> Table:
    """The tree of modules, a line for each part."""
    return make_table(
        (
            "path", "class", "role", "output_shape", "parameters", "own_parameters", "share",
            "dtype", "repeats", "tied",
        ),
        (
            (
                row.path, row.class_name, row.role, row.shape, row.parameters,
                row.own_parameters, row.share, row.dtype, row.repeats, row.tied,
            )
            for row in tree.rows
        ),
    )  # fmt: skip


def weight_table(view: WeightView) -> Table:
    """How often the values of a weight occur."""
    return make_table(
        ("from", "to", "count"), zip(view.edges[:-1], view.edges[1:], view.counts, strict=True)
    )
