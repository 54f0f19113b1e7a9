"""Esc for what floats above the window: it closes that, before it stops a job."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def keeps_escape(event: QEvent) -> bool:
    """Whether this was Esc about to become a shortcut elsewhere; it comes as a key instead."""
    # Qt asks with ShortcutOverride first; who accepts it gets the key as a key press.
    if (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_Escape
    ):
        event.accept()
        return True
    return False
