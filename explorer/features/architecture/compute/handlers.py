"""The requests of the Architecture tab."""

from __future__ import annotations

from explorer.engine.model_holder import ModelHolder
from explorer.features.architecture.compute import module_tree, weight_export, weight_view
from explorer.features.architecture.protocol import (
    ExportWeight,
    ModuleTreeRequest,
    WeightExported,
    WeightRequest,
    WeightView,
)
from explorer.protocol.job import Check, Report
from explorer.protocol.module_tree import ModuleTree


def list_modules(
    holder: ModelHolder, request: ModuleTreeRequest, check: Check, report: Report
) -> ModuleTree:
    """The modules of the model in memory, or of an edited config built without numbers."""
    if request.edit is not None:
        return module_tree.tree_of_edit(request.edit, request.batch, request.length, check, report)
    return module_tree.tree_of_model(
        holder.loaded.model, request.batch, request.length, check, report, request.written
    )


def read_weight(
    holder: ModelHolder, request: WeightRequest, check: Check, report: Report
) -> WeightView:
    """A window into one tensor of weights, with its picture and histogram."""
    return weight_view.look_at_weight(holder.loaded.model, request, check)


def export_weight(
    holder: ModelHolder, request: ExportWeight, check: Check, report: Report
) -> WeightExported:
    """Write one tensor of weights to a file."""
    return weight_export.export_weight(holder.loaded.model, request, check, report)
