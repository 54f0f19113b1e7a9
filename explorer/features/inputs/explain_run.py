"""One forward pass, from tokens to what the model says."""

from __future__ import annotations

from explorer.features.answers.explain_predictions import describe_predictions, worth
from explorer.features.inputs.explain import cut, given
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text.numbers import capital, ntr, seconds, shape
from explorer.text.phrases import named
from explorer.text.translation import tr


def ran(result: RunResult, summary: ModelSummary | None) -> Explanation:
    """One forward pass, from tokens to what the model says."""
    first = given(result) if result.request.input_ids else cut(result.rows)
    paragraphs = [f"{first} {_through(result, summary)}"]
    off = sum(len(heads.heads) for heads in result.silenced)
    if off:
        paragraphs[0] += " " + capital(
            ntr(
                "{count:words} attention head was switched off in this run.",
                "{count:words} attention heads were switched off in this run.",
                off,
            )
        )
    if not result.predictions:
        paragraphs += [_returned(result), named(result.note)]
        return Explanation(
            tr("The model ran"), tuple(paragraph for paragraph in paragraphs if paragraph)
        )
    kind = result.predictions[0].kind
    paragraphs += [describe_predictions(result), *worth(result.predictions, summary)]
    title = _TITLES.get(kind, tr("The model judged the text"))
    if summary is not None and summary.is_noise:
        title = tr("A guess without knowledge")
    return Explanation(title, tuple(paragraphs))


_TITLES = {
    "mask": tr("The model filled the gap"),
    "next": tr("The model guessed the next token"),
    "score": tr("The model gave a score"),
}


def _through(result: RunResult, summary: ModelSummary | None) -> str:
    single = len(result.rows) == 1 and len(result.rows[0]) == 1
    layers = tr("the model")
    if summary is not None and summary.decoder is not None:
        layers = tr("the encoder and the decoder")
    elif summary is not None and summary.layers:
        layers = ntr("{count} layer", "{count} layers", summary.layers)
    duration = seconds(result.seconds)
    if not result.request.input_ids:
        return tr(
            "Each token became a number; the numbers went through {layers}, which took {seconds}.",
            layers=layers,
            seconds=duration,
        )
    if single:
        return tr(
            "It went through {layers}, which took {seconds}.", layers=layers, seconds=duration
        )
    return tr("They went through {layers}, which took {seconds}.", layers=layers, seconds=duration)


def _returned(result: RunResult) -> str:
    """The tensors, where there is nothing else to tell."""
    first = next((output for output in result.outputs if output.name.isidentifier()), None)
    if first is None:
        return ""
    sizes = shape(first.shape)
    rows, length = len(result.rows), len(result.rows[0])
    if first.name == "last_hidden_state" and first.shape[:2] == (rows, length):
        return ntr(
            "It returned {name}, a [tensor](glossary:tensor) of shape {shape}: for each token a "
            "vector of {count} number.",
            "It returned {name}, a [tensor](glossary:tensor) of shape {shape}: for each token a "
            "vector of {count} numbers.",
            first.shape[-1],
            name=first.name,
            shape=sizes,
        )
    return tr(
        "It returned {name}, a [tensor](glossary:tensor) of shape {shape}.",
        name=first.name,
        shape=sizes,
    )
