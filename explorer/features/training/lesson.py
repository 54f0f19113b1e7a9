"""What lessons may know of a training: how far it came, and what one text was answered by it."""

from __future__ import annotations

import math

from explorer.features.training import explain
from explorer.features.training.protocol import (
    SnapshotsRun,
    TrainingFinished,
    TrainingPaused,
    TrainingStarted,
)
from explorer.protocol.explanation import Facts
from explorer.protocol.job import Request


def started(result: TrainingStarted, request: Request) -> Facts:
    """What it learns from, before the first step."""
    return {
        "training.data": result.title,
        "training.texts": result.texts,
        "training.held_out": result.held_out,
        "training.steps": 0,
        "training.ended": False,
    }


def paused(result: TrainingPaused, request: Request) -> Facts:
    """How far it came."""
    return _so_far(result)


def finished(result: TrainingFinished, request: Request) -> Facts:
    """How far it came in the end."""
    return {**_so_far(result), "training.ended": True}


def _so_far(result: TrainingPaused | TrainingFinished) -> Facts:
    progress, started_ = result.progress, result.started
    losses, right = progress.held_out_losses, progress.held_out_right
    question = next((item for item in started_.exam if not item.former), None)
    answers = progress.answers[0] if question is not None and progress.answers else ()
    last = [
        (item, given[-1])
        for item, given in zip(started_.exam, progress.answers, strict=True)
        if given and not item.former
    ]
    return {
        "training.steps": progress.step,
        "training.snapshots": len(progress.snapshots),
        "training.first_loss": _known(float(losses[0])) if len(losses) else None,
        "training.loss": _known(float(losses[-1])) if len(losses) else None,
        "training.verdict": explain.verdict(progress.outcome(len(started_.labels))),
        "training.right": _known(float(right[-1])) if len(right) else None,
        "training.hidden_right": (
            _known(float(right[-1]))
            if len(right) and started_.objective == "masked words"
            else None
        ),
        "training.questions": len(last) or None,
        "training.questions_right": sum(answer.right for _, answer in last) if last else None,
        "training.unseen": sum(item.unseen for item, _ in last) or None,
        "training.first_answer": answers[0].text.strip() if answers else None,
        "training.answer": answers[-1].text.strip() if answers else None,
        "training.answer_share": answers[-1].probability if answers else None,
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def through(result: SnapshotsRun, request: Request) -> Facts:
    """In which snapshot the answer that it ended with came first, for good."""
    last = result.snapshots[-1].words[:1]
    since = before = None
    for answers in reversed(result.snapshots):
        if answers.words[:1] != last:
            before = answers.step
            break
        since = answers.step
    return {
        "snapshots.text": result.request.text,
        "snapshots.answer": last[0].strip() if last else None,
        "snapshots.since": since,
        "snapshots.before": before,
    }
