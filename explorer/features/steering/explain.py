"""What a vector that was added does, in words with this run's numbers."""

from __future__ import annotations

from explorer.features.steering.protocol import (
    Steered,
    SteeredText,
    SteeringResult,
    SteeringVector,
)
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import ntr, percent, rounded
from explorer.text.phrases import bold, checked, named, times
from explorer.text.translation import in_quotation_marks, localized, tr


def quoted(name: str) -> str:
    """An answer in quotation marks, without the mark of its leading space."""
    return in_quotation_marks(name.strip("·").strip() or name)


def strength(value: float) -> str:
    """`2`, `−0.25`."""
    return localized(f"{value:g}")


def about_strength(value: float) -> str:
    """What a place of the slider means."""
    if not value:
        return tr("0 adds nothing: this is the run itself, bit for bit.")
    if value < 0:
        return tr("Below 0 it goes the other way: towards the second text.")
    return tr("The difference of the two texts is added this many times.")


def headline(result: Steered) -> str:
    """What became of the answer, in one sentence."""
    asked, best = result.asked, max(result.answers, key=lambda answer: answer.after)
    if not result.request.vector.strength:
        return tr(
            "Strength 0: nothing is added, and {name} has {share}, as in the run itself.",
            name=quoted(asked.name),
            share=percent(asked.before),
        )
    change = tr(
        "With strength {strength} {name} goes from {before} to {after}.",
        strength=strength(result.request.vector.strength),
        name=quoted(asked.name),
        before=percent(asked.before),
        after=percent(asked.after),
    )
    if best.id == asked.id:
        return f"{change} {tr('It stays the likeliest answer.')}"
    likeliest = tr(
        "The likeliest is now {name} with {share}; it had {before}.",
        name=quoted(best.name),
        share=percent(best.after),
        before=percent(best.before),
    )
    return f"{change} {likeliest}"


def what(result: SteeringResult, vector: SteeringVector) -> str:
    """Which vector it is, and how large beside those that it is added to."""
    origin = tr(
        "The vector is the mean hidden state after layer {layer} over {toward_tokens} of "
        "“{toward}”, minus that over {away_tokens} of “{away}”.",
        layer=vector.layer + 1,
        toward=vector.toward,
        toward_tokens=ntr("{count} token", "{count} tokens", result.toward_tokens),
        away=vector.away,
        away_tokens=ntr("{count} token", "{count} tokens", result.away_tokens),
    )
    if not vector.strength or not result.state_length:
        return origin
    added = ntr(
        "With its strength it is {times} as long as the vector of the run is there, and it is "
        "added at {count} token.",
        "With its strength it is {times} as long as the vectors of the run are there on average, "
        "and it is added at all {count} tokens.",
        len(result.tokens),
        times=times(result.length / result.state_length),
    )
    return f"{origin} {added}"


def steered(result: Steered, summary: ModelSummary | None) -> Explanation:
    """What the vector did to the answer."""
    title = tr("Steering")
    if result.question is None:
        return Explanation(title, (named(result.note),))
    paragraphs = [named(headline(result)), named(what(result, result.request.vector)), _is()]
    if not result.request.vector.strength:
        paragraphs += checked(result.checks)
    elif summary is not None and summary.is_noise:
        paragraphs.append(_random())
    else:
        paragraphs.append(_means())
    return Explanation(title, tuple(paragraphs))


def written(result: SteeredText, summary: ModelSummary | None) -> Explanation:
    """What is written without and with the vector."""
    title = tr("Writing with and without the vector")
    if result.question is None:
        return Explanation(title, (named(result.note),))
    paragraphs = [
        tr(
            "{differ} Each token is the likeliest one, and none is drawn by chance: what differs "
            "comes from the vector alone.",
            differ=bold(differ(result)),
        ),
        named(what(result, result.request.vector)),
        _is(),
        _random() if summary is not None and summary.is_noise else _means(),
    ]
    return Explanation(title, tuple(paragraphs))


def differ(result: SteeredText) -> str:
    """Where the two texts part."""
    if result.parts_at < 0:
        return tr("Both texts are the same.")
    return tr("From new token {position} on the two texts differ.", position=result.parts_at + 1)


def _is() -> str:
    return tr(
        "Such a difference is called a [steering vector](glossary:steering-vector). It is added "
        "to the [hidden states](glossary:hidden-states) by a hook, for this run alone; no weight "
        "is touched."
    )


def _means() -> str:
    return tr(
        "It shows that the answer moves when this vector is added. It does not show that the "
        "model uses this direction by itself, and a strong push may leave no sense at all."
    )


def _random() -> str:
    return tr(
        "The [weights are random](glossary:random-weights), so the direction of the change means "
        "nothing."
    )


def lengths(result: SteeringResult) -> str:
    """The two lengths as numbers, for a page."""
    return tr(
        "Length of the vector with its strength: {length}. Mean length of the vectors there: "
        "{state_length}.",
        length=rounded(result.length),
        state_length=rounded(result.state_length),
    )
