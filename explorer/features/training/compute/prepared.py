"""What is settled before a training begins, or its data are shown."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.engine.loaded_model import LoadedModel
from explorer.features.training.compute.read import Texts
from explorer.features.training.compute.rows import Batches, Row
from explorer.features.training.protocol import Objective, TrainingSettings


@dataclass(frozen=True)
class PreparedData:
    """Everything that a step needs but the weights."""

    loaded: LoadedModel
    objective: Objective
    settings: TrainingSettings
    texts: Texts
    labels: tuple[str, ...]
    rows: list[Row]
    held_out: list[Row]
    batches: Batches
