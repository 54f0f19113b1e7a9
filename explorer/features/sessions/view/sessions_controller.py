"""Sessions: the whole desk written to a file and opened elsewhere, one step after the other.

The model comes first, by the requests that its file names; then the texts, the choices of the views
and the rest. A missing model is named with a way to it, and the session continues from there.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.features.sessions import session_format
from explorer.features.sessions.protocol import (
    HashWeights,
    ReadSession,
    SaveSession,
    SessionComputer,
    SessionModel,
    SessionRead,
    SessionSaved,
    SessionState,
    WeightsHashed,
)
from explorer.features.sessions.view import session_state
from explorer.features.sessions.view.awaited_model import AwaitedModel
from explorer.features.sessions.view.meanwhile import Meanwhile
from explorer.features.sessions.view.snapshots_dialog import SnapshotsDialog
from explorer.features.training.protocol import (
    DescribeSnapshots,
    OpenTraining,
    SnapshotsKept,
    TrainingStarted,
)
from explorer.protocol.computer import Connected
from explorer.protocol.job import Cancelled, Request
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    ModelReady,
    ModelSummary,
    ShowModel,
)
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.elsewhere import ELSEWHERE

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_FILES = tr("Session (*{ending});;JSON (*.json)", ending=session_format.ENDING)


@dataclass(frozen=True)
class PendingSession:
    """A desk that is being put back: `at` is the step of its model that is awaited.

    `whole` is False for the desk of the last time, which runs nothing by itself. `ending` is said
    once all of it is there: said before, the requests that bring it would take it away again.
    """

    state: SessionState
    at: int
    whole: bool
    ending: str = ""


class SessionsController(QObject):
    """`wanted` carries requests for the model's lane, `saved` the steps that a session holds.

    `connect_wanted` carries the place of a computer that a session's model is on.
    """

    wanted = Signal(object)
    saved = Signal(object)
    snapshots_kept = Signal()
    connect_wanted = Signal(str)

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self._steps: tuple[Request, ...] = ()
        self._untrained: tuple[Request, ...] | None = None
        self._summary: ModelSummary | None = None
        self.awaited = AwaitedModel(window)
        self.awaited.model_found.connect(self._found)
        self.awaited.read_again.connect(self.open)
        self._coming: PendingSession | None = None
        self._other = False
        self._pages: session_state.SavedPages = {}
        self._meanwhile = Meanwhile(window)
        self._weights = ""
        self._serial = 0
        self._trained = False
        self._saving = ""
        self._left_out = ""
        self._steps_here: tuple[Request, ...] = ()
        self._until_connected = ""
        actions = window.actions_
        actions.save_session.triggered.connect(self.save)
        actions.open_session.triggered.connect(self.choose)
        window.centre.currentChanged.connect(self._turned)
        self._subscribe()

    def _subscribe(self) -> None:
        self._window.state.subscribe(
            {
                SessionSaved: self._on_saved,
                SessionRead: self._on_read,
                WeightsHashed: self._on_hashed,
                TrainingStarted: self._on_trained,
                SnapshotsKept: self._on_snapshots,
                Connected: self._on_connected,
            },
            stops={Request: self._on_stopped},
        )

    # -- the model of the desk ---------------------------------------------------------------

    @property
    def steps(self) -> tuple[Request, ...]:
        """The requests that bring the model in memory back, in order."""
        return self._steps

    def model_ready(self, ready: ModelReady, request: Request | None) -> None:
        """A model is in memory: note how it came, and continue with a desk that waits for it."""
        self._summary = ready.summary
        if ready.verb == "snapshot":
            self._trained = True
            self._snapshot_ready(ready.summary)
        match request:
            case LoadModel() | CreateModel() | ShowModel():
                self._untrained = None
        match request:
            case LoadModel():
                self._steps = (replace(request, release_first=False),)
            case CreateModel():
                self._steps = (request,)
            case ShowModel():
                self._steps = ()  # it is in no file, nor is what is made of it
            case CreateRandomCopy() if self._steps:
                former = [step for step in self._steps if not isinstance(step, CreateRandomCopy)]
                self._steps = (*former, request)
            case AttachTokenizer() if self._steps:
                former = [item for item in self._steps if not isinstance(item, AttachTokenizer)]
                self._steps = (*former, request)
        coming = self._coming
        if coming is None or coming.state.model is None:
            self.awaited.forget()  # whoever opens another model does not wait for the session's
            return
        steps = coming.state.model.steps
        if _same(steps[coming.at], request):
            self._go_on(replace(coming, at=coming.at + 1))
        elif not any(_same(steps[coming.at], job.request) for job in self._window.model.jobs):
            self._coming = None  # a person went another way

    def _snapshot_ready(self, summary: ModelSummary) -> None:
        """A snapshot was written as a checkpoint; before its first step it is what it was."""
        if self._untrained is None:
            self._untrained = self._steps
        if summary.training is None and self._untrained:
            self._steps, self._untrained = self._untrained, None
        else:
            self._steps = (LoadModel(summary.source, summary.name),)

    def model_gone(self) -> None:
        """No model is in memory any more."""
        self._steps, self._summary = (), None

    def change_computer(self, steps: tuple[Request, ...]) -> None:
        """Another computer works from now on, while the model of these steps waits here; or back.

        What comes back is told by its last step alone.
        """
        if ELSEWHERE.computer is not None:
            self._steps_here = steps
        else:
            self._steps, self._steps_here = self._steps_here, ()

    def _on_stopped(self, cancelled: Cancelled) -> None:
        """A step was stopped: nothing of the desk follows. After a failure a person may mend it."""
        coming = self._coming
        if coming is None or coming.state.model is None:
            return
        if _same(coming.state.model.steps[coming.at], cancelled.request):
            self._coming = None

    # -- saving ------------------------------------------------------------------------------

    def current_state(self) -> SessionState:
        """The desk as it is now."""
        summary = self._summary
        about = None
        if summary is not None and self._steps:
            about = SessionModel(
                steps=self._steps,
                name=summary.name,
                class_name=summary.class_name,
                parameters=summary.parameters,
                state=summary.state,
            )
        pages = session_state.take_up(self._window)
        there = ELSEWHERE.computer
        return SessionState(
            about,
            session_format.text_of(pages),
            session_state.runs_of(self._window),
            SessionComputer(there.name, there.place) if about is not None and there else None,
        )

    @Slot()
    def save(self) -> None:
        """Let a person name a file, and write the desk to it."""
        profile = self._window.profile
        name = self._summary.name if self._summary is not None else "session"
        text = re.sub(r"[^\w.-]+", "-", name).strip("-.")
        folder = profile.text("session_folder", os.path.expanduser("~"))
        start = os.path.join(folder, (text or "session") + session_format.ENDING)
        path = ask_save_session(self._window, start)
        if not path:
            return
        profile.keep("session_folder", os.path.dirname(path))
        self._left_out = ""
        there = ELSEWHERE.computer
        if self._trained and there is not None:
            self._left_out = tr(
                "The snapshots of the training stay on {computer} and are not in it.",
                computer=there.name,
            )
        if self._trained and there is None:
            self._saving = path
            self.wanted.emit(DescribeSnapshots())
        else:
            self.wanted.emit(SaveSession(path, self.current_state()))

    def _on_trained(self, started: TrainingStarted, request: Request) -> None:
        self._trained = True

    def _on_snapshots(self, stored: SnapshotsKept, request: Request) -> None:
        """Ask whether the snapshots go along, where the model in memory is one of them."""
        path, self._saving = self._saving, ""
        if not path:
            return
        if stored.step is None or not stored.snapshots:
            if stored.snapshots > 0:
                self._left_out = tr(
                    "The training in Train is not that of the model in memory, so its snapshots "
                    "are not in the session."
                )
            self.wanted.emit(SaveSession(path, self.current_state()))
            return
        dialog = SnapshotsDialog(self._window, path, stored)
        dialog.chosen.connect(self._save_with)
        dialog.open()

    @Slot(str, object)
    def _save_with(self, path: str, step: int | None) -> None:
        """Write the desk; with a step its model is that of a training, whose snapshots go along."""
        state = self.current_state()
        if step is not None and state.model is not None:
            folder = path.removesuffix(session_format.ENDING) + session_format.SNAPSHOTS
            # What was done to a snapshot afterwards is done again; what came before it is in it.
            later = state.model.steps[1:] if step else ()
            model = replace(state.model, steps=(OpenTraining(folder, step), *later))
            state = replace(state, model=model)
        self.wanted.emit(SaveSession(path, state))

    def _on_saved(self, result: SessionSaved, request: Request) -> None:
        has_weights = result.state.model is not None and bool(result.state.model.weights)
        size = numbers.bytes_(result.bytes)
        sentences = [
            numbers.ntr(
                "Saved the session in {path}, and {count} snapshot in the folder beside it: "
                "{size} together. Take both along.",
                "Saved the session in {path}, and {count} snapshots in the folder beside it: "
                "{size} together. Take both along.",
                result.snapshots,
                path=result.path,
                size=size,
            )
            if result.snapshots
            else tr("Saved the session in {path}: {size}.", path=result.path, size=size)
        ]
        if result.state.model is None and self._summary is not None:
            sentences.append(
                tr(
                    "The model came from Python and is not in the session: give it to "
                    "explorer.show again, then open the session."
                )
            )
        if self._left_out:
            sentences.append(self._left_out)
        if result.state.computer is not None:
            sentences.append(
                tr(
                    "Its model is on {computer}; when it is opened, it asks to connect.",
                    computer=result.state.computer.name,
                )
            )
        if has_weights:
            sentences.append(
                tr("The created model is saved as its config and seed, which recreate it.")
            )
        if result.state.model is not None:
            self._tell_kept(result.state.model)
        self._window.message_bar.tell(" ".join(sentences))

    def _tell_kept(self, about: SessionModel) -> None:
        """Weights that were made here are in the file, or in the folder beside it."""
        has_snapshots = any(isinstance(step, OpenTraining) for step in about.steps)
        if has_snapshots:
            self.snapshots_kept.emit()
        if has_snapshots or about.weights:
            self.saved.emit(self._steps)

    # -- opening -----------------------------------------------------------------------------

    @Slot()
    def choose(self) -> None:
        """Let a person choose a session file, and open it."""
        path = ask_open_session(self._window, self._window.profile.text("session_folder"))
        if path:
            self._window.profile.keep("session_folder", os.path.dirname(path))
            self.open(path)

    @Slot(str)
    def open(self, path: str) -> None:
        """Read a session file; nothing changes before it is understood."""
        self.wanted.emit(ReadSession(os.path.abspath(path)))

    def _on_read(self, result: SessionRead, request: Request) -> None:
        """It begins, or a person says where, if its model is on a computer that does not work."""
        from explorer.features.checkpoints.view import questions

        self._until_connected = ""
        computer, now = result.state.computer, ELSEWHERE.computer
        name = now.name if now is not None else ""
        if computer is None or computer.name == name:
            self.awaited.wait_for(result)
            return
        session = os.path.basename(result.path)
        match questions.ask_computer(self._window, session, computer.name, name):
            case "here":
                self.awaited.wait_for(result)
            case "connect":
                self._until_connected = result.path
                self.connect_wanted.emit(computer.place)

    def _on_connected(self, result: Connected, request: Request) -> None:
        """A session that was opened waits for this computer."""
        path, self._until_connected = self._until_connected, ""
        if path:
            self.open(path)

    @Slot()
    def forget_computer(self) -> None:
        """Nobody connects now: no session is opened when somebody does later."""
        self._until_connected = ""

    @Slot(object)
    def _found(self, read: SessionRead) -> None:
        sentence = tr("The session {name} is open.", name=os.path.basename(read.path))
        if read.missing:
            sentence += " " + tr(
                "Compare's second model is not here: {path}.", path=read.missing[0].path
            )
        self._begin(read.state, whole=True, ending=sentence)

    # -- putting the desk back ---------------------------------------------------------------

    def resume(self, state: SessionState) -> None:
        """Put the desk of the last time back; of what it held, a quick run alone is run again."""
        self._begin(state, whole=False)

    def _begin(self, state: SessionState, *, whole: bool, ending: str = "") -> None:
        pages = session_format.pages_of(state.pages)
        session_state.lay_out(self._window, pages, zoom=whole)
        if whole:  # what was done before it was opened is not done meanwhile
            self._meanwhile.begin()
        if whole or state.model is None:
            # Else the start has more to show than a page that waits for its model.
            stay = self._meanwhile.parts
            session_state.turn_tabs(self._window, pages, stay)
            self._meanwhile.parts = stay
        if whole:
            inference = self._window.inference
            inference.history.runs.bring(state.runs)
        self._weights, self._other, self._pages = "", False, pages
        self._go_on(PendingSession(state, 0, whole, ending))

    def _go_on(self, coming: PendingSession) -> None:
        about = coming.state.model
        if about is not None and coming.at < len(about.steps):
            self._coming = coming
            self.wanted.emit(about.steps[coming.at])
            return
        self._coming = None
        if self._summary is not None:
            self._finish(coming)
        elif coming.ending:
            self._window.message_bar.tell(coming.ending)

    def _finish(self, coming: PendingSession) -> None:
        """The model is there: everything else follows."""
        window, pages, about = self._window, self._pages, coming.state.model
        stay = self._meanwhile.parts
        missing = session_state.put_back(window, pages, stay)
        session_state.turn_tabs(window, pages, stay)
        self._other = session_format.other_model(pages) is not None
        saved = session_state.part(pages, "input")
        again = (coming.whole or saved.get("quick") is True) and "text" not in stay
        if again and saved.get("ran") is True and saved.get("generating") is not True:
            window.inference.run_button.click()
        if coming.whole:
            if about is not None:
                self._tell_kept(about)
            switch = session_state.heads_off(pages)
            if switch is not None:  # after the run, which is then compared with the whole model
                self.wanted.emit(switch)
        # At a start nobody asked for it, and nobody waits for a long one.
        reads = coming.whole or session_state.part(pages, "generation").get("quick") is True
        written, pane = session_format.written_text(pages), window.inference.generation
        if written is not None and pane is not None and reads and "text" not in stay:
            pane.read_again(written)
        if coming.ending:
            window.message_bar.tell(" ".join([coming.ending, *missing]))
        if about is not None and self._summary is not None:
            self._compare(about, self._summary)  # what it has to say is more than that
        self._turned()
        window.stage_lesson()

    def _compare(self, about: SessionModel, summary: ModelSummary) -> None:
        """Whether this is the model that the session was made with."""
        if about.weights:
            self._weights, self._serial = about.weights, summary.serial
            self.wanted.emit(HashWeights())
        elif about.parameters and (about.class_name, about.parameters) != (
            summary.class_name,
            summary.parameters,
        ):
            self._window.message_bar.tell(
                numbers.ntr(
                    "This is not the checkpoint that the session was made with: this is "
                    "{class_name} with {count} parameter, and the session had {saved_class} with "
                    "{saved_parameters}.",
                    "This is not the checkpoint that the session was made with: this is "
                    "{class_name} with {count} parameters, and the session had {saved_class} "
                    "with {saved_parameters}.",
                    summary.parameters,
                    class_name=summary.class_name,
                    saved_class=about.class_name,
                    saved_parameters=numbers.count(about.parameters),
                )
            )

    def _on_hashed(self, result: WeightsHashed, request: Request) -> None:
        if not self._weights or result.serial != self._serial:
            return
        text, self._weights = self._weights, ""
        if result.weights and result.weights != text:
            self._window.message_bar.tell(
                tr(
                    "The model was created again from its config and seed, but its weights differ "
                    "from those of the saved session: another version of torch or transformers "
                    "draws other numbers."
                )
            )

    @Slot()
    def _turned(self) -> None:
        """Compare's second model is not loaded before somebody looks at the tab."""
        window = self._window
        if not self._other or self._coming is not None or self._summary is None:
            return
        if window.centre.currentWidget() is not window.compare:
            return
        self._other = False
        other = session_format.other_model(self._pages)
        if other is not None and window.compare.asked is None:
            window.compare.choose(other)


def _same(step: Request, request: Request | None) -> bool:
    if isinstance(step, LoadModel) and isinstance(request, LoadModel):
        # What a person permitted on the way is no other model.
        pair = (replace(load, release_first=False, on_disk=False) for load in (step, request))
        return next(pair) == next(pair)
    return step == request


def is_session(path: str) -> bool:
    """Whether a path that was dropped or given on the command line names a session file."""
    return path.lower().endswith(session_format.ENDING)


def ask_save_session(parent: QWidget, start: str) -> str:
    """Let a person name a session file; empty when they change their mind."""
    from explorer.widgets.file_dialog import FileKind, ask_file

    return ask_file(
        parent, tr("Save the session"), start, [FileKind(tr("Session"), session_format.ENDING)]
    )


def ask_open_session(parent: QWidget, start: str) -> str:
    """Let a person choose a session file; empty when they change their mind."""
    from explorer.widgets.file_dialog import begin_in

    chosen, _ = QFileDialog.getOpenFileName(parent, tr("Open a session"), begin_in(start), _FILES)
    return chosen
