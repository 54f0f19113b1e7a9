"""What the model says, answer by answer, and what that is worth."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Candidate, Prediction, RunResult
from explorer.text.numbers import amount, capital, count, joined, ntr, percent
from explorer.text.phrases import bold, named, quoted, times, word
from explorer.text.translation import tr

_AT_MOST = 3
"""Answers described in words; the list beside shows all of them."""


def describe_predictions(result: RunResult) -> str:
    """The first few predictions of a run, a sentence or two each; there has to be one."""
    kind = result.predictions[0].kind
    say = {"mask": _mask, "next": _next, "score": _score}.get(kind, _label)
    text = " ".join(say(prediction, result) for prediction in result.predictions[:_AT_MOST])
    if len(result.predictions) > _AT_MOST:
        rest = ntr(
            "{count:words} more answer",
            "{count:words} more answers",
            len(result.predictions) - _AT_MOST,
        )
        text += " " + tr("The list shows {further_answers}.", further_answers=rest)
    return text


def _mask(prediction: Prediction, result: RunResult) -> str:
    best, *others = prediction.candidates
    token = named(result.rows[prediction.text_index][prediction.position].piece)
    position = prediction.position + 1
    if len(result.rows) > 1:
        token = tr(
            "{token} (token {position} of text {text_number})",
            token=token,
            position=position,
            text_number=prediction.text_index + 1,
        )
    elif len(result.predictions) > 1:
        token = tr("{token} (token {position})", token=token, position=position)
    if prediction is not result.predictions[0]:
        return tr(
            "For {token}: {answer} with {probability}.",
            token=token,
            answer=quoted(best),
            probability=bold(percent(best.probability)),
        )
    text = tr(
        "For {token} it weighed all {vocabulary_size} tokens of its vocabulary: {answer} got "
        "{probability} of the [probability](glossary:probability).",
        token=token,
        vocabulary_size=count(prediction.out_of),
        answer=quoted(best),
        probability=bold(percent(best.probability)),
    )
    return _with_second(text, others)


def _next(prediction: Prediction, result: RunResult) -> str:
    best, *others = prediction.candidates
    text_number = prediction.text_index + 1
    if prediction is not result.predictions[0]:
        return tr(
            "Next in text {text_number}: {answer} with {probability}.",
            text_number=text_number,
            answer=quoted(best),
            probability=bold(percent(best.probability)),
        )
    last = word(result.rows[prediction.text_index][prediction.position])
    if len(result.rows) > 1:
        last = tr("{token} in text {text_number}", token=last, text_number=text_number)
    text = tr(
        "What comes next after {token}: of {vocabulary_size} tokens, {answer} got {probability} "
        "of the [probability](glossary:probability).",
        token=last,
        vocabulary_size=count(prediction.out_of),
        answer=quoted(best),
        probability=bold(percent(best.probability)),
    )
    return _with_second(text, others)


def _with_second(text: str, others: Sequence[Candidate]) -> str:
    """The sentence about the likeliest answer, and one about the next, if there is a next."""
    if not others:
        return text
    second = tr(
        "Second is {answer} with {probability}.",
        answer=quoted(others[0]),
        probability=percent(others[0].probability),
    )
    return f"{text} {second}"


def _label(prediction: Prediction, result: RunResult) -> str:
    where = (
        tr("Text {text_number}", text_number=prediction.text_index + 1)
        if len(result.rows) > 1
        else tr("The text")
    )
    best, *others = prediction.candidates
    if prediction.independent:
        yes = [candidate for candidate in prediction.candidates if candidate.probability > 0.5]
        listed = joined([f"{quoted(item)} ({percent(item.probability)})" for item in yes[:4]])
        got = listed or tr(
            "none; the nearest is {label} ({probability})",
            label=quoted(best),
            probability=percent(best.probability),
        )
        return tr(
            "{text} was judged for each label on its own. Above one half: {labels}.",
            text=where,
            labels=got,
        )
    rest = joined([f"{quoted(other)} {percent(other.probability)}" for other in others[:3]])
    text = tr(
        "{text} got the label {label} with {probability}",
        text=where,
        label=quoted(best),
        probability=bold(percent(best.probability)),
    )
    return text + (f"; {rest}." if rest else ".")


def _score(prediction: Prediction, result: RunResult) -> str:
    where = (
        tr("Text {text_number}", text_number=prediction.text_index + 1)
        if len(result.rows) > 1
        else tr("The text")
    )
    first, *others = prediction.candidates
    if not others:
        return tr(
            "{text} got {score}: a score, not a choice between answers.",
            text=where,
            score=bold(amount(first)),
        )
    listed = [f"{quoted(candidate)} {amount(candidate)}" for candidate in prediction.candidates]
    return tr(
        "{text} got {count} scores, each on its own scale: {scores}.",
        text=where,
        count=count(len(listed)),
        scores=joined(listed[:_AT_MOST]),
    )


def worth(predictions: Sequence[Prediction], summary: ModelSummary | None) -> list[str]:
    """What the answers are worth: noise, partly noise, or what training taught."""
    if summary is None:
        return []
    if summary.state == "partly":
        report = summary.report
        if report is None or report.trained == report.total:
            return [tr("Some of its weights are random, so do not rely on this answer.")]
        missing = report.total - report.trained
        return [
            capital(
                ntr(
                    "{count:words} of {total} tensors of weights is random, so do not rely on "
                    "this answer.",
                    "{count:words} of {total} tensors of weights are random, so do not rely on "
                    "this answer.",
                    missing,
                    total=count(report.total),
                )
            )
        ]
    if not summary.is_noise:
        return []
    first = predictions[0]
    if first.kind == "score" or first.independent:
        return [tr("The [weights are random](glossary:random-weights), so this is noise.")]
    best = first.candidates[0].probability
    factor = best / first.uniform
    return [
        tr(
            "The [weights are random](glossary:random-weights), so this is noise. If all {total} "
            "answers were equally likely, each would get {uniform}; by chance, the first one got "
            "{times} that.",
            total=count(first.out_of),
            uniform=bold(percent(first.uniform)),
            times=times(factor),
        )
    ]
