"""What the model says, answer by answer, and what that is worth."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Candidate, Prediction, RunResult
from explorer.text.numbers import amount, capital, count, joined, ntr, percent
from explorer.text.phrases import bold, named, quoted, times
from explorer.text.translation import tr

_AT_MOST = 3
"""Answers told in words; the list beside shows all of them."""


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
        text += " " + tr("The list shows {rest}.", rest=rest)
    return text


def _place(prediction: Prediction, result: RunResult) -> str:
    """`For [MASK]`, and which one where there are several."""
    place = (
        tr("token {position}", position=prediction.position + 1) if prediction.position >= 0 else ""
    )
    if len(result.rows) > 1:
        of = tr("text {text_index}", text_index=prediction.text_index + 1)
        place = tr("{place} of {of}", place=place, of=of) if place else of
    return place


def _mask(prediction: Prediction, result: RunResult) -> str:
    best, *others = prediction.candidates
    token = named(result.rows[prediction.text_index][prediction.position].piece)
    where = f" ({_place(prediction, result)})" if len(result.predictions) > 1 else ""
    if prediction is not result.predictions[0]:
        return tr(
            "For {token}{where}: {best} with {probability}.",
            token=token,
            where=where,
            best=quoted(best),
            probability=bold(percent(best.probability)),
        )
    text = tr(
        "For {token}{where} it weighed all {out_of} tokens of its vocabulary: {best} got "
        "{probability} of the [probability](glossary:probability)",
        token=token,
        where=where,
        out_of=count(prediction.out_of),
        best=quoted(best),
        probability=bold(percent(best.probability)),
    )
    return text + _runner_up(others) + "."


def _next(prediction: Prediction, result: RunResult) -> str:
    best, *others = prediction.candidates
    where = (
        tr(" in text {text_index}", text_index=prediction.text_index + 1)
        if len(result.rows) > 1
        else ""
    )
    if prediction is not result.predictions[0]:
        return tr(
            "Next{where}: {best} with {probability}.",
            where=where,
            best=quoted(best),
            probability=bold(percent(best.probability)),
        )
    last = result.rows[prediction.text_index][prediction.position]
    after = tr(" after “{shown}”", shown=named(last.shown.removeprefix("·"))) if last.shown else ""
    text = tr(
        "What comes next{after}{where}: of {out_of} tokens, {best} got {probability} of the "
        "[probability](glossary:probability)",
        after=after,
        where=where,
        out_of=count(prediction.out_of),
        best=quoted(best),
        probability=bold(percent(best.probability)),
    )
    return text + _runner_up(others) + "."


def _runner_up(others: Sequence[Candidate]) -> str:
    if not others:
        return ""
    second = others[0]
    return tr(
        ", then {second} with {probability}",
        second=quoted(second),
        probability=percent(second.probability),
    )


def _label(prediction: Prediction, result: RunResult) -> str:
    where = (
        tr("Text {text_index}", text_index=prediction.text_index + 1)
        if len(result.rows) > 1
        else tr("The text")
    )
    best, *others = prediction.candidates
    if prediction.independent:
        yes = [candidate for candidate in prediction.candidates if candidate.probability > 0.5]
        listed = joined([f"{quoted(item)} ({percent(item.probability)})" for item in yes[:4]])
        got = listed or tr(
            "none; the nearest is {best} ({probability})",
            best=quoted(best),
            probability=percent(best.probability),
        )
        return tr(
            "{where} was judged for each label on its own. Above one half: {got}.",
            where=where,
            got=got,
        )
    rest = joined([f"{quoted(other)} {percent(other.probability)}" for other in others[:3]])
    text = tr(
        "{where} got the label {best} with {probability}",
        where=where,
        best=quoted(best),
        probability=bold(percent(best.probability)),
    )
    return text + (f"; {rest}." if rest else ".")


def _score(prediction: Prediction, result: RunResult) -> str:
    where = (
        tr("Text {text_index}", text_index=prediction.text_index + 1)
        if len(result.rows) > 1
        else tr("The text")
    )
    first, *others = prediction.candidates
    if not others:
        return tr(
            "{where} got {score}: a score, not a choice between answers.",
            where=where,
            score=bold(amount(first)),
        )
    listed = [f"{quoted(candidate)} {amount(candidate)}" for candidate in prediction.candidates]
    return tr(
        "{where} got {count} scores, each on a scale of its own: {scores}.",
        where=where,
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
            "The [weights are random](glossary:random-weights), so this is noise. If all "
            "{out_of} answers were equally likely, each would get {uniform}; by chance, the "
            "first one got {factor} that.",
            out_of=count(first.out_of),
            uniform=bold(percent(first.uniform)),
            factor=times(factor),
        )
    ]
