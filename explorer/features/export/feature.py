"""Export: pictures, tables, pages and Python to take along."""

from __future__ import annotations

from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="export",
    title=tr("Export"),
)
