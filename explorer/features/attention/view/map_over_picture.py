"""Attention over the picture or the sound itself: the stronger the shade, the larger the weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.attention.protocol import HeadResult, UnderMap
from explorer.text.numbers import share
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture
from explorer.widgets.blocks import label, packed
from explorer.widgets.token_words import word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HIGH, _WIDE = 260, 460
"""Units that a picture is at most high and a sound is wide."""
_FULLEST = 0.65
"""How much of the picture the fullest shade covers."""
_KEYS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class MapOverPicture(QWidget):
    """One row of a map over what was read; a click or the arrow keys choose the row, told by
    `changed`.

    Before a row is chosen it is that of [CLS], else the average of all rows.
    """

    changed = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("attentionOver")
        self.canvas = _Canvas(look)
        self.canvas.wanted.connect(self._choose)
        self.legend = label(role="small", wrap=True, name="attentionOverLegend")
        column = packed(QVBoxLayout(self), gap=4)
        column.addWidget(self.canvas, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.legend)
        self._head: HeadResult | None = None
        self._row = -1
        self.sentence = ""
        """Where the row that is shown looks mostly."""
        self.hide()

    @property
    def row(self) -> int:
        """The row that is shown, -1 for the average of all."""
        return self._row

    def show_head(self, head: HeadResult, weights: NDArray[np.float32]) -> None:
        """Show a head, `weights` [from, to]; hidden where nothing is under its columns."""
        self.setVisible(head.under is not None and bool(weights.size))
        former, self._head, self._weights = self._head, head, weights
        if head.under is None or not weights.size:
            return
        same = former is not None and former.from_tokens == head.from_tokens
        if not same or self._row >= len(head.from_tokens):
            self._row = 0 if head.from_tokens[0].special else -1
        self.show_row(self._row)

    def show_row(self, row: int) -> None:
        """Show where this row looks."""
        head = self._head
        if head is None or head.under is None:
            return
        self._row = row
        under = head.under
        line = self._weights.mean(0) if row < 0 else self._weights[row]
        parts = line[under.first :].reshape(under.lines, under.across)
        own = row - under.first if head.from_tokens == head.to_tokens else -1
        self.canvas.show_parts(under, parts, own)
        most = float(parts.max())
        name = tr("On average") if row < 0 else word(head.from_tokens[row])
        place = int(parts.argmax()) + under.first
        self.sentence = tr(
            "{from_token}: mostly at {to_token}, {share}",
            from_token=name,
            to_token=word(head.to_tokens[place]),
            share=share(most),
        )
        text = tr(
            "{sentence}. The fullest shade is {most}, the largest weight here.",
            sentence=self.sentence,
            most=share(most),
        )
        self.legend.setText(text)
        self.canvas.describe(text)

    def _choose(self, part: int) -> None:
        head = self._head
        if head is None or head.under is None or head.from_tokens != head.to_tokens:
            return
        self.show_row(part + head.under.first)
        self.changed.emit()


class _Canvas(Picture):
    """The picture, and a shade over each part of it; `wanted` carries a part that was clicked."""

    wanted = Signal(int)

    def __init__(self, look: Theme) -> None:
        super().__init__("attentionOverPicture", tr("Attention over what the model was given"))
        self._look = look
        self._image = QImage()
        self._under: UnderMap | None = None
        self._parts: NDArray[np.float32] | None = None
        self._own = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_parts(self, under: UnderMap, parts: NDArray[np.float32], own: int) -> None:
        """Show these weights [lines, across]; `own` is the part that looks, -1 for none."""
        if under is not self._under:
            height, width, _ = under.picture.shape
            image = QImage(
                under.picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888
            )
            self._image = image.copy()  # QImage does not keep the bytes
        self._under, self._parts, self._own = under, parts, own
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As large as a few lines of text, in the picture's own shape."""
        if self._under is None or self._image.isNull():
            return QSize(1, 1)
        high = self._look.units(_HIGH)
        if self._under.medium == "sound":
            return QSize(self._look.units(_WIDE), high // 2)
        return QSize(round(high * self._image.width() / max(1, self._image.height())), high)

    def minimumSizeHint(self) -> QSize:
        """Never wider than its column."""
        return QSize(1, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, the shades, and a frame around the part that looks."""
        parts = self._parts
        if parts is None or self._image.isNull():
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            area = self._area()
            painter.drawImage(area, self._image)
            most = float(parts.max())
            shade = QColor(self._look.colour("accent"))
            for line in range(parts.shape[0]):
                for across in range(parts.shape[1]):
                    weight = float(parts[line, across])
                    if weight > 0 and most > 0:
                        shade.setAlphaF(_FULLEST * weight / most)
                        painter.fillRect(self._cell(area, line, across), shade)
            if self._own >= 0:
                painter.setPen(QPen(self._look.colour("special"), 2))
                painter.drawRect(self._cell(area, *divmod(self._own, parts.shape[1])))
            painter.setPen(QPen(self._look.colour("accent" if self.hasFocus() else "line"), 2))
            painter.drawRect(area)

    def _area(self) -> QRectF:
        size = QSize(self._image.size())
        if self._under is not None and self._under.medium == "sound":
            size = self.size()  # time and pitch have no shape of their own
        size = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(1, 1, max(1, size.width() - 2), max(1, size.height() - 2))

    def _cell(self, area: QRectF, line: int, across: int) -> QRectF:
        assert self._parts is not None
        high, wide = area.height() / self._parts.shape[0], area.width() / self._parts.shape[1]
        return QRectF(area.x() + across * wide, area.y() + line * high, wide, high)

    def _part_at(self, place: QPointF) -> int:
        area = self._area()
        if self._parts is None or not area.contains(place):
            return -1
        lines, across = self._parts.shape
        line = int((place.y() - area.y()) * lines / area.height())
        column = int((place.x() - area.x()) * across / area.width())
        return int(min(line, lines - 1) * across + min(column, across - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look from the part that is clicked."""
        part = self._part_at(event.position())
        if part >= 0:
            self.wanted.emit(part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from part to part."""
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None or self._parts is None:
            super().keyPressEvent(event)
            return
        lines, across = self._parts.shape
        line, column = divmod(max(0, self._own), across)
        line = min(max(line + step[0], 0), lines - 1)
        column = min(max(column + step[1], 0), across - 1)
        self.wanted.emit(line * across + column)
