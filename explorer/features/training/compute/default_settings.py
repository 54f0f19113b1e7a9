"""The settings to begin with, and which values are possible.

Those of the bundled sets are chosen so that a random model of the size of the bundled ones learns
them while people watch: `python -m tests.measures.training_goals` measures what comes of them.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.engine import input_ids
from explorer.engine.loaded_model import LoadedModel
from explorer.features.training.compute import lora
from explorer.features.training.protocol import BundledName, Objective, TrainingSettings
from explorer.protocol.failures import TrainingSettingWrong
from explorer.protocol.model import NOISE
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

EXAMS, SNAPSHOTS = 25, 12
_EXAM_STEPS = 8
"""Steps between two exams at least: in a short training they would take half of the time."""

_SMALL = 5_000_000
"""Weights up to which a model counts as small: it learns from larger steps than large ones."""

_SETS: dict[BundledName, TrainingSettings] = {
    "capitals": TrainingSettings(steps=500, batch_size=32, length=32, learning_rate=2e-3),
    "world": TrainingSettings(steps=1500, batch_size=64, length=32, learning_rate=2e-3),
    "stories": TrainingSettings(steps=230, batch_size=16, length=128, learning_rate=3e-3),
    "reviews": TrainingSettings(steps=1000, batch_size=32, length=64, learning_rate=1e-3),
}
_OWN = TrainingSettings(steps=100, batch_size=8, length=128, learning_rate=2e-3)


def of_set(loaded: LoadedModel, name: BundledName) -> TrainingSettings:
    """The usual settings for a bundled set."""
    return _fitted(loaded, _SETS[name])


def of_own(loaded: LoadedModel) -> TrainingSettings:
    """The usual settings for a person's own text."""
    return _fitted(loaded, _OWN)


def _fitted(loaded: LoadedModel, settings: TrainingSettings) -> TrainingSettings:
    """With the learning rate and the length that this model can take."""
    model = loaded.model
    rate = settings.learning_rate
    if sum(item.numel() for item in model.parameters()) > _SMALL:
        # Large models learn from smaller steps, and those that know something from still smaller.
        rate = 3e-4 if loaded.state in NOISE else 5e-5
    return replace(settings, learning_rate=rate, length=_length(model, settings.length))


def _length(model: PreTrainedModel, length: int) -> int:
    return min(length, input_ids.max_length(model) or length)


def settled(
    settings: TrainingSettings, model: PreTrainedModel, objective: Objective
) -> TrainingSettings:
    """The settings with every "usual" as a number. Raises TrainingSettingWrong."""
    for wrong, sentence, control in (
        (
            not 1 <= settings.steps <= 1_000_000,
            tr("Steps: a whole number from 1 to 1,000,000."),
            "trainSteps",
        ),
        (
            not (0 < settings.learning_rate <= 10),
            tr("Learning rate: a number above 0, up to 10. Usual are 0.00001 to 0.01."),
            "trainRate",
        ),
        (
            not 1 <= settings.batch_size <= 4_096,
            tr("Batch size: a whole number from 1 to 4,096."),
            "trainBatch",
        ),
        (
            not 2 <= settings.length <= 100_000,
            tr("Length: a whole number of tokens, 2 at least."),
            "trainLength",
        ),
        (
            not 0 <= settings.seed < 2**63,
            tr("Seed: a whole number from 0 on."),
            "trainSeed",
        ),
        (
            not (0 <= settings.seconds < 1e9),
            tr("Time: a number of seconds, 0 for no limit."),
            "trainSteps",
        ),
        (
            not (0 <= settings.warmup <= 1),
            tr("Warm-up: a share of the steps, from 0 to 1."),
            "trainWarmup",
        ),
        (
            not (0 <= settings.weight_decay <= 1),
            tr("Weight decay: a number from 0 to 1. Usual is 0.01."),
            "trainDecay",
        ),
        (
            objective == "masked words" and not (0 < settings.masked <= 1),
            tr("Share of hidden tokens: above 0, up to 1. Usual is 0.15."),
            "trainMasked",
        ),
        (
            not 0 <= settings.lora_rank <= 1_024 or not 1 <= settings.lora_alpha <= 100_000,
            tr("LoRA: a rank from 0 to 1,024, and an alpha of at least 1. 8 and 16 are usual."),
            "trainLora",
        ),
        (
            bool(settings.lora_rank and lora.refusal()),
            tr("LoRA needs the package peft, which is not installed. Set its rank to 0."),
            "trainLora",
        ),
        (
            settings.exam_every < 0 or settings.snapshot_every < 0,
            tr("Exams and snapshots: every so many steps, 0 for the usual."),
            "trainSteps",
        ),
    ):
        if wrong:
            raise TrainingSettingWrong(sentence, control)
    return replace(
        settings,
        length=_length(model, settings.length),
        exam_every=settings.exam_every or max(_EXAM_STEPS, math.ceil(settings.steps / EXAMS)),
        snapshot_every=settings.snapshot_every or math.ceil(settings.steps / SNAPSHOTS),
    )
