"""The Checkpoint tab: everything about a checkpoint before it is loaded, and the way to load it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.app.theme import Theme
from explorer.features.checkpoints.view.local_pane import OnDisk
from explorer.features.hub.protocol.account import SignedIn, WhoAmI
from explorer.features.hub.protocol.checkpoint_page import (
    CheckpointPage,
    FolderRead,
    OpenPage,
    ReadFolder,
)
from explorer.features.hub.protocol.fit import CheckFit, Fit
from explorer.features.hub.protocol.transfer import (
    DeletedBytes,
    Download,
    Downloaded,
    DownloadPlan,
    PlanDownload,
    TransferProgress,
)
from explorer.features.hub.view import browser, bundled_folder, hub_texts
from explorer.features.hub.view.card_view import CardView
from explorer.features.hub.view.checkpoint_files import CheckpointFiles
from explorer.features.hub.view.checkpoint_header import CheckpointHeader
from explorer.features.hub.view.fit_card import FitCard
from explorer.features.hub.view.load_request import load_request, snapshot_folder
from explorer.features.hub.view.transfer_card import TransferCard
from explorer.protocol.failures.connection import TRY_AGAIN
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.model import LoadModel, ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.text.workplace import workplace
from explorer.widgets.blocks import Card, Page, button, label
from explorer.widgets.flow_layout import FlowLayout

_UNDER_WAY = tr("Downloading…")
_BUSY = tr("A model is being opened, created or saved. Wait for it, or press Stop.")
_HELPS = {
    "needs sign-in": ("sign-in", "web"),
    "needs licence": ("web", "retry"),
    "denied": ("sign-in",),
}


class _Offer(NamedTuple):
    """What the button of the page says, why it cannot be pressed, and what helps then."""

    text: str
    reason: str = ""
    remedies: tuple[str, ...] = ()
    under_way: bool = False


_SIDE_BY_SIDE_EM = 46
"""The width, in widths of body text, from which the card and the files are side by side."""


class CheckpointTab(QWidget):
    """`wanted` carries requests for the Hub's lanes, `load_wanted` a LoadModel.

    `arrived` carries one too, of what was just downloaded.

    `open_wanted` carries the key of an entry of that list that is to be opened.

    `config_wanted` carries a config to edit, `message_wanted` a sentence; `sign_in_wanted`,
    `local_wanted` and `search_wanted` ask for the dialog, for the list of what is on this computer
    and for the Hub pane; `mend_wanted` carries the failure whose own remedy is to be taken.
    `subject_changed` fires when it is about another one, or knows more of it; `fit_known` carries
    its page and whether it fits, worked out from its files.
    """

    wanted = Signal(object)
    load_wanted = Signal(object)
    arrived = Signal(object)
    config_wanted = Signal(str)
    part_wanted = Signal(str)
    message_wanted = Signal(str)
    sign_in_wanted = Signal()
    local_wanted = Signal()
    search_wanted = Signal()
    mend_wanted = Signal(object)
    open_wanted = Signal(str)
    subject_changed = Signal()
    fit_known = Signal(object, object)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._lay_out(look)
        self.setObjectName("checkpointTab")
        self.frees = 0
        self.page: CheckpointPage | None = None
        self.plan: DownloadPlan | None = None
        self.fit: Fit | None = None
        self.local: OnDisk | None = None
        self._announced: tuple[str, Request | None] = ("", None)
        self._followed: OnDisk | None = None
        self._asked_page: OpenPage | None = None
        self._asked_folder: ReadFolder | None = None
        self._asked_plan: PlanDownload | None = None
        self._asked_fit: CheckFit | None = None
        self._page_failed = self._plan_failed = ""
        self._plan_failure: Failed | None = None
        self._allowed = True
        self._loaded = ""
        self._resume_when_planned = False
        self.search.clicked.connect(self.search_wanted)
        header = self.header
        header.download.clicked.connect(self._press)
        self.web.clicked.connect(self._open_web)
        self.card_more.clicked.connect(self._open_web)
        header.revision_chosen.connect(self._choose_revision)
        header.remedy_chosen.connect(self._mend)
        self.fit_card.changed.connect(self._ask_fit)
        self.files.edit_wanted.connect(self.config_wanted)
        self.files.part_wanted.connect(self.part_wanted)
        self.files.message_wanted.connect(self.message_wanted)
        self.card.refused.connect(self._refused)
        self.transfer.wanted.connect(self.wanted)
        self.transfer.message_wanted.connect(self.message_wanted)
        self.transfer.changed.connect(self.offer)
        self.transfer.arrived.connect(self._arrived)

    def _lay_out(self, look: Theme) -> None:
        self._look = look
        self.header = CheckpointHeader(look)
        self.fit_card = FitCard(look)
        self.fit_card.hide()
        self.transfer = TransferCard()
        self.card = CardView(look)
        self.files = CheckpointFiles(look)
        left = Card(tr("Model card"))
        self.web = button(
            tr("Open on the Hub"), "link", name="openWebButton", tip=tr("In the browser")
        )
        left.head.add_control(self.web)
        left.add(self.card, 1)
        self.card_more = button(tr("Read the rest on the Hub"), "link", name="cardMoreButton")
        self.card_more.hide()
        left.add(self.card_more)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(10)
        self.split.addWidget(left)
        self.split.addWidget(self.files)
        self.split.setSizes([560, 440])
        self.body = Page()
        for widget in (self.header, self.transfer, self.fit_card):
            self.body.add(widget)
        self.body.add(self.split, 1)
        self.body.column.addStretch()  # below the header, where there is no page to show
        card = Card(tr("No checkpoint is chosen"))
        card.add(
            label(
                tr(
                    "Choose one from the Hub or from the list of models: its model card and its "
                    "files appear here, before anything is downloaded or opened."
                ),
                "muted",
                wrap=True,
                name="checkpointEmpty",
            )
        )
        self.search = button(tr("Search the Hub"), name="searchHubButton")
        row = FlowLayout()
        row.addWidget(self.search)
        card.add_layout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        self.empty = Page()
        self.empty.add(card)
        self.empty.column.addStretch(1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.body, 1)
        self.body.hide()
        header = self.header
        header.fit.toggled.connect(self._show_arithmetic)
        self.transfer.begun.connect(self._show_transfer)
        look.changed.connect(self._size)
        self._size()

    @Slot(bool)
    def _show_arithmetic(self, shown: bool) -> None:
        self.fit_card.setVisible(shown)
        if shown:
            self._bring(self.fit_card)

    @Slot()
    def _show_transfer(self) -> None:
        self._bring(self.transfer)

    def _bring(self, card: QWidget) -> None:
        """Bring a card into sight where the page is longer than the window."""
        self.body.column.activate()
        self.body.ensureWidgetVisible(card, 0, self._look.units(8))

    @Slot()
    def _size(self) -> None:
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Card and files are side by side where there is room, else one above the other."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        wide = self.width() >= _SIDE_BY_SIDE_EM * self._look.em
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.split.orientation() != way:
            self.split.setOrientation(way)
            self.split.setSizes([560, 440] if wide else [500, 500])
        self.split.setMinimumHeight(self._look.units(260 if wide else 520))

    # -- what the window asks and tells ------------------------------------------------------

    def subscribe(self, state: AppState) -> None:
        """Receive a page, whether it fits, and how a download goes."""
        questions = (OpenPage, ReadFolder, PlanDownload, CheckFit)
        state.model_changed.connect(self._on_model)
        state.subscribe(
            {
                CheckpointPage: self._on_page,
                FolderRead: self._on_folder,
                DownloadPlan: self._on_plan,
                Fit: self._on_fit,
                DeletedBytes: self._on_changed,
                SignedIn: self._on_signed_in,
            },
            dict.fromkeys(questions, self._on_failed),
            dict.fromkeys(questions, self._on_stopped),
            {TransferProgress: self._on_progress},
        )
        self.transfer.subscribe(state)

    def _on_changed(self, result: object, request: Request) -> None:
        self.reopen()

    def _on_signed_in(self, result: SignedIn, request: Request) -> None:
        if not isinstance(request, WhoAmI):  # then nothing changed
            self.reopen()

    def reopen(self) -> None:
        """Ask for the page that is shown once more."""
        if self.page is not None:
            self.open_page(self.page.checkpoint, self.page.revision, refresh=True)

    def change_computer(self) -> None:
        """Another computer does the work: its disk and its memory are other ones."""
        self.transfer.leave()
        if self.local is not None and not self.local.bundled:
            self.follow(None)
        self.reopen()

    @property
    def checkpoint(self) -> str:
        """The checkpoint whose page is shown or asked for, empty for a local one."""
        if self._asked_page is not None:
            return self._asked_page.checkpoint
        return self.page.checkpoint if self.page is not None else ""

    def open_page(self, checkpoint: str, revision: str = "main", *, refresh: bool = False) -> None:
        """Ask for a checkpoint's page, unless it is on its way or shown already."""
        shown = self.page
        self._followed = None
        same = shown is not None and (shown.checkpoint, shown.revision) == (checkpoint, revision)
        asked = OpenPage(checkpoint, revision, self.frees, refresh)
        if not refresh and (asked == self._asked_page or (same and self._asked_page is None)):
            return
        keep = shown is not None and shown.checkpoint == checkpoint
        self._begin(checkpoint, keep)
        self._asked_page = asked
        self.header.say(tr("Reading the page…"))
        self.card.show_note(tr("Reading the page…"))
        self.offer()
        self.wanted.emit(asked)

    def resume(self, checkpoint: str, revision: str) -> None:
        """Open the page of an unfinished download and continue with it."""
        self._resume_when_planned = True
        self.open_page(checkpoint, revision, refresh=True)

    @property
    def is_asking(self) -> bool:
        """Whether a page of the Hub is on its way."""
        return self._asked_page is not None

    @property
    def subject(self) -> str:
        """What the page is about: a folder on this computer, or a checkpoint of the Hub."""
        return self.local.path if self.local is not None else self.checkpoint

    @property
    def opening(self) -> Download | LoadModel | None:
        """What would open it: from this computer, or by a download. None where nothing would."""
        if self.local is not None:
            return LoadModel(self.local.path, self.local.name)
        return Download(self.plan) if self.plan is not None else None

    def follow(self, entry: OnDisk | None) -> None:
        """Show what was chosen among the models on this computer, as soon as the tab is seen.

        None shows that nothing is chosen: a card of another model would mislead.
        """
        self._followed = entry
        if entry is None:
            self._begin("", False)
            self.body.hide()
            self.empty.show()
            self._announce()
        elif self.isVisible():
            self._show_followed()

    @Slot(object)
    def _on_model(self, summary: ModelSummary | None) -> None:
        """Of the checkpoint in memory each tensor leads to its weight."""
        self._loaded = summary.source if summary is not None and not summary.twin_of else ""
        self.offer()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was chosen meanwhile."""
        super().showEvent(event)
        self._show_followed()
        if self.fit is not None:  # memory and what it holds may be others by now
            self._ask_fit()

    def _show_followed(self) -> None:
        entry, self._followed = self._followed, None
        if entry is not None and entry.path != self.subject:
            self.open_local(entry)

    def open_local(self, entry: OnDisk) -> None:
        """Show a model on this computer; its files are read here and now, within limits."""
        self._begin(entry.name, False)
        self.local = entry
        listed = bundled_folder.files(entry.path)
        where = (
            tr("It came with the program")
            if entry.bundled
            else tr("It is on {computer}", computer=workplace())
        )
        self.header.say(
            numbers.ntr(
                "{place}: {count} file, {size}. Nothing has to be downloaded.",
                "{place}: {count} files, {size}. Nothing has to be downloaded.",
                len(listed),
                place=where,
                size=numbers.bytes_(sum(file.size or 0 for file in listed)),
            )
        )
        self.files.show_files(listed, None)
        self.files.note_tensors(tr("Reading the tensors of the folder…"))
        self._asked_folder = ReadFolder(entry.path)
        self.wanted.emit(self._asked_folder)
        self.files.show_config(bundled_folder.config(entry.path))
        card = bundled_folder.card(entry.path)
        if card:
            self.card.show_card(card)
        else:
            self.card.show_note(tr("There is no model card in this folder."))
        self.offer()

    def allow(self, allowed: bool) -> None:
        """Whether a model may be loaded now."""
        if allowed != self._allowed:
            self._allowed = allowed
            self.offer()

    def show_frees(self, frees: int) -> None:
        """Another model is in memory, so unloading it would give back this much."""
        if frees != self.frees:
            self.frees = frees
            if self.page is not None and self.isVisible():
                self._ask_fit()

    def _on_failed(self, failed: Failed) -> None:
        """The message bar tells it, the tab says what is missing."""
        request = failed.request
        if request == self._asked_page:
            self._asked_page = None
            self._resume_when_planned = False
            # The message goes with a click; what it said is still to be read here.
            self._end_page(
                tr(
                    "The page could not be read. {reason} What is on {computer} opens and runs "
                    "without it.",
                    reason=failed.sentence,
                    computer=workplace(),
                )
            )
        elif request == self._asked_folder:
            self._end_folder("")
        elif request == self._asked_plan:
            self._asked_plan = None
            self._resume_when_planned = False
            self._plan_failure = failed
            self._plan_failed = (
                tr("The download could not be planned. {reason}", reason=failed.sentence)
                if failed.remedy == TRY_AGAIN
                else failed.sentence
            )
            self.header.say("")
        elif request == self._asked_fit:
            self._asked_fit = None
            self.fit_card.show_fit(None, failed.sentence)
        self.offer()

    def _end_page(self, why: str) -> None:
        """There is no page: no empty card and no empty list of files either."""
        self._page_failed = why
        self.header.say("")
        self.split.hide()

    def _on_stopped(self, cancelled: Cancelled) -> None:
        request = cancelled.request
        if request == self._asked_page:
            self._asked_page = None
            self._end_page(tr("Reading the page was stopped."))
        elif request == self._asked_folder:
            self._end_folder("")
        elif request == self._asked_plan:
            self._asked_plan = None
            self._plan_failed = tr("Planning the download was stopped.")
        elif request == self._asked_fit:
            self._asked_fit = None
            self.fit_card.show_fit(None, tr("Stopped."))
        self.offer()

    def _on_progress(self, progress: TransferProgress) -> None:
        if self.page is not None and self.page.checkpoint == self.transfer.checkpoint:
            self.files.show_progress(progress)

    # -- results in --------------------------------------------------------------------------

    def _begin(self, name: str, kept_revisions: bool) -> None:
        self.empty.hide()
        self.body.show()
        self.split.show()
        self.body.verticalScrollBar().setValue(0)
        self.page = self.plan = self.fit = self.local = None
        self._asked_page = self._asked_plan = self._asked_fit = self._asked_folder = None
        self._page_failed = self._plan_failed = ""
        self._plan_failure = None
        self.header.fit.setChecked(False)
        self.header.show_name(name, kept_revisions)
        self.card_more.hide()
        self.web.hide()
        self.files.clear()
        self.fit_card.show_fit(None)

    def _on_page(self, page: CheckpointPage, request: Request) -> None:
        if request != self._asked_page:
            return
        self._asked_page = None
        self.page = page
        self.header.show_page(page)
        self.header.say("")
        self.files.show_page(page, None)
        self.files.note_tensors(page.tensors_note)
        base = f"{page.web_address.rstrip('/')}/blob/{page.commit}/" if page.web_address else ""
        if page.card:
            self.card.show_card(page.card, base)
        else:
            self.card.show_note(tr("Its authors wrote no model card."))
        self.web.setVisible(bool(page.web_address))
        self.card_more.setVisible(page.card_more and bool(page.web_address))
        self.header.show_fit(page, None)
        if page.access == "open" or page.from_disk:
            self._asked_plan = PlanDownload(page.checkpoint, page.revision, for_page=True)
            self.header.say(tr("Planning the download…"))
            self.wanted.emit(self._asked_plan)
        self._ask_fit()
        self.offer()

    def _on_folder(self, read: FolderRead, request: Request) -> None:
        if request == self._asked_folder:
            self._end_folder(read.note)
            self.files.show_tensors(read.tensors)

    def _end_folder(self, note: str) -> None:
        self._asked_folder = None
        # Pickled weights say nothing of what is in them before they are opened.
        in_memory = tr("Once it is loaded, the Architecture tab has its tensors.")
        self.files.note_tensors(f"{note[:1].upper()}{note[1:]}. {in_memory}" if note else in_memory)

    @Slot()
    def _ask_fit(self) -> None:
        page = self.page
        if page is not None:
            self._asked_fit = self.fit_card.question(page.checkpoint, page.revision, self.frees)
            self.fit_card.show_fit(None, tr("Working it out…"))
            self.wanted.emit(self._asked_fit)

    def _on_fit(self, fit: Fit, request: Request) -> None:
        if request == self._asked_fit and self.page is not None:
            self._asked_fit = None
            self.fit = fit
            self.header.show_fit(self.page, fit)
            self.fit_card.show_fit(fit)
            self.fit_known.emit(self.page, fit)

    def _on_plan(self, plan: DownloadPlan, request: Request) -> None:
        if request != self._asked_plan or self.page is None:
            return
        self._asked_plan = None
        self._show_plan(plan)
        if self._resume_when_planned and plan.missing and not self.transfer.is_busy:
            self.transfer.begin(plan)
        self._resume_when_planned = False

    def _show_plan(self, plan: DownloadPlan) -> None:
        self.plan = plan
        self.header.show_plan(plan)
        if self.page is not None:
            self.files.show_files(self.page.files, plan)
        self.offer()

    @Slot(object)
    def _arrived(self, result: Downloaded) -> None:
        plan = self.plan
        if plan is not None and (plan.checkpoint, plan.commit) == (
            result.checkpoint,
            result.commit,
        ):
            files = tuple(replace(file, on_disk="yes", have=file.size) for file in plan.files)
            self._show_plan(replace(plan, files=files, missing=0))
        self.arrived.emit(
            load_request(result.checkpoint, result.commit, result.folder, result.variant)
        )

    # -- a person decides --------------------------------------------------------------------

    @Slot()
    def _press(self) -> None:
        if self.local is not None:
            self.open_wanted.emit(self.local.key)
        elif self.transfer.can_resume:
            self.transfer.resume()
        elif self.plan is not None and self.plan.missing:
            self.transfer.begin(self.plan)
        elif self.plan is not None:
            plan = self.plan
            folder = snapshot_folder(plan)
            self.load_wanted.emit(load_request(plan.checkpoint, plan.commit, folder, plan.variant))

    @Slot(str)
    def _choose_revision(self, revision: str) -> None:
        if self.page is not None:
            self.open_page(self.page.checkpoint, revision)

    @Slot(str)
    def _mend(self, remedy: str) -> None:
        if remedy == "sign-in":
            self.sign_in_wanted.emit()
        elif remedy == "web":
            self._open_web()
        elif remedy == "own":
            self.mend_wanted.emit(self._plan_failure)
        elif remedy == "space":
            self.local_wanted.emit()
        elif remedy == "retry" and self.header.name.text():
            revision = self.page.revision if self.page is not None else ""
            box = self.header.revision
            name = self.header.name.text()
            self.open_page(name, revision or box.currentData() or "main", refresh=True)

    def _plan_remedies(self) -> tuple[str, ...]:
        """What helps where there is no plan: asking again only where the answer may be another."""
        failed = self._plan_failure
        if failed is None or failed.remedy is None or failed.remedy == TRY_AGAIN:
            return ("retry",)
        self.header.name_remedy(failed.remedy.label)
        return ("own", "web")

    @Slot()
    def _open_web(self) -> None:
        if self.page is not None:
            self._refused_unless(browser.open_address(self.page.web_address))

    def _refused_unless(self, opened: bool) -> None:
        if not opened and self.page is not None:
            self.message_wanted.emit(
                tr(
                    "No browser could be opened for {web_address}",
                    web_address=self.page.web_address,
                )
            )

    @Slot(str)
    def _refused(self, address: str) -> None:
        self.message_wanted.emit(
            tr(
                "This link is not opened, because it does not lead to a web page: {address}",
                address=address[:80],
            )
        )

    # -- showing the state -------------------------------------------------------------------

    @Slot()
    def offer(self) -> None:
        """Say what the button does now, or why it cannot be pressed and what helps."""
        self.transfer.show_beside(self.checkpoint)
        offer = self._offer()
        can = self.local is not None or self.plan is not None
        waits = self._asked_page is not None or offer.under_way
        allowed = can and not waits and not offer.reason
        self.header.offer(offer.text, allowed, offer.reason, *offer.remedies)
        self.files.show_loaded(self.subject == self._loaded != "")
        self._announce()

    def _announce(self) -> None:
        subject = (self.subject, self.opening)
        if subject != self._announced:
            self._announced = subject
            self.subject_changed.emit()

    def _offer(self) -> _Offer:
        page, plan = self.page, self.plan
        text = tr("Download and open")
        if self.local is not None or (plan is not None and not plan.missing):
            return _Offer(tr("Open"), "" if self._allowed else _BUSY)
        if self._page_failed:
            return _Offer(text, self._page_failed, ("retry",))
        if page is None:
            return _Offer(text)
        denied = hub_texts.access_sentence(page)
        if denied and plan is None:
            return _Offer(text, denied, _HELPS.get(page.access, ()))
        if self._plan_failed:
            return _Offer(text, self._plan_failed, self._plan_remedies())
        if plan is None:
            return _Offer(text)
        if self.transfer.is_busy:
            other = self.transfer.checkpoint
            if other == plan.checkpoint and self.transfer.can_resume:
                return _Offer(tr("Resume and open"))
            if other == plan.checkpoint:
                return _Offer(_UNDER_WAY, under_way=True)
            return _Offer(
                text,
                tr("{other} is being downloaded; only one download runs at a time.", other=other),
            )
        if not plan.room_on_disk:
            return _Offer(text, tr("There is no room for it on the disk."), ("space",))
        return _Offer(text)
