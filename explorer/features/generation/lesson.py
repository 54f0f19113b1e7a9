"""What lessons may know of a text that was written."""

from __future__ import annotations

from explorer.features.generation.protocol import Generated
from explorer.protocol.explanation import Facts
from explorer.protocol.job import Request


def generated(result: Generated, request: Request) -> Facts:
    """The text and its tokens."""
    return {
        "text.tokens": len(result.tokens),
        "text.text": result.text,
        "text.seconds": result.seconds,
    }
