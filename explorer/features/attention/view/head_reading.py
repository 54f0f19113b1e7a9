"""What one attention head says: the numbers that are shown of it, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.features.attention.protocol import AttentionMaps, HeadResult
from explorer.protocol.downsampled_map import plain_places
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.run import Token
from explorer.text.numbers import joined, share
from explorer.text.translation import tr
from explorer.widgets.token_words import numbered, word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Shown = Literal["now", "whole", "change"]


@dataclass(frozen=True)
class HeadReading:
    """A head as it is, of the whole model, or its changes; with or without special tokens.

    Places count the tokens that are left. `down` and `across` are their places among all tokens,
    None where none is left out.
    """

    head: HeadResult
    shown: Shown
    rows: tuple[Token, ...]
    columns: tuple[Token, ...]
    down: list[int] | None = None
    across: list[int] | None = None

    @classmethod
    def of(cls, result: HeadResult, shown: Shown, *, special: bool) -> HeadReading:
        """Leave the special tokens out, unless nothing would be left then."""
        rows, columns = result.from_tokens, result.to_tokens
        if not special:
            down, across = plain_places(rows), plain_places(columns)
            if down and across:
                rows = tuple(rows[place] for place in down)
                columns = tuple(columns[place] for place in across)
                return cls(result, shown, rows, columns, down, across)
        return cls(result, shown, rows, columns)

    def numbers(self, rows: slice, columns: slice) -> NDArray[np.float32]:
        """The weights, or their changes, at some rows and columns."""
        import numpy as np

        def taken(weights: NDArray[np.float32]) -> NDArray[np.float32]:
            if self.down is None or self.across is None:
                return weights[rows, columns]
            return weights[np.ix_(self.down[rows], self.across[columns])]

        whole = self.head.whole
        if whole is None or self.shown == "now":
            return taken(self.head.weights)
        if self.shown == "whole":
            return taken(whole)
        return abs(taken(self.head.weights) - taken(whole))

    def weight(self, row: int, column: int) -> float:
        """One number."""
        return float(self.numbers(slice(row, row + 1), slice(column, column + 1))[0, 0])

    def tell(self, row: int, column: int) -> str:
        """One number in words, with its tokens."""
        rows = self.rows
        return tr(
            "{from_token} → {to_token} (token {position}): {weight}",
            from_token=numbered(rows)[row] if len(rows) < 100 else f"{row + 1}: {word(rows[row])}",
            to_token=word(self.columns[column]),
            position=column + 1,
            weight=share(self.weight(row, column)),
        )

    def looks(self, row: int) -> str:
        """Where a token looks mostly, or where its weights changed the most."""
        import numpy as np

        rows, columns = self.rows, self.columns
        line = self.numbers(slice(row, row + 1), slice(0, len(columns)))[0]
        if np.isnan(line).all():
            return tr("{token} looks nowhere: its weights are not numbers", token=word(rows[row]))
        best = int(np.nanargmax(line))
        weight = float(line[best])
        sentence = share(weight)
        if self.shown == "change" and not weight:
            return tr("No weight of {token} changed", token=word(rows[row]))
        if self.shown == "change":
            return tr(
                "{from_token} changed the most towards {to_token}, by {share} of its attention",
                from_token=word(rows[row]),
                to_token=word(columns[best]),
                share=sentence,
            )
        return tr(
            "{from_token} looks most at {to_token}, {share}",
            from_token=word(rows[row]),
            to_token=word(columns[best]),
            share=sentence,
        )

    def together(self, row: int, chosen: Sequence[int]) -> str:
        """What a row gives to some columns of the whole map together, hidden ones included."""
        whole = self.head.whole
        weights = whole if whole is not None and self.shown == "whole" else self.head.weights
        place = row if self.down is None else self.down[row]
        columns = [column for column in chosen if column < weights.shape[1]]
        return tr(
            "{from_token} gives {to_tokens} together {share} of its attention.",
            from_token=word(self.rows[row]),
            to_tokens=joined([word(self.head.to_tokens[column]) for column in columns]),
            share=share(float(weights[place, columns].sum())),
        )

    def range(self, low: float, high: float, full: float, *, stretch: bool) -> tuple[float, float]:
        """The numbers of the palest and of the fullest shade."""
        low = min(0.0, low)
        if self.shown == "change":
            return low, max(high, 1e-6)
        if not stretch and low == 0.0:
            return low, max(1.0, high if high > 1.01 else 1.0)
        # The first token of a causal model has nowhere else to look: its 1 would hide the rest.
        return low, max(full, 1e-6) if low == 0.0 < high else high


def where(maps: AttentionMaps, row: int, number: int, total: int) -> str:
    """Which layer of `total`, and which head; AVERAGE for an average."""
    layer = (
        tr("average of all layers")
        if row == AVERAGE
        else tr(
            "{label} of {total}", label=maps.layers[row].label, total=max(total, len(maps.layers))
        )
    )
    head = tr("average of all heads") if number == AVERAGE else tr("head {head}", head=number + 1)
    return f"{layer}, {head}"
