"""What is clicked before every page is built waits for those who answer to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_HELD = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease,
)


class FirstClicks(QObject):
    """Holds clicks and keys in one window from its making until `hand_on`.

    On a slow machine seconds go by in which the window is painted and its buttons are connected to
    nothing yet.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._held: list[tuple[QWidget, QEvent]] = []
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.installEventFilter(self)

    @property
    def happened(self) -> bool:
        """Whether a person has clicked or typed already."""
        return bool(self._held)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a click or a key back."""
        held = event.type() in _HELD and isinstance(event, QMouseEvent | QKeyEvent)
        if not held or not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        self._held.append((watched, event.clone()))
        event.accept()
        return True

    def hand_on(self) -> None:
        """Every page is there: let what was held happen, in its order."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.removeEventFilter(self)
        held, self._held = self._held, []
        for widget, event in held:
            if isValid(widget):
                QApplication.postEvent(widget, event)
