"""From an edit of the form to a config, rebuilt through its class.

A config is never changed by setattr: derived values (`head_dim`, `layer_types`) are computed in
the constructor only. Every call makes a fresh object, because a model keeps and writes its own.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from explorer.engine.model_class import choose_class, config_for
from explorer.features.create.compute.draft import Draft, read_draft
from explorer.features.create.compute.fields.json_values import BadJson
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import ConfigRefused

if TYPE_CHECKING:
    from transformers import PreTrainedConfig


def build(draft: Draft) -> PreTrainedConfig:
    """A fresh config of the draft's values; raises whatever the class raises."""
    # A deep copy: constructors keep dicts and lists that they are given, and change them.
    return draft.schema.config_class(**copy.deepcopy(draft.values))


def build_config(edit: ConfigEdit) -> PreTrainedConfig:
    """The config that the edit's class is constructed with, a fresh object each time.

    Raises ConfigRefused when the settings cannot be read or the class refuses them.
    """
    from explorer.features.create.compute.checks.class_errors import described

    try:
        draft = read_draft(edit)
    except BadJson as error:
        raise ConfigRefused(error.problem.sentence, error.problem.details) from error
    errors = [problem for problem in draft.problems if problem.level == "error"]
    if errors:
        raise ConfigRefused(errors[0].sentence, errors[0].path)
    try:
        config = build(draft)
    except Exception as error:  # config classes raise KeyError, ZeroDivisionError, Strict...Error
        raise ConfigRefused(described(error), f"{type(error).__name__}: {error}") from error
    return config_for(choose_class(edit, config), config)
