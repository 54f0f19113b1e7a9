"""The answers of tasks beyond masks, next tokens and labels of a text, as blocks of widgets."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from explorer.app.theme import Theme
from explorer.features.answers.protocol import (
    AnswerChosen,
    AskQuestion,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    QuestionAnswered,
    RunWithTarget,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.features.answers.view.span_text import Mark, SpanText
from explorer.features.media.protocol import FileRunResult, RunOnFile
from explorer.protocol.run import NOTHING_BY_HAND, Candidate, Prediction, Run, RunResult
from explorer.protocol.task_run import Answer, TaskRun
from explorer.text import numbers as words
from explorer.text.translation import tr
from explorer.widgets.bars import Bars
from explorer.widgets.blocks import label
from explorer.widgets.heat_map import HeatMap
from explorer.widgets.token_strip import TokenStrip
from explorer.widgets.token_words import plain, word

_FROM_FILES = ("pixel_values", "flattened_patches", "input_values", "input_features")
_MOST_TOKENS = 40
_LONGEST_NAME = 28


def as_run(answer: RunResult | Answer) -> RunResult:
    """The run of an answer as the views of a run take it; its predictions are shown elsewhere."""
    if isinstance(answer, RunResult):
        return answer
    task_run: TaskRun = answer.run
    request = answer.request
    texts = getattr(request, "texts", None) or (getattr(request, "text", ""),)
    pairs: tuple[str, ...] = ()
    ids: tuple[tuple[int, ...], ...] = ()
    match request:
        case RunWithTarget() if request.input_ids:
            texts, ids = (), (request.input_ids,)
        case LabelTokens() | CompareTexts() if request.input_ids:
            texts, ids = (), request.input_ids
        case AskQuestion():
            texts, pairs = (request.question,), (request.context,)
        case RunOnFile():
            texts = request.texts or (os.path.basename(request.path),)
        case ChooseAnswer():
            texts, pairs = (request.text,) * len(request.choices), request.choices
    by_hand = getattr(request, "by_hand", NOTHING_BY_HAND)
    run = Run(tuple(texts), ids, pairs=pairs, by_hand=by_hand)
    return RunResult(
        run,
        task_run.model_serial,
        task_run.rows,
        task_run.inputs,
        task_run.outputs,
        (),
        "",
        task_run.seconds,
    )


def answers_of(answer: RunResult | Answer) -> tuple[Prediction, ...]:
    """What an answer says as predictions, for lists and tables; none where it is a matrix."""
    match answer:
        case RunResult() | TargetRan() | FileRunResult():
            return answer.predictions
        case AnswerChosen():
            ordered = tuple(sorted(answer.choices, key=lambda choice: -choice.probability))
            return (Prediction("label", 0, -1, tr("Choices"), ordered, len(ordered)),)
        case QuestionAnswered():
            return (Prediction("answer", 0, -1, tr("Likeliest answers"), _stretches(answer), 0),)
        case TokensLabelled():
            count = len(answer.labels)
            return tuple(
                Prediction("label", place, token.position, "Labels", token.candidates, count)
                for place, row in enumerate(answer.tokens)
                for token in row
            )
    return ()


def _stretches(answer: QuestionAnswered) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(plain(span_answer.text), place, span_answer.probability, 0.0)
        for place, span_answer in enumerate(answer.answers)
    )


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
            widgets.append(_caption(tr("Text {place}", place=place + 1)))
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
            text = SpanText(look, answer.request.texts[place], marks)
            text.setObjectName(f"spanText.{place + 1}")
            widgets.append(text)
            if not marks:
                widgets.append(
                    _caption(tr("No span: every token got the label that stands for none."))
                )
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
            Bars(look, Prediction("label", place, -1, "Labels", candidates, len(answer.labels)))
        )
        if len(row) > len(shown):
            widgets.append(
                _caption(tr("and {row}", row=words.plural(len(row) - len(shown), "more token")))
            )
    return widgets


def _question(look: Theme, answer: QuestionAnswered) -> list[QWidget]:
    context = answer.request.context
    if not answer.answers:
        return [_caption(tr("No stretch of the context has any probability of being the answer."))]
    best = answer.answers[0]
    marks = [Mark(best.start, best.end, "answer", best.probability)] if best.start >= 0 else []
    text = SpanText(look, context, marks)
    text.setObjectName("answerText")
    bars = Bars(look, answers_of(answer)[0])
    bars.setToolTip(tr("That the answer starts and ends there: the two probabilities multiplied"))
    return [text, _caption(tr("Likeliest answers")), bars]


def _choice(look: Theme, answer: AnswerChosen) -> list[QWidget]:
    best = answer.choices[answer.best]
    count = len(answer.choices)
    bars = Bars(look, Prediction("label", 0, -1, tr("Choices"), answer.choices, count))
    return [
        _caption(
            tr(
                "It chooses “{text}”, {probability}",
                text=best.text,
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
                    "Of {name}, as {name2} {shape}",
                    name=name,
                    name2=given.name,
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
        sentence = tr(
            "What the decoder was given, and {written} that it wrote itself",
            written=words.plural(answer.written, "token"),
        )
    widgets: list[QWidget] = [_caption(sentence), strip]
    for prediction in list(reversed(answer.predictions))[:_LAST_PLACES]:
        widgets += [_caption(prediction.caption), Bars(look, prediction)]
    if len(answer.predictions) > _LAST_PLACES:
        widgets.append(_caption(tr("Layer by layer shows the answers at every earlier token too.")))
    return widgets


def _compared(look: Theme, answer: TextsCompared) -> list[QWidget]:
    count = answer.cosine.shape[0]
    texts = answer.request.texts or tuple(tr("Row {n}", n=n + 1) for n in range(count))
    if count < 2:
        return [
            _caption(tr("{how} Add another sentence, and the two are compared.", how=answer.how))
        ]
    names = tuple(f"{place}  {_short(text)}" for place, text in enumerate(texts, start=1))
    numbers = tuple(str(place) for place in range(1, count + 1))
    low = min(0.0, float(answer.cosine.min()))
    shown = HeatMap(look, "similarityMap", tr("How alike the texts are"), side=48)

    def tell(row: int, column: int) -> str:
        value = float(answer.cosine[row, column])
        return tr(
            "“{texts}” and “{texts2}”: {value:.3f}",
            texts=texts[row],
            texts2=texts[column],
            value=value,
        )

    shown.show_map(answer.cosine, names, numbers, low, 1.0, tell)
    pairs = [(float(answer.cosine[a, b]), a, b) for a in range(count) for b in range(a + 1, count)]
    best = max(pairs)
    sentence = tr(
        "Most alike: {one} {best} and {one} {best2}, cosine {best3:.3f}.",
        one=tr("text") if answer.request.texts else tr("row"),
        best=best[1] + 1,
        best2=best[2] + 1,
        best3=best[0],
    )
    table = "; ".join(
        tr("{a} and {b}: {value:.3f}", a=a + 1, b=b + 1, value=value) for value, a, b in pairs[:28]
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
