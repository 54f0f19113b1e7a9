"""The Hub pane: search as one types, narrow, and choose a checkpoint.

Nothing is asked of the network before a person types, presses or chooses something: until then the
starter list is shown, which ships with the program.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.app.theme import Theme
from explorer.features.hub.protocol.checkpoint_page import CheckpointPage
from explorer.features.hub.protocol.fit import Fit
from explorer.features.hub.protocol.search import (
    CheckpointRow,
    ListStarters,
    SearchHub,
    SearchPage,
    Starters,
)
from explorer.features.hub.view import hub_texts
from explorer.features.hub.view.hub_filters import FilterBar
from explorer.features.hub.view.hub_notice import HubNotice
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.text.workplace import workplace
from explorer.widgets import clipboard
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import button, label
from explorer.widgets.entry_list import EntryList, ListEntry
from explorer.widgets.fit_scroll_area import FitScrollArea
from explorer.widgets.hinted_line import HintedLine
from explorer.widgets.row_menu import RowMenu

TYPING_PAUSE_MS = 300
_NEAR_END = 1.5
"""The next page is asked for when less than this many screens are left below."""


class HubPane(QWidget):
    """`wanted` carries requests for the Hub's lane, `page_wanted` a checkpoint's name.

    `local_wanted` asks for the list of what is on this computer.
    """

    wanted = Signal(object)
    page_wanted = Signal(str)
    local_wanted = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("hubPane")
        self.frees = 0
        self._asked: SearchHub | None = None
        self._answered: SearchHub | None = None
        self._next = ""
        self._exact = ""
        self._open_exact = False
        self._rows: dict[str, CheckpointRow] = {}
        self._starters: Starters | None = None
        self._starters_asked = False
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_PAUSE_MS)
        self._typing.timeout.connect(self.search)
        self.box = HintedLine(
            "hubSearch",
            tr("Search the Hub"),
            tr("Search the Hub: words, org/name or an address"),
            tr("Search the Hub"),
            tr("Search"),
        )
        self.setFocusProxy(self.box)
        self.box.setClearButtonEnabled(True)
        name_inner(self.box)
        self.box.setMinimumWidth(1)
        self.box.textChanged.connect(self._typed)
        self.box.returnPressed.connect(self._entered)
        self.bar = FilterBar()
        self.bar.changed.connect(self.search)
        self.status = label("", "small", wrap=True, name="hubStatus")
        self.list = EntryList(
            look, "hubResults", tr("Checkpoints found on the Hub"), lines=3, least=2
        )
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.list.menu_wanted.connect(self._open_menu)
        self.list.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.list.verticalScrollBar().rangeChanged.connect(self._scrolled)
        self.notice = HubNotice()
        self.notice.chosen.connect(self._mend)
        self.more = button(tr("Show more"), name="hubMore", tip=tr("Read the next page of results"))
        self._more_failed = False  # then only a click asks again, not a scroll
        self.more.clicked.connect(self.read_more)
        self.more.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 4, 0, 0)
        area = FitScrollArea()
        outer.addWidget(area)
        column = area.column
        for widget in (self.box, self.bar, self.status):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addWidget(self.notice, 1)
        column.addWidget(self.more)

    # -- what the window asks and tells ------------------------------------------------------

    def subscribe(self, state: AppState) -> None:
        """Receive what was found and the starter list, and what became of asking for them."""
        state.subscribe(
            {SearchPage: self._on_page, Starters: self._on_starters},
            {SearchHub: self._on_failed, ListStarters: self._on_starters_failed},
            {SearchHub: self._on_stopped, ListStarters: self._on_starters_stopped},
        )

    def _on_starters_failed(self, failed: Failed) -> None:
        self._starters_asked = False
        self.status.setText(tr("The starter list could not be read; searching works."))

    def _on_failed(self, failed: Failed) -> None:
        """The message bar tells why, the pane offers to try again."""
        if failed.request == self._asked and self._asked is not None:
            self._stop_waiting()
            if failed.request.cursor:
                self.status.setText(tr("The next page could not be read."))
                self._more_failed = True
                self.more.setText(tr("Ask for more again"))
            else:
                self._show_rows([])
                self.status.setText("")
                self.notice.say(
                    tr("No answer from the Hub"),
                    # The message says why: it was said twice, one over the other.
                    tr("What is on {computer} opens and runs without it.", computer=workplace()),
                    ("retry", tr("Search again")),
                    ("local", tr("On {computer}", computer=workplace())),
                )
                self.list.hide()

    def _on_starters_stopped(self, cancelled: Cancelled) -> None:
        self._starters_asked = False

    def _on_stopped(self, cancelled: Cancelled) -> None:
        if cancelled.request == self._asked:
            self._stop_waiting()
            self.status.setText(tr("Stopped."))
            if not self._rows:
                self.notice.say(tr("The search was stopped"), "", ("retry", tr("Search again")))
                self.list.hide()

    def note_on_disk(self, name: str) -> None:
        """A checkpoint was downloaded: its badge says so."""
        if name in self._rows:
            self._rows[name] = replace(self._rows[name], downloaded="yes", needs_sign_in=False)
            self.list.entries.change(name, hub_texts.row_entry(self._rows[name]))
        self._starters_asked = False  # asked again at the next look

    @Slot(object, object)
    def note_fit(self, page: CheckpointPage, fit: Fit) -> None:
        """What its page knows of a checkpoint of which the search says nothing goes to its row."""
        row = self._rows.get(page.checkpoint)
        if row is None or row.fit != "cannot tell" or fit.verdict == "cannot tell":
            return
        stored = sum(tensor.bytes for tensor in page.tensors) or fit.weights
        weights = stored if row.weight_bytes is None else row.weight_bytes
        parameters = page.parameters if row.parameters is None else row.parameters
        row = replace(row, fit=fit.verdict, weight_bytes=weights, parameters=parameters)
        self._rows[row.name] = row
        self.list.entries.change(row.name, hub_texts.row_entry(row))

    def refresh(self) -> None:
        """Ask the Hub again, as after signing in; only where something was asked before."""
        if self._answered is not None:
            self._ask(replace(self._request(), refresh=True))

    def change_computer(self) -> None:
        """Another computer does the work: what fits and what is downloaded is another answer."""
        self._starters, self._starters_asked = None, False
        self.refresh()
        if self._answered is None and self._asked is None and self.isVisible():
            self._show_starters()

    @Slot()
    def retry(self) -> None:
        """Search again for what is typed and chosen now."""
        self._ask(self._request())

    # -- asking ------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The first time that the pane is seen, the starter list is read, after that paint."""
        super().showEvent(event)
        if not self._starters_asked and not self._wants_search:
            QTimer.singleShot(0, self, self._begin)

    @Slot()
    def _begin(self) -> None:
        if not self._starters_asked:
            self._starters_asked = True
            if self._starters is None:
                self.status.setText(tr("Reading the starter list…"))
            self.wanted.emit(ListStarters())

    @property
    def _wants_search(self) -> bool:
        return bool(self.box.text().strip()) or self.bar.filters.any

    def _request(self) -> SearchHub:
        text = self.box.text().strip()
        return self.bar.filters.narrow(SearchHub(text=text, frees=self.frees))

    def search_for(self, text: str) -> None:
        """Search for this, as if it had been typed."""
        self.box.setText(text)
        self.search()

    @Slot()
    def _typed(self) -> None:
        self._open_exact = False
        self._typing.start()

    @Slot()
    def _entered(self) -> None:
        if self._exact and self._asked is None and self._answered == self._request():
            self.page_wanted.emit(self._exact)
            return
        self._open_exact = True
        self.search()

    @Slot()
    def search(self) -> None:
        """Search for what is typed and chosen now; without any of it, show the starters."""
        self._typing.stop()
        if not self._wants_search and self.bar.filters.sort == "trending":
            self._asked = self._answered = None
            self._stop_waiting()
            self._show_starters()
        elif self._request() != self._asked:
            self._ask(self._request())

    @Slot()
    def read_more(self) -> None:
        """Ask for the next page."""
        if self._next and self._asked is None and self._answered is not None:
            self._ask(replace(self._answered, cursor=self._next))

    def _ask(self, request: SearchHub) -> None:
        self._asked = request
        self.status.setText(tr("Reading more…") if request.cursor else tr("Searching…"))
        self.more.setEnabled(False)
        self.wanted.emit(request)

    def _stop_waiting(self) -> None:
        self._asked = None
        self._more_failed = False
        self.more.setEnabled(True)
        self.more.setText(tr("Show more"))
        self.more.setVisible(bool(self._next))

    # -- results in --------------------------------------------------------------------------

    def _on_starters(self, result: Starters, request: Request) -> None:
        self._starters = result
        if self._answered is None and self._asked is None:
            self._show_starters()

    def _show_starters(self) -> None:
        self._next = self._exact = ""
        self._rows = {}
        self.more.hide()
        self.notice.hide()
        self.list.show()
        if self._starters is None:
            self.list.entries.show([])
            self._begin()
            return
        self.status.setText(tr("Good models to start with. Type to search the Hub."))
        self.list.entries.show(
            [hub_texts.starter_entry(starter) for starter in self._starters.starters]
        )

    def _on_page(self, page: SearchPage, request: Request) -> None:
        if request != self._asked or not isinstance(request, SearchHub):
            return
        self._answered = replace(request, cursor="", refresh=False)
        self._next = page.next_cursor
        self._exact = page.exact
        self._stop_waiting()
        if request.cursor:
            self._append(page.rows)
        else:
            self._rows = {}
            self._show_rows(list(page.rows))
            if not self._rows and not page.exact:
                self._say_nothing_found()
        if self._open_exact and page.exact:
            self._open_exact = False
            self.page_wanted.emit(page.exact)
        self._tell_count()

    def _show_rows(self, rows: list[CheckpointRow]) -> None:
        self.notice.hide()
        self.list.show()
        self._rows = {row.name: row for row in rows}
        entries = [hub_texts.row_entry(row) for row in self._rows.values()]
        if self._exact and self._exact not in self._rows:
            entries.insert(0, ListEntry(self._exact, self._exact, tr("Open its page")))
        self.list.entries.show(entries)
        self.list.scrollToTop()
        if not rows:
            self.more.hide()

    def _append(self, rows: tuple[CheckpointRow, ...]) -> None:
        new = {row.name: row for row in rows if row.name not in self._rows}
        self._rows.update(new)
        self.list.entries.append([hub_texts.row_entry(row) for row in new.values()])

    def _tell_count(self) -> None:
        number = len(self._rows)
        if not number:
            self.status.setText("")
        elif self._next:
            self.status.setText(
                tr("The first {shown}; scroll for more.", shown=numbers.count(number))
            )
        else:
            self.status.setText(
                numbers.ntr("{count} checkpoint found.", "{count} checkpoints found.", number)
            )

    def _say_nothing_found(self) -> None:
        loosened = self.bar.filters.loosened()
        if loosened:
            sentence = tr("Each filter leaves something out. Try without one of them:")
        else:
            sentence = tr("Try fewer or shorter words; the Hub looks for them in names.")
        self.notice.say(
            tr("No checkpoint matches"),
            sentence,
            *(
                (tr("without:{name}", name=name), tr("Without {filter}", filter=text))
                for name, text in loosened
            ),
            *((("clear", tr("Clear the search")),) if self.box.text() else ()),
        )
        self.list.hide()

    # -- a person chooses --------------------------------------------------------------------

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.page_wanted.emit(self.list.entries.entries[index.row()].key)

    @Slot(object, QPoint)
    def _open_menu(self, entry: ListEntry, where: QPoint) -> None:
        """What can be done with one of the results."""
        menu = RowMenu(self.list, "hubMenu")
        menu.offer(tr("Show its page"), lambda: self.page_wanted.emit(entry.key))
        menu.offer(tr("Copy the name"), lambda: clipboard.copy(entry.key))
        menu.popup(where)

    @Slot()
    def _scrolled(self) -> None:
        bar = self.list.verticalScrollBar()
        if self._next and self._asked is None and bar.isVisible() and not self._more_failed:
            left = bar.maximum() - bar.value()
            if bar.value() > 0 and left < _NEAR_END * bar.pageStep():
                self.read_more()

    @Slot(str)
    def _mend(self, choice: str) -> None:
        if choice == "retry":
            self.retry()
        elif choice == "local":
            self.local_wanted.emit()
        elif choice == "clear":
            self.box.clear()
            self.search()
        elif choice.startswith("without:"):
            self.bar.set_filters(self.bar.filters.without(choice.removeprefix("without:")))
