"""The desk as it was left: the last model, its text and the tabs, back at the next start.

Only after a run that ended properly: what made the program die must not do so at every start.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QLineEdit

from explorer.messages.model import LoadModel, ModelReady

if TYPE_CHECKING:
    from explorer.window.main_window import MainWindow

_LONGEST_TEXT = 20_000


class Workspace(QObject):
    """Keeps the last model that was loaded, and asks for it again at the next start."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._load: LoadModel | None = None
        self._waiting: tuple[LoadModel, dict[str, Any]] | None = None
        profile = window.profile
        self._orderly = profile.text("running", "no") == "no"
        profile.keep("running", "yes")
        action = window.actions_.reopen
        action.setChecked(profile.text("reopen", "yes") == "yes")
        action.toggled.connect(self._toggle)

    @Slot(bool)
    def _toggle(self, on: bool) -> None:
        self._window.profile.keep("reopen", "yes" if on else "no")

    def request(self) -> LoadModel | None:
        """What to load at this start, None for nothing."""
        if not (self._orderly and self._window.actions_.reopen.isChecked()):
            return None
        try:
            kept = json.loads(self._window.profile.text("workspace", "{}"))
            request = LoadModel(**{**kept["load"], "release_first": False})
        except (ValueError, KeyError, TypeError):
            return None
        self._waiting = request, kept
        return request

    def model_ready(self, ready: ModelReady, request: object) -> None:
        """A model is in memory; where it is the one of the last time, its text comes back."""
        if ready.verb == "loaded" and isinstance(request, LoadModel):
            self._load = request
        elif ready.verb != "tokenizer":
            self._load = None  # a created model is not on the disk
        if self._waiting is None:
            return
        awaited, kept = self._waiting
        self._waiting = None
        if request is not awaited:
            return
        text = str(kept.get("text", ""))
        if text and ready.summary.tokenizer_class:
            self._window.inference.show_texts((text,))
        for tabs, name in ((self._window.centre, "centre"), (self._window.sources, "sources")):
            for place in range(tabs.count()):
                if tabs.tabText(place) == kept.get(name):
                    tabs.setCurrentIndex(place)

    def model_gone(self) -> None:
        """No model is in memory any more."""
        self._load = None

    def end(self) -> None:
        """Remember the desk; the run ended properly."""
        window = self._window
        kept: dict[str, object] = {}
        if self._load is not None:
            text = window.findChild(QLineEdit, "textInput")
            kept = {
                "load": asdict(self._load),
                "text": text.text()[:_LONGEST_TEXT] if text is not None else "",
                "centre": window.centre.tabText(window.centre.currentIndex()),
                "sources": window.sources.tabText(window.sources.currentIndex()),
            }
        window.profile.keep("workspace", json.dumps(kept))
        window.profile.keep("running", "no")
