"""The picture and its answers side by side, the sentence and the timeline below both."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from explorer.app.theme import Theme

_BESIDE, _BESIDE_FULL = 50, 30
"""Widths of body text (em) from which the answers are beside the picture; on a full screen."""

_WORD = 13
"""The least width of the answers beside a picture, in em."""


class Arrangement(QWidget):
    """Where room is short the answers come last, below all else: so it is no ResponsivePair.

    `turned` fires when they move.
    """

    turned = Signal()

    def __init__(self, look: Theme, picture: QWidget, answers: QWidget, *below: QWidget) -> None:
        super().__init__()
        self._look, self._picture, self._answers, self._below = look, picture, answers, below
        self._full = self._grows = False
        self._shown: tuple[bool, bool] | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self.setMinimumWidth(1)
        look.changed.connect(self.arrange)
        self.arrange()

    def fill(self, on: bool) -> None:
        """Give the picture all the height that is left, or what it asks for."""
        self._full = on
        self.arrange()

    def grow(self, on: bool) -> None:
        """Let the picture take the height that is left, with all else as usual."""
        self._grows = on
        self._grid.setRowStretch(0, int(self._full or on))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again at what fits."""
        super().resizeEvent(event)
        self.arrange()

    @Slot()
    def arrange(self) -> None:
        """Put the parts where they fit."""
        room = self.width() >= (_BESIDE_FULL if self._full else _BESIDE) * self._look.em
        neighbour = room and not self._answers.isHidden()  # else the picture has all the width
        # Room for a word of some length beside its number, before the picture takes the rest.
        least = min(_WORD * self._look.em, self.width() // 3)
        self._answers.setMinimumWidth(least if neighbour else 0)
        if self._shown == (neighbour, self._full):
            return
        self._shown = (neighbour, self._full)
        grid, last = self._grid, len(self._below) + 1
        for widget in (self._picture, self._answers, *self._below):
            grid.removeWidget(widget)
        grid.addWidget(self._picture, 0, 0, 1, 1 if neighbour else 2)
        for row, widget in enumerate(self._below, start=1):
            grid.addWidget(widget, row, 0, 1, 2)
        if neighbour:
            top = Qt.AlignmentFlag(0) if self._full else Qt.AlignmentFlag.AlignTop
            grid.addWidget(self._answers, 0, 1, top)
        else:
            grid.addWidget(self._answers, last, 0, 1, 2)
        grid.setColumnStretch(0, 3 if self._full else 4)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, int(self._full or self._grows))
        self.turned.emit()

    @property
    def side_by_side(self) -> bool:
        """Whether the answers are beside the picture."""
        return self._shown is not None and self._shown[0]
