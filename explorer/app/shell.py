"""What pages and controllers may ask of the window that they are in.

A page never knows the main window or another page's inside: it sends requests, says a sentence,
reveals a control, and reads what is shown. `MainWindow` is the one class that is a Shell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow, QWidget

if TYPE_CHECKING:
    from explorer.app.actions import Actions
    from explorer.app.app_state import AppState
    from explorer.app.appearance import Appearance
    from explorer.app.banner import Banner
    from explorer.app.body import CentralWidget
    from explorer.app.columns import Columns
    from explorer.app.explain_pane import ExplainPane
    from explorer.app.explanation_sources import ExplanationSources, GlossaryWords
    from explorer.app.glossary_controller import GlossaryController
    from explorer.app.inference.inference_tab import InferenceTab
    from explorer.app.log import Log
    from explorer.app.message_bar import MessageBar
    from explorer.app.settings import Recent, Settings
    from explorer.app.start_page import StartPage
    from explorer.app.status import StatusBar
    from explorer.app.theme import Theme
    from explorer.features.architecture.view.architecture_tab import ArchitectureTab
    from explorer.features.checkpoints.view.local_pane import LocalPane
    from explorer.features.compare.view.compare_tab import CompareTab
    from explorer.features.create.view.create_pane import CreatePane
    from explorer.features.flow.protocol import FlowResult
    from explorer.features.hub.view.checkpoint_tab import CheckpointTab
    from explorer.features.lessons.protocol import LessonBegun
    from explorer.lanes.far import Switchboard
    from explorer.lanes.thread import Lane
    from explorer.protocol.job import Failed, Request
    from explorer.protocol.model import ModelSummary, Prepared
    from explorer.widgets.tabs import Tabs


class Shell(QMainWindow):
    """The frame: lanes to send to, columns and tabs to show in, and the pages in them.

    `painted` fires once, after the first paint; `completed` once every page is built. `closing`
    fires when the window closes and nobody objects any more; `closed` once its lanes have ended.
    """

    painted = Signal()
    completed = Signal()
    closing = Signal()
    closed = Signal()
    embedded: bool
    board: Switchboard | None = None
    state: AppState
    look: Theme
    profile: Settings
    model: Lane
    hub: Lane
    transfer: Lane
    teacher: ExplanationSources
    actions_: Actions
    appearance: Appearance
    banner: Banner
    message_bar: MessageBar
    status: StatusBar
    local_pane: LocalPane
    start_page: StartPage
    explain_pane: ExplainPane
    sources: Tabs
    centre: Tabs
    columns: Columns
    body: CentralWidget

    # -- what is known -------------------------------------------------------------------------

    @property
    def summary(self) -> ModelSummary | None:
        """The model in memory, as it was last described."""
        return self.state.summary

    @property
    def prepared(self) -> Prepared | None:
        """What the engine said when it was ready; None before."""
        return self.state.prepared

    @property
    def last_failure(self) -> Failed | None:
        """The newest failure that was shown."""
        raise NotImplementedError

    @property
    def log(self) -> Log:
        """The log file; nothing is written before the first failure."""
        raise NotImplementedError

    # -- the pages -----------------------------------------------------------------------------

    @property
    def inference(self) -> InferenceTab:
        """The Inference tab."""
        raise NotImplementedError

    @property
    def architecture(self) -> ArchitectureTab:
        """The Architecture tab."""
        raise NotImplementedError

    @property
    def create_pane(self) -> CreatePane:
        """The Create pane."""
        raise NotImplementedError

    @property
    def compare(self) -> CompareTab:
        """The Compare tab."""
        raise NotImplementedError

    @property
    def checkpoint(self) -> CheckpointTab:
        """The Checkpoint tab."""
        raise NotImplementedError

    @property
    def words(self) -> GlossaryWords:
        """The terms of the glossary, and which of them a text holds."""
        raise NotImplementedError

    @property
    def glossary(self) -> GlossaryController:
        """Opens a term over the window."""
        raise NotImplementedError

    # -- what can be asked for -----------------------------------------------------------------

    def send(self, request: Request) -> None:
        """Hand a request to the model's lane."""
        raise NotImplementedError

    def load(self, path: str, name: str = "") -> None:
        """Open a folder or a cached checkpoint."""
        raise NotImplementedError

    def open_recent(self, recent: Recent) -> None:
        """Open something as it was opened the last time."""
        raise NotImplementedError

    def open_page(self, checkpoint: str, revision: str) -> None:
        """Show the page of a checkpoint of the Hub."""
        raise NotImplementedError

    def open_lesson(self, path: str) -> None:
        """Begin the lesson in a file, or say what is wrong with it."""
        raise NotImplementedError

    def open_lesson_page(self, lesson: str, page: str) -> None:
        """Open a lesson at a page, by their keys; without a page where it was left."""
        raise NotImplementedError

    def lessons_begun(self) -> tuple[LessonBegun, ...]:
        """What was done of each lesson that was begun."""
        raise NotImplementedError

    def stage_lesson(self) -> None:
        """Bring what the open page of a lesson is about to the front once more."""
        raise NotImplementedError

    def flow_of(self, result: object) -> FlowResult | None:
        """The newest picture that was drawn of a run of this session; None without one."""
        raise NotImplementedError

    def show_summary(self, summary: ModelSummary | None) -> None:
        """Show another model than the one in memory, while a former run is shown again."""
        raise NotImplementedError

    def reveal(self, widget: QWidget) -> None:
        """Bring a control into sight, whatever tab or column it is in, and focus it."""
        raise NotImplementedError

    def bring(self, page: QWidget) -> None:
        """Bring a page into sight and leave the focus where it is."""
        raise NotImplementedError

    def leave_start(self, *, carry_on: bool = False) -> None:
        """Go from the start page to the workbench, where it is shown."""
        raise NotImplementedError

    def put(self, tabs: Tabs, page: QWidget) -> None:
        """Put a page in the place that was kept for it."""
        raise NotImplementedError

    def tell_error(self, sentence: str, details: str) -> None:
        """Show an error of the program itself; called in the GUI thread."""
        raise NotImplementedError

    def tell_failure(self, failed: Failed) -> None:
        """Show a failure, and keep it for the diagnostics."""
        raise NotImplementedError
