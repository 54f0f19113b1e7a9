"""Hidden states: the vectors of every token."""

from __future__ import annotations

from explorer.features.hidden_states.protocol import (
    HiddenStatesRequest,
    HiddenStatesResult,
    SimilarityRequest,
    SimilarityResult,
    VectorRequest,
    VectorResult,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="hidden_states",
    title=tr("Hidden states"),
    about_a_run=True,
    inspection_view="view:HiddenStatesView",
    compute={
        HiddenStatesRequest: "compute:norms",
        SimilarityRequest: "compute:similarity",
        VectorRequest: "compute:vector",
    },
    explain={
        HiddenStatesResult: "explain:lengths",
        SimilarityResult: "explain:similarity",
        VectorResult: "explain:vector",
    },
    code_of_result={
        HiddenStatesResult: "code:hidden",
        SimilarityResult: "code:similarity",
        VectorResult: "code:vector",
    },
    export={
        HiddenStatesResult: "export:hidden",
        SimilarityResult: "export:similarity",
        VectorResult: "export:vector",
    },
)
