"""The vectors of the tokens: how long, how alike, and one of them."""

from __future__ import annotations

from explorer.features.hidden_states.protocol import (
    HiddenStatesResult,
    SimilarityResult,
    VectorResult,
)
from explorer.protocol.downsample import extremes
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import capital, ntr, rounded
from explorer.text.phrases import bold, named, word
from explorer.text.run_facts import speaker
from explorer.text.translation import tr


def lengths(result: HiddenStatesResult, summary: ModelSummary | None) -> Explanation:
    """How long the vectors are, from layer to layer."""
    if not result.stacks:
        return Explanation(tr("No hidden states to see"), (named(result.note),))
    rows = []
    for stack in result.stacks:
        place = result.request.position
        if not 0 <= place < len(stack.tokens):
            place = speaker(stack.tokens)
        # norms are [rows, tokens]: that token's, as embedding and at the end.
        first, last = (float(stack.norms[row][place]) for row in (0, -1))
        sentence = ntr(
            "Every token is a vector of **{count} number**, its [hidden "
            "state](glossary:hidden-states), and each layer rewrites it. That of {token} has "
            "the norm {first_norm} as embedding and {last_norm} after {layer}.",
            "Every token is a vector of **{count} numbers**, its [hidden "
            "state](glossary:hidden-states), and each layer rewrites it. That of {token} has "
            "the norm {first_norm} as embedding and {last_norm} after {layer}.",
            stack.size,
            token=word(stack.tokens[place]),
            first_norm=rounded(first),
            last_norm=rounded(last),
            layer=named(stack.names[-1]),
        )
        title = f"{capital(named(stack.title))}: " if len(result.stacks) > 1 else ""
        rows.append(title + sentence)
        if stack.note:
            rows.append(named(stack.note))
    return Explanation(tr("The vectors, layer by layer"), tuple(rows[:4]))


def similarity(result: SimilarityResult, summary: ModelSummary | None) -> Explanation:
    """Which two tokens are most alike."""
    sentences = [
        tr(
            "1 means that two vectors point the same way, 0 that they have "
            "nothing in common. These are the vectors of {name}.",
            name=named(result.name),
        )
    ]
    pairs = result.alike
    if pairs is None and len(result.tokens) > 1:
        pairs = extremes(result.cosine)
    if pairs is not None:
        (number, other), (third, fourth) = (sorted(pair, reverse=True) for pair in pairs)
        high, low = float(result.cosine[number, other]), float(result.cosine[third, fourth])
        sentences.append(
            tr(
                "Most alike are {first} and {second} ({highest_cosine}), least alike {third} and "
                "{fourth} ({lowest_cosine}).",
                first=word(result.tokens[other]),
                second=word(result.tokens[number]),
                highest_cosine=bold(rounded(high)),
                third=word(result.tokens[fourth]),
                fourth=word(result.tokens[third]),
                lowest_cosine=bold(rounded(low)),
            )
        )
    return Explanation(tr("Which tokens are alike"), tuple(sentences))


def vector(result: VectorResult, summary: ModelSummary | None) -> Explanation:
    """One token's vector."""
    return Explanation(
        tr("One vector"),
        (
            ntr(
                "After {layer}, {token} is these **{count} number**, between {lowest} and "
                "{highest}. Its norm is {norm}.",
                "After {layer}, {token} is these **{count} numbers**, between {lowest} and "
                "{highest}. Its norm is {norm}.",
                len(result.values),
                layer=named(result.name),
                token=word(result.token),
                lowest=rounded(float(result.values.min())),
                highest=rounded(float(result.values.max())),
                norm=rounded(result.norm),
            ),
        ),
    )
