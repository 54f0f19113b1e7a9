"""What a look inside a run shows on a page: attention, hidden states, layers, tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.features.ablation.protocol import AblationResult
from explorer.features.answers.export import predictions
from explorer.features.attention.protocol import AttentionResult, HeadResult
from explorer.features.hidden_states.protocol import (
    HiddenStatesResult,
    SimilarityResult,
    VectorResult,
)
from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.features.tensors.protocol import SliceRead
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.drawing import heat_map, mosaic
from explorer.text.markup import figure, safe, table_markup
from explorer.text.translation import tr

_FEW = 8
_MOST_SIDE = 256
"""Tokens each way of a picture; more would be neither read nor small."""


def _names(found: Sequence[Token]) -> list[str]:
    return [one.shown or one.piece for one in found[:_MOST_SIDE]]


def head(seen: HeadResult) -> str:
    """One head: who looks where, and how much."""
    if not seen.weights.size:
        return f"<p>{safe(seen.note)}</p>"
    weights = seen.weights[:_MOST_SIDE, :_MOST_SIDE]
    rows, columns = _names(seen.from_tokens), _names(seen.to_tokens)

    def told(row: int, column: int) -> str:
        return f"{rows[row]} → {columns[column]}: {float(weights[row, column]):.4f}"

    high = max(1.0, float(weights.max()))
    picture = heat_map(
        weights, rows, columns, 0.0, high, tr("Attention, {title}", title=seen.title), told
    )
    return figure(
        picture,
        tr("{title}: from the rows to the columns, a full cell is 1", title=safe(seen.title)),
    )


def attention(seen: AttentionResult) -> str:
    """All heads of all layers, a mosaic for each kind of attention."""
    parts = []
    for maps in seen.maps:
        heads = max(layer.heads for layer in maps.layers)
        picture = mosaic(
            maps.mosaic, len(maps.layers), heads, tr("{title}, all heads", title=maps.title)
        )
        parts.append(
            figure(picture, tr("{title}: layers down, heads across", title=safe(maps.title)))
        )
    return "".join(parts) or f"<p>{safe(seen.note)}</p>"


def lens(seen: LogitLensResult) -> str:
    """What each layer would say, at the first places."""
    if not seen.ids.size:
        return f"<p>{safe(seen.note)}</p>"
    places = range(min(seen.ids.shape[1], 12))
    heads = ("After", *(safe(_names(seen.tokens)[place]) for place in places))
    rows = [
        (
            safe(numbers.capital(name)),
            *(
                f"{safe(seen.words.get(int(seen.ids[row, place, 0]), '?'))} "
                f"<small>{safe(numbers.percent(float(seen.probabilities[row, place, 0])))}</small>"
                for place in places
            ),
        )
        for row, name in enumerate(seen.names)
    ]
    return table_markup(heads, rows) + f"<p><small>{safe(seen.how)}</small></p>"


def hidden(seen: HiddenStatesResult) -> str:
    """How long every token's vector is, layer by layer."""
    import numpy as np

    parts = []
    for stack in seen.stacks:
        norms, columns = stack.norms[:, :_MOST_SIDE], _names(stack.tokens)
        told = _Norms(stack.names, columns, norms)
        there = norms[~np.isnan(norms)]
        low, high = (float(there.min()), float(there.max())) if there.size else (0.0, 0.0)
        picture = heat_map(
            norms, stack.names, columns, low, high, tr("Norms of hidden states"), told
        )
        caption = tr(
            "{title}: how long each token's vector is, {low:.3g} to {high:.3g}",
            title=safe(stack.title),
            low=low,
            high=high,
        )
        parts.append(figure(picture, caption))
    return "".join(parts) or f"<p>{safe(seen.note)}</p>"


class _Norms:
    def __init__(self, rows: Sequence[str], columns: Sequence[str], norms: Any) -> None:
        self._rows, self._columns, self._norms = rows, columns, norms

    def __call__(self, row: int, column: int) -> str:
        norm = float(self._norms[row, column])
        return tr(
            "{rows}, {columns}: norm {norm:.3f}",
            rows=self._rows[row],
            columns=self._columns[column],
            norm=norm,
        )


def similarity(seen: SimilarityResult) -> str:
    """How alike the tokens are."""
    cosine, names = seen.cosine[:_MOST_SIDE, :_MOST_SIDE], _names(seen.tokens)

    def told(row: int, column: int) -> str:
        return tr(
            "{names} and {names2}: {cosine:.3f}",
            names=names[row],
            names2=names[column],
            cosine=float(cosine[row, column]),
        )

    low = min(0.0, float(cosine.min()))
    picture = heat_map(cosine, names, names, low, 1.0, tr("Cosine similarity of the tokens"), told)
    return figure(picture, tr("How alike the tokens are after {name}", name=safe(seen.name)))


def vector(seen: VectorResult) -> str:
    """How one vector begins."""
    first = ", ".join(f"{float(one):.4f}" for one in seen.values[:8])
    return (
        f"<p>The vector of {safe(seen.token.shown)} after {safe(seen.name)} begins {first}; its "
        f"norm is {seen.norm:.4f}.</p>"
    )


def switched(result: AblationResult) -> str:
    """The first answers before and after heads went off or on."""
    if not result.after:
        return ""
    return (
        f"<h3>Before</h3>{predictions(result.before, 1, _FEW)}"
        f"<h3>After</h3>{predictions(result.after, 1, _FEW)}"
    )


def piece(read: SliceRead) -> str:
    """A corner of the piece of a tensor that was read."""
    values = read.values[:12, :10]
    rows = [tuple(safe(f"{one:.5g}") for one in row) for row in values]
    heads = [str(read.request.column_start + place) for place in range(values.shape[1])]
    asked = read.request
    title = tr(
        "{name}, from row {row_start}, column {column_start}",
        name=asked.name,
        row_start=asked.row_start,
        column_start=asked.column_start,
    )
    return f"<h4>{safe(title)}</h4>" + table_markup(heads, rows, tuple(range(values.shape[1])))
