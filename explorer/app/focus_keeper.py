"""The keyboard comes back to the button that a job took it from.

Qt hands the focus on as soon as the control that has it is greyed out: to whatever comes next in
the order of Tab. A job greys out the button that began it, so that Return, pressed again, would
do something else. A control that is hidden (a chip that restores, a button that ran) hands it on
too, often to a place out of sight, and the page jumped there: it goes back to the control before.
A message lies over the window and goes with its button: the focus goes back to where it came from.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from explorer.widgets.timer import single_shot

RETURNED = "focusReturned"
"""The property of a control while the focus comes back to it."""
_MOST_STEPS = 50
"""Controls out of sight that are passed on the way back."""


class FocusKeeper(QObject):
    """Of one window. Whoever moves the focus meanwhile, by hand or on purpose, keeps it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._lost: QWidget | None = None
        self._instead: QWidget | None = None
        self._left: QWidget | None = None
        self._hidden: QWidget | None = None
        self._next: QWidget | None = None
        self._below: QWidget | None = None
        self._soon = single_shot(self, 0, self._go_back)
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
        if _overlay(now) is not None and _overlay(before) is None:
            self._below = before
        if before.window() is self._window and not before.isEnabled() and before.isVisible():
            if self._lost is None:  # where it is handed on twice, the first is meant
                self._lost = before
                before.installEventFilter(self)
            self._instead = now
        elif now is not self._lost:
            self._forget()
            hides = before.window() is self._window and not before.isVisible()
            if hides and not now.property(RETURNED):
                self._hidden, self._next = before, now
                self._soon.start()  # whoever hid it may be about to say where the focus goes

    @Slot()
    def _go_back(self) -> None:
        """Focus the control in sight that comes before the one that was hidden."""
        hidden, following, below = self._hidden, self._next, self._below
        self._hidden = self._next = None
        if hidden is None or following is None or not isValid(following):
            return
        if self._window.focusWidget() is not following:
            return
        gone = not isValid(hidden)  # it was removed, and not only hidden
        if not gone and hidden.isVisible() and hidden.isEnabled():  # it was only moved elsewhere
            place_focus(hidden)
            return
        if gone or _overlay(hidden) is None or below is None or not isValid(below):
            below = None
        elif below.isVisible() and below.isEnabled():
            place_focus(below)
            return
        # Not by `previousInFocusChain`: what PySide makes of each widget on the way takes the items
        # of layouts along when it goes, and Qt crashes at the next layout.
        self._window.setProperty(RETURNED, True)
        for _ in range(_MOST_STEPS):
            self._window.focusNextPrevChild(False)
            control = self._window.focusWidget()
            # A page that came in its place meanwhile has controls too, some of them scrolled away.
            if control is None or not control.visibleRegion().isEmpty():
                break
        self._window.setProperty(RETURNED, None)
        if below is not None and below.isVisible():  # a job of the message greyed it out
            self._lost, self._instead = below, self._window.focusWidget()
            below.installEventFilter(self)

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
                place_focus(lost)
        return super().eventFilter(watched, event)


def place_focus(control: QWidget) -> None:
    """Focus a control for the program's own reasons, and have it stay there.

    Nobody went there, so words about it stay away.
    """
    control.setProperty(RETURNED, True)
    control.setFocus(Qt.FocusReason.OtherFocusReason)
    control.setProperty(RETURNED, None)


def _overlay(control: QWidget) -> QWidget | None:
    """The part of the window that lies over the others, and that holds a control."""
    holder: QWidget | None = control
    while holder is not None and not holder.property("overlay"):
        holder = holder.parentWidget()
    return holder


def returned(control: QWidget) -> bool:
    """Whether the focus is being brought back there, and nobody went there."""
    return bool(control.property(RETURNED) or control.window().property(RETURNED))
