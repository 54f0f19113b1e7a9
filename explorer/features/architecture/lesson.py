"""What lessons may know of a model's modules and weights."""

from __future__ import annotations

from explorer.features.architecture.protocol import ModuleTreeRequest, WeightView
from explorer.protocol.explanation import Facts
from explorer.protocol.job import Request
from explorer.protocol.module_tree import ModuleTree


def tree(result: ModuleTree, request: Request) -> Facts:
    """The largest part of the model in memory."""
    if not result.real or not isinstance(request, ModuleTreeRequest):
        return {}
    # Leaves only: a part with parts would always be the largest. A tied weight counts once.
    leaves = [row for row in result.rows if row.own_parameters and not row.tied]
    largest = max(leaves, key=lambda row: row.own_parameters, default=None)
    return {
        "tree.modules": len(result.rows),
        "tree.largest": largest.path if largest is not None else None,
        "tree.largest_share": largest.share if largest is not None else None,
    }


def weight(result: WeightView, request: Request) -> Facts:
    """One weight: its shape and how its numbers are spread."""
    return {
        "weight.name": result.name,
        "weight.shape": result.shape,
        "weight.elements": result.elements,
        "weight.mean": result.mean,
        "weight.deviation": result.deviation,
    }
