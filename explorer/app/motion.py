"""Less motion: nothing on the screen moves by itself where a person, or the system, wants that.

Qt tells no such wish of the system, so it is asked in its own ways, after the first paint and
without waiting for the answer.
"""

from __future__ import annotations

import shutil
import sys

from PySide6.QtCore import QObject, QProcess, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from explorer.app.settings import Settings
from explorer.app.status import StatusBar

_ASK = {
    "linux": ("gsettings", "get", "org.gnome.desktop.interface", "enable-animations"),
    "darwin": ("defaults", "read", "com.apple.universalaccess", "reduceMotion"),
}
_CLIENT_AREA_ANIMATION = 0x1042
"""SPI_GETCLIENTAREAANIMATION of Windows."""


class Motion(QObject):
    """Follows the menu's choice, else the system; `less` says how it is now."""

    def __init__(self, action: QAction, profile: Settings, status: StatusBar) -> None:
        super().__init__(action)
        self._action, self._profile, self._status = action, profile, status
        self._flash = QApplication.styleHints().cursorFlashTime()
        self._asking: QProcess | None = None
        action.triggered.connect(self._chosen)
        text = profile.text("lessMotion")
        self.set_reduced(text == "yes")
        if not text:
            self._ask_system()

    @property
    def less(self) -> bool:
        """Whether nothing may move by itself."""
        return self._action.isChecked()

    @Slot(bool)
    def _chosen(self, on: bool) -> None:
        self._profile.keep("lessMotion", "yes" if on else "no")
        self.set_reduced(on)

    def set_reduced(self, less: bool) -> None:
        """Stop or allow what moves: the bar of a job of unknown length, the blinking cursor."""
        self._action.setChecked(less)
        self._status.keep_still(less)
        QApplication.styleHints().setCursorFlashTime(0 if less else self._flash)

    def _ask_system(self) -> None:
        if sys.platform == "win32":
            self.set_reduced(not _windows_animates())
            return
        question = _ASK.get(sys.platform)
        if question is None or shutil.which(question[0]) is None:
            return
        self._asking = QProcess(self)
        self._asking.finished.connect(self._answered)
        self._asking.start(question[0], list(question[1:]))

    @Slot()
    def _answered(self) -> None:
        if self._asking is not None:
            self.set_reduced(wants_less(bytes(self._asking.readAllStandardOutput().data())))
            self._asking = None

    def end(self) -> None:
        """Ask no more, and let the cursor blink as it did: the window closes."""
        QApplication.styleHints().setCursorFlashTime(self._flash)
        if self._asking is not None:
            self._asking.kill()
            self._asking.waitForFinished(500)


def wants_less(answer: bytes) -> bool:
    """`false` answers GNOME's "enable animations", `1` macOS's "reduce motion"."""
    return answer.strip() in (b"false", b"1")


def _windows_animates() -> bool:
    import ctypes

    c_int = ctypes.c_int(1)
    parameters = (_CLIENT_AREA_ANIMATION, 0, ctypes.byref(c_int), 0)
    ctypes.windll.user32.SystemParametersInfoW(*parameters)  # type: ignore[attr-defined,unused-ignore]
    return bool(c_int.value)
