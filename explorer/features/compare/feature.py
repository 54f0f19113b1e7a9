"""Compare: two models side by side."""

from __future__ import annotations

from explorer.features.compare.protocol import (
    ComparedHeadsRequest,
    ComparedHeadsResult,
    ComparedHiddenStatesRequest,
    ComparedHiddenStatesResult,
    ComparisonResult,
    ForgetOther,
    LoadOther,
    OtherForgotten,
    OtherReady,
    RunBoth,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="compare",
    title=tr("Compare"),
    compute={
        LoadOther: "compute.two_models:Comparison.load",
        RunBoth: "compute.two_models:Comparison.run",
        ComparedHeadsRequest: "compute.two_models:Comparison.heads",
        ComparedHiddenStatesRequest: "compute.two_models:Comparison.hidden_states",
        ForgetOther: "compute.two_models:Comparison.forget_other",
    },
    explained_at_once=frozenset(
        {ComparisonResult, ComparedHeadsResult, ComparedHiddenStatesResult, OtherReady}
    ),
    explain={
        OtherReady: "explain:ready",
        ComparisonResult: "explain:both",
        ComparedHeadsResult: "explain:heads",
        ComparedHiddenStatesResult: "explain:hidden",
    },
    code={
        LoadOther: "code:load_other",
        RunBoth: "code:run_both",
        ComparedHeadsRequest: "code:both_heads",
        ComparedHiddenStatesRequest: "code:both_hidden",
    },
    export={
        ComparisonResult: "export:ran",
        ComparedHeadsResult: "export:looked",
        ComparedHiddenStatesResult: "export:hidden",
    },
    lesson={
        OtherReady: "lesson:ready",
        OtherForgotten: "lesson:forgotten",
        ComparisonResult: "lesson:compared",
    },
)
