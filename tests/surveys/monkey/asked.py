"""Stand-ins for what asks outside the window: file dialogs, the browser. And answers to questions.

A question that waits in an event loop of its own (a message box, a menu) is answered by a timer.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from tests.surveys.monkey.words import Places

_EVERY_MS = 40
_PATIENCE, _LONG_PATIENCE = 3, 40
"""Ticks until a question is answered that came with an act, and one that came between two."""
_GIVES_UP = 100


def stand_in(rng: random.Random, places: Places, note: Callable[[str], None]) -> None:
    """Answer every file dialog with a random path, and every address with yes or no."""

    def ending(filters: str) -> str:
        first = filters.split(";;")[0]
        return first[first.rfind("*") + 1 : -1] if "*." in first else ""

    def open_name(*given: object, **_: object) -> tuple[str, str]:
        chosen = places.to_open(rng)
        note(f"a file dialog is answered with {chosen[:80]!r}")
        return chosen, ""

    def save_name(parent: object = None, title: str = "", start: str = "", filters: str = ""):  # type: ignore[no-untyped-def]
        chosen = places.to_save(rng, ending(filters) if rng.random() < 0.7 else "")
        note(f"a file dialog is answered with {chosen[:80]!r}")
        return chosen, filters.split(";;")[0]

    def folder(*_: object, **__: object) -> str:
        return open_name()[0]

    def run(self: QFileDialog) -> int:
        chosen = places.to_save(rng)
        note(f"a folder dialog is answered with {chosen[:80]!r}")
        self.setProperty("monkey", chosen)
        return int(bool(chosen))

    def selected(self: QFileDialog) -> list[str]:
        return [str(self.property("monkey"))]

    for name, stand in (
        ("getOpenFileName", open_name),
        ("getSaveFileName", save_name),
        ("getExistingDirectory", folder),
    ):
        setattr(QFileDialog, name, staticmethod(stand))
    QFileDialog.exec = run  # type: ignore[method-assign, assignment]
    QFileDialog.selectedFiles = selected  # type: ignore[method-assign]

    def address(_: object) -> bool:
        note("an address would be opened")
        return rng.random() < 0.8

    QDesktopServices.openUrl = staticmethod(address)  # type: ignore[method-assign]


class Answering(QObject):
    """Answers whatever waits in a loop of its own with one more act."""

    def __init__(self, act: Callable[[QWidget], None]) -> None:
        super().__init__()
        self._act = act
        self._busy = False
        self._ticks, self._patience = 0, _LONG_PATIENCE
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def begin(self) -> None:
        """An act begins."""
        self._ticks, self._patience = 0, _PATIENCE

    def end(self) -> None:
        """It came back; what is asked from now on was asked by something else."""
        self._ticks, self._patience = 0, _LONG_PATIENCE

    @Slot()
    def _tick(self) -> None:
        asking = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if self._busy or asking is None:
            return
        self._ticks += 1
        if self._ticks < self._patience:
            return
        self._busy = True
        try:
            if self._ticks > _GIVES_UP:
                if isinstance(asking, QDialog):
                    asking.reject()
                else:
                    asking.close()
            else:
                self._act(asking)
        finally:
            self._busy = False
