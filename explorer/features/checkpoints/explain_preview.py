"""What will happen, before an action that costs memory, disk or the model in memory."""

from __future__ import annotations

from explorer.features.checkpoints.explain import weights_size
from explorer.features.create.protocol.config import ConfigVerdict
from explorer.features.hub.explain import plan
from explorer.features.hub.protocol.transfer import Download
from explorer.protocol.config import Footprint
from explorer.protocol.explanation import Explanation
from explorer.protocol.job import Request
from explorer.protocol.model import (
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    ModelSummary,
    SaveModel,
    UnloadModel,
)
from explorer.text.numbers import bytes_, joined, ntr
from explorer.text.phrases import bold, named
from explorer.text.translation import tr

_TITLE = tr("What will happen")
_MOST_PROBLEMS = 3


def before(request: Request, facts: object = None) -> Explanation | None:
    """Explain a costly action beforehand; None for one that costs nothing worth a word.

    `facts` is what is known: a `ConfigVerdict` or its `Footprint` for creating, else the
    `ModelSummary` of the model in memory, or None where there is none.
    """
    match request, facts:
        case Download(), _:
            return plan(request.plan, None)
        case CreateModel(), ConfigVerdict():
            return _create(request, facts.footprint) if facts.can_create else _not_yet(facts)
        case CreateModel(), _:
            return _create(request, facts if isinstance(facts, Footprint) else None)
        case CreateRandomCopy(), ModelSummary():
            return _twin(request, facts)
        case LoadModel(), _:
            return _load(request, facts if isinstance(facts, ModelSummary) else None)
        case SaveModel(), ModelSummary():
            return _save(request, facts)
        case UnloadModel(), ModelSummary():
            return _unload(facts)
    return None


def _create(request: CreateModel, footprint: Footprint | None) -> Explanation:
    if footprint is None:
        first = tr("A model with random weights will be built from this config.")
    else:
        first = ntr(
            "A {class_name} with **{count} parameter** will be built. It takes {float32_bytes} "
            "of the {free_bytes} that are free.",
            "A {class_name} with **{count} parameters** will be built. It takes {float32_bytes} "
            "of the {free_bytes} that are free.",
            footprint.parameters,
            class_name=footprint.class_name,
            float32_bytes=bytes_(footprint.float32_bytes),
            free_bytes=bytes_(footprint.free_bytes),
        )
    return Explanation(
        _TITLE,
        (
            first,
            tr(
                "Most of these numbers are drawn at random, as the [seed](glossary:seed), {seed}, "
                "decides; a few kinds begin at zero or one. If a model is in memory, it is "
                "unloaded first.",
                seed=request.seed,
            ),
        ),
    )


def _not_yet(verdict: ConfigVerdict) -> Explanation | None:
    """Why nothing can be built from this config; None where that is not known yet."""
    sentences = [
        named(problem.sentence) for problem in verdict.problems if problem.level == "error"
    ]
    if any(item.suggestions for item in verdict.problems if item.level == "error"):
        sentences = [
            *sentences[:_MOST_PROBLEMS],
            tr("In the form, click a suggested value to use it."),
        ]
    if verdict.missing_packages:
        missing = joined([named(missing_package) for missing_package in verdict.missing_packages])
        sentences.append(
            tr("This model needs packages that are not installed: {missing}.", missing=missing)
        )
    size = verdict.footprint
    if size is not None and not size.fits:
        sentences.append(named(size.sentence))
    return Explanation(tr("Nothing can be built yet"), tuple(sentences)) if sentences else None


def _twin(request: CreateRandomCopy, summary: ModelSummary) -> Explanation:
    return Explanation(
        _TITLE,
        (
            ntr(
                "A second {class_name} will be built with the same config. Its **{count} "
                "parameter** is that of a new model, with seed {seed}.",
                "A second {class_name} will be built with the same config. Its **{count} "
                "parameters** are those of a new model, with seed {seed}.",
                summary.parameters,
                class_name=summary.class_name,
                seed=request.seed,
            ),
            tr(
                "It replaces “{name}” in memory. While both are loaded, they need {bytes}.",
                name=named(summary.name),
                bytes=bytes_(2 * summary.bytes),
            ),
        ),
    )


def _load(request: LoadModel, summary: ModelSummary | None) -> Explanation:
    name = named(request.name or request.path)
    paragraphs = [
        tr(
            "The program reads config.json of {name}, builds the class it "
            "names, and fills it with the weights. No code that a checkpoint "
            "brings is ever run.",
            name=name,
        ),
    ]
    if summary is not None:
        paragraphs.append(
            tr(
                "The model “{name}” ({bytes}) will then be unloaded.",
                name=named(summary.name),
                bytes=weights_size(summary),
            )
        )
    return Explanation(_TITLE, tuple(paragraphs))


def _save(request: SaveModel, summary: ModelSummary) -> Explanation:
    parts = tr("config.json, the weights and the tokenizer")
    if not summary.tokenizer_class:
        parts = tr("config.json and the weights")
    paragraphs = [
        tr(
            "The folder {folder} will hold {parts}, about {bytes}.",
            parts=parts,
            bytes=bold(bytes_(summary.bytes)),
            folder=named(request.folder),
        )
    ]
    if request.replace:
        paragraphs.append(tr("What is in that folder now will be replaced as a whole."))
    return Explanation(_TITLE, tuple(paragraphs))


def _unload(summary: ModelSummary) -> Explanation:
    paragraphs = [
        tr(
            "The model “{name}” will be removed from memory, which frees {bytes}.",
            name=named(summary.name),
            bytes=bold(bytes_(summary.bytes)),
        )
    ]
    if summary.report is None and summary.seed is not None:
        paragraphs.append(
            tr(
                "It was never on the disk unless you saved it. The same config "
                "with seed {seed} gives the same numbers again.",
                seed=summary.seed,
            )
        )
    if summary.is_snapshot:
        paragraphs.append(tr("The snapshots of its training stay in Train."))
    return Explanation(_TITLE, tuple(paragraphs))
