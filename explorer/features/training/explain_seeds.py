"""What the same training with several seeds says about luck, in words with its own numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from explorer.features.training.protocol import SeedsTrained, SeedTraining
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import count, joined, ntr, percent, rounded
from explorer.text.phrases import workers_words
from explorer.text.translation import tr


def seeds(result: SeedsTrained, summary: ModelSummary | None) -> Explanation:
    """What differs between them, and by how much."""
    paragraphs = [
        ntr(
            "{count} training of {steps} steps on {data}, begun from the same weights. The "
            "[seed](glossary:seed) draws the order of the texts, what is hidden of them, and what "
            "dropout leaves out; a fresh head as well, where it got one.",
            "{count} trainings of {steps} steps on {data}, all begun from the same weights. The "
            "[seed](glossary:seed) draws the order of the texts, what is hidden of them, and what "
            "dropout leaves out; a fresh head as well, where they got one.",
            len(result.trainings),
            steps=count(result.started.settings.steps),
            data=result.started.title,
        )
    ]
    if len(result.trainings) > 1:
        paragraphs.append(
            f"{spread(result.trainings)} "
            + tr(
                "Nothing else differs, so that much is luck. Another setting is better only where "
                "it gains more than this on [held-out](glossary:held-out) texts, over several "
                "seeds."
            )
        )
    broken = [training for training in result.trainings if math.isnan(training.loss)]
    if broken:
        paragraphs.append(
            ntr(
                "With seed {seeds} the loss was no number any more, and it ended there.",
                "With the seeds {seeds} the loss was no number any more, and they ended there.",
                len(broken),
                seeds=joined([str(training.seed) for training in broken]),
            )
        )
    paragraphs += workers_words(result.workers, result.workers_note)
    return Explanation(tr("Training with several seeds"), tuple(paragraphs))


def spread(trainings: Sequence[SeedTraining]) -> str:
    """From the lowest to the highest of what they were judged by, with the mean."""
    sentences = []
    losses = _numbers([training.held_out_loss for training in trainings])
    right = _numbers([training.held_out_right for training in trainings])
    own = _numbers([training.loss for training in trainings])
    if losses:
        sentences.append(
            tr(
                "The loss on held-out texts is {mean} on average, from {lowest} to {highest}.",
                **_range(losses, rounded),
            )
        )
    elif own:
        sentences.append(
            tr(
                "The loss of the last step is {mean} on average, from {lowest} to {highest}; no "
                "text is held out.",
                **_range(own, rounded),
            )
        )
    if right and percent(min(right)) == percent(max(right)):
        sentences.append(
            tr(
                "Of what is asked in them {share} is right, whatever the seed.",
                share=percent(right[0]),
            )
        )
    elif right:
        sentences.append(
            tr(
                "Of what is asked in them {mean} is right on average, from {lowest} to {highest}.",
                **_range(right, percent),
            )
        )
    return " ".join(sentences)


def _range(values: Sequence[float], written: Callable[[float], str]) -> dict[str, str]:
    """The mean, the lowest and the highest, in words."""
    mean = sum(values) / len(values)
    return {"mean": written(mean), "lowest": written(min(values)), "highest": written(max(values))}


def _numbers(values: Sequence[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]
