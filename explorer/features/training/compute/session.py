"""One training from its first step to its last: what was learned, asked, kept, and how fast."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import datetime
import math
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.engine.loaded_model import LoadedModel, state_text
from explorer.features.training.compute.exam import Exam, ExamResult
from explorer.features.training.compute.learner import Learner, StepNotFinite
from explorer.features.training.compute.snapshots import SnapshotStore, put_into
from explorer.features.training.compute.unfinished_training import LeftFolder
from explorer.features.training.protocol import (
    Floats,
    Integers,
    TrainingFinished,
    TrainingProgress,
    TrainingStarted,
    WrittenSample,
)
from explorer.protocol.failures import LossDiverged, LossNotFinite, SnapshotsNotKept
from explorer.protocol.job import Check, Report
from explorer.protocol.model import LoadReport, TrainingRecord
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

Reason = Literal["steps", "time", "stopped"]

_REPORT_EVERY = 0.3
"""Seconds between two reports: each copies the losses, and what the window does with it is time
that the steps have not."""

EXAM_SHARE = 0.015
"""Of the time of the steps, the share that may go into exams, where nobody said how often."""

_FEWEST_EXAMS = 10
"""Those of a whole training that are made in any case: fewer would show no learning."""

_WRITING_SHARE = 0.02
"""Of the time, the share that may go into writing what a crash must not lose."""

_LOOKED_AT, _FIRST = 20, 3
"""Newest losses of which the middle one is compared with that of the first ones."""


@dataclass
class Session:
    """`origin` is what the model in memory was when it began, with the copy that learns in it.

    `serials` are those of the models that it began with and that had a snapshot, with the step.
    `before` is how to bring the model back that a fresh head was put on; None where step 0 is it.
    """

    started: TrainingStarted
    origin: LoadedModel
    learner: Learner
    exam: Exam
    snapshots: SnapshotStore
    left: LeftFolder
    before: PreTrainedModel | None = None
    exam_steps: list[int] = field(default_factory=list)
    exams: list[ExamResult] = field(default_factory=list)
    seconds: float = 0.0
    finished: Reason | None = None
    serials: dict[int, int] = field(default_factory=dict)
    _written: float = 0.0
    _writing: float = 0.0
    _examined: float = 0.0  # the seconds of steps when it was last examined
    _examining: float = 0.0

    @property
    def step(self) -> int:
        """The steps that are made."""
        return self.learner.step

    @property
    def steps(self) -> int:
        """The steps that are planned."""
        return self.started.settings.steps

    # -- learning ----------------------------------------------------------------------------------

    def go_on(self, check: Check, report: Report) -> TrainingFinished:
        """Make steps until all are made or the time is over.

        Whatever is raised, it can continue later, as if nothing had happened.
        """
        limit = self.started.settings.seconds
        reported = 0.0
        with self.learner.watched(check):
            while True:
                self.look(check)
                now = time.monotonic()
                if now - reported >= _REPORT_EVERY or self.step == self.steps:
                    reported = now
                    report(self._sentence(), self.step / self.steps, self.progress())
                if self.step >= self.steps:
                    return self.finish("steps")
                if limit and self.seconds >= limit:
                    return self.finish("time")
                self._make_step(check)

    def _make_step(self, check: Check) -> None:
        started = time.perf_counter()
        try:
            self.learner.make_step(check)
        except StepNotFinite:
            self.keep()  # the weights before the step are good
            raise LossNotFinite(self.step + 1, self.step) from None
        self.seconds += time.perf_counter() - started
        losses = self.learner.losses
        if len(losses) >= _LOOKED_AT:
            first = statistics.median(losses[:_FIRST])
            now = statistics.median(losses[-_LOOKED_AT:])
            if now > 1.5 * first + 1:
                raise LossDiverged(self.step, now, first, self._best())

    def _best(self) -> int:
        """The snapshot with the smallest loss on what it never saw."""
        stored = self.snapshots.listed
        return min(
            stored,
            key=lambda snapshot: (
                math.inf if math.isnan(snapshot.held_out_loss) else snapshot.held_out_loss
            ),
        ).step

    def look(self, check: Check) -> None:
        """Examine it and keep its weights, where this step is one for that and it is not done."""
        settings, last = self.started.settings, self.step == self.steps
        if (last or self._exam_due()) and self.exam_steps[-1:] != [self.step]:
            self.examine(check)
        if last or self.step % settings.snapshot_every == 0:
            self.keep()

    def _exam_due(self) -> bool:
        if self.step % self.started.settings.exam_every:
            return False
        # The first two show where it begins, and tell how long an exam takes.
        request = self.started.request
        if request.settings.exam_every or len(self.exams) < 2:
            return True
        long_ago = self.step - self.exam_steps[-1] >= self.steps / _FEWEST_EXAMS
        return long_ago or self.seconds - self._examined >= self._examining / EXAM_SHARE

    def examine(self, check: Check) -> None:
        """Ask everything now."""
        check()
        began = time.perf_counter()
        # A sample takes as long as all questions: every other exam has one.
        sample = len(self.exams) % 2 == 0 or self.step == self.steps
        result = self.exam.ask(self.learner.model, sample=sample)
        seconds = time.perf_counter() - began
        self._examining = (self._examining + seconds) / 2 if self._examined else seconds
        self._examined = self.seconds
        self.exam_steps.append(self.step)
        self.exams.append(result)

    def keep(self) -> None:
        """Keep the weights of this step, and on the disk what it needs to continue from here."""
        if self.step in self.snapshots.steps:
            return
        self._keep_weights()
        now = time.monotonic()
        # Where writing is slow, less often: at most a fiftieth of the time goes into it.
        if self.step and now - self._written >= self._writing / _WRITING_SHARE:
            self.left.write(self)
            self._written, self._writing = time.monotonic(), time.monotonic() - now

    def _keep_weights(self) -> None:
        loss = self.learner.losses[-1] if self.learner.losses else math.nan
        held_out = self.exams[-1].held_out_loss if self.exams else math.nan
        self.snapshots.keep(self.step, self.learner.weights(), loss, held_out)

    def finish(self, reason: Reason) -> TrainingFinished:
        """No more steps. Who stops it waits for no exam: the last one was not long ago."""
        if reason != "stopped" and self.exam_steps[-1:] != [self.step]:
            self.examine(lambda: None)
        if self.step not in self.snapshots.steps:
            self._keep_weights()
        self.finished = reason
        if self.step:
            with contextlib.suppress(SnapshotsNotKept):  # no room: the state before it stays
                self.left.write(self)
        return self.ended

    @property
    def ended(self) -> TrainingFinished:
        """How it ended; only where it has."""
        assert self.finished is not None
        return TrainingFinished(self.started, self.progress(), self.finished)

    # -- reports ------------------------------------------------------------------------------

    def _sentence(self) -> str:
        speed = self.step / self.seconds if self.seconds else 0.0
        text = tr(
            "Training: step {step} of {steps}",
            step=numbers.count(self.step),
            steps=numbers.count(self.steps),
        )
        rate = numbers.ntr("{count} step a second", "{count} steps a second", round(speed))
        return f"{text} · {rate}" if round(speed) else text

    def progress(self) -> TrainingProgress:
        """All of it from the first step on."""
        speed = self.step / self.seconds if self.seconds else 0.0
        left = (self.steps - self.step) / speed if speed else math.nan
        limit = self.started.settings.seconds
        answers = zip(*(exam.answers for exam in self.exams), strict=True)
        return TrainingProgress(
            training=self.started.training,
            step=self.step,
            steps=self.steps,
            losses=_floats(self.learner.losses),
            exam_steps=_integers(self.exam_steps),
            held_out_losses=_floats([exam.held_out_loss for exam in self.exams]),
            held_out_right=_floats([exam.held_out_right for exam in self.exams]),
            answers=tuple(answers),
            samples=tuple(
                WrittenSample(step, self.exam.prompt, exam.sample)
                for step, exam in zip(self.exam_steps, self.exams, strict=True)
                if exam.sample
            ),
            snapshots=self.snapshots.listed,
            learning_rate=self.learner.learning_rate,
            seconds=self.seconds,
            steps_per_second=speed,
            seconds_left=min(left, limit - self.seconds) if limit else left,
        )

    # -- snapshots ---------------------------------------------------------------------------------

    def opened(self, step: int, serial: int) -> LoadedModel:
        """A model with the weights of a snapshot, to take the place of the one in memory."""
        if step == 0 and self.before is not None:
            model = copy.deepcopy(self.before)
        else:
            weights = self.snapshots.weights(step)
            model = copy.deepcopy(self.learner.plain)
            put_into(model, weights)
        model.train(False)
        origin = self.origin
        opened = dataclasses.replace(
            origin, serial=serial, model=model, run_inputs={}, run_outputs={}
        )
        # Whatever it was stored in, it is in float32 since it learns.
        opened.asked_dtype = "float32" if opened.report is not None else opened.asked_dtype
        self.serials[serial] = step
        if step:
            # It is a checkpoint of its own from now on, no longer what it began as.
            opened.state, opened.training = "taught", self.record(step)
            opened.seed, opened.edit, opened.twin_of = None, None, ""
            opened.revision, opened.variant, opened.prefix = "", "", ""
            opened.report = _all_trained(model, state_text("taught", opened.training))
        return opened

    def record(self, step: int) -> TrainingRecord:
        """How the weights of a step were trained."""
        started, settings = self.started, self.started.settings
        stored = next(item for item in self.snapshots.listed if item.step == step)
        held_out = stored.held_out_loss
        # Not every step that is kept is examined: its number is of the last one that was.
        examined = max((item for item in self.exam_steps if item <= step), default=step)
        former = self.origin.training
        return TrainingRecord(
            data=started.title,
            texts=started.texts,
            objective=started.objective,
            steps=step,
            batch_size=settings.batch_size,
            learning_rate=settings.learning_rate,
            seed=settings.seed,
            loss=stored.loss,
            held_out_loss=None if math.isnan(held_out) else held_out,
            before=self.origin.state,
            ended=datetime.datetime.now().isoformat(timespec="seconds"),
            earlier=former.earlier + former.steps if former is not None else 0,
            held_out_step=examined if examined < step else None,
        )

    def forget(self, but: str = "") -> int:
        """Free everything `but` the checkpoint that is in memory; how many bytes that were."""
        return self.snapshots.forget() + self.left.remove(but)


def _all_trained(model: PreTrainedModel, sentence: str) -> LoadReport:
    """A report that every weight is there, as of a checkpoint."""
    weights = list(model.parameters())
    count = sum(weight.numel() for weight in weights)
    return LoadReport(len(weights), len(weights), count, count, (), (), (), f"{sentence}.")


def _floats(values: list[float]) -> Floats:
    array = np.array(values, dtype=np.float32)
    array.setflags(write=False)
    return array


def _integers(values: list[int]) -> Integers:
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array
