"""The sentence of a step, in the height that the longest of all steps needs."""

from __future__ import annotations

import heapq

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.widgets.blocks import PlainLabel

_LEAST_LINES = 2
_MEASURED = 64
"""Of so many, the longest by letters, the height is measured: laying out the sentences of 1,000
layers held the window for 0.15 s, and they differ in a few letters."""


class StepSentence(PlainLabel):
    """What is above it keeps its place from step to step: the height is the same at all."""

    def __init__(self, name: str = "flowCaption") -> None:
        super().__init__()
        self._sentences: tuple[str, ...] = ()
        self._measured: list[str] = []
        self._heights: dict[int, int] = {}  # layouts ask for the same few widths again and again
        self.setObjectName(name)
        self.setProperty("role", "heading")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def reserve(self, sentences: tuple[str, ...]) -> None:
        """Keep room for the longest of these."""
        if sentences != self._sentences:
            self._sentences = sentences
            self._measured = heapq.nlargest(_MEASURED, sentences, key=len)
            self._heights.clear()
            self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Other letters need another height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._heights.clear()
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps otherwise."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """Of the longest sentence, and of two lines at the least."""
        if width in self._heights:
            return self._heights[width]
        metrics = self.fontMetrics()
        room = QRect(0, 0, max(1, width), 1 << 20)
        heights = (
            metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, sentence).height()
            for sentence in self._measured
        )
        self._heights[width] = max(_LEAST_LINES * metrics.lineSpacing(), *heights, 0)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """As wide as its place."""
        return QSize(1, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Never clipped in height."""
        return self.sizeHint()
