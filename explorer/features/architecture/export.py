"""The tree of modules and a weight's histogram as tables."""

from __future__ import annotations

from explorer.features.architecture.protocol import ModuleTree, WeightView
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
                one.path, one.class_name, one.role, one.shape, one.parameters,
                one.own_parameters, one.share, one.dtype, one.repeats, one.tied,
            )
            for one in tree.rows
        ),
    )  # fmt: skip


def weight_table(seen: WeightView) -> Table:
    """How often the values of a weight occur."""
    return make_table(
        ("from", "to", "count"), zip(seen.edges[:-1], seen.edges[1:], seen.counts, strict=True)
    )
