"""Two widgets side by side where there is room, one below the other where there is not."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from explorer.app.theme import Theme


class ResponsivePair(QWidget):
    """`room` is the width, in widths of body text (em), from which both are side by side."""

    def __init__(
        self,
        look: Theme,
        left: QWidget,
        right: QWidget,
        room: int,
        shares: tuple[int, int] = (1, 1),
        gap: int = 10,
    ) -> None:
        super().__init__()
        self._look, self._room, self._shares = look, room, shares
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)
        self._row.addWidget(left, shares[0])
        self._row.addWidget(right, shares[1])
        self.setMinimumWidth(1)
        look.changed.connect(self.arrange)

    @property
    def side_by_side(self) -> bool:
        """Whether there is room for both in one row."""
        return self._row.direction() == QBoxLayout.Direction.LeftToRight

    def set_room(self, room: int) -> None:
        """Be side by side from another width (em) on."""
        if room != self._room:
            self._room = room
            self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again at what fits."""
        super().resizeEvent(event)
        self.arrange()

    @Slot()
    def arrange(self) -> None:
        """Put the two where they fit."""
        wide = self.width() >= self._room * self._look.em
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != way:
            self._row.setDirection(way)
            # One below the other, the first is as high as it needs to be, and no share of the rest.
            for place, share in enumerate(self._shares if wide else (0, 1)):
                self._row.setStretch(place, share)
