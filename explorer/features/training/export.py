"""A training and a tokenizer that was trained, as tables and on a saved page."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from explorer.features.training import explain_tokenizer
from explorer.features.training.protocol import (
    ExamQuestion,
    SeedsTrained,
    SnapshotAnswers,
    SnapshotsRun,
    TokenizerTrained,
    TrainingProgress,
)
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.table import Table, make_table
from explorer.text.translation import tr

_MOST_RULES = 300

SEED_HEADS = (tr("Seed"), tr("Loss"), tr("Held-out loss"), tr("Held-out right"))


def tokenizer(result: TokenizerTrained) -> str:
    """Its size, then its rules in their order."""
    rows = [
        (numbers.count(number), safe(rule.left), safe(rule.right), safe(rule.joined))
        for number, rule in enumerate(result.rules[:_MOST_RULES], start=1)
    ]
    heads = (tr("Rule"), tr("Left"), tr("Right"), tr("Joined"))
    return f"<p>{safe(explain_tokenizer.size(result))}</p>" + table_markup(heads, rows, (0,))


def seeds(result: SeedsTrained) -> str:
    """A line for each seed."""
    rows = [
        (
            str(training.seed),
            *(
                numbers.rounded(value) if math.isfinite(value) else "–"
                for value in (training.loss, training.held_out_loss)
            ),
            numbers.percent(training.held_out_right)
            if math.isfinite(training.held_out_right)
            else "–",
        )
        for training in result.trainings
    ]
    return table_markup(SEED_HEADS, rows, (0, 1, 2, 3))


def seeds_table(result: SeedsTrained) -> Table:
    """A line for each seed, with all digits."""
    return make_table(
        ("seed", "steps", "training_loss", "held_out_loss", "held_out_right"),
        (
            (
                training.seed,
                training.steps,
                training.loss,
                training.held_out_loss,
                training.held_out_right,
            )
            for training in result.trainings
        ),
    )


def losses_table(progress: TrainingProgress) -> Table:
    """A line for each step, from 0, which is before the first: what the curves show.

    Nothing where a step has no such number; the held-out ones are of exams alone.
    """
    exams = {
        int(step): (loss, right)
        for step, loss, right in zip(
            progress.exam_steps,
            progress.held_out_losses,
            progress.held_out_right,
            strict=True,
        )
    }
    return make_table(
        ("step", "training_loss", "held_out_loss", "held_out_right"),
        (
            (
                step,
                progress.losses[step - 1] if step else None,
                *exams.get(step, (None, None)),
            )
            for step in range(len(progress.losses) + 1)
            if step or 0 in exams
        ),
    )


def exam_table(exam: tuple[ExamQuestion, ...], progress: TrainingProgress) -> Table:
    """A line for each question and exam: what was answered, and how sure the model was."""
    return make_table(
        ("question", "right_answer", "step", "answer", "probability", "right", "known_before"),
        (
            (
                question.text,
                question.answer,
                int(step),
                answer.text.strip(),
                answer.probability,
                answer.right,
                question.former,
            )
            for question, answers in zip(exam, progress.answers, strict=False)
            # One that came while the newest exam was being asked has fewer.
            for step, answer in zip(progress.exam_steps, answers, strict=False)
        ),
    )


def snapshot_heads_table(snapshot: SnapshotAnswers, tokens: Sequence[str]) -> Table:
    """A line for each weight of each head of a snapshot: from one token to another."""
    names = [f"{place} {token}" for place, token in enumerate(tokens, start=1)]
    return make_table(
        ("layer", "head", "from", "to", "weight"),
        (
            (layer + 1, head + 1, names[row], names[column], weight)
            for (layer, head, row, column), weight in np.ndenumerate(snapshot.attention)
        ),
    )


def snapshots_table(through: SnapshotsRun) -> Table:
    """A line for each snapshot and each of its answers to the text of the timeline."""
    return make_table(
        ("step", "rank", "answer", "probability"),
        (
            (snapshot.step, rank, word.strip(), probability)
            for snapshot in through.snapshots
            for rank, (word, probability) in enumerate(
                zip(snapshot.words, snapshot.probabilities, strict=True), start=1
            )
        ),
    )
