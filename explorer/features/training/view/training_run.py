"""The training that is under way: what may be asked of it now, and what it last said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal, Slot

from explorer.app.app_state import AppState
from explorer.features.training.protocol import (
    ContinueTraining,
    ForgetTraining,
    OpenSnapshot,
    PauseTraining,
    ResumeTraining,
    SnapshotsRun,
    StartTraining,
    StopTraining,
    TrainingFinished,
    TrainingForgotten,
    TrainingPaused,
    TrainingProgress,
    TrainingResumed,
    TrainingStarted,
)
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.model import ModelReady, ModelSummary

Stage = Literal["none", "starting", "running", "pausing", "paused", "stopping", "ended", "failed"]


class TrainingRun(QObject):
    """`changed` fires when something else may be done, `progressed` when there are new numbers.

    `opened` carries the step whose weights are in memory now. `settling` fires when it ended and
    what it learned is opened by itself, `settled` once that is there. `wanted` carries requests.
    """

    wanted = Signal(object)
    changed = Signal()
    progressed = Signal()
    opened = Signal(int)
    settling = Signal()
    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stage: Stage = "none"
        self.started: TrainingStarted | None = None
        self.progress: TrainingProgress | None = None
        self.through: SnapshotsRun | None = None
        self.step_in_memory: int | None = None
        self.opening = False
        self._first_step = 0  # where it began, or where it continues
        self._serials: dict[int, int] = {}  # which step each of its models is
        self._last: int | None = None

    def subscribe(self, state: AppState) -> None:
        """Receive what the model's lane says about it."""
        ends: dict[type[Request], Callable[[Any], None]] = {
            StartTraining: self._on_not_started,
            ResumeTraining: self._on_not_started,
        }
        ends[OpenSnapshot] = self._on_not_opened
        held = {ContinueTraining: self._on_held, StopTraining: self._on_held}
        state.subscribe(
            {
                TrainingStarted: self._on_started,
                TrainingPaused: self._on_paused,
                TrainingFinished: self._on_finished,
                TrainingForgotten: self._on_forgotten,
                SnapshotsRun: self._on_through,
                ModelReady: self._on_model,
            },
            {**ends, **held, PauseTraining: self._on_not_paused},
            {**ends, **held, PauseTraining: self._on_not_paused},
            {TrainingProgress: self._on_progress},
        )

    # -- what is known -----------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether it has not ended: nothing else can be started."""
        return self.stage in ("starting", "running", "pausing", "paused", "stopping")

    @property
    def steps_kept(self) -> tuple[int, ...]:
        """The steps whose weights were kept."""
        if self.progress is None:
            return ()
        return tuple(snapshot.step for snapshot in self.progress.snapshots)

    def owns(self, summary: ModelSummary | None) -> bool:
        """Whether the model in memory is the one that learns, or a snapshot of it."""
        return self.step_of(summary) is not None

    def has_had(self, serial: int) -> bool:
        """Whether a model by this number was the one that learns, or a snapshot of it."""
        return serial in self._serials

    def step_of(self, summary: ModelSummary | None) -> int | None:
        """The step whose weights a model has; None where it is not of this training."""
        return self._serials.get(summary.serial) if summary is not None else None

    # -- what a person does ------------------------------------------------------------------

    def start(self, request: StartTraining) -> None:
        """Begin another training."""
        self._go("starting")
        self.wanted.emit(request)

    def pause(self) -> None:
        """Hold it; nothing is lost."""
        if self.started is not None and self.stage == "running":
            self._go("pausing")
            self.wanted.emit(PauseTraining(self.started.training))

    def go_on(self) -> None:
        """Make steps."""
        if self.started is not None and self.stage == "paused":
            self._go("running")
            self.wanted.emit(ContinueTraining(self.started.training))

    def stop(self) -> None:
        """End it where it is."""
        if self.started is not None and self.busy:
            self._go("stopping")
            self.wanted.emit(StopTraining(self.started.training))

    def open(self, step: int, *, live: bool = False) -> None:
        """Have the weights of a kept step in memory; `live` where a run follows at once."""
        if self.started is not None:
            self.opening = True
            self.wanted.emit(OpenSnapshot(self.started.training, step, live=live))

    def forget(self) -> None:
        """Free what was kept of it."""
        if self.started is not None and not self.busy:
            self.wanted.emit(ForgetTraining(self.started.training))

    def _go(self, stage: Stage) -> None:
        self.stage = stage
        self.changed.emit()

    # -- what the lane says ------------------------------------------------------------------

    def _mine(self, training: int) -> bool:
        return self.started is not None and self.started.training == training

    def _on_started(self, started: TrainingStarted, request: Request) -> None:
        self.started, self.progress, self.through = started, None, None
        self.step_in_memory = self._first_step = 0
        self._serials = {started.serial: 0}
        self._go("paused")
        self.progressed.emit()
        self.go_on()

    def _on_not_started(self, ended: Failed | Cancelled) -> None:
        if self.stage == "starting":
            self._go("ended" if self.started is not None else "none")

    @Slot(object)
    def _on_progress(self, progress: TrainingProgress) -> None:
        if self._mine(progress.training):
            self.progress = progress
            self.progressed.emit()

    def _on_held(self, ended: Failed | Cancelled) -> None:
        """Stopped from elsewhere, or it cannot continue: ask how far it came."""
        if self.started is None or self.stage not in ("running", "stopping"):
            return
        self._go("failed" if isinstance(ended, Failed) else "pausing")
        self.wanted.emit(PauseTraining(self.started.training))

    def _on_paused(self, paused: TrainingPaused, request: Request) -> None:
        if self._mine(paused.progress.training):
            self.progress = paused.progress
            self._go("failed" if self.stage == "failed" else "paused")
            self.progressed.emit()

    def _on_not_paused(self, ended: Failed | Cancelled) -> None:
        if self.stage == "pausing":
            self._go("paused")

    def _on_finished(self, finished: TrainingFinished, request: Request) -> None:
        if not self._mine(finished.progress.training):
            return
        self.progress = finished.progress
        self._go("ended")
        self.progressed.emit()
        # What it learned is what a person has in front now, unless they look at another step.
        if self.step_in_memory == self._first_step:
            self._last = finished.progress.step
            self.settling.emit()
            self.open(self._last)

    def _on_forgotten(self, forgotten: TrainingForgotten, request: Request) -> None:
        if self._mine(forgotten.training):
            self.started = self.progress = self.through = None
            self.step_in_memory = None
            self._go("none")
            self.progressed.emit()

    def _on_through(self, through: SnapshotsRun, request: Request) -> None:
        if self._mine(through.request.training):
            self.through = through
            self.progressed.emit()

    def _on_not_opened(self, ended: Failed | Cancelled) -> None:
        self.opening = False

    def _on_model(self, ready: ModelReady, request: Request) -> None:
        self.opening = self.opening and not isinstance(request, OpenSnapshot)
        if isinstance(ready, TrainingResumed):
            self.started, self.progress = ready.started, ready.progress
            self._serials = {ready.summary.serial: ready.step}
            self.step_in_memory = self._first_step = ready.step
            self._go("ended" if ready.ended else "paused")
            self.progressed.emit()
        elif isinstance(request, OpenSnapshot) and self._mine(request.training):
            self._serials[ready.summary.serial] = request.step
            self.step_in_memory = request.step
            self.opened.emit(request.step)
            self.changed.emit()
            last, self._last = self._last, None
            if last == request.step:
                self.settled.emit()
        elif not self.owns(ready.summary):
            self.step_in_memory = None
            self.changed.emit()
