"""Input: texts, tokens and input IDs, and the plain run."""

from __future__ import annotations

from explorer.protocol.feature import Feature
from explorer.protocol.run import ReadOutput, Run, RunResult, Tokenize, Tokenized
from explorer.text.translation import tr

FEATURE = Feature(
    name="inputs",
    title=tr("Input"),
    about_a_run=True,
    compute={
        Tokenize: "compute:tokenize",
        Run: "compute:run",
        ReadOutput: "compute:read_output",
    },
    explain={
        Tokenized: "explain:tokenized",
        RunResult: "explain_run:ran",
    },
    code={
        Tokenize: "code:tokenize_texts",
        Run: "code:run_texts",
    },
)
