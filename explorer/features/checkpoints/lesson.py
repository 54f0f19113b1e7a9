"""What lessons may know of what was saved."""

from __future__ import annotations

from explorer.features.checkpoints.protocol import SavedCompared
from explorer.protocol.explanation import Facts
from explorer.protocol.job import Request


def compared(result: SavedCompared, request: Request) -> Facts:
    """Whether the saved weights are those in memory, bit for bit."""
    return {
        "compared.identical": result.identical,
        "compared.tensors": result.tensors,
        "compared.sentence": result.sentence,
    }
