"""What a model shows on a page: what it is, its files, its parts and weights."""

from __future__ import annotations

from explorer.features.architecture.protocol import WeightView
from explorer.protocol.model import ModelReady, ModelSaved
from explorer.protocol.module_tree import ModuleTree
from explorer.text import numbers
from explorer.text.markup import MOST_ROWS, safe, table_markup
from explorer.text.translation import tr


def ready(result: ModelReady) -> str:
    """What the model in memory is."""
    about = result.summary
    rows = [
        (tr("Model"), safe(about.name)),
        ("Class", safe(about.class_name)),
        ("State", safe(about.state_text)),
        ("Parameters", numbers.count(about.parameters)),
        (tr("Size"), f"{safe(numbers.bytes_(about.bytes))}, {safe(about.dtype)}"),
    ]
    if about.layers:
        rows.append(
            (
                "Layers",
                tr(
                    "{layers}, heads in each: {value}",
                    layers=about.layers,
                    value=about.heads or "–",
                ),
            )
        )
    if about.seed is not None:
        rows.append(("Seed", str(about.seed)))
    return table_markup(("", ""), rows)


def saved(result: ModelSaved) -> str:
    """The files that were written."""
    rows = [(safe(file.name), safe(numbers.bytes_(file.bytes))) for file in result.files]
    return table_markup((tr("File"), tr("Size")), rows, (1,))


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
    more = f"<p>and {numbers.plural(left, 'more part')}</p>" if left > 0 else ""
    return (
        table_markup(
            ("Part", tr("What it is"), tr("Output shape"), "Parameters", "Share"), rows, (3, 4)
        )
        + more
    )


def weight(view: WeightView) -> str:
    """One weight in numbers."""
    rows = [
        ("Weight", safe(view.name)),
        ("Shape", f"{safe(view.dtype)} {safe(numbers.shape(view.shape))}"),
        ("Mean", f"{view.mean:.6g}"),
        (tr("Standard deviation"), f"{view.deviation:.6g}"),
        (
            tr("From, to"),
            tr("{least:.6g} to {greatest:.6g}", least=view.least, greatest=view.greatest),
        ),
    ]
    return table_markup(("", ""), rows)
