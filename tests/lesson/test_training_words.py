"""What is said about a training is true of its numbers, and of what it learned from."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from explorer.features.training import explain
from explorer.features.training.protocol import (
    BundledData,
    ExamAnswer,
    ExamQuestion,
    Objective,
    StartTraining,
    TrainingFinished,
    TrainingNeed,
    TrainingProgress,
    TrainingSettings,
    TrainingStarted,
)
from explorer.protocol.explanation import Explanation

QUESTIONS = (ExamQuestion("A film I liked.", "positive"), ExamQuestion("A bore.", "negative"))


def ended(
    objective: Objective,
    losses: Sequence[float],
    held_out: Sequence[float],
    right: Sequence[Sequence[bool]] = ((False, True), (False, True)),
    shares: Sequence[float] = (),
    labels: tuple[str, ...] = (),
) -> Explanation:
    """What is said at the end, with exams spread over the steps, and their answers."""
    settings = TrainingSettings(steps=len(losses))
    request = StartTraining(BundledData("reviews"), objective, settings)
    started = TrainingStarted(
        1, request, 1, "Reviews", objective, settings, 4000, 40, 9, QUESTIONS,
        TrainingNeed(1, 1, 1, 1, 10**9), "made", "BertForSequenceClassification",
        labels,
    )  # fmt: skip
    answers = tuple(
        tuple(ExamAnswer(question.answer if each else "other", 0.6, each) for each in row)
        for question, row in zip(QUESTIONS, right, strict=True)
    )
    exams = np.linspace(0, len(losses), len(held_out)).astype(int)
    progress = TrainingProgress(
        1, len(losses), len(losses), np.array(losses, np.float32), exams,
        np.array(held_out, np.float32), np.array(shares or [0.4375] * len(held_out), np.float32),
        answers, (), (), 1e-3, 1.0, 1.0, 0.0,
    )  # fmt: skip
    return explain.finished(TrainingFinished(started, progress, "steps"), None)


def told(
    objective: Objective,
    losses: Sequence[float],
    held_out: Sequence[float],
    right: Sequence[Sequence[bool]] = ((False, True), (False, True)),
) -> str:
    """Its words alone."""
    return ended(objective, losses, held_out, right).plain


def test_by_heart_is_said_only_where_its_own_texts_are_known() -> None:
    """A loss of half a nat with two labels is little better than guessing."""
    exam = (0.69, 0.60, 0.90)
    assert "overfitting" not in told("labels", [0.7] * 100 + [0.5] * 100, exam)
    assert "lowest, 0.6" in told("labels", [0.7] * 100 + [0.5] * 100, exam)
    # One easy batch is no proof, whatever the last step says.
    assert "overfitting" not in told("labels", [0.7] * 100 + [0.5] * 99 + [0.01], exam)
    assert "overfitting" in told("labels", [0.7] * 100 + [0.05] * 100, exam)
    # What is as good on others' texts is no overfitting, however low it is.
    assert "lowest" not in told("labels", [0.7] * 100 + [0.05] * 100, (0.69, 0.06, 0.05))
    assert "overfitting" not in told("labels", [0.7] * 100 + [0.15] * 100, (0.69, 0.20, 0.25))


@pytest.mark.parametrize(
    ("objective", "asked", "given"),
    [
        ("labels", "of those texts got the right label", "texts with their labels"),
        ("masked words", "of the hidden tokens", "only texts."),
        ("next token", "of the tokens of those texts", "only texts."),
        ("text to text", "of the tokens of their right answers", "texts with their answers"),
    ],
)
def test_what_it_was_asked_and_given_depends_on_the_objective(
    objective: Objective, asked: str, given: str
) -> None:
    text = told(objective, [0.7] * 40, (0.69, 0.6))
    assert asked in text
    assert given in text
    assert "43.8" in text
    assert "words that it had to name" not in text


def test_what_was_right_before_the_first_step_was_not_learned() -> None:
    lapse = ((True, False, True, True), (False, False, True, True))
    text = told("labels", [0.7] * 60, (0.69, 0.68, 0.67, 0.66), lapse)
    assert "the label negative" in text
    assert "At the exam after step 40, and at each one since" in text
    assert "at the one after step 20 it did not yet" in text
    assert "the label positive" not in text
    assert "no rule" not in told("labels", [0.7] * 20, (0.69, 0.68), ((True, True), (True, False)))


def test_a_training_without_held_out_texts_says_nothing_of_them() -> None:
    assert "never learned from" not in told("labels", [0.1] * 20, (math.nan, math.nan))


LABELS = ("negative", "positive")


def test_a_training_that_made_it_worse_is_not_praised() -> None:
    words = ended("labels", [0.6] * 60, (0.6621, 0.69, 0.7209), shares=(0.5, 0.5, 0.438),
                  labels=LABELS, right=((False, True, True), (False, False, True)))  # fmt: skip
    assert words.title == "It has not learned to do this"
    assert "on texts it had not seen, the loss rose from 0.6621 to 0.7209" in words.plain
    assert "Before the first step it was 50.0" in words.plain
    assert "guessing gives 50.0" in words.plain
    assert "no rule" not in words.plain
    assert "has all that it learned" not in words.plain


@pytest.mark.parametrize(
    ("held_out", "shares", "labels", "title"),
    [
        ((0.69, 0.30), (0.5, 0.9), LABELS, "It has learned"),
        ((3.0, 2.0), (0.0, 0.1), (), "It has learned"),
        ((3.0, 3.1), (0.0, 0.0), (), "It has not learned to do this"),
        ((0.69, 0.69), (0.5, 0.5), LABELS, "It has not learned to do this"),
        # More is right than before, and still no more than guessing gives.
        ((0.66, 0.72), (0.4, 0.5), LABELS, "It has not learned to do this"),
        # The two do not agree: surer where it is wrong, or a lower loss with no more right.
        ((0.69, 0.90), (0.5, 0.8), LABELS, "The training is over"),
        ((0.69, 0.68), (0.5, 0.44), LABELS, "The training is over"),
        ((math.nan, math.nan), (math.nan, math.nan), LABELS, "The training is over"),
    ],
)
def test_the_heading_says_whether_it_learned(
    held_out: Sequence[float], shares: Sequence[float], labels: tuple[str, ...], title: str
) -> None:
    words = ended("labels", [0.6] * 40, held_out, shares=shares, labels=labels)
    assert words.title == title
    undecided = title == "The training is over" and not math.isnan(held_out[0])
    assert ("does not show that it learned" in words.plain) == undecided
