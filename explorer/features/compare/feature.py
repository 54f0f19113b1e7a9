"""Compare: two models side by side."""

from __future__ import annotations

from explorer.features.compare.protocol import (
    ComparedFlowRequest,
    ComparedFlowResult,
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
        ComparedFlowRequest: "compute.two_models:Comparison.flow",
        ForgetOther: "compute.two_models:Comparison.forget_other",
    },
    explained_at_once=frozenset(
        {
            ComparisonResult,
            ComparedHeadsResult,
            ComparedHiddenStatesResult,
            ComparedFlowResult,
            OtherReady,
        }
    ),
    explain={
        OtherReady: "explain:ready",
        ComparisonResult: "explain:both",
        ComparedHeadsResult: "explain:heads",
        ComparedHiddenStatesResult: "explain:hidden",
        ComparedFlowResult: "explain_flow:both_flow",
    },
    code={
        LoadOther: "code:load_other",
        RunBoth: "code:run_both",
        ComparedHeadsRequest: "code:both_heads",
        ComparedHiddenStatesRequest: "code:both_hidden",
        ComparedFlowRequest: "code:both_flow",
    },
    export={
        ComparisonResult: "export:ran",
        ComparedHeadsResult: "export:looked",
        ComparedHiddenStatesResult: "export:hidden",
        ComparedFlowResult: "export:both_flow",
    },
    lesson={
        OtherReady: "lesson:ready",
        OtherForgotten: "lesson:forgotten",
        ComparisonResult: "lesson:compared",
    },
)
