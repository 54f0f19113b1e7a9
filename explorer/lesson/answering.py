"""Tasks that are answered otherwise: spans, answers in a context, choices, targets, similarity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.lesson import media
from explorer.lesson.phrases import bold, noun, term
from explorer.messages.answers import (
    AnswerChosen,
    FileRan,
    QuestionAnswered,
    RunTold,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.messages.lesson import Explanation, escaped
from explorer.messages.media import FileSeen
from explorer.messages.model import ModelSummary
from explorer.words import joined, percent, seconds


def _read(run: RunTold) -> str:
    count = sum(1 for row in run.rows for token in row if token.piece.strip("[]<>|") != "PAD")
    return f"The model read {noun(count, 'token')} and was done after {seconds(run.seconds)}."


def labelled(result: TokensLabelled, summary: ModelSummary | None) -> Explanation:
    """A label for every token."""
    count = sum(len(row) for row in result.tokens)
    told = [
        f"{_read(result.run)} Each of the {noun(count, 'token')} of your text got "
        f"{term('logits', 'logits')} for {noun(len(result.labels), 'label')}, and the likeliest "
        "label of each is shown."
    ]
    if result.spans:
        named = [
            f"“{escaped(one.text)}” is {bold(escaped(one.label))} ({percent(one.probability)})"
            for one in result.spans[:3]
            if one.text
        ]
        if named:
            told.append(f"Neighbours of one label make a span: {joined(named)}.")
    else:
        told.append("No token got a label that makes a span.")
    return Explanation("A label for each token", tuple(told))


def answered(result: QuestionAnswered, summary: ModelSummary | None) -> Explanation:
    """The answer inside a context."""
    told = [
        f"{_read(result.run)} For every token of the context it said how likely the answer "
        "starts there, and how likely it ends there.",
    ]
    if result.answers:
        best = result.answers[0]
        told.append(
            f"The likeliest stretch is “{escaped(best.text)}”, "
            f"{bold(percent(best.probability))}: the two probabilities multiplied. It can only "
            "copy from the context."
        )
    return Explanation("An answer in the context", tuple(told))


def chosen(result: AnswerChosen, summary: ModelSummary | None) -> Explanation:
    """One of several endings."""
    best = result.choices[result.best]
    return Explanation(
        "One of several",
        (
            f"{_read(result.run)} Each of the {noun(len(result.choices), 'choice')} was read "
            "together with the text and got one number.",
            f"{term('Softmax', 'softmax')} makes them shares of 100 %: “{escaped(best.text)}” "
            f"got {bold(percent(best.probability))}.",
        ),
    )


def compared(result: TextsCompared, summary: ModelSummary | None) -> Explanation:
    """How alike texts are."""
    count, size = result.vectors.shape
    told = [f"{_read(result.run)} {escaped(result.how)} It has {noun(size, 'number')}."]
    if count > 1:
        pairs = [
            (float(result.cosine[a, b]), a, b) for a in range(count) for b in range(a + 1, count)
        ]
        best = max(pairs)
        told.append(
            f"The cosine of two vectors is 1 where they point the same way. Text {best[1] + 1} "
            f"and text {best[2] + 1} are most alike: {bold(f'{best[0]:.3f}')}."
        )
    return Explanation("How alike the texts are", tuple(told))


def targeted(result: TargetRan, summary: ModelSummary | None) -> Explanation:
    """What the decoder would write next."""
    last = result.predictions[-1]
    best = last.candidates[0]
    return Explanation(
        "Text to text",
        (
            f"{_read(result.run)} The encoder read your text once; the decoder was given "
            f"{noun(len(result.target_tokens), 'token')} and looked at it.",
            f"Next it would write “{escaped(best.text)}” with {bold(percent(best.probability))}. "
            "Generate lets it go on by itself.",
        ),
    )


TELLERS: dict[type, Callable[[Any, ModelSummary | None], Explanation]] = {
    TokensLabelled: labelled,
    QuestionAnswered: answered,
    AnswerChosen: chosen,
    TextsCompared: compared,
    TargetRan: targeted,
    FileRan: media.told,
    FileSeen: media.looked,
}
