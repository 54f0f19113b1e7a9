"""Tokens, tensors and predictions of a run as markup of a saved page."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.protocol.run import Candidate, Prediction, TensorInfo, Token
from explorer.text import numbers
from explorer.text.markup import MOST_ROWS, safe, table_markup
from explorer.text.phrases import prediction_title
from explorer.text.translation import tr

_MOST_TOKENS = 400


def tokens(rows: Sequence[Sequence[Token]]) -> str:
    """Each token with its ID under it, a line for each text."""
    lines = []
    for row in rows:
        pieces = [
            f'<span class="token{" special" if token.special else ""}">{safe(token.shown or " ")}'
            f"<small>{token.id}</small></span>"
            for token in row[:_MOST_TOKENS]
        ]
        left = len(row) - _MOST_TOKENS
        if left > 0:
            more = numbers.ntr("{count} more token", "{count} more tokens", left)
            pieces.append(f"<span> {more}</span>")
        lines.append(f'<p class="tokens">{"".join(pieces)}</p>')
    return "".join(lines)


def tensors_markup(given: Sequence[TensorInfo], returned: Sequence[TensorInfo]) -> str:
    rows = [
        (way, safe(info.name), safe(info.dtype), safe(numbers.shape(info.shape)), safe(info.values))
        for way, infos in ((tr("given"), given), (tr("returned"), returned))
        for info in infos
    ]
    return table_markup(("", tr("Tensor"), "dtype", tr("Shape"), tr("First values")), rows)


def bar(share: float) -> str:
    """A probability as a bar."""
    wide = min(max(share, 0.0), 1.0) * 10
    return f'<span class="bar" style="width:{wide:.3f}em"></span>'


def bars(candidates: Sequence[Candidate], most: int = MOST_ROWS) -> str:
    rows = [
        (
            safe(candidate.text),
            "" if candidate.is_score else bar(candidate.probability),
            "" if candidate.is_score else safe(numbers.percent(candidate.probability)),
            numbers.rounded(candidate.logit),
        )
        for candidate in candidates[:most]
    ]
    scores = any(item.is_score for item in candidates)
    last = tr("Score") if scores else tr("Logit")
    return table_markup((tr("Answer"), "", tr("Probability"), last), rows, numbers=(2, 3))


def predictions(rows: Sequence[Prediction], texts: int, most: int = MOST_ROWS) -> str:
    """Each prediction with its answers as bars; `texts` is how many texts were run."""
    parts = []
    for row in rows:
        parts.append(f"<h4>{safe(prediction_title(row, texts))}</h4>{bars(row.candidates, most)}")
    return "".join(parts)
