"""The picture of a run in sentences: what was measured at each step, and nothing more."""

from __future__ import annotations

import math
from dataclasses import dataclass

import msgspec

from explorer.features.flow.protocol import FlowLayer, FlowResult, FlowStack, TextFlowResult
from explorer.protocol.explanation import Explanation
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Prediction, Token
from explorer.text import numbers
from explorer.text.byte_pieces import left_to_right
from explorer.text.phrases import bare, checked, named
from explorer.text.translation import in_quotation_marks, tr

NAMED = 2
"""Tokens that a layer's sentence names."""


@dataclass(frozen=True)
class FlowStep:
    """One step of the timeline. `layer` is (stack, layer) from 0, None outside the layers.

    `guessing` is the sentence while the answer is to be guessed.
    """

    name: str
    sentence: str
    layer: tuple[int, int] | None = None
    guessing: str = ""


def steps(
    result: FlowResult,
    text: str,
    predictions: tuple[Prediction, ...],
    note: str = "",
    pair: str = "",
) -> tuple[FlowStep, ...]:
    """The steps from the text to the answer, each with its sentence.

    `note` says why there are no predictions, where there are none; `pair` is the second text that
    was read with the first, empty for none.
    """
    stack = result.answering
    if stack is None:
        return ()
    first, texts = result.stacks[0], 2 if pair else 1
    entries = [
        FlowStep(tr("Text"), _text(text, pair))
        if first.has_ids
        else FlowStep(tr("File"), tr("The model reads the file {name}.", name=bare(text))),
        FlowStep(tr("Tokens"), _tokens(first, texts)),
        FlowStep(tr("Vectors"), _vectors(stack)),
    ]
    for place, each in enumerate(result.stacks):
        for at, layer in enumerate(each.layers):
            name = tr("Layer {layer}", layer=layer.number)
            if len(result.stacks) > 1:
                name = f"{each.title} {layer.number}"
            entries.append(
                FlowStep(
                    name,
                    layer_sentence(result, place, at),
                    (place, at),
                    layer_sentence(result, place, at, guessing=True),
                )
            )
    shown = prediction_at(predictions, stack.position)
    if not predictions and note:
        return (*entries, FlowStep(tr("Answer"), note))
    unchosen = shown is None and bool(predictions)
    scored = predictions[0] if unchosen else shown
    entries.append(FlowStep(tr("Scores"), _scores(scored, each=unchosen)))
    if shown is None and predictions:
        entries.append(FlowStep(tr("Answer"), tr("Each token has an answer: choose one.")))
    else:
        entries.append(FlowStep(tr("Answer"), answer_sentence(shown)))
    return tuple(entries)


def prediction_at(predictions: tuple[Prediction, ...], position: int) -> Prediction | None:
    """The prediction that belongs to the chosen token; the first where none is for a token.

    None where each token has one (labels of tokens) and the chosen one has not.
    """
    answered = [item for item in predictions if item.candidates]
    here = next((item for item in answered if item.position == position >= 0), None)
    labelled = [item for item in answered if item.kind == "label" and item.position >= 0]
    if here is not None or labelled:
        return here
    return next(iter(answered), None)


def spelled(token: Token) -> str:
    """A token in a sentence: in quotation marks, or bare where it stands for no text."""
    text = left_to_right(bare(token.shown or str(token.id)))
    return text if token.special else in_quotation_marks(text)


def _text(text: str, pair: str) -> str:
    if pair:
        return tr(
            "The two texts have {count} characters together.",
            count=numbers.count(len(text) + len(pair)),
        )
    if not text:
        return tr("The input was given as IDs, so there is no text to cut.")
    return numbers.ntr(
        "The text has {count} character.",
        "The text has {count} characters.",
        len(text),
    )


