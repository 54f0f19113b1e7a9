"""The Python of hidden states: how long, how alike, and one vector.

Expects `model` and the `inputs` of the run.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.attention import code_long
from explorer.features.hidden_states.protocol import (
    HiddenStatesResult,
    SimilarityResult,
    VectorResult,
)
from explorer.protocol.inspection import Kind
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text.python import inputs, layout
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.translation import tr

STATES: dict[Kind, str] = {
    "self": "hidden_states",
    "encoder": "encoder_hidden_states",
    "decoder": "decoder_hidden_states",
    "cross": "decoder_hidden_states",
}


def stateful(ran: RunResult, summary: ModelSummary) -> Fragment:
    return inputs.forward(ran, summary, ["output_hidden_states=True"])


def hidden(result: HiddenStatesResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """The length of each token's vector after each layer."""
    if not result.stacks:
        return remark(result.note)
    text, as_float = result.request.text_index, inputs.as_float(summary)
    lines = layout.comment(tr("How long each token's vector is, from layer to layer"))
    for stack in result.stacks:
        lines += [
            f"for state in {states_at(STATES[stack.kind], stack.places)}:",
            f"    norms = state[{text}]{as_float}.norm(dim=-1)",  # [tokens]
            "    print(norms)",
        ]
    return stateful(ran, summary) + fragment(lines)


def states_at(name: str, places: Sequence[int]) -> str:
    """The hidden states that are shown: all, or those at some places."""
    if not places:
        return f"outputs.{name}"
    return f"[outputs.{name}[n] for n in {list(places)}]"


def similarity(result: SimilarityResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """Cosine similarity of all pairs of tokens."""
    asked, as_float = result.request, inputs.as_float(summary)
    tensor = result.tensor or f"{STATES[asked.kind]}[{asked.row}]"
    place = f"{tensor}[{asked.text_index}]"
    return (
        stateful(ran, summary)
        + fragment(
            [
                *layout.comment(tr("1: the same direction; 0: nothing in common")),
                f"vectors = outputs.{place}{as_float}",
                "unit = torch.nn.functional.normalize(vectors, dim=-1)",
                "cosine = (unit @ unit.T).clamp(-1, 1)",  # [tokens, tokens]
                "print(cosine)",
            ],
            torch=True,
        )
        + code_long.part("cosine", result.joined, asked.part)
    )


def vector(result: VectorResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """One token's vector."""
    asked, as_float = result.request, inputs.as_float(summary)
    tensor = result.tensor or f"{STATES[asked.kind]}[{asked.row}]"
    place = f"{tensor}[{asked.text_index}, {asked.position}]"
    return stateful(ran, summary) + fragment(
        [f"vector = outputs.{place}{as_float}", "print(vector.norm())", "print(vector)"]
    )
