"""Creating a model with random weights: seeded, stoppable, and never trained by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.engine.size.building import building
from explorer.engine.size.meta import meta_build
from explorer.engine.weights import memory
from explorer.engine.weights.memory import Room
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import ClassNeedsPackage, ConfigRefused
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel


def from_edit(
    edit: ConfigEdit, seed: int, check: Check, report: Report, room: Room
) -> PreTrainedModel:
    """Build the model of an edited config. Raises what its checks and `from_config` raise."""
    from explorer.engine.model_class import choose_class
    from explorer.features.create.compute.checks.judging import judge_values
    from explorer.features.create.compute.edit import build_config

    report(tr("Building the model"))
    for problem in judge_values(edit, check).problems:
        if problem.level == "error":
            raise ConfigRefused(problem.sentence, problem.path)
    config = build_config(edit)
    return from_config(choose_class(edit, config), config, seed, check, report, room)


def from_config(
    cls: type[PreTrainedModel],
    config: PreTrainedConfig,
    seed: int,
    check: Check,
    report: Report,
    room: Room,
) -> PreTrainedModel:
    """Build `cls(config)` as a person would after `torch.manual_seed(seed)`, in evaluation mode.

    The config must be a fresh object: the model keeps it and writes into it. Through the
    constructor, because other ways to fill the weights draw other numbers for the same seed.
    `room` is asked once the shapes are known and nothing is drawn; it may refuse.
    Raises ConfigRefused for a config that no model can be built from, and ClassNeedsPackage.
    """
    built = meta_build(cls, config, check)
    if built.packages:
        raise ClassNeedsPackage(cls.__name__, built.packages, built.details)
    if built.model is None:
        raise ConfigRefused(built.sentence, built.details)
    room(memory.drawn(built.model))
    report(tr("Creating {name}: drawing random weights", name=cls.__name__))
    # After the meta build, which draws nothing: the seed must be the last thing before the
    # constructor.
    torch.manual_seed(seed)
    with building(check):
        model: PreTrainedModel = cls(config)
    model.train(False)
    return model
