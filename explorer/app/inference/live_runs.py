"""Runs that follow the typing, where the model is quick enough for it."""

from __future__ import annotations

import time
from collections import deque
from statistics import median

from PySide6.QtCore import QObject, Signal, Slot

from explorer.app.app_state import AppState
from explorer.protocol.job import Cancelled, Done, Failed, Request
from explorer.protocol.model import ModelSummary, another_step
from explorer.protocol.run import RunResult, TextRun

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
    were drawn of it count. So each mode has measurements of its own: Why takes many runs. Nothing
    is assumed of a model that has not run yet; in a mode that nothing has run in, the time of the
    run alone counts.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = True
        self._state: AppState | None = None
        self._summary: ModelSummary | None = None
        self._mode = ""
        self._quick_in: dict[str, bool] = {}
        self._quick = self._runs_quickly = False
        self._begun: float | None = None
        self._seconds: dict[str, deque[float]] = {}

    def subscribe(self, state: AppState) -> None:
        """Learn how long runs of the model in memory take, whichever model's run is shown."""
        self._state = state
        state.model_changed.connect(self._show_model)
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

    def show_mode(self, mode: str) -> None:
        """What is drawn of the next run."""
        if mode != self._mode:
            if self._mode in self._seconds:
                self._quick_in[self._mode] = self._quick
            self._mode, self._begun = mode, None
            self._quick = self._quick_in.get(mode, self._runs_quickly)
            self.changed.emit()

    def begin(self) -> None:
        """A run was asked for."""
        self._begun = time.monotonic()

    @Slot(object)
    def _show_model(self, summary: ModelSummary | None) -> None:
        """Another model; other weights of the same one run as quickly."""
        before, self._summary = self._summary, summary
        if not another_step(before, summary):
            self.forget()

    def forget(self) -> None:
        """Another model, or none: nothing is known of it."""
        self._seconds.clear()
        self._quick_in.clear()
        self._begun, self._quick, self._runs_quickly = None, False, False
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
        if isinstance(done.result, RunResult):
            self._runs_quickly = done.result.seconds <= QUICK_SECONDS
        if self._begun is None or self._state is None or not self._state.idle:
            return
        seconds = self._seconds.setdefault(self._mode, deque(maxlen=_MEASURED))
        seconds.append(time.monotonic() - self._begun)
        self._begun = None
        if len(seconds) < _MEASURED:
            self._quick = min(seconds) <= FIRST_SECONDS
        else:
            lasts = median(seconds)
            self._quick = lasts <= (SLOW_SECONDS if self._quick else QUICK_SECONDS)
        self.changed.emit()
