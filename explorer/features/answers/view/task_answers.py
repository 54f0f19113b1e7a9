"""The answers of tasks beyond masks, next tokens and labels of a text, as blocks of widgets."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from explorer.app.theme import Theme
from explorer.features.answers.protocol import (
    AnswerChosen,
    QuestionAnswered,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.features.answers.view.span_text import Mark, SpanText
from explorer.features.media.protocol import FileRunResult
from explorer.protocol.run import Candidate, Prediction
from explorer.protocol.task_run import Answer
from explorer.text import numbers as words
from explorer.text.translation import tr
from explorer.widgets.bars import Bars
from explorer.widgets.blocks import label, with_names
from explorer.widgets.heat_map import HeatMap
from explorer.widgets.token_strip import TokenStrip
from explorer.widgets.token_words import plain, word

_FROM_FILES = ("pixel_values", "flattened_patches", "input_values", "input_features")
_MOST_TOKENS = 40
_LONGEST_NAME = 28


def blocks(look: Theme, answer: Answer) -> list[QWidget]:
    """What an answer says, from top to bottom."""
    build: dict[type, Callable[[Theme, Any], list[QWidget]]] = {
        TokensLabelled: _labelled,
        QuestionAnswered: _question,
        AnswerChosen: _choice,
        TargetRan: _target,
        TextsCompared: _compared,
        FileRunResult: _file,
    }
    return build[type(answer)](look, answer)


def _caption(text: str) -> QWidget:
    return label(text, "muted", wrap=True)


def _labelled(look: Theme, answer: TokensLabelled) -> list[QWidget]:
    widgets: list[QWidget] = []
    several = len(answer.tokens) > 1
    for place, row in enumerate(answer.tokens):
        if several:
            widgets.append(_caption(tr("Text {text_number}", text_number=place + 1)))
        spans = [span for span in answer.spans if span.text_index == place and span.start >= 0]
        if place < len(answer.request.texts):
            marks = [
                Mark(
                    labelled_span.start,
                    labelled_span.end,
                    labelled_span.label,
                    labelled_span.probability,
                )
                for labelled_span in spans
            ]
            text = with_names(
                SpanText(look, answer.request.texts[place], marks), f"spanText.{place + 1}"
            )
            widgets.append(text)
            if not marks:
                widgets.append(_caption(tr("No span: every token got the label that means none.")))
        shown = row[:_MOST_TOKENS]
        tokens = answer.run.rows[place]
        candidates = tuple(
            Candidate(
                f"{word(tokens[token.position])} → {token.label}",
                token.candidates[0].id if token.candidates else 0,
                token.probability,
                token.candidates[0].logit if token.candidates else 0.0,
            )
            for token in shown
        )
        widgets.append(_caption(tr("The likeliest label of each token")))
        widgets.append(
            Bars(look, Prediction("label", place, -1, tr("Labels"), candidates, len(answer.labels)))
        )
        if len(row) > len(shown):
            widgets.append(
                _caption(
                    words.ntr("{count} more token", "{count} more tokens", len(row) - len(shown))
                )
            )
    return widgets


def _question(look: Theme, answer: QuestionAnswered) -> list[QWidget]:
    context = answer.request.context
    if not answer.answers:
        return [_caption(tr("No span of the context has any probability of being the answer."))]
    best = answer.answers[0]
    marks = [Mark(best.start, best.end, "answer", best.probability)] if best.start >= 0 else []
    text = with_names(SpanText(look, context, marks), "answerText")
    bars = Bars(look, answer.ranked()[0])
    bars.setToolTip(tr("That the answer starts and ends there: the two probabilities multiplied"))
    return [text, _caption(tr("Likeliest answers")), bars]


def _choice(look: Theme, answer: AnswerChosen) -> list[QWidget]:
    best = answer.choices[answer.best]
    count = len(answer.choices)
    bars = Bars(look, Prediction("label", 0, -1, tr("Choices"), answer.choices, count))
    return [
        _caption(
            tr(
                "It chooses “{answer}”, {probability}",
                answer=best.text,
                probability=words.percent(best.probability),
            )
        ),
        bars,
    ]


def _target(look: Theme, answer: TargetRan) -> list[QWidget]:
    strip = TokenStrip(look, "targetStrip")
    strip.show_rows((answer.target_tokens,))
    widgets: list[QWidget] = [_caption(tr("What the decoder was given")), strip]
    for prediction in reversed(answer.predictions):
        widgets += [_caption(prediction.caption), Bars(look, prediction)]
    return widgets


def _file(look: Theme, answer: FileRunResult) -> list[QWidget]:
    given = next((info for info in answer.run.inputs if info.name in _FROM_FILES), None)
    name = os.path.basename(answer.request.path)
    widgets = (
        [
            _caption(
                tr(
                    "Of {token}, as {vector} {shape}",
                    token=name,
                    vector=given.name,
                    shape=words.shape(given.shape),
                )
            )
        ]
        if given
        else []
    )
    if answer.target_tokens:
        return [*widgets, *_about_file(look, answer)]
    for prediction in answer.predictions:
        widgets += [_caption(prediction.caption), Bars(look, prediction)]
    return [*widgets, _caption(answer.note)] if answer.note else widgets


_LAST_PLACES = 3
"""Places of an answer whose candidates are shown; the lens shows any."""


def _about_file(look: Theme, answer: FileRunResult) -> list[QWidget]:
    strip = TokenStrip(look, "targetStrip")
    strip.show_rows((answer.target_tokens,))
    sentence = tr("What the decoder was given")
    if answer.written:
        sentence = words.ntr(
            "What the decoder was given, and {count} token that it wrote itself",
            "What the decoder was given, and {count} tokens that it wrote itself",
            answer.written,
        )
    widgets: list[QWidget] = [_caption(sentence), strip]
    for prediction in list(reversed(answer.predictions))[:_LAST_PLACES]:
        widgets += [_caption(prediction.caption), Bars(look, prediction)]
    if len(answer.predictions) > _LAST_PLACES:
        widgets.append(_caption(tr("Layer by layer shows the answers at every earlier token too.")))
    return widgets


def _compared(look: Theme, answer: TextsCompared) -> list[QWidget]:
    count = answer.cosine.shape[0]
    texts = answer.request.texts or tuple(tr("Row {row}", row=n + 1) for n in range(count))
    if count < 2:
        return [
            _caption(
                tr(
                    "{how_pooled} Add another sentence, and the two are compared.",
                    how_pooled=answer.how,
                )
            )
        ]
    names = tuple(f"{place}  {_short(text)}" for place, text in enumerate(texts, start=1))
    numbers = tuple(str(place) for place in range(1, count + 1))
    low = min(0.0, float(answer.cosine.min()))
    shown = HeatMap(look, "similarityMap", tr("How alike the texts are"), side=48)
    shown.quantity = tr("cosine similarity")

    def tell(row: int, column: int) -> str:
        value = float(answer.cosine[row, column])
        return tr(
            "“{first}” and “{second}”: {cosine}",
            first=texts[row],
            second=texts[column],
            cosine=words.rounded(value),
        )

    shown.show_map(answer.cosine, names, numbers, low, 1.0, tell)
    pairs = [(float(answer.cosine[a, b]), a, b) for a in range(count) for b in range(a + 1, count)]
    best = max(pairs)
    sentence = tr(
        "Most alike: {item} {first_number} and {item} {second_number}, cosine {cosine}.",
        item=tr("text") if answer.request.texts else tr("row"),
        first_number=best[1] + 1,
        second_number=best[2] + 1,
        cosine=words.rounded(best[0]),
    )
    table = "; ".join(
        tr("{first} and {second}: {cosine}", first=a + 1, second=b + 1, cosine=words.rounded(value))
        for value, a, b in pairs[:28]
    )
    return [
        _caption(sentence),
        shown,
        _caption(tr("Cosine of {table}.", table=table)),
        _caption(answer.how),
    ]


def _short(text: str) -> str:
    text = plain(text)
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"
