"""Logit lens: what each layer would say."""

from __future__ import annotations

from explorer.features.logit_lens.protocol import LogitLensRequest, LogitLensResult
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="logit_lens",
    title=tr("Layer by layer"),
    about_a_run=True,
    inspection_view="view:LogitLensView",
    compute={
        LogitLensRequest: "compute:lens",
    },
    explain={
        LogitLensResult: "explain:layers",
    },
    code_of_result={
        LogitLensResult: "code:lens",
    },
    export={
        LogitLensResult: "export:lens",
    },
    lesson={
        LogitLensResult: "lesson:lens",
    },
)
