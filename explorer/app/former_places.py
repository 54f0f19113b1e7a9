"""Where everything was scrolled to and how the splitters lay, put back when the room is back.

A window gets its former size some time after it asked for it, so each place waits for its own.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QScrollBar, QSplitter, QWidget
from shiboken6 import isValid

from explorer.widgets.timer import single_shot

_WAITS_MS = 1_000
"""A window manager has given the size back by then; later a jump would surprise."""


class FormerPlaces(QObject):
    """Notes them at once; `put_back` restores what has its former room, and the rest as it comes.

    What does not get its former room, because something else is shown there now, stays as it is.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._bars = [
            (bar, bar.maximum(), bar.value())
            for bar in window.findChildren(QScrollBar)
            if bar.window() is window
        ]
        self._splitters = [
            (splitter, splitter.size(), _hidden_in(splitter), splitter.sizes())
            for splitter in window.findChildren(QSplitter)
            if splitter.window() is window
        ]
        self._again = single_shot(self, 0, self._restore)

    def put_back(self) -> None:
        """Restore, and continue while the window finds its size."""
        for bar, *_ in self._bars:
            if isValid(bar):
                bar.rangeChanged.connect(self._again.start)
        for splitter, *_ in self._splitters:
            if isValid(splitter):
                splitter.installEventFilter(self)
        self._again.start()
        QTimer.singleShot(_WAITS_MS, self, self.end)

    @Slot()
    def end(self) -> None:
        """Wait no longer."""
        self._bars, self._splitters = [], []
        self.deleteLater()

    @Slot()
    def _restore(self) -> None:
        for splitter, room, hidden, sizes in self._splitters:
            if not isValid(splitter) or splitter.sizes() == sizes:
                continue
            # Sizes of other parts would leave one that is shown now without any room.
            if (splitter.size(), _hidden_in(splitter)) == (room, hidden):
                splitter.setSizes(sizes)
        for bar, most, value in self._bars:
            if isValid(bar) and bar.maximum() == most:
                bar.setValue(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A splitter has another size."""
        if event.type() == QEvent.Type.Resize:
            self._again.start()
        return super().eventFilter(watched, event)


def _hidden_in(splitter: QSplitter) -> list[bool]:
    """Which of its parts are hidden."""
    parts = map(splitter.widget, range(splitter.count()))
    return [part.isHidden() for part in parts if part is not None]
