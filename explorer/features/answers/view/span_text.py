"""A text with stretches of it marked: each by a tint, a border and its label in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen

from explorer.app.theme import Theme
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.fitted_picture import FittedPicture


@dataclass(frozen=True)
class Mark:
    """Characters `start` to `end` of a text, their label and its probability (0..1)."""

    start: int
    end: int
    label: str
    probability: float

    @property
    def description(self) -> str:
        """The label and its share, as it is shown in the text."""
        return f"{self.label} {numbers.percent(self.probability)}"


@dataclass(frozen=True)
class _Piece:
    area: QRectF
    text: str
    mark: Mark | None
    last: bool


class SpanText(FittedPicture):
    """Words flow and wrap; a marked stretch stays in one piece with its label."""

    def __init__(self, look: Theme, text: str, marks: Sequence[Mark]) -> None:
        super().__init__("", text)
        self._look = look
        self._text = text
        self.marks = tuple(sorted(marks, key=lambda mark: mark.start))
        self._pieces: list[_Piece] = []
        self._labels = list(dict.fromkeys(item.label for item in self.marks))
        sentence = "; ".join(
            f"{text[entry.start : entry.end]}: {entry.description}" for entry in self.marks
        )
        self.describe(sentence or tr("Nothing is marked"))
        look.changed.connect(self.updateGeometry)

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels."""
        return self._lay_out(max(1, width))

    def _segments(self) -> list[tuple[str, Mark | None]]:
        rows: list[tuple[str, Mark | None]] = []
        place = 0
        for mark in self.marks:
            if mark.start < place:
                continue  # inside one that is shown already
            rows += [(word, None) for word in self._text[place : mark.start].split()]
            rows.append((" ".join(self._text[mark.start : mark.end].split()), mark))
            place = mark.end
        return [*rows, *((word, None) for word in self._text[place:].split())]

    def _lay_out(self, width: int) -> int:
        look = self._look
        body, small = QFontMetrics(look.font()), QFontMetrics(look.font(11, bold=True))
        space, pad = body.horizontalAdvance(" "), look.units(5)
        line = body.height() + look.units(10)
        self._pieces = []
        x = y = 0.0
        for text, mark in self._segments():
            label = 0 if mark is None else 3 * pad + small.horizontalAdvance(mark.description)
            parts = [text]
            if body.horizontalAdvance(text) + label > width and mark is not None:
                parts = text.split()  # each word in its own box; the label follows the last
            for part in parts:
                last = part is parts[-1]
                wide = body.horizontalAdvance(part) + (label if last else 2 * pad if mark else 0)
                wide = min(wide, width)
                if x and x + wide > width:
                    x, y = 0.0, y + line
                area = QRectF(x, y, wide, line - look.units(4))
                self._pieces.append(_Piece(area, part, mark, last))
                x += wide + space
        return round(y + line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, and boxes around what is marked."""
        look = self._look
        self._lay_out(self.width())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for piece in self._pieces:
                if piece.mark is None:
                    painter.setFont(look.font())
                    painter.setPen(look.colour("text"))
                    painter.drawText(piece.area, Qt.AlignmentFlag.AlignVCenter, piece.text)
                else:
                    self._paint_mark(painter, piece, piece.mark)

    def _paint_mark(self, painter: QPainter, piece: _Piece, mark: Mark) -> None:
        look = self._look
        small = QFontMetrics(look.font(11, bold=True))
        pad = look.units(5)
        tints = look.theme.tokens
        painter.setPen(QPen(look.colour("accent"), 1))
        painter.setBrush(QColor(tints[self._labels.index(mark.label) % len(tints)]))
        painter.drawRoundedRect(piece.area.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        label = float(small.horizontalAdvance(mark.description)) if piece.last else 0.0
        room = piece.area.adjusted(pad, 0, -(label + (2 * pad if piece.last else pad)), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font())
        painter.setPen(look.colour("text"))
        metrics = QFontMetrics(look.font())
        text = metrics.elidedText(piece.text, Qt.TextElideMode.ElideMiddle, round(room.width()) + 1)
        painter.drawText(room, middle, text)
        if not piece.last:
            return
        painter.setFont(look.font(11, bold=True))
        painter.setPen(look.colour("special"))
        rect_f = QRectF(
            piece.area.right() - pad - label, piece.area.y(), label, piece.area.height()
        )
        painter.drawText(rect_f, middle, mark.description)
