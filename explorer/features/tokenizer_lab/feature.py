"""The tokenizer lab: one text through several tokenizers, and words cut step by step."""

from __future__ import annotations

from explorer.features.tokenizer_lab.protocol import (
    CompareTokenizers,
    ShowSteps,
    StepsShown,
    TokenizersCompared,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="tokenizer_lab",
    title=tr("Tokenizer lab"),
    compute={
        CompareTokenizers: "compute:TokenizerLab.compare",
        ShowSteps: "compute:TokenizerLab.steps",
    },
    explained_at_once=frozenset({TokenizersCompared, StepsShown}),
    explain={TokenizersCompared: "explain:compared", StepsShown: "explain:steps"},
    code={CompareTokenizers: "code:compare", ShowSteps: "code:steps"},
    export={TokenizersCompared: "export:compared", StepsShown: "export:steps"},
    terms=("tokenizer", "byte-pair-encoding", "wordpiece", "unigram"),
)
