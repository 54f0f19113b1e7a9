"""Runs that do not depend on each other, spread over this process and others with the same model.

This process does parts as well, so two workers are one more copy of the model. The parts are the
same as in one process, and each process computes with as many threads, because torch adds up in
another order with another number of them: so the numbers are the same, bit for bit. A worker that
is new does a part first that was done here, and is used only if its answer is the same.
"""

from __future__ import annotations

import queue
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import torch

from explorer.engine import memory
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.engine.model_holder import HolderPart
from explorer.engine.weights import adapter
from explorer.engine.workers.process import Ending, WorkerProcess
from explorer.protocol.job import Cancelled, Check, Done, Report, Request
from explorer.protocol.model import LoadModel, SaveModel, SaveOptions
from explorer.protocol.workers import refusal, worker_bytes
from explorer.text import numbers
from explorer.text.translation import tr

Part = TypeVar("Part")
Value = TypeVar("Value")

WORTH_SECONDS = 15.0
"""Of work for one process, below which no other is begun: that takes about six."""
_AHEAD = 2
"""Parts that a worker has been asked for, so that it need not wait for this process."""
_MOST_DEATHS = 3
"""Workers that are replaced in one piece of work, before it is finished without them."""
_LOOK = 0.02


@dataclass(frozen=True)
class Parts(Generic[Part, Value]):
    """Work in parts. `own` does one here; a worker does `request(part)`, and `read` is what its
    answer says of the part. `keep` receives what came of each, here, in no order.

    Values are plain Python, so that equal ones read equal. `before` is asked of each worker once:
    what its model needs to be as this one. `weights` say how long parts take, in any unit.

    Where each part takes long, `trial` is a short one of the same kind with its weight: it tells
    how long they take, workers do it first in place of a whole one, and `keep` never sees it. Then
    `own` calls `Workers.tend` now and then, so that nobody waits for the end of a part here.
    """

    parts: Sequence[Part]
    own: Callable[[Part], Value]
    request: Callable[[Part], Request]
    read: Callable[[Part, Any], Value]
    keep: Callable[[Part, Value], None]
    weights: Sequence[float]
    before: tuple[Request, ...] = ()
    trial: tuple[Part, float] | None = None


@dataclass(frozen=True)
class WorkPlan:
    """How many processes work, with how many threads each, and why there are no more."""

    workers: int
    threads: int
    note: str = ""


_LOAD, _BEFORE, _SAMPLE, _NOTHING = "load", "before", "sample", "nothing"


class _Worker:
    """A process, and what is known of it."""

    def __init__(self, process: WorkerProcess) -> None:
        self.process = process
        self.asked: dict[int, tuple[str, Any]] = {}
        self.loaded = False
        self.before: tuple[Request, ...] = ()
        self.equal: tuple[object, ...] | None = None
        """What its numbers were compared for: the threads, and what it was asked before."""

    def ask(self, kind: str, part: Any, request: Request, threads: int) -> None:
        self.asked[self.process.ask(request, threads)] = kind, part

    def leave(self) -> None:
        """What it was asked of this work is of no use for the next; a model that it loads is."""
        self.asked = {
            number: (kind if kind in (_LOAD, _BEFORE) else _NOTHING, part)
            for number, (kind, part) in self.asked.items()
        }

    @property
    def parts(self) -> list[Any]:
        return [part for kind, part in self.asked.values() if kind == "part"]

    @property
    def settling(self) -> bool:
        return any(kind in (_LOAD, _BEFORE, _SAMPLE) for kind, _ in self.asked.values())


