"""Why, on a saved page and as a table."""

from __future__ import annotations

import numpy as np

from explorer.features.why import explain, summary
from explorer.features.why.protocol import (
    ContributionsResult,
    GradientsResult,
    MapResult,
    PartsResult,
    WordsResult,
)
from explorer.features.why.summary import Findings
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.table import Table, make_table
from explorer.text.translation import tr


def words(result: WordsResult) -> str:
    """Every word with what is left of the answer without it."""
    if result.question is None:
        return f"<p>{safe(result.note)}</p>"
    rows = [
        (
            safe(word.text),
            safe(_share(result.probabilities[n])),
            safe(result.names.get(int(result.best[n]), "")),
        )
        for n, word in enumerate(result.words)
    ]
    heads = (tr("Without"), tr("Probability"), tr("Likeliest then"))
    asked = f"{summary.quoted(result.question.name)} · {explain.asked(result)}"
    return f"<p>{safe(asked)}</p>" + table_markup(heads, rows, (1,))


def parts(result: PartsResult) -> str:
    """Points of probability that the answer gains or loses with each part off."""
    question = result.question
    if question is None:
        return f"<p>{safe(result.note)}</p>"
    most = result.heads.shape[1] if result.heads.ndim == 2 else 0
    rows = [
        (
            safe(summary.row_name(row)),
            *(safe(_points(value, question.probability)) for value in result.heads[n]),
        )
        for n, row in enumerate(result.rows)
    ]
    heads = ("", *(tr("head {head}", head=head + 1) for head in range(most)))
    return table_markup(heads, rows, tuple(range(1, most + 1))) if rows else ""


def patch_map(result: MapResult) -> str:
    """The probability of the answer with each vector put in."""
    if result.question is None:
        return f"<p>{safe(result.note)}</p>"
    rows = [
        (safe(summary.layer_of(result, n)), *(safe(_share(value)) for value in row))
        for n, row in enumerate(result.values)
    ]
    heads = ("", *(safe(summary.token_name(token)) for token in result.counterpart))
    sentence = f"<p>{safe(summary.map_sentence(result))}</p>"
    return sentence + table_markup(heads, rows, tuple(range(1, len(heads))))


def gradients(result: GradientsResult) -> str:
    """What each token adds to the logit."""
    if result.question is None:
        return f"<p>{safe(result.note)}</p>"
    rows = [
        (safe(summary.token_name(token)), f"{part:+.4f}")
        for token, part in zip(result.tokens, result.parts, strict=True)
    ]
    checks = "".join(f"<p><small>{safe(check.sentence)}</small></p>" for check in result.checks)
    return table_markup((tr("Token"), tr("Adds to the logit")), rows, (1,)) + checks


def contributions(result: ContributionsResult) -> str:
    """What each part adds to the logit."""
    if result.question is None:
        return f"<p>{safe(result.note)}</p>"
    rows = [
        (safe(explain.part_name(result, n)), f"{value:+.4f}")
        for n, value in enumerate(result.values)
    ]
    checks = "".join(f"<p><small>{safe(check.sentence)}</small></p>" for check in result.checks)
    return table_markup((tr("Part"), tr("Adds to the logit")), rows, (1,)) + checks


def table(findings: Findings) -> Table:
    """One line for each intervention, with the probability of the answer that it leaves."""
    rows: list[tuple[object, ...]] = []
    question = findings.question
    if question is not None:
        rows.append(("nothing", "", "", "", "", question.name, question.probability))
    if findings.words is not None:
        done = "left out" if findings.words.filler < 0 else "replaced"
        rows += [
            (done, "", "", " ".join(str(p + 1) for p in word.positions), word.text, "", share)
            for word, share in zip(findings.words.words, findings.words.probabilities, strict=True)
        ]
    if findings.swaps is not None:
        rows += [
            ("other word", "", "", swap.position + 1, swap.name, "", swap.probability)
            for swap in findings.swaps.swaps
        ]
    if findings.parts is not None:
        rows += _parts_rows(findings.parts)
    if findings.gradients is not None:
        rows += [
            ("integrated gradient", "", "", n + 1, token.shown, "", "", part)
            for n, (token, part) in enumerate(
                zip(findings.gradients.tokens, findings.gradients.parts, strict=True)
            )
        ]
    if findings.contributions is not None:
        rows += [
            (
                "adds to the logit",
                explain.part_name(findings.contributions, n),
                "",
                "",
                "",
                "",
                "",
                v,
            )
            for n, v in enumerate(findings.contributions.values)
        ]
    if findings.map is not None:
        rows += [
            (
                "vector put in",
                summary.layer_of(findings.map, n),
                "",
                place + 1,
                token.shown,
                "",
                value,
            )
            for n, row in enumerate(findings.map.values)
            for place, (token, value) in enumerate(zip(findings.map.counterpart, row, strict=True))
        ]
    heads = (
        "intervention", "layer", "head", "position", "token", "answer", "probability", "logit",
    )  # fmt: skip
    return make_table(heads, [(*row, "", "")[: len(heads)] for row in rows])


def _parts_rows(result: PartsResult) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        ("head off", summary.row_name(row), head + 1, "", "", "", result.heads[n, head])
        for n, row in enumerate(result.rows)
        for head in range(row.heads)
    ]
    for done, shares in (("attention off", result.attention),
                         ("feed-forward off", result.feed_forward)):  # fmt: skip
        rows += [
            (done, layer + 1, "", "", "", "", share)
            for layer, share in enumerate(shares)
            if not np.isnan(share)
        ]
    return rows


def _share(value: float) -> str:
    return "" if np.isnan(value) else numbers.percent(float(value))


def _points(value: float, before: float) -> str:
    return "" if np.isnan(value) else summary.points(float(value) - before)
