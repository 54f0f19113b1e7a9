"""What of a run is drawn, and how strongly: rows, ribbons and boxes, without a pixel of it.

The window's picture and the page that plays are both drawn from this.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.features.flow import explain
from explorer.features.flow.protocol import FlowLayer, FlowResult, FlowStack
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.phrases import bare
from explorer.widgets.token_words import word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_ROWS = 200
"""Rows that are drawn of one stack; of a longer text those that the chosen token attends to."""

MOST_ANSWERS = 5
"""Answers that are listed beside the picture."""

TEXT, TOKENS, VECTORS = range(3)
"""The first steps; the layers come next, then the scores and the answer."""

_LEAST = 0.04
"""Weights below this are not drawn: their ribbons could not be told from the ground."""

_OPAQUE = 5
"""Ribbons of a layer that are drawn in full colour; the others are faint."""

_LEAST_ELSEWHERE, _MOST_FAINT = 0.15, 64
"""Smallest weight that is drawn between other rows, and the rows up to which any is."""


@dataclass(frozen=True)
class Ribbon:
    """Attention to one row from another. `opacity` is 0..1, `breadth` 0..1 of the widest."""

    source: int
    target: int
    weight: float
    opacity: float
    breadth: float = 0.0


def group(layers: int, room: float, least: float) -> int:
    """How many layers share a column, so that columns are at least that wide (in pixels)."""
    return max(1, math.ceil(layers * least / max(least, room)))


def rows_of(
    stack: FlowStack, most: int = MOST_ROWS, *, with_marks: bool = False
) -> tuple[int, ...]:
    """The tokens that are drawn: all, or of more than `most` those that matter to the chosen one.

    Where none is chosen or nothing attends, the last ones. `with_marks` has room for `most` rows
    and marks of what is missing together.
    """
    count = len(stack.tokens)
    if count <= most:
        return tuple(range(count))
    ranked = _ranked(stack)
    for drawn in range(most, 1, -1):
        rows = tuple(sorted(ranked[:drawn]))
        if not with_marks:
            return rows
        # A mark for a single token would take the row that the token needs.
        known = set(rows)
        single = {
            row
            for row in range(count)
            if row not in known
            and (row == 0 or row - 1 in known)
            and (row == count - 1 or row + 1 in known)
        }
        rows = tuple(sorted(known | single))
        if len(with_gaps(rows, count)) <= most:
            return rows
    # Hardly any room: the chosen one with those before it, between two marks at the most.
    last = ranked[0]
    return tuple(range(max(0, last + 1 - max(1, most - 1 - (last < count - 1))), last + 1))


def _ranked(stack: FlowStack) -> list[int]:
    """All tokens: the chosen one, then those that its sentences name, the first of each layer
    before the second, then those that it attends to most."""
    import numpy as np

    count = len(stack.tokens)
    weights = [layer.weights for layer in stack.layers if layer.weights is not None]
    usable = [each for each in weights if len(each) == count]
    if not usable:
        return list(range(count))[::-1]
    strongest = np.max(np.stack(usable), axis=0)  # [tokens]
    named = np.stack([np.argsort(-each, kind="stable")[: explain.NAMED] for each in usable])
    ranked = [max(0, stack.position)]
    for place in range(named.shape[1]):
        ranked += sorted(map(int, named[:, place]), key=lambda row: -strongest[row])
    return list(dict.fromkeys((*ranked, *map(int, np.argsort(-strongest)))))


def with_gaps(rows: tuple[int, ...], count: int) -> tuple[int, ...]:
    """The rows of so many tokens from top to bottom; −n where n tokens are left out."""
    if list(rows) != sorted(rows):
        return rows  # in an order of its own, as beside another model
    lines: list[int] = []
    before = -1
    for row in (*rows, count):
        if row - before > 1:
            lines.append(before + 1 - row)
        if row < count:
            lines.append(row)
        before = row
    return tuple(lines)


def gap_texts(missing: int) -> tuple[str, str]:
    """What is written where tokens are left out, and in short."""
    full = numbers.ntr("+{count} token hidden", "+{count} tokens hidden", missing)
    return full, f"+{numbers.count(missing)}"


def hidden_in_all(hidden: int, count: int) -> str:
    """What several marks come to: it is no further mark."""
    return numbers.ntr(
        "{hidden} of {count} token hidden in all",
        "{hidden} of {count} tokens hidden in all",
        count,
        hidden=numbers.count(hidden),
    )


def ribbons(stack: FlowStack, layer: FlowLayer, rows: tuple[int, ...]) -> tuple[Ribbon, ...]:
    """From the tokens that the chosen one attends to, the strongest first.

    Its own share has none: that is the line which leads to its box.
    """
    if layer.weights is None or stack.position < 0:
        return ()
    return tuple(
        Ribbon(
            source,
            stack.position,
            weight,
            (235 if place < _OPAQUE else 70) / 255 * min(1.0, 0.35 + weight),
            0.7 * math.sqrt(min(1.0, weight)),
        )
        for place, (source, weight) in enumerate(_strongest(rows, layer.weights))
        if source != stack.position
    )


def faint_ribbons(stack: FlowStack, layer: FlowLayer, rows: tuple[int, ...]) -> tuple[Ribbon, ...]:
    """The strongest weights of the rows that are not chosen; none where they would be a tangle."""
    if layer.strongest is None or layer.shares is None or len(rows) > _MOST_FAINT:
        return ()
    known = set(rows)
    return tuple(
        Ribbon(int(source), row, float(share), (18 + 40 * float(share)) / 255)
        for row in rows
        if row != stack.position
        for source, share in zip(layer.strongest[row], layer.shares[row], strict=True)
        if share >= _LEAST_ELSEWHERE and int(source) != row and int(source) in known
    )


def cross_ribbons(
    stack: FlowStack, layer: FlowLayer, encoder_rows: tuple[int, ...]
) -> tuple[Ribbon, ...]:
    """From the encoder's tokens that the decoder's chosen one attends to, the strongest first."""
    if layer.cross is None or stack.position < 0:
        return ()
    return tuple(
        Ribbon(source, stack.position, weight, 200 / 255 * min(1.0, 0.3 + weight), weight)
        for source, weight in _strongest(encoder_rows, layer.cross)[:_OPAQUE]
    )


def _strongest(rows: tuple[int, ...], weights: NDArray[np.float32]) -> list[tuple[int, float]]:
    """The sources that are drawn with their weights, the strongest first."""
    known = [(row, float(weights[row])) for row in rows if row < len(weights)]
    strong = [(row, weight) for row, weight in known if weight >= _LEAST]
    return sorted(strong, key=lambda pair: -pair[1])


def box_opacity(layer: FlowLayer, row: int, *, chosen: bool, guessing: bool = False) -> float:
    """How strongly a box is coloured (0..1): the surer the lens, the stronger.

    No stronger than leaves the words in it legible in every theme. While `guessing` all are as
    pale as can be: the colour would tell.
    """
    share = float(layer.probabilities[row])
    share = 0.0 if guessing or math.isnan(share) else share
    return (30 + 92 * share if chosen else 12 + 34 * share) / 255


HIDDEN = "?"
"""Written instead of a word that is to be guessed."""


def has_turns(result: FlowResult) -> bool:
    """Whether numbers are in the boxes instead of words: how far a layer turned each vector."""
    return not result.words


def box_word(result: FlowResult, layer: FlowLayer, row: int) -> str:
    """What is written in a box: the lens's word, or how far the layer turned the vector."""
    ranked = explain.lens_word(result, layer, row)
    turned = float(layer.turned[row])
    if ranked or not has_turns(result) or math.isnan(turned):
        return f"“{ranked}”" if ranked == HIDDEN else ranked  # that it is one can be seen
    return numbers.distance(turned)


def box_share(result: FlowResult, layer: FlowLayer, row: int) -> str:
    """The share of the lens's word, for the box of the chosen token; empty without a word."""
    if not explain.lens_word(result, layer, row):
        return ""
    share = float(layer.probabilities[row])
    return numbers.percent(0.0 if math.isnan(share) else share)


def chip_name(token: Token) -> str:
    """A token in its chip: without the dot that stands for the space before it."""
    return bare(word(token))
