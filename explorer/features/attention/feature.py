"""Attention: who looks at whom."""

from __future__ import annotations

from explorer.features.attention.protocol import (
    AttentionRequest,
    AttentionResult,
    HeadRequest,
    HeadResult,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="attention",
    title=tr("Attention"),
    about_a_run=True,
    inspection_view="view.attention_view:AttentionView",
    compute={
        AttentionRequest: "compute.handlers:overview",
        HeadRequest: "compute.handlers:head",
    },
    explain={
        AttentionResult: "explain:overview",
        HeadResult: "explain:head",
    },
    code_of_result={
        AttentionResult: "code:attention",
        HeadResult: "code:head",
    },
    export={
        AttentionResult: "export:attention",
        HeadResult: "export:head",
    },
    lesson={
        AttentionResult: "lesson:attention",
        HeadResult: "lesson:HeadFacts.head",
    },
)
