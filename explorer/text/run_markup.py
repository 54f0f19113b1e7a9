"""Tokens, tensors and predictions of a run as markup of a saved page."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.protocol.run import Candidate, Prediction, TensorInfo, Token
from explorer.text import numbers
from explorer.text.markup import MOST_ROWS, safe, table_markup
from explorer.text.translation import tr

_MOST_TOKENS = 400


def tokens(rows: Sequence[Sequence[Token]]) -> str:
    """Each token with its ID under it, a line for each text."""
    lines = []
    for row in rows:
        pieces = [
            f'<span class="token{" special" if one.special else ""}">{safe(one.shown or " ")}'
            f"<small>{one.id}</small></span>"
            for one in row[:_MOST_TOKENS]
        ]
        left = len(row) - _MOST_TOKENS
        if left > 0:
            pieces.append(f"<span> and {numbers.plural(left, 'more token')}</span>")
        lines.append(f'<p class="tokens">{"".join(pieces)}</p>')
    return "".join(lines)


def tensors_markup(given: Sequence[TensorInfo], returned: Sequence[TensorInfo]) -> str:
    rows = [
        (way, safe(one.name), safe(one.dtype), safe(numbers.shape(one.shape)), safe(one.values))
        for way, infos in (("given", given), ("returned", returned))
        for one in infos
    ]
    return table_markup(("", "Tensor", "dtype", "Shape", tr("First values")), rows)


def _bar(share: float) -> str:
    wide = min(max(share, 0.0), 1.0) * 10
    return f'<span class="bar" style="width:{wide:.3f}em"></span>'


def bars(candidates: Sequence[Candidate], most: int = MOST_ROWS) -> str:
    rows = [
        (
            safe(one.text),
            "" if one.is_score else _bar(one.probability),
            "" if one.is_score else safe(numbers.percent(one.probability)),
            f"{one.logit:.4f}",
        )
        for one in candidates[:most]
    ]
    scores = any(one.is_score for one in candidates)
    last = tr("Score") if scores else tr("Logit")
    return table_markup((tr("Answer"), "", tr("Probability"), last), rows, numbers=(2, 3))


def predictions(said: Sequence[Prediction], texts: int, most: int = MOST_ROWS) -> str:
    """Each prediction with its answers as bars; `texts` is how many texts were run."""
    parts = []
    for one in said:
        caption = one.caption + (
            tr(", text {text_index}", text_index=one.text_index + 1) if texts > 1 else ""
        )
        if one.position >= 0 and one.kind == "mask":
            caption += tr(", place {position}", position=one.position + 1)
        parts.append(f"<h4>{safe(caption)}</h4>{bars(one.candidates, most)}")
    return "".join(parts)
