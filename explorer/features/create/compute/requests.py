"""The config editor's requests, and those of the Architecture tab, as a table for the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from explorer.engine.loaded_model import LoadedModel
from explorer.features.architecture.compute import module_tree
from explorer.features.architecture.compute.weight_export import export_weight
from explorer.features.architecture.compute.weight_view import look_at_weight
from explorer.features.architecture.protocol import (
    ExportWeight,
    ModuleTree,
    ModuleTreeRequest,
    WeightExported,
    WeightRequest,
    WeightView,
)
from explorer.features.create.compute.catalogue import read_catalogue
from explorer.features.create.compute.fields.form import describe_config
from explorer.features.create.compute.start import start_from_json, start_from_preset
from explorer.features.create.compute.verdict import check_config
from explorer.features.create.protocol.catalogue import ReadCatalogue
from explorer.features.create.protocol.config import (
    CheckConfig,
    DescribeConfig,
    StartFromJson,
    StartFromPreset,
)
from explorer.protocol.job import Check, Report, Request


class HasLoaded(Protocol):
    """What is needed of the engine: the model in memory; raises NoModel when there is none."""

    @property
    def loaded(self) -> LoadedModel: ...


def table(engine: HasLoaded) -> dict[type[Request], Callable[[Any, Check, Report], object]]:
    """One handler for each request of the config editor and of the Architecture tab."""

    def modules(request: ModuleTreeRequest, check: Check, report: Report) -> ModuleTree:
        if request.edit is not None:
            return module_tree.tree_of_edit(
                request.edit, request.batch, request.length, check, report
            )
        return module_tree.tree_of_model(
            engine.loaded.model, request.batch, request.length, check, report
        )

    def weight(request: WeightRequest, check: Check, report: Report) -> WeightView:
        return look_at_weight(engine.loaded.model, request, check)

    def save_weight(request: ExportWeight, check: Check, report: Report) -> WeightExported:
        return export_weight(engine.loaded.model, request, check, report)

    return {
        ReadCatalogue: read_catalogue,
        DescribeConfig: describe_config,
        CheckConfig: check_config,
        StartFromPreset: start_from_preset,
        StartFromJson: start_from_json,
        ModuleTreeRequest: modules,
        WeightRequest: weight,
        ExportWeight: save_weight,
    }
