"""A line to type in whose hint is as long as there is room for."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame

from explorer.widgets.accessibility import EntryLine


class HintedLine(EntryLine):
    """Its tip has the longest hint, in case another one is in the field."""

    def __init__(self, name: str, spoken: str, *hints: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._hints = sorted(hints, key=len, reverse=True)
        self.setToolTip(self._hints[0])
        self._choose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for another hint."""
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        room, metrics = hint_room(self), self.fontMetrics()
        fits = (hint for hint in self._hints if metrics.horizontalAdvance(hint) <= room)
        self.setPlaceholderText(next(fits, self._hints[-1]))


def hint_room(line: QLineEdit) -> int:
    """Pixels of width that a line has for its text."""
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    room = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    margins = line.textMargins()
    # Qt draws the text two pixels inside.
    return room.width() - margins.left() - margins.right() - 4
