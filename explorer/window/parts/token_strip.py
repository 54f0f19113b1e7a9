"""Tokens as a strip of chips with their IDs below; painted, so that thousands stay fluid."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer import words
from explorer.messages.inference import Token
from explorer.window.look import Look

_GAP, _PAD = 6, 9


@dataclass(frozen=True)
class _Chip:
    token: Token
    row: int
    place: int
    area: QRectF
    text: str


class TokenStrip(QWidget):
    """One or several rows of tokens. `hovered` carries (row, position), (-1, -1) for none."""

    hovered = Signal(int, int)

    def __init__(self, look: Look, name: str = "tokenStrip") -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[tuple[Token, ...], ...] = ()
        self._chips: list[_Chip] = []
        self._alone: frozenset[tuple[int, int]] = frozenset()
        self._current = -1
        self._wide = 0
        self._height = 0
        self.setObjectName(name)
        self.setAccessibleName("Tokens and their IDs")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._again)

    @property
    def rows(self) -> tuple[tuple[Token, ...], ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: tuple[tuple[Token, ...], ...]) -> None:
        """Show these tokens."""
        self._rows = rows
        self._alone = frozenset()
        self._current = -1
        first = rows[0] if rows else ()
        spoken = ", ".join(f"{token.shown} {token.id}" for token in first[:40])
        self.setAccessibleDescription(
            f"{words.plural(len(first), 'token')}: {spoken}" if first else "No tokens yet"
        )
        self._again()

    def mark_alone(self, alone: frozenset[tuple[int, int]]) -> None:
        """Mark tokens, (row, place), that another model cuts otherwise: their border is broken."""
        self._alone = alone
        self.update()

    def _again(self) -> None:
        self._wide = 0
        self._lay_out(max(1, self.width()))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """The chips wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels."""
        return self._lay_out(max(1, width))

    def sizeHint(self) -> QSize:
        """As high as the rows need at the present width."""
        return QSize(1, self._lay_out(max(1, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Never clipped in height."""
        return self.sizeHint()

    def resizeEvent(self, event: object) -> None:
        """Wrap anew."""
        self.updateGeometry()

    def _lay_out(self, width: int) -> int:
        if width == self._wide and self._chips:
            return self._height
        self._wide = width
        look = self._look
        metrics = QFontMetrics(look.font())
        small = QFontMetrics(look.font(11))
        pad, gap = look.units(_PAD), look.units(_GAP)
        chip_height = metrics.height() + 2 * look.units(7)
        row_height = chip_height + small.height() + look.units(8)
        self._chips = []
        y = 0.0
        for row, tokens in enumerate(self._rows):
            x = 0.0
            for place, token in enumerate(tokens):
                text = token.shown or str(token.id)
                wide = max(
                    metrics.horizontalAdvance(text) + 2 * pad,
                    small.horizontalAdvance(str(token.id)) + gap,
                    look.units(26),
                )
                wide = min(wide, width)
                if x and x + wide > width:
                    x = 0.0
                    y += row_height
                area = QRectF(x + 0.5, y + 0.5, wide - 1, chip_height)
                self._chips.append(_Chip(token, row, place, area, text))
                x += wide + gap
            y += row_height
        self._height = int(y)
        return self._height

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint only the chips that are in sight."""
        look = self._look
        colours = look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body, small = look.font(), look.font(11)
        metrics = QFontMetrics(body)
        self._lay_out(self.width())
        below = QFontMetrics(small).height()
        for index, chip in enumerate(self._chips):
            reach = chip.area.adjusted(0, 0, 0, below + 8)
            if not reach.toRect().intersects(event.rect()):
                continue
            token = chip.token
            back = QColor(colours.tokens[chip.place % len(colours.tokens)])
            if token.special:
                back = look.colour("accent_soft")
            line, thick = look.colour("line"), 1.0
            if token.mask:
                line, thick = look.colour("special"), 2.0
            if index == self._current:
                line, thick = look.colour("accent"), 2.0
            pen = QPen(line, thick)
            if (chip.row, chip.place) in self._alone:
                pen = QPen(look.colour("warn"), 2, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(back)
            painter.drawRoundedRect(chip.area, 6, 6)
            painter.setFont(body)
            painter.setPen(look.colour("special" if token.special else "text"))
            room = int(chip.area.width()) - look.units(6)
            text = metrics.elidedText(chip.text, Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(chip.area, Qt.AlignmentFlag.AlignCenter, text)
            painter.setFont(small)
            painter.setPen(look.colour("muted"))
            under = QRectF(chip.area.x(), chip.area.bottom() + 2, chip.area.width(), below)
            painter.drawText(under, Qt.AlignmentFlag.AlignHCenter, str(token.id))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the token under the mouse."""
        self._point(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._point(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the tokens with the arrow keys."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None or not self._chips:
            super().keyPressEvent(event)
            return
        self._point(max(0, min(len(self._chips) - 1, self._current + step)))
        chip = self._chips[self._current]
        self.setAccessibleDescription(_told(chip.token, chip.place))

    def event(self, event: QEvent) -> bool:
        """Tell about the token under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._at(QPointF(event.pos()))
            if index >= 0:
                chip = self._chips[index]
                told = _told(chip.token, chip.place)
                if (chip.row, chip.place) in self._alone:
                    told += "\nThe other model cuts the text otherwise here"
                QToolTip.showText(event.globalPos(), told, self)
                return True
            QToolTip.hideText()
        return super().event(event)

    def _at(self, point: QPointF) -> int:
        for index, chip in enumerate(self._chips):
            if chip.area.adjusted(0, 0, 0, 20).contains(point):
                return index
        return -1

    def _point(self, index: int) -> None:
        if index == self._current:
            return
        self._current = index
        self.update(QRect(0, 0, self.width(), self.height()))
        chip = self._chips[index] if index >= 0 else None
        self.hovered.emit(chip.row if chip else -1, chip.place if chip else -1)


def _told(token: Token, place: int) -> str:
    lines = [f"Token {place + 1}: ID {token.id}"]
    if token.piece:
        lines.append(f"Piece: {token.piece}")
    if token.special:
        lines.append("Special: it steers the model, it is no part of your words")
    if token.start >= 0:
        lines.append(f"Characters {token.start + 1} to {token.end} of the text")
    return "\n".join(lines)
