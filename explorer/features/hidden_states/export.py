"""Hidden states on a saved page, and as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.features.hidden_states.protocol import (
    HiddenStack,
    HiddenStatesResult,
    SimilarityResult,
    VectorResult,
)
from explorer.text.drawing import heat_map
from explorer.text.markup import figure, safe
from explorer.text.numbers import rounded
from explorer.text.page_markup_names import MOST_SIDE, token_names
from explorer.text.table import Table, make_table, matrix, numbered_tokens
from explorer.text.translation import tr


def hidden(result: HiddenStatesResult) -> str:
    """How long every token's vector is, layer by layer."""
    import numpy as np

    parts = []
    for stack in result.stacks:
        norms, columns = stack.norms[:, :MOST_SIDE], token_names(stack.tokens)
        sentence = _Norms(stack.names, columns, norms)
        there = norms[~np.isnan(norms)]
        low, high = (float(there.min()), float(there.max())) if there.size else (0.0, 0.0)
        picture = heat_map(
            norms, stack.names, columns, low, high, tr("Norms of hidden states"), sentence
        )
        caption = tr(
            "{title}: the norm of each token's vector, {low} to {high}",
            title=safe(stack.title),
            low=rounded(low),
            high=rounded(high),
        )
        parts.append(figure(picture, caption))
    return "".join(parts) or f"<p>{safe(result.note)}</p>"


class _Norms:
    def __init__(self, rows: Sequence[str], columns: Sequence[str], norms: Any) -> None:
        self._rows, self._columns, self._norms = rows, columns, norms

    def __call__(self, row: int, column: int) -> str:
        norm = float(self._norms[row, column])
        return tr(
            "{layer}, {token}: norm {norm}",
            layer=self._rows[row],
            token=self._columns[column],
            norm=rounded(norm),
        )


def similarity(result: SimilarityResult) -> str:
    """How alike the tokens are."""
    cosine, names = result.cosine[:MOST_SIDE, :MOST_SIDE], token_names(result.tokens)

    def describe(row: int, column: int) -> str:
        return tr(
            "{first} and {second}: cosine similarity {cosine}",
            first=names[row],
            second=names[column],
            cosine=rounded(float(cosine[row, column])),
        )

    low = min(0.0, float(cosine.min()))
    picture = heat_map(
        cosine, names, names, low, 1.0, tr("Cosine similarity of the tokens"), describe
    )
    return figure(picture, tr("How alike the tokens are after {name}", name=safe(result.name)))


def vector(result: VectorResult) -> str:
    """How one vector begins."""
    first = ", ".join(rounded(float(value)) for value in result.values[:8])
    sentence = tr(
        "The vector of {token} after {name} begins {first}; its norm is {norm:.4f}.",
        token=safe(result.token.shown),
        name=safe(result.name),
        first=first,
        norm=result.norm,
    )
    return f"<p>{sentence}</p>"


def norms_table(stack: HiddenStack) -> Table:
    """The length of each token's vector after each layer."""
    return matrix(stack.norms, stack.names, numbered_tokens(stack.tokens), "after")


def similarity_table(result: SimilarityResult) -> Table:
    """The cosine similarity of all pairs of tokens."""
    return matrix(
        result.cosine, numbered_tokens(result.tokens), numbered_tokens(result.tokens), "cosine"
    )


def vector_table(result: VectorResult) -> Table:
    """One token's vector, a line for each number."""
    return make_table(("place", "value"), enumerate(result.values, start=1))
