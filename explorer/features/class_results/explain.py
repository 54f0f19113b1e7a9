"""What a class of results is, in words with its own numbers."""

from __future__ import annotations

import math
import os

from explorer.features.class_results.protocol import (
    AskedText,
    ClassAnswer,
    ClassRead,
    ClassRow,
    ResultsRead,
    ResultsSaved,
)
from explorer.features.class_results.results_page import summary, title_of
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.phrases import bold, named, term
from explorer.text.translation import tr

_LONGEST = 60


def headline(result: ClassRead) -> str:
    """How many pages were read, and how many cannot be."""
    sentences = [
        numbers.ntr(
            "{read} of {count} page read.",
            "{read} of {count} pages read.",
            result.total,
            read=numbers.count(len(result.rows)),
        )
        if not result.complete
        else numbers.ntr("{count} page read.", "{count} pages read.", result.total)
        if result.total
        else tr("There is no results page in this folder.")
    ]
    bad = len(result.rows) - len(result.good)
    if bad:
        sentences.append(numbers.ntr("{count} cannot be used.", "{count} cannot be used.", bad))
    if result.more:
        sentences.append(
            numbers.ntr(
                "{count} more page was left out, because there are too many.",
                "{count} more pages were left out, because there are too many.",
                result.more,
            )
        )
    return " ".join(sentences)


def pages(row: ClassRow) -> str:
    """How far a learner is in the lessons; empty where none was begun."""
    if not row.pages:
        return ""
    return tr("{done} of {pages}", done=numbers.count(row.pages_done), pages=row.pages)


def answer(given: ClassAnswer | None) -> str:
    """An answer in a cell: with its probability where it has one."""
    if given is None:
        return ""
    if math.isnan(given.probability):
        return given.text
    return f"{given.text} {numbers.percent(given.probability)}"


def question(asked: AskedText) -> str:
    """The text, the model and what was changed in it, as the name of a column."""
    parts = (asked.text, asked.model, asked.weights, asked.changed)
    return " · ".join(part for part in parts if part)


def a_class(result: ClassRead, summary: ModelSummary | None) -> Explanation:
    """How many learners, what they ran alike, and how their answers differ."""
    page = term(tr("results pages"), "results-page")
    paragraphs = [
        tr(
            "These are the {pages} in one folder, one learner in each row. {headline}",
            pages=page,
            headline=named(headline(result)),
        )
    ]
    if result.questions:
        paragraphs.append(_most_asked(result, result.questions[0]))
    paragraphs.append(
        tr(
            "A column shows the newest answer to the same text by the same model. Where the "
            "weights are the same the answers are too; another answer comes from other weights, "
            "or from something that was changed."
        )
    )
    paragraphs.append(
        tr(
            "The pages are read as data. Nothing in them is run, and nothing is sent anywhere. "
            "Anybody can edit such a page, so it proves nothing."
        )
    )
    return Explanation(tr("A class"), tuple(paragraphs))


def _most_asked(result: ClassRead, asked: AskedText) -> str:
    answers = [row.answers[asked].text for row in result.good if asked in row.answers]
    several = len(set(answers))
    ran = numbers.ntr(
        "{learners} learner ran {text} with {model}.",
        "{learners} learners ran {text} with {model}.",
        len(answers),
        learners=bold(numbers.count(len(answers))),
        text=f"“{named(numbers.shortened(asked.text, _LONGEST))}”",
        model=named(asked.model),
    )
    if len(answers) == 1:
        return ran
    answered = (
        tr("All got “{answer}”.", answer=named(numbers.shortened(answers[0], _LONGEST)))
        if several == 1
        else numbers.ntr("They got {count} answer.", "They got {count} answers.", several)
    )
    return f"{ran} {answered}"


def a_learner(result: ResultsRead, model: ModelSummary | None) -> Explanation:
    """Whose page it is, and what is on it."""
    results = result.results
    paragraphs = [
        tr(
            "{name} saved this page on {day}: {summary}",
            name=bold(named(results.name or os.path.basename(result.request.path))),
            day=named(results.saved),
            summary=named(summary(results)),
        ),
        tr(
            "Each run has its text, the model, its answers, the learner's note, and the picture "
            "where Flow was open."
        ),
    ]
    return Explanation(named(title_of(results)), tuple(paragraphs))


def saved(result: ResultsSaved, model: ModelSummary | None) -> Explanation:
    """Where the page is, what is on it, and what is not."""
    return Explanation(
        tr("Your results"),
        (
            tr(
                "Your {page} is in {path}: {summary} It takes {size}.",
                page=term(tr("results page"), "results-page"),
                path=named(result.path),
                summary=named(summary(result.results)),
                size=numbers.bytes_(result.bytes),
            ),
            tr(
                "Any browser opens it, without a network. Hand in the file; your teacher opens a "
                "folder of them with File ▸ Open a class."
            ),
        ),
    )
