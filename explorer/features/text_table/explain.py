"""What came of a table of texts, in words."""

from __future__ import annotations

import math
from collections import Counter

from explorer.features.text_table.protocol import RowAnswer, TextTableResult, named_pair
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.numbers import count, ntr, percent
from explorer.text.phrases import bare, bold, checked, named, workers_words
from explorer.text.translation import in_quotation_marks, tr


def strength(answer: RowAnswer) -> str:
    """The probability of an answer, or its score."""
    if math.isnan(answer.probability):
        return numbers.score(answer.logit)
    return percent(answer.probability)


def verdict(answer: RowAnswer) -> str:
    """Right or wrong, for the eye; empty where nothing can be compared."""
    return {True: "✓", False: "✗", None: ""}[answer.right]


def headline(result: TextTableResult) -> str:
    """Accuracy and mean loss in one line; how many ran where neither is known."""
    ran = len(result.ran)
    parts = []
    judged = result.judged
    if judged:
        right = sum(answer.right is True for answer in judged)
        parts.append(
            tr(
                "Accuracy {share} ({correct} of {total})",
                share=percent(result.accuracy),
                correct=count(right),
                total=count(len(judged)),
            )
        )
    if not math.isnan(result.loss):
        parts.append(tr("mean loss {loss}", loss=numbers.rounded(result.loss)))
    if not parts:
        parts.append(ntr("{count} text answered", "{count} texts answered", ran))
    if result.unusable:
        parts.append(
            ntr("{count} row cannot be run", "{count} rows cannot be run", len(result.unusable))
        )
    return numbers.capital(" · ".join(parts))


def loss_means(result: TextTableResult) -> str:
    """What the loss of a row is, for this task."""
    match result.task:
        case "text-generation":
            return tr(
                "The loss of a row is that of its own text: the mean of −ln p over its tokens, "
                "each asked for after those before it."
            )
        case "fill-mask":
            return tr("The loss of a row is −ln p of its label at the first mask.")
    return tr("The loss of a row is −ln p of its label.")


def explain(result: TextTableResult, summary: ModelSummary | None) -> Explanation:
    """Accuracy, the commonest mistake, the row it was least sure of, and how they were run."""
    ran = result.ran
    if not ran:
        first = next((answer.why for answer in result.unusable), "")
        return Explanation(tr("No text could be run"), (named(first),))
    table = result.request.table
    paragraphs = [
        ntr(
            "**{count} text** went through the model in {time}, {time_per_text} each.",
            "**{count} texts** went through the model in {time}, {time_per_text} each.",
            len(ran),
            time=numbers.seconds(result.seconds),
            time_per_text=numbers.seconds(result.seconds / len(ran)),
        )
    ]
    paragraphs += _judged(result)
    if not math.isnan(result.loss):
        paragraphs.append(
            tr(
                "The mean [loss](glossary:loss) is {loss}. {meaning}",
                loss=bold(numbers.rounded(result.loss)),
                meaning=loss_means(result),
            )
        )
    sure = [answer for answer in ran if not math.isnan(answer.probability)]
    if len(sure) > 1:
        least = min(sure, key=lambda answer: answer.probability)
        paragraphs.append(
            tr(
                "It was least sure of line {line}, “{text}”: “{answer}” with {share}.",
                line=count(table.rows[least.row].number),
                text=named(numbers.shortened(table.rows[least.row].text, 60)),
                answer=named(bare(least.answer)),
                share=percent(least.probability),
            )
        )
    if result.unusable:
        item = result.unusable[0]
        paragraphs.append(
            numbers.capital(
                ntr(
                    "{count} row could not be run. Line {line}: {why}",
                    "{count} rows could not be run. Line {line}: {why}",
                    len(result.unusable),
                    line=count(table.rows[item.row].number),
                    why=named(item.why),
                )
            )
        )
    paragraphs.append(_how(result))
    if result.unpatched:
        paragraphs.append(
            tr("No row has the [patch](glossary:activation-patching) in it: that is in one run.")
        )
    paragraphs += workers_words(result.workers, result.workers_note)
    if summary is not None and summary.is_noise:
        paragraphs.append(
            tr(
                "The [weights are random](glossary:random-weights), so these answers mean "
                "nothing yet."
            )
        )
    return Explanation(tr("A table of texts"), tuple(paragraphs))


def _how(result: TextTableResult) -> str:
    if not result.at_once:
        return (
            tr("Each text was run alone.") if result.check is None else checked([result.check])[0]
        )
    sentence = ntr(
        "Texts of equal length went through together, up to {count} token at once, so none was "
        "filled up with padding.",
        "Texts of equal length went through together, up to {count} tokens at once, so none was "
        "filled up with padding.",
        result.at_once,
    )
    return " ".join([sentence, *(checked([result.check]) if result.check is not None else [])])


_MOST_NAMED = 3


def _judged(result: TextTableResult) -> list[str]:
    judged = result.judged
    paragraphs = []
    if judged:
        right = sum(answer.right is True for answer in judged)
        paragraphs.append(
            ntr(
                "{correct} of {count} answer is the label of its row: the "
                "[accuracy](glossary:accuracy) is {share}.",
                "{correct} of {count} answers are the label of their row: the "
                "[accuracy](glossary:accuracy) is {share}.",
                len(judged),
                correct=count(right),
                share=bold(percent(result.accuracy)),
            )
        )
    paragraphs += _mistakes(result)
    if result.unknown and not result.is_score:
        paragraphs.append(not_judged(result))
    return paragraphs


def not_judged(result: TextTableResult) -> str:
    """Which labels of the table cannot be an answer of this model."""
    some = [in_quotation_marks(named(name)) for name in result.unknown[:_MOST_NAMED]]
    if result.names:
        return tr(
            "No answer of this model is called {labels}, so these rows are not judged.",
            labels=numbers.either(some),
        )
    return tr(
        "No token of this model is {labels}, so these rows are not judged.",
        labels=numbers.either(some),
    )


def _mistakes(result: TextTableResult) -> list[str]:
    """The commonest mistake; all of them where several are equally common."""
    wrong = Counter(named_pair(result, answer) for answer in result.judged if not answer.right)
    if not wrong:
        return []
    often = max(wrong.values())
    most = [pair for pair, times in wrong.items() if times == often]
    spoken = [
        tr("“{answer}” where the label is “{label}”", answer=named(answer), label=named(label))
        for label, answer in most[:_MOST_NAMED]
    ]
    if len(most) == 1:
        return [
            ntr(
                "The commonest mistake in the [confusion matrix](glossary:confusion-matrix): "
                "{count} time it said {mistake}.",
                "The commonest mistake in the [confusion matrix](glossary:confusion-matrix): "
                "{count} times it said {mistake}.",
                often,
                mistake=spoken[0],
            )
        ]
    if len(most) > _MOST_NAMED:
        return [
            ntr(
                "{mistakes} mistakes in the [confusion matrix](glossary:confusion-matrix) are "
                "equally common, {count} time each. Some of them: {examples}.",
                "{mistakes} mistakes in the [confusion matrix](glossary:confusion-matrix) are "
                "equally common, {count} times each. Some of them: {examples}.",
                often,
                mistakes=count(len(most)),
                examples=numbers.joined(spoken),
            )
        ]
    return [
        ntr(
            "The commonest mistakes in the [confusion matrix](glossary:confusion-matrix), "
            "{count} time each: it said {mistakes}.",
            "The commonest mistakes in the [confusion matrix](glossary:confusion-matrix), "
            "{count} times each: it said {mistakes}.",
            often,
            mistakes=numbers.joined(spoken),
        )
    ]
