"""Chat: a conversation through the chat template."""

from __future__ import annotations

from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="chat",
    title=tr("Chat"),
)
