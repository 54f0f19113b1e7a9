"""Copies of one text that several processes run, each with the same model and the same last run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import torch

from explorer.engine.model_holder import ModelHolder
from explorer.engine.workers.spread import Parts, Workers, WorkPlan, threads_set
from explorer.features.why.compute.question import Asked
from explorer.protocol.job import Check, Report, Request

Chunk = tuple[int, range]
"""A row of the result, and which of it go through the model together."""

Shares = tuple[float, ...]
"""The probability of the answer for each of a chunk."""


def chunks(rows: Iterable[tuple[int, int]], at_once: int) -> list[Chunk]:
    """What goes through the model together of rows (number, how many)."""
    return [
        (row, range(start, min(start + at_once, count)))
        for row, count in rows
        for start in range(0, count, at_once)
    ]


class SharedWork:
    """Measures chunks, here and with the workers that a person chose."""

    def __init__(self, holder: ModelHolder, asked: Asked, wanted: int) -> None:
        self._workers, self._asked, self._wanted = holder.part(Workers), asked, wanted
        self._usual = torch.get_num_threads()
        self._plan = WorkPlan(1, self._usual)
        self._most = 1

    def plan(
        self,
        parts: Sequence[Chunk],
        own: Callable[[Chunk], Shares],
        request: Callable[[Chunk], Request],
        read: Callable[[Chunk, Any], Shares],
        keep: Callable[[Chunk, Shares], None],
    ) -> None:
        """Say what is to be measured, and see who does it. Raises what `own` raises."""
        loaded = self._asked.loaded
        last = getattr(loaded.ran or loaded.answer, "request", None)

        def noted(chunk: Chunk, shares: Shares) -> None:
            self._most = max(self._most, self._workers.active)
            keep(chunk, shares)

        def elsewhere(chunk: Chunk, result: Any) -> Shares:
            self._asked.runs += len(chunk[1])
            return read(chunk, result)

        self._work = Parts(
            parts,
            own=own,
            request=request,
            read=elsewhere,
            keep=noted,
            weights=[float(len(places)) for _, places in parts],
            before=(last,) if isinstance(last, Request) else (),
        )
        # Without its request nobody else can make the last run.
        self._plan = self._workers.plan(self._work, self._wanted if self._work.before else 1)

    def threads(self) -> AbstractContextManager[None]:
        """All that belongs to the result is computed inside, with the threads of each worker."""
        return threads_set(self._plan.threads)

    @property
    def fewer_threads(self) -> bool:
        """Whether what was computed before would have other last digits inside `threads`."""
        return self._plan.threads != self._usual

    def measure(self, check: Check, report: Report) -> None:
        """Measure all that was planned. Raises what `own` raises, and Stopped."""
        self._workers.spread(self._work, self._plan, check, report)

    def facts(self) -> dict[str, Any]:
        """What the result says of it."""
        return {
            "workers": self._most,
            "threads": self._plan.threads if self.fewer_threads else 0,
            "workers_note": self._plan.note
            or (self._workers.note if self._plan.workers > 1 else ""),
        }
