"""Where everything was scrolled to and how the splitters lay, put back when the room is back.

A window gets its former size some time after it asked for it, so each place waits for its own.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QScrollArea, QScrollBar, QSplitter, QWidget
from shiboken6 import isValid

from explorer.widgets.timer import single_shot

_WAITS_MS = 5_000
"""A window manager has given the size back by then, also on a slow computer."""


class FormerPlaces(QObject):
    """Notes them at once; `put_back` restores what has its former room, and the rest as it comes.

    What does not get its former room, because something else is shown there now, stays as it is.
    A person who scrolls or moves a splitter meanwhile has the last word.
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
                bar.actionTriggered.connect(self.end)  # by hand; not what `setValue` does
        for splitter, *_ in self._splitters:
            if isValid(splitter):
                splitter.installEventFilter(self)
                splitter.splitterMoved.connect(self.end)
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


class TopOfPages(QObject):
    """What is uppermost in sight of each page that is scrolled; `keep` has it there again in
    letters of another size, until a person scrolls. A page at its beginning stays there."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._tops: list[tuple[QScrollArea, list[tuple[QWidget, int]]]] = []
        for area in window.findChildren(QScrollArea):
            inner, value = area.widget(), area.verticalScrollBar().value()
            if inner is not None and value and area.isVisible():
                self._tops.append((area, _in_sight(inner, value, area.viewport().height())))
        self._again = single_shot(self, 0, self._scroll)

    def keep(self) -> None:
        """Scroll there, and again while what is laid out changes."""
        for area, _ in self._tops:
            bar = area.verticalScrollBar()
            bar.rangeChanged.connect(self._again.start)
            bar.actionTriggered.connect(self.end)
        self._again.start()
        QTimer.singleShot(_WAITS_MS, self, self.end)

    @Slot()
    def end(self) -> None:
        """Wait no longer."""
        self._tops = []
        self.deleteLater()

    @Slot()
    def _scroll(self) -> None:
        for area, parts in self._tops:
            inner = area.widget() if isValid(area) else None
            for part, below in parts if inner is not None else ():
                if isValid(part) and part.isVisible() and inner is not None:
                    top = part.mapTo(inner, QPoint(0, 0)).y()
                    area.verticalScrollBar().setValue(top - below)
                    break


def _in_sight(inner: QWidget, value: int, room: int) -> list[tuple[QWidget, int]]:
    """The parts of a page that begin in sight, the uppermost first, and how far below its edge."""
    parts = [
        (part, part.mapTo(inner, QPoint(0, 0)).y() - value)
        for part in inner.findChildren(QWidget)
        if part.isVisible()
    ]
    return sorted((each for each in parts if 0 <= each[1] < room), key=lambda each: each[1])


def _hidden_in(splitter: QSplitter) -> list[bool]:
    """Which of its parts are hidden."""
    parts = map(splitter.widget, range(splitter.count()))
    return [part.isHidden() for part in parts if part is not None]
