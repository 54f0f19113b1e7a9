"""Two models on the same input: what it means."""

from __future__ import annotations

from explorer.features.compare.protocol import (
    ComparedHeadsResult,
    ComparedHiddenStatesResult,
    ComparisonResult,
    OtherReady,
    PredictionPair,
)
from explorer.protocol.explanation import Explanation, escaped
from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.numbers import ntr
from explorer.text.phrases import bare, bold, named, term
from explorer.text.translation import tr


def ready(result: OtherReady, summary: ModelSummary | None) -> Explanation:
    """A second model is there."""
    other = result.summary
    # A checkpoint keeps its name as it is written; others are named by the program.
    own = result.request.kind in ("checkpoint", "dtype", "adapter")
    held = (
        tr("It is the same model, so it takes no extra memory.")
        if result.request.kind in ("heads", "adapter")
        else tr(
            "It takes {size} of memory in addition to the first, until you remove it or open "
            "another model.",
            size=bold(numbers.bytes_(other.bytes)),
        )
    )
    return Explanation(
        tr("A second model"),
        (
            tr(
                "{name} is in memory beside your model. {sentence}",
                name=bold(named(other.name if own else numbers.capital(other.name))),
                sentence=escaped(result.sentence),
            ),
            tr(
                "{what_differs} Run both to see what comes of that.",
                what_differs=held,
            ),
        ),
    )


def both(result: ComparisonResult, summary: ModelSummary | None) -> Explanation:
    """The same input went through two models."""
    rows = result.main.ran.rows
    first = (
        _same_tokens(len(rows), sum(map(len, rows)))
        if result.same_tokens
        else tr(
            "The same text went to both models, and both cut it into the same tokens, each with "
            "IDs of its own."
        )
        if result.same_pieces
        else tr("The same text went to both models, and each cut it into its own tokens.")
    )
    sentences = [f"{first} {escaped(result.sentence)}"]
    sentences += [
        _pair(prediction, result) for prediction in result.predictions[:2] if prediction.answers
    ]
    moved = [output for output in result.outputs if output.largest is not None]
    if result.disabled_reason:
        sentences.append(escaped(result.disabled_reason))
    elif moved:
        largest = max(moved, key=lambda change: change.largest or 0.0)
        if largest.largest == 0.0:
            sentences.append(tr("Every number that they returned is the same."))
        else:
            name = escaped(largest.name)
            where = term(name, "logits") if name == "logits" else name
            sentences.append(
                tr(
                    "The largest change of any number is {difference}, in {tensor}.",
                    difference=bold(numbers.rounded(largest.largest or 0.0)),
                    tensor=where,
                )
            )
    return Explanation(tr("Two models, one input"), tuple(sentences))


def _same_tokens(texts: int, tokens: int) -> str:
    """How much went through both, where both were given the same."""
    if texts > 1:
        return ntr(
            "The same {count:words} text went through both models, in the same tokens.",
            "The same {count:words} texts went through both models, in the same tokens.",
            texts,
        )
    return ntr(
        "The same single token went through both models.",
        "The same {count:words} tokens went through both models.",
        tokens,
    )


def _pair(pair: PredictionPair, result: ComparisonResult) -> str:
    best = pair.answers[0]
    text = escaped(best.text.removeprefix("·"))
    name = named(result.main.summary.name)
    if best.other is None or best.main is None:
        return tr(
            "{model} puts “{answer}” first; the two have no common list of answers.",
            model=name,
            answer=text,
        )
    amount = numbers.score if best.is_score else numbers.percent
    sentence = tr(
        "“{answer}” gets {share} from {model}, and {other_share} from the other.",
        model=name,
        answer=text,
        share=bold(amount(best.main)),
        other_share=bold(amount(best.other)),
    )
    if pair.moved is not None:
        sentence += " " + tr(
            "The two distributions differ by {moved}.", moved=numbers.percent(pair.moved)
        )
    return sentence


def heads(result: ComparedHeadsResult, summary: ModelSummary | None) -> Explanation:
    """One attention map of both, and where the two differ the most."""
    head_result, change = result.main, result.attention
    title = named(head_result.title or result.other.title or tr("Attention of both"))
    if change is None or not change.change.size:
        missing = [item for item in (result.other, result.main) if not item.weights.size]
        why = missing[0].note if missing else change.note if change is not None else ""
        return Explanation(title, (tr("There is nothing to subtract here."), escaped(why)))
    values = change.change
    # argmax counts through the flat array: row × columns + column.
    row, column = divmod(int(values.argmax()), values.shape[1])
    place = change.main_from[row], change.main_to[column]
    if not values[row, column]:
        return Explanation(title, (tr("In both models this map is exactly the same."),))
    was = float(result.other.weights[change.other_from[row], change.other_to[column]])
    both = result.both
    sentences = [
        tr(
            "The weight from “{from_token}” to “{to_token}” differs the most: the other model "
            "gives it {other_weight}, {model} gives it {weight}.",
            from_token=named(bare(head_result.from_tokens[place[0]].shown)),
            to_token=named(bare(head_result.to_tokens[place[1]].shown)),
            other_weight=bold(numbers.percent(was)),
            model=named(both.main.summary.name) if both else tr("the model in memory"),
            weight=bold(numbers.percent(float(head_result.weights[place]))),
        ),
        tr(
            "On average a weight of this [attention](glossary:attention) map differs by {mean}.",
            mean=bold(numbers.share(float(values.mean()))),
        ),
    ]
    if change.alone:
        sentences.append(
            ntr(
                "Compared is the single token that both have.",
                "Compared are the {count:words} tokens that both have.",
                len(change.main_from),
            )
        )
    return Explanation(title, tuple(sentences))


def hidden(result: ComparedHiddenStatesResult, summary: ModelSummary | None) -> Explanation:
    """How far apart the vectors of both are."""
    stack = next((pair for pair in result.stacks if pair.main_norms.size), None)
    if stack is None:
        return Explanation(tr("No hidden states to compare"), (escaped(result.note),))
    if not stack.cosine.size:
        return Explanation(
            tr("The vectors of both"),
            (tr("Both have [hidden states](glossary:hidden-states)."), escaped(stack.note)),
        )
    # [layers, tokens]: after the embeddings, and after the last layer.
    first, last = stack.cosine[0], stack.cosine[-1]
    low = min(stack.written, key=lambda place: float(last[place]))
    sentences = [
        tr(
            "After {first_layer} the [hidden states](glossary:hidden-states) of both have a "
            "[cosine similarity](glossary:cosine-similarity) of {first_cosine} on average, after "
            "{last_layer} of {last_cosine}. 1 means that they point the same way.",
            first_layer=named(stack.names[0]),
            first_cosine=bold(numbers.rounded(float(first.mean()))),
            last_layer=named(stack.names[-1]),
            last_cosine=bold(numbers.rounded(float(last.mean()))),
        ),
        tr(
            "There they differ the most at “{token}” ({cosine}).",
            token=named(bare(stack.tokens[low].shown)),
            cosine=numbers.rounded(float(last[low])),
        ),
    ]
    if stack.note:
        sentences.append(escaped(stack.note))
    return Explanation(tr("The vectors of both, layer by layer"), tuple(sentences))
