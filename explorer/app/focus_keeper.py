"""The keyboard comes back to the button that a job took it from.

Qt hands the focus on as soon as the control that has it is greyed out: to whatever comes next in
the order of Tab. A job greys out the button that began it, so that Return, pressed again, would
do something else.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

RETURNED = "focusReturned"
"""The property of a control while the focus comes back to it."""


class FocusKeeper(QObject):
    """Of one window. Whoever moves the focus meanwhile, by hand or on purpose, keeps it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._lost: QWidget | None = None
        self._instead: QWidget | None = None
        self._left: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    @Slot(QWidget, QWidget)
    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is None or now.window() is not self._window:
            if before is not None and before.window() is self._window:
                self._leave(before)
            return
        self._leave(None)
        if before is None or before.window() is not self._window:
            return
        if before.window() is self._window and not before.isEnabled() and before.isVisible():
            if self._lost is None:  # where it is handed on twice, the first is meant
                self._lost = before
                before.installEventFilter(self)
            self._instead = now
        elif now is not self._lost:
            self._forget()

    def _leave(self, before: QWidget | None) -> None:
        """The focus goes to a dialog, which may begin a job that greys out what led to it."""
        if self._left is not None and self._left is not self._lost and isValid(self._left):
            self._left.removeEventFilter(self)
        self._left = before
        if before is not None:
            before.installEventFilter(self)

    def _forget(self) -> None:
        if self._lost is not None and isValid(self._lost):
            self._lost.removeEventFilter(self)
        self._lost = self._instead = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It can be pressed again: the focus comes back, unless it went elsewhere since."""
        lost, changed = self._lost, event.type() == QEvent.Type.EnabledChange
        left = self._left
        if watched is left and left is not None and lost is None and not left.isEnabled():
            self._lost, self._instead = left, None  # it may be handed on more than once
        if watched is lost and lost is not None and changed and lost.isEnabled():
            instead, focus = self._instead, self._window.focusWidget()
            self._forget()
            if lost.isVisible() and (instead is None or focus is instead):
                lost.setProperty(RETURNED, True)  # nobody went there: words about it stay away
                lost.setFocus(Qt.FocusReason.OtherFocusReason)
                lost.setProperty(RETURNED, None)
        return super().eventFilter(watched, event)
