"""The main window: the frame that is painted at once, and the ways to everything in it."""

from __future__ import annotations

import gc
import os
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDropEvent,
    QKeyEvent,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.app.actions import Actions, Requirement
from explorer.app.app_state import AppState
from explorer.app.appearance import Appearance, first_size
from explorer.app.banner import Banner
from explorer.app.body import CentralWidget
from explorer.app.columns import CENTRE, LEFT, RIGHT, Columns
from explorer.app.explain_pane import ExplainPane
from explorer.app.explanation_sources import ExplanationSources
from explorer.app.first_clicks import FirstClicks
from explorer.app.message_bar import MessageBar
from explorer.app.settings import Settings
from explorer.app.shell import Shell
from explorer.app.start_page import StartPage
from explorer.app.status import StatusBar
from explorer.app.theme import Theme
from explorer.boundary import open_request
from explorer.boundary.redaction import anonymous, redact
from explorer.features.checkpoints.view import local_pane
from explorer.features.checkpoints.view.local_pane import LocalPane
from explorer.lanes.thread import Lane
from explorer.protocol.explanation import Explanation
from explorer.protocol.job import Failed, Remedy, Request
from explorer.text.translation import tr
from explorer.widgets.clipboard import copy
from explorer.widgets.scroll_into_view import bring_into_sight
from explorer.widgets.tabs import Tabs

if TYPE_CHECKING:
    from explorer.app.explanation_sources import GlossaryWords
    from explorer.app.glossary_controller import GlossaryController
    from explorer.app.inference.inference_tab import InferenceTab
    from explorer.app.log import Log
    from explorer.app.settings import Recent
    from explorer.app.workbench import Workbench
    from explorer.features.architecture.view.architecture_tab import ArchitectureTab
    from explorer.features.compare.view.compare_tab import CompareTab
    from explorer.features.create.view.create_pane import CreatePane
    from explorer.features.flow.protocol import FlowResult
    from explorer.features.hub.view.checkpoint_tab import CheckpointTab
    from explorer.features.lessons.protocol import LessonBegun
    from explorer.protocol.model import ModelSummary

_MANY_OBJECTS = 60_000
"""New objects since the last collection; looking through so many takes 20 to 50 ms."""
_LONG_COLLECTION = 0.03
"""Seconds; what is left after it is looked through no more."""

_PATIENCE_MS, _IMPORT_PATIENCE_MS = 15_000, 200
"""How long a lane may take to end; the second where it only imports and nothing is at stake."""


