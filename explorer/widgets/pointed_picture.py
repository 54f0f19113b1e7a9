"""Pictures whose parts are pointed at with the mouse or the keys, and chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.app.theme import Theme
from explorer.widgets.accessibility import Picture

Spot = tuple[int, ...]
"""Where a part is: (place,) in a list, (row, column) in a grid; () for nowhere."""
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class PointedPicture(Picture):
    """The part under the mouse, or where the arrow keys went, is framed and described; a click,
    Return or Space chooses it. A subclass says where its parts are and what they are."""

    def __init__(self, look: Theme, name: str, spoken: str) -> None:
        super().__init__(name, spoken)
        self._look = look
        self._spot: Spot = ()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._again)

    # -- what a subclass says ----------------------------------------------------------------

    def spot_at(self, point: QPointF) -> Spot:
        """The part at a pixel."""
        raise NotImplementedError

    def area_of(self, spot: Spot) -> QRectF:
        """Where a part is, of a picture that can be higher than its page; else empty."""
        return QRectF()

    def words_of(self, spot: Spot) -> str:
        """All that is said of a part."""
        raise NotImplementedError

    def neighbour(self, down: int, across: int) -> Spot:
        """The part that is a step away from the present one; () where there is no such way."""
        raise NotImplementedError

    def first_spot(self) -> Spot:
        """Where the keys begin."""
        return ()

    def choose(self, spot: Spot) -> None:
        """A person chose a part."""
        raise NotImplementedError

    # -- pointing ----------------------------------------------------------------------------

    def _again(self) -> None:
        self.updateGeometry()
        self.update()

    def _point(self, spot: Spot) -> None:
        if spot != self._spot:
            self._spot = spot
            sentence = self.words_of(spot) if spot else ""
            if sentence:
                self.describe(sentence)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frame the part under the mouse."""
        self._point(self.spot_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """No part is under the mouse; what the keys went to stays."""
        if not self.hasFocus():
            self._point(())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the part under the mouse."""
        spot = self.spot_at(event.position())
        if spot and event.button() == Qt.MouseButton.LeftButton:
            self._point(spot)
            self.choose(spot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk from part to part, Return and Space choose one."""
        key = Qt.Key(event.key())
        spot = self.neighbour(*_STEPS[key]) if key in _STEPS else ()
        if spot:
            self._point(spot)
            if not self.area_of(spot).isEmpty():
                self.keep_in_sight(self.area_of(spot))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._spot:
            self.choose(self._spot)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys begin somewhere."""
        super().focusInEvent(event)
        if not self._spot:
            self._point(self.first_spot())
        self.update()

    def tip_at(self, point: QPointF) -> str:
        """All of the part under the mouse."""
        spot = self.spot_at(point)
        return self.words_of(spot) if spot else ""


def step_in(count: int, spot: Spot, step: int) -> Spot:
    """The place a step on in a list of so many, which ends at its ends."""
    place = spot[0] if spot else -1
    return (max(0, min(count - 1, place + step)),) if count and step else ()
