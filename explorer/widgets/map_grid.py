"""Many small maps of numbers as one picture: a cell for each row (down) and column (across)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QPen

from explorer.app.theme import Theme
from explorer.widgets import picture
from explorer.widgets.fitted_picture import FittedPicture


class MapGrid(FittedPicture):
    """Maps of numbers from 0 to 1; the rows are numbered at the left, the columns above."""

    def __init__(self, look: Theme, name: str, spoken: str) -> None:
        super().__init__(name, spoken)
        self._look = look
        self._maps: NDArray[np.float32] = np.zeros((0, 0, 0, 0), np.float32)
        self._images: list[list[QImage]] = []
        look.changed.connect(self._again)

    def show_maps(self, maps: NDArray[np.float32], summary: str) -> None:
        """Show `maps` [rows, columns, down, across]; `summary` says in words what they show."""
        other = maps.shape != self._maps.shape
        self._maps = maps
        self.describe(summary)
        self._draw()
        if other:
            self.updateGeometry()
        self.update()

    @property
    def maps(self) -> NDArray[np.float32]:
        """What is shown."""
        return self._maps

    def _again(self) -> None:
        self._draw()
        self.updateGeometry()

    def _draw(self) -> None:
        stops = self._look.theme.ramp
        self._images = [
            [picture.image(picture.levels(cell, 0.0, 1.0), stops) for cell in row]
            for row in self._maps
        ]

    def _measures(self, width: int) -> tuple[float, float, float]:
        """Left and top edge, and a cell with its gap."""
        metrics = QFontMetrics(self._look.font(11))
        left = metrics.horizontalAdvance("00") + self._look.units(6)
        columns = max(1, self._maps.shape[1])
        cell = min((width - left) / columns, float(self._look.units(56)))
        return left, metrics.height() + self._look.units(2), max(4.0, cell)

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels."""
        _, top, cell = self._measures(width)
        return round(top + cell * self._maps.shape[0]) + 1 if self._maps.size else 1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each map with a frame, and the numbers of rows and columns."""
        look = self._look
        left, top, cell = self._measures(self.width())
        gap = 4 if cell >= 28 else 1
        with QPainter(self) as painter:
            painter.setFont(look.font(11))
            high = QFontMetrics(look.font(11)).height()
            for row, images in enumerate(self._images):
                painter.setPen(look.colour("muted"))
                if high <= cell or not row:
                    side = QRectF(0, top + row * cell, left - look.units(6), cell - gap)
                    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    painter.drawText(side, right, str(row + 1))
                for column, image in enumerate(images):
                    area = QRectF(left + column * cell, top + row * cell, cell - gap, cell - gap)
                    if not row and (high <= cell or not column):
                        above = QRectF(area.left(), 0, max(area.width(), high), high)
                        painter.setPen(look.colour("muted"))
                        painter.drawText(above, Qt.AlignmentFlag.AlignHCenter, str(column + 1))
                    painter.drawImage(area, image)
                    painter.setPen(QPen(look.colour("line"), 1))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(area)
