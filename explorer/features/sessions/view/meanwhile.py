"""What a person turned or typed while the model of a session was on its way: that wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from explorer.app.shell import Shell

Part = Literal["left", "centre", "text", "mode", "view", "compare"]


class Meanwhile(QObject):
    """`parts` are those that changed since `begin` while no result was being delivered."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self.parts: frozenset[Part] = frozenset()
        window.completed.connect(self._follow)

    @Slot()
    def begin(self) -> None:
        """What is done from now on counts."""
        self.parts = frozenset()

    @Slot()
    def _follow(self) -> None:
        window, inference = self._window, self._window.inference
        window.sources.currentChanged.connect(self._note("left"))
        window.centre.currentChanged.connect(self._note("centre"))
        inference.rows.changed.connect(self._note("text"))
        inference.mode.changed.connect(self._note("mode"))
        inference.views.currentChanged.connect(self._note("view"))
        window.compare.rows.changed.connect(self._note("compare"))

    def _note(self, part: Part) -> Callable[..., None]:
        def note(*values: object) -> None:
            if not self._window.state.reacting:
                self.parts |= {part}

        return note