class Workers(HolderPart):
    """The workers of the model in memory; begun when there is work, and gone with the model."""

    def __init__(self, holder: Any) -> None:
        super().__init__(holder)
        self.team: list[_Worker] = []
        self.replies: queue.SimpleQueue[tuple[WorkerProcess, Ending | None]] = queue.SimpleQueue()
        self._origin: LoadModel | None = None
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._wanted = 1
        self._spreading: _Spreading[Any, Any] | None = None
        self.note = ""
        """Why a worker was not used in the last work; empty where all were."""

    def forget(self) -> None:
        """The model goes: its copies are of no use."""
        for worker in self.team:
            worker.process.end()
        self.team, self._origin = [], None
        self.replies = queue.SimpleQueue()
        if self._copy is not None:
            self._copy.cleanup()
            self._copy = None

    def make_room(self) -> None:
        """Memory is needed."""
        self.forget()

    @property
    def active(self) -> int:
        """How many processes work now, this one among them."""
        return min(self._wanted, 1 + sum(worker.equal is not None for worker in self.team))

    @property
    def pids(self) -> tuple[int, ...]:
        """The numbers of the other processes."""
        return tuple(worker.process.pid for worker in self.team)

    # -- how many ----------------------------------------------------------------------------------

    def plan(self, work: Parts[Part, Value], wanted: int) -> WorkPlan:
        """Who does it: fewer than `wanted` where memory is short, one where it is done soon.

        Does the part in the middle to see how long that takes. Raises what `own` raises.
        """
        threads = torch.get_num_threads()
        if wanted < 2 or len(work.parts) < 2:
            return WorkPlan(1, threads)
        about = summary(self.holder.loaded)
        reason = refusal(about)
        if reason:
            return WorkPlan(1, threads, reason)
        middle = len(work.parts) // 2
        tried, weight = work.trial or (work.parts[middle], work.weights[middle])
        started = time.perf_counter()
        work.own(tried)
        share = weight / sum(work.weights)
        seconds = (time.perf_counter() - started) / share
        if seconds < WORTH_SECONDS:
            note = tr(
                "About {time} for one worker: too short to begin another.",
                time=numbers.seconds(seconds),
            )
            return WorkPlan(1, threads, note)
        self._bury()
        need = worker_bytes(about)
        room, free = 1 + len(self.team), memory.free_memory()
        workers = min(wanted, len(work.parts), room + free // need)
        if workers == wanted:
            return WorkPlan(workers, max(1, threads // workers))
        note = numbers.ntr(
            "{count} worker: another copy of the model needs {need} of memory, and {free} are "
            "free.",
            "{count} workers: another copy of the model needs {need} of memory, and {free} are "
            "free.",
            workers,
            need=numbers.bytes_(need),
            free=numbers.bytes_(max(0, free - (workers - room) * need)),
        )
        return WorkPlan(workers, max(1, threads // workers), note)

    # -- the work ----------------------------------------------------------------------------------

    def spread(
        self, work: Parts[Part, Value], plan: WorkPlan, check: Check, report: Report
    ) -> None:
        """Do all parts. Raises what `own` raises, and Stopped; the workers are stopped then."""
        self._wanted = plan.workers
        self.note = ""
        with threads_set(plan.threads):
            if plan.workers < 2:
                for part in work.parts:
                    check()
                    work.keep(part, work.own(part))
                return
            try:
                spreading = _Spreading(self, work, plan, check, report)
                self._spreading = spreading
                spreading.run()
            except BaseException:
                for worker in self.team:
                    if worker.asked:
                        worker.process.stop()
                raise
            finally:
                self._spreading = None
                for worker in self.team:
                    worker.leave()

    def tend(self) -> None:
        """See what the workers say and need; nothing where none are at work."""
        if self._spreading is not None:
            self._spreading.tend()

    def _bury(self) -> None:
        """Forget the workers that have ended, as they do when nobody asks them."""
        for worker in [worker for worker in self.team if not worker.process.alive]:
            self.remove(worker)

    def remove(self, worker: _Worker) -> None:
        """End a worker."""
        worker.process.end()
        self.team.remove(worker)

    def source(self, check: Check, report: Report) -> LoadModel:
        """How a worker gets this model: from its folder, or from a copy that is saved for it."""
        if self._origin is None:
            loaded = self.holder.loaded
            kind = type(loaded.model).__name__
            if _as_stored(loaded):
                self._origin = LoadModel(
                    loaded.source,
                    name=loaded.name,
                    class_name=kind,
                    revision=loaded.revision,
                    dtype=loaded.asked_dtype,
                    variant=loaded.variant,
                    prefix=loaded.prefix,
                    adapter=adapter.state(loaded.model) != "off",
                )
            else:
                self._copy = tempfile.TemporaryDirectory(prefix="transformer-explorer-")
                folder = f"{self._copy.name}/model"
                save = SaveModel(folder, options=SaveOptions(card=False))
                self.holder.handler(SaveModel)(save, check, report)
                self._origin = LoadModel(folder, name=loaded.name, class_name=kind)
        return self._origin


class _Spreading(Generic[Part, Value]):
    """One piece of work, until all its parts are done."""

    def __init__(
        self,
        workers: Workers,
        work: Parts[Part, Value],
        plan: WorkPlan,
        check: Check,
        report: Report,
    ) -> None:
        self.workers, self.work, self.plan = workers, work, plan
        self.check, self.report = check, report
        self.waiting = deque(work.parts)
        self.sample: tuple[Part, Value] | None = None
        self.deaths = 0
        for worker in workers.team:
            if worker.equal != self._key:
                worker.equal = None

    @property
    def _key(self) -> tuple[object, ...]:
        return (self.plan.threads, self.work.before)

    def run(self) -> None:
        """Do the parts here, and between two of them see what the workers say and need."""
        if self.work.trial is not None:
            self.sample = (self.work.trial[0], self.work.own(self.work.trial[0]))
        while self.waiting or self._outstanding():
            self.check()
            self.tend()
            if self.waiting:
                part = self.waiting.popleft()
                value = self.work.own(part)
                self.sample = self.sample or (part, value)
                self.work.keep(part, value)
            elif self._outstanding():
                self._hear(wait=True)

    def tend(self) -> None:
        """Take what the workers did, and give them more to do."""
        while self._hear(wait=False):
            pass
        if self.sample is not None:
            self._begin()
            for worker in self.workers.team:
                self._feed(worker)

    def _outstanding(self) -> bool:
        return any(worker.parts for worker in self.workers.team)

    def _begin(self) -> None:
        """As many workers as are wanted; those that died are replaced."""
        team = self.workers.team
        while len(team) < self.plan.workers - 1 and self.waiting and self.deaths <= _MOST_DEATHS:
            self.workers.source(self.check, self.report)
            loaded = self.workers.holder.loaded
            team.append(_Worker(WorkerProcess(loaded.serial, self.workers.replies)))

    def _feed(self, worker: _Worker) -> None:
        """Ask a worker for what it needs next."""
        threads = self.plan.threads
        if worker.settling or not self.waiting:
            return
        kinds = [type(request) for request in self.work.before]
        if worker.before and [type(request) for request in worker.before] != kinds:
            worker.loaded = False
        if not worker.loaded:
            worker.before = ()
            load = self.workers.source(self.check, self.report)
            worker.ask(_LOAD, None, load, threads)
        elif worker.before != self.work.before:
            worker.before = ()
            for request in self.work.before:
                worker.ask(_BEFORE, self.work.before, request, threads)
        elif worker.equal is None:
            assert self.sample is not None
            worker.ask(_SAMPLE, None, self.work.request(self.sample[0]), threads)
        else:
            ahead = 1 if self.work.trial is not None else _AHEAD
            while self.waiting and len(worker.parts) < ahead:
                part = self.waiting.popleft()
                worker.ask("part", part, self.work.request(part), threads)

    def _hear(self, *, wait: bool) -> bool:
        """Whether there was an answer, which was seen to."""
        try:
            process, reply = self.workers.replies.get(wait, _LOOK)
        except queue.Empty:
            return False
        worker = next((each for each in self.workers.team if each.process is process), None)
        if worker is None:
            return True
        if reply is None:
            self.deaths += bool(worker.asked)
            self._without(worker, tr("A worker ended, and its part was done again."))
            return True
        kind, part = worker.asked.pop(reply.job_id, (_NOTHING, None))
        if isinstance(reply, Done):
            self._done(worker, kind, part, reply.result)
        elif kind in (_LOAD, _BEFORE, _SAMPLE) and not isinstance(reply, Cancelled):
            self.deaths = _MOST_DEATHS + 1  # another one would fail as well
            reason = tr("A worker could not be used: {reason}", reason=reply.sentence)
            self._without(worker, reason)
        elif kind == "part":
            # Done here, it fails here as well, or it does not.
            self.waiting.append(part)
        return True

    def _done(self, worker: _Worker, kind: str, part: Any, result: object) -> None:
        match kind:
            case "load":
                worker.loaded = True
            case "before":
                worker.before = part
            case "sample" if self.sample is not None:
                theirs = self.work.read(self.sample[0], result)
                if repr(theirs) == repr(self.sample[1]):
                    worker.equal = self._key
                    return
                self.deaths = _MOST_DEATHS + 1
                self._without(
                    worker, tr("A worker gave other digits than this process, so it was not used.")
                )
            case "part":
                self.work.keep(part, self.work.read(part, result))

    def _without(self, worker: _Worker, why: str) -> None:
        self.waiting.extendleft(reversed(worker.parts))
        self.workers.note = why
        self.workers.remove(worker)


@contextmanager
def threads_set(count: int) -> Iterator[None]:
    """This thread computes with so many threads inside."""
    before = torch.get_num_threads()
    try:
        if before != count:
            torch.set_num_threads(count)
        yield
    finally:
        if before != count:
            torch.set_num_threads(before)


def _as_stored(loaded: LoadedModel) -> bool:
    """Whether its folder gives the very weights and the tokenizer that are in memory."""
    report = loaded.report
    if report is None or report.missing or report.mismatched or loaded.given is not None:
        return False
    changed = loaded.edit is not None or loaded.twin_of or loaded.training is not None
    own_tokenizer = loaded.tokenizer_source in (loaded.source, report.base)
    return bool(loaded.source) and not changed and own_tokenizer
