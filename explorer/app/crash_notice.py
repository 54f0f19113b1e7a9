"""Tells at the start that the program crashed the last time, and shows what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.shell import Shell


class CrashNotice(QObject):
    """Waits until the desk of the last time is back: its requests would clear the message.

    `left` is what the crash log has of that end, empty where it has nothing.
    """

    def __init__(self, window: Shell, left: str) -> None:
        super().__init__(window)
        self._window, self._left = window, left
        window.model.changed.connect(self._tell)

    @Slot()
    def _tell(self) -> None:
        window = self._window
        if window.prepared is None or window.model.jobs:
            return
        window.model.changed.disconnect(self._tell)
        if self._left:
            window.tell_error(
                tr(
                    "The program crashed the last time it ran. The details say what it was doing "
                    "then; they help to report it."
                ),
                self._left,
            )
        else:
            window.message_bar.tell(
                tr(
                    "Last time the system ended the program, for example because the computer ran "
                    "out of memory. What was not saved is lost; what a training learned may be in "
                    "the Train tab."
                )
            )
