"""What will happen, before an action that costs memory, disk or the model in memory."""

from __future__ import annotations

from explorer.lesson.explanations.hub import plan
from explorer.lesson.explanations.phrases import bold, named, term
from explorer.messages.config import ConfigVerdict, Footprint
from explorer.messages.hub.transfer import Download
from explorer.messages.job import Request
from explorer.messages.lesson import Explanation
from explorer.messages.model import (
    CreateModel,
    CreateTwin,
    LoadModel,
    ModelSummary,
    SaveModel,
    UnloadModel,
)
from explorer.words import bytes_, capital, plural

TITLE = "What will happen"


def before(request: Request, facts: object = None) -> Explanation | None:
    """Explain a costly action beforehand; None for one that costs nothing worth a word.

    `facts` is what is known: a `ConfigVerdict` or its `Footprint` for creating, else the
    `ModelSummary` of the model in memory, or None where there is none.
    """
    summary = facts if isinstance(facts, ModelSummary) else None
    if isinstance(request, Download):
        return plan(request.plan, None)
    if isinstance(request, CreateModel):
        footprint = facts.footprint if isinstance(facts, ConfigVerdict) else facts
        return _create(request, footprint if isinstance(footprint, Footprint) else None)
    if isinstance(request, CreateTwin) and summary is not None:
        return _twin(request, summary)
    if isinstance(request, LoadModel):
        return _load(request, summary)
    if isinstance(request, SaveModel) and summary is not None:
        return _save(request, summary)
    if isinstance(request, UnloadModel) and summary is not None:
        return _unload(summary)
    return None


def _create(request: CreateModel, footprint: Footprint | None) -> Explanation:
    if footprint is None:
        first = "A model with random weights will be built from this config."
    else:
        first = (
            f"A {footprint.class_name} with "
            f"{bold(plural(footprint.parameters, 'random number'))} will be built. It takes "
            f"{bytes_(footprint.float32_bytes)} of the {bytes_(footprint.free_bytes)} that are "
            "free."
        )
    return Explanation(
        TITLE,
        (
            first,
            f"The {term('seed', 'seed')}, {request.seed}, decides the numbers. A model that is "
            "in memory now will be unloaded.",
        ),
    )


def _twin(request: CreateTwin, summary: ModelSummary) -> Explanation:
    return Explanation(
        TITLE,
        (
            f"A second {summary.class_name} will be built with the same config, and its "
            f"{bold(plural(summary.parameters, 'parameter'))} drawn at random with seed "
            f"{request.seed}.",
            f"It takes the place of “{named(summary.name)}” in memory. While both are there, they "
            f"need {bytes_(2 * summary.bytes)}.",
        ),
    )


def _load(request: LoadModel, summary: ModelSummary | None) -> Explanation:
    name = named(request.name or request.path)
    paragraphs = [
        f"The program reads config.json of {name}, builds the class it names, and fills it with "
        "the weights. No code that a checkpoint brings is ever run.",
    ]
    if summary is not None:
        paragraphs.append(
            f"The model “{named(summary.name)}” ({bytes_(summary.bytes)}) will then be unloaded."
        )
    return Explanation(TITLE, tuple(paragraphs))


def _save(request: SaveModel, summary: ModelSummary) -> Explanation:
    parts = "config.json, the weights and the tokenizer"
    if not summary.tokenizer_class:
        parts = "config.json and the weights"
    paragraphs = [
        f"{capital(parts)}, about {bold(bytes_(summary.bytes))}, will be written to "
        f"{named(request.folder)}."
    ]
    if request.replace:
        paragraphs.append("What is in that folder now will be replaced as a whole.")
    return Explanation(TITLE, tuple(paragraphs))


def _unload(summary: ModelSummary) -> Explanation:
    paragraphs = [
        f"The model “{named(summary.name)}” will be removed from memory, which gives back "
        f"{bold(bytes_(summary.bytes))}."
    ]
    if summary.report is None and summary.seed is not None:
        paragraphs.append(
            f"It was never on the disk unless you saved it. The same config with seed "
            f"{summary.seed} gives the same numbers again."
        )
    return Explanation(TITLE, tuple(paragraphs))
