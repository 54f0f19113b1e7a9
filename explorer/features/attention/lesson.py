"""What lessons may know of attention."""

from __future__ import annotations

from explorer.features.attention.protocol import AttentionResult, HeadResult
from explorer.protocol.explanation import Facts, FactValue
from explorer.protocol.job import Request
from explorer.text.run_facts import spelled


def attention(result: AttentionResult, request: Request) -> Facts:
    """How many heads there are."""
    heads = sum(layer.heads for maps in result.maps for layer in maps.layers)
    return {"attention.heads": heads or None}


class HeadFacts:
    """Knows whether another head of the same run was chosen."""

    def __init__(self) -> None:
        self._head: HeadResult | None = None

    def head(self, result: HeadResult, request: Request) -> Facts:
        """Where the strongest weight of a head is, of the mask where there is one."""
        before, self._head = self._head, result
        if not result.weights.size:
            return {}
        rows, columns = result.from_tokens, result.to_tokens
        masks = [place for place, token in enumerate(rows) if token.mask]
        strongest = result.strongest
        if strongest is None:
            strongest = divmod(int(result.weights.argmax()), result.weights.shape[1])
        # The row of a mask, where there is one: that is what the person asked about.
        row = masks[0] if masks else strongest[0]
        best = int(result.weights[row].argmax())
        facts: dict[str, FactValue | None] = {
            "head.title": result.title,
            "head.from": spelled(rows[row]),
            "head.to": spelled(columns[best]),
            "head.weight": float(result.weights[row, best]),
        }
        # The same run and another title: another head of the same picture was chosen.
        if before is not None and before.ran is result.ran and before.title != result.title:
            facts["head.chosen"] = True
        return facts
