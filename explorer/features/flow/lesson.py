"""What lessons may know of the picture of a run."""

from __future__ import annotations

from explorer.features.flow.protocol import FlowResult
from explorer.protocol.explanation import Facts
from explorer.protocol.job import Request
from explorer.text.phrases import bare


def picture(result: FlowResult, request: Request) -> Facts:
    """How much is in the picture, and how the answer comes about from layer to layer."""
    stack = result.answering
    if stack is None or not stack.layers:
        return {}
    spoken = [int(layer.ids[stack.position]) for layer in stack.layers]
    since = len(spoken) - 1
    while since and spoken[since - 1] == spoken[-1]:
        since -= 1
    asked = spoken[-1] >= 0  # a class without a head over the vocabulary has no words
    return {
        "flow.tokens": len(stack.tokens),
        "flow.layers": len(stack.layers),
        "flow.numbers": stack.size or None,
        "flow.first_word": bare(result.words[spoken[0]]) if spoken[0] >= 0 else None,
        "flow.top": bare(result.words[spoken[-1]]) if asked else None,
        "flow.share": float(stack.layers[-1].probabilities[stack.position]) if asked else None,
        "flow.settled": stack.layers[since].label if asked else None,
    }
