"""The tree of modules and a weight: as tables, and on a saved page."""

from __future__ import annotations

from explorer.features.architecture.protocol import WeightView
from explorer.protocol.module_tree import ModuleTree
from explorer.text import numbers
from explorer.text.markup import MOST_ROWS, safe, table_markup
from explorer.text.table import Table, make_table
from explorer.text.translation import tr


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


def modules(tree: ModuleTree) -> str:
    """The parts of a model, the inner ones moved in."""
    rows = [
        (
            f'<span style="padding-left:{row.depth}em">{safe(row.label)}</span>',
            safe(row.role or row.class_name),
            safe(row.shape),
            "shared" if row.tied else numbers.count(row.parameters) if row.parameters else "",
            "" if row.tied or not row.parameters else safe(numbers.percent(row.share)),
        )
        for row in tree.rows[:MOST_ROWS]
    ]
    left = len(tree.rows) - MOST_ROWS
    more = numbers.ntr("{count} more part", "{count} more parts", left)
    more = f"<p>{more}</p>" if left > 0 else ""
    return (
        table_markup(
            (tr("Part"), tr("What it is"), tr("Output shape"), tr("Parameters"), tr("Share")),
            rows,
            (3, 4),
        )
        + more
    )


def weight(view: WeightView) -> str:
    """One weight in numbers."""
    rows = [
        (tr("Weight"), safe(view.name)),
        (tr("Shape"), f"{safe(view.dtype)} {safe(numbers.shape(view.shape))}"),
        (tr("Mean"), numbers.rounded(view.mean)),
        (tr("Standard deviation"), numbers.rounded(view.deviation)),
        (
            tr("From, to"),
            tr(
                "{least} to {greatest}",
                least=numbers.rounded(view.least),
                greatest=numbers.rounded(view.greatest),
            ),
        ),
    ]
    return table_markup(("", ""), rows)
