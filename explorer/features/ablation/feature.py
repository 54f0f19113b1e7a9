"""Ablation: attention heads taken off."""

from __future__ import annotations

from explorer.features.ablation.protocol import (
    AblateHeads,
    AblationResult,
    AblationTargets,
    AblationTargetsRequest,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="ablation",
    title=tr("Ablation"),
    about_a_run=True,
    compute={
        AblationTargetsRequest: "compute:targets",
        AblateHeads: "compute:ablate",
    },
    explain={
        AblationTargets: "explain:possible",
        AblationResult: "explain:switched",
    },
    code={
        AblateHeads: "code:heads",
    },
    export={
        AblationResult: "export:switched",
    },
)
