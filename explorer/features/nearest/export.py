"""Nearest tokens and maps on a saved page, and as tables."""

from __future__ import annotations

from explorer.features.nearest import explain
from explorer.features.nearest.protocol import NearestResult, VectorMap
from explorer.text.markup import safe, table_markup
from explorer.text.numbers import rounded
from explorer.text.table import Table, make_table
from explorer.text.translation import tr


def nearest(result: NearestResult) -> str:
    """The list with its cosines."""
    if not len(result.ids):
        return f"<p>{safe(result.note)}</p>"
    rows = [
        (safe(name), str(int(id_)), rounded(float(cosine)))
        for name, id_, cosine in zip(result.names, result.ids, result.cosines, strict=True)
    ]
    return (
        f"<p>{safe(explain.nearest_title(result))}</p>"
        + table_markup((tr("Token"), "ID", tr("Cosine")), rows, (1, 2))
        + f"<p><small>{safe(explain.mean(result))}</small></p>"
    )


def vector_map(result: VectorMap) -> str:
    """The places of the last row, with the shares of the variance."""
    if not len(result.points):
        return f"<p>{safe(result.note)}</p>"
    last = len(result.points) - 1
    rows = [
        (safe(name), *(rounded(float(value)) for value in result.points[last, place]))
        for place, name in enumerate(names(result))
    ]
    return (
        f"<p>{safe(result.names[last])} {safe(explain.held(result, last))}</p>"
        + table_markup((tr("Token"), "x", "y"), rows, (1, 2))
        + f"<p><small>{safe(explain.notes(result))}</small></p>"
    )


def names(result: VectorMap) -> list[str]:
    """What the points are called."""
    if result.words:
        return [word.text for word in result.words]
    return [token.shown or str(token.id) for token in result.tokens]


def nearest_table(result: NearestResult) -> Table:
    """One line for each token of the list."""
    return make_table(
        ("rank", "token", "id", "cosine"),
        (
            (place + 1, name, int(id_), cosine)
            for place, (name, id_, cosine) in enumerate(
                zip(result.names, result.ids, result.cosines, strict=True)
            )
        ),
    )


def map_table(result: VectorMap) -> Table:
    """One line for each point of each row, with the shares of the variance of that row."""
    return make_table(
        ("after", "position", "token", "x", "y", "share_1", "share_2"),
        (
            (
                result.names[row] or "embedding",
                result.positions[place] + 1 if result.positions else place + 1,
                name, *result.points[row, place], *result.shares[row],
            )
            for row in range(len(result.points))
            for place, name in enumerate(names(result))
        ),
    )  # fmt: skip
