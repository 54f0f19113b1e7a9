"""Tasks that are answered otherwise: spans, answers in a context, choices, targets, similarity."""

from __future__ import annotations

from explorer.features.answers.protocol import (
    AnswerChosen,
    QuestionAnswered,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.protocol.explanation import Explanation, escaped
from explorer.protocol.model import ModelSummary
from explorer.protocol.task_run import TaskRun
from explorer.text.numbers import joined, ntr, percent, rounded, seconds
from explorer.text.phrases import bold
from explorer.text.translation import tr


def _read(run: TaskRun) -> str:
    count = sum(token.attended for row in run.rows for token in row)
    return ntr(
        "The model read {count:words} token and was done after {seconds}.",
        "The model read {count:words} tokens and was done after {seconds}.",
        count,
        seconds=seconds(run.seconds),
    )


def _noise(summary: ModelSummary | None) -> tuple[str, ...]:
    """What such an answer is worth, where the weights were never trained."""
    if summary is None or not summary.is_noise:
        return ()
    return (tr("The [weights are random](glossary:random-weights), so this is noise."),)


def labelled(result: TokensLabelled, summary: ModelSummary | None) -> Explanation:
    """A label for every token."""
    count = sum(len(row) for row in result.tokens)
    sentences = [
        tr(
            "{what_was_run} Each of the {tokens} of your text got [logits](glossary:logits) for "
            "{labels}, and the likeliest label of each is shown.",
            what_was_run=_read(result.run),
            tokens=ntr("{count:words} token", "{count:words} tokens", count),
            labels=ntr("{count:words} label", "{count:words} labels", len(result.labels)),
        )
    ]
    if result.spans:
        named = [
            tr(
                "“{word}” is {label} ({probability})",
                word=escaped(span.text),
                label=bold(escaped(span.label)),
                probability=percent(span.probability),
            )
            for span in result.spans[:3]
            if span.text
        ]
        if named:
            sentences.append(
                tr("Neighbours of one label make a span: {spans}.", spans=joined(named))
            )
    else:
        sentences.append(tr("No token got a label that makes a span."))
    return Explanation(tr("A label for each token"), (*sentences, *_noise(summary)))


def answered(result: QuestionAnswered, summary: ModelSummary | None) -> Explanation:
    """The answer inside a context."""
    sentences = [
        tr(
            "{run} For every token of the context it said how likely the "
            "answer starts there, and how likely it ends there.",
            run=_read(result.run),
        ),
    ]
    if result.answers:
        best = result.answers[0]
        sentences.append(
            tr(
                "The likeliest span is “{span}”, {probability}: the two probabilities "
                "multiplied. It can only copy from the context.",
                span=escaped(best.text),
                probability=bold(percent(best.probability)),
            )
        )
    return Explanation(tr("An answer in the context"), (*sentences, *_noise(summary)))


def chosen(result: AnswerChosen, summary: ModelSummary | None) -> Explanation:
    """One of several endings."""
    best = result.choices[result.best]
    return Explanation(
        tr("One of several"),
        (
            ntr(
                "{run} Each of the {count:words} choice was read together with the text and got "
                "one number.",
                "{run} Each of the {count:words} choices was read together with the text and "
                "got one number.",
                len(result.choices),
                run=_read(result.run),
            ),
            tr(
                "[Softmax](glossary:softmax) makes them shares of 100 %: “{answer}” got "
                "{probability}.",
                answer=escaped(best.text),
                probability=bold(percent(best.probability)),
            ),
            *_noise(summary),
        ),
    )


def compared(result: TextsCompared, summary: ModelSummary | None) -> Explanation:
    """How alike texts are."""
    count, size = result.vectors.shape
    sentences = [
        ntr(
            "{what_was_run} {how_pooled} It has {count:words} number.",
            "{what_was_run} {how_pooled} It has {count:words} numbers.",
            size,
            what_was_run=_read(result.run),
            how_pooled=escaped(result.how),
        )
    ]
    if count > 1:
        pairs = [
            (float(result.cosine[a, b]), a, b) for a in range(count) for b in range(a + 1, count)
        ]
        best = max(pairs)
        item = tr("Text") if result.request.texts else tr("Row")
        sentences.append(
            tr(
                "The cosine of two vectors is 1 where they point the same way. {first_item} "
                "{first_number} and {second_item} {second_number} are most alike: {cosine}.",
                first_item=item,
                second_item=item.lower(),
                first_number=best[1] + 1,
                second_number=best[2] + 1,
                cosine=bold(rounded(best[0])),
            )
        )
    by_text = bool(result.request.texts)
    if count == 1:
        title = tr("The text as one vector") if by_text else tr("The input IDs as one vector")
    elif by_text:
        title = tr("How alike the texts are")
    else:
        title = tr("How alike the rows of input IDs are")
    return Explanation(title, (*sentences, *_noise(summary)))


def targeted(result: TargetRan, summary: ModelSummary | None) -> Explanation:
    """What the decoder would write next."""
    last = result.predictions[-1]
    best = last.candidates[0]
    return Explanation(
        tr("Text to text"),
        (
            ntr(
                "{run} The encoder read your text once; the decoder was given {count:words} "
                "token and looked at it.",
                "{run} The encoder read your text once; the decoder was given {count:words} "
                "tokens and looked at it.",
                len(result.target_tokens),
                run=_read(result.run),
            ),
            tr(
                "Next it would write “{token}” with {probability}. In the mode Write it "
                "continues by itself.",
                token=escaped(best.text),
                probability=bold(percent(best.probability)),
            ),
            *_noise(summary),
        ),
    )
