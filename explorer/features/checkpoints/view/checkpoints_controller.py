"""Everything about models as files: opening, saving, comparing, the report, what is not saved.

Dialogs are made when they are needed. Requests go out through `wanted`, as from every page; the
workbench hands results and failures in.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog

from explorer.app.actions import Requirement
from explorer.app.settings import Recent
from explorer.boundary import atomic_write, open_request
from explorer.boundary.formats import variant_of
from explorer.boundary.hub_names import BadName
from explorer.features.checkpoints.protocol import (
    CheckModel,
    CompareSaved,
    FoldersTidied,
    ModelPreview,
    PreviewModel,
    PreviewSave,
    SavedCompared,
    SavePreview,
    TidyFolders,
)
from explorer.features.checkpoints.view import folder_dialogs, local_pane
from explorer.features.checkpoints.view.load_report import with_adapter
from explorer.features.sessions.protocol import ReadSession
from explorer.features.sessions.view.sessions_controller import SessionsController, is_session
from explorer.features.sessions.view.workspace import Workspace
from explorer.features.training.protocol import OpenSnapshot
from explorer.protocol.computer import Connect
from explorer.protocol.failures.checkpoints import BadLink
from explorer.protocol.job import Cancelled, Failed, Remedy, Request
from explorer.protocol.model import (
    CreateModel,
    LoadModel,
    ModelReady,
    ModelSaved,
    ModelSummary,
    ModelUnloaded,
    Prepared,
    SaveModel,
)
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.elsewhere import ELSEWHERE

if TYPE_CHECKING:
    from explorer.app.shell import Shell
    from explorer.features.checkpoints.view.load_report import LoadReportDialog
    from explorer.features.checkpoints.view.open_dialog import OpenDialog
    from explorer.features.checkpoints.view.questions import Answer
    from explorer.features.checkpoints.view.save_dialog import SaveDialog
    from explorer.features.create.view.model_types import ModelTypes

_BESIDE = ("config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json")

_MADE_HERE = ("created", "snapshot")
"""How models come whose weights nobody has saved: some are nowhere but in memory."""


def checkpoint_of(path: str) -> tuple[str, str]:
    """The folder and the variant that a path means: a folder, or a file inside a checkpoint's."""
    if ELSEWHERE.computer is not None or not os.path.isfile(path):
        return path, ""  # a path of another computer's disk says nothing of this one's
    name = os.path.basename(path)
    folder = os.path.dirname(os.path.abspath(path))
    variant = variant_of(name)
    known = variant is not None or name in _BESIDE
    if not known or not os.path.isfile(os.path.join(folder, "config.json")):
        return path, ""
    return folder, variant or ""


def _name_of(path: str) -> str:
    """A folder's own name; an id of the Hub as it is."""
    on_disk = ELSEWHERE.is_path(path) if ELSEWHERE.computer is not None else os.path.exists(path)
    return os.path.basename(path.replace("\\", "/").rstrip("/")) if on_disk else path


