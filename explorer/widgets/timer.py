"""A timer that fires once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, SignalInstance


def single_shot(
    owner: QObject, milliseconds: int, slot: Callable[[], object] | SignalInstance
) -> QTimer:
    """A timer of `owner` that fires once, so long after it was started last."""
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(slot)
    return timer
