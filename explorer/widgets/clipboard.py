"""What a button puts into the clipboard, without secrets."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from explorer.boundary.redaction import redact


def copy(text: str) -> None:
    """Put a text into the clipboard."""
    QGuiApplication.clipboard().setText(redact(text))
