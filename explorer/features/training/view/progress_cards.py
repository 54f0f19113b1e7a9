"""What comes of it: the loss, the exam, and what it writes."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtWidgets import QVBoxLayout

from explorer.app.theme import Theme
from explorer.features.training.protocol import (
    ExamQuestion,
    Objective,
    TrainingData,
    TrainingProgress,
    TrainingStarted,
    WrittenSample,
)
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.answer_bands import AnswerBands, BandAnswer, BandRow
from explorer.widgets.blocks import Card, label
from explorer.widgets.line_chart import Curve, LineChart
from explorer.widgets.small_controls import empty

_MOST_SAMPLES = 3

GAP = "___"
"""Shown in place of a hidden word."""


class LossCard(Card):
    """The loss on the texts it learns from, faint, and on those it never sees, strong."""

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("Loss"), tr("how wrong it is, on texts it does not learn from"))
        self.value = label(role="display", name="trainLoss")
        self.value.setAccessibleName(tr("Loss now"))
        self.head.add_right(self.value)
        self.chart = LineChart(look, "lossChart", tr("Loss"))
        self.add(self.chart, 1)

    def show_progress(
        self, progress: TrainingProgress | None, steps: int, verdict: str = ""
    ) -> None:
        """Show how far it came; `verdict` says, after the end, whether it learned."""
        if progress is None:
            self.value.setText("")
            self.chart.show_curves(Curve.of("", ()), Curve.of("", ()), 0, steps)
            return
        training = Curve(
            tr("training"), np.arange(1.0, len(progress.losses) + 1), progress.losses.astype(float)
        )
        held_out = Curve(
            tr("held-out"),
            progress.exam_steps.astype(float),
            progress.held_out_losses.astype(float),
        )
        judged = any(map(math.isfinite, progress.held_out_losses))
        strong = held_out if judged else training
        self.hint.setText(
            tr("how wrong it is, on texts it does not learn from")
            if judged
            else tr("how wrong it is, on the texts it learns from")
        )
        if verdict:
            self.hint.setText(f"{self.hint.text()}: {verdict}")
        self.chart.show_curves(training, strong, progress.step, progress.steps)
        value = self.chart.current
        self.value.setText(numbers.rounded(value) if math.isfinite(value) else "–")


class ExamCard(Card):
    """The same questions after every few steps, which it never learns from."""

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("Exam"), tr("the same questions again and again"))
        self.bands = AnswerBands(look, "trainExam", tr("Exam"))
        self.add(self.bands)
        self.former_title = label(tr("What it knew before"), "heading", wrap=True)
        self.former = AnswerBands(look, "trainFormerExam", tr("What it knew before"))
        self.add(self.former_title)
        self.add(self.former)

    def show_progress(
        self, started: TrainingStarted, progress: TrainingProgress | None, mask: str
    ) -> None:
        """Show the answers so far; `mask` is the mask token, empty where there is none."""
        asked = started.request.settings.exam_every
        self.hint.setText(
            numbers.ntr(
                "the same questions after every {count} step; it never learns from them",
                "the same questions after every {count} steps; it never learns from them",
                asked,
            )
            if asked
            else tr("the same questions every few steps; it never learns from them")
        )
        self._show(started.exam, started.objective, mask, progress, started.settings.steps)

    def show_questions(self, data: TrainingData, mask: str) -> None:
        """Show what it will be asked, before it learns."""
        self.hint.setText(tr("what it will be asked again and again; it never learns from it"))
        self._show(data.exam, data.objective, mask, None, 1)

    def _show(
        self,
        exam: tuple[ExamQuestion, ...],
        objective: Objective,
        mask: str,
        progress: TrainingProgress | None,
        steps: int,
    ) -> None:
        now = progress.step if progress is not None else 0
        for former, bands in ((False, self.bands), (True, self.former)):
            questions = [
                BandRow(as_asked(question, objective, mask), _answers(progress, place))
                for place, question in enumerate(exam)
                if question.former == former
            ]
            bands.show_questions(questions, now, steps)
            bands.setVisible(bool(questions))
            if former:
                self.former_title.setVisible(bool(questions))
        self.setVisible(bool(exam))


def as_asked(question: ExamQuestion, objective: Objective, mask: str) -> str:
    """A question as it is read by a person: a gap where the mask is, dots where it continues."""
    text = _gapped(question, objective, mask)
    return (
        tr("{question} (never in what it learns from)", question=text) if question.unseen else text
    )


def _gapped(question: ExamQuestion, objective: Objective, mask: str) -> str:
    text = question.text
    if objective == "masked words" and mask:
        return text.replace(mask, GAP)
    return f"{text} …" if objective == "next token" else f"“{text}”"


def _answers(progress: TrainingProgress | None, place: int) -> tuple[BandAnswer, ...]:
    if progress is None or place >= len(progress.answers):
        return ()
    # One that came while the newest exam was being asked has fewer.
    return tuple(
        BandAnswer(int(step), answer.text.strip(), answer.probability, answer.right)
        for step, answer in zip(progress.exam_steps, progress.answers[place], strict=False)
    )


class SamplesCard(Card):
    """What it writes after the same beginning, the newest first."""

    def __init__(self) -> None:
        super().__init__(tr("What it writes"), tr("the likeliest token each time"))
        self.setObjectName("trainSamples")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.add_layout(self._rows)
        self._shown: tuple[WrittenSample, ...] = ()

    def show_progress(self, progress: TrainingProgress | None) -> None:
        """Show the newest samples."""
        samples = progress.samples[-_MOST_SAMPLES:][::-1] if progress is not None else ()
        self.setVisible(bool(samples))
        if samples == self._shown:
            return
        self._shown = samples
        empty(self._rows)
        for sample in samples:
            step = tr("step {step}", step=numbers.count(sample.step))
            text = label(f"{step}:  {sample.prompt}{sample.text}", wrap=True)
            self._rows.addWidget(text)
