"""The workbench: the pages around one model, and the ways between them and the lanes.

Built after the first paint. Requests of the pages go out here, results come in and are handed to
the page that they belong to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from explorer import words
from explorer.messages.answers import Answer
from explorer.messages.config import ConfigEdit, ModuleTree, WeightView
from explorer.messages.files import WeightsArriving
from explorer.messages.inference import OfRun, Ran, Tokenize, Tokenized
from explorer.messages.job import Cancelled, Done, Failed, Progress, Request
from explorer.messages.lesson import Step
from explorer.messages.media import OTHER_SOUNDS, PICTURES, SOUNDS
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
    UnloadModel,
)
from explorer.messages.views.patching import RestorePatch
from explorer.messages.views.switches import ANSWERS, SwitchHeads
from explorer.messages.views.tensors import TensorExported
from explorer.texts import tr
from explorer.window.columns import CENTRE, RIGHT

if TYPE_CHECKING:
    from explorer.window.architecture.architecture_tab import ArchitectureTab
    from explorer.window.compare.compare_tab import CompareTab
    from explorer.window.create.create_pane import CreatePane
    from explorer.window.desktop.at_home import AtHome
    from explorer.window.files.files_desk import FilesDesk
    from explorer.window.hub.hub_desk import HubDesk
    from explorer.window.inference.history.run_history import PastRun
    from explorer.window.inference.inference_tab import InferenceTab
    from explorer.window.lessons.lesson_desk import LessonDesk
    from explorer.window.main_window import MainWindow
    from explorer.window.words.teaching import Teaching


_ACTS = (None, "run", "look-at-file", "run-both", "generate", "switch-heads", "patch")
"""Slots of the requests that a person makes on purpose, by a button or Return."""


class Workbench(QObject):
    """Knows the model in memory and every page. `steps` builds the pages, one call at a time."""

    inference: InferenceTab
    create_pane: CreatePane
    architecture: ArchitectureTab
    compare: CompareTab
    hub_desk: HubDesk
    files: FilesDesk
    teaching: Teaching
    at_home: AtHome
    lessons: LessonDesk

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.model, self.hub = window.model, window.hub
        self.summary: ModelSummary | None = None
        self.prepared: Prepared | None = None
        self._results: dict[type, Callable[[Any, Request], None]] = {
            Prepared: self._on_prepared,
            ModelReady: self._on_model_ready,
            ModelSaved: self._on_saved,
            ModelUnloaded: self._on_unloaded,
            Ran: self._on_ran,
        }
        self.steps: list[Callable[[], None]] = [
            self._build_teaching,
            self._build_inference,
            self._build_create,
            self._build_architecture,
            self._build_files,
            self._build_hub,
            self._import_checkpoint,
            self._build_checkpoint,
            self._build_compare,
            self._import_at_home,
            self._build_at_home,
            self._build_lessons,
            self._connect,
        ]

    # -- building ----------------------------------------------------------------------------

    def _build_inference(self) -> None:
        from explorer.window.inference.inference_tab import InferenceTab

        self.inference = InferenceTab(self._window.look, self._window.start_page)
        self.inference.wanted.connect(self.send)
        self.inference.told.connect(self._window.message_bar.tell)
        self.inference.shown_again.connect(self._tell_again)
        self.inference.views.seen_again.connect(self.teaching.show_look)
        self._results[Tokenized] = self._on_tokenized
        self._results[TensorExported] = self._on_exported
        self.inference.stop_wanted.connect(self._window.status.stop_job)
        self._results.update(self.inference.results())
        self._window.put(self._window.centre, tr("Inference"), self.inference)

    def _build_create(self) -> None:
        from explorer.window.create.create_pane import CreatePane

        self.create_pane = CreatePane(self._window.look)
        self.create_pane.wanted.connect(self.send)
        self.create_pane.twin_wanted.connect(self._window.actions_.twin.trigger)
        self.create_pane.told.connect(self._window.message_bar.tell)
        self.create_pane.parts_wanted.connect(self._look_at_parts)
        self._results.update(self.create_pane.results())
        self._window.put(self._window.sources, tr("Create"), self.create_pane)

    def _build_architecture(self) -> None:
        from explorer.window.architecture.architecture_tab import ArchitectureTab

        self.architecture = ArchitectureTab(self._window.look)
        self.architecture.wanted.connect(self.send)
        self._results[ModuleTree] = self._on_modules
        self._results[WeightView] = self.architecture.show_weight
        self._window.put(self._window.centre, tr("Architecture"), self.architecture)

    def _build_files(self) -> None:
        from explorer.window.files.files_desk import FilesDesk

        self.files = FilesDesk(self._window)
        self.files.wanted.connect(self.send)
        self._results.update(self.files.results())

    def _build_hub(self) -> None:
        from explorer.window.hub.hub_desk import HubDesk

        window, actions = self._window, self._window.actions_
        desk = self.hub_desk = HubDesk(
            window.look, self.hub, window.transfer, window.local_pane, window
        )
        desk.load_wanted.connect(self.send)
        desk.config_wanted.connect(self._edit_config)
        self.create_pane.hub_config_wanted.connect(desk.read_config)
        desk.told.connect(window.message_bar.tell)
        desk.acted.connect(window.message_bar.clear)
        desk.shown.connect(window.bring)
        desk.explained.connect(self._tell)
        desk.explained.connect(self.files.sessions.awaited.downloaded)
        actions.sign_in.triggered.connect(desk.sign_in)
        actions.licence.triggered.connect(desk.open_gated_page)
        window.transfer.replied.connect(self._on_reply)
        window.put(window.sources, "Hub", desk.pane)

    def _import_checkpoint(self) -> None:
        import explorer.window.hub.checkpoint.checkpoint_tab  # noqa: F401  # 40 ms, beside those of building it

    def _build_checkpoint(self) -> None:
        self._window.put(self._window.centre, tr("Checkpoint"), self.hub_desk.build_tab())
        self._results.update(self.hub_desk.results())

    def _build_compare(self) -> None:
        from explorer.window.compare.compare_tab import CompareTab
        from explorer.window.files.local_pane import bundled

        window = self._window
        self.compare = CompareTab(window.look, window.profile, bundled())
        self.compare.wanted.connect(self.send)
        self.compare.told.connect(window.message_bar.tell)
        self.compare.open_wanted.connect(self._show_local)
        self._results.update(self.compare.results())
        window.put(window.centre, tr("Compare"), self.compare)

    def _import_at_home(self) -> None:
        import explorer.window.desktop.at_home  # noqa: F401  # 15 ms, beside those of building it

    def _build_at_home(self) -> None:
        from explorer.window.desktop.at_home import AtHome

        self.at_home = AtHome(self._window)
        self._results.update(self.at_home.export.results())

    @Slot()
    def _show_local(self) -> None:
        self._window.reveal(self._window.local_pane.list)

    def _build_teaching(self) -> None:
        from explorer.window.words.teaching import Teaching

        self.teaching = Teaching(self._window)

    def _build_lessons(self) -> None:
        from explorer.window.lessons.lesson_desk import LessonDesk

        self.lessons = LessonDesk(self._window)

    def _connect(self) -> None:
        window, actions = self._window, self._window.actions_
        window.start_page.wanted.connect(self._start)
        window.local_pane.open_wanted.connect(self.load)
        window.banner.changed.restore_wanted.connect(self._restore)
        for session in (self.model, self.hub):
            session.replied.connect(self._on_reply)
            session.changed.connect(self._allow)
        actions.unload.triggered.connect(self._unload)
        actions.run.triggered.connect(self._run)
        actions.twin.triggered.connect(self._twin)
        for action in actions.bundled:
            action.triggered.connect(self._open_bundled)
        for action in actions.borrow:
            action.triggered.connect(self._borrow)
        self._allow()
        from explorer.window.motion import Motion

        self.motion = Motion(actions.less_motion, window.profile, window.status)

    @Slot()
    def prepare(self) -> None:
        """Have torch and transformers imported in the model's lane."""
        self.model.send(Prepare())

    # -- requests out ------------------------------------------------------------------------

    @Slot(object)
    def send(self, request: Request) -> None:
        """Hand a request to the model's lane."""
        if self.teaching.presenting.keeps(request):
            return
        if request.replaces in _ACTS:  # else somebody types or looks, and a failure stays in sight
            self._window.message_bar.clear()
        self.teaching.sent(request, self.model.send(request))

    @Slot(str, str)
    def load(self, path: str, name: str = "") -> None:
        """Open a folder or a cached checkpoint."""
        self.send(LoadModel(path, name))

    def take_dropped(self, path: str) -> None:
        """A picture or a sound is for the model in memory; anything else is a model to open."""
        if path.lower().endswith((*PICTURES, *SOUNDS, *OTHER_SOUNDS)):
            self._window.bring(self.inference)
            self.inference.media.take(path)
        else:
            self.files.look_at(path)

    @Slot(str)
    def _start(self, name: str) -> None:
        for action in self._window.actions_.bundled:
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
    def _unload(self) -> None:
        self.send(UnloadModel())

    @Slot()
    def _twin(self) -> None:
        self.send(CreateTwin(self.create_pane.seed))

    @Slot(object)
    def _look_at_parts(self, edit: ConfigEdit) -> None:
        self._window.reveal(self.architecture)
        self.architecture.ask_about(edit)

    @Slot(str)
    def _edit_config(self, text: str) -> None:
        self._window.reveal(self.create_pane)
        self.create_pane.start_from(text)

    @Slot()
    def _run(self) -> None:
        self._window.reveal(self.inference)
        self.inference.run_button.click()

    # -- results in --------------------------------------------------------------------------

    @Slot(object)
    def _on_reply(self, reply: object) -> None:
        if isinstance(reply, Failed | Cancelled) and isinstance(reply.request, LoadModel):
            self.architecture.loading_ended()
        if isinstance(reply, Failed):
            told = self.hub_desk.failed(reply)
            self.create_pane.failed(reply)
            self.inference.ended(reply)
            self.compare.ended(reply)
            self.files.ended(reply)
            # Typing goes on where tokens could not be made; Run tells it.
            if told is not None and not isinstance(reply.request, Tokenize):
                self._window.tell_failure(told)
        elif isinstance(reply, Cancelled):
            self.inference.ended(reply)
            self.compare.ended(reply)
            self.files.ended(reply)
        elif isinstance(reply, Progress):
            if isinstance(reply.partial, WeightsArriving):
                self.architecture.show_arriving(reply.partial)
            elif reply.partial is not None:
                self.inference.show_so_far(reply.partial)
        elif isinstance(reply, Done):
            handler = self._results.get(type(reply.result))
            with self.teaching.reacting():
                if handler is not None:
                    handler(reply.result, reply.request)
                self.compare.noticed(reply.result)
                self._show_changes(reply.result)
            self.teaching.done(reply.job_id, reply.request, reply.result)
            self.lessons.noticed(reply.request, reply.result)

    def _show_changes(self, result: object) -> None:
        """Keep in sight which heads are off, and whether the last run has a patch in it."""
        chip = self._window.banner.changed
        if isinstance(result, (ModelReady, ModelUnloaded)):
            chip.show_changes((), None)
        elif isinstance(result, (Ran, OfRun)):
            chip.show_changes(result.silenced, result.patch)
        elif isinstance(result, Answer):
            chip.show_changes(result.run.silenced, None)

    @Slot(bool, bool)
    def _restore(self, heads: bool, patch: bool) -> None:
        if patch:
            self.send(RestorePatch(ANSWERS))
        if heads:
            self.send(SwitchHeads((), ANSWERS))

    @Slot(object, object)
    def _tell(self, request: Request, result: object) -> None:
        self.teaching.tell(request, result)

    @Slot(object)
    def _tell_again(self, past: PastRun) -> None:
        """The words and the Python of a former run that is shown again."""
        from explorer.window.inference.writing.written import Written

        result = past.result.result if isinstance(past.result, Written) else past.result
        self.teaching.show(Step(result.request, result, past.summary))

    def _on_exported(self, result: TensorExported, request: Request) -> None:
        self._window.message_bar.tell(
            tr(
                "Saved {name} {shape} in {path}: {bytes}.",
                name=result.name,
                shape=words.shape(result.shape),
                path=result.path,
                bytes=words.bytes_(result.bytes),
            )
        )

    def _on_tokenized(self, result: Tokenized, request: Request) -> None:
        self.inference.show_tokens(result)

    def _on_modules(self, result: ModuleTree, request: Request) -> None:
        self.architecture.show_tree(result)

    def _on_prepared(self, result: Prepared, request: Request) -> None:
        self.prepared = result
        self.hub_desk.begin()
        self.files.begin(result)

    def _on_model_ready(self, result: ModelReady, request: Request) -> None:
        self.summary = result.summary
        self._show_model()
        self._tell(request, result)
        if result.verb == "loaded":
            self.files.remember(result.summary, request)
            self._window.reveal(self.inference)
        self._window.columns.show_column(CENTRE)
        self._window.columns.turn_to(RIGHT)
        self.files.show_model(result, request)

    def _on_saved(self, result: ModelSaved, request: Request) -> None:
        self.files.saved(result)
        self._tell(request, result)

    def _on_unloaded(self, result: ModelUnloaded, request: Request) -> None:
        self._tell(request, result)
        self.summary = None
        self._show_model()
        self.files.show_model(None)

    def _on_ran(self, result: Ran, request: Request) -> None:
        if self.summary is not None and result.model_serial == self.summary.serial:
            self.inference.show_run(result)
            self.inference.keep(result)
            self._tell(request, result)

    def show_summary(self, summary: ModelSummary) -> None:
        """Show another model than the one in memory, while a former run is shown again."""
        self._window.banner.show_model(summary)
        self.inference.show_model(summary)

    def _show_model(self) -> None:
        summary = self.summary
        self._window.banner.show_model(summary)
        self.inference.show_model(summary)
        self.architecture.show_model(summary)
        self.compare.show_model(summary)
        self.create_pane.show_model(summary)
        self.hub_desk.show_frees(summary.bytes if summary is not None else 0)
        self._window.status.set_model_bytes(summary.bytes if summary is not None else 0)
        self._allow()

    @Slot()
    def _allow(self) -> None:
        """Offer what can be done now: one model is made, loaded or saved at a time."""
        waiting = any(job.request.replaces is None for job in self.model.jobs)
        ready = self.summary is not None
        changing = waiting and self.prepared is not None
        for action in (
            self._window.actions_.save,
            self._window.actions_.unload,
            self._window.actions_.twin,
        ):
            action.setEnabled(ready and not changing)
        self._window.actions_.run.setEnabled(ready)
        self._window.actions_.borrow_menu.setEnabled(ready and not changing)
        self.create_pane.allow(not changing)
        self.hub_desk.tab.allow(not changing)
