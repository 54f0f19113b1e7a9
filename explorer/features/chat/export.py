"""A conversation as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.generation.protocol import Turn
from explorer.text.translation import tr


def markdown(turns: Sequence[Turn], system: str, model: str) -> str:
    """The messages in sight under a heading each; what was said is left as it is."""
    parts = [f"# {tr('A conversation with {name}', name=model)}"]
    if system.strip():
        parts += [f"## {tr('System message')}", system.strip()]
    for turn in turns:
        parts += [f"## {tr('You') if turn.role == 'user' else model}", turn.content.strip()]
    return "\n\n".join(parts) + "\n"
