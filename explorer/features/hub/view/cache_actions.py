"""What can be done with a cached checkpoint: its page, verify, resume, delete; and cleaning up."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.features.hub.protocol.cache import (
    CachedCheckpoint,
    CachedRevision,
    CacheListing,
    CleanOrphans,
    DeletePreview,
    DeleteRevisions,
    ListCache,
    PreviewDelete,
    VerifyReport,
    VerifyRevision,
)
from explorer.features.hub.protocol.transfer import (
    DeletedBytes,
    DiscardPartial,
    Download,
    Downloaded,
)
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.dialog_frame import stack_buttons
from explorer.widgets.flow_layout import FlowLayout


@dataclass(frozen=True)
class Cached:
    """A revision of a checkpoint in the shared cache."""

    checkpoint: CachedCheckpoint
    revision: CachedRevision


class CacheActions(QWidget):
    """Buttons for the chosen revision, and the state of the cache in a line.

    `wanted` carries requests for the Hub's lanes; `listed` fires when the cache was read again;
    `page_wanted` and `resume_wanted` carry a checkpoint's name and its revision;
    `message_wanted` a sentence."""

    wanted = Signal(object)
    listed = Signal()
    page_wanted = Signal(str, str)
    resume_wanted = Signal(str, str)
    message_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.listing: CacheListing | None = None
        self.dialog: QMessageBox | None = None
        self._chosen: Cached | None = None
        self._asked: Request | None = None
        self._sure: tuple[str, ...] = ()
        self.page = button(
            tr("Its page on the Hub"),
            "link",
            name="cachedPageButton",
            tip=tr("Its card, files and revisions, as the Hub has them now"),
        )
        self.verify = button(tr("Verify"), "link", name="verifyButton")
        self.verify.setToolTip(tr("Read every file and compare it with the Hub's checksums"))
        self.resume = button(tr("Resume"), "link", name="resumeButton")
        self.resume.setToolTip(tr("Continue the unfinished download"))
        self.delete = button(tr("Delete…"), "link", name="deleteCachedButton")
        self.page.clicked.connect(self._open_page)
        self.verify.clicked.connect(self._verify)
        self.resume.clicked.connect(self._resume)
        self.delete.clicked.connect(self._ask_delete)
        self.row = QWidget()
        flow = FlowLayout(self.row, gap=4)
        for push_button in (self.page, self.verify, self.resume, self.delete):
            flow.addWidget(push_button)
        self.status = label("", "small", wrap=True, name="cacheStatus")
        self.clean = button("", "link", name="cleanOrphansButton")
        self.clean.setToolTip(tr("Files in the cache that no checkpoint refers to"))
        self.clean.clicked.connect(self._ask_clean)
        self.again = button(
            tr("Refresh"), "link", name="readCacheButton", tip=tr("Read the shared cache again")
        )
        self.again.clicked.connect(self.ask)
        below = QWidget()
        line = FlowLayout(below, gap=4)
        line.addWidget(self.clean)
        line.addWidget(self.again)
        packed(QVBoxLayout(self), self.row, self.status, below, gap=2)
        self.clean.hide()
        self.again.hide()
        self.choose(None)

    # -- what the window asks and tells ------------------------------------------------------

    def subscribe(self, state: AppState) -> None:
        """Receive what the cache holds and what was done to it, and that a download ended."""
        state.subscribe(
            {
                CacheListing: self._on_listing,
                VerifyReport: self._on_verified,
                DeletePreview: self._on_preview,
                DeletedBytes: self._on_freed,
                Downloaded: self._on_downloaded,
            },
            {ListCache: self._on_failed},
            {ListCache: self._on_stopped, Download: self._on_download_stopped},
        )

    def _on_downloaded(self, result: Downloaded, request: Request) -> None:
        self.ask()

    def _on_download_stopped(self, cancelled: Cancelled) -> None:
        self.ask()

    @Slot()
    def ask(self) -> None:
        """Read the cache again."""
        if self.listing is None:
            self.status.setText(tr("Reading the cache…"))
        self._asked = ListCache()
        self.wanted.emit(self._asked)

    @property
    def was_asked(self) -> bool:
        """Whether the cache was read, or is being read."""
        return self.listing is not None or self._asked is not None

    def choose(self, cached: Cached | None) -> None:
        """Offer what can be done with this one."""
        self._chosen = cached
        self.row.setVisible(cached is not None)
        if cached is not None:
            offline = self.listing is not None and self.listing.offline
            self.resume.setVisible(cached.revision.resumable)
            self.resume.setEnabled(not offline)
            self.verify.setVisible(bool(cached.revision.files))

    def _on_failed(self, failed: Failed) -> None:
        """Nobody asked for the list, so only this place tells of it."""
        self._asked = None
        self.status.setText(tr("The cache could not be read. {sentence}", sentence=failed.sentence))
        self.again.show()

    def _on_stopped(self, cancelled: Cancelled) -> None:
        self._asked = None
        self.status.setText("")
        self.again.show()

    # -- results in --------------------------------------------------------------------------

    def _on_listing(self, listing: CacheListing, request: Request) -> None:
        self._asked = None
        self.listing = listing
        number = len(listing.checkpoints)
        free = numbers.bytes_(listing.free_disk)
        sentences = [
            numbers.ntr(
                "In the shared cache: {count} checkpoint, {size}. {free} free on the disk.",
                "In the shared cache: {count} checkpoints, {size}. {free} free on the disk.",
                number,
                size=numbers.bytes_(listing.size),
                free=free,
            )
            if number
            else tr("In the shared cache: no checkpoint. {free} free on the disk.", free=free)
        ]
        if listing.offline:
            sentences.append(tr("The Hub is switched off, so only what is complete can be loaded."))
        if listing.warnings:
            sentences.append(
                numbers.ntr(
                    "{count} folder could not be read.",
                    "{count} folders could not be read.",
                    len(listing.warnings),
                )
            )
        self.status.setText(" ".join(sentences))
        tips = (listing.cache, listing.shared_note, *listing.warnings)
        self.status.setToolTip("\n".join(tip for tip in tips if tip))
        self.clean.setText(
            numbers.ntr(
                "Clean {count} left-over file ({orphan_bytes})",
                "Clean {count} left-over files ({orphan_bytes})",
                listing.orphan_files,
                orphan_bytes=numbers.bytes_(listing.orphan_bytes),
            )
        )
        self.clean.setVisible(listing.orphan_files > 0)
        self.again.show()
        self.listed.emit()

    def _on_verified(self, report: VerifyReport, request: Request) -> None:
        self.message_wanted.emit(f"{report.checkpoint}: {report.sentence}")

    def _on_preview(self, preview: DeletePreview, request: Request) -> None:
        names = numbers.joined(preview.checkpoints)
        text = numbers.ntr(
            "Deleting {checkpoints} frees {size} ({count} byte). It can be downloaded again.",
            "Deleting {checkpoints} frees {size} ({count} bytes). It can be downloaded again.",
            preview.bytes,
            checkpoints=names,
            size=numbers.bytes_(preview.bytes),
        )
        if preview.in_use_by:
            text += " " + numbers.ntr(
                "{programs} has its files open now.",
                "{programs} have its files open now.",
                len(preview.in_use_by),
                programs=numbers.joined(preview.in_use_by),
            )
        self._sure = preview.commits
        self._confirm("deleteDialog", tr("Delete from the cache?"), text, tr("Delete"))

    def _on_freed(self, freed: DeletedBytes, request: Request) -> None:
        size = numbers.bytes_(freed.bytes)
        match request:
            case CleanOrphans():
                sentence = tr("{size} were removed.", size=size)
            case DiscardPartial():
                sentence = tr("{size} of the unfinished download were removed.", size=size)
            case _:
                sentence = tr("{size} are free again.", size=size)
        self.message_wanted.emit(sentence)
        self.ask()

    # -- a person decides --------------------------------------------------------------------

    @Slot()
    def _open_page(self) -> None:
        if self._chosen is not None:
            self.page_wanted.emit(self._chosen.checkpoint.name, _revision(self._chosen))

    @Slot()
    def _resume(self) -> None:
        if self._chosen is not None:
            self.resume_wanted.emit(self._chosen.checkpoint.name, _revision(self._chosen))

    @Slot()
    def _verify(self) -> None:
        if self._chosen is not None:
            cached = self._chosen
            self.wanted.emit(VerifyRevision(cached.checkpoint.name, cached.revision.commit))

    @Slot()
    def _ask_delete(self) -> None:
        if self._chosen is not None:
            self.wanted.emit(PreviewDelete((self._chosen.revision.commit,)))

    @Slot()
    def _ask_clean(self) -> None:
        if self.listing is not None:
            self._sure = ()
            self._confirm(
                "cleanDialog",
                tr("Clean the cache?"),
                numbers.ntr(
                    "{count} file in the cache belongs to no checkpoint. Removing it frees "
                    "{orphan_bytes}.",
                    "{count} files in the cache belong to no checkpoint. Removing them frees "
                    "{orphan_bytes}.",
                    self.listing.orphan_files,
                    orphan_bytes=numbers.bytes_(self.listing.orphan_bytes),
                ),
                tr("Remove them"),
            )

    def _confirm(self, name: str, title: str, text: str, verb: str) -> None:
        if self.dialog is not None:
            return
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setObjectName(name)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        with_names(box.addButton(verb, QMessageBox.ButtonRole.AcceptRole), "confirmButton")
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        stack_buttons(box)
        box.accepted.connect(self._confirmed)
        box.finished.connect(self._forget_dialog)
        self.dialog = box
        box.open()

    @Slot()
    def _confirmed(self) -> None:
        self.wanted.emit(DeleteRevisions(self._sure) if self._sure else CleanOrphans())

    @Slot()
    def _forget_dialog(self) -> None:
        self.dialog = None


def _revision(cached: Cached) -> str:
    """What the Hub calls it: the revision that was asked for, a ref, or the commit."""
    revision = cached.revision
    return revision.resume_revision or (revision.refs[0] if revision.refs else revision.commit)
