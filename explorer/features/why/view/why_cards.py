"""The four cards in two columns where there is room, and in one, the summary first, elsewhere."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from explorer.app.theme import Theme

_TWO_COLUMNS = 62
"""Widths of body text (em) from which two cards are side by side."""


class WhyCards(QWidget):
    """Lays out the cards of the words, the map, the parts and the summary."""

    def __init__(
        self, look: Theme, words: QWidget, patch_map: QWidget, parts: QWidget, summary: QWidget
    ) -> None:
        super().__init__()
        self._look = look
        self._cards = (words, patch_map, parts, summary)
        self._wide: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)
        self.setMinimumWidth(1)
        look.changed.connect(self.arrange)
        self.arrange()

    @property
    def side_by_side(self) -> bool:
        """Whether there are two columns."""
        return bool(self._wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again at what fits."""
        super().resizeEvent(event)
        self.arrange()

    @Slot()
    def arrange(self) -> None:
        """Put the cards where they fit."""
        wide = self.width() >= _TWO_COLUMNS * self._look.em
        if wide == self._wide:
            return
        self._wide = wide
        words, patch_map, parts, summary = self._cards
        for card in self._cards:
            self._grid.removeWidget(card)
        if wide:
            # The map, which comes last, is below the summary: its sentences stay where they are.
            places = ((words, 0, 0), (summary, 0, 1), (parts, 1, 0), (patch_map, 1, 1))
        else:
            places = ((summary, 0, 0), (words, 1, 0), (patch_map, 2, 0), (parts, 3, 0))
        for card, row, column in places:
            self._grid.addWidget(card, row, column)
        self._grid.setColumnStretch(0, 5 if wide else 1)
        self._grid.setColumnStretch(1, 6 if wide else 0)
