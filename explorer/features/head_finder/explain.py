"""What heads look at, in words."""

from __future__ import annotations

import math
from collections.abc import Callable

from explorer.features.head_finder.protocol import JOBS, LEAST, HeadJob, HeadScores, ScoredLayer
from explorer.protocol.explanation import Explanation
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import capital, ntr, percent, share
from explorer.text.phrases import bold, head_place, named, word
from explorer.text.translation import tr

_MOST_NAMED = 2
"""Heads of each job that are named in words, the strongest first."""

TITLES: dict[HeadJob, str] = {
    "previous": tr("Looks at the token before"),
    "first": tr("Looks at the first token"),
    "same": tr("Looks at the same token"),
    "induction": tr("Continues a list (induction)"),
}


def head_name(layer: ScoredLayer, head: int) -> str:
    """`head 1 of layer 2`, in a model of two stacks `head 1 of encoder layer 2`."""
    return head_place(HeadPlace(layer.kind, layer.layer, head))


def head(
    result: HeadScores, job: int, layer: int, number: int, mark: Callable[[str], str] = str
) -> str:
    """What one head does: "Head 1 of layer 2 looks at the token before: …", its share marked."""
    value = float(result.scores[job, layer, number])
    name = head_name(result.layers[layer], number)
    if math.isnan(value):
        return capital(tr("{name}: not measured", name=name))
    marked = mark(share(value))
    sentences = {
        "previous": tr(
            "{name} looks at the token before: {share} of its attention.",
            name=name, share=marked,
        ),
        "first": tr(
            "{name} looks at the first token: {share} of its attention.",
            name=name, share=marked,
        ),
        "same": tr(
            "{name} looks at the same token, itself or a repeat: {share} of its attention.",
            name=name, share=marked,
        ),
        "induction": tr(
            "{name} looks for the same token earlier and at what came after it: {share} of its "
            "attention.",
            name=name, share=marked,
        ),
    }  # fmt: skip
    # As a whole: before the name a language may need an article.
    return capital(sentences[JOBS[job]])


def measured_on(result: HeadScores, job: int) -> str:
    """On what a score was measured, and what attention that is spread evenly would give."""
    even = [float(value) for value in result.even[job] if not math.isnan(value)]
    if not even:
        return tr("Not measured.")
    low, high = percent(min(even)), percent(max(even))
    spread = low if low == high else tr("{low} to {high}", low=low, high=high)
    if JOBS[job] == "induction":
        return tr(
            "Measured on {length} random tokens, repeated once; evenly spread attention would give "
            "{share}.",
            length=result.length,
            share=spread,
        )
    return tr("Measured on your text; evenly spread attention would give {share}.", share=spread)


def strongest(result: HeadScores, job: int) -> str:
    """The head that does this the most, or why there is none."""
    best = result.strongest(job)
    if best is None:
        if JOBS[job] == "induction" and result.random_note:
            return result.random_note
        return tr("Not measured: the text has one token.")
    layer, number = best
    value = share(float(result.scores[job, layer, number]))
    name = head_name(result.layers[layer], number)
    if not result.has_job(job, layer, number):
        return tr("No head stands out. The most is {share}, {head}.", share=value, head=name)
    count = sum(1 for _ in with_job(result, job))
    if count == 1:
        return capital(tr("{head} does: {share} of its attention.", head=name, share=value))
    return ntr(
        "{count} head does, {head} the most: {share} of its attention.",
        "{count} heads do, {head} the most: {share} of its attention.",
        count,
        head=name,
        share=value,
    )


def with_job(result: HeadScores, job: int) -> list[tuple[int, int]]:
    """The (layer, head) that have a job, the strongest first."""
    places = [
        (layer, number)
        for layer, scored in enumerate(result.layers)
        for number in range(scored.heads)
        if result.has_job(job, layer, number)
    ]
    return sorted(places, key=lambda place: -float(result.scores[job, place[0], place[1]]))


def headline(result: HeadScores) -> str:
    """How many heads have one of the four jobs."""
    every = sum(layer.heads for layer in result.layers)
    known = {place for job in range(len(JOBS)) for place in with_job(result, job)}
    if not known:
        return ntr(
            "The only head does not stand out in any of the four.",
            "None of {count} heads stands out in any of the four.",
            every,
        )
    if len(known) == 1:
        return ntr(
            "The only head stands out in at least one of the four.",
            "One of {count} heads stands out in at least one of the four.",
            every,
        )
    return ntr(
        "{standing_out} of {count} head stands out in at least one of the four.",
        "{standing_out} of {count} heads stand out in at least one of the four.",
        every,
        standing_out=len(known),
    )


def notes(result: HeadScores) -> str:
    """What the scores are of, and what was left out."""
    parts = [
        tr(
            "A head stands out where it gives {least} of its attention or more, and at least "
            "twice what evenly spread attention would. Where a head looks is not what it does: "
            "open it, or switch it off, to see.",
            least=percent(LEAST).replace(".0", ""),
        )
    ]
    if result.left_out:
        parts.append(
            ntr(
                "Left out: {count} attention that looks at another text, or has no share for "
                "each token.",
                "Left out: {count} attentions that look at another text, or have no share for "
                "each token.",
                result.left_out,
            )
        )
    return " ".join(parts)


def scores(result: HeadScores, summary: ModelSummary | None) -> Explanation:
    """Which heads stand out, and on what they were measured."""
    if not result.layers:
        return Explanation(tr("No heads to score"), (named(result.note),))
    paragraphs = [
        tr(
            "Each [attention head](glossary:attention-head) was asked four questions: what share "
            "of its attention goes to the token before, to the [first "
            "token](glossary:attention-sink), to the same token, and, in a random list that is "
            "repeated once, to the token that came after the same one the first time "
            "([induction](glossary:induction-head))."
        )
    ]
    sentences = []
    for job in range(len(JOBS)):
        places = with_job(result, job)[:_MOST_NAMED]
        sentences += [head(result, job, *place, bold) for place in places]
    paragraphs.append(" ".join(sentences) if sentences else capital(headline(result)))
    about = tr(
        "The first three are means over all tokens of your text but the first. Induction is a mean "
        "over the second list of {length} random tokens, so it does not depend on your text.",
        length=result.length,
    )
    if result.first is not None and result.first.special:
        about += " " + tr("The first token is {token}.", token=word(result.first))
    paragraphs.append(about)
    if summary is not None and summary.is_noise:
        paragraphs.append(
            tr("The [weights are random](glossary:random-weights): what stands out here is chance.")
        )
    return Explanation(tr("What each head looks at"), tuple(paragraphs))