class MainWindow(Shell):
    """`painted` fires once, after the first paint; `completed` once every page is built.

    `closed` fires once it is closed and its lanes have ended. `embedded` says that the process is
    that of a script or a notebook: what was open is then nobody's to remember.

    `may_leave` says that whoever started it ends the process where a lane is `stuck`: then an
    import under way, which nothing can stop, is not waited for.

    Pages that are not in sight at first are built after the first paint, one at a time, so that
    the window is there at once. Only when all are there does anything heavy begin.
    """

    workbench: Workbench

    def __init__(
        self,
        look: Theme,
        profile: Settings,
        model: Lane,
        hub: Lane,
        transfer: Lane,
        teacher: ExplanationSources,
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(tr("Transformer Explorer"))
        self.look, self.profile = look, profile
        look.dress(self)
        self.model, self.hub, self.transfer = model, hub, transfer
        self.stuck = self.may_leave = self.embedded = False
        self.state = AppState(model, self)
        self.teacher = teacher
        self.first_clicks = FirstClicks(self)
        self._quitting = False
        self._painted = self._started_building = self._complete = False
        self._last_failure: Failed | None = None
        self._log: Log | None = None
        bundled = local_pane.bundled()
        self.actions_ = Actions(self, bundled)
        self.appearance = Appearance(look, profile, self.actions_, self)
        actions = self.actions_
        self.banner = Banner(
            actions.open, actions.save, actions.unload, actions.report, actions.present
        )
        self.message_bar = MessageBar()
        self.status = StatusBar((model, hub, transfer))
        self.local_pane = LocalPane(look, profile, bundled)
        # The fourth, which copies lists, is for looking into heads.
        self.start_page = StartPage(bundled[:3])
        self.explain_pane = ExplainPane(look)
        self.sources = self._tabs(
            "sourceTabs",
            (QWidget(), "createPane", tr("Create")),
            (QWidget(), "hubPane", "Hub"),
            (self.local_pane, "localPane", tr("On this computer")),
        )
        self.centre = self._tabs(
            "centreTabs",
            (self._kept_for(self.start_page), "inferenceTab", tr("Inference")),
            (QWidget(), "architectureTab", tr("Architecture")),
            (QWidget(), "checkpointTab", tr("Checkpoint")),
            (QWidget(), "compareTab", tr("Compare")),
            (QWidget(), "trainTab", tr("Train")),
        )
        self.columns = Columns(look, (self.sources, self.centre, self.explain_pane))
        self._lay_out()
        self._connect()
        self.sources.setCurrentWidget(self.local_pane)
        self.explain_pane.show_words(
            Explanation(
                tr("What will happen"),
                (
                    tr(
                        "Open one of the small trained models, or create one with random weights. "
                        "Each step is explained here in plain words, with the numbers of your own "
                        "run."
                    ),
                ),
            )
        )

    # -- putting it together -----------------------------------------------------------------

    @staticmethod
    def _kept_for(page: QWidget) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        return holder

    @staticmethod
    def _tabs(name: str, *pages: tuple[QWidget, str, str]) -> Tabs:
        tabs = Tabs(name, tr("Pages"))
        for page, page_name, text in pages:
            page.setMinimumWidth(1)
            tabs.add_page(page, page_name, text)
        return tabs

    def _lay_out(self) -> None:
        self.body = CentralWidget(
            self.look, self.banner, self.message_bar, self.columns, self.status
        )
        self.setCentralWidget(self.body)
        self.setMinimumSize(480, 360)
        self.setAcceptDrops(True)

    # -- pages that are built after the first paint --------------------------------------------

    @Slot()
    def build_rest(self) -> None:
        """Build the next page that is missing, and the others after it, one event at a time."""
        if self._complete:
            return
        if not self._started_building:
            self._started_building = True
            QTimer.singleShot(0, self, self.build_rest)
            self._begin_workbench()
        elif self.workbench.steps:
            # Before the step: a page that fails is reported, and the others are built all the same.
            QTimer.singleShot(0, self, self.build_rest)
            self.workbench.steps.pop(0)()
        else:
            self._complete = True
            if self.start_page.buttons and self.focusWidget() in (None, *self.banner.buttons):
                self.start_page.buttons[0].setFocus()  # Return starts at once
            self.status.start_watching()
            inference = self.inference
            for turned in (
                self.sources.currentChanged,
                self.centre.currentChanged,
                self.columns.turned,
                inference.views.currentChanged,
                inference.mode.changed,
            ):
                turned.connect(self._lay_message)
            self.completed.emit()

    def _begin_workbench(self) -> None:
        from explorer.app.workbench import Workbench

        self.workbench = Workbench(self)

    def put(self, tabs: Tabs, page: QWidget) -> None:
        """Put a page in the place that was kept for it."""
        page.setMinimumWidth(1)
        tabs.put(page)

    @property
    def inference(self) -> InferenceTab:
        """The Inference tab."""
        return self.workbench.inference

    @property
    def architecture(self) -> ArchitectureTab:
        """The Architecture tab."""
        return self.workbench.architecture

    @property
    def create_pane(self) -> CreatePane:
        """The Create pane."""
        return self.workbench.create_pane

    @property
    def compare(self) -> CompareTab:
        """The Compare tab."""
        return self.workbench.compare

    @property
    def checkpoint(self) -> CheckpointTab:
        """The Checkpoint tab."""
        return self.workbench.hub_controller.tab

    @property
    def words(self) -> GlossaryWords:
        """The terms of the glossary, and which of them a text holds."""
        return self.workbench.explanations.words

    @property
    def glossary(self) -> GlossaryController:
        """Opens a term over the window."""
        return self.workbench.explanations.glossary

    def open_recent(self, recent: Recent) -> None:
        """Open something as it was opened the last time."""
        self.workbench.files.open_again(recent)

    def open_page(self, checkpoint: str, revision: str) -> None:
        """Show the page of a checkpoint of the Hub."""
        self.workbench.hub_controller.open_page(checkpoint, revision)

    def open_lesson(self, path: str) -> None:
        """Begin the lesson in a file, or say what is wrong with it."""
        lessons = self.workbench.lessons
        lessons.shelf.open_path(os.path.abspath(path))

    def open_lesson_page(self, lesson: str, page: str) -> None:
        """Open a lesson at a page, by their keys; without a page where it was left."""
        self.leave_start()
        shelf = self.workbench.lessons.shelf
        shelf.open_at(lesson, page)

    def lessons_begun(self) -> tuple[LessonBegun, ...]:
        """What was done of each lesson that was begun."""
        return self.workbench.lessons.begun()

    def stage_lesson(self) -> None:
        """Bring what the open page of a lesson is about to the front once more."""
        self.workbench.lessons.stage_again()

    def flow_of(self, result: object) -> FlowResult | None:
        """The newest picture that was drawn of a run of this session; None without one."""
        record = self.workbench.explanations.record
        return record.flow_of(result)

    def show_summary(self, summary: ModelSummary | None) -> None:
        """Show another model than the one in memory, while a former run is shown again."""
        self.workbench.show_summary(summary)

    def send(self, request: Request) -> None:
        """Hand a request to the model's lane."""
        self.workbench.send(request)

    def load(self, path: str, name: str = "") -> None:
        """Open a folder or a cached checkpoint."""
        self.workbench.load(path, name)

    def _connect(self) -> None:
        actions = self.actions_
        self.message_bar.remedy_wanted.connect(self._mend)
        actions.quit.triggered.connect(self._quit)
        actions.stop.triggered.connect(self.status.stop_job)
        self.status.stoppable.connect(self._allow_stop)
        actions.explain.toggled.connect(self._toggle_explain)
        actions.diagnostics.triggered.connect(self._copy_diagnostics)
        actions.about.triggered.connect(self._about)

    @Slot()
    def _lay_message(self) -> None:
        """On another page the message may cover what is to be pressed there."""
        if self.message_bar.isVisible():
            QTimer.singleShot(0, self.body, self.body.lay_message)

    @Slot(bool)
    def _allow_stop(self, stoppable: bool) -> None:
        self.actions_.meet({Requirement.JOB: stoppable})

    def restore(
        self,
        theme: str | None = None,
        zoom: int | None = None,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Take theme, text size (percent) and geometry (pixels) as given, or as remembered."""
        self.appearance.restore(theme, zoom)
        if size is not None:
            self.resize(*size)
        elif not self.restoreGeometry(self.profile.data("geometry")):
            self.resize(first_size(self.screen().availableSize()))
        right = self.profile.text("explain", "yes") == "yes"
        self.actions_.explain.setChecked(right)

    def event(self, event: QEvent) -> bool:
        """As Qt does, holding the interpreter's lock from begin to end: painting the window comes
        back to Python hundreds of times, and each had to wait for the lanes (100 ms, now 14).
        """
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses the button that has the focus: outside of dialogs Qt knows only Space.
        Before an audience, where it belongs to no control, it runs what is in front."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            if isinstance(focused, QAbstractButton) and focused.isEnabled():
                focused.click()
                return
            if isinstance(focused, QComboBox):
                focused.showPopup()
                return
            if self.look.presenting and focused is self.body and self.inference.enter():
                return
        if event.key() == Qt.Key.Key_Escape and self.message_bar.dismiss_by_key():
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once, after the first paint has been sent to the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_clicks.hold()
            QTimer.singleShot(0, self, self._tell_painted)

    @Slot()
    def _tell_painted(self) -> None:
        self.painted.emit()
        self.build_rest()

    # -- failures and their remedies ---------------------------------------------------------

    @Slot(object)
    def _mend(self, failed: Failed) -> None:
        match failed.remedy:
            case Remedy(action="retry"):
                self.workbench.retry(failed.request)
            case Remedy(action="page", target=checkpoint):
                self.workbench.hub_controller.open_page(checkpoint)
            case Remedy(action="create", target=path):
                self.workbench.create_from(path)
            case Remedy(action="choose", target=path):
                self.workbench.files.choose_in(path)
            case Remedy(action="part", target=name):
                self.workbench.show_part(name)
            case Remedy(action="look", target=path):
                self.workbench.files.look_at(path)
            case Remedy(action="open", target=path):
                self.workbench.files.open_instead(failed.request, path)
            case Remedy(action=name):
                match self.findChild(QObject, name):
                    case QAction() as action:
                        action.trigger()
                    case QWidget() as control:
                        self.reveal(control)

    def leave_start(self, *, carry_on: bool = False) -> None:
        """Go from the start page to the workbench, where it is shown; to `carry_on` is to have
        its model run there all the same, where it is still being opened."""
        if self._complete and carry_on:
            self.workbench.first_minute.carry_on()
        elif self._complete:
            self.workbench.first_minute.end()

    def reveal(self, widget: QWidget) -> None:
        """Bring a control into sight, whatever tab or column it is in, and focus it."""
        self.leave_start()
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
                self.body.to_columns()
        if self._complete:
            self.inference.show_mode_of(widget)
        if widget.objectName() == "idsEdit":
            self.inference.edit_ids.setChecked(True)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        if widget.isVisible():
            bring_into_sight(widget, widget.rect())  # of what is too high Qt shows the lower end

    @Slot(object)
    def bring(self, page: QWidget) -> None:
        """Bring a page into sight and leave the focus where it is."""
        self.leave_start()
        for column, tabs in ((LEFT, self.sources), (CENTRE, self.centre)):
            if tabs.indexOf(page) >= 0:
                tabs.setCurrentWidget(page)
                self.columns.show_column(column)
                self.body.to_columns()

    def tell_error(self, sentence: str, details: str) -> None:
        """Show an error of the program itself; called in the GUI thread."""
        remedy = Remedy(tr("Copy diagnostics"), "diagnosticsAction")
        self.tell_failure(Failed(0, Request(), redact(sentence), remedy, anonymous(details)))

    @property
    def log(self) -> Log:
        """The log file; nothing is written before the first failure."""
        if self._log is None:
            from explorer.app.log import Log

            self._log = Log(self.profile.state_folder)
        return self._log

    @property
    def last_failure(self) -> Failed | None:
        """The newest failure that was shown."""
        return self._last_failure

    @Slot(object)
    def tell_failure(self, failed: Failed) -> None:
        """Show a failure, and keep it for the diagnostics."""
        self._last_failure = failed
        self.log.failure(failed.request.title, failed.sentence, failed.details, failed.request)
        self.message_bar.tell_failure(failed)

    @Slot()
    def _copy_diagnostics(self) -> None:
        from explorer.app.diagnostics import diagnostics

        text = diagnostics(self.prepared, self.summary, self._last_failure, self.log.path)
        copy(text)
        self.message_bar.tell(tr("The diagnostics are in the clipboard."))

    @Slot()
    def _about(self) -> None:
        from explorer.app.diagnostics import show_about

        show_about(self, self.prepared, self.log.path)

    # -- look --------------------------------------------------------------------------------

    @Slot(bool)
    def _toggle_explain(self, shown: bool) -> None:
        self.columns.want_right(shown)
        self.profile.keep("explain", "yes" if shown else "no")

    @Slot()
    def collect_garbage(self) -> None:
        """Collect in the GUI thread; not while torch is being imported, which made 0.3 s of it.

        So many new objects are the tree of a model of hundreds of layers. Looking through them,
        and again at each time, held the window for 0.85 s; they are set aside instead, and go when
        nobody holds them.
        """
        if not self._complete or self.prepared is None:
            return
        if gc.get_count()[0] > _MANY_OBJECTS:
            gc.freeze()
            return
        begun = time.thread_time()
        gc.collect()
        if time.thread_time() - begun > _LONG_COLLECTION:
            gc.freeze()

    # -- the end -----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """From now on files that are dragged over the window pass `eventFilter`."""
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A file that is dropped on a field of text is opened, and not written there as a path."""
        if watched is self.windowHandle() and isinstance(event, QDropEvent):
            if not event.mimeData().hasUrls():
                return False
            match event.type():
                case QEvent.Type.DragEnter:
                    self.dragEnterEvent(event)
                case QEvent.Type.DragMove if dropped(event.mimeData()):
                    event.acceptProposedAction()
                case QEvent.Type.Drop:
                    self.dropEvent(event)
            return True
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDropEvent) -> None:
        """A folder or a file may be dropped once the pages are there."""
        if self._complete and dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show what was dropped before it is loaded."""
        path = dropped(event.mimeData())
        if path:
            event.acceptProposedAction()
            self.workbench.take_dropped(path)

    @Slot()
    def _quit(self) -> None:
        self._quitting = True
        self.close()
        self._quitting = False

    def remember(self) -> None:
        """Keep what is open and where the window is, for the next start."""
        if self._complete:
            self.workbench.files.end()
        self.profile.keep("geometry", self.saveGeometry())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop, wait, remember, go. Hidden first: an import under way cannot be stopped.

        A person is asked where a created model would be lost; a script that closes is not.
        """
        if self._complete:
            by_hand = event.spontaneous() or self._quitting
            if by_hand and not self.workbench.files.may_close():
                event.ignore()
                return
            self.closing.emit()
            self.state.finish()
            self.workbench.motion.end()
        self.remember()
        self.hide()
        lanes = (self.hub, self.transfer, self.model)
        ended = [
            lane.close(_IMPORT_PATIENCE_MS if self.may_leave and lane.preparing else _PATIENCE_MS)
            for lane in lanes
        ]
        if self.board is not None:
            self.board.disconnect()
        self.stuck = not all(ended)
        self.profile.finish()
        event.accept()
        self.closed.emit()


def dropped(data: QMimeData) -> str:
    """The one folder, file or link of this program that is dragged, empty for anything else."""
    urls = data.urls() if data.hasUrls() else []
    paths = [
        url.toString() if url.scheme() == open_request.SCHEME else url.toLocalFile() for url in urls
    ]
    return paths[0] if len(paths) == 1 else ""
