"""The desk as it was left, at the next start: the last model with its choices, texts, views, tabs.

Only after a run that ended properly: what made the program die must not do so at every start. It
is read once torch is there, and runs nothing by itself.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from explorer import desk_json, whole_file
from explorer.messages.desk import Desk
from explorer.messages.job import Remedy
from explorer.messages.model import BorrowTokenizer, LoadModel
from explorer.texts import tr

if TYPE_CHECKING:
    from explorer.window.main_window import MainWindow

_FILE = "desk.json"


class Workspace(QObject):
    """Keeps the desk at the end, and gives it back at the next start."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        profile = window.profile
        self._orderly = profile.text("running", "no") == "no"
        profile.keep("running", "yes")
        action = window.actions_.reopen
        action.setChecked(profile.text("reopen", "yes") == "yes")
        action.toggled.connect(self._toggle)
        if not profile.writable:
            window.message_bar.tell(
                tr(
                    "Nothing can be remembered in {folder}: it cannot be written. The "
                    "program works, and forgets its settings when it closes.",
                    folder=profile.folder,
                ),
                Remedy(tr("Copy diagnostics"), "diagnosticsAction"),
            )

    @Slot(bool)
    def _toggle(self, on: bool) -> None:
        self._window.profile.keep("reopen", "yes" if on else "no")

    def desk(self) -> Desk | None:
        """What to put back at this start, None for nothing."""
        if not (self._orderly and self._window.actions_.reopen.isChecked()):
            return None
        try:
            text = (self._window.profile.folder / _FILE).read_text(encoding="utf-8")
            return desk_json.read(text).desk
        except (OSError, ValueError, desk_json.NotADesk):
            return None

    def end(self, desk: Desk) -> None:
        """Remember the desk; the run ended properly. A created model is not on the disk."""
        if desk.model is not None and not all(
            isinstance(one, LoadModel | BorrowTokenizer) for one in desk.model.steps
        ):
            desk = replace(desk, model=None)
        window = self._window
        with contextlib.suppress(OSError):  # a full disk must not keep the window from closing
            window.profile.folder.mkdir(parents=True, exist_ok=True)
            whole_file.write(window.profile.folder / _FILE, desk_json.write(desk))
        window.profile.keep("running", "no")
