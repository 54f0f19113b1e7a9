"""Scores of heads on a saved page, and as a table."""

from __future__ import annotations

from explorer.features.head_finder import explain
from explorer.features.head_finder.protocol import JOBS, HeadScores
from explorer.text.markup import safe, table_markup
from explorer.text.numbers import capital, share
from explorer.text.table import Table, make_table
from explorer.text.translation import tr

_MOST_ROWS = 40


def scores(result: HeadScores) -> str:
    """For each job the heads that do it the most."""
    if not result.layers:
        return f"<p>{safe(result.note)}</p>"
    parts = [f"<p>{safe(explain.headline(result))}</p>"]
    for job, name in enumerate(JOBS):
        parts.append(f"<p><b>{safe(explain.TITLES[name])}</b>. {safe(_about(result, job))}</p>")
        rows = [
            (
                safe(capital(explain.head_name(result.layers[layer], number))),
                safe(share(float(result.scores[job, layer, number]))),
            )
            for layer, number in explain.with_job(result, job)[:_MOST_ROWS]
        ]
        if rows:
            parts.append(table_markup((tr("Head"), tr("Share")), rows, (1,)))
    return "".join([*parts, f"<p><small>{safe(explain.notes(result))}</small></p>"])


def _about(result: HeadScores, job: int) -> str:
    return f"{explain.strongest(result, job)} {explain.measured_on(result, job)}"


def table(result: HeadScores) -> Table:
    """One line for each head, with its four shares and those of evenly spread attention."""
    return make_table(
        ("kind", "layer", "head", *JOBS, *(f"{job}_even" for job in JOBS)),
        (
            (
                layer.kind, layer.layer + 1, number + 1,
                *(result.scores[job, row, number] for job in range(len(JOBS))),
                *(result.even[job, row] for job in range(len(JOBS))),
            )
            for row, layer in enumerate(result.layers)
            for number in range(layer.heads)
        ),
    )  # fmt: skip
