"""Who looks where: all heads at a glance, one head, an average."""

from __future__ import annotations

import math

from explorer.features.attention.protocol import AttentionResult, HeadResult, first_kind
from explorer.protocol.explanation import Explanation
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import joined, ntr, share, told_apart
from explorer.text.phrases import bold, checked, named, word
from explorer.text.run_facts import speaker
from explorer.text.translation import tr

_MOST_NAMED = 8


def overview(result: AttentionResult, summary: ModelSummary | None) -> Explanation:
    """The overview of all heads."""
    if not result.maps:
        return Explanation(tr("No attention to see"), (named(result.note),))
    rows = []
    for maps in result.maps:
        heads = max(layer.heads for layer in maps.layers)
        size = f"{len(maps.from_tokens)} × {len(maps.to_tokens)}"
        rows.append(
            ntr(
                "{title}: {count:words} layer with {heads}. Every [attention "
                "head](glossary:attention-head) has a weight for each pair of tokens, {size}.",
                "{title}: {count:words} layers with {heads} each. Every [attention "
                "head](glossary:attention-head) has a weight for each pair of tokens, {size}.",
                len(maps.layers),
                title=named(maps.title),
                heads=ntr("{count} head", "{count} heads", heads),
                size=bold(size),
            )
        )
        if maps.note:
            rows.append(named(maps.note))
    rows.insert(
        1,
        tr(
            "Such an [attention](glossary:attention) weight says how much a token takes from "
            "another. The stronger the shade, the larger the weight."
        )
        + _strongest(result),
    )
    return Explanation(tr("Where every head looks"), tuple((rows + checked(result.checks))[:4]))


def _strongest(result: AttentionResult) -> str:
    """The head with the largest weight of the kind that is shown first; empty where no row of
    it sees more than one token."""
    maps = first_kind(result.maps)
    found = [
        (float(maps.strongest[layer.row, head]), layer, head)
        for layer in maps.layers
        for head in range(layer.heads)
        if not math.isnan(maps.strongest[layer.row, head])
    ]
    if not found:
        return ""
    value, layer, head = max(found, key=lambda each: each[0])
    where = tr("{label}, head {head}", label=named(layer.label), head=head + 1)
    if len(result.maps) > 1:
        where = tr("{kind}, {head}", kind=named(maps.title), head=where)
    return " " + tr(
        "The largest weight of a token that sees more than one is {weight}, in {head}.",
        weight=bold(share(value)),
        head=where,
    )


def head(result: HeadResult, summary: ModelSummary | None) -> Explanation:
    """One head, or an average: who looks where the most."""
    if not result.weights.size:
        return Explanation(tr("No attention to see"), (named(result.note),))
    sentences = [_looks(result)]
    if result.request.row == AVERAGE or result.request.head == AVERAGE:
        sentences.append(tr("This is an average: no single head has to look like it."))
    sentences += _together(result)
    sentences += _beside(result)
    meaning = (
        tr(
            "Each row is one word. Attention to a word is the sum over its "
            "[tokens](glossary:token), from a word it is the mean."
        )
        if result.to_words
        else tr(
            "Each row is one token, and its weights say what share it takes from each "
            "[token](glossary:token)."
        )
    )
    sentences.append(" ".join((meaning, *(named(check.sentence) for check in result.checks))))
    return Explanation(named(result.title), tuple(sentences))


def _together(result: HeadResult) -> list[str]:
    """What the row that the first sentence is about gives to the chosen columns together."""
    places = [place for place in result.request.chosen if place < len(result.to_tokens)]
    if not places:
        return []
    row = first_row(result)
    return [
        tr(
            "To {to_tokens} together {from_token} gives {share}.",
            to_tokens=joined([word(result.to_tokens[place]) for place in places[:_MOST_NAMED]]),
            from_token=word(result.from_tokens[row]),
            share=bold(share(float(result.weights[row, places].sum()))),
        )
    ]


def _beside(result: HeadResult) -> list[str]:
    """How this map differs from that of the model without changes."""
    if result.whole is None:
        return []
    place = result.changed
    if place is None:
        change = abs(result.weights - result.whole)
        place = divmod(int(change.argmax()), change.shape[1])
    row, column = place
    was, now = float(result.whole[row, column]), float(result.weights[row, column])
    if was == now:
        return [tr("In the whole model this map is exactly the same.")]
    before, after = told_apart(was, now)
    return [
        tr(
            "Compared with the whole model, the weight from {from_tokens} to {to_tokens} changed "
            "the most: from {before} to {after}.",
            from_tokens=word(result.from_tokens[row]),
            to_tokens=word(result.to_tokens[column]),
            before=bold(before),
            after=bold(after),
        )
    ]


def first_row(result: HeadResult) -> int:
    """The token that the view speaks of: over a picture the first, if special; in a text without a
    gap that is read in both directions the one at its start that the answer is read from, as in
    Flow; else `speaker`."""
    rows = result.from_tokens
    if result.under is not None and rows[0].special:
        return 0
    attended = [place for place, token in enumerate(rows) if token.attended]
    if result.request.kind == "self" and attended and not any(token.mask for token in rows):
        first, last = attended[0], attended[-1]
        then = min(first + 1, last)  # a layer that looks through a window may not reach the end
        if rows[first].special and then > first and result.weights[first, then] > 0:
            return first
    return speaker(rows)


def _looks(result: HeadResult) -> str:
    """The token that matters and where it looks."""
    rows, columns = result.from_tokens, result.to_tokens
    row = first_row(result)
    weights = result.weights[row]
    # argsort sorts upwards; reversed, the largest first.
    order = weights.argsort()[::-1]
    first = int(order[0])
    itself = first == row and len(rows) == len(columns)
    looker, target = word(rows[row]), word(columns[first])
    if itself:
        target = tr("{token} (itself)", token=target)
    weight = bold(share(float(weights[first])))
    second = int(order[1]) if len(order) > 1 else -1
    if second < 0 or not weights[second] > 0:  # a token that it cannot see is not looked at
        return tr(
            "{token} looks most at {target}, with {weight} of its [attention](glossary:attention).",
            token=looker,
            target=target,
            weight=weight,
        )
    return tr(
        "{token} looks most at {target}, with {weight} of its "
        "[attention](glossary:attention), then at {second} ({second_weight}).",
        token=looker,
        target=target,
        weight=weight,
        second=word(columns[second]),
        second_weight=share(float(weights[second])),
    )
