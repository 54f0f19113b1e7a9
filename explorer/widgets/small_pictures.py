"""Small pictures of numbers: a vector as bars around zero, a histogram, and any slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from explorer.app.theme import Theme
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets import picture
from explorer.widgets.accessibility import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class VectorBars(Picture):
    """Numbers as thin columns from a zero line; `counts` are bars of a histogram instead."""

    def __init__(self, look: Theme, name: str, spoken: str, high: int = 110) -> None:
        super().__init__(name, spoken)
        self._look, self._high = look, high
        self._values: NDArray[np.generic] | None = None
        self._edges: NDArray[np.float32] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @property
    def values(self) -> NDArray[np.generic] | None:
        """What is shown."""
        return self._values

    def show_values(
        self, values: NDArray[np.generic], edges: NDArray[np.float32] | None = None
    ) -> None:
        """Show a vector, or counts between `edges` (one more than there are counts)."""
        self._values, self._edges = values, edges
        if values.size:
            low, high = float(values.min()), float(values.max())
            self.describe(
                numbers.ntr(
                    "{count} number, from {low} to {high}",
                    "{count} numbers, from {low} to {high}",
                    int(values.size),
                    low=numbers.rounded(low),
                    high=numbers.rounded(high),
                )
            )
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its column."""
        return QSize(1, self._look.units(self._high))

    def _area(self) -> QRectF:
        below = QFontMetrics(self._look.font(11)).height() if self._edges is not None else 0
        return QRectF(0, 2, self.width() - 1, self.height() - 4 - below)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One column for each number, or for each pixel the two farthest of those it covers."""
        import numpy as np

        if self._values is None or not self._values.size:
            return
        look = self._look
        with QPainter(self) as painter:
            area = self._area()
            # In double: the sum of a large offset and a small number would lose the latter.
            values = np.nan_to_num(self._values.astype(np.float64))
            # 0 is always in the picture, or bars would have no ground.
            low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
            span = (high - low) or 1.0
            zero = area.bottom() + low / span * area.height()
            count = values.size
            pixels = max(1, int(area.width()))
            if count > pixels:
                starts = np.arange(pixels) * count // pixels
                # Highest and lowest of the numbers under one pixel: a lone outlier stays in sight.
                highs = np.maximum.reduceat(values, starts)
                lows = np.minimum.reduceat(values, starts)
                count = pixels
            else:
                highs, lows = np.maximum(values, 0), np.minimum(values, 0)
            wide = area.width() / count
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            gap = 1.0 if wide >= 4 else 0.0
            for place in range(count):
                top = zero - max(0.0, float(highs[place])) / span * area.height()
                bottom = zero - min(0.0, float(lows[place])) / span * area.height()
                painter.drawRect(
                    QRectF(
                        area.x() + place * wide, top, max(1.0, wide - gap), max(0.0, bottom - top)
                    )
                )
            painter.setPen(QPen(look.colour("field_line"), 1))
            painter.drawLine(QPointF(area.x(), zero), QPointF(area.right(), zero))
            if self._edges is not None:
                painter.setFont(look.font(11))
                painter.setPen(look.colour("muted"))
                line = QRectF(
                    0, area.bottom() + 2, self.width() - 1, self.height() - area.bottom() - 2
                )
                painter.drawText(
                    line, Qt.AlignmentFlag.AlignLeft, numbers.rounded(float(self._edges[0]))
                )
                painter.drawText(
                    line, Qt.AlignmentFlag.AlignRight, numbers.rounded(float(self._edges[-1]))
                )

    def tip_at(self, point: QPointF) -> str:
        """The number under the mouse."""
        values = self._values
        if values is None or not values.size:
            return ""
        # Never 1: the right edge belongs to the last number.
        place = int(max(0.0, min(0.999, point.x() / max(1, self.width()))) * values.size)
        if self._edges is None:
            return tr(
                "Number {position} of {size}: {value}",
                position=place + 1,
                size=values.size,
                value=numbers.rounded(float(values[place])),
            )
        low, high = float(self._edges[place]), float(self._edges[place + 1])
        return tr(
            "{numbers} between {low} and {high}",
            numbers=numbers.count(int(values[place])),
            low=numbers.rounded(low),
            high=numbers.rounded(high),
        )


class SlicePicture(Picture):
    """Levels of 0..255 as a picture, stretched to the width; low is pale, high is full."""

    def __init__(self, look: Theme, name: str, spoken: str, most: int = 180) -> None:
        super().__init__(name, spoken)
        self._look, self._most = look, most
        self._levels: NDArray[np.uint8] | None = None
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._again)

    @property
    def levels(self) -> NDArray[np.uint8] | None:
        """What is shown, uint8 [rows, columns]."""
        return self._levels

    def show_levels(self, levels: NDArray[np.uint8]) -> None:
        """Show this picture."""
        self._levels = levels
        self._again()

    def _again(self) -> None:
        self._image = None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Some pixels a row, up to a limit."""
        rows = self._levels.shape[0] if self._levels is not None else 1
        return QSize(1, min(self._look.units(self._most), rows * self._look.units(12)) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, stretched."""
        levels = self._levels
        if levels is None or not levels.size:
            return
        if self._image is None:
            for axis, size in ((0, self.height() - 2), (1, self.width() - 2)):
                if levels.shape[axis] > max(1, size):
                    levels = picture.fit(levels, axis, max(1, size))
            self._image = picture.image(levels, self._look.theme.ramp)
        with QPainter(self) as painter:
            area = QRectF(1, 1, self.width() - 2, self.height() - 2)
            painter.drawImage(area, self._image)
            painter.setPen(QPen(self._look.colour("line"), 1))
            painter.drawRect(area)

    def resizeEvent(self, event: object) -> None:
        """Fit again."""
        self._image = None
