"""What each layer would say, on a saved page and as a table."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.page_markup_names import token_names
from explorer.text.table import Table, make_table
from explorer.text.translation import tr


def lens(result: LogitLensResult) -> str:
    """What each layer would say, at the first places."""
    if not result.ids.size:
        return f"<p>{safe(result.note)}</p>"
    places = range(min(result.ids.shape[1], 12))
    heads = (tr("After"), *(safe(token_names(result.tokens)[place]) for place in places))
    rows = [
        (
            safe(numbers.capital(name)),
            *(
                f"{safe(result.words.get(int(result.ids[row, place, 0]), '?'))} "
                f"<small>{safe(numbers.percent(float(result.probabilities[row, place, 0])))}"
                "</small>"
                for place in places
            ),
        )
        for row, name in enumerate(result.names)
    ]
    return table_markup(heads, rows) + f"<p><small>{safe(result.how)}</small></p>"


def lens_table(result: LogitLensResult) -> Table:
    """What every layer says at every place that was asked about."""
    layers, places, top = result.ids.shape

    def lines() -> Iterator[tuple[object, ...]]:
        for row in range(layers):
            for place in range(places):
                for rank in range(top):
                    id_ = int(result.ids[row, place, rank])
                    yield (
                        result.names[row], result.start + place + 1, result.tokens[place].shown,
                        rank + 1, result.words.get(id_, ""), id_,
                        result.probabilities[row, place, rank], result.logits[row, place, rank],
                        result.final[row, place],
                    )  # fmt: skip

    return make_table(
        (
            "after", "position", "token", "rank", "answer", "id", "probability", "logit",
            "probability_of_final_answer",
        ),
        lines(),
    )  # fmt: skip
