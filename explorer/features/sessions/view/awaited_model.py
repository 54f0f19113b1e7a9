"""The model that a session waits for: named with a way to it, found in a folder or on the Hub."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from explorer.features.checkpoints.protocol import PreviewModel
from explorer.features.checkpoints.view import folder_dialogs
from explorer.features.hub.protocol.transfer import Downloaded
from explorer.features.sessions.protocol import MissingModel, SessionRead, on_disk
from explorer.features.training.protocol import OpenTraining
from explorer.protocol.job import Remedy
from explorer.protocol.model import AttachTokenizer, LoadModel
from explorer.text.translation import tr
from explorer.text.workplace import workplace

if TYPE_CHECKING:
    from explorer.app.shell import Shell


class AwaitedModel(QObject):
    """Keeps a session that was read until its model is here.

    `model_found` carries a SessionRead that can begin, `read_again` the path of a session to
    read again."""

    model_found = Signal(object)
    read_again = Signal(str)

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self._read: SessionRead | None = None
        self._fetched = ("", "")
        actions = window.actions_
        actions.locate_model.triggered.connect(self._locate)
        actions.fetch_model.triggered.connect(self._fetch)

    def wait_for(self, read: SessionRead) -> None:
        """A session was read: it begins, or a person learns which model is not here."""
        self._read = read
        self._ask_or_begin(read)

    def forget(self) -> None:
        """No session waits any more."""
        self._read = None

    def _ask_or_begin(self, read: SessionRead) -> None:
        """Begin, or tell which model is not here and how it can be had."""
        name = os.path.basename(read.path)
        missing = _first_missing(read)
        if missing is None:
            self._read = None
            self.model_found.emit(read)
        elif missing.kind == "hub":
            self._window.message_bar.tell(
                tr(
                    "The session {name} uses {path}, which is not on {computer}. Download it "
                    "from the Hub to continue.",
                    name=name,
                    path=missing.path,
                    computer=workplace(),
                ),
                Remedy(tr("Show its page"), "fetchModelAction"),
            )
        else:
            self._window.message_bar.tell(
                tr(
                    "The session {name} uses the model in {path}, which is not there. Choose the "
                    "folder where it is now to continue.",
                    name=name,
                    path=missing.path,
                ),
                Remedy(tr("Choose its folder…"), "locateModelAction"),
            )

    @Slot()
    def _locate(self) -> None:
        read = self._read
        missing = _first_missing(read) if read is not None else None
        if read is None or missing is None:
            return
        chosen = folder_dialogs.ask_open_folder(self._window, self._window.profile.text("folder"))
        if chosen:
            self._window.profile.keep_folder(os.path.dirname(chosen))
            self._put_step(read, missing, chosen)
        else:
            self._ask_or_begin(read)

    def _put_step(self, read: SessionRead, missing: MissingModel, path: str) -> None:
        """The model of one step is here; continue."""
        about = read.state.model
        assert about is not None
        steps = list(about.steps)
        step = on_disk(steps[missing.step])
        if isinstance(step, OpenTraining):
            steps[missing.step] = replace(step, path=path)
        elif step is not None:
            # It is called what its folder is called: the name of another one would be false.
            name = os.path.basename(os.path.normpath(path))
            steps[missing.step] = replace(step, path=path, name=name, revision="")
        state = replace(read.state, model=replace(about, steps=tuple(steps)))
        left = tuple(model for model in read.missing if model is not missing)
        self._read = replace(read, state=state, missing=left)
        self._ask_or_begin(self._read)

    @Slot()
    def _fetch(self) -> None:
        """Show the Hub's page of a checkpoint that is not here: the session's, or the failure's."""
        missing = _first_missing(self._read) if self._read is not None else None
        failed = self._window.last_failure
        path, revision = "", ""
        match failed.request if failed is not None else None:
            case LoadModel() | PreviewModel() | AttachTokenizer() as request:
                path, revision = request.path, getattr(request, "revision", "")
        if missing is not None:
            path, revision = missing.path, missing.revision
        if path:
            self._window.open_page(path, revision or "main")

    @Slot(object, object)
    def downloaded(self, request: object, result: object) -> None:
        """A checkpoint came from the Hub; where a session waits for it, it continues."""
        read = self._read
        missing = _first_missing(read) if read is not None else None
        if not isinstance(result, Downloaded) or read is None or missing is None:
            return
        if missing.kind != "hub" or missing.path != result.checkpoint:
            return
        if missing.revision in ("", result.revision, result.commit):
            self._fetched = (result.checkpoint, result.commit)
            self.read_again.emit(read.path)

    def takes(self, request: LoadModel) -> bool:
        """Whether the session loads what was just downloaded, so that nobody else has to."""
        fetched, self._fetched = self._fetched, ("", "")
        return fetched == (request.name, request.revision)


def _first_missing(read: SessionRead) -> MissingModel | None:
    return next((model for model in read.missing if model.step >= 0), None)
