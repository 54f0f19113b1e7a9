"""Runs that follow the typing, where the model is quick enough for it."""

from __future__ import annotations

import time
from collections import deque
from statistics import median

from PySide6.QtCore import QObject, Signal, Slot

from explorer.app.app_state import AppState
from explorer.protocol.job import Cancelled, Done, Failed, Request
from explorer.protocol.run import TextRun

QUICK_SECONDS = 0.15
"""At or below this a run and all that is drawn of it keep up with typing."""

SLOW_SECONDS = 0.25
"""Above this they do not any more. Between the two it stays as it was."""

FIRST_SECONDS = 0.5
"""A first run, for which pages are built and memory is touched, lasts so much longer at the most
where the next ones may be quick: they are tried out."""

_MEASURED = 3


class LiveRuns(QObject):
    """Measures the runs of one model. `changed` fires when `on` may have changed.

    A run lasts from its request until nothing of what it set off is under way: the pictures that
    were drawn of it count. Nothing is assumed of a model that has not run yet.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = True
        self._state: AppState | None = None
        self._quick = False
        self._begun: float | None = None
        self._seconds: deque[float] = deque(maxlen=_MEASURED)

    def subscribe(self, state: AppState) -> None:
        """Learn how long runs of the model in memory take, whichever model's run is shown."""
        self._state = state
        state.model_changed.connect(self.forget)
        state.finished.connect(self._on_finished)
        state.subscribe(failures={Request: self._on_ended}, stops={Request: self._on_ended})

    @property
    def on(self) -> bool:
        """Whether the next letter runs the model."""
        return self.wanted and self._quick

    @property
    def quick(self) -> bool:
        """Whether this model keeps up with typing."""
        return self._quick

    def begin(self) -> None:
        """A run was asked for."""
        self._begun = time.monotonic()

    @Slot()
    def forget(self) -> None:
        """Another model, or none: nothing is known of it."""
        self._seconds.clear()
        self._begun, self._quick = None, False
        self.changed.emit()

    @Slot(bool)
    def want(self, wanted: bool) -> None:
        """Follow the typing, or wait for Run."""
        self.wanted = wanted
        self.changed.emit()

    def _on_ended(self, ended: Failed | Cancelled) -> None:
        """A run that came to nothing tells nothing of how long one lasts."""
        if ended.request.replaces == TextRun.replaces:
            self._begun = None

    @Slot(object)
    def _on_finished(self, done: Done) -> None:
        if self._begun is None or self._state is None or not self._state.idle:
            return
        self._seconds.append(time.monotonic() - self._begun)
        self._begun = None
        if len(self._seconds) < _MEASURED:
            self._quick = min(self._seconds) <= FIRST_SECONDS
        else:
            lasts = median(self._seconds)
            self._quick = lasts <= (SLOW_SECONDS if self._quick else QUICK_SECONDS)
        self.changed.emit()
