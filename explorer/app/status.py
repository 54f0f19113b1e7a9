"""The status bar: the job under way with Stop, and where the memory goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy

from explorer.lanes.thread import Lane
from explorer.protocol.job import Cancelled, Progress
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, packed, with_names
from explorer.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from explorer.lanes.far import Switchboard
    from explorer.protocol.model import ModelSummary

_MEMORY_EVERY_MS = 2_000
_SILENCE_EVERY_MS, SILENT_S = 250, 1.2
"""Of another computer: how often its answers are looked at, and how late one may be unremarked."""


class StatusBar(QFrame):
    """Shows the first job under way of the first lane that has one, and stops it on a click.

    `stoppable` tells whether there is a job that can be stopped.
    """

    stoppable = Signal(bool)

    def __init__(self, sessions: Sequence[Lane]) -> None:
        super().__init__()
        self.setProperty("role", "status")
        self.setAccessibleName(tr("Status"))
        self._sessions = tuple(sessions)
        self._ready = tr("Ready")
        self._left = ""
        self._still = False
        self._model_bytes = self._on_disk = 0
        self._shown: tuple[Lane, int] | None = None
        self._far: tuple[str, Switchboard] | None = None
        # One line, always: a line more would move all above it whenever a job begins or ends.
        row = packed(QHBoxLayout(self), gap=12, margins=(10, 3, 10, 3))
        self.job = ElidedLabel(tr("Starting"), name="statusJob")
        self.bar = with_names(QProgressBar(), "statusProgress", tr("Progress of the job"))
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(120)
        policy = self.bar.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed)
        self.bar.setSizePolicy(policy)
        self.stop = button(tr("Stop"), "link", name="stopButton", tip=tr("Stop the job (Esc)"))
        self.memory = ElidedLabel("", "muted", name="statusMemory")
        for widget in (self.job, self.bar, self.stop, self.memory):
            row.addWidget(widget)
        row.addStretch(1)
        self.stop.clicked.connect(self.stop_job)
        # It goes with its job: a click leaves the keyboard where it was, and it is not lost then.
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for session in self._sessions:
            session.replied.connect(self._on_reply)
            session.changed.connect(self._refresh)
        self._timer = QTimer(self)
        self._timer.setInterval(_MEMORY_EVERY_MS)
        self._timer.timeout.connect(self._show_memory)
        self._refresh()

    def start_watching(self) -> None:
        """Begin to show memory; called after the first paint, because it imports psutil."""
        import psutil

        # Once: making it reads all of the system's state, 10 to 40 ms on a busy machine.
        self._process = psutil.Process()
        self._show_memory()
        self._timer.start()

    def keep_still(self, on: bool) -> None:
        """Show no moving bar for a job of unknown length; its words tell that it continues."""
        self._still = on
        self._refresh()

    def compact(self, on: bool) -> None:
        """Leave the memory out, so that there is room for the job."""
        self.memory.setVisible(not on)
        # As high as with Stop, which is there while a job runs.
        self.setMinimumHeight(self.stop.sizeHint().height() + 2 * 3 + 2 * self.frameWidth())

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """What the weights in memory occupy."""
        self._model_bytes = summary.bytes_in_memory if summary is not None else 0
        self._on_disk = summary.on_disk if summary is not None else 0
        if self._timer.isActive():
            self._show_memory()

    def show_computer(self, name: str, board: Switchboard) -> None:
        """Show the memory of another computer from now on; of this one where `name` is empty."""
        self._far = (name, board) if name else None
        self._timer.setInterval(_SILENCE_EVERY_MS if name else _MEMORY_EVERY_MS)
        if self._timer.isActive():
            self._show_memory()

    @Slot()
    def stop_job(self) -> None:
        """Stop the job that is shown."""
        if self._shown is not None:
            session, job_id = self._shown
            session.stop(job_id)
            self.job.say(tr("Stopping"))

    @Slot()
    def _refresh(self) -> None:
        self._shown = None
        for session in self._sessions:
            if session.jobs:
                job = session.jobs[0]
                self._shown, self._left = (session, job.id), ""
                self.job.say(job.request.title)
                self._fill(0, 1 if self._still else 0)  # 0 of 0 moves back and forth
                self.stop.setVisible(job.request.stoppable)
                break
        else:
            self.job.say(self._left or self._ready)
            self.stop.hide()
        why = tr("This step cannot be interrupted; nothing of it will be kept.")
        if self._left:
            self.job.setToolTip(why)
        self.bar.setVisible(self._shown is not None)
        self._give_room()
        self.stoppable.emit(not self.stop.isHidden())

    @Slot(object)
    def _on_reply(self, reply: object) -> None:
        if isinstance(reply, Cancelled) and reply.inside:
            # Shown in place of Ready, until the next job.
            self._left = tr("Stopped. The last step is still finishing.")
        if not isinstance(reply, Progress) or self._shown is None:
            return
        if reply.job_id == self._shown[1]:
            self.job.say(reply.text)
            self._give_room()
            if reply.fraction is not None:
                self._fill(round(reply.fraction * 1000), 1000)

    def _give_room(self) -> None:
        # At once: a short job's words would be drawn in the width of those before, in a busy moment
        # for as long as it lasts, and shortened beside free room.
        row = self.layout()
        if row is not None and self.isVisible():
            row.activate()

    def _fill(self, value: int, of: int) -> None:
        # A bar that is set repaints at once, and with it all else that waits to be drawn: 34 ms
        # a report beside a tree that fills. Switched off and on, it waits as well.
        self.bar.setUpdatesEnabled(False)
        self.bar.setRange(0, of)
        self.bar.setValue(value)
        self.bar.setUpdatesEnabled(True)

    @Slot()
    def _show_memory(self) -> None:
        import psutil

        parts = []
        if self._far is None:
            app = self._process.memory_info().rss
            free = psutil.virtual_memory().available
        else:
            name, board = self._far
            if board.silence > SILENT_S:
                self._say_silent(name, board.silence)
                return
            parts.append(tr("on {computer}", computer=name))
            app, free = board.memory or (0, 0)
            if not free:  # it has not said so yet
                self.memory.say(parts[0])
                return
        parts.append(tr("app {app}", app=numbers.bytes_(app)))
        if self._model_bytes:
            parts.append(tr("model {model_bytes}", model_bytes=numbers.bytes_(self._model_bytes)))
        if self._on_disk:
            parts.append(tr("weights on disk {bytes}", bytes=numbers.bytes_(self._on_disk)))
        parts.append(tr("{free} free", free=numbers.bytes_(free)))
        self.memory.say("  ·  ".join(parts))

    def _say_silent(self, name: str, silence: float) -> None:
        """It may be busy, or stand still: a person decides how long to wait."""
        self.memory.say(
            tr(
                "{computer} has not answered for {seconds}. Stop or disconnect to wait no longer.",
                computer=name,
                seconds=numbers.seconds(silence),
            )
        )
