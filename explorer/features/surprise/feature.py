"""Surprise: how much the model expected each token of a text."""

from __future__ import annotations

from explorer.features.surprise.protocol import SurpriseRequest, SurpriseResult
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="surprise",
    title=tr("Surprise"),
    about_a_run=True,
    inspection_view="view:SurpriseView",
    view_name="surpriseView",
    compute={SurpriseRequest: "compute:surprise"},
    explain={SurpriseResult: "explain:surprise"},
    code_of_result={SurpriseResult: "code:surprise"},
    export={SurpriseResult: "export:surprise"},
    table="export:surprise_table",
    terms=("surprisal", "loss", "perplexity"),
)
