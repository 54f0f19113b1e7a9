"""Where the Hub's panes meet its two lanes: look-ups in one, transfers in the other.

A download takes minutes and must block neither a search nor a run, so it has its own lane,
shared by the other jobs that read or remove whole checkpoints.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.app.app_state import AppState
from explorer.app.theme import Theme
from explorer.features.checkpoints.view.local_pane import LocalPane, OnDisk
from explorer.features.hub.protocol.account import SignedIn, SignIn, SignOut, WhoAmI
from explorer.features.hub.protocol.checkpoint_page import ConfigRead, OpenPage, ReadConfig
from explorer.features.hub.protocol.request import HubRequest
from explorer.features.hub.protocol.search import SearchHub
from explorer.features.hub.protocol.transfer import (
    Download,
    Downloaded,
    DownloadPlan,
    PlanDownload,
)
from explorer.features.hub.view import browser
from explorer.features.hub.view.hub_pane import HubPane
from explorer.lanes.thread import Lane
from explorer.protocol.computer import Connected, Disconnected
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.model import LoadModel, ModelSummary, Prepared
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.features.hub.view.checkpoint_tab import CheckpointTab
    from explorer.features.hub.view.sign_in import SignInDialog


class HubController(QObject):
    """Owns the Hub pane and the Checkpoint tab, and hands their requests to the right lane.

    The tab is built by `build_tab`, in a separate event: both at once would stop the window for
    a tenth of a second.

    `load_wanted` carries a LoadModel, `config_wanted` the text of a config, `message_wanted` a
    sentence, `mend_wanted` the failure whose remedy is to be taken, `shown` a widget to bring
    into sight; `acted` fires when a person asked for something new, and `explained` carries
    (request, result) for the explanation. `taken` is asked about each download that arrived:
    whether somebody waited for it and loads it in a way of their own."""

    load_wanted = Signal(object)
    config_wanted = Signal(str)
    message_wanted = Signal(str)
    mend_wanted = Signal(object)
    shown = Signal(object)
    acted = Signal()
    explained = Signal(object, object)
    tab: CheckpointTab

    def __init__(
        self,
        look: Theme,
        hub: Lane,
        transfer: Lane,
        local: LocalPane,
        state: AppState,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._window = parent
        self._hub, self._transfer = hub, transfer
        self._gated = ""
        self._summary: ModelSummary | None = None
        self.taken: Callable[[LoadModel], bool] = _nobody
        self.dialog: SignInDialog | None = None
        self.pane = HubPane(look)
        self.local = local
        self._look = look
        self._cache = local.add_cache()
        for pane in (self.pane, self._cache):
            pane.wanted.connect(self.send)
        self.pane.page_wanted.connect(self.open_page)
        self.pane.local_wanted.connect(self._show_local)
        local.cached_wanted.connect(self._load_cached)
        local.page_wanted.connect(self._open_local)
        local.hub_page_wanted.connect(self.open_page)
        self._cache.page_wanted.connect(self.open_page)
        self._cache.resume_wanted.connect(self._resume)
        self._cache.message_wanted.connect(self.message_wanted)

    def build_tab(self) -> CheckpointTab:
        """Build the Checkpoint tab; before that, nothing may be asked of the Hub."""
        from explorer.features.hub.view.checkpoint_tab import CheckpointTab

        self.tab = CheckpointTab(self._look)
        self.tab.wanted.connect(self.send)
        self.tab.load_wanted.connect(self.load_wanted)
        self.tab.arrived.connect(self._load_arrived)
        self.tab.config_wanted.connect(self.config_wanted)
        self.tab.message_wanted.connect(self.message_wanted)
        self.tab.sign_in_wanted.connect(self.sign_in)
        self.tab.local_wanted.connect(self._show_local)
        self.tab.search_wanted.connect(self._show_search)
        self.tab.mend_wanted.connect(self.mend_wanted)
        self.tab.fit_known.connect(self.pane.note_fit)
        tab = self.tab
        tab.open_wanted.connect(self.local.open_entry)
        self.local.selected.connect(tab.follow)
        self.local.loaded_changed.connect(self._follow_loaded)
        tab.transfer.pause_wanted.connect(self._pause)
        self._subscribe()
        return self.tab

    def _subscribe(self) -> None:
        account = (SignIn, SignOut, WhoAmI)
        state = self._state
        state.model_changed.connect(self._show_frees)
        self.pane.subscribe(state)
        # Told of before a session or a load continues with what has arrived.
        state.subscribe({Downloaded: self._explain, DownloadPlan: self._on_plan})
        self.tab.subscribe(state)
        self._cache.subscribe(state)
        state.subscribe(
            {
                Prepared: self._on_prepared,
                ConfigRead: self._on_config,
                SignedIn: self._on_signed_in,
                Connected: self._on_moved,
                Disconnected: self._on_moved,
            },
            {HubRequest: self._on_failed, **dict.fromkeys(account, self._on_account_failed)},
            dict.fromkeys(account, self._on_account_stopped),
        )

    def _on_prepared(self, prepared: Prepared, request: Request) -> None:
        """From now on the disk may be read: torch is there, and reading disturbs nobody."""
        self.local.allow_cache()

    # -- requests out ------------------------------------------------------------------------

    @Slot(object)
    def send(self, request: HubRequest) -> None:
        """Hand a request to its lane; one that follows from another takes no message away."""
        if not request.follows:
            self.acted.emit()
        (self._transfer if request.transfers else self._hub).send(request)

    def retry(self, request: HubRequest) -> None:
        """Try a failed request again, with its page in its present state."""
        match request:
            case Download() if self.tab.transfer.is_busy:
                self.tab.transfer.resume()
            case OpenPage() | PlanDownload():
                self.open_page(request.checkpoint, request.revision, refresh=True)
            case SearchHub(cursor=""):
                self.pane.retry()
            case _:
                self.send(request)

    @Slot(str)
    @Slot(str, str)
    def open_page(self, name: str, revision: str = "main", *, refresh: bool = False) -> None:
        """Show a checkpoint's page."""
        self.tab.open_page(name, revision, refresh=refresh)
        self.shown.emit(self.tab)

    @Slot(object)
    def _open_local(self, entry: OnDisk) -> None:
        self.tab.open_local(entry)
        self.shown.emit(self.tab)

    @Slot(str, str)
    def _resume(self, name: str, revision: str) -> None:
        self.tab.resume(name, revision)
        self.shown.emit(self.tab)

    @Slot(str, str, str, str)
    def _load_cached(self, name: str, commit: str, folder: str, variant: str) -> None:
        from explorer.features.hub.view.load_request import load_request

        self.load_wanted.emit(load_request(name, commit, folder, variant))

    @Slot(object)
    def _load_arrived(self, request: LoadModel) -> None:
        if not self.taken(request):
            self.load_wanted.emit(request)

    @Slot()
    def _pause(self) -> None:
        for job in self._transfer.jobs:
            if isinstance(job.request, Download):
                self._transfer.stop(job.id)

    @Slot()
    def _show_local(self) -> None:
        self.shown.emit(self.local)

    @Slot()
    def _show_search(self) -> None:
        self.shown.emit(self.pane)
        self.pane.box.setFocus()

    @Slot(str)
    def read_config(self, name: str) -> None:
        """Read the config of a checkpoint alone; `config_wanted` carries it once it is here."""
        self.send(ReadConfig(name))

    # -- signing in --------------------------------------------------------------------------

    @Slot()
    def sign_in(self) -> None:
        """Open the dialog."""
        from explorer.features.hub.view.sign_in import SignInDialog

        if self.dialog is None:
            self.dialog = SignInDialog(self._window)
            self.dialog.wanted.connect(self.send)
            self.dialog.finished.connect(self._forget_dialog)
            self.dialog.open()
            self.dialog.begin()

    @Slot()
    def _forget_dialog(self) -> None:
        self.dialog = None

    @Slot()
    def open_gated_page(self) -> None:
        """Open the page where a licence is accepted, in the browser."""
        page = self.tab.page
        known = page is not None and page.checkpoint == self._gated and page.web_address
        address = page.web_address if page is not None and known else _web_address(self._gated)
        if self._gated and not browser.open_address(address):
            self.message_wanted.emit(
                tr("No browser could be opened. The page is {address}", address=address)
            )

    # -- replies in --------------------------------------------------------------------------

    def _on_failed(self, failed: Failed) -> None:
        """Note whose licence may have to be accepted."""
        self._gated = getattr(failed.request, "checkpoint", "") or self._gated

    def _on_account_failed(self, failed: Failed) -> None:
        if self.dialog is not None:
            self.dialog.failed(failed)

    def _on_account_stopped(self, cancelled: Cancelled) -> None:
        if self.dialog is not None:
            self.dialog.stopped()

    def _on_moved(self, result: Connected | Disconnected, request: Request) -> None:
        """The lanes of the Hub work on another computer now."""
        self.pane.change_computer()
        self.tab.change_computer()

    def _on_plan(self, plan: DownloadPlan, request: Request) -> None:
        self.explained.emit(Download(plan), plan)  # its Python is what a click would do

    def _explain(self, result: Downloaded, request: Request) -> None:
        self.pane.note_on_disk(result.checkpoint)
        self.explained.emit(request, result)

    def _on_config(self, result: ConfigRead, request: Request) -> None:
        self.explained.emit(request, result)
        self.config_wanted.emit(result.config_json)

    def _on_signed_in(self, result: SignedIn, request: Request) -> None:
        if self.dialog is not None:
            self.dialog.show_state(result)
        if not isinstance(request, WhoAmI):
            name = result.name
            self.message_wanted.emit(
                tr("Signed in as {name}.", name=name) if name else tr("Signed out.")
            )
            self.pane.refresh()

    @Slot(object)
    def _show_frees(self, summary: ModelSummary | None) -> None:
        """What unloading the model in memory would give back, in bytes."""
        frees = summary.bytes_in_memory if summary is not None else 0
        self.pane.frees = frees
        self.tab.show_frees(frees)
        entries = self.pane.list.entries
        entries.mark_loaded(summary.source if summary is not None and not summary.twin_of else "")
        self._summary = summary
        self.local.show_model(summary)
        self._follow_loaded()

    @Slot()
    def _follow_loaded(self) -> None:
        """The model in memory is what the tab is about, also where it comes into the list later."""
        summary = self._summary
        if summary is not None and not self.tab.is_asking:
            loaded = self.local.loaded
            if loaded is None and summary.source != self.tab.subject:
                self.tab.follow(None)
            elif loaded is not None and self.tab.subject not in (loaded.path, summary.source):
                self.tab.follow(loaded)


def _nobody(request: LoadModel) -> bool:
    return False


def _web_address(checkpoint: str) -> str:
    endpoint = os.environ.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"
    return f"{endpoint}/{checkpoint}"
