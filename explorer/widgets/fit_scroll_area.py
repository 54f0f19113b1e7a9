"""A pane that scrolls as a whole where the window is too low for the text, and else fills it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from explorer.widgets.blocks import packed


class FitScrollArea(QScrollArea):
    """Its column is as high as the pane, or as high as what is in it needs at the least.

    `least` gives a height in pixels below which the column never goes, for what could be
    squeezed to nothing: lists, and pages that scroll on their own.
    """

    def __init__(self, gap: int = 6, least: Callable[[], int] | None = None) -> None:
        super().__init__()
        self._least = least
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(1)
        self.inner = QWidget()
        self.inner.setProperty("role", "page")
        self.column = packed(QVBoxLayout(self.inner), gap=gap)
        self.setWidget(self.inner)
        self.inner.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """What the column would like."""
        return self.column.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As small as its place: it scrolls."""
        return QSize(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new room."""
        super().resizeEvent(event)
        self.fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is in the column wants another height."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.inner:
            self.fill()
        return super().eventFilter(watched, event)

    def fill(self) -> None:
        """Give the column its size; twice where the scroll bar that appears takes its room."""
        # Without scroll bars: what is there if none is shown.
        room = self.maximumViewportSize()
        need = self._need(room.width())
        if need > room.height():
            room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
            need = self._need(room.width())
        self.inner.resize(max(1, room.width()), max(room.height(), need))

    def _need(self, width: int) -> int:
        need = self.column.totalMinimumHeightForWidth(width)
        # -1 where nothing in the column has a height that depends on its width.
        if need < 0:
            need = self.column.totalMinimumSize().height()
        return max(need, self._least() if self._least is not None else 0)
