"""What a model shows on a page: what it is, its files, its parts and weights."""

from __future__ import annotations

from explorer.protocol.model import ModelReady, ModelSaved
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.translation import tr


def ready(result: ModelReady) -> str:
    """What the model in memory is."""
    about = result.summary
    rows = [
        (tr("Model"), safe(about.name)),
        (tr("Class"), safe(about.class_name)),
        (tr("State"), safe(about.state_text)),
        (tr("Parameters"), numbers.count(about.parameters)),
        (tr("Size"), f"{safe(numbers.bytes_(about.bytes))}, {safe(about.dtype)}"),
    ]
    if about.layers:
        rows.append(
            (
                tr("Layers"),
                tr(
                    "{layers}, heads in each: {heads}",
                    layers=about.layers,
                    heads=about.heads or "–",
                ),
            )
        )
    if about.seed is not None:
        rows.append((tr("Seed"), str(about.seed)))
    return table_markup(("", ""), rows)


def saved(result: ModelSaved) -> str:
    """The files that were written."""
    rows = [(safe(file.name), safe(numbers.bytes_(file.bytes))) for file in result.files]
    return table_markup((tr("File"), tr("Size")), rows, (1,))
