"""Steering: the difference of two texts' hidden states, added while the model answers or writes."""

from __future__ import annotations

from explorer.features.steering.protocol import (
    Steer,
    Steered,
    SteeredText,
    SteeringTargetsRequest,
    WriteSteered,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="steering",
    title=tr("Steering"),
    hint=tr("push the answer towards what another text is about"),
    about_a_run=True,
    inspection_view="view:SteeringView",
    view_name="steeringView",
    compute={
        SteeringTargetsRequest: "compute:targets",
        Steer: "compute:steer",
        WriteSteered: "compute:write",
    },
    explain={
        Steered: "explain:steered",
        SteeredText: "explain:written",
    },
    code_of_result={Steered: "code:steered", SteeredText: "code:written"},
    export={Steered: "export:steered", SteeredText: "export:written"},
    table="export:table",
    terms=("steering-vector", "hidden-states"),
)
