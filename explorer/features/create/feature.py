"""Create: a transformer from an editable config."""

from __future__ import annotations

from explorer.features.create.protocol.catalogue import ReadCatalogue
from explorer.features.create.protocol.config import (
    CheckConfig,
    ConfigForm,
    ConfigStart,
    ConfigVerdict,
    DescribeConfig,
    StartFromJson,
    StartFromPreset,
)
from explorer.protocol.feature import Feature
from explorer.protocol.model import CreateModel, CreateRandomCopy
from explorer.text.translation import tr

FEATURE = Feature(
    name="create",
    title=tr("Create"),
    compute={
        ReadCatalogue: "compute.handlers:read_catalogue",
        DescribeConfig: "compute.handlers:describe_config",
        CheckConfig: "compute.handlers:check_config",
        StartFromPreset: "compute.handlers:start_from_preset",
        StartFromJson: "compute.handlers:start_from_json",
        CreateModel: "compute.handlers:create_model",
        CreateRandomCopy: "compute.handlers:create_random_copy",
    },
    explain={
        ConfigVerdict: "explain:verdict",
    },
    code={
        CheckConfig: "code:check_config",
    },
    lesson={
        ConfigForm: "lesson:form",
        ConfigStart: "lesson:start",
        ConfigVerdict: "lesson:ConfigFacts.verdict",
    },
)
