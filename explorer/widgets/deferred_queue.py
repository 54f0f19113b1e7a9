"""A queue of calls that are made one after the other, one each time the event loop comes round."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

Call = Callable[[], None]


class DeferredQueue(QObject):
    """Keeps the window alive through work that must be done in the GUI thread, in its order."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: deque[Call] = deque()
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        # 0 ms: after the events that wait, painting among them.
        self._next.setInterval(0)
        self._next.timeout.connect(self._turn)

    @property
    def waiting(self) -> bool:
        """Whether there is anything left to do."""
        return bool(self._steps)

    def then(self, *steps: Call) -> None:
        """Do these after all that waits."""
        self._steps.extend(steps)
        self._next.start()

    def first(self, *steps: Call) -> None:
        """Do these, in their order, before all that waits."""
        # extendleft turns the order round, hence reversed.
        self._steps.extendleft(reversed(steps))
        self._next.start()

    def finish(self) -> None:
        """Do all that waits now."""
        while self._steps:
            self._steps.popleft()()

    @Slot()
    def _turn(self) -> None:
        step = self._steps.popleft() if self._steps else None
        if self._steps:  # before the step: one that fails is reported, and the others follow
            self._next.start()
        if step is not None:
            step()
