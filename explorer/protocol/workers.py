"""Work that several processes share: how many are offered, and the memory that each needs."""

from __future__ import annotations

from explorer.protocol.model import ModelSummary, Prepared
from explorer.text.translation import tr

MOST_WORKERS = 8
"""That are offered; each is a copy of the model."""
PROCESS_BYTES = 700_000_000
"""What a worker occupies beside its copy of the model: Python, torch, transformers, the tokenizer's
process, and what a run needs meanwhile."""


def most_workers(prepared: Prepared | None) -> int:
    """How many can be useful: the engine computes with all processors but one."""
    return min(MOST_WORKERS, prepared.threads + 1) if prepared is not None else 1


def worker_bytes(summary: ModelSummary) -> int:
    """Memory that one more worker needs for this model."""
    return summary.bytes_in_memory + PROCESS_BYTES


def refusal(summary: ModelSummary) -> str:
    """Why no other process can have this model; empty where one can."""
    if summary.device != "cpu":
        return tr("The model is on {device}: one worker uses all of it.", device=summary.device)
    if summary.on_disk:
        return tr("Weights of this model stay on disk, so there is no memory for another copy.")
    return ""
