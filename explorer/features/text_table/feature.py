"""Many texts: a table of them, all run in the background."""

from __future__ import annotations

from explorer.features.text_table.protocol import ReadTexts, RunTexts, TextTableResult
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="text_table",
    title=tr("Many texts"),
    compute={
        ReadTexts: "compute.read:read_texts",
        RunTexts: "compute.run:TableRuns.run",
    },
    explained_at_once=frozenset({TextTableResult}),
    explain={TextTableResult: "explain:explain"},
    code={RunTexts: "code:write"},
    export={TextTableResult: "export:page"},
    terms=("accuracy", "confusion-matrix", "loss", "worker"),
)
