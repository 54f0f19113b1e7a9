"""What is near what, in words."""

from __future__ import annotations

from explorer.features.nearest.protocol import NearestResult, VectorMap
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import count, joined, ntr, percent, rounded
from explorer.text.phrases import bold, named
from explorer.text.translation import in_quotation_marks, tr

_MOST_NAMED = 3


def quoted(name: str) -> str:
    """A token in quotation marks, without the sign for the space before it."""
    return in_quotation_marks(name.strip("·") or name)


def nearest_title(result: NearestResult) -> str:
    """What the list below is of."""
    if result.request.table == "output":
        return tr("Nearest to {name}, by unembedding", name=quoted(result.name))
    return tr("Nearest to {name}, by embedding", name=quoted(result.name))


def mean(result: NearestResult) -> str:
    """What a cosine has to be compared with."""
    return ntr(
        "Over {count} token the mean is {mean}.",
        "Over all {count} tokens the mean is {mean}.",
        result.rows,
        mean=rounded(result.mean),
    )


def nearest(result: NearestResult, summary: ModelSummary | None) -> Explanation:
    """The nearest tokens and how near they are."""
    if not len(result.ids):
        return Explanation(tr("No nearest tokens"), (named(result.note),))
    first = [
        f"{named(quoted(name))} ({bold(rounded(float(cosine)))})"
        for name, cosine in zip(result.names, result.cosines[:_MOST_NAMED], strict=False)
    ]
    name = bold(named(quoted(result.name)))
    row = (
        ntr(
            "{name} has a row of {count} number in the [unembedding](glossary:unembedding).",
            "{name} has a row of {count} numbers in the [unembedding](glossary:unembedding).",
            result.size,
            name=name,
        )
        if result.request.table == "output"
        else ntr(
            "{name} has a row of {count} number in the [embedding](glossary:embedding).",
            "{name} has a row of {count} numbers in the [embedding](glossary:embedding).",
            result.size,
            name=name,
        )
    )
    most = tr(
        "By [cosine similarity](glossary:cosine-similarity) the rows most like it are those of "
        "{first}.",
        first=joined(first),
    )
    compared = tr("A number says little before it is compared with that.")
    paragraphs = [
        f"{row} {most}",
        f"{named(mean(result))} {compared}",
        tr(
            "The table is the same for every text: it says what a token means in general, not "
            "what it means in your text."
        ),
    ]
    return _with_noise(Explanation(nearest_title(result), tuple(paragraphs)), summary)


def held(result: VectorMap, row: int) -> str:
    """How much of what tells the vectors apart is in the picture."""
    first, second = (float(share) for share in result.shares[row])
    return tr(
        "These two directions hold {total_share} of the variance ({first_share} and "
        "{second_share}).",
        total_share=percent(first + second),
        first_share=percent(first),
        second_share=percent(second),
    )


def notes(result: VectorMap) -> str:
    """What is not in the map, and how it is turned."""
    parts = []
    if len(result.names) > 1:
        parts.append(
            tr(
                "From layer to layer the map is turned and mirrored so that points move as little "
                "as they can, and scaled to fit. Distances count, directions on the page do not."
            )
        )
    if any(token.special for token in result.tokens):
        parts.append(tr("Squares are special tokens."))
    if result.left_out:
        parts.append(
            ntr(
                "The map shows the first {count} token and leaves out {left_out}.",
                "The map shows the first {count} tokens and leaves out {left_out}.",
                len(result.tokens),
                left_out=count(result.left_out),
            )
        )
    several = [word.text for word in result.words if len(word.ids) > 1]
    if several:
        parts.append(
            tr(
                "Several tokens each, so the mean of their rows: {words}.",
                words=joined([quoted(word) for word in several[:6]]),
            )
        )
    if result.unknown:
        unknown = joined([quoted(word) for word in result.unknown[:6]])
        parts.append(tr("The tokenizer does not know {words}.", words=unknown))
    return " ".join(parts)


def vector_map(result: VectorMap, summary: ModelSummary | None) -> Explanation:
    """What the map is of, and what it leaves out."""
    if not len(result.points):
        return Explanation(tr("No map"), (named(result.note),))
    finds = tr(
        "[Principal component analysis](glossary:principal-components) finds the two directions in "
        "which they differ most, and the map shows these two."
    )
    if result.words:
        what = ntr(
            "Each word is a vector of **{count} number**.",
            "Each word is a vector of **{count} numbers**.",
            result.size,
        )
        first = named(held(result, 0))
    else:
        what = ntr(
            "After each layer every token is a vector of **{count} number**.",
            "After each layer every token is a vector of **{count} numbers**.",
            result.size,
        )
        first = tr(
            "Of the [variance](glossary:variance) the map holds {first} at the start, and {last} "
            "after {name}.",
            first=bold(percent(float(result.shares[0].sum()))),
            last=bold(percent(float(result.shares[-1].sum()))),
            name=named(result.names[-1]),
        )
    paragraphs = [f"{what} {finds}", first, named(notes(result))]
    paragraphs.append(
        tr("What is near on the map may be far apart in the directions that it leaves out.")
    )
    explanation = Explanation(tr("A map of vectors"), tuple(text for text in paragraphs if text))
    return _with_noise(explanation, summary)


def _with_noise(explanation: Explanation, summary: ModelSummary | None) -> Explanation:
    if summary is None or not summary.is_noise:
        return explanation
    noise = tr(
        "The [weights are random](glossary:random-weights): what is near here is near by chance."
    )
    return Explanation(explanation.title, (*explanation.paragraphs, noise))
