"""Flow: a run as one picture, from the text to the answer."""

from __future__ import annotations

from explorer.features.flow.protocol import (
    FlowRequest,
    FlowResult,
    TextFlowRequest,
    TextFlowResult,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="flow",
    title=tr("Flow"),
    about_a_run=True,
    inspection_view="view.flow_view:FlowView",
    view_name="flowView",
    is_mode=True,
    compute={FlowRequest: "compute:flow", TextFlowRequest: "compute:text_flow"},
    explain={FlowResult: "explain:flow", TextFlowResult: "explain:text_flow"},
    code_of_result={FlowResult: "code:flow", TextFlowResult: "code:text_flow"},
    export={FlowResult: "export:flow", TextFlowResult: "export:flow"},
    table="export:flow_table",
    animation="animation:page",
    lesson={FlowResult: "lesson:picture"},
    terms=("attention", "logit-lens", "hidden-states"),
)
