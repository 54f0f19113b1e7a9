"""How likely the answer still is without each word: a bar for each, in the order of the text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip

from explorer.app.theme import Theme
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture

_SPOKEN = 12


@dataclass(frozen=True)
class LeftOver:
    """One word: its name, what is left of the answer without it, and all that is said of it.
    `decides` marks a word without which the answer falls to half or less."""

    name: str
    share: float
    description: str
    decides: bool = False


class WordBars(Picture):
    """`picked` carries the place of a word that was clicked or chosen with Return."""

    picked = Signal(int)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[LeftOver, ...] = ()
        self._current = -1
        self.setObjectName("whyWords")
        self.setAccessibleName(tr("How likely the answer still is without each word"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self.updateGeometry)

    @property
    def rows(self) -> tuple[LeftOver, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[LeftOver]) -> None:
        """Show these words."""
        if len(rows) != len(self._rows):
            self._current = -1
        self._rows = tuple(rows)
        self.describe("; ".join(f"{row.name} {_share(row.share)}" for row in rows[:_SPOKEN]))
        self.updateGeometry()
        self.update()

    @property
    def _line(self) -> int:
        return QFontMetrics(self._look.font()).height() + self._look.units(11)

    def sizeHint(self) -> QSize:
        """One line each."""
        return QSize(1, self._line * max(1, len(self._rows)) + 2)

    def minimumSizeHint(self) -> QSize:
        """Never clipped in height."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, bar, number; the full width is a probability of one."""
        look, line = self._look, self._line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(look.font(bold=True))
        gap = look.units(10)
        widest = max((metrics.horizontalAdvance(row.name) for row in self._rows), default=0)
        shares = [_share(row.share) for row in self._rows]
        number = max(map(metrics.horizontalAdvance, (*shares, numbers.percent(0.8888)))) + gap
        left = int(min(widest + gap, (self.width() - number) * 0.55))
        first = max(0, event.rect().top() // line)
        last = min(len(self._rows), event.rect().bottom() // line + 1)
        for place in range(first, last):
            row, top = self._rows[place], place * line
            if place == self._current:
                painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "line"), 1))
                painter.setBrush(look.colour("hover"))
                painter.drawRoundedRect(QRectF(0.5, top + 1, self.width() - 1, line - 2), 5, 5)
            painter.setFont(look.font(bold=row.decides))
            painter.setPen(look.colour("text"))
            middle = Qt.AlignmentFlag.AlignVCenter
            text = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, left - gap // 2)
            painter.drawText(QRectF(gap / 2, top, left, line), middle, text)
            self._paint_bar(painter, QRectF(left + gap / 2, top, 0, line), row, number)
            painter.setFont(look.font(bold=row.decides))
            painter.setPen(look.colour("bad" if row.decides else "muted"))
            area = QRectF(0, top, self.width() - gap / 2, line)
            painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, _share(row.share))
        painter.end()

    def _paint_bar(self, painter: QPainter, at: QRectF, row: LeftOver, number: int) -> None:
        look, thick = self._look, self._look.units(9)
        wide = self.width() - at.x() - number - look.units(6)
        if wide < thick * 2:
            return
        bar = QRectF(at.x(), at.center().y() - thick / 2, wide, thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("track"))
        painter.drawRoundedRect(bar, thick / 2, thick / 2)
        if math.isnan(row.share):
            return
        # A sliver stays of what is as good as nothing, so that it is seen to be measured.
        bar.setWidth(max(look.units(3), wide * max(0.0, min(1.0, row.share))))
        painter.setBrush(look.colour("bad" if row.decides else "accent"))
        rounding = min(thick / 2, bar.width() / 2)
        painter.drawRoundedRect(bar, rounding, rounding)

    # -- picking -----------------------------------------------------------------------------

    def _at(self, point: QPointF) -> int:
        place = int(point.y() // self._line)
        return place if 0 <= place < len(self._rows) else -1

    def _point(self, place: int) -> None:
        if place != self._current:
            self._current = place
            if 0 <= place < len(self._rows):
                self.describe(self._rows[place].description)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frame the word under the mouse."""
        self._point(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """No word is under the mouse."""
        if not self.hasFocus():
            self._point(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the word under the mouse."""
        place = self._at(event.position())
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk along, Return picks."""
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(key)
        inside = 0 <= self._current < len(self._rows)
        if step is not None and self._rows:
            self._point(max(0, min(len(self._rows) - 1, self._current + step)))
        elif inside and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys begin at the first word."""
        super().focusInEvent(event)
        if self._current < 0 and self._rows:
            self._point(0)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell all of the word under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._at(QPointF(event.pos()))
            if place >= 0:
                QToolTip.showText(event.globalPos(), self._rows[place].description, self)
                return True
            QToolTip.hideText()
        return super().event(event)


def _share(value: float) -> str:
    return "…" if math.isnan(value) else numbers.percent(value)
