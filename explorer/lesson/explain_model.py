"""What just happened to the model: prepared, created, loaded, saved, unloaded."""

from __future__ import annotations

import os

from explorer.lesson.phrases import architecture, bold, named, noun, term
from explorer.messages.lesson import Explanation
from explorer.messages.model import (
    LoadReport,
    ModelReady,
    ModelSaved,
    ModelSummary,
    ModelUnloaded,
    Prepared,
)
from explorer.words import bytes_, capital, count, joined, percent, plural, seconds


def prepared(result: Prepared, summary: ModelSummary | None) -> Explanation:
    """torch and transformers are imported."""
    devices = joined([one.upper() for one in result.devices])
    return Explanation(
        "Ready",
        (
            f"torch {result.torch_version} and transformers {result.transformers_version} are "
            f"ready after {seconds(result.seconds)}. Models run here on {devices} with "
            f"{plural(result.threads, 'thread')}.",
            "Open a model, create one from a config, or look for one on the Hub. Nothing is "
            "downloaded unless you ask for it.",
        ),
    )


def ready(result: ModelReady, summary: ModelSummary | None) -> Explanation:
    """A model, or another tokenizer, is in memory. The summary is the result's own."""
    about = result.summary
    tell = {"created": _created, "twin": _twin, "tokenizer": _tokenizer}.get(result.verb, _loaded)
    return tell(about)


def _size(summary: ModelSummary) -> str:
    text = f"{bold(plural(summary.parameters, 'parameter'))} ({bytes_(summary.bytes)})"
    built = architecture(summary)
    return f"{text} in {built}" if built else text


def _no_tokenizer(summary: ModelSummary) -> list[str]:
    if summary.tokenizer_class:
        return []
    return [
        f"It has no {term('tokenizer', 'tokenizer')} yet: it runs on input IDs, or on text once "
        "you lend it the tokenizer of another model."
    ]


def _drawn(summary: ModelSummary) -> str:
    text = f"None of them was learned: they {term('start at random', 'random-weights')}"
    if summary.seed is not None:
        text += (
            f", drawn with {term('seed', 'seed')} {summary.seed}, and the same seed gives the "
            "same model again"
        )
    return text + "."


def _created(summary: ModelSummary) -> Explanation:
    return Explanation(
        "A new model",
        (
            f"A {term('config', 'config')} became a {summary.class_name} with {_size(summary)}. "
            f"{_drawn(summary)}",
            "It can run, but it only produces noise until it is trained, or until you load "
            "trained weights.",
            *_no_tokenizer(summary),
        ),
    )


def _twin(summary: ModelSummary) -> Explanation:
    name = summary.name.removeprefix("untrained twin of ")
    return Explanation(
        "The untrained twin",
        (
            f"This is “{named(name)}” before it learned anything: the same class, config and "
            f"tokenizer, and as many parameters, {bold(count(summary.parameters))}. "
            f"{_drawn(summary)}",
            "Run the same text again: what differs from before is what training taught.",
            *_no_tokenizer(summary),
        ),
    )


def _loaded(summary: ModelSummary) -> Explanation:
    built = (
        f"config.json said what to build: a {summary.class_name} with {_size(summary)}. It was "
        f"ready after {seconds(summary.seconds)}."
    )
    titles = {
        "trained": "A trained model",
        "partly": "A model that is partly random",
        "random": "A model that knows nothing",
    }
    rest = [built, _weights(summary, summary.report), *_no_tokenizer(summary)]
    return Explanation(titles[summary.state], tuple(one for one in rest if one))


def _weights(summary: ModelSummary, report: LoadReport | None) -> str:
    """Where the weights came from, never calling random numbers trained."""
    if report is None:
        return ""
    text = named(report.sentence)
    if report.trained == report.total:
        if summary.state == "trained":
            return f"{text} They hold what training taught it."
        kind = "random numbers" if summary.state == "random" else "partly random numbers"
        return f"{text} They are {kind} that were saved: loading them teaches the model nothing."
    if report.trained and report.total_parameters:
        share = report.trained_parameters / report.total_parameters
        text += f" {capital(percent(share))} of the parameters are trained."
    if report.mismatched:
        odd = noun(len(report.mismatched), "weight")
        text += f" {capital(odd)} had another shape in the checkpoint and could not be used."
    return text


def _name_of(source: str) -> str:
    """A folder's own name, without the way to it; a Hub id as it is."""
    return os.path.basename(source.rstrip("/\\")) if os.path.isdir(source) else source


def _tokenizer(summary: ModelSummary) -> Explanation:
    paragraphs = [
        f"The model now cuts text with a {summary.tokenizer_class} from "
        f"{named(_name_of(summary.tokenizer))}. Its weights did not change."
    ]
    if summary.state != "random" and summary.tokenizer != summary.source:
        paragraphs.append(
            "A model learns with one tokenizer. With the tokenizer of another one the same "
            "input IDs stand for other words, and the answers mean little."
        )
    return Explanation("The tokenizer", tuple(paragraphs))


_WHAT = {
    "config.json": "the settings",
    "model.safetensors": "the weights",
    "tokenizer.json": "the tokenizer",
    "generation_config.json": "how it writes text",
    "weights_origin.json": "a note that the weights are random",
}


def saved(result: ModelSaved, summary: ModelSummary | None) -> Explanation:
    """A folder was written whole."""
    about = result.summary
    listed = joined(
        [
            f"{file.name} ({_WHAT[file.name]}, {bytes_(file.bytes)})"
            for file in result.files
            if file.name in _WHAT and file.name != "weights_origin.json"
        ]
    )
    total = sum(file.bytes for file in result.files)
    paragraphs = [
        f"{capital(noun(len(result.files), 'file'))} ({bytes_(total)}) "
        f"{'was' if len(result.files) == 1 else 'were'} written to {named(result.folder)} in "
        f"{seconds(result.seconds)}" + (f": {listed}, among others." if listed else "."),
        _rounded(result)
        or "Loading this folder gives back the very same model, number for number.",
    ]
    if about.state == "random":
        paragraphs.append(
            "The weights are still random, and a note beside them says so: saving does not train."
        )
    elif about.state == "partly":
        paragraphs.append("Some of the weights are still random, and a note beside them says so.")
    return Explanation("The model is saved", tuple(paragraphs))


def _rounded(result: ModelSaved) -> str:
    """What was lost where another dtype was chosen; empty where nothing was."""
    dtype, own = result.options.dtype, result.summary.dtype
    if dtype in ("", own):
        return ""
    return (
        f"The numbers in the files are rounded from {own} to {dtype}: loading this folder gives "
        "nearly the same model. The one in memory is as it was."
    )


def unloaded(result: ModelUnloaded, summary: ModelSummary | None) -> Explanation:
    """No model is in memory any more."""
    return Explanation(
        "The model is gone from memory",
        (
            f"The model “{named(result.name)}” was removed from memory, which gives back "
            f"{bold(bytes_(result.freed))}.",
            "Nothing on the disk was touched: a saved or downloaded model can be opened again.",
        ),
    )
