"""Ends the program in order when the terminal or the system asks: Ctrl+C, a logout, `kill`.

Python answers a signal only between two of its own steps, and Qt waits outside of Python: a byte
through a pair of sockets wakes it. A second signal ends the process at once.

Where the screen goes away (the X server or the Wayland compositor died), Qt says so and calls
`exit`, which aborted in the lanes' threads before anything was saved. What it says comes here
first: the window is kept for the next start, and the process ends at once.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, Any

from explorer.boundary import network

if TYPE_CHECKING:
    import socket

    from PySide6.QtCore import QMessageLogContext, QSocketNotifier, QtMsgType

    from explorer.app.main_window import MainWindow

_SCREEN_GONE = ("The X11 connection broke", "The Wayland connection broke")
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last two are each of one system only


class Shutdown:
    """Listens from the very start; `follow` names the window that is to be closed."""

    def __init__(self) -> None:
        self.number = 0
        self._wake: tuple[socket.socket, socket.socket] | None = None
        self._notifier: QSocketNotifier | None = None
        self._former: tuple[int, Any] = (-1, None)
        self._kept = {}
        for name in _SIGNALS:
            item = getattr(signal, name, None)
            if item is not None and signal.getsignal(item) is not signal.SIG_IGN:  # nohup ignores
                self._kept[item] = signal.signal(item, self._asked)

    @property
    def status(self) -> int:
        """The exit status that shells know of such an end; 0 while nobody asked."""
        return 128 + self.number if self.number else 0

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.number = number
        for item in self._kept:
            signal.signal(item, signal.SIG_DFL)

    def follow(self, window: MainWindow) -> None:
        """Close this window once it is asked; at once where that was before it was there."""
        import socket

        from PySide6.QtCore import QSocketNotifier, qInstallMessageHandler

        self._window = window
        handler = qInstallMessageHandler(self._heard)
        with network.allowed():  # on Windows a pair is two sockets of this computer
            reading, writing = self._wake = socket.socketpair()
        for item in self._wake:
            item.setblocking(False)
        number = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
        self._former = number, handler
        self._notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._woken)
        if self.number:
            writing.send(b"\0")

    def _heard(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """What Qt has to say goes where it always went."""
        with contextlib.suppress(Exception):  # the terminal may have gone as well
            print(message, file=sys.stderr, flush=True)
        if message.startswith(_SCREEN_GONE):
            with contextlib.suppress(Exception):
                self._window.remember()
                self._window.profile.finish()
            os._exit(1)

    def _woken(self) -> None:
        if self._wake is not None:
            self._wake[0].recv(4096)
        if not self.number:
            return
        from PySide6.QtCore import QCoreApplication

        self._window.close()
        QCoreApplication.exit()  # a question that waits for its answer would hold the program

    def over(self) -> None:
        """Listen no more; the former handlers are back."""
        if self._wake is not None:
            from PySide6.QtCore import qInstallMessageHandler

            number, handler = self._former
            if self._notifier is not None:
                self._notifier.setEnabled(False)
            qInstallMessageHandler(handler)
            signal.set_wakeup_fd(number)
            for socket in self._wake:
                socket.close()
        for socket, former in self._kept.items():
            signal.signal(socket, former)
