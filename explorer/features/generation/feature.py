"""Write: writing on, token by token."""

from __future__ import annotations

from explorer.features.generation.protocol import (
    WRITING,
    ContinueText,
    Generate,
    Generated,
    PickToken,
    ReadWritten,
    RenderChat,
    ReopenText,
    StepBack,
    StepRequest,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="generation",
    title=tr("Write"),
    about_a_run=True,
    compute={
        Generate: "compute.generate:GenerationRequests.generate",
        ContinueText: "compute.generate:GenerationRequests.continue_text",
        PickToken: "compute.generate:GenerationRequests.pick_token",
        StepBack: "compute.generate:GenerationRequests.step_back",
        StepRequest: "compute.generate:GenerationRequests.step",
        ReopenText: "compute.generate:GenerationRequests.reopen",
        ReadWritten: "compute.generate:GenerationRequests.read_written",
        RenderChat: "compute.generate:GenerationRequests.render_chat",
    },
    explained_at_once=frozenset({Generated}),
    explain={
        Generated: "explain:generated",
    },
    code=dict.fromkeys(WRITING, "code:generated"),
    export={
        Generated: "export:generated",
    },
    lesson={
        Generated: "lesson:generated",
    },
)
