"""A table of texts as CSV, and on a saved page."""

from __future__ import annotations

import math

from explorer.features.text_table import explain
from explorer.features.text_table.protocol import ConfusionMatrix, TextTableResult, confusion
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.table import Table, make_table
from explorer.text.translation import tr

_MOST_ROWS = 300
_MOST_LETTERS = 200


def rows_table(result: TextTableResult) -> Table:
    """One line for each row of the table, in its order; rows that did not run have no answer."""
    table = result.request.table
    return make_table(
        ("line", "text", "label", "answer", "answer_id", "probability", "logit", "loss", "right",
         "tokens", "why"),
        (
            (row.number, row.text, row.label, *_none(9)) if answer is None else
            (row.number, row.text, row.label, answer.answer if not answer.why else None,
             answer.answer_id if not answer.why else None, _number(answer.probability),
             _number(answer.logit), _number(answer.loss), answer.right, answer.tokens, answer.why)
            for row, answer in zip(table.rows, result.answers, strict=True)
        ),
    )  # fmt: skip


def _none(count: int) -> tuple[None, ...]:
    return (None,) * (count - 1)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def confusion_table(matrix: ConfusionMatrix) -> Table:
    """A line for each label, a column for each answer."""
    return make_table(
        ("label \\ answer", *matrix.answers),
        ((name, *row) for name, row in zip(matrix.labels, matrix.counts, strict=True)),
    )


def page(result: TextTableResult) -> str:
    """The sums, the confusion matrix and the first rows."""
    rows = []
    for row, answer in list(zip(result.request.table.rows, result.answers, strict=True))[
        :_MOST_ROWS
    ]:
        if answer is None:
            continue
        rows.append(
            (
                numbers.count(row.number),
                safe(numbers.shortened(row.text, _MOST_LETTERS)),
                safe(answer.why or answer.answer),
                "" if answer.why else explain.strength(answer),
                "" if math.isnan(answer.loss) else numbers.rounded(answer.loss),
                safe(row.label),
                explain.verdict(answer),
            )
        )
    heads = ("", tr("Text"), tr("Answer"), tr("Probability"), tr("Loss"), tr("Label"), "")
    text = f"<p>{safe(explain.headline(result))}</p>"
    if result.judged:
        matrix = confusion(result)
        counted = [
            (safe(name), *(numbers.count(value) for value in counts))
            for name, counts in zip(matrix.labels, matrix.counts, strict=True)
        ]
        text += table_markup(
            (tr("Label ↓ Answer →"), *(safe(name) for name in matrix.answers)),
            counted,
            tuple(range(1, len(matrix.answers) + 1)),
        )
    return text + table_markup(heads, rows, (0, 3, 4))
