"""Pictures and sounds: what became of a file, and what the model says of it."""

from __future__ import annotations

import os

from explorer.features.media.protocol import FilePreview, FileRunResult, Recipe, SmallView
from explorer.protocol.explanation import Explanation, escaped
from explorer.protocol.model import ModelSummary
from explorer.text import byte_pieces
from explorer.text.numbers import amount, count, joined, ntr, percent, seconds, shape
from explorer.text.phrases import bold, quoted
from explorer.text.translation import in_quotation_marks, tr

_MAIN = ("pixel_values", "flattened_patches", "input_values", "input_features")


def _prepared(path: str, view: SmallView, recipe: Recipe) -> str:
    name = escaped(os.path.basename(path))
    steps = "; ".join(escaped(step) for step in recipe.steps)
    holds = (
        tr("“{file}” holds a picture: {facts}.", file=name, facts=view.facts)
        if view.medium == "picture"
        else tr("“{file}” holds a sound: {facts}.", file=name, facts=view.facts)
    )
    return f"{holds} " + tr("For the model it is {steps}.", steps=steps)


def looked(result: FilePreview, summary: ModelSummary | None) -> Explanation:
    """A file was chosen; nothing ran yet."""
    sentence = _prepared(result.request.path, result.view, result.recipe)
    title = (
        tr("A picture for the model")
        if result.view.medium == "picture"
        else tr("A sound for the model")
    )
    return Explanation(title, (sentence,))


def ran_on_file(result: FileRunResult, summary: ModelSummary | None) -> Explanation:
    """The model ran on a file."""
    given = [info for info in result.run.inputs if info.name in _MAIN]
    became = ""
    if given:
        became = " " + tr(
            "It became the [tensor](glossary:tensor) {name} of [shape](glossary:shape) "
            "**{shape}**.",
            name=given[0].name,
            shape=shape(given[0].shape),
        )
    first = _prepared(result.request.path, result.view, result.recipe) + became
    ran = tr("The model was done after {seconds}.", seconds=seconds(result.run.seconds)) + " "
    if not result.predictions:
        returned = [f"{output.name} {shape(output.shape)}" for output in result.run.outputs[:3]]
        ran += tr("{note} The first are {returned}.", note=result.note, returned=joined(returned))
        return Explanation(tr("The model ran"), (first, ran))
    if result.target_tokens:
        return _answered(result, summary, first, ran)
    prediction = result.predictions[0]
    best, *others = prediction.candidates
    ran += tr(
        "{question}: “{answer}” got {probability}",
        question=prediction.caption,
        answer=escaped(best.text),
        probability=bold(amount(best)),
    )
    rest = joined(
        [f"{in_quotation_marks(escaped(other.text))} {amount(other)}" for other in others[:3]]
    )
    ran += f"; {rest}." if rest else "."
    if summary is not None and summary.is_noise:
        ran += " " + tr("The [weights are random](glossary:random-weights), so this is noise.")
        ran += " " + tr(
            "There were {total} answers to choose from.", total=count(prediction.out_of)
        )
    return Explanation(
        tr("The model judged the picture")
        if result.view.medium == "picture"
        else tr("The model judged the sound"),
        (first, ran),
    )


def _answered(
    result: FileRunResult, summary: ModelSummary | None, first: str, ran: str
) -> Explanation:
    """A decoder said words about the file."""
    medium, given = result.view.medium, len(result.target_tokens) - result.written
    picture = medium == "picture"
    if given == 1:
        ran += (
            tr(
                "Its [decoder](glossary:encoder-decoder) read one token, the start, and looked at "
                "what the encoder made of the picture."
            )
            if picture
            else tr(
                "Its [decoder](glossary:encoder-decoder) read one token, the start, and looked at "
                "what the encoder made of the sound."
            )
        )
    else:
        tokens = ntr("{count:words} token", "{count:words} tokens", given)
        ran += (
            tr(
                "Its [decoder](glossary:encoder-decoder) read {tokens} and looked at what the "
                "encoder made of the picture.",
                tokens=tokens,
            )
            if picture
            else tr(
                "Its [decoder](glossary:encoder-decoder) read {tokens} and looked at what the "
                "encoder made of the sound.",
                tokens=tokens,
            )
        )
    sentences = [first, ran]
    if result.written:
        new = result.target_tokens[given:]
        words = byte_pieces.joined(new)
        sentences.append(
            ntr(
                "Then it wrote {count:words} token by itself, the likeliest each time: “{words}”.",
                "Then it wrote {count:words} tokens by itself, the likeliest each time: “{words}”.",
                len(new),
                words=escaped(words or " ".join(str(token.id) for token in new)),
            )
        )
    last = result.predictions[-1]
    best = last.candidates[0]
    after = tr(
        "What comes next would be {token} with {probability}.",
        token=quoted(best),
        probability=bold(percent(best.probability)),
    )
    if summary is not None and summary.is_noise:
        after += " " + tr("The [weights are random](glossary:random-weights), so this is noise.")
        after += " " + tr("There were {total} answers to choose from.", total=count(last.out_of))
    sentences.append(after)
    return Explanation(
        tr("The decoder answers the picture") if picture else tr("The decoder answers the sound"),
        tuple(sentences),
    )
