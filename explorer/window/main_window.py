"""The main window: puts the panes together, routes requests out and results in."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QMessageBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from explorer import words
from explorer.messages.inference import Ran, Tokenize, Tokenized
from explorer.messages.job import Done, Failed, Remedy, Request
from explorer.messages.lesson import Explanation
from explorer.messages.model import (
    BorrowTokenizer,
    CreateTwin,
    LoadModel,
    ModelReady,
    ModelSaved,
    ModelSummary,
    ModelUnloaded,
    Prepare,
    Prepared,
    SaveModel,
    UnloadModel,
)
from explorer.window import local_pane
from explorer.window.actions import Actions
from explorer.window.appearance import Appearance
from explorer.window.banner import Banner
from explorer.window.columns import CENTRE, LEFT, RIGHT, Columns
from explorer.window.diagnostics import diagnostics, show_about
from explorer.window.explain_pane import ExplainPane
from explorer.window.inference_tab import InferenceTab
from explorer.window.local_pane import LocalPane
from explorer.window.look import Look
from explorer.window.message_bar import MessageBar
from explorer.window.profile import Profile, Recent
from explorer.window.status import StatusBar
from explorer.worker import Session


@dataclass(frozen=True)
class Teacher:
    """The lesson room's two voices, handed in so that the rooms need not know each other."""

    explain: Callable[[object, ModelSummary | None], Explanation]
    python: Callable[[Request, object, ModelSummary | None, int], str]


