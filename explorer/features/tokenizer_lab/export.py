"""The tokens of several tokenizers as a table, and on a saved page."""

from __future__ import annotations

from explorer.features.tokenizer_lab import explain
from explorer.features.tokenizer_lab.protocol import StepsShown, TokenizersCompared
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.table import Table, make_table
from explorer.text.translation import tr

_MOST_TOKENS = 300


def tokens_table(result: TokenizersCompared) -> Table:
    """One line for each token of each tokenizer; `start` and `end` are characters of the text."""
    return make_table(
        ("tokenizer", "class", "kind", "vocabulary", "position", "piece", "bytes", "id", "special",
         "start", "end"),
        (
            (item.source.name, item.class_name, item.kind, item.vocabulary, position, token.piece,
             token.raw.hex(" ").upper(), token.id, token.special,
             token.start if token.start >= 0 else None, token.end if token.start >= 0 else None)
            for item in result.read
            for position, token in enumerate(item.row, start=1)
        ),
    )  # fmt: skip


def compared(result: TokenizersCompared) -> str:
    """A line for each tokenizer, then its tokens."""
    rows = [
        (
            safe(item.source.name),
            safe(explain.about(item)),
            numbers.count(item.own),
            f"{result.per_token(item):.1f}",
            safe(" ".join(token.shown for token in item.row[:_MOST_TOKENS])),
        )
        for item in result.read
    ]
    heads = (tr("Tokenizer"), "", tr("Tokens"), tr("Characters per token"), "")
    return f"<p>{safe(result.request.text)}</p>" + table_markup(heads, rows, (2, 3))


def steps(result: StepsShown) -> str:
    """Every step with its sentence and its pieces."""
    rows = [
        (
            safe(explain.step_sentence(result, number)),
            safe(" | ".join(token.shown or token.piece for token in step.pieces)),
        )
        for number, step in enumerate(result.steps)
    ]
    return table_markup(("", ""), rows, ())
