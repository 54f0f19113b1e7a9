"""The workbench: the pages around one model, and the ways between them and the lanes.

Built after the first paint. Requests of the pages go out here; what comes back each page receives
from the `AppState`, in the order in which they are built here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from explorer.app.actions import Requirement
from explorer.app.columns import CENTRE, RIGHT
from explorer.boundary.open_request import is_link
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.activation_patching.protocol import RemovePatch
from explorer.features.create.view.model_types import ModelTypes
from explorer.features.hub.protocol.request import HubRequest
from explorer.features.sessions.protocol import ReadSession
from explorer.protocol.config import ConfigEdit
from explorer.protocol.inspection import ANSWERS
from explorer.protocol.job import Remedy, Request
from explorer.protocol.media_kinds import OTHER_PICTURES, OTHER_SOUNDS, PICTURES, SOUNDS
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    ModelReady,
    ModelSummary,
    Prepare,
    Prepared,
    ShowModel,
    UnloadModel,
)
from explorer.protocol.run import is_live
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.explanation_controller import ExplanationController
    from explorer.app.inference.inference_tab import InferenceTab
    from explorer.app.late_parts import LateParts
    from explorer.app.shell import Shell
    from explorer.features.architecture.view.architecture_tab import ArchitectureTab
    from explorer.features.checkpoints.view.checkpoints_controller import CheckpointsController
    from explorer.features.compare.view.compare_tab import CompareTab
    from explorer.features.create.view.create_pane import CreatePane
    from explorer.features.hub.view.hub_controller import HubController
    from explorer.features.lessons.view.lesson_controller import LessonController
    from explorer.features.training.view.train_controller import TrainController


_ACTS = (None, "run", "look-at-file", "run-both", "generate", "switch-heads", "patch")
"""Slots of the requests that a person makes on purpose, by a button or Return."""

_OPENING = (LoadModel, ShowModel, CreateModel, CreateRandomCopy)
"""Requests that bring a model into memory."""

_TAKES_MODEL = (*_OPENING, UnloadModel, ReadSession)
"""Requests after which the model in memory is gone, some steps later for a session."""


class Workbench(QObject):
    """Knows every page. `steps` builds them, one call at a time."""

    inference: InferenceTab
    create_pane: CreatePane
    architecture: ArchitectureTab
    compare: CompareTab
    training: TrainController
    hub_controller: HubController
    files: CheckpointsController
    explanations: ExplanationController
    lessons: LessonController
    late_parts: LateParts

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self.model, self.hub = window.model, window.hub
        self.state = window.state
        self._page_is_newer = False
        self.types = ModelTypes(self)
        self.types.subscribe(self.state)
        self.state.model_changed.connect(window.banner.show_model)
        self.steps: list[Callable[[], None]] = [
            self._build_teaching,
            self._build_inference,
            self._build_create,
            self._build_architecture,
            self._build_files,
            self._read_ahead,
            self._build_hub,
            self._import_checkpoint,
            self._build_checkpoint,
            self._build_compare,
            self._import_training,
            self._build_training,
            self._import_at_home,
            self._build_at_home,
            self._build_lessons,
            self._connect,
        ]

    # -- building ----------------------------------------------------------------------------

    def _build_inference(self) -> None:
        from explorer.app.inference.inference_tab import InferenceTab

        inference = InferenceTab(self._window.look, self._window.start_page)
        self.inference = inference
        inference.live_button.setChecked(self._window.profile.text("live", "yes") == "yes")
        inference.live_button.toggled.connect(self._keep_live)
        inference.wanted.connect(self.send)
        inference.message_wanted.connect(self._window.message_bar.tell)
        inference.shown_again.connect(self.explanations.tell_again)
        inference.faded.connect(self.explanations.mark_previous)
        inference.views.in_sight.connect(self.explanations.page_in_sight)
        inference.views.seen_again.connect(self.explanations.show_look)
        inference.views.python_wanted.connect(self._show_python)
        inference.pages.turned.connect(self._turn_words)
        inference.pages.emptied.connect(self._forget_aside)
        inference.stop_wanted.connect(self._window.status.stop_job)
        window = self._window
        inference.tokenizer_wanted.connect(window.actions_.choose_tokenizer.trigger)
        inference.own_tokenizer_wanted.connect(window.actions_.read_tokenizer.trigger)
        inference.offer_tokenizers(window.actions_.borrow)
        inference.subscribe(self.state)
        # Before the tab that goes out of sight asks for anything.
        self.state.model_changed.connect(self._reveal_loaded)
        self.state.subscribe({ModelReady: self._turn_columns})
        window.put(window.centre, self.inference)

    def _build_create(self) -> None:
        from explorer.features.create.view.create_pane import CreatePane

        self.create_pane = CreatePane(self._window.look, self.types)
        self.create_pane.wanted.connect(self.send)
        window = self._window
        self.create_pane.twin_wanted.connect(window.actions_.twin.trigger)
        self.create_pane.message_wanted.connect(window.message_bar.tell)
        self.create_pane.parts_wanted.connect(self._look_at_parts)
        self.create_pane.judged.connect(self.explanations.show_judged)
        self.create_pane.subscribe(self.state)
        window.put(window.sources, self.create_pane)

    def _build_architecture(self) -> None:
        from explorer.features.architecture.view.architecture_tab import ArchitectureTab

        self.architecture = ArchitectureTab(self._window.look)
        self.architecture.wanted.connect(self.send)
        self.architecture.seen_again.connect(self.explanations.show_look)
        self.architecture.subscribe(self.state)
        self._window.put(self._window.centre, self.architecture)

    def _build_files(self) -> None:
        from explorer.features.checkpoints.view.checkpoints_controller import CheckpointsController

        self.files = CheckpointsController(self._window, self.types)
        self.files.wanted.connect(self.send)
        self.files.part_wanted.connect(self.show_part)

    def _read_ahead(self) -> None:
        self.files.read_ahead()
        self.types.read()

    def _build_hub(self) -> None:
        from explorer.features.hub.view.hub_controller import HubController

        window, actions = self._window, self._window.actions_
        controller = self.hub_controller = HubController(
            window.look, self.hub, window.transfer, window.local_pane, self.state, window
        )
        controller.load_wanted.connect(self.send)
        controller.config_wanted.connect(self._edit_config)
        self.create_pane.hub_config_wanted.connect(controller.read_config)
        controller.message_wanted.connect(window.message_bar.tell)
        controller.mend_wanted.connect(window.message_bar.remedy_wanted)
        controller.acted.connect(window.message_bar.clear)
        controller.shown.connect(window.bring)
        controller.shown.connect(self._turn_to_page)
        controller.explained.connect(self.explanations.tell)
        awaited = self.files.sessions.awaited
        controller.explained.connect(awaited.downloaded)
        controller.taken = awaited.takes
        actions.sign_in.triggered.connect(controller.sign_in)
        actions.licence.triggered.connect(controller.open_gated_page)
        window.transfer.replied.connect(self.state.on_reply)
        window.put(window.sources, controller.pane)

    def _import_checkpoint(self) -> None:
        import explorer.features.hub.view.checkpoint_tab  # noqa: F401  # 40 ms, beside those of building it

    def _build_checkpoint(self) -> None:
        tab = self.hub_controller.build_tab()
        tab.subject_changed.connect(self.explanations.checkpoint_changed)
        tab.part_wanted.connect(self.show_part)
        self._window.put(self._window.centre, tab)

    def _build_compare(self) -> None:
        from explorer.features.checkpoints.view.local_pane import bundled
        from explorer.features.compare.view.compare_tab import CompareTab

        window = self._window
        self.compare = CompareTab(window.look, window.profile, bundled())
        self.compare.wanted.connect(self.send)
        self.compare.message_wanted.connect(window.message_bar.tell)
        self.compare.open_wanted.connect(self._show_local)
        self.compare.faded.connect(self.explanations.mark_both_previous)
        self.compare.shown.connect(self._compare_what_is_held)
        self._cover_compared()
        self.compare.subscribe(self.state)
        window.put(window.centre, self.compare)

    def _cover_compared(self) -> None:
        """What people are guessing in Flow is not said by both models either."""
        compare, inference = self.compare, self._window.inference
        compare.hides_answer_to = inference.hides_answer_to
        flow = inference.views.view("flow")
        flow.moved.connect(compare.arrange_cover)
        flow.guess_changed.connect(compare.arrange_cover)
        compare.cover.reveal_wanted.connect(flow.reveal)
        compare.cover.flow_wanted.connect(self._show_flow)

    @Slot()
    def _show_flow(self) -> None:
        self._window.bring(self.inference)
        self.inference.show_flow()

    @Slot()
    def _compare_what_is_held(self) -> None:
        """Compare begins with the text that Inference holds, run or not."""
        rows = self._window.inference.rows
        self.compare.follow(rows.texts)

    def _import_training(self) -> None:
        import explorer.features.training.view.train_controller  # noqa: F401  # beside building it

    def _build_training(self) -> None:
        from explorer.features.training.view.train_controller import TrainController

        self.training = TrainController(self._window)
        self.training.seen_again.connect(self.explanations.show_look)
        self.explanations.add_training(self.training.tab.run)
        self._window.put(self._window.centre, self.training.tab)

    def _import_at_home(self) -> None:
        import explorer.app.late_parts  # noqa: F401  # 15 ms, beside those of building it

    def _build_at_home(self) -> None:
        from explorer.app.late_parts import LateParts

        self.late_parts = LateParts(self._window, self.explanations)

    @Slot()
    def _show_local(self) -> None:
        self._window.reveal(self._window.local_pane.list)

    @Slot()
    def _find_chat_model(self) -> None:
        from explorer.features.chat.view.no_chat import CHATS

        pane = self.hub_controller.pane
        pane.search_for(CHATS)  # first: an empty field asks for the starter list
        self._window.reveal(pane)

    def _build_teaching(self) -> None:
        from explorer.app.explanation_controller import ExplanationController

        self.explanations = ExplanationController(self._window)

    def _build_lessons(self) -> None:
        from explorer.features.lessons.view.lesson_controller import LessonController

        self.lessons = LessonController(self._window)

    def _connect(self) -> None:
        window, actions = self._window, self._window.actions_
        window.local_pane.open_wanted.connect(self.load)
        window.local_pane.message_wanted.connect(window.message_bar.tell)
        changed = window.banner.changed
        changed.subscribe(self.state)
        changed.restore_wanted.connect(self._restore)
        self.state.subscribe({Prepared: self._on_prepared})
        self.state.model_changed.connect(window.status.show_model)
        self.state.model_changed.connect(self._allow)
        self.state.failure.connect(window.tell_failure)
        self.state.finished.connect(window.message_bar.drop_failure_of)
        self.state.model_changed.connect(window.message_bar.drop_failure_of_model)
        self.model.replied.connect(self.state.on_model_reply)
        self.hub.replied.connect(self.state.on_reply)
        self.inference.chat_model_wanted.connect(self._find_chat_model)
        for lane in (self.model, self.hub):
            lane.changed.connect(self._allow)
        from explorer.app.connection import Connection

        self.connection = Connection(window, self.training.tab.run, self.files)
        actions.unload.triggered.connect(self._unload)
        actions.run.triggered.connect(self._run)
        self.inference.run_allowed.connect(self._allow_run)
        self.compare.ready_changed.connect(self._allow_run)
        window.centre.currentChanged.connect(self._allow_run)
        actions.twin.triggered.connect(self._twin)
        for action in actions.bundled:
            action.triggered.connect(self._open_bundled)
        for action in actions.borrow:
            action.triggered.connect(self._borrow)
        actions.read_tokenizer.triggered.connect(self._read_tokenizer)
        self._allow()
        from explorer.app.first_minute import FirstMinute
        from explorer.app.flow_screen import FlowScreen
        from explorer.app.focus_keeper import FocusKeeper
        from explorer.app.motion import Motion
        from explorer.app.page_keys import PageKeys
        from explorer.features.checkpoints.view.local_pane import bundled
        from explorer.widgets.file_dialog import FileDialogRoom

        self.first_minute = FirstMinute(window, self.inference, bundled())
        self.files.nothing_open.connect(self.first_minute.begin)
        screen = FlowScreen(window, self.lessons)
        self.explanations.presenting.add_pages(screen, self.lessons, self.training.bar)
        self.explanations.add_picture(screen.view)
        self.focus = FocusKeeper(window)
        self.file_dialogs = FileDialogRoom(window)
        self.page_keys = PageKeys(window)
        self.motion = Motion(actions.less_motion, window.profile, window.status)

    @Slot(object)
    def _show_python(self, asks: tuple[type[Request], ...]) -> None:
        self.explanations.show_look(asks)
        self._window.columns.show_column(RIGHT)

    @Slot()
    def _forget_aside(self) -> None:
        self.explanations.forget_aside()

    @Slot()
    def _turn_words(self) -> None:
        self.explanations.turn(self.inference.pages.asks)

    # -- the model in memory -----------------------------------------------------------------

    def _on_prepared(self, prepared: Prepared, request: Request) -> None:
        # After what the former session needs: a catalogue that has to be made takes 2 s.
        asked = self.types.request(prepared)
        if asked is not None:
            self.model.send(asked)

    @Slot(object)
    def _turn_to_page(self, page: QWidget) -> None:
        """A page of the Hub that is opened while a model is on its way stays in sight."""
        self._page_is_newer = page is self._window.checkpoint

    @Slot()
    def _reveal_loaded(self) -> None:
        if self.first_minute.on or self.state.summary is None:
            return
        newer, self._page_is_newer = self._page_is_newer, False
        # A page of the Hub is not about what was just made, least of all one that failed.
        on_page = self._window.centre.currentWidget() is self._window.checkpoint
        if on_page and newer:
            return
        made_here = self.state.verb in ("created", "twin")
        if self.state.verb in ("loaded", "given") or (on_page and made_here):
            self._window.reveal(self.inference)

    def _turn_columns(self, ready: ModelReady, request: Request) -> None:
        if self.first_minute.asked_for(request) and self.lessons.lesson is not None:
            self.lessons.stage_again()  # the page in sight goes before a model nobody asked for
            return
        self._window.columns.show_column(CENTRE)
        self._window.columns.turn_to(RIGHT)

    def show_summary(self, summary: ModelSummary | None) -> None:
        """Show another model than the one in memory, while a former run is shown again."""
        self._window.banner.show_model(summary)
        self.training.bar.show_model(summary)
        self.inference.show_model(summary)

    @Slot()
    def _allow(self) -> None:
        """Offer what can be done now: one model is made, loaded or saved at a time."""
        summary, free = self.state.summary, not self.state.changing
        unread = summary is not None and bool(summary.unread_tokenizer)
        self._window.actions_.meet(
            {
                Requirement.MODEL: summary is not None,
                Requirement.IDLE: free,
                Requirement.FILE: summary is not None and bool(summary.source),
                Requirement.UNREAD_TOKENIZER: unread,
                Requirement.ADAPTER: summary is not None and bool(summary.adapter),
            }
        )
        self.create_pane.allow(free)
        self._window.checkpoint.allow(free)
        jobs = [job.request for job in self.model.jobs]
        if not jobs and self._window.prepared is None:
            return  # what the start said is still so
        starting = any(isinstance(request, Prepare) for request in jobs)
        opening = any(isinstance(request, _OPENING) for request in jobs)
        self._window.start_page.say_opening(
            opening or (starting and self.first_minute.follows),
            resuming=starting and self.files.workspace.is_kept,
            creating=any(isinstance(request, CreateModel | CreateRandomCopy) for request in jobs),
        )

    @Slot(bool)
    def _keep_live(self, on: bool) -> None:
        self._window.profile.keep("live", "yes" if on else "no")

    @Slot(bool, bool)
    def _restore(self, heads: bool, patch: bool) -> None:
        """Put the heads on again, and take the patch out."""
        if patch:
            self.send(RemovePatch(ANSWERS))
        if heads:
            self.send(AblateHeads((), ANSWERS))

    @Slot()
    def prepare(self, *, empty: bool = False) -> None:
        """Have torch and transformers imported in the model's lane.

        Unless it shall stay `empty`, or continues where it was left, a small model is run then.
        """
        if not empty and not self.files.workspace.is_kept:
            self.first_minute.wait()
        self.model.send(Prepare())

    # -- requests out ------------------------------------------------------------------------

    @Slot(object)
    def send(self, request: Request) -> None:
        """Hand a request to the model's lane."""
        if self.explanations.presenting.keeps(request):
            return
        if isinstance(request, _TAKES_MODEL) and not self.files.may_replace():
            return
        if isinstance(request, _OPENING):
            self._page_is_newer = False
        # Else somebody types or looks, and a failure stays in sight.
        if request.replaces in _ACTS and not is_live(request):
            self._window.message_bar.clear()
        self.explanations.sent(request, self.model.send(request))

    def retry(self, request: Request) -> None:
        """Send a request again that failed."""
        if isinstance(request, HubRequest):
            self.hub_controller.retry(request)
        else:
            self.send(request)

    @Slot(str, str)
    def load(self, path: str, name: str = "") -> None:
        """Open a folder or a cached checkpoint."""
        self.send(LoadModel(path, name))

    def take_dropped(self, path: str) -> None:
        """A picture or a sound is for the model in memory, a text may be learned by it; anything
        else is a model to open.
        """
        if is_link(path):
            self.files.look_at(path)
        elif path.lower().endswith((*PICTURES, *OTHER_PICTURES, *SOUNDS, *OTHER_SOUNDS)):
            self._window.bring(self.inference)
            self.inference.media.set_file(path)
        elif (
            self._table_takes(path) or self.training.takes(path) or self.files.opened_as_file(path)
        ):
            return
        elif self.state.computer is not None:
            self._window.message_bar.tell(
                tr(
                    "This model is on your computer, and models are opened on {computer} now. "
                    "Open a folder there, or disconnect first.",
                    computer=self.state.computer.name,
                ),
                Remedy(tr("Disconnect"), "disconnectAction"),
            )
        else:
            self.files.look_at(path)

    def _table_takes(self, path: str) -> bool:
        """Whether the page of many texts is in sight, and this is a file for it."""
        from explorer.features.text_table.view.table_page import TablePage

        page = self.inference.pages.aside
        return isinstance(page, TablePage) and page.isVisible() and page.take_file(path)

    @Slot()
    def _open_bundled(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.load(*action.data())

    @Slot()
    def _borrow(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.send(AttachTokenizer(*action.data()))

    @Slot()
    def _read_tokenizer(self) -> None:
        """Try once more to read the tokenizer that is beside the weights in memory."""
        if (summary := self.state.summary) is not None:
            self.send(AttachTokenizer(summary.source, summary.name, summary.revision))

    @Slot()
    def _unload(self) -> None:
        self.send(UnloadModel())

    @Slot()
    def _twin(self) -> None:
        self.send(CreateRandomCopy(self.create_pane.seed))

    @Slot(object)
    def _look_at_parts(self, edit: ConfigEdit) -> None:
        self._window.reveal(self.architecture)
        self.architecture.ask_about(edit)

    @Slot(str)
    def show_part(self, name: str) -> None:
        """Show a module or a weight of the model in memory by its full name."""
        self._window.reveal(self.architecture)
        self.architecture.show_part(name)

    @Slot(str)
    def _edit_config(self, text: str) -> None:
        self._window.reveal(self.create_pane)
        self.create_pane.start_from(text)

    def create_from(self, path: str) -> None:
        """Start Create from the config.json at a path, as somebody who chose that file would."""
        self._window.reveal(self.create_pane)
        self.create_pane.start_from_file(path)

    @property
    def _compares(self) -> bool:
        """Whether what is run is run through both models."""
        return self._window.centre.currentWidget() is self.compare and self.compare.ready

    @Slot()
    def _allow_run(self) -> None:
        can = self._compares or self.inference.run_button.isEnabled()
        self._window.actions_.meet({Requirement.INPUT: can})

    @Slot()
    def _run(self) -> None:
        if self._compares:
            self.compare.run_button.click()
            return
        in_front = self._window.centre.currentWidget() is self.inference
        if in_front and self.inference.mode.generating and self.inference.enter():
            return
        self._window.bring(self.inference)  # the focus stays in the text
        self.inference.show_mode_of(self.inference.run_button)
        self.inference.run_button.click()
