"""Architecture: the tree of modules and every weight."""

from __future__ import annotations

from explorer.features.architecture.protocol import (
    ExportWeight,
    ModuleTreeRequest,
    WeightExported,
    WeightRequest,
    WeightView,
)
from explorer.protocol.feature import Feature
from explorer.protocol.module_tree import ModuleTree
from explorer.text.translation import tr

FEATURE = Feature(
    name="architecture",
    title=tr("Architecture"),
    compute={
        ModuleTreeRequest: "compute.handlers:list_modules",
        WeightRequest: "compute.handlers:read_weight",
        ExportWeight: "compute.handlers:export_weight",
    },
    explained_at_once=frozenset({WeightView, WeightExported}),
    explain={
        ModuleTree: "explain:modules",
        WeightView: "explain:weight",
        WeightExported: "explain:weight_exported",
    },
    code={
        ModuleTreeRequest: "code:list_modules",
        WeightRequest: "code:read_weight",
        ExportWeight: "code:export_weight",
    },
    export={
        ModuleTree: "export:modules",
        WeightView: "export:weight",
    },
    lesson={
        ModuleTree: "lesson:tree",
        WeightView: "lesson:weight",
    },
)
