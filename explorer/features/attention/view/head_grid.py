"""All heads of all layers as one picture: a cell for each layer (down) and head (across)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)

from explorer.app.theme import Theme
from explorer.features.attention.protocol import AttentionMaps
from explorer.protocol.inspection import AVERAGE
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets import picture
from explorer.widgets.fitted_picture import FittedPicture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class HeadGrid(FittedPicture):
    """`chosen` carries the (row, head) of a click or of the keys, `switch_wanted` of a right
    click or Delete."""

    chosen = Signal(int, int)
    switch_wanted = Signal(int, int)

    def __init__(self, look: Theme) -> None:
        super().__init__("headGrid", tr("All layers and heads"))
        self._look = look
        self._maps: AttentionMaps | None = None
        self._off: frozenset[tuple[int, int]] = frozenset()
        self._current = (0, 0)
        self._under = (-1, -1)
        self._picture: QImage | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.changed.connect(self._again)

    @property
    def maps(self) -> AttentionMaps | None:
        """What is shown."""
        return self._maps

    @property
    def current(self) -> tuple[int, int]:
        """The chosen (row, head); AVERAGE for an average."""
        return self._current

    @property
    def off(self) -> frozenset[tuple[int, int]]:
        """The (row, head) of the heads that bear a cross."""
        return self._off

    def show_maps(self, maps: AttentionMaps, off: frozenset[tuple[int, int]]) -> None:
        """Show the mosaic of one kind, and which heads are off."""
        self._maps, self._off = maps, off
        self._under = (-1, -1)
        self._again()
        self._speak()

    def choose(self, row: int, head: int) -> None:
        """Frame a cell, a row or a column (AVERAGE) without telling anybody."""
        self._current = (row, head)
        self._speak()
        self.update()

    def heads_of(self, row: int) -> int:
        """How many heads a row has."""
        return self._maps.layers[row].heads if self._maps is not None else 0

    def spoken_text(self, row: int, head: int) -> str:
        """A cell in words."""
        if self._maps is None:
            return ""
        layer = self._maps.layers[row]
        if head >= layer.heads:
            return numbers.ntr(
                "{label} has {count} head",
                "{label} has {count} heads",
                layer.heads,
                label=numbers.capital(layer.label),
            )
        sentence = tr("{label}, head {head}", label=numbers.capital(layer.label), head=head + 1)
        if (row, head) in self._off:
            return tr("{head}: switched off", head=sentence)
        return tr(
            "{head}: largest weight {weight}",
            head=sentence,
            weight=numbers.share(float(self._maps.highest[row, head])),
        )

    def _speak(self) -> None:
        row, head = self._current
        if self._maps is not None and 0 <= row < len(self._maps.layers) and head >= 0:
            off = (
                " " + numbers.ntr("{count} head off.", "{count} heads off.", len(self._off))
                if self._off
                else ""
            )
            self.describe(f"{self.spoken_text(row, head)}.{off}")
        else:
            self.describe(tr("An average is shown"))

    # -- measures ----------------------------------------------------------------------------

    def _again(self) -> None:
        self._picture = None
        self.updateGeometry()
        self.update()

    @property
    def _shape(self) -> tuple[int, int]:
        if self._maps is None:
            return 0, 0
        return len(self._maps.layers), max(layer.heads for layer in self._maps.layers)

    def _measures(self, width: int) -> tuple[int, int, float, int]:
        """Left and top edge, a cell with its gap, and the gap, in pixels."""
        look = self._look
        metrics = QFontMetrics(look.font(11))
        _, heads = self._shape
        left = metrics.horizontalAdvance("0" * len(str(self._last_layer))) + look.units(6)
        top = metrics.height() + look.units(2)
        cell = min((width - left) / max(1, heads), float(look.units(64)))
        return left, top, max(4.0, cell), 4 if cell >= 28 else 2 if cell >= 12 else 1

    @property
    def _last_layer(self) -> int:
        return self._maps.layers[-1].layer + 1 if self._maps is not None else 1

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels."""
        _, top, cell, _ = self._measures(width)
        return round(top + cell * self._shape[0]) + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again."""
        self._picture = None
        super().resizeEvent(event)

    def _cell(self, row: int, head: int) -> QRectF:
        left, top, cell, gap = self._measures(self.width())
        return QRectF(left + head * cell, top + row * cell, cell - gap, cell - gap)

    # -- painting ----------------------------------------------------------------------------

    def _image(self) -> QImage:
        """The mosaic at the size it is painted, with its gaps, as one image."""
        if self._picture is None:
            import numpy as np

            maps = self._maps
            assert maps is not None
            rows, heads = self._shape
            _, _, cell, gap = self._measures(self.width())
            ratio = self.devicePixelRatioF()
            number = max(1, round(cell * rows * ratio))
            wide = max(1, round(cell * heads * ratio))
            inner = max(1, round((cell - gap) * ratio))
            parts = maps.mosaic.reshape(rows, maps.cell_height, heads, maps.cell_width)
            small = picture.fit(picture.fit(parts, 1, inner), 3, inner)
            canvas: NDArray[np.uint8] = np.zeros((number, wide), np.uint8)
            for row in range(rows):
                y = round(row * cell * ratio)
                for head in range(heads):
                    x = round(head * cell * ratio)
                    spot = canvas[y : y + inner, x : x + inner]
                    spot[:] = small[row, : spot.shape[0], head, : spot.shape[1]]
            self._picture = picture.image(canvas, self._look.theme.ramp)
        return self._picture

    def paintEvent(self, event: QPaintEvent) -> None:
        """The mosaic, a frame for each cell, numbers, crosses, and what is chosen."""
        if self._maps is None:
            return
        look = self._look
        with QPainter(self) as painter:
            rows, heads = self._shape
            left, top, cell, _ = self._measures(self.width())
            painter.drawImage(QRectF(left, top, cell * heads, cell * rows), self._image())
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if cell >= 12:
                painter.setPen(QPen(look.colour("line"), 1))
                for layer in self._maps.layers:
                    for head in range(layer.heads):
                        painter.drawRect(self._cell(layer.row, head))
            self._paint_numbers(painter, left, top, cell)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for row, head in self._off:
                box = self._cell(row, head)
                for thick, colour in ((4.0, "card"), (2.0, "bad")):
                    painter.setPen(QPen(look.colour(colour), thick))
                    painter.drawLine(box.topLeft(), box.bottomRight())
                    painter.drawLine(box.topRight(), box.bottomLeft())
            if self._under[0] >= 0:
                painter.setPen(QPen(look.colour("muted"), 2))
                painter.drawRect(self._cell(*self._under))
            self._paint_chosen(painter)

    def _paint_numbers(self, painter: QPainter, left: int, top: int, cell: float) -> None:
        assert self._maps is not None
        look = self._look
        metrics = QFontMetrics(look.font(11))
        painter.setPen(look.colour("muted"))
        painter.setFont(look.font(11))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        step = max(1, -int(-metrics.height() // cell))
        for layer in self._maps.layers[::step]:
            area = QRectF(
                0, top + (layer.row + 0.5) * cell - metrics.height() / 2, left - 6, metrics.height()
            )
            painter.drawText(area, middle, str(layer.layer + 1))
        widest = metrics.horizontalAdvance(str(self._shape[1])) + 4
        step = max(1, -int(-widest // cell))
        for head in range(0, self._shape[1], step):
            area = QRectF(left + head * cell, 0, max(cell, widest), metrics.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignHCenter, str(head + 1))

    def _paint_chosen(self, painter: QPainter) -> None:
        look = self._look
        rows, heads = self._shape
        row, head = self._current
        first = self._cell(0 if row == AVERAGE else row, 0 if head == AVERAGE else head)
        last = self._cell(
            rows - 1 if row == AVERAGE else row, heads - 1 if head == AVERAGE else head
        )
        focus = self.hasFocus()
        painter.setPen(QPen(look.colour("text" if focus else "accent"), 3 if focus else 2))
        painter.drawRect(first.united(last))

    # -- choosing ----------------------------------------------------------------------------

    def _at(self, point: QPointF) -> tuple[int, int]:
        left, top, cell, _ = self._measures(self.width())
        row, head = int((point.y() - top) // cell), int((point.x() - left) // cell)
        rows, _ = self._shape
        if 0 <= row < rows and 0 <= head < self.heads_of(row):
            return row, head
        return -1, -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frame the cell under the mouse."""
        counts = self._at(event.position())
        if counts != self._under:
            self._under = counts
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No cell is under the mouse."""
        self._under = (-1, -1)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left: look at the head. Right: switch it off or on."""
        counts = self._at(event.position())
        if counts[0] < 0:
            return
        if event.button() == Qt.MouseButton.RightButton:
            self.switch_wanted.emit(*counts)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._take(*counts)

    def _take(self, row: int, head: int) -> None:
        self.choose(row, head)
        self.chosen.emit(row, head)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk from head to head, Delete switches the chosen one off or on."""
        key = Qt.Key(event.key())
        row, head = self._current
        rows, _ = self._shape
        if key in _STEPS and rows:
            down, right = _STEPS[key]
            row = max(0, min(rows - 1, max(0, row) + down))
            head = max(0, min(self.heads_of(row) - 1, max(0, head) + right))
            if (row, head) != self._current:
                self._take(row, head)
            self.keep_in_sight(self._cell(row, head))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and row >= 0 and head >= 0:
            self.switch_wanted.emit(row, head)
        else:
            super().keyPressEvent(event)

    def tip_at(self, point: QPointF) -> str:
        """All about the head under the mouse."""
        row, head = self._at(point)
        return self.spoken_text(row, head) if row >= 0 else ""
