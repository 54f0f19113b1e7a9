"""How a job ends: exactly one of a result, a stop or a failure, on every computer the same."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

from explorer.boundary.redaction import anonymous, redact
from explorer.protocol.job import (
    Cancelled,
    Done,
    Failed,
    Handler,
    Job,
    Progress,
    Reply,
    Report,
    Stopped,
    StoppedInside,
)

if TYPE_CHECKING:
    from explorer.protocol.failures import Failure

REPORT_INTERVAL = 0.05
"""Seconds between two reports of one job: 60,000 unthrottled ones froze a window for 0.2 s."""


def ending(
    job: Job, handler: Callable[[Report], Handler], emit: Callable[[Progress], None]
) -> Reply:
    """Do a job; nothing that a handler raises leaves this function.

    `handler` gives the lane's handler, and may build it now, reporting how far that is.
    """
    # In the lane's own time: half a hundred failures that the first paint need not wait for.
    from explorer.protocol.failures import (
        Failure,
        OutOfMemory,
        UnexpectedFailure,
        memory_refused,
    )

    def check() -> None:
        if job.stop.is_set():
            raise Stopped

    report = _throttled(job, emit)
    try:
        # A job that was stopped while it waited must not build the handler.
        check()
        return Done(job.id, job.request, handler(report)(job.request, check, report))
    except Stopped as stopped:
        traceback.clear_frames(stopped.__traceback__)
        return Cancelled(job.id, job.request, isinstance(stopped, StoppedInside))
    except Failure as failure:
        details = failure.details or traceback.format_exc()
        # Frames hold tensors; collection is off, so they would stay until the next sweep.
        traceback.clear_frames(failure.__traceback__)
        return _failed(job, failure, details)
    except BaseException as error:  # the thread's edge: the one place that catches all
        details = traceback.format_exc()
        if error.__traceback__ is not None:
            traceback.clear_frames(error.__traceback__)
        if memory_refused(error):
            return _failed(job, OutOfMemory(job.request.title, details), details)
        return _failed(job, UnexpectedFailure.of(job.request.title, details), details)


def _failed(job: Job, failure: Failure, details: str) -> Failed:
    # Whatever leaves a lane may end in a log or on a projector.
    sentence = redact(failure.sentence)
    sentences = sentence, failure.remedy, anonymous(details), failure.no_answer
    return Failed(job.id, job.request, *sentences)


def _throttled(job: Job, emit: Callable[[Progress], None]) -> Report:
    last = 0.0

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= REPORT_INTERVAL:
            last = now
            emit(Progress(job.id, job.request, redact(text), fraction, partial))

    return report
