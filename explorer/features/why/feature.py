"""Why: which words, heads and layers an answer depends on, each claim tried out."""

from __future__ import annotations

from explorer.features.why.protocol import (
    ContributionsResult,
    GradientsResult,
    MapResult,
    PartsResult,
    SwapsResult,
    TriedAgain,
    TryAgain,
    WhyContributions,
    WhyGradients,
    WhyMap,
    WhyParts,
    WhySwaps,
    WhyWords,
    WordsResult,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="why",
    title=tr("Why"),
    about_a_run=True,
    inspection_view="view.why_view:WhyView",
    view_name="whyView",
    is_mode=True,
    compute={
        WhyWords: "compute.leave_one_out:words",
        WhySwaps: "compute.swaps:swaps",
        WhyParts: "compute.parts:parts",
        WhyMap: "compute.patch_map:patch_map",
        TryAgain: "compute.repeat_intervention:again",
        WhyGradients: "compute.gradients:gradients",
        WhyContributions: "compute.contributions:contributions",
    },
    explain={
        WordsResult: "explain:words",
        SwapsResult: "explain:swaps",
        PartsResult: "explain:parts",
        MapResult: "explain:patch_map",
        TriedAgain: "explain:again",
        GradientsResult: "explain:gradients",
        ContributionsResult: "explain:contributions",
    },
    code_of_result={
        WordsResult: "code:words",
        SwapsResult: "code:swaps",
        PartsResult: "code:parts",
        MapResult: "code:patch_map",
        TriedAgain: "code:again",
        GradientsResult: "code:gradients",
        ContributionsResult: "code:contributions",
    },
    export={
        WordsResult: "export:words",
        PartsResult: "export:parts",
        MapResult: "export:patch_map",
        GradientsResult: "export:gradients",
        ContributionsResult: "export:contributions",
    },
    lesson={WordsResult: "lesson:WhyFacts.words", SwapsResult: "lesson:WhyFacts.swaps"},
    table="export:table",
    terms=(
        "leave-one-out",
        "ablation",
        "activation-patching",
        "logits",
        "gradient",
        "integrated-gradients",
        "direct-logit-attribution",
        "worker",
    ),
)
