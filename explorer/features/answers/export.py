"""What a run shows on a page: tokens, tensors, answers, texts that were written."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.answers.protocol import (
    AnswerChosen,
    QuestionAnswered,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.protocol.run import Prediction, RunResult, TensorInfo, Token
from explorer.protocol.task_run import TaskRun
from explorer.text import numbers
from explorer.text.drawing import heat_map
from explorer.text.markup import figure, safe, table_markup
from explorer.text.run_markup import _MOST_TOKENS, bars, predictions, tensors_markup, tokens
from explorer.text.table import Table, make_table, matrix, shape_cell
from explorer.text.translation import tr


def ran(ran: RunResult) -> str:
    """One run: tokens, answers, tensors."""
    note = f"<p>{safe(ran.note)}</p>" if ran.note else ""
    return (
        tokens(ran.rows)
        + predictions(ran.predictions, len(ran.rows))
        + note
        + tensors_markup(ran.inputs, ran.outputs)
    )


def task_run(run: TaskRun) -> str:
    return tokens(run.rows) + tensors_markup(run.inputs, run.outputs)


def labelled(answer: TokensLabelled) -> str:
    """The label of every token."""
    rows = [
        (
            str(place + 1),
            safe(answer.run.rows[place][token.position].shown),
            safe(token.label),
            safe(numbers.percent(token.probability)),
        )
        for place, row in enumerate(answer.tokens)
        for token in row[:_MOST_TOKENS]
    ]
    return tokens(answer.run.rows) + table_markup(
        (tr("Text"), tr("Token"), tr("Label"), tr("Probability")), rows, (0, 3)
    )


def answered(answer: QuestionAnswered) -> str:
    """Answers in a context."""
    rows = [
        (safe(span_answer.text), safe(numbers.percent(span_answer.probability)))
        for span_answer in answer.answers
    ]
    return task_run(answer.run) + table_markup((tr("Answer"), tr("Probability")), rows, (1,))


def chosen(answer: AnswerChosen) -> str:
    """The choices, likeliest first."""
    return task_run(answer.run) + bars(answer.choices)


def target(answer: TargetRan) -> str:
    """What the decoder was given, and what comes next."""
    given = f"<h4>{tr('What the decoder was given')}</h4>{tokens((answer.target_tokens,))}"
    return tokens(answer.run.rows) + given + predictions(answer.predictions[-1:], 1)


def texts(answer: TextsCompared) -> str:
    """How alike texts are."""
    count = answer.cosine.shape[0]
    texts = answer.request.texts or tuple(tr("Row {row}", row=n + 1) for n in range(count))

    def describe(row: int, column: int) -> str:
        return tr(
            "{first} and {second}: cosine similarity {cosine}",
            first=texts[row],
            second=texts[column],
            cosine=numbers.rounded(float(answer.cosine[row, column])),
        )

    low = min(0.0, float(answer.cosine.min()))
    picture = heat_map(
        answer.cosine, texts, texts, low, 1.0, tr("How alike the texts are"), describe
    )
    return task_run(answer.run) + figure(picture, safe(answer.how))


def tokens_table(rows: Sequence[Sequence[Token]]) -> Table:
    """One line for each token of each text."""
    heads = ("text", "position", "token", "shown", "id", "special", "mask", "start", "end")
    return make_table(
        heads,
        (
            (
                text, place, token.piece, token.shown, token.id, token.special, token.mask,
                token.start if token.start >= 0 else "", token.end if token.end >= 0 else "",
            )
            for text, row in enumerate(rows, start=1)
            for place, token in enumerate(row, start=1)
        ),
    )  # fmt: skip


def tensors_table(given: Sequence[TensorInfo], returned: Sequence[TensorInfo]) -> Table:
    """Every tensor that was given or returned; `values` are the first of them, as shown."""
    return make_table(
        ("direction", "name", "dtype", "shape", "low", "high", "values"),
        (
            (way, info.name, info.dtype, shape_cell(info.shape), info.low, info.high, info.values)
            for way, infos in (("given", given), ("returned", returned))
            for info in infos
        ),
    )


def run_table(ran: RunResult) -> Table:
    """The tensors of a run."""
    return tensors_table(ran.inputs, ran.outputs)


def predictions_table(rows: Sequence[Prediction]) -> Table:
    """One line for each answer, best first at each place."""
    return make_table(
        ("text", "position", "about", "rank", "answer", "id", "probability", "logit"),
        (
            (
                row.text_index + 1,
                row.position + 1 or "",
                row.caption,
                rank,
                answer.text,
                answer.id,
                "" if answer.is_score else answer.probability,
                answer.logit,
            )
            for row in rows
            for rank, answer in enumerate(row.candidates, start=1)
        ),
    )


def alike_table(answer: TextsCompared) -> Table:
    """The cosine similarity of each two texts."""
    count = len(answer.cosine)
    texts = answer.request.texts or tuple(tr("Row {row}", row=n + 1) for n in range(count))
    names = [f"{place} {text}" for place, text in enumerate(texts, start=1)]
    return matrix(answer.cosine, names, names, "text")
