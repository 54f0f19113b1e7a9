"""A class as CSV, and on a saved page."""

from __future__ import annotations

import math

from explorer.features.class_results import explain
from explorer.features.class_results.protocol import ClassAnswer, ClassRead
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.table import Table, make_table
from explorer.text.translation import tr

_MOST_COLUMNS = 6


def class_table(result: ClassRead) -> Table:
    """One line for each page; two columns for each text: the answer, and its probability."""
    heads = ["learner", "file", "saved", "lesson_pages_done", "lesson_pages", "runs", "why"]
    for question in result.questions:
        name = explain.question(question)
        heads += [name, f"probability: {name}"]
    return make_table(
        heads,
        (
            (
                row.name, row.file, row.saved,
                *((None,) * 3 if row.why else (row.pages_done, row.pages, row.runs)),
                row.why,
                *(cell for question in result.questions
                  for cell in _cells(row.answers.get(question))),
            )
            for row in result.rows
        ),
    )  # fmt: skip


def _cells(answer: ClassAnswer | None) -> tuple[str | None, float | None]:
    if answer is None:
        return None, None
    return answer.text, None if math.isnan(answer.probability) else answer.probability


def markup(result: ClassRead) -> str:
    """The table as it is in the window, with the texts that most learners ran."""
    questions = result.questions[:_MOST_COLUMNS]
    heads = (
        tr("Learner"), tr("Lesson pages"), tr("Runs"),
        *(safe(explain.question(question)) for question in questions),
    )  # fmt: skip
    rows = [
        (
            safe(row.learner),
            safe(row.why) if row.why else safe(explain.pages(row)),
            "" if row.why else numbers.count(row.runs),
            *(safe(explain.answer(row.answers.get(question))) for question in questions),
        )
        for row in result.rows
    ]
    return f"<p>{safe(explain.headline(result))}</p>" + table_markup(heads, rows, (2,))
