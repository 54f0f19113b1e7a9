"""The desk as it was left, at the next start: the last model with its choices, texts, views, tabs.

Only after a run that ended properly: what made the program die must not do so at every start. It
is read once torch is there. What ran quickly is run again: one sees what one left.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from explorer.boundary import atomic_write, typed_json
from explorer.boundary.limits import SESSION
from explorer.features.sessions import session_format
from explorer.features.sessions.protocol import SessionState, on_disk
from explorer.protocol.job import Remedy
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_FILE = "desk.json"


class Workspace(QObject):
    """Keeps the desk at the end, and gives it back at the next start."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        profile = window.profile
        self._orderly = profile.text("running", "no") == "no"
        action = window.actions_.reopen
        action.setChecked(profile.text("reopen", "yes") == "yes")
        action.toggled.connect(self._toggle)
        self._is_read = False
        self._said: list[str] = []
        profile.failed.connect(self._say)
        window.completed.connect(self._say_unread)
        if not window.embedded:
            # Written even where nothing changes: a disk that is full is then reported at once.
            profile.keep("running", "yes", always=True)

    @Slot()
    def _say_unread(self) -> None:
        """Tell what of the settings could not be read, once every page has looked at its own."""
        if self._window.profile.unread:
            self._say(self._window.profile.unread)

    @Slot(str)
    def _say(self, sentence: str) -> None:
        """Tell something about what is remembered, beside what was said of it before."""
        self._said.append(sentence)
        self._window.message_bar.tell(
            " ".join(self._said), Remedy(tr("Copy diagnostics"), "diagnosticsAction")
        )

    @Slot(bool)
    def _toggle(self, on: bool) -> None:
        self._window.profile.keep("reopen", "yes" if on else "no")

    @property
    def is_kept(self) -> bool:
        """Whether there may be something to put back at this start."""
        reopen = self._window.actions_.reopen
        wanted = self._orderly and reopen.isChecked() and not self._window.embedded
        return wanted and (self._window.profile.folder / _FILE).is_file()

    def session(self) -> SessionState | None:
        """What to put back at this start, None for nothing."""
        self._is_read = True
        window = self._window
        if window.embedded or not (self._orderly and window.actions_.reopen.isChecked()):
            return None
        file = window.profile.folder / _FILE
        try:
            return _openable(session_format.read(typed_json.read_bytes(file, SESSION.bytes)).state)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            reason = typed_json.why(error)
        except (typed_json.Malformed, session_format.InvalidSession) as error:
            reason = str(error)
        sentence = tr("What was open the last time could not be read: {reason}.", reason=reason)
        with contextlib.suppress(OSError):
            sentence = tr(
                "{sentence} The old file is kept as {path}.",
                sentence=sentence,
                path=atomic_write.set_aside(file),
            )
        self._say(sentence)
        return None

    def end(self, state: SessionState) -> None:
        """Remember the desk; the run ended properly."""
        if self._window.embedded:
            return  # the model of a script is not there at the next start
        state = _openable(state)
        window = self._window
        if self.is_kept and not self._is_read and state.model is None:
            # Closed while the program was starting: the desk of the last time was not back yet.
            window.profile.keep("running", "no")
            return
        with contextlib.suppress(OSError):  # a full disk must not keep the window from closing
            window.profile.folder.mkdir(parents=True, exist_ok=True)
            atomic_write.write(window.profile.folder / _FILE, session_format.write(state))
        window.profile.keep("running", "no")


def _openable(state: SessionState) -> SessionState:
    """The desk without a created model, which is not on the disk and takes long to make again."""
    steps = state.model.steps if state.model is not None else ()
    if all(map(on_disk, steps)):
        return state
    return replace(state, model=None)
