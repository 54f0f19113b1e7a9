"""Sessions: session files."""

from __future__ import annotations

from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="sessions",
    title=tr("Sessions"),
)