def _tokens(stack: FlowStack, texts: int) -> str:
    added = [spelled(token) for token in stack.tokens if token.special and not token.mask]
    count = len(stack.tokens)
    sentence = (
        tr(
            "The two texts became {count} tokens together. For the model each is a number, its ID.",
            count=numbers.count(count),
        )
        if stack.has_ids and texts > 1
        else numbers.ntr(
            "The text became {count} token. For the model it is a number, its ID.",
            "The text became {count} tokens. For the model each is a number, its ID.",
            count,
        )
        if stack.has_ids
        else numbers.ntr(
            "The file became {count} token. It has no ID: no vocabulary lists it.",
            "The file became {count} tokens. They have no IDs: no vocabulary lists them.",
            count,
        )
    )
    if added:
        names = numbers.joined(tuple(dict.fromkeys(added)))
        sentence += (
            " " + tr("{tokens} were added for the model.", tokens=names)
            if len(set(added)) > 1
            else " " + tr("{token} was added for the model.", token=names)
        )
    return sentence


def _vectors(stack: FlowStack) -> str:
    return tr(
        "Each token became a vector of {size} numbers. The first {drawn} are drawn: blue and up is "
        "above zero, red and down below.",
        size=numbers.count(stack.size),
        drawn=stack.vectors.shape[1],
    )


def vector_signs(stack: FlowStack, row: int) -> str:
    """How many of the numbers that are drawn of a token are above zero, and how many below."""
    vector = stack.vectors[row]
    return tr(
        "Of the first {drawn} numbers, {above} are above zero (up, blue) and {below} below (down, "
        "red).",
        drawn=numbers.count(len(vector)),
        above=numbers.count(int((vector > 0).sum())),
        below=numbers.count(int((vector < 0).sum())),
    )


def layer_sentence(
    result: FlowResult, stack_index: int, layer_index: int, *, guessing: bool = False
) -> str:
    """What one layer attended to from the chosen token, and what the logit lens says after it.

    The second part gives the answer away: it is left out while people are `guessing`.
    """
    stack = result.stacks[stack_index]
    layer = stack.layers[layer_index]
    sentences = []
    if stack.position < 0:
        sentences.append(
            tr("The encoder reads the input: every token attends to the tokens drawn beside it.")
            if layer.strongest is not None
            else tr("This layer mixes tokens without attention that could be drawn.")
        )
        return " ".join(sentences)
    chosen = spelled(stack.tokens[stack.position])
    if layer.weights is None:
        sentences.append(tr("This layer mixes tokens without attention that could be drawn."))
    else:
        head = result.request.head
        whose = (
            chosen
            if head == AVERAGE
            else tr("In head {head}, {token}", head=head + 1, token=chosen)
        )
        sentences.append(
            tr(
                "{token} attends most to {targets}.",
                token=whose,
                targets=_most(layer.weights, stack.tokens),
            )
        )
    if layer.cross is not None:
        sentences.append(
            tr(
                "Of the input it attends most to {tokens}.",
                tokens=_most(layer.cross, result.stacks[0].tokens),
            )
        )
    ranked = lens_word(result, layer, stack.position)
    if ranked and guessing:
        sentences.append(tr("What the logit lens ranks first is shown with the answer."))
    elif ranked:
        share = numbers.percent(float(layer.probabilities[stack.position]))
        sentences.append(
            tr("The logit lens now ranks “{word}” first, {share}.", word=ranked, share=share)
        )
    elif not result.words and not math.isnan(float(layer.turned[stack.position])):
        sentences.append(
            tr(
                "The layer turned this vector by {distance} (1 minus the cosine).",
                distance=numbers.distance(float(layer.turned[stack.position])),
            )
        )
    return " ".join(sentences)


def _most(weights: object, tokens: tuple[Token, ...]) -> str:
    """The tokens with the largest weights, each with its share."""
    values = [float(value) for value in weights]  # type: ignore[attr-defined]
    best = sorted(range(len(values)), key=lambda place: -values[place])[:NAMED]
    return numbers.joined(
        tuple(f"{spelled(tokens[place])} ({numbers.percent(values[place])})" for place in best)
    )