class MainWindow(QMainWindow):
    """`painted` fires once, after the first paint; `completed` once every page is built.

    Pages that are not in sight at first are built after the first paint, one at a time, so that
    the window is there at once. Only when all are there does anything heavy begin.
    """

    painted = Signal()
    completed = Signal()

    def __init__(
        self, look: Look, profile: Profile, model: Session, hub: Session, teacher: Teacher
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Transformer Explorer")
        self.look, self.profile = look, profile
        self.model, self.hub = model, hub
        self.summary: ModelSummary | None = None
        self.prepared: Prepared | None = None
        self.stuck = False
        self._teacher = teacher
        self._painted = self._complete = False
        self._last_failure: Failed | None = None
        bundled = local_pane.bundled()
        self.actions_ = Actions(self, bundled)
        self._appearance = Appearance(look, profile, self.actions_, self)
        self.banner = Banner(self.actions_.open, self.actions_.save, self.actions_.unload)
        self.message_bar = MessageBar()
        self.status = StatusBar((model, hub))
        self.local_pane = LocalPane(look, profile, bundled)
        starts = tuple((one.name, one.invitation, f"{one.name} {one.does}") for one in bundled)
        self.inference = InferenceTab(look, starts)
        self.explain_pane = ExplainPane(look)
        self.sources = self._tabs(
            "sourceTabs", (QWidget(), "Create"), (self.local_pane, "On this computer")
        )
        self.centre = self._tabs(
            "centreTabs", (self.inference, "Inference"), (QWidget(), "Architecture")
        )
        self.columns = Columns(look, (self.sources, self.centre, self.explain_pane))
        self._lay_out()
        self._connect()
        self._results: dict[type, Callable[[Any, Request], None]] = {
            Prepared: self._on_prepared,
            ModelReady: self._on_model_ready,
            ModelSaved: self._on_saved,
            ModelUnloaded: self._on_unloaded,
            Tokenized: lambda result, request: self.inference.show_tokens(result),
            Ran: self._on_ran,
        }
        self._later = [self._build_create, self._build_architecture]
        self.sources.setCurrentWidget(self.local_pane)
        self.explain_pane.show_words(
            Explanation(
                "What will happen",
                (
                    "Open one of the small trained models, or create one with random weights. "
                    "Each step is told here in plain words, with the numbers of your own run.",
                ),
            )
        )

    # -- putting it together -----------------------------------------------------------------

    @staticmethod
    def _tabs(name: str, *pages: tuple[QWidget, str]) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setObjectName(name)
        tabs.setDocumentMode(True)
        tabs.setUsesScrollButtons(True)
        tabs.tabBar().setAccessibleName("Pages")
        for page, text in pages:
            page.setMinimumWidth(1)
            tabs.addTab(page, text)
        return tabs

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "centre")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.message_bar)
        column.addWidget(self.columns, 1)
        column.addWidget(self.status)
        self.setCentralWidget(inner)
        self.setMinimumSize(480, 360)

    # -- pages that are built after the first paint --------------------------------------------

    @Slot()
    def build_rest(self) -> None:
        """Build the next page that is missing, and the others after it, one event at a time."""
        if self._later:
            self._later.pop(0)()
            QTimer.singleShot(0, self.build_rest)
        elif not self._complete:
            self._complete = True
            self._allow()
            self.status.start_watching()
            self.completed.emit()

    def _build_create(self) -> None:
        from explorer.window.create_pane import CreatePane

        self.create_pane = CreatePane(self.look)
        self.create_pane.wanted.connect(self.send)
        self.create_pane.twin_wanted.connect(self.actions_.twin.trigger)
        self._results.update(self.create_pane.results())
        self._put(self.sources, "Create", self.create_pane)

    def _build_architecture(self) -> None:
        from explorer.window.architecture_tab import ArchitectureTab

        self.architecture = ArchitectureTab(self.look)
        self.architecture.wanted.connect(self.send)
        from explorer.messages.config import ModuleTree

        self._results[ModuleTree] = lambda result, request: self.architecture.show_tree(result)
        self._put(self.centre, "Architecture", self.architecture)

    @staticmethod
    def _put(tabs: QTabWidget, text: str, page: QWidget) -> None:
        """Put a page in the place that was kept for it."""
        place = next(one for one in range(tabs.count()) if tabs.tabText(one) == text)
        current = tabs.currentIndex()
        kept = tabs.widget(place)
        page.setMinimumWidth(1)
        tabs.removeTab(place)
        tabs.insertTab(place, page, text)
        tabs.setCurrentIndex(current)
        if kept is not None:
            kept.deleteLater()

    def _connect(self) -> None:
        actions = self.actions_
        self.inference.wanted.connect(self.send)
        self.inference.start_wanted.connect(self._start)
        self.local_pane.open_wanted.connect(self.load)
        self.local_pane.folder_button.clicked.connect(self._open)
        self.message_bar.remedy_wanted.connect(self._mend)
        for session in (self.model, self.hub):
            session.replied.connect(self._on_reply)
            session.changed.connect(self._allow)
        actions.open.triggered.connect(self._open)
        actions.save.triggered.connect(self._save)
        actions.unload.triggered.connect(self._unload)
        actions.quit.triggered.connect(self.close)
        actions.run.triggered.connect(self._run)
        actions.stop.triggered.connect(self.status.stop_job)
        actions.twin.triggered.connect(self._twin)
        actions.explain.toggled.connect(self._toggle_explain)
        actions.diagnostics.triggered.connect(self._copy_diagnostics)
        actions.about.triggered.connect(self._about)
        for action in actions.bundled:
            action.triggered.connect(self._open_bundled)
        for action in actions.borrow:
            action.triggered.connect(self._borrow)

    def restore(
        self,
        theme: str | None = None,
        zoom: int | None = None,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Take theme, text size (percent) and geometry (pixels) as given, or as remembered."""
        self._appearance.restore(theme, zoom)
        if size is not None:
            self.resize(*size)
        elif not self.restoreGeometry(self.profile.data("geometry")):
            self.resize(1440, 900)
        right = self.profile.text("explain", "yes") == "yes"
        self.actions_.explain.setChecked(right)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once, after the first paint has been sent to the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._tell_painted)

    @Slot()
    def _tell_painted(self) -> None:
        self.painted.emit()
        self.build_rest()

    @Slot()
    def prepare(self) -> None:
        """Have torch and transformers imported in the model's lane."""
        self.model.send(Prepare())

    # -- requests out ------------------------------------------------------------------------

    @Slot(object)
    def send(self, request: Request) -> None:
        """Hand a request to the model's lane."""
        self.message_bar.clear()
        self.model.send(request)

    @Slot(str, str)
    def load(self, path: str, name: str = "") -> None:
        """Open a folder or a cached checkpoint."""
        self.send(LoadModel(path, name))

    @Slot(str)
    def _start(self, name: str) -> None:
        for action in self.actions_.bundled:
            if action.data()[1] == name:
                action.trigger()

    @Slot()
    def _open_bundled(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.load(*action.data())

    @Slot()
    def _borrow(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.send(BorrowTokenizer(*action.data()))

    @Slot()
    def _open(self) -> None:
        chosen = local_pane.ask_open_folder(self, self.profile.text("folder"))
        if chosen:
            self.profile.keep("folder", os.path.dirname(chosen))
            self.load(chosen, os.path.basename(chosen))

    @Slot()
    def _save(self) -> None:
        if self.summary is None:
            return
        name = self.summary.name.replace(" ", "-").replace(",", "").replace("/", "-")
        start = os.path.join(self.profile.text("folder", os.path.expanduser("~")), name)
        chosen = local_pane.ask_save_folder(self, start)
        if not chosen:
            return
        self.profile.keep("folder", os.path.dirname(chosen))
        filled = os.path.isdir(chosen) and bool(os.listdir(chosen))
        if filled and not self.ask_replace(chosen):
            return
        self.send(SaveModel(chosen, replace=filled))

    def ask_replace(self, folder: str) -> bool:
        """Ask whether everything in a folder may go; no is the default."""
        there = sorted(os.listdir(folder))
        shown = ", ".join(there[:6]) + (" …" if len(there) > 6 else "")
        answer = QMessageBox.question(
            self,
            "Replace the folder?",
            f"{folder} is not empty. Saving there removes everything in it ({shown}).",
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        return answer == QMessageBox.StandardButton.Yes

    @Slot()
    def _unload(self) -> None:
        self.send(UnloadModel())

    @Slot()
    def _twin(self) -> None:
        self.send(CreateTwin(self.create_pane.seed))

    @Slot()
    def _run(self) -> None:
        self.reveal(self.inference)
        self.inference.run_button.click()

    # -- results in --------------------------------------------------------------------------

    @Slot(object)
    def _on_reply(self, reply: object) -> None:
        if isinstance(reply, Failed):
            self._last_failure = reply
            self.create_pane.failed(reply)
            if not isinstance(reply.request, Tokenize):  # typing goes on; Run tells it
                self.message_bar.tell_failure(reply)
        elif isinstance(reply, Done):
            handler = self._results.get(type(reply.result))
            if handler is not None:
                handler(reply.result, reply.request)

    def _tell(self, request: Request, result: object) -> None:
        self.explain_pane.show_words(self._teacher.explain(result, self.summary))
        threads = self.prepared.threads if self.prepared is not None else 0
        code = self._teacher.python(request, result, self.summary, threads)
        if code:
            self.explain_pane.show_code(code)

    def _on_prepared(self, result: Prepared, request: Request) -> None:
        self.prepared = result

    def _on_model_ready(self, result: ModelReady, request: Request) -> None:
        self.summary = result.summary
        self._show_model()
        self._tell(request, result)
        if result.verb == "loaded":
            self._remember(result.summary, result.summary.source)
            self.reveal(self.inference)
        self.columns.show_column(CENTRE)
        self.columns.turn_to(RIGHT)

    def _on_saved(self, result: ModelSaved, request: Request) -> None:
        name = os.path.basename(result.folder)
        self.profile.remember(
            Recent(result.folder, name, result.summary.class_name, result.summary.state)
        )
        total = sum(file.bytes for file in result.files)
        self.message_bar.tell(
            f"Saved in {result.folder}: {words.plural(len(result.files), 'file')}, "
            f"{words.bytes_(total)}.",
            Remedy("Show it in the list", "localModels"),
        )
        self.local_pane.list.select(result.folder)
        self._tell(request, result)

    def _on_unloaded(self, result: ModelUnloaded, request: Request) -> None:
        self._tell(request, result)
        self.summary = None
        self._show_model()

    def _on_ran(self, result: Ran, request: Request) -> None:
        if self.summary is not None and result.model_serial == self.summary.serial:
            self.inference.show_run(result)
            self._tell(request, result)

    def _remember(self, summary: ModelSummary, path: str) -> None:
        self.profile.remember(Recent(path, summary.name, summary.class_name, summary.state))

    def _show_model(self) -> None:
        summary = self.summary
        self.banner.show_model(summary)
        self.inference.show_model(summary)
        self.architecture.show_model(summary)
        self.create_pane.show_model(summary)
        self.status.set_model_bytes(summary.bytes if summary is not None else 0)
        self._allow()

    @Slot()
    def _allow(self) -> None:
        """Offer what can be done now: one model is made, loaded or saved at a time."""
        waiting = any(job.request.replaces is None for job in self.model.jobs)
        ready = self.summary is not None
        changing = waiting and self.prepared is not None
        for action in (self.actions_.save, self.actions_.unload, self.actions_.twin):
            action.setEnabled(ready and not changing)
        self.actions_.run.setEnabled(ready)
        self.actions_.borrow_menu.setEnabled(ready and not changing)
        self.create_pane.allow(not changing)

    # -- failures and their remedies ---------------------------------------------------------

    @Slot(object)
    def _mend(self, failed: Failed) -> None:
        if failed.remedy is None:
            return
        if failed.remedy.action == "retry":
            self.send(failed.request)
            return
        found = self.findChild(QObject, failed.remedy.action)
        if isinstance(found, QAction):
            found.trigger()
        elif isinstance(found, QWidget):
            self.reveal(found)

    def reveal(self, widget: QWidget) -> None:
        """Bring a control into sight, whatever tab or column it is in, and focus it."""
        for tabs in self.findChildren(QTabWidget):
            for place in range(tabs.count()):
                page = tabs.widget(place)
                if page is widget or (page is not None and page.isAncestorOf(widget)):
                    tabs.setCurrentIndex(place)
        for place, pane in (
            (LEFT, self.sources),
            (CENTRE, self.centre),
            (RIGHT, self.explain_pane),
        ):
            if pane is widget or pane.isAncestorOf(widget):
                self.columns.show_column(place)
        if widget.objectName() == "idsEdit":
            self.inference.edit_ids.setChecked(True)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell_error(self, sentence: str, details: str) -> None:
        """Show an error of the program itself; called in the GUI thread."""
        remedy = Remedy("Copy diagnostics", "diagnosticsAction")
        failed = Failed(0, Request(), sentence, remedy, details)
        self._last_failure = failed
        self.message_bar.tell_failure(failed)

    @Slot()
    def _copy_diagnostics(self) -> None:
        text = diagnostics(self.prepared, self.summary, self._last_failure)
        QGuiApplication.clipboard().setText(text)
        self.message_bar.tell("The diagnostics are in the clipboard.")

    @Slot()
    def _about(self) -> None:
        show_about(self, self.prepared)

    # -- look --------------------------------------------------------------------------------

    @Slot(bool)
    def _toggle_explain(self, shown: bool) -> None:
        self.columns.want_right(shown)
        self.profile.keep("explain", "yes" if shown else "no")

    # -- the end -----------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop, wait, remember, go. Hidden first: an import under way cannot be stopped."""
        self.profile.keep("geometry", self.saveGeometry())
        self.hide()
        ended = [session.close() for session in (self.hub, self.model)]
        self.stuck = not all(ended)
        event.accept()
