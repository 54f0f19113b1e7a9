"""A written text on a saved page, and its candidates as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explorer.features.generation.protocol import Generated, StepCandidate
from explorer.text import byte_pieces as pieces
from explorer.text import numbers
from explorer.text.markup import MOST_ROWS, safe, table_markup
from explorer.text.run_markup import bar
from explorer.text.table import Table
from explorer.text.translation import tr


def generated(text: Generated) -> str:
    """A text that was written on, step by step."""
    before = safe(pieces.joined(text.prompt))
    written = f'<p class="written"><span>{before}</span><b>{safe(text.text)}</b></p>'
    rows = [
        (
            str(step),
            safe(token.token.shown),
            str(token.token.id),
            safe(numbers.percent(token.probability)),
            safe(numbers.percent(token.after)),
            tr("chosen by hand") if token.by_hand else "",
        )
        for step, token in enumerate(text.tokens[:MOST_ROWS], start=1)
    ]
    both = tr("The model's own probability"), tr("Probability with the settings")
    heads = (tr("Step"), tr("Token"), "ID", *both, "")
    more = f"<h4>{tr('What could come next')}</h4>{_following(text, both)}" if text.next else ""
    return written + table_markup(heads, rows, (0, 2, 3, 4)) + more


def _following(text: Generated, both: tuple[str, str]) -> str:
    rows = [
        (
            safe(candidate.text),
            bar(candidate.after),
            safe(numbers.percent(candidate.probability)),
            safe(numbers.percent(candidate.after)),
            numbers.rounded(candidate.logit),
        )
        for candidate in text.next[:10]
    ]
    return table_markup((tr("Token"), "", *both, tr("Logit")), rows, (2, 3, 4))


def candidates_table(text: Generated) -> Table:
    """For each step what could have been written, and what was; then what could come next."""
    heads = (
        "step", "written", "by_hand", "rank", "candidate", "id", "logit", "own_probability",
        "probability_with_settings",
    )  # fmt: skip

    def lines(
        step: int, written: str, by_hand: bool, candidates: Sequence[StepCandidate]
    ) -> Iterator[tuple[object, ...]]:
        for rank, candidate in enumerate(candidates, start=1):
            yield (
                step, written, by_hand, rank, candidate.text, candidate.id, candidate.logit,
                candidate.probability,
                candidate.after,
            )  # fmt: skip

    rows: list[tuple[object, ...]] = []
    for step, token in enumerate(text.tokens, start=1):
        rows += lines(step, token.token.shown, token.by_hand, token.candidates)
    rows += lines(len(text.tokens) + 1, "", False, text.next)
    return Table(heads, tuple(rows))
