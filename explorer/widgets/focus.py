"""Giving the keyboard back to what had it, where that is still there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


def give_back(
    before: QWidget | None, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason
) -> None:
    """Focus what had the focus, which a page that was rebuilt may have taken."""
    if before is not None and isValid(before) and before.isVisible():
        before.setFocus(reason)
