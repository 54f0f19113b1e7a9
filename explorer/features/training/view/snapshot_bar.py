"""Above a run: at which step of the training its weights were, and the way to other steps."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.app.theme import Theme
from explorer.features.training.view.training_run import TrainingRun
from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label
from explorer.widgets.dot_slider import StepSlider
from explorer.widgets.flow_layout import FlowLayout

_DOTS = 180
"""Units of width with less of which the dots would lie over each other."""


class SnapshotBar(QWidget):
    """Shown while a snapshot is in memory. `opened` fires when that of another step is there now.

    `back_wanted` asks for the Train tab; `turned` fires when the bar comes or goes.
    """

    opened = Signal()
    back_wanted = Signal()
    turned = Signal()

    def __init__(self, look: Theme, run: TrainingRun) -> None:
        super().__init__()
        self.setObjectName("snapshotBar")
        self.setAccessibleName(tr("Snapshots of the training"))
        self._run = run
        self._summary: ModelSummary | None = None
        self._next: int | None = None
        # One line, where the dots have room: below it, each row of the page counts in a low window.
        row = FlowLayout(self, gap=8)
        row.setContentsMargins(0, 0, 0, 4)
        self.where = label(tr("During training"), "muted", name="snapshotWhere")
        row.addWidget(self.where)
        self.steps = StepSlider(look, "snapshotSteps", tr("Step of the training"), captioned=False)
        self.steps.moved.connect(self._move)
        row.add_growing(self.steps)
        self.back = button(tr("Back to Train"), "link", name="snapshotBack")
        self.back.clicked.connect(self.back_wanted)
        row.add_right(self.back)
        self._look = look
        look.changed.connect(self._fit)
        self._fit()
        run.changed.connect(self.refresh)
        run.progressed.connect(self._on_progress)
        run.opened.connect(self._on_opened)
        self.hide()

    @Slot()
    def _fit(self) -> None:
        self.steps.setMinimumWidth(self._look.units(_DOTS))

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model: it may be no snapshot."""
        self._summary = summary
        if not self._run.opening:
            self.refresh()

    @Slot()
    def _on_progress(self) -> None:
        if tuple(self.steps.dots) != self._run.steps_kept:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the step of the model that is shown among those that were kept."""
        run = self._run
        step, stored, progress = run.step_of(self._summary), run.steps_kept, run.progress
        # While it learns, there is a way back to it from the first step on.
        known = step in stored and progress is not None and (len(stored) > 1 or run.busy)
        self.setVisible(known)
        if known and progress is not None and step is not None and self._next is None:
            self.steps.show_steps(stored, progress.step, progress.steps, step)
            self.setAccessibleDescription(tr("step {step}", step=numbers.count(step)))
            self._tell(step, progress.steps)

    def _tell(self, step: int, last: int) -> None:
        """The step in words, in the room that the last one needs: the dots stay where they are."""
        words = [
            tr("During training: step {step}", step=numbers.count(each)) for each in (last, step)
        ]
        self.where.setMinimumWidth(0)
        self.where.setText(words[0])
        self.where.setMinimumWidth(self.where.sizeHint().width())
        self.where.setText(words[1])

    def showEvent(self, event: QShowEvent) -> None:
        """It came."""
        super().showEvent(event)
        self.turned.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """It went."""
        super().hideEvent(event)
        self.turned.emit()

    @Slot(int)
    def _move(self, step: int) -> None:
        """Open it; while one is being opened, the last one that was passed comes next."""
        is_waiting, self._next = self._next is not None, step
        self._tell(step, self.steps.end)
        if not is_waiting:
            self._run.open(step, live=True)

    @Slot(int)
    def _on_opened(self, step: int) -> None:
        wanted, self._next = self._next, None
        if wanted is not None and wanted != step:
            self._move(wanted)
        elif wanted is not None:
            self.opened.emit()

    def give_up(self) -> None:
        """The snapshot could not be opened."""
        self._next = None
        self.refresh()
