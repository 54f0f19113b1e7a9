"""Pictures and sound: pictures and sound as inputs."""

from __future__ import annotations

from explorer.features.media.protocol import (
    FilePreview,
    FilePreviewRequest,
    FileRunResult,
    RunOnFile,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="media",
    title=tr("Pictures and sound"),
    compute={
        FilePreviewRequest: "compute.run_file:look_at_file",
        RunOnFile: "compute.run_file:run_on_file",
    },
    explain={
        FileRunResult: "explain:ran_on_file",
        FilePreview: "explain:looked",
    },
)
