"""What the page of a session shows of two models side by side."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.attention.protocol import HeadResult
from explorer.features.compare.protocol import (
    AttentionChange,
    ComparedFlowResult,
    ComparedHeadsResult,
    ComparedHiddenStatesResult,
    ComparisonResult,
    HiddenPair,
)
from explorer.features.flow import export as flow_export
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.drawing import heat_map
from explorer.text.markup import figure, safe, table_markup
from explorer.text.run_markup import tokens
from explorer.text.table import Table, make_table, matrix, numbered_tokens
from explorer.text.translation import tr

_MOST_SIDE = 256
"""Rows and columns of a drawn map, as of one model's."""


def ran(result: ComparisonResult) -> str:
    """The answers of both, and how much the map in sight differs."""

    def share(value: float | None, is_score: bool) -> str:
        if value is None:
            return "–"
        return safe(numbers.score(value) if is_score else numbers.percent(value))

    parts = [f"<p>{safe(result.sentence)}</p>", tokens(result.main.ran.rows)]
    heads = (
        tr("Answer"),
        safe(f"{result.other.summary.name} ({result.other.summary.state})"),
        safe(f"{result.main.summary.name} ({result.main.summary.state})"),
    )
    for pair in result.predictions:
        rows = [
            (
                safe(answer.text),
                share(answer.other, answer.is_score),
                share(answer.main, answer.is_score),
            )
            for answer in pair.answers
        ]
        parts.append(f"<h4>{safe(pair.caption)}</h4>{table_markup(heads, rows, (1, 2))}")
    parts.append(_change(result.attention, result.other.head, result.main.head))
    return "".join(parts)


def looked(result: ComparedHeadsResult) -> str:
    """How much one map of both differs."""
    return _change(result.attention, result.other, result.main)


def hidden(result: ComparedHiddenStatesResult) -> str:
    """How far apart the vectors of both are."""
    parts = [_states(stack) for stack in result.stacks if stack.cosine.size]
    return "".join(parts) or f"<p>{safe(result.note)}</p>"


def both_flow(result: ComparedFlowResult) -> str:
    """What was measured layer by layer, of one model and then of the other."""
    parts = [f"<p>{safe(result.note)}</p>"] if result.note else []
    both = result.both
    for picture, name in (
        (result.other, both.other.summary.name if both else tr("The other model")),
        (result.main, both.main.summary.name if both else tr("The model in memory")),
    ):
        parts.append(f"<h4>{safe(name)}</h4>{flow_export.flow(picture)}")
    return "".join(parts)


def _change(change: AttentionChange | None, other: HeadResult, main: HeadResult) -> str:
    if change is None:
        why = next((result.note for result in (other, main) if result.note), "")
        return f"<p>{safe(why)}</p>" if why else ""
    if not change.change.size:
        return f"<p>{safe(change.note)}</p>"
    values = change.change[:_MOST_SIDE, :_MOST_SIDE]
    rows = _names([main.from_tokens[place] for place in change.main_from])
    columns = _names([main.to_tokens[place] for place in change.main_to])

    def describe(row: int, column: int) -> str:
        was = float(other.weights[change.other_from[row], change.other_to[column]])
        now = float(main.weights[change.main_from[row], change.main_to[column]])
        return tr(
            "{tokens}: attention {other_weight} in the other model, {main_weight} in the model in "
            "memory",
            tokens=f"{rows[row]} → {columns[column]}",
            other_weight=numbers.share(was),
            main_weight=numbers.share(now),
        )

    high = max(float(values.max()), 1e-6)
    title = tr("How much attention differs, {title}", title=main.title)
    picture = heat_map(values, rows, columns, 0.0, high, title, describe)
    return figure(
        picture, tr("{title}: a full cell is {high}", title=safe(title), high=numbers.rounded(high))
    )


def _states(stack: HiddenPair) -> str:
    values, columns = stack.cosine[:, :_MOST_SIDE], _names(stack.tokens)

    def describe(row: int, column: int) -> str:
        return tr(
            "{token}, {layer}: cosine similarity {cosine}",
            token=columns[column],
            layer=stack.names[row],
            cosine=f"{float(values[row, column]):.3f}",
        )

    title = tr("Cosine similarity of both models, {title}", title=stack.title.lower())
    low = min(0.0, float(values.min()))
    picture = heat_map(values, stack.names, columns, low, 1.0, title, describe)
    return figure(picture, tr("{title}: a full cell is 1", title=safe(title)))


def _names(rows: Sequence[Token]) -> list[str]:
    return [row.shown or row.piece for row in rows[:_MOST_SIDE]]


def answers_table(both: ComparisonResult) -> Table:
    """What both models say, answer beside answer."""
    return make_table(
        (
            "about",
            "answer",
            "number",
            both.other.summary.name,
            tr("{name} (loaded)", name=both.main.summary.name),
        ),
        (
            (
                pair.caption,
                answer.text,
                tr("score") if answer.is_score else tr("probability"),
                answer.other,
                answer.main,
            )
            for pair in both.predictions
            for answer in pair.answers
        ),
    )


def attention_change_table(change: AttentionChange, main: HeadResult) -> Table:
    """The size of each difference, of the tokens that both models have."""
    return matrix(
        change.change,
        numbered_tokens([main.from_tokens[place] for place in change.main_from]),
        numbered_tokens([main.to_tokens[place] for place in change.main_to]),
        "from \\ to",
    )


def hidden_table(stack: HiddenPair) -> Table:
    """The cosine similarity of both models' vectors, of each layer and token."""
    return matrix(stack.cosine, stack.names, numbered_tokens(stack.tokens), "layer")
