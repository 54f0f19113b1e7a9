"""What a run shows on a page: tokens, tensors, answers, texts that were written."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.answers.protocol import (
    AnswerChosen,
    QuestionAnswered,
    TargetRan,
    TaskRun,
    TextsCompared,
    TokensLabelled,
)
from explorer.features.generation.protocol import Generated
from explorer.protocol.run import Candidate, Prediction, RunResult, TensorInfo, Token
from explorer.text import byte_pieces as pieces
from explorer.text import numbers
from explorer.text.drawing import heat_map
from explorer.text.markup import MOST_ROWS, figure, safe, table_markup
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


def _tensors(given: Sequence[TensorInfo], returned: Sequence[TensorInfo]) -> str:
    rows = [
        (way, safe(one.name), safe(one.dtype), safe(numbers.shape(one.shape)), safe(one.values))
        for way, infos in (("given", given), ("returned", returned))
        for one in infos
    ]
    return table_markup(("", "Tensor", "dtype", "Shape", tr("First values")), rows)


def _bar(share: float) -> str:
    wide = min(max(share, 0.0), 1.0) * 10
    return f'<span class="bar" style="width:{wide:.3f}em"></span>'


def _bars(candidates: Sequence[Candidate], most: int = MOST_ROWS) -> str:
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
        parts.append(f"<h4>{safe(caption)}</h4>{_bars(one.candidates, most)}")
    return "".join(parts)


def ran(ran: RunResult) -> str:
    """One run: tokens, answers, tensors."""
    note = f"<p>{safe(ran.note)}</p>" if ran.note else ""
    return (
        tokens(ran.rows)
        + predictions(ran.predictions, len(ran.rows))
        + note
        + _tensors(ran.inputs, ran.outputs)
    )


def _told(run: TaskRun) -> str:
    return tokens(run.rows) + _tensors(run.inputs, run.outputs)


def labelled(answer: TokensLabelled) -> str:
    """The label of every token."""
    rows = [
        (
            str(place + 1),
            safe(answer.run.rows[place][one.position].shown),
            safe(one.label),
            safe(numbers.percent(one.probability)),
        )
        for place, row in enumerate(answer.tokens)
        for one in row[:_MOST_TOKENS]
    ]
    return tokens(answer.run.rows) + table_markup(
        (tr("Text"), "Token", "Label", "Probability"), rows, (0, 3)
    )


def answered(answer: QuestionAnswered) -> str:
    """Answers in a context."""
    rows = [(safe(one.text), safe(numbers.percent(one.probability))) for one in answer.answers]
    return _told(answer.run) + table_markup(("Answer", "Probability"), rows, (1,))


def chosen(answer: AnswerChosen) -> str:
    """The choices, likeliest first."""
    return _told(answer.run) + _bars(answer.choices)


def target(answer: TargetRan) -> str:
    """What the decoder was given, and what comes next."""
    given = f"<h4>What the decoder was given</h4>{tokens((answer.target_tokens,))}"
    return tokens(answer.run.rows) + given + predictions(answer.predictions[-1:], 1)


def texts(answer: TextsCompared) -> str:
    """How alike texts are."""
    count = answer.cosine.shape[0]
    texts = answer.request.texts or tuple(tr("Row {n}", n=n + 1) for n in range(count))

    def told(row: int, column: int) -> str:
        return tr(
            "{texts} and {texts2}: {cosine:.3f}",
            texts=texts[row],
            texts2=texts[column],
            cosine=float(answer.cosine[row, column]),
        )

    low = min(0.0, float(answer.cosine.min()))
    picture = heat_map(answer.cosine, texts, texts, low, 1.0, tr("How alike the texts are"), told)
    return _told(answer.run) + figure(picture, safe(answer.how))


def generated(text: Generated) -> str:
    """A text that was written on, step by step."""
    before = safe(pieces.joined(text.prompt))
    written = f'<p class="written"><span>{before}</span><b>{safe(text.text)}</b></p>'
    rows = [
        (
            str(step),
            safe(one.token.shown),
            str(one.token.id),
            safe(numbers.percent(one.probability)),
            safe(numbers.percent(one.after)),
            tr("by hand") if one.by_hand else "",
        )
        for step, one in enumerate(text.tokens[:MOST_ROWS], start=1)
    ]
    heads = ("Step", "Token", "ID", "Probability", tr("With the settings"), "")
    following = [Candidate(one.text, one.id, one.after, one.logit) for one in text.next[:10]]
    more = f"<h4>What could come next</h4>{_bars(following)}" if following else ""
    return written + table_markup(heads, rows, (0, 2, 3, 4)) + more
