"""A drag over a window, which Qt 6.12 takes at a point of another type than versions before."""

from __future__ import annotations

from typing import Any

import PySide6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent


def drag_enter(point: QPoint, action: Qt.DropAction, data: QMimeData) -> QDragEnterEvent:
    """What comes over a window at a point of it, in pixels."""
    place: Any = QPointF(point) if PySide6.__version_info__ >= (6, 12) else point
    left, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return QDragEnterEvent(place, action, data, left, no_key)
