"""The pictures of two runs in words: where answers come first, where attention differs most."""

from __future__ import annotations

from explorer.features.compare.protocol import ComparedFlowResult
from explorer.features.flow.explain import lens_word, settled_layer, spelled
from explorer.features.flow.protocol import FlowResult
from explorer.protocol.explanation import Explanation, escaped
from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.phrases import bold, named
from explorer.text.translation import tr


def both_flow(result: ComparedFlowResult, summary: ModelSummary | None) -> Explanation:
    """From which layer on each answer stays first, and where the two attend most differently."""
    title = tr("Two runs as pictures")
    both = result.both
    names = (
        (named(both.main.summary.name), named(both.other.summary.name))
        if both is not None
        else (tr("the model in memory"), tr("the other model"))
    )
    sentences = [
        sentence
        for picture, name in zip((result.main, result.other), names, strict=True)
        if (sentence := _answer(picture, name))
    ]
    if most := _most_different(result, names):
        sentences.append(most)
    if result.note:
        sentences.append(escaped(result.note))
    if not sentences:
        sentences = [escaped(note) for note in (*result.main.notes, *result.other.notes)]
    return Explanation(title, tuple(sentences))


def _answer(picture: FlowResult, name: str) -> str:
    """Where what is answered at the chosen token comes first; empty without a lens."""
    stack, layer = picture.answering, settled_layer(picture)
    if stack is None or layer is None:
        return ""
    return tr(
        "In {model} “{answer}” comes first from layer {layer} on, with {share} there.",
        model=name,
        answer=named(lens_word(picture, layer, stack.position)),
        layer=layer.number,
        share=bold(numbers.percent(float(layer.probabilities[stack.position]))),
    )


def _most_different(result: ComparedFlowResult, names: tuple[str, str]) -> str:
    """The largest difference of a weight from the chosen token; empty where there is none."""
    main, other = result.main.answering, result.other.answering
    if not result.shared or main is None or other is None:
        return ""
    differences = [
        (abs(float(mine) - float(its)), place, own, theirs)
        for own, theirs in zip(main.layers, other.layers, strict=False)
        if own.weights is not None and theirs.weights is not None
        for place, (mine, its) in enumerate(zip(own.weights, theirs.weights, strict=True))
    ]
    if not differences:
        return ""
    amount, place, own, theirs = max(differences, key=lambda entry: entry[0])
    assert own.weights is not None
    assert theirs.weights is not None
    chosen = named(spelled(main.tokens[main.position]))
    if not amount:
        return tr("From {from_token} both attend exactly alike, in every layer.", from_token=chosen)
    return tr(
        "Their attention from {from_token} differs most in layer {layer}: {first_model} gives "
        "{to_token} {first_share}, {second_model} gives it {second_share}.",
        from_token=chosen,
        layer=own.number,
        first_model=names[0],
        to_token=named(spelled(main.tokens[place])),
        first_share=bold(numbers.percent(float(own.weights[place]))),
        second_model=names[1],
        second_share=bold(numbers.percent(float(theirs.weights[place]))),
    )
