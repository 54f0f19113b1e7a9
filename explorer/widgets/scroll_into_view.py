"""Bringing a part of a widget into sight, whatever scrolls around it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QScrollArea, QWidget


def scroll_areas(widget: QWidget) -> Iterator[QScrollArea]:
    """Every page that scrolls a widget, the innermost first."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            yield above
        above = above.parentWidget()


def bring_into_sight(widget: QWidget, part: QRect, margin: int = 0) -> None:
    """Scroll as little as shows the `part` of a widget; of one that is too high its upper end."""
    for area in scroll_areas(widget):
        inner = area.widget()
        if inner is None:
            continue
        top = widget.mapTo(inner, part.topLeft()).y()
        bottom = top + part.height()
        bar, room = area.verticalScrollBar(), area.viewport().height()
        around = max(0, min(margin, (room - part.height()) // 2))
        value = max(bar.value(), bottom + around - room)
        bar.setValue(min(value, max(0, top - around)))
