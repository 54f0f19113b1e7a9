"""What each layer would say, on a saved page and as a table."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.page_markup_names import token_names
from explorer.text.table import Table, make_table


def lens(seen: LogitLensResult) -> str:
    """What each layer would say, at the first places."""
    if not seen.ids.size:
        return f"<p>{safe(seen.note)}</p>"
    places = range(min(seen.ids.shape[1], 12))
    heads = ("After", *(safe(token_names(seen.tokens)[place]) for place in places))
    rows = [
        (
            safe(numbers.capital(name)),
            *(
                f"{safe(seen.words.get(int(seen.ids[row, place, 0]), '?'))} "
                f"<small>{safe(numbers.percent(float(seen.probabilities[row, place, 0])))}</small>"
                for place in places
            ),
        )
        for row, name in enumerate(seen.names)
    ]
    return table_markup(heads, rows) + f"<p><small>{safe(seen.how)}</small></p>"


def lens_table(seen: LogitLensResult) -> Table:
    """What every layer says at every place that was asked about."""
    layers, places, top = seen.ids.shape

    def lines() -> Iterator[tuple[object, ...]]:
        for row in range(layers):
            for place in range(places):
                for rank in range(top):
                    id_ = int(seen.ids[row, place, rank])
                    yield (
                        seen.names[row], seen.start + place + 1, seen.tokens[place].shown,
                        rank + 1, seen.words.get(id_, ""), id_,
                        seen.probabilities[row, place, rank], seen.logits[row, place, rank],
                        seen.final[row, place],
                    )  # fmt: skip

    return make_table(
        (
            "after", "position", "token", "rank", "answer", "id", "probability", "logit",
            "probability_of_final_answer",
        ),
        lines(),
    )  # fmt: skip
