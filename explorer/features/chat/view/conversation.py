"""The messages in sight as bubbles, the newest at the foot and kept in sight while it grows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.chat.message_tree import Message
from explorer.features.chat.view.bubble import Bubble
from explorer.widgets.blocks import label, packed


class Conversation(QScrollArea):
    """`bubble_made` carries each new bubble, whose signals the pane connects.

    `welcome` is shown while nothing was said; `sentence` is below the newest message, and
    `foot` takes what else belongs there.
    """

    bubble_made = Signal(object)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._bubbles: list[Bubble] = []
        self._at_foot = True
        self.setObjectName("conversation")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("role", "page")
        column = packed(QVBoxLayout(inner), gap=10, margins=(0, 0, 6, 0))
        self.welcome = label(role="muted", wrap=True, name="chatWelcome")
        self.welcome.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.welcome, 1000)
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        column.addLayout(self._column)
        self.sentence = label(role="small", wrap=True, name="chatSentence")
        column.addWidget(self.sentence)
        self.foot = QVBoxLayout()
        column.addLayout(self.foot)
        column.addStretch(1)
        self.setWidget(inner)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._keep_foot)
        bar.valueChanged.connect(self._scrolled)
        look.changed.connect(self._fit)

    @property
    def bubbles(self) -> tuple[Bubble, ...]:
        """The bubbles in sight, the oldest first."""
        return tuple(self._bubbles)

    def show_messages(self, messages: Sequence[Message]) -> None:
        """Show these; a bubble whose message is still in its place stays as it is."""
        same = 0
        while (
            same < min(len(messages), len(self._bubbles))
            and self._bubbles[same].message is messages[same]
            and not self._bubbles[same].editing
        ):
            same += 1
        for old in self._bubbles[same:]:
            self._column.removeWidget(old)
            old.hide()
            old.setParent(None)  # another one has its name from now on
            old.deleteLater()
        del self._bubbles[same:]
        for place in range(same, len(messages)):
            bubble = Bubble(self._look, messages[place], place)
            self._bubbles.append(bubble)
            self._column.addWidget(bubble)
            self.bubble_made.emit(bubble)
        self.welcome.setVisible(not messages)
        self._fit()

    def to_foot(self) -> None:
        """Bring the newest message into sight, and keep it there."""
        self._at_foot = True
        self._keep_foot()

    @Slot()
    def _keep_foot(self) -> None:
        if self._at_foot:
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum())

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        self._at_foot = value >= bar.maximum() - self._look.em

    @Slot()
    def _fit(self) -> None:
        width = self.viewport().width() - 6
        for bubble in self._bubbles:
            bubble.fit(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width; the newest message stays in sight."""
        at_foot = self._at_foot
        super().resizeEvent(event)
        self._fit()
        if at_foot:
            self.to_foot()
