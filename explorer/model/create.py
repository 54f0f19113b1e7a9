"""Creating a model with random weights: seeded, stoppable, and never trained by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.messages.config import ConfigEdit
from explorer.messages.job import Check, Report
from explorer.model.configs.size.building import building
from explorer.texts import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel


def from_edit(edit: ConfigEdit, seed: int, check: Check, report: Report) -> PreTrainedModel:
    """Build the model of an edited config. Raises what the config's checks raise."""
    from explorer.model.configs.edit import build_config
    from explorer.model.configs.model_class import choose_class

    report(tr("Building the config"))
    config = build_config(edit)
    return from_config(choose_class(edit, config), config, seed, check, report)


def from_config(
    cls: type[PreTrainedModel],
    config: PreTrainedConfig,
    seed: int,
    check: Check,
    report: Report,
) -> PreTrainedModel:
    """Build `cls(config)` as a person would after `torch.manual_seed(seed)`, in evaluation mode.

    The config must be a fresh object: the model keeps it and writes into it. Through the
    constructor, because other ways to fill the weights draw other numbers for the same seed.
    """
    report(tr("Creating {name}: drawing random weights", name=cls.__name__))
    torch.manual_seed(seed)
    with building(check):
        model: PreTrainedModel = cls(config)
    model.train(False)
    return model