def lens_word(result: FlowResult, layer: FlowLayer, place: int) -> str:
    """What the logit lens ranks first after a layer; empty where it was not asked."""
    return bare(result.words.get(int(layer.ids[place]), ""))


def settled_layer(result: FlowResult) -> FlowLayer | None:
    """The layer from which on the lens ranks the same token first; None where it says none."""
    stack = result.answering
    layers = stack.layers if stack is not None else ()
    ranked = [lens_word(result, layer, stack.position) for layer in layers] if stack else []
    if not ranked or not ranked[-1]:
        return None
    since = len(ranked) - 1
    while since and ranked[since - 1] == ranked[-1]:
        since -= 1
    return layers[since]


def box_sentence(
    result: FlowResult, stack_index: int, layer_index: int, row: int, *, guessing: bool = False
) -> str:
    """What is known of a token after a layer; while `guessing`, without what the lens ranks."""
    stack = result.stacks[stack_index]
    layer = stack.layers[layer_index]
    name = spelled(stack.tokens[row])
    parts = [tr("{name} after {label}", name=name, label=layer.label)]
    ranked = lens_word(result, layer, row)
    if ranked and not guessing:
        share = numbers.percent(float(layer.probabilities[row]))
        parts.append(tr("the lens ranks “{ranked}” first, {share}", ranked=ranked, share=share))
    elif not result.words and not math.isnan(float(layer.turned[row])):
        distance = numbers.distance(float(layer.turned[row]))
        parts.append(
            tr("the layer turned its vector by {distance} (1 minus the cosine)", distance=distance)
        )
    if layer.weights is not None and row < len(layer.weights):
        weight = numbers.percent(float(layer.weights[row]))
        whose = spelled(stack.tokens[stack.position])
        parts.append(tr("{model} gives it {weight}", model=whose, weight=weight))
    return ": ".join((parts[0], "; ".join(parts[1:]))) if parts[1:] else parts[0]


def filled(
    text: str, row: tuple[Token, ...], first: Prediction | None, pair: str = ""
) -> tuple[str, str, str]:
    """The text before the answer, the answer (empty for none), and the text after it.

    A gap may be in either text of a pair: both are shown around it.
    """
    if first is None:
        return text, "", ""
    best, both = bare(first.candidates[0].text), _both(text, pair)
    gap = _gap(both, row, first, pair)
    return (both[: gap.start], best, both[gap.stop :]) if gap else (text, best, "")


def all_filled(
    text: str,
    row: tuple[Token, ...],
    first: Prediction | None,
    predictions: tuple[Prediction, ...],
    pair: str = "",
) -> tuple[tuple[str, str], ...]:
    """The text in parts, each with what it is: "text", the "answer", or what "fills" another gap.

    As `filled`, with the likeliest word also in the gaps that are not those of `first`.
    """
    before, answer, after = filled(text, row, first, pair)
    both = _both(text, pair)
    shown = _gap(both, row, first, pair) if first is not None else None
    if first is None or shown is None:
        return ("text", before), ("answer", answer), ("text", after)
    gaps = {shown.start: (shown, "answer", answer)}
    for other in predictions:
        gap = _gap(both, row, other, pair) if other.text_index == first.text_index else None
        if gap and other.candidates:
            gaps.setdefault(gap.start, (gap, "fills", bare(other.candidates[0].text)))
    parts, at = list[tuple[str, str]](), 0
    for _, (gap, kind, word) in sorted(gaps.items()):
        parts += [("text", both[at : gap.start]), (kind, word)]
        at = gap.stop
    return (*parts, ("text", both[at:]))


def _both(text: str, pair: str) -> str:
    return " ".join(filter(None, (text, pair)))


