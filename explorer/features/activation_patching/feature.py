"""Activation patching: vectors of one run put into another."""

from __future__ import annotations

from explorer.features.activation_patching.protocol import (
    ApplyPatch,
    PatchApplied,
    PatchRemoved,
    PatchTargets,
    PatchTargetsRequest,
    RemovePatch,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="activation_patching",
    title=tr("Patching"),
    about_a_run=True,
    inspection_view="view.patch_view:PatchView",
    compute={
        PatchTargetsRequest: "compute:targets",
        ApplyPatch: "compute:apply_patch",
        RemovePatch: "compute:remove_patch",
    },
    explain={
        PatchTargets: "explain:possible",
        PatchApplied: "explain:patched",
        PatchRemoved: "explain:taken_out",
    },
    code_of_result={
        PatchApplied: "code:run_patched",
        PatchRemoved: "code:run_restored",
    },
)
