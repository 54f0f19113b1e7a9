"""The requests of training. Being written: each method is replaced by its work one by one."""

from __future__ import annotations

from explorer.engine.model_holder import HolderPart
from explorer.features.training import protocol
from explorer.protocol.job import Check, Report, Request


class TrainingPart(HolderPart):
    """The one training that there is, and its snapshots; they outlive the model in memory."""

    def _not_yet(self, request: Request, check: Check, report: Report) -> protocol.TrainingOffer:
        raise NotImplementedError(type(request).__name__)

    describe = read_data = estimate = start = go_on = pause = stop = open_snapshot = _not_yet
    run_snapshots = forget_training = find = resume = _not_yet
