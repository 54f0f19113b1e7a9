"""Sessions: session files."""

from __future__ import annotations

from explorer.features.sessions.protocol import HashWeights, ReadSession, SaveSession
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="sessions",
    title=tr("Sessions"),
    compute={
        SaveSession: "compute:save_session",
        ReadSession: "compute:read_session",
        HashWeights: "compute:hash_loaded",
    },
)
