"""Nearest: tokens with a similar vector, and a map of words or of the text, layer by layer."""

from __future__ import annotations

from explorer.features.nearest.protocol import (
    FindNearest,
    MapVectors,
    NearestResult,
    VectorMap,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="nearest",
    title=tr("What it is near"),
    hint=tr("the nearest tokens, and a map of the vectors"),
    about_a_run=True,
    inspection_view="view:NearestView",
    view_name="nearestView",
    compute={FindNearest: "compute:nearest", MapVectors: "compute:vector_map"},
    explain={NearestResult: "explain:nearest", VectorMap: "explain:vector_map"},
    code_of_result={NearestResult: "code:nearest", VectorMap: "code:vector_map"},
    export={NearestResult: "export:nearest", VectorMap: "export:vector_map"},
    table="export:map_table",
    terms=("cosine-similarity", "embedding", "unembedding", "principal-components", "variance"),
)
