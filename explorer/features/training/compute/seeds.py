"""The same training with several seeds: how much of what came of it was luck.

Each is a loop of its own on a copy of the model in memory, of which nothing is kept but how it is
judged. They do not depend on each other, so other processes may do some of them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import time
from dataclasses import dataclass, field
from typing import Any

import torch

from explorer.boundary import atomic_write, own_data
from explorer.engine.model_holder import HolderPart, ModelHolder
from explorer.engine.workers.spread import Parts, Workers, WorkPlan
from explorer.features.training.compute import memory_need, read
from explorer.features.training.compute.learner import StepNotFinite
from explorer.features.training.compute.prepared import PreparedData
from explorer.features.training.compute.requests import TrainingPart, refuse
from explorer.features.training.protocol import (
    Integers,
    SeedsTrained,
    SeedTraining,
    StartTraining,
    TrainingStarted,
    TrainSeed,
    TrainSeeds,
)
from explorer.protocol.job import Check, Report, Stopped
from explorer.text import numbers
from explorer.text.translation import tr

_TRIAL_STEPS = 5
"""That are tried before: how long does a training take, and has a worker the same bits?"""
_TELL_SECONDS = 0.3

_Part = tuple[int, int]
"""A seed, and how many steps."""
_Values = tuple[int, int, float, float, float]


@dataclass
class _Kept:
    """How far it came; kept between two slices of the work. `holder` has what all begin with."""

    request: TrainSeeds
    holder: ModelHolder
    prepared: PreparedData
    started: TrainingStarted
    held_out: tuple[tuple[str, Integers], ...]
    trainings: dict[int, SeedTraining] = field(default_factory=dict)
    plan: WorkPlan | None = None
    workers: int = 1
    seconds: float = 0.0

    @property
    def steps(self) -> int:
        """Of each training."""
        return self.prepared.settings.steps


class SeedRuns(HolderPart):
    """Trains with one seed after the other, and remembers those that are finished."""

    _kept: _Kept | None = None

    def forget(self) -> None:
        """The model goes, and with it what came of it."""
        stored, self._kept = self._kept, None
        if stored is not None and stored.holder is not self.holder:
            stored.holder.part(Workers).forget()

    def train_one(self, request: TrainSeed, check: Check, report: Report) -> SeedTraining:
        """The training with one seed."""
        part = self.holder.part(TrainingPart)
        prepared = part.prepare(request.data, request.objective, request.settings, check, report)
        return self._trained(part, prepared, request.steps, check)

    def train_all(self, request: TrainSeeds, check: Check, report: Report) -> SeedsTrained:
        """Those that are missing. Raises Stopped where the model is another one by now."""
        if self.holder.loaded.serial != request.serial:
            raise Stopped
        stored = self._kept
        if stored is None or stored.request != request:
            self.forget()
            stored = self._begun(request, check, report)
        self._kept = stored
        began = time.perf_counter()
        try:
            self._go_on(stored, check, report)
        finally:
            stored.seconds += time.perf_counter() - began
        result = self._result(stored)
        self.forget()  # asked again, it begins again
        return result

    def _begun(self, request: TrainSeeds, check: Check, report: Report) -> _Kept:
        settings = dataclasses.replace(request.settings, seconds=0.0)
        holder = self.holder
        if request.training:
            holder = holder.part(TrainingPart).beginning(request.training, check)
        part = holder.part(TrainingPart)
        prepared = part.prepare(request.data, request.objective, settings, check, report)
        refuse(memory_need.of_weights(prepared.loaded.model))
        learner, added, labels = part.learner(prepared)
        need = part.need(learner, check)
        refuse(need)
        asked = StartTraining(request.data, request.objective, settings)
        started = dataclasses.replace(
            part.common(asked, prepared, learner, need), labels=labels, added_head=added
        )
        if not read.fit_a_script(started.own_texts):
            started = dataclasses.replace(started, texts_file=_written(started.own_texts))
        judged_by = part.exam(prepared).judged_by
        held_out = tuple((name, _integers(value)) for name, value in judged_by.items())
        return _Kept(request, holder, prepared, started, held_out)

    def _go_on(self, stored: _Kept, check: Check, report: Report) -> None:
        workers, training = stored.holder.part(Workers), stored.holder.part(TrainingPart)
        request, steps = stored.request, stored.steps
        missing = [seed for seed in request.seeds if seed not in stored.trainings]
        reported = 0.0

        def look() -> None:
            check()
            workers.tend()

        def own(part: _Part) -> _Values:
            def tell(step: int) -> None:
                nonlocal reported
                now = time.monotonic()
                if part[1] == steps and now - reported >= _TELL_SECONDS:
                    reported = now
                    report(_sentence(part[0], step, stored), self._fraction(stored, step), None)

            settings = dataclasses.replace(stored.prepared.settings, seed=part[0])
            prepared = dataclasses.replace(stored.prepared, settings=settings)
            return _values(self._trained(training, prepared, part[1], look, tell))

        def asked(part: _Part) -> TrainSeed:
            settings = dataclasses.replace(request.settings, seconds=0.0, seed=part[0])
            return TrainSeed(request.data, request.objective, settings, part[1])

        def keep(part: _Part, values: _Values) -> None:
            stored.trainings[part[0]] = SeedTraining(*values)
            stored.workers = max(stored.workers, workers.active)
            text = tr("Training with several seeds")
            report(text, self._fraction(stored, 0), self._result(stored))

        trial = min(_TRIAL_STEPS, steps)
        work: Parts[_Part, _Values] = Parts(
            [(seed, steps) for seed in missing],
            own=own,
            request=asked,
            read=_read,
            keep=keep,
            weights=[float(steps)] * len(missing),
            trial=((request.seeds[0], trial), float(trial)),
        )
        stored.plan = stored.plan or workers.plan(work, request.workers)
        workers.spread(work, stored.plan, check, report)

    @staticmethod
    def _trained(
        part: TrainingPart,
        prepared: PreparedData,
        steps: int,
        check: Check,
        tell: Any = None,
    ) -> SeedTraining:
        """Make the steps with the seed of the settings, and judge what came of them."""
        seed = prepared.settings.seed
        learner = part.learner(prepared)[0]
        try:
            with learner.watched(check):
                while learner.step < steps:
                    learner.make_step(check)
                    if tell is not None:
                        tell(learner.step)
        except StepNotFinite:
            return SeedTraining(seed, learner.step, math.nan, math.nan, math.nan)
        check()
        return SeedTraining(
            seed, steps, learner.losses[-1], *part.exam(prepared).judge(learner.model)
        )

    @staticmethod
    def _fraction(stored: _Kept, step: int) -> float:
        done = len(stored.trainings) + step / stored.steps
        return min(1.0, done / len(stored.request.seeds))

    @staticmethod
    def _result(stored: _Kept) -> SeedsTrained:
        plan, threads = stored.plan, torch.get_num_threads()
        if plan is not None:
            threads = plan.threads
        note = ""
        if plan is not None:
            note = plan.note or (stored.holder.part(Workers).note if plan.workers > 1 else "")
        started = dataclasses.replace(stored.started, threads=threads)
        return SeedsTrained(
            request=stored.request,
            started=started,
            trainings=tuple(
                stored.trainings[seed] for seed in stored.request.seeds if seed in stored.trainings
            ),
            held_out=stored.held_out,
            seconds=stored.seconds,
            workers=stored.workers,
            threads=threads if threads != stored.started.threads else 0,
            workers_note=note,
        )


def _sentence(seed: int, step: int, stored: _Kept) -> str:
    return tr(
        "Seed {seed}: step {step} of {steps}",
        seed=seed,
        step=numbers.count(step),
        steps=numbers.count(stored.steps),
    )


def _written(texts: tuple[tuple[str, str], ...]) -> str:
    """The file with them, for Python; empty where it cannot be written."""
    content = json.dumps(texts)
    name = hashlib.sha256(content.encode()).hexdigest()[:16]
    path = own_data.seed_texts() / f"{name}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write.write(str(path), content)
    except OSError:
        return ""
    return str(path)


def _values(training: SeedTraining) -> _Values:
    return (
        training.seed,
        training.steps,
        training.loss,
        training.held_out_loss,
        training.held_out_right,
    )


def _read(part: _Part, result: SeedTraining) -> _Values:
    return _values(result)


def _integers(tensor: torch.Tensor) -> Integers:
    array = tensor.cpu().numpy().astype("int64")
    array.setflags(write=False)
    return array
