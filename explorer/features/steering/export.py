"""Steering on a saved page, and as a table."""

from __future__ import annotations

from explorer.features.steering import explain
from explorer.features.steering.protocol import Steered, SteeredText
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.table import Table, make_table
from explorer.text.translation import tr


def steered(result: Steered) -> str:
    """The answers without and with the vector."""
    if result.question is None:
        return f"<p>{safe(result.note)}</p>"
    rows = [
        (safe(row.name), safe(numbers.percent(row.before)), safe(numbers.percent(row.after)))
        for row in result.answers
    ]
    heads = (tr("Answer"), tr("Without"), tr("With the vector"))
    about = f"{explain.what(result, result.request.vector)} {explain.lengths(result)}"
    return (
        f"<p>{safe(explain.headline(result))}</p>"
        + table_markup(heads, rows, (1, 2))
        + f"<p><small>{safe(about)}</small></p>"
    )


def written(result: SteeredText) -> str:
    """Both texts, one below the other."""
    if result.question is None:
        return f"<p>{safe(result.note)}</p>"
    rows = [
        (safe(tr("Without")), safe(result.plain.text)),
        (safe(tr("With the vector")), safe(result.steered.text)),
    ]
    about = explain.what(result, result.request.vector)
    return table_markup(("", ""), rows, ()) + f"<p><small>{safe(about)}</small></p>"


def table(result: Steered) -> Table:
    """One line for each answer; the vector is named in each, so that tables can be joined."""
    vector = result.request.vector
    return make_table(
        ("answer", "id", "without", "with", "toward", "away", "layer", "strength"),
        (
            (row.name, row.id, row.before, row.after, vector.toward, vector.away,
             vector.layer + 1, vector.strength)
            for row in result.answers
        ),
    )  # fmt: skip
