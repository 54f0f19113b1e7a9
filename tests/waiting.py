"""Waiting for a fact in a program that measures: Qt's event loop runs meanwhile."""

from __future__ import annotations

from collections.abc import Callable

_LOOK_MS = 3


def until(fact: Callable[..., object]) -> None:
    """Run the event loop until a fact holds; it is looked at every 3 ms."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, poll = QEventLoop(), QTimer()
    poll.setInterval(_LOOK_MS)
    poll.timeout.connect(lambda: loop.quit() if fact() else None)
    poll.start()
    loop.exec()
    poll.stop()
