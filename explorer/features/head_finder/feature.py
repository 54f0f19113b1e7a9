"""Head finder: which heads look at the token before, the first, the same, or continue a list."""

from __future__ import annotations

from explorer.features.head_finder.protocol import FindHeads, HeadScores
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="head_finder",
    title=tr("Head finder"),
    hint=tr("what each attention head looks at, as four scores"),
    about_a_run=True,
    inspection_view="view:HeadFinderView",
    view_name="headFinderView",
    compute={FindHeads: "compute:find_heads"},
    explain={HeadScores: "explain:scores"},
    code_of_result={HeadScores: "code:scores"},
    export={HeadScores: "export:scores"},
    table="export:table",
    terms=("attention-head", "previous-token-head", "attention-sink", "induction-head"),
)
