"""A line of text that marks the characters of a token, and tells which character is pointed at."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Signal, Slot
from PySide6.QtGui import QInputMethodEvent, QMouseEvent, QTextCharFormat

from explorer.app.theme import Theme
from explorer.widgets.accessibility import EntryLine

MOST_CHARACTERS = 100_000
"""What the box takes: a line of a million freezes the window for half a second at each key."""


def units(text: str, place: int) -> int:
    """Where character `place` begins in Qt's counting, in which many emoji count as two."""
    return place + sum(1 for name in text[:place] if ord(name) > 0xFFFF)


def character(text: str, unit: int) -> int:
    """The character at a place in Qt's counting: `units` the other way round."""
    passed = 0
    for place, name in enumerate(text):
        passed += 2 if ord(name) > 0xFFFF else 1
        if passed > unit:
            return place
    return len(text)


class TextLine(EntryLine):
    """`pointed` carries the character under the mouse, -1 for none; `shortened` how many fit."""

    pointed = Signal(int)
    shortened = Signal(int)

    def __init__(self, look: Theme | None = None) -> None:
        super().__init__()
        self._look = look
        self._marked = (-1, -1)
        self.setMaxLength(MOST_CHARACTERS)
        self.setMouseTracking(True)
        self.inputRejected.connect(self._tell_cut)

    @property
    def marked(self) -> tuple[int, int]:
        """First and last + 1 of the marked characters, (-1, -1) without."""
        return self._marked

    def mark(self, start: int, end: int) -> None:
        """Mark characters `start` to `end`; nothing where `start` is negative.

        As a text format of the input method: the only way to tint characters of a line without
        touching what a person selected.
        """
        if (start, end) == self._marked or self._look is None:
            return
        self._marked = (start, end)
        attributes = []
        text = self.text()
        if 0 <= start < end <= len(text):
            shown = QTextCharFormat()
            shown.setBackground(self._look.colour("select"))
            shown.setForeground(self._look.colour("text"))
            shown.setFontUnderline(True)
            first = units(text, start)
            attributes.append(
                QInputMethodEvent.Attribute(
                    QInputMethodEvent.AttributeType.TextFormat,
                    first - self.cursorPosition(),
                    units(text, end) - first,
                    shown,
                )
            )
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the character under the mouse."""
        super().mouseMoveEvent(event)
        place = self.cursorPositionAt(event.position().toPoint())
        text = self.text()
        self.pointed.emit(character(text, place) if text else -1)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(-1)

    @Slot()
    def _tell_cut(self) -> None:
        self.shortened.emit(MOST_CHARACTERS)