class CheckpointsController(QObject):
    """`wanted` carries requests for the model's lane; `gone` tells that no model is left.

    `nothing_open` fires once torch is there and there is nothing to continue with.
    """

    wanted = Signal(object)
    part_wanted = Signal(str)
    gone = Signal()
    nothing_open = Signal()

    def __init__(self, window: Shell, types: ModelTypes) -> None:
        super().__init__(window)
        self._window, self._types = window, types
        self._saved = ""
        self.prepared = Prepared("", "", ("cpu",), 0, 0.0)
        self.summary: ModelSummary | None = None
        self.unsaved: ModelSummary | None = None
        self._let_go: int | None = None
        self._snapshot: OpenSnapshot | None = None
        self._kept_snapshots: set[OpenSnapshot] = set()
        self._all_kept = False
        self.open_dialog: OpenDialog | None = None
        self.save_dialog: SaveDialog | None = None
        self.report_dialog: LoadReportDialog | None = None
        self.workspace = Workspace(window)
        self.sessions = SessionsController(window)
        self.sessions.saved.connect(self.session_keeps)
        self.sessions.snapshots_kept.connect(self._keep_all_snapshots)
        self.sessions.wanted.connect(self.wanted)
        self._path = ""
        actions = window.actions_
        actions.open.triggered.connect(self.open)
        actions.save.triggered.connect(self.save)
        actions.report.triggered.connect(self.show_report)
        actions.check_saved.triggered.connect(self._check_saved)
        actions.choose_tokenizer.triggered.connect(self.choose_tokenizer)
        actions.release_first.triggered.connect(self._go_on_without)
        actions.leave_on_disk.triggered.connect(self._leave_on_disk)
        actions.open_float32.triggered.connect(self._open_in_float32)
        actions.open_bfloat16.triggered.connect(self._open_in_bfloat16)
        actions.adapter.triggered.connect(self._switch_adapter)
        local_pane = window.local_pane
        local_pane.folder_button.clicked.connect(self.open)
        local_pane.again_wanted.connect(self.open_again)
        local_pane.choose_wanted.connect(self.look_at)
        self._subscribe()

    def _subscribe(self) -> None:
        state = self._window.state
        state.subscribe(
            {
                Prepared: self._on_prepared,
                ModelReady: self._on_ready,
                ModelUnloaded: self._on_unloaded,
                ModelPreview: self._on_preview,
                SavePreview: self._on_save_preview,
                ModelSaved: self._on_saved,
                SavedCompared: self._on_compared,
                FoldersTidied: self._on_tidied,
            },
            {
                PreviewModel: self._on_preview_ended,
                PreviewSave: self._on_save_preview_failed,
                SaveModel: self._on_save_ended,
                LoadModel: self._on_load_ended,
            },
            {
                PreviewModel: self._on_preview_ended,
                SaveModel: self._on_save_ended,
                LoadModel: self._on_load_ended,
            },
        )

    def _on_prepared(self, prepared: Prepared, request: Request) -> None:
        """torch is there: put in order what a killed program may have left behind."""
        self.prepared = prepared
        pending = self._window.profile.text("saving")
        folders = [
            recent_entry.path
            for recent_entry in self._window.profile.recent()
            if os.path.isabs(recent_entry.path)
        ]
        if pending:
            folders.insert(0, pending)
        if folders:
            self._window.model.send(TidyFolders(tuple(dict.fromkeys(folders))))
        if self._path:
            return
        last = self.workspace.session()
        asked = (LoadModel, CreateModel, ReadSession)  # somebody was quicker
        coming = [job.request for job in self._window.model.jobs]
        others = any(isinstance(request, asked) for request in coming)
        if last is not None and not others:
            # Its model is in a folder of this computer, and another one may work from now on.
            elsewhere = any(isinstance(request, Connect) for request in coming)
            self.sessions.resume(replace(last, model=None) if elsewhere else last)
        elif not others:
            self.nothing_open.emit()

    def read_ahead(self) -> None:
        """Read what the first dialog needs, so that it opens at once: it would take 15 ms there."""
        import explorer.features.checkpoints.view.open_dialog
        import explorer.features.checkpoints.view.save_dialog  # noqa: F401

    # -- opening -----------------------------------------------------------------------------

    @Slot()
    def open(self) -> None:
        """Let a person choose a folder, then show what it holds."""
        self.choose_in(self._window.profile.text("folder"))

    def choose_in(self, start: str) -> None:
        """The same, beginning in a folder."""
        profile = self._window.profile
        chosen = folder_dialogs.ask_open_folder(self._window, start)
        if chosen:
            profile.keep_folder(os.path.dirname(chosen))
            self.look_at(chosen)

    @Slot(str, str, str)
    def look_at(
        self, path: str, name: str = "", revision: str = "", asked: LoadModel | None = None
    ) -> None:
        """Show what a folder, a file in one, or a cached checkpoint holds, before it is loaded.

        `asked` is how it was to be opened, where that is known: the dialog begins with that.
        """
        from explorer.features.checkpoints.view.open_dialog import OpenDialog

        if self.opened_as_file(path):
            return
        folder, variant = checkpoint_of(path)
        if self.open_dialog is not None:
            self.open_dialog.reject()
        usual = _name_of(folder)
        variant = asked.variant if asked is not None else variant
        request = PreviewModel(folder, name or usual, revision, variant)
        dialog = OpenDialog(request, self._types.catalogue, self.prepared, self._window, asked)
        self.open_dialog = dialog
        dialog.wanted.connect(self.wanted)
        dialog.finished.connect(self._forget_open)
        dialog.open()
        dialog.begin()

    def load(self, path: str) -> None:
        """Open a path, a link or a Hub id with the usual settings, without asking."""
        self._path = path
        if self.opened_as_file(path):
            return
        if ELSEWHERE.computer is None and os.path.exists(path):
            path = os.path.abspath(path)
        folder, variant = checkpoint_of(path)
        self.wanted.emit(LoadModel(folder, _name_of(folder), variant=variant))

    def opened_as_file(self, path: str) -> bool:
        """Open what is no model: a page of the Hub, a session, a lesson or its page."""
        page = open_request.lesson_linked(path)
        if page is not None:
            self._window.open_lesson_page(*page)
        elif open_request.is_link(path):
            try:
                self._window.open_page(open_request.linked(path), "main")
            except BadName as error:
                bad = BadLink(str(error))
                self._window.tell_failure(
                    Failed(0, Request(), bad.sentence, bad.remedy, bad.details)
                )
        elif is_session(path):
            self.sessions.open(path)
        elif open_request.is_lesson(path):
            self._window.open_lesson(path)
        else:
            return False
        return True

    def open_instead(self, request: Request, path: str) -> None:
        """Do what a request wanted with another path: one that its failure named."""
        if isinstance(request, LoadModel):
            self.load(path)
        elif isinstance(request, PreviewModel):
            self.look_at(path)
        else:
            name = os.path.basename(path)
            self.wanted.emit(replace(request, path=path, name=name))  # type: ignore[call-arg]

    @Slot(object)
    def open_again(self, recent: Recent) -> None:
        """Open something as it was opened the last time; a device that is gone is the CPU."""
        device = recent.device if recent.device in self.prepared.devices else "cpu"
        self.wanted.emit(
            LoadModel(
                recent.path,
                recent.name,
                class_name=recent.asked_class,
                revision=recent.revision,
                dtype=recent.dtype,
                variant=recent.variant,
                prefix=recent.prefix,
                device=device,
            )
        )

    def change_computer(self, prepared: Prepared | None) -> None:
        """Another computer does the work from now on, or this one again; no model is open yet."""
        self.prepared = prepared or self.prepared
        waits = self.unsaved
        steps = self.sessions.steps
        self._no_model()
        self.sessions.change_computer(steps)
        if ELSEWHERE.computer is not None:
            self.unsaved = waits  # it is in memory here all the time
        if self.open_dialog is not None:
            self.open_dialog.reject()
        if self.save_dialog is not None:
            self.save_dialog.reject()

    def _remember(self, summary: ModelSummary, request: Request) -> None:
        """Put what was loaded, and how, at the top of the list."""
        if summary.is_snapshot:
            return  # Train offers it, and its folder goes with the training
        recent = Recent(summary.source, summary.name, summary.class_name, summary.state)
        if isinstance(request, LoadModel):
            recent = msgspec.structs.replace(
                recent,
                revision=request.revision,
                asked_class=request.class_name,
                dtype=request.dtype,
                variant=request.variant,
                prefix=request.prefix,
                device=request.device,
            )
        self._window.profile.remember(recent)

    @Slot()
    def _forget_open(self) -> None:
        self.open_dialog = None

    def _on_preview(self, result: ModelPreview, request: Request) -> None:
        if self.open_dialog is not None and self.open_dialog.request == request:
            self.open_dialog.show_preview(result)

    @Slot()
    def _go_on_without(self) -> None:
        """The former model may go: load once more, with that permission."""
        failed = self._window.last_failure
        if failed is not None and isinstance(failed.request, LoadModel):
            self.wanted.emit(replace(failed.request, release_first=True))

    @Slot()
    def _leave_on_disk(self) -> None:
        """It does not fit: show what leaving weights on disk would mean, and let a person agree."""
        failed = self._window.last_failure
        if failed is not None and isinstance(failed.request, LoadModel):
            request = failed.request
            self.look_at(request.path, request.name, request.revision, request)

    @Slot()
    def _open_in_float32(self) -> None:
        self._open_in("float32")

    @Slot()
    def _open_in_bfloat16(self) -> None:
        self._open_in("bfloat16")

    @Slot(bool)
    def _switch_adapter(self, on: bool) -> None:
        """The model in memory with its adapter on or off: what it was opened with stays."""
        summary = self._window.summary
        if summary is not None and summary.adapter:
            self.wanted.emit(with_adapter(summary, on=on))

    def _show_adapter(self) -> None:
        """The menu's mark is what is, also after a switch that did not come about."""
        on = self.summary is not None and self.summary.adapter == "on"
        actions = self._window.actions_
        actions.adapter.setChecked(on)

    def _open_in(self, dtype: str) -> None:
        """The checkpoint in memory once more, its weights in another dtype."""
        summary = self._window.summary
        if summary is not None and summary.source:
            self.wanted.emit(
                LoadModel(
                    summary.source,
                    summary.name,
                    class_name=summary.class_name,
                    revision=summary.revision,
                    dtype=dtype,
                    variant=summary.variant,
                    device=summary.device.partition(":")[0],
                    release_first=True,
                    adapter=summary.adapter != "off",
                )
            )

    @Slot()
    def choose_tokenizer(self) -> None:
        """Let a person choose which tokenizer the model in memory reads text with."""
        from explorer.features.checkpoints.view.tokenizer_dialog import TokenizerDialog

        if self.summary is None:
            return
        window = self._window
        dialog = TokenizerDialog(
            self.summary,
            local_pane.bundled(),
            window.profile,
            window.local_pane.cache,
            window.look,
            window,
        )
        dialog.wanted.connect(self.wanted)
        dialog.open()

    # -- saving ------------------------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        """Show how the model can be saved, and what would be written."""
        from explorer.features.checkpoints.view.save_dialog import SaveDialog

        if self.summary is None or self.save_dialog is not None:
            return
        name = atomic_write.usable_name(self.summary.name.replace(",", ""), "model")
        folder = ELSEWHERE.home
        if ELSEWHERE.computer is None:
            folder = self._window.profile.text("folder", folder)
        start = ELSEWHERE.join(folder, name)
        # Whoever saves again means the same folder; what is free elsewhere is not known here.
        if ELSEWHERE.computer is None and start != self._saved:
            start = atomic_write.free_path(start)
        dialog = self.save_dialog = SaveDialog(self.summary, start, self._window)
        dialog.wanted.connect(self._from_save)
        dialog.finished.connect(self._forget_save)
        dialog.open()
        QTimer.singleShot(0, dialog, dialog.begin)  # the lane would slow its first painting down

    @Slot(object)
    def _from_save(self, request: Request) -> None:
        if isinstance(request, SaveModel) and ELSEWHERE.computer is None:
            # Should the program be killed now, the next start looks after this folder.
            self._window.profile.keep("saving", request.folder)
            self._window.profile.keep_folder(os.path.dirname(request.folder))
        self.wanted.emit(request)

    @Slot()
    def _forget_save(self) -> None:
        self.save_dialog = None

    def _on_save_preview(self, result: SavePreview, request: Request) -> None:
        if self.save_dialog is not None and isinstance(request, PreviewSave):
            self.save_dialog.show_preview(result, request)

    def _on_saved(self, result: ModelSaved, request: Request) -> None:
        """A folder was written whole: remember it, and offer to check it."""
        window = self._window
        window.profile.keep("saving", "")
        name, about = os.path.basename(result.folder), result.summary
        window.profile.remember(Recent(result.folder, name, about.class_name, about.state))
        if self.unsaved is not None and self.unsaved.serial == about.serial:
            self.unsaved = None
            if self._snapshot is not None:
                self._kept_snapshots.add(self._snapshot)
        self._saved = result.folder
        window.actions_.meet({Requirement.SAVED: True})
        total = sum(file.bytes for file in result.files)
        window.message_bar.tell(
            numbers.ntr(
                "Saved in {folder}: {count} file, {total}.",
                "Saved in {folder}: {count} files, {total}.",
                len(result.files),
                folder=result.folder,
                total=numbers.bytes_(total),
            ),
            Remedy(tr("Check it"), "checkSavedAction"),
        )
        window.local_pane.list.select(result.folder)

    @Slot()
    def _check_saved(self) -> None:
        """Load what was saved once more and compare it with the model in memory."""
        if self._saved:
            self.wanted.emit(CompareSaved(self._saved))

    def _on_compared(self, result: SavedCompared, request: Request) -> None:
        self._window.message_bar.tell(
            tr(
                "{folder}, loaded again: {sentence}",
                folder=os.path.basename(result.folder),
                sentence=result.sentence,
            )
        )

    def _on_tidied(self, result: FoldersTidied, request: Request) -> None:
        self._window.profile.keep("saving", "")
        self._window.local_pane.show_missing(result.missing)
        if result.restored:
            self._window.message_bar.tell(
                tr(
                    "The program ended in the middle of saving. Nothing was lost: "
                    "{restored} is as it was before.",
                    restored=numbers.joined(result.restored),
                )
            )

    # -- the model in memory -----------------------------------------------------------------

    def _on_ready(self, ready: ModelReady, request: Request) -> None:
        loaded = ready.verb == "loaded"
        if loaded:
            self._remember(ready.summary, request)
        former = self.summary
        self._show_model(ready.summary)
        if former is None or former.serial != ready.summary.serial:
            self._forget_saved()
            self._snapshot = request if isinstance(request, OpenSnapshot) else None
            self._all_kept = self._all_kept and self._snapshot is not None
            # The same weights, opened once more.
            is_saved = self._all_kept or self._snapshot in self._kept_snapshots
            self.unsaved = ready.summary if ready.verb in _MADE_HERE and not is_saved else None
        self.sessions.model_ready(ready, request)
        report = ready.summary.report if loaded else None
        if report is not None and report.trained < report.total:
            self.show_report()

    def _on_unloaded(self, result: ModelUnloaded, request: Request) -> None:
        self._no_model()

    def _no_model(self) -> None:
        self._show_model(None)
        self._forget_saved()
        self.unsaved = None
        self.sessions.model_gone()

    def _show_model(self, summary: ModelSummary | None) -> None:
        self.summary = summary
        self._show_adapter()
        if self.report_dialog is not None:
            self.report_dialog.reject()

    def _forget_saved(self) -> None:
        self._saved = ""
        self._window.actions_.meet({Requirement.SAVED: False})

    @Slot()
    def show_report(self) -> None:
        """Show where the weights of the model in memory came from."""
        from explorer.features.checkpoints.view.load_report import LoadReportDialog

        if self.summary is None:
            return
        if self.report_dialog is not None:
            self.report_dialog.reject()
        self.report_dialog = LoadReportDialog(self.summary, self._window.look, self._window)
        self.report_dialog.wanted.connect(self.wanted)
        self.report_dialog.part_wanted.connect(self.part_wanted)
        self.report_dialog.finished.connect(self._forget_report)
        self.report_dialog.open()

    @Slot()
    def _forget_report(self) -> None:
        sender = self.sender()
        if sender is self.report_dialog or not isinstance(sender, QDialog):
            self.report_dialog = None

    def _on_preview_ended(self, reply: Failed | Cancelled) -> None:
        """Close what waited for it."""
        if self.open_dialog is not None and self.open_dialog.request == reply.request:
            self.open_dialog.reject()

    def _on_save_preview_failed(self, failed: Failed) -> None:
        if self.save_dialog is not None:
            self.save_dialog.failed(failed)

    def _on_save_ended(self, reply: Failed | Cancelled) -> None:
        self._window.profile.keep("saving", "")

    def _on_load_ended(self, reply: Failed | Cancelled) -> None:
        """See which model is left."""
        self._show_adapter()
        request = reply.request
        if isinstance(request, LoadModel) and request.release_first and self.summary is not None:
            self._window.model.send(CheckModel(self.summary.serial))

    def end(self) -> None:
        """Take every dialog away, and remember the desk: the window closes."""
        state = self.sessions.current_state()
        # What is open elsewhere is not here at the next start.
        self.workspace.end(
            state if ELSEWHERE.computer is None else replace(state, model=None, computer=None)
        )
        for dialog in (self.open_dialog, self.save_dialog, self.report_dialog):
            if dialog is not None:
                dialog.reject()

    @Slot(object)
    def session_keeps(self, steps: tuple[Request, ...]) -> None:
        """A session file holds what makes this model again: it is not lost any more."""
        if steps and steps == self.sessions.steps:
            self.unsaved = None

    @Slot()
    def _keep_all_snapshots(self) -> None:
        """A session was saved, or opened, that has every snapshot of the training."""
        self._all_kept = True

    def may_close(self) -> bool:
        """Whether the window may close; asks where a created model would be lost."""
        from explorer.features.checkpoints.view import questions

        if self.unsaved is None:
            return True
        answer = questions.ask_unsaved(self._window, self.unsaved)
        presents = self._window.actions_.present
        if answer == "save" and presents.isChecked():
            presents.trigger()  # whoever leaves shows no folders of their own to the audience
        return self._may_go(answer)

    def may_replace(self) -> bool:
        """Whether the model in memory may go; asks once where it was trained and is not saved."""
        from explorer.features.checkpoints.view import questions

        unsaved = self.unsaved
        if unsaved is None or unsaved.state != "taught" or unsaved.serial == self._let_go:
            return True
        agreed = self._may_go(questions.ask_unsaved(self._window, unsaved, closes=False))
        self._let_go = unsaved.serial if agreed else None
        return agreed

    def _may_go(self, answer: Answer) -> bool:
        if answer == "save":
            self.save()
        return answer == "close"
