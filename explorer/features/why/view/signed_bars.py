"""What each part adds to a logit: bars to the right of a line for plus, to the left for minus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from explorer.app.theme import Theme
from explorer.text.translation import localized
from explorer.widgets.accessibility import Picture

_SPOKEN = 14


@dataclass(frozen=True)
class Share:
    """One part and what it adds; `rest` marks a line that sums up all parts not shown."""

    name: str
    value: float
    rest: bool = False


class SignedBars(Picture):
    """A line for each part: its name, its bar and its number with its sign."""

    def __init__(self, look: Theme, name: str, spoken: str) -> None:
        super().__init__(name, spoken)
        self._look = look
        self._rows: tuple[Share, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @property
    def rows(self) -> tuple[Share, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[Share]) -> None:
        """Show these parts, in this order."""
        self._rows = tuple(rows)
        self.describe("; ".join(f"{row.name} {number(row.value)}" for row in rows[:_SPOKEN]))
        self.setVisible(bool(rows))
        self.updateGeometry()
        self.update()

    @property
    def _line(self) -> int:
        return QFontMetrics(self._look.font()).height() + self._look.units(8)

    def sizeHint(self) -> QSize:
        """One line each."""
        return QSize(1, self._line * max(1, len(self._rows)) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """All to one scale, whose ends are the largest part."""
        look, line = self._look, self._line
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            metrics = QFontMetrics(look.font())
            gap = look.units(8)
            most = max((abs(row.value) for row in self._rows), default=0.0) or 1.0
            numbers = [metrics.horizontalAdvance(number(row.value)) for row in self._rows]
            right = max(numbers, default=0) + gap
            widest = max((metrics.horizontalAdvance(row.name) for row in self._rows), default=0)
            left = int(min(widest + gap, self.width() * 0.45))
            room = max(0, self.width() - left - right)
            low = min((row.value for row in self._rows), default=0.0)
            # The line of zero is at the left where nothing is negative.
            zero = left + (room / 2 if low < 0 else 0)
            reach = room / 2 if low < 0 else room
            middle = Qt.AlignmentFlag.AlignVCenter
            for place, row in enumerate(self._rows):
                top = place * line
                painter.setPen(look.colour("muted" if row.rest else "text"))
                painter.setFont(look.font())
                text = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, left - gap // 2)
                painter.drawText(QRectF(0, top, left, line), middle, text)
                wide, thick = reach * abs(row.value) / most, look.units(9)
                start = zero - wide if row.value < 0 else zero
                bar = QRectF(start, top + (line - thick) / 2, max(1.0, wide), thick)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("bad" if row.value < 0 else "accent"))
                painter.drawRoundedRect(bar, 2, 2)
                painter.setPen(look.colour("muted"))
                area = QRectF(0, top, self.width(), line)
                painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, number(row.value))
            painter.setPen(QPen(look.colour("field_line"), 1))
            painter.drawLine(int(zero), 0, int(zero), line * len(self._rows))


def number(value: float) -> str:
    """A number with its sign: `+1.876`, `−0.234`."""
    value = round(value, 3) + 0.0  # no "−0.000"
    return localized(f"{value:+.3f}")
