"""Lesson: lessons, page by page."""

from __future__ import annotations

from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="lessons",
    title=tr("Lesson"),
)
