"""Surprise on a saved page, and as a table."""

from __future__ import annotations

from explorer.features.surprise import explain
from explorer.features.surprise.protocol import SurpriseResult
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.page_markup_names import token_names
from explorer.text.table import Table, make_table
from explorer.text.translation import tr

_MOST_ROWS = 400


def surprise(result: SurpriseResult) -> str:
    """Every token with its probability, and what was expected."""
    if not result.scored:
        return f"<p>{safe(result.note)}</p>"
    names = token_names(result.tokens)
    rows = [
        (
            str(place + 1),
            safe(names[place]) if place < len(names) else "",
            safe(numbers.percent(float(result.probabilities[place]))),
            explain.bits(result, place),
            numbers.count(int(result.ranks[place])),
            safe(result.words.get(int(result.best[place]), "")),
        )
        for place in result.scored[:_MOST_ROWS]
    ]
    heads = ("", tr("Token"), tr("Probability"), tr("Bits"), tr("Rank"), tr("Expected"))
    return (
        f"<p>{safe(explain.headline(result))}</p>"
        + table_markup(heads, rows, (2, 3, 4))
        + f"<p><small>{safe(explain.how(result))}</small></p>"
    )


def surprise_table(result: SurpriseResult) -> Table:
    """One line for each token that the model was asked for."""
    surprisals = result.surprisals
    return make_table(
        ("position", "token", "id", "probability", "bits", "rank", "expected", "expected_id",
         "expected_probability"),
        (
            (
                place + 1, result.tokens[place].shown, result.tokens[place].id,
                result.probabilities[place], surprisals[place], int(result.ranks[place]),
                result.words.get(int(result.best[place]), ""), int(result.best[place]),
                result.best_probabilities[place],
            )
            for place in result.scored
        ),
    )  # fmt: skip