def _gap(both: str, row: tuple[Token, ...], answer: Prediction, pair: str) -> range | None:
    """The characters of the gap that an answer fills; None where it fills none."""
    token = row[answer.position] if 0 <= answer.position < len(row) else None
    if token is None or not token.mask or not 0 <= token.start < token.end:
        return None
    before = len(both) - len(pair) if token.text else 0
    end = before + token.end
    return range(before + token.start, end) if end <= len(both) else None


def _scores(first: Prediction | None, *, each: bool = False) -> str:
    """What the last vector gives; with `each`, that of every token, of which none is chosen."""
    if first is None:
        return tr("This class answers with vectors, not with scores.")
    if first.kind == "score":
        return tr("The last vector gives a score on a scale of the model's own.")
    if first.kind == "answer":
        return tr(
            "The last vector of each token gives two scores: one for beginning the answer, and one "
            "for ending it. Softmax turns them into probabilities over the context, and a span "
            "gets the product of its two."
        )
    if first.independent:
        return numbers.ntr(
            "The last vector gives a score to {count} label, and the sigmoid turns it into a "
            "probability.",
            "The last vector gives a score to each of {count} labels. Each is judged on its own: "
            "the sigmoid turns its score into a probability, and they need not add up to 1.",
            first.out_of,
        )
    if each:
        return tr(
            "The last vector of each token gives a score to each of {count} labels; softmax turns "
            "the scores into probabilities.",
            count=numbers.count(first.out_of),
        )
    return tr(
        "The last vector gives a score to each of {count} possible answers; softmax turns the "
        "scores into probabilities.",
        count=numbers.count(first.out_of),
    )


def answer_sentence(first: Prediction | None) -> str:
    """The first answers of a prediction with their shares."""
    if first is None or not first.candidates:
        return tr("This class gives no answer in words.")
    best, *others = first.candidates
    sentence = tr("“{best}”, {share}.", best=bare(best.text), share=numbers.amount(best))
    if others:
        sentence += " " + tr(
            "Second is “{second}” with {share}.",
            second=bare(others[0].text),
            share=numbers.amount(others[0]),
        )
    return sentence


def flow(result: FlowResult, summary: ModelSummary | None) -> Explanation:
    """From which layer on the answer stays first, and what is missing in the picture."""
    stack = result.answering
    title = tr("The run as a picture")
    if stack is None:
        return Explanation(title, tuple(named(note) for note in result.notes))
    sentences = [
        tr(
            "{tokens} went through {layers}. The picture shows what each layer attended to from "
            "{from_token}.",
            tokens=numbers.ntr("{count} token", "{count} tokens", len(stack.tokens)),
            layers=numbers.ntr("{count} layer", "{count} layers", len(stack.layers)),
            from_token=named(spelled(stack.tokens[stack.position])),
        )
    ]
    layer = settled_layer(result)
    if layer is not None:
        sentences.append(
            tr(
                "“{answer}” comes first from layer {layer} on, with {share} there.",
                answer=named(lens_word(result, layer, stack.position)),
                layer=layer.number,
                share=numbers.percent(float(layer.probabilities[stack.position])),
            )
        )
    sentences += [named(note) for note in result.notes]
    if not result.words and any(math.isfinite(turn) for turn in stack.layers[-1].turned):
        sentences.append(
            tr(
                "The number in each box is how far the layer turned that vector: 1 minus the "
                "cosine."
            )
        )
    return Explanation(title, (*sentences, *checked(result.checks)))


def text_flow(result: TextFlowResult, summary: ModelSummary | None) -> Explanation:
    """The same of a text under way, and what comes next by that pass."""
    explanation = msgspec.structs.replace(
        flow(result, summary), title=tr("The text so far as a picture")
    )
    predictions = result.ran.predictions if result.ran is not None else ()
    if not predictions:
        return explanation
    following = tr("Next comes most likely {answer}", answer=answer_sentence(predictions[0]))
    first, *others = explanation.paragraphs
    return msgspec.structs.replace(explanation, paragraphs=(first, named(following), *others))
