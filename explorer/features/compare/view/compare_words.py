"""What differs between two runs, in sentences: the words under the two columns."""

from __future__ import annotations

from explorer.features.compare.protocol import ComparisonResult, PredictionPair
from explorer.text import numbers
from explorer.text.translation import tr

_MOST_OUTPUTS = 2


def in_numbers(result: ComparisonResult, *, swapped: bool) -> str:
    """How much each answer and each output changes; left comes first."""
    sentences = [_of_pair(pair, result, swapped) for pair in result.predictions]
    sentences += [
        tr(
            "Largest change of any number in {name}: {largest}.",
            name=output.name,
            largest=numbers.rounded(output.largest),
        )
        for output in result.outputs
        if output.largest is not None
    ][:_MOST_OUTPUTS]
    if result.disabled_reason:
        sentences.append(result.disabled_reason)
    if alone(result, 0) or alone(result, 1):
        sentences.append(tr("Tokens with a dashed border appear on one side only."))
    return " ".join(sentence for sentence in sentences if sentence)


def _of_pair(pair: PredictionPair, result: ComparisonResult, swapped: bool) -> str:
    if not pair.answers:
        return ""
    caption = pair.caption
    if len(result.main.ran.rows) > 1:
        prediction = result.main.ran.predictions[pair.main]
        text_number = tr("text {text_number}", text_number=prediction.text_index + 1)
        caption = f"{caption} · {text_number}"
    best = pair.answers[0]
    first, second = (best.main, best.other) if swapped else (best.other, best.main)
    text = best.text.removeprefix("·")
    shares = (_share(first, best.is_score), _share(second, best.is_score))
    what = tr("score") if best.is_score else tr("probability")
    sentence = f"{caption}: “{text}”, {what} {shares[0]} → {shares[1]}"
    if pair.moved is None:
        return sentence + "."
    moved = numbers.percent(pair.moved)
    return tr("{answers}; the two distributions differ by {share}.", answers=sentence, share=moved)


def _share(value: float | None, is_score: bool) -> str:
    if value is None:
        return tr("not among the first")
    return numbers.score(value) if is_score else numbers.percent(value)


def alone(result: ComparisonResult, side: int) -> frozenset[tuple[int, int]]:
    """The (row, place) of tokens without a counterpart; side 0 is the other's."""
    return frozenset(
        (row, pair[side])
        for row, pairs in enumerate(result.aligned)
        for pair in pairs
        if pair[side] >= 0 and pair[1 - side] < 0
    )
