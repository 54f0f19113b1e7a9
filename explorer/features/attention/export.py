"""Attention maps on a saved page, and as tables."""

from __future__ import annotations

from explorer.features.attention.protocol import AttentionMaps, AttentionResult, HeadResult
from explorer.text.drawing import heat_map, mosaic
from explorer.text.markup import figure, safe
from explorer.text.numbers import share
from explorer.text.page_markup_names import MOST_SIDE, token_names
from explorer.text.table import Table, make_table, matrix, numbered_tokens
from explorer.text.translation import tr


def head(result: HeadResult) -> str:
    """One head: who looks where, and how much."""
    if not result.weights.size:
        return f"<p>{safe(result.note)}</p>"
    weights = result.weights[:MOST_SIDE, :MOST_SIDE]
    rows, columns = token_names(result.from_tokens), token_names(result.to_tokens)

    def describe(row: int, column: int) -> str:
        return tr(
            "{tokens}: attention {share}",
            tokens=f"{rows[row]} → {columns[column]}",
            share=share(float(weights[row, column])),
        )

    high = max(1.0, float(weights.max()))
    picture = heat_map(
        weights, rows, columns, 0.0, high, tr("Attention, {title}", title=result.title), describe
    )
    return figure(
        picture,
        tr("{title}: from the rows to the columns, a full cell is 1", title=safe(result.title)),
    )


def attention(result: AttentionResult) -> str:
    """All heads of all layers, a mosaic for each kind of attention."""
    parts = []
    for maps in result.maps:
        heads = max(layer.heads for layer in maps.layers)
        picture = mosaic(
            maps.mosaic, len(maps.layers), heads, tr("{title}, all heads", title=maps.title)
        )
        parts.append(
            figure(
                picture, tr("{title}: rows are layers, columns are heads", title=safe(maps.title))
            )
        )
    return "".join(parts) or f"<p>{safe(result.note)}</p>"


def head_table(result: HeadResult) -> Table:
    """The weights of one attention head, from the rows to the columns."""
    return matrix(
        result.weights,
        numbered_tokens(result.from_tokens),
        numbered_tokens(result.to_tokens),
        "from \\ to",
    )


def heads_table(maps: AttentionMaps) -> Table:
    """One line for each head: how far its rows' sums spread, and its largest weight."""
    return make_table(
        ("layer", "head", "row_sum_low", "row_sum_high", "largest_weight", "off"),
        (
            (
                layer.label, number + 1, maps.row_sum_low[layer.row, number],
                maps.row_sum_high[layer.row, number], maps.highest[layer.row, number],
                number in layer.off,
            )
            for layer in maps.layers
            for number in range(layer.heads)
        ),
    )  # fmt: skip
