"""The buttons that start, hold and end the training: always in sight."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.features.training.view.training_run import Stage, TrainingRun
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed
from explorer.widgets.flow_layout import FlowLayout

_MAIN: dict[Stage, str] = {
    "starting": tr("Getting ready …"),
    "running": tr("Pause"),
    "pausing": tr("Pausing …"),
    "paused": tr("Continue"),
    "stopping": tr("Ending …"),
}


class TrainActions(QWidget):
    """`start_wanted` fires where a new training is to begin; the rest goes to the run."""

    start_wanted = Signal()

    def __init__(self, run: TrainingRun) -> None:
        super().__init__()
        self._run = run
        self._may_start = self._brief = False
        self._note = ""
        column = self._column = packed(QVBoxLayout(self), gap=6)
        self.note = label(role="small", wrap=True, name="trainNote")
        column.addWidget(self.note)
        row = FlowLayout(gap=8)
        self.main = button(tr("Start training"), "primary", name="trainButton")
        self.main.clicked.connect(self._click)
        self.stop = button(tr("Stop"), name="trainStop", tip=tr("End it at this step; it is kept"))
        self.stop.clicked.connect(run.stop)
        row.add_growing(self.main)
        row.addWidget(self.stop)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        run.changed.connect(self.refresh)
        self.refresh()

    def allow(self, may_start: bool, note: str) -> None:
        """Whether a training can be started now; `note` says what it starts from, or why not."""
        self._may_start = may_start
        self._note = note
        self._show_note()
        self.refresh()

    def be_brief(self, on: bool) -> None:
        """Say only why a training cannot be started: a low page has no room for what it starts
        from."""
        self._brief = on
        self._show_note()

    def keep_to_top(self, on: bool) -> None:
        """Have the note below the buttons: it comes and goes, and they stay under the pointer.

        At the lower end of a column it is above them, for the same reason.
        """
        way = QBoxLayout.Direction.BottomToTop if on else QBoxLayout.Direction.TopToBottom
        # Setting the same direction again would start another layout.
        if self._column.direction() != way:
            self._column.setDirection(way)

    def _show_note(self) -> None:
        self.note.say("" if self._brief and self._may_start else self._note)

    @Slot()
    def refresh(self) -> None:
        """Name the button after what it does now."""
        stage = self._run.stage
        text = _MAIN.get(stage, tr("Start training"))
        self.main.setText(text)
        self.main.setAccessibleName(text)
        idle = stage in ("none", "ended", "failed")
        # What is grey gives the focus away: while it waits for the lane it only does nothing.
        self.main.setEnabled(self._may_start or not idle)
        may_stop = stage in ("running", "paused", "pausing")
        if self.stop.hasFocus() and not may_stop:
            self.main.setFocus()
        self.stop.setEnabled(may_stop)

    @Slot()
    def _click(self) -> None:
        if self._run.stage == "running":
            self._run.pause()
        elif self._run.stage == "paused":
            self._run.go_on()
        elif not self._run.busy:
            self.start_wanted.emit()
