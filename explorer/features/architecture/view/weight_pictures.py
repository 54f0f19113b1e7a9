"""Pictures of one weight: the matrix as one image, and the histogram of its numbers."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy

from explorer.app.theme import Theme
from explorer.features.architecture.protocol import WeightView
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture
from explorer.widgets.fitted_picture import FittedPicture

_MOST_HEIGHT = 300
_LEAST_HEIGHT = 12
_NEGATIVE_SHARES = (1.0, 0.75, 0.5, 0.25)
_ZERO = 128
"""The level of zero among 256."""
_MARKED = 3
"""Pixels of a dot from which a line through it can be seen."""


def both_ways(look: Theme) -> tuple[str, ...]:
    """Stops from the most negative over zero to the most positive: orange, nothing, blue."""
    ramp = look.theme.ramp
    base, far = QColor(ramp[0]), look.colour("warn")
    below = tuple(_mixed(base, far, share) for share in _NEGATIVE_SHARES)
    return (*below, *ramp)


def _colours(stops: tuple[str, ...]) -> list[int]:
    """256 colours: 0 is the first stop, 128 the middle one (zero), 255 the last."""
    last = len(stops) - 1
    colours = []
    for level in range(256):
        place = min(level / 256 * last, last - 1e-9)
        below = int(place)
        mixed = _mixed(QColor(stops[below]), QColor(stops[below + 1]), place - below)
        colours.append(QColor(mixed).rgb())
    return colours


def _mixed(colour: QColor, other: QColor, share: float) -> str:
    pairs = (
        (colour.red(), other.red()),
        (colour.green(), other.green()),
        (colour.blue(), other.blue()),
    )
    return QColor(*(round(a + (b - a) * share) for a, b in pairs)).name()


class MatrixPicture(FittedPicture):
    """`pointed` carries the row and column of the weight under a click or the arrow keys."""

    pointed = Signal(int, int)

    def __init__(self, look: Theme) -> None:
        super().__init__("weightPicture", tr("The tensor as a picture"), QSizePolicy.Policy.Fixed)
        self._look = look
        self._weight: WeightView | None = None
        self._image: QImage | None = None
        self._marked: QImage | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        look.changed.connect(self._restyle)

    @property
    def image(self) -> QImage | None:
        """What is painted."""
        return self._image

    def show_weight(self, weight: WeightView) -> None:
        """Show a weight; the frame marks the slice of numbers."""
        self._weight = weight
        self.setToolTip(
            tr(
                "Each dot shows the number of largest magnitude in its block. Where dots are "
                "large enough, those below zero have a line through them. "
                "Click to read the numbers there."
            )
        )
        self.describe(
            tr(
                "{shape}, from {least} to {greatest}",
                shape=numbers.shape(weight.shape),
                least=numbers.rounded(weight.least),
                greatest=numbers.rounded(weight.greatest),
            )
        )
        self._restyle()

    def _restyle(self) -> None:
        if self._weight is not None:
            levels = self._weight.overview
            high, wide = levels.shape
            form = QImage.Format.Format_Indexed8
            # Without the stride Qt takes rows as padded to four bytes.
            self._image = QImage(levels.tobytes(), wide, high, wide, form).copy()
            # Below zero, the middle of three rows is as zero is: a line through the dot, as orange
            # and blue alone would say the sign to some only.
            marked = levels.repeat(3, axis=0)
            marked[1::3] = levels.clip(min=_ZERO)
            self._marked = QImage(marked.tobytes(), wide, 3 * high, wide, form).copy()
            for image in (self._image, self._marked):
                image.setColorTable(_colours(both_ways(self._look)))
        self.updateGeometry()
        self.update()

    @property
    def _legend(self) -> int:
        return QFontMetrics(self._look.font(11)).height() + self._look.units(14)

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels."""
        if self._image is None:
            return self._legend
        high = width * self._image.height() / max(1, self._image.width())
        most, least = self._look.units(_MOST_HEIGHT), self._look.units(_LEAST_HEIGHT)
        return round(max(least, min(most, high))) + self._legend

    def _area(self) -> QRectF:
        """Where the picture is; narrow matrices keep their proportions."""
        if self._image is None:
            return QRectF()
        high = self.height() - self._legend
        wide = high * self._image.width() / max(1, self._image.height())
        return QRectF(0, 0, min(self.width(), max(wide, self._look.units(60))), high)

    @property
    def marks(self) -> bool:
        """Whether dots are large enough for those below zero to have a line through them."""
        if self._image is None:
            return False
        area = self._area()
        high, wide = area.height() / self._image.height(), area.width() / self._image.width()
        return min(high, wide) * self.devicePixelRatioF() >= _MARKED

    def _size(self) -> tuple[int, int]:
        """Rows and columns of the weight as it is shown."""
        assert self._weight is not None
        shape = self._weight.shape
        if len(shape) < 2:
            return 1, math.prod(shape)
        return shape[0], math.prod(shape[1:])

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, the frame of the slice, and the scale."""
        if self._weight is None or self._image is None or self._marked is None:
            return
        look = self._look
        with QPainter(self) as painter:
            area = self._area()
            painter.drawImage(area, self._marked if self.marks else self._image)
            rows, columns = self._size()
            high, wide = area.height() / max(1, rows), area.width() / max(1, columns)
            slice_rows, slice_columns = self._weight.numbers.shape
            side = look.units(5)
            spot = QRectF(
                area.x() + self._weight.column * wide,
                area.y() + self._weight.row * high,
                max(side, slice_columns * wide),
                max(side, slice_rows * high),
            )
            spot.moveRight(min(spot.right(), area.right()))
            spot.moveBottom(min(spot.bottom(), area.bottom()))
            painter.setPen(QPen(look.colour("text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(spot)
            painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "line"), 1))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
            self._paint_scale(painter, area.bottom() + look.units(5))

    def _paint_scale(self, painter: QPainter, top: float) -> None:
        look = self._look
        assert self._weight is not None
        width = min(self.width(), look.units(180))
        thin = look.units(6)
        fade = QLinearGradient(QPointF(0, 0), QPointF(width, 0))
        stops = both_ways(look)
        for place, stop in enumerate(stops):
            fade.setColorAt(place / (len(stops) - 1), QColor(stop))
        painter.fillRect(QRectF(0, top, width, thin), fade)
        if self.marks:
            through = QRectF(0, top + thin / 3, width / 2, thin / 3)
            painter.fillRect(through, QColor(stops[len(stops) // 2]))
        font = look.font(11)
        painter.setFont(font)
        painter.setPen(look.colour("muted"))
        line = QFontMetrics(font).height()
        below = QRectF(0, top + thin + 1, width, line)
        limit = numbers.rounded(self._weight.limit)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, numbers.rounded(-self._weight.limit))
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, limit)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Read the numbers under the mouse."""
        area = self._area()
        if self._weight is None or not area.contains(event.position()):
            return
        rows, columns = self._size()
        row = int((event.position().y() - area.y()) / area.height() * rows)
        column = int((event.position().x() - area.x()) / area.width() * columns)
        self._point(row, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys move the slice by its own size."""
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or self._weight is None:
            super().keyPressEvent(event)
            return
        high, wide = self._weight.numbers.shape
        self._point(self._weight.row + step[0] * high, self._weight.column + step[1] * wide)

    def _point(self, row: int, column: int) -> None:
        assert self._weight is not None
        rows, columns = self._size()
        high, wide = self._weight.numbers.shape
        row = max(0, min(row, rows - high))
        column = max(0, min(column, columns - wide))
        if (row, column) != (self._weight.row, self._weight.column):
            self.pointed.emit(row, column)


class Histogram(Picture):
    """How often each size of number occurs."""

    def __init__(self, look: Theme) -> None:
        super().__init__("weightHistogram", "")
        self._look = look
        self._weight: WeightView | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_weight(self, weight: WeightView) -> None:
        """Show the numbers of a weight."""
        self._weight = weight
        most = int(weight.counts.max()) if len(weight.counts) else 0
        self.setAccessibleName(
            tr(
                "Histogram from {least} to {greatest}, mean {mean}, standard "
                "deviation {deviation}; the fullest bin holds {most}",
                least=numbers.rounded(weight.least),
                greatest=numbers.rounded(weight.greatest),
                mean=numbers.rounded(weight.mean),
                deviation=numbers.rounded(weight.deviation),
                most=numbers.count(most),
            )
        )
        self.setToolTip(tr("How many of its numbers have each size"))
        self.update()

    def sizeHint(self) -> QSize:
        """Bars and one line of numbers under them."""
        return QSize(1, self._look.units(76) + QFontMetrics(self._look.font(11)).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """One bar for each bin; zero is marked."""
        weight = self._weight
        if weight is None or not len(weight.counts):
            return
        look = self._look
        with QPainter(self) as painter:
            font = look.font(11)
            line = QFontMetrics(font).height()
            high, width = self.height() - line - 3, self.width()
            most = max(1, int(weight.counts.max()))
            step = width / len(weight.counts)
            for place, count in enumerate(weight.counts.tolist()):
                bar_height = high * count / most
                if count:
                    bar_height = max(1.0, bar_height)
                bar = QRectF(place * step, high - bar_height, max(1.0, step - 1), bar_height)
                painter.fillRect(bar, look.colour("accent"))
            painter.fillRect(QRectF(0, high, width, 1), look.colour("line"))
            low, top = float(weight.edges[0]), float(weight.edges[-1])
            painter.setFont(font)
            painter.setPen(look.colour("muted"))
            below = QRectF(0, high + 3, width, line)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, numbers.rounded(low))
            painter.drawText(below, Qt.AlignmentFlag.AlignRight, numbers.rounded(top))
            if low < 0 < top:
                zero = -low / (top - low) * width
                painter.fillRect(QRectF(zero, 0, 1, high), look.colour("muted"))
                if 0.2 < zero / width < 0.8:
                    painter.drawText(
                        QRectF(zero - 20, high + 3, 40, line), Qt.AlignmentFlag.AlignHCenter, "0"
                    )
