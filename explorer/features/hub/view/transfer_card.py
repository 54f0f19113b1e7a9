"""The card of a download: what is coming, how fast, how long still; pause, resume, cancel."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QProgressBar, QWidget

from explorer.app.app_state import AppState
from explorer.features.hub.protocol.transfer import (
    DiscardPartial,
    Download,
    Downloaded,
    DownloadPlan,
    PlanDownload,
    TransferProgress,
)
from explorer.features.hub.view import hub_texts
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.text import numbers as words
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, set_role, with_names
from explorer.widgets.dialog_frame import stack_buttons
from explorer.widgets.elided import ElidedLabel
from explorer.widgets.flow_layout import FlowLayout

State = Literal["idle", "planning", "downloading", "pausing", "paused", "broken", "leaving"]
"""`leaving`: it was cancelled, and the job has not ended yet."""


class TransferCard(Card):
    """One download at a time. `wanted` carries requests; `pause_wanted` stops the running job.

    `arrived` carries the Downloaded; `message_wanted` a sentence; `changed` fires at each change
    of state, `begun` when a download begins."""

    wanted = Signal(object)
    pause_wanted = Signal()
    arrived = Signal(object)
    message_wanted = Signal(str)
    changed = Signal()
    begun = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("transferCard")
        self.state: State = "idle"
        self.plan: DownloadPlan | None = None
        self.progress: TransferProgress | None = None
        self.dialog: CancelDialog | None = None
        self._discard = False
        self._beside = ""
        row = FlowLayout(gap=8)
        self.heading = ElidedLabel(role="heading", name="downloadTitle")
        self.numbers = label("", "muted", name="downloadNumbers")
        self.pause = button(tr("Pause"), name="pauseButton")
        self.cancel = button(tr("Cancel"), name="cancelButton")
        self.pause.clicked.connect(self._pause_or_resume)
        self.cancel.clicked.connect(self._ask_cancel)
        row.addWidget(self.heading)
        for widget in (self.numbers, self.pause, self.cancel):
            row.add_right(widget)
        self.add_layout(row)
        self.bar = with_names(QProgressBar(), "downloadProgress", tr("Progress of the download"))
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.add(self.bar)
        self.note = label("", "muted", wrap=True, name="downloadNote")
        self.add(self.note)
        self._show()

    @property
    def is_busy(self) -> bool:
        """Whether a download is under way or waits to continue."""
        return self.state != "idle"

    @property
    def can_resume(self) -> bool:
        """Whether a download waits to continue."""
        return self.state in ("paused", "broken")

    def show_beside(self, checkpoint: str) -> None:
        """Say whose download it is, where another checkpoint's page is shown."""
        if checkpoint != self._beside:
            self._beside = checkpoint
            self._show()

    @property
    def checkpoint(self) -> str:
        """Whose download it is, empty where there is none."""
        return self.plan.checkpoint if self.plan is not None and self.is_busy else ""

    # -- beginning, continuing -----------------------------------------------------------------

    def begin(self, plan: DownloadPlan) -> None:
        """Carry out a plan."""
        self.plan, self.progress, self._discard = plan, None, False
        self._turn("downloading")
        self.begun.emit()
        self.wanted.emit(Download(plan))

    @Slot()
    def resume(self) -> None:
        """Continue; after a failure with a new plan, because the old one may be the reason."""
        if self.plan is None:
            return
        if self.state == "paused":
            self._turn("downloading")
            self.wanted.emit(Download(self.plan))
        elif self.state == "broken":
            self._turn("planning")
            self.wanted.emit(PlanDownload(self.plan.checkpoint, self.plan.revision))

    def leave(self) -> None:
        """Show no download any more; what has arrived is kept where it is."""
        self._close_dialog()
        if self.is_busy:
            self._turn("idle")

    # -- what the lane says ------------------------------------------------------------------

    def subscribe(self, state: AppState) -> None:
        """Receive how the download goes, how it ends, and the plan that a broken one waits for."""
        state.subscribe(
            {DownloadPlan: self._on_plan, Downloaded: self._on_downloaded},
            dict.fromkeys((Download, PlanDownload), self._on_failed),
            {Download: self._on_stopped},
            {TransferProgress: self.show_progress},
        )

    def _on_plan(self, plan: DownloadPlan, request: Request) -> None:
        broken = self.plan if self.state == "planning" else None
        if broken is not None and (plan.checkpoint, plan.revision) == (
            broken.checkpoint,
            broken.revision,
        ):
            self.begin(plan)

    def show_progress(self, progress: TransferProgress) -> None:
        """Bytes have come, or have not."""
        if self.state in ("downloading", "pausing"):
            self.progress = progress
            self._show()

    def _on_downloaded(self, result: Downloaded, request: Request) -> None:
        """Everything is on the disk, checked."""
        if self.state == "idle":
            return
        self._close_dialog()
        self._turn("idle")
        self.arrived.emit(result)

    def _on_stopped(self, cancelled: Cancelled) -> None:
        self._end()

    def _end(self) -> None:
        """The job ended because it was paused or cancelled."""
        plan = self.plan
        if self.state == "leaving" and plan is not None:
            self._turn("idle")
            if self._discard:
                self.wanted.emit(DiscardPartial(plan.checkpoint, plan.commit))
            else:
                self._tell_kept(plan)
        elif self.state != "idle":
            self._turn("paused")

    def _on_failed(self, failed: Failed) -> None:
        """What has arrived is kept, and it can continue."""
        request = failed.request
        if isinstance(request, Download) or (
            self.state == "planning"
            and isinstance(request, PlanDownload)
            and request.checkpoint == self.checkpoint
        ):
            if self.state == "leaving":
                self._end()
            elif self.is_busy:
                self._turn("broken")

    # -- a person decides --------------------------------------------------------------------

    @Slot()
    def _pause_or_resume(self) -> None:
        if self.state == "downloading":
            self._turn("pausing")
            self.pause_wanted.emit()
        else:
            self.resume()

    @Slot()
    def _ask_cancel(self) -> None:
        if self.dialog is None:
            self.dialog = CancelDialog(self, self._arrived_bytes)
            self.dialog.buttonClicked.connect(self._decided)
            self.dialog.finished.connect(self._forget_dialog)
            self.dialog.open()

    @Slot()
    def _forget_dialog(self) -> None:
        self.dialog = None

    @Slot(QAbstractButton)
    def _decided(self, chosen: QAbstractButton) -> None:
        dialog = self.dialog
        if dialog is None or chosen not in (dialog.keep, dialog.discard):
            return
        self._discard = chosen is dialog.discard
        running = self.state in ("downloading", "pausing")
        was_pausing = self.state == "pausing"
        self._turn("leaving")
        if not running:
            self._end()
        elif not was_pausing:
            self.pause_wanted.emit()

    def _tell_kept(self, plan: DownloadPlan) -> None:
        self.message_wanted.emit(
            tr(
                "{arrived_bytes} of {checkpoint} are kept. The download can continue from "
                "there at any time.",
                arrived_bytes=words.bytes_(self._arrived_bytes),
                checkpoint=plan.checkpoint,
            )
        )

    @property
    def _arrived_bytes(self) -> int:
        if self.progress is not None:
            return self.progress.have
        return self.plan.total - self.plan.missing if self.plan is not None else 0

    def _close_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.close()

    # -- showing -----------------------------------------------------------------------------

    def _turn(self, state: State) -> None:
        self.state = state
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self.setVisible(self.is_busy)
        plan, progress = self.plan, self.progress
        if plan is None or not self.is_busy:
            return
        stalled = self.state == "downloading" and progress is not None and progress.stalled
        self.heading.say(self._heading(plan, stalled))
        total = progress.total if progress is not None else plan.total
        have = self._arrived_bytes
        self.bar.setValue(have * 1000 // total if total else 0)
        if self.state == "downloading" and progress is not None:
            numbers = hub_texts.transfer_numbers(progress)
        else:
            numbers = hub_texts.of_bytes(have, total)
        self.numbers.setText(numbers)
        self.setAccessibleName(f"{self.heading.text()}, {numbers}")
        note = self._note(stalled)
        self.note.say(note)
        set_role(self.note, "warning" if stalled else "muted")
        waits = "paused" if self.can_resume else ""
        set_role(self.bar, "stalled" if stalled else waits)
        self.pause.setText(tr("Resume") if self.can_resume else tr("Pause"))
        self.pause.setAccessibleName(self.pause.text())
        self.pause.setEnabled(self.state in ("downloading", "paused", "broken"))
        self.cancel.setEnabled(self.state in ("downloading", "pausing", "paused", "broken"))

    def _heading(self, plan: DownloadPlan, stalled: bool) -> str:
        if self.state == "paused":
            return tr("Paused: {checkpoint}", checkpoint=plan.checkpoint)
        if self.state == "broken":
            return tr("Interrupted: {checkpoint}", checkpoint=plan.checkpoint)
        if self.state in ("pausing", "leaving"):
            return tr("Stopping")
        if self.progress is None or self.state == "planning":
            return tr("Starting: {checkpoint}", checkpoint=plan.checkpoint)
        if stalled:
            return tr("Stalled: {checkpoint}", checkpoint=plan.checkpoint)
        file = hub_texts.current_file(self.progress)
        what = file or plan.checkpoint
        if file and self._beside != plan.checkpoint:
            what = tr("{file} of {checkpoint}", file=file, checkpoint=plan.checkpoint)
        if hub_texts.is_checking(self.progress):
            return tr("Checking {file}", file=what)
        return tr("Downloading {file}", file=what)

    def _note(self, stalled: bool) -> str:
        progress = self.progress
        if self.state == "broken":
            return tr("What has arrived is kept; Resume continues from there.")
        if self.state == "paused":
            return tr(
                "What has arrived is kept. The download can continue now, or after the next start."
            )
        if self.state != "downloading" or progress is None:
            return ""
        if stalled:
            quiet = words.seconds(max(1.0, float(round(progress.quiet_seconds))))
            return tr(
                "Nothing has arrived for {quiet}. {note}", quiet=quiet, note=progress.note
            ).strip()
        return progress.note


class CancelDialog(QMessageBox):
    """Keep what has arrived, discard it, or continue. The buttons are kept for tests."""

    def __init__(self, parent: QWidget, arrived: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("cancelDialog")
        self.setWindowTitle(tr("Cancel the download?"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(
            tr(
                "{arrived} have arrived. Keep them for later, or discard them?",
                arrived=words.bytes_(arrived),
            )
        )
        self.keep = self.addButton(tr("Keep for later"), QMessageBox.ButtonRole.AcceptRole)
        self.discard = self.addButton(tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        self.back = self.addButton(tr("Continue downloading"), QMessageBox.ButtonRole.RejectRole)
        for push_button, name in (
            (self.keep, "keepPartial"),
            (self.discard, "discardPartial"),
            (self.back, "goOnDownloading"),
        ):
            push_button.setObjectName(name)
        self.setEscapeButton(self.back)
        stack_buttons(self)
