"""How it learns: the three settings that matter, and the rest behind a fold."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.features.training.protocol import TrainingSettings
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.setting_row import ShortDecimalBox, WholeBox

_SCHEDULES: tuple[Literal["linear", "cosine", "constant"], ...] = ("linear", "cosine", "constant")
_WHERE: tuple[Literal["attention", "all"], ...] = ("attention", "all")
_ALL_LEARN = tr("Small matrices learn instead of all weights; 0 for all")
_STEPS = tr("After each step all weights have moved a little")
_MOST_STEPS, _MOST_BATCH = 1_000_000, 4096


class SettingsForm(QWidget):
    """`changed` fires when a person has set something else."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._settings = TrainingSettings()
        self._lora_refusal = ""
        column = packed(QVBoxLayout(self), gap=4)
        self._column = column
        self.steps = self._whole("trainSteps", tr("Steps"), _STEPS, 1, _MOST_STEPS)
        self.rate = self._decimal(
            "trainRate", tr("Learning rate"), tr("How far each step moves the weights"), 7, 1.0
        )
        self.batch = self._whole(
            "trainBatch", tr("Batch size"), tr("Texts in each step"), 1, _MOST_BATCH
        )
        self.fold = button(tr("More settings"), "fold", name="trainMore")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._show_more)
        column.addWidget(self.fold)
        self._more()

    def _more(self) -> None:
        self.more = QWidget()
        outer, self._column = self._column, QVBoxLayout(self.more)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.seconds = self._whole(
            "trainSeconds", tr("Seconds at most"), tr("0 sets no limit"), 0, 86_400
        )
        self.length = self._whole(
            "trainLength", tr("Longest text"), tr("In tokens; the rest is left out"), 2, 100_000
        )
        self.seed = self._whole(
            "trainSeed", tr("Seed"), tr("The same seed draws the same texts in the same order"), 0
        )
        self.schedule = ComboBox("trainSchedule", tr("Learning rate over time"))
        self.schedule.offer((tr("falls evenly"), tr("falls as a cosine"), tr("stays the same")), 0)
        self.schedule.activated.connect(self._edited)
        self._row(
            tr("Learning rate over time"),
            tr("Large steps first, small ones at the end"),
            self.schedule,
            0,
        )
        self.warmup = self._decimal(
            "trainWarmup", tr("Warm-up"), tr("Share of the steps in which it rises"), 3, 1.0
        )
        self.decay = self._decimal(
            "trainDecay", tr("Weight decay"), tr("Pulls every weight towards 0 a little"), 4, 1.0
        )
        self.masked = self._decimal(
            "trainMasked",
            tr("Hidden words"),
            tr("Share of the tokens that it has to fill in"),
            3,
            0.95,
        )
        self.exam_every = self._whole(
            "trainExamEvery",
            tr("Exam every … steps"),
            tr("0 gives up to 25 exams, fewer where they would slow it down"),
            0,
            _MOST_STEPS,
        )
        self.snapshot_every = self._whole(
            "trainSnapshotEvery",
            tr("Snapshot every … steps"),
            tr("0 gives about 12 snapshots"),
            0,
            _MOST_STEPS,
        )
        self.rank = self._whole("trainLora", tr("LoRA rank"), _ALL_LEARN, 0, 1_024)
        self.alpha = self._whole(
            "trainLoraAlpha", tr("LoRA alpha"), tr("How much the matrices count"), 1, 100_000
        )
        self.where = ComboBox("trainLoraWhere", tr("LoRA layers"))
        self.where.offer((tr("attention"), tr("all layers")), 0)
        self.where.activated.connect(self._edited)
        self._row(tr("LoRA layers"), tr("Which layers get the matrices"), self.where, 0)
        outer.addWidget(self.more)
        self._column = outer
        self._show_more(False)

    @Slot(bool)
    def _show_more(self, on: bool) -> None:
        self.more.setVisible(on)
        self.fold.setText(f"{'▾' if on else '▸'} {self.fold.accessibleName()}")
        self.fold.setAccessibleDescription(tr("open") if on else tr("closed"))

    def _whole(
        self, name: str, text: str, about: str, least: int, most: int = 2**31 - 1
    ) -> WholeBox:
        box = WholeBox()
        box.setRange(least, most)
        box.setGroupSeparatorShown(True)
        # Not at each digit: 1500 is not 1 first.
        box.setKeyboardTracking(False)
        box.valueChanged.connect(self._edited)
        self._named(box, name, text, about)
        return box

    def _decimal(
        self, name: str, text: str, about: str, decimals: int, most: float
    ) -> ShortDecimalBox:
        box = ShortDecimalBox()
        box.setDecimals(decimals)
        box.setRange(0.0, most)
        box.setStepType(ShortDecimalBox.StepType.AdaptiveDecimalStepType)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(self._edited)
        self._named(box, name, text, about)
        return box

    def _named(self, box: WholeBox | ShortDecimalBox, name: str, text: str, about: str) -> None:
        with_names(box, name, text)
        box.setAccessibleDescription(about)
        about_label = self._row(text, about, box)
        if name == "trainLora":
            self._learning = about_label
            about_label.setObjectName("trainLearning")
        if name == "trainSteps":
            about_label.setObjectName("trainTime")
            self.time = about_label

    def show_time(self, sentence: str) -> None:
        """Say how long so many steps will take here; empty while it is not known."""
        self.time.setText(sentence or _STEPS)

    def offer_lora(self, refusal: str) -> None:
        """Whether it can be had, and why not."""
        for box in (self.rank, self.alpha, self.where):
            box.setEnabled(not refusal)
        self._lora_refusal = refusal
        self.show_learning(0, 0)

    def show_learning(self, learning: int, parameters: int) -> None:
        """Say how many of its weights learn; 0 where that is not known."""
        text = _ALL_LEARN
        if self._lora_refusal:
            text = self._lora_refusal
        elif learning and learning < parameters:
            text = tr(
                "{learning_weights} weights learn beside {other_weights}",
                learning_weights=numbers.count(learning),
                other_weights=numbers.count(parameters - learning),
            )
        self._learning.setText(text)

    def _row(self, text: str, about: str, box: QWidget, share: int = 2) -> QLabel:
        """A box takes its `share` of the row, beside 3 of its title; with 0 as much as it needs."""
        row = QHBoxLayout()
        title = label(text, wrap=True)
        title.setBuddy(box)
        row.addWidget(title, 3)
        row.addWidget(box, share, Qt.AlignmentFlag.AlignVCenter)
        self._column.addLayout(row)
        about_label = label(about, "small", wrap=True)
        self._column.addWidget(about_label)
        return about_label

    # -- the settings ------------------------------------------------------------------------

    @property
    def settings(self) -> TrainingSettings:
        """As they are in the boxes now."""
        return replace(
            self._settings,
            steps=self.steps.value(),
            learning_rate=self.rate.value(),
            batch_size=self.batch.value(),
            seconds=float(self.seconds.value()),
            length=self.length.value(),
            seed=self.seed.value(),
            schedule=_SCHEDULES[self.schedule.currentIndex()],
            warmup=self.warmup.value(),
            weight_decay=self.decay.value(),
            masked=self.masked.value(),
            exam_every=self.exam_every.value(),
            snapshot_every=self.snapshot_every.value(),
            lora_rank=self.rank.value(),
            lora_alpha=self.alpha.value(),
            lora_where=_WHERE[self.where.currentIndex()],
        )

    def show_settings(self, settings: TrainingSettings) -> None:
        """Show these; nobody has set anything."""
        self._settings = settings
        for box, value in (
            (self.steps, settings.steps),
            (self.rate, settings.learning_rate),
            (self.batch, settings.batch_size),
            (self.seconds, round(settings.seconds)),
            (self.length, settings.length),
            (self.seed, settings.seed),
            (self.warmup, settings.warmup),
            (self.decay, settings.weight_decay),
            (self.masked, settings.masked),
            (self.exam_every, settings.exam_every),
            (self.snapshot_every, settings.snapshot_every),
            (self.rank, settings.lora_rank),
            (self.alpha, settings.lora_alpha),
        ):
            box.blockSignals(True)
            box.setValue(value)  # type: ignore[arg-type]
            box.blockSignals(False)
        self.schedule.setCurrentIndex(_SCHEDULES.index(settings.schedule))
        self.where.setCurrentIndex(_WHERE.index(settings.lora_where))

    @Slot()
    def _edited(self) -> None:
        self.changed.emit()
