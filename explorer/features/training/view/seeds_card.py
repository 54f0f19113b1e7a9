"""The same training with several seeds: what of it was luck."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal, Slot

from explorer.app.theme import Theme
from explorer.features.training import explain_seeds
from explorer.features.training.export import SEED_HEADS
from explorer.features.training.protocol import MOST_SEEDS, SeedsTrained, SeedTraining
from explorer.protocol.model import ModelSummary, Prepared
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.lazy_table import LazyTable, Rows
from explorer.widgets.setting_row import WholeBox
from explorer.widgets.workers_box import WorkersBox

_USUAL = 5


class SeedsCard(Card):
    """`wanted` carries how many seeds, and how many workers share them."""

    wanted = Signal(int, int)

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("Was it luck?"), tr("the same training with other seeds"))
        self.setObjectName("trainSeeds")
        self.result: SeedsTrained | None = None
        row = FlowLayout(gap=8)
        title = label(tr("Seeds"))
        self.seeds = with_names(WholeBox(), "trainSeedsCount", tr("Seeds"))
        self.seeds.setRange(2, MOST_SEEDS)
        self.seeds.setValue(_USUAL)
        self.seeds.setKeyboardTracking(False)
        title.setBuddy(self.seeds)
        self.workers = WorkersBox("trainSeedsWorkers")
        self.start = button(tr("Train with each"), name="trainSeedsStart")
        self.start.setAccessibleDescription(
            tr("None of these trainings is kept, only how it is judged")
        )
        self.start.clicked.connect(self._start)
        for widget in (title, self.seeds, self.workers, self.start):
            row.addWidget(widget)
        self.add_layout(row)
        self.about = label(role="small", wrap=True, name="trainSeedsAbout")
        self.add(self.about)
        self.whose = label(role="warning", wrap=True, name="trainSeedsWhose")
        self.add(self.whose)
        self.outcome = label(wrap=True, name="trainSeedsResult")
        self.add(self.outcome)
        self.table: LazyTable[SeedTraining] = LazyTable(
            look,
            Rows(SEED_HEADS, _cell, lambda row: ""),
            "trainSeedsTable",
            tr("What came of each seed"),
            wide=3,
        )
        self._look = look
        look.changed.connect(self._fit)
        self.add(self.table)
        self.show_result(None)

    def show_model(self, summary: ModelSummary | None, prepared: Prepared | None) -> None:
        """Offer what can be done with a model."""
        self.workers.show_model(summary, prepared)
        self.workers.setVisible(self.workers.offered)

    def show_whose(self, foreign: bool) -> None:
        """Whether what is shown came of another model than the one in memory."""
        self.whose.setVisible(foreign)
        self.whose.setText(tr("These began with another model than the one in memory now."))

    def allow(self, allowed: bool, about: str) -> None:
        """Whether they can be begun now; `about` says what they begin with."""
        for widget in (self.seeds, self.start):
            widget.setEnabled(allowed)
        self.workers.allow(allowed)
        self.about.setText(about)
        self.about.setVisible(bool(about))

    def show_result(self, result: SeedsTrained | None) -> None:
        """Show those that are finished."""
        self.result = result
        trainings = result.trainings if result is not None else ()
        self.table.show_rows(trainings)
        self.table.setVisible(bool(trainings))
        words = explain_seeds.spread(trainings) if len(trainings) > 1 else ""
        if result is not None and result.workers_note:
            words = f"{words} {result.workers_note}".strip()
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))
        self._fit()

    @Slot()
    def _fit(self) -> None:
        line = self.table.fontMetrics().height() + self._look.units(9)
        count = len(self.result.trainings) if self.result is not None else 0
        self.table.setMinimumHeight(line * (count + 1) + self._look.units(4))

    @Slot()
    def _start(self) -> None:
        self.wanted.emit(self.seeds.value(), self.workers.workers)


def _cell(training: SeedTraining, column: int) -> str:
    if column == 0:
        return str(training.seed)
    if column == 3:
        right = training.held_out_right
        return numbers.percent(right) if math.isfinite(right) else "–"
    value = (training.loss, training.held_out_loss)[column - 1]
    return numbers.rounded(value) if math.isfinite(value) else "–"
