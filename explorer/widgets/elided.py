"""Text that is shortened where it has no room: a label, and a chip that can be pressed."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from explorer.widgets.small_controls import tip
from explorer.widgets.untrusted_text import plain_tip, shown

_LONGEST = 1_000
_MIDDLE = Qt.TextElideMode.ElideMiddle


def broken_at_dots(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """A dotted name as lines of `width` pixels, broken after dots.

    A part wider than that is broken after its underscores, or is a line that is too wide.
    """
    lines = [""]
    for part in re.findall(r"[^.]*\.|[^.]+", text):
        whole = metrics.horizontalAdvance(part) <= width
        for piece in (part,) if whole else re.findall(r"[^_]*_|[^_]+", part):
            if lines[-1] and metrics.horizontalAdvance(lines[-1] + piece) > width:
                lines.append("")
            lines[-1] += piece
    return lines


def elided_at_dots(text: str, metrics: QFontMetrics, width: int, most: int = 1) -> str:
    """A dotted name in `most` lines of `width` pixels, without some of its parts if it is longer.

    What tells the names of weights apart stays first: the end, the number of the layer, and what is
    before the end.
    """

    def laid_out(name: str) -> str | None:
        lines = broken_at_dots(name, metrics, width)
        fits = len(lines) <= most and all(metrics.horizontalAdvance(x) <= width for x in lines)
        return "\N{LINE SEPARATOR}".join(lines) if fits else None

    if whole := laid_out(text):
        return whole
    parts = text.split(".")
    last = len(parts) - 1
    stored, shown = {last}, ""
    for place in sorted(range(last), key=lambda place: (not parts[place].isdigit(), -place)):
        if tried := laid_out(_with_gaps(parts, stored | {place})):
            stored, shown = stored | {place}, tried
    short = _with_gaps(parts, stored)
    return shown or metrics.elidedText(short, Qt.TextElideMode.ElideLeft, width)


def _with_gaps(parts: list[str], stored: set[int]) -> str:
    """These parts of a dotted name, and an ellipsis wherever some are left out between."""
    shown = list[str]()
    for place, part in enumerate(parts):
        if place in stored:
            shown.append(part)
        elif shown[-1:] != ["…"]:
            shown.append("…")
    return ".".join(shown)


class ElidedLabel(QLabel):
    """A line of plain text that gives up its middle; the tip has all of it."""

    def __init__(self, text: str = "", role: str = "", name: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setObjectName(name)
        self.say(text)

    def say(self, text: str) -> None:
        """Show another text."""
        self.setText(shown(text, _LONGEST))
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        """As narrow as its place."""
        return QSize(1, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, shortened to the width."""
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), _MIDDLE, room.width())
        with QPainter(self) as painter:
            painter.setPen(self.palette().windowText().color())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


class ChipButton(QPushButton):
    """A chip that can be pressed; as wide as its text where there is room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._whole = self._about = ""

    @property
    def whole(self) -> str:
        """The text without shortening."""
        return self._whole

    def setToolTip(self, text: str) -> None:
        """What it is for; the whole text is above it."""
        self._about = text
        super().setToolTip(tip(self._whole, *text.split("\n")))
        self.setAccessibleDescription(text)

    def say(self, text: str) -> None:
        """Show another text."""
        self._whole = shown(text, _LONGEST)
        self.setAccessibleName(text)
        self.setToolTip(self._about)
        self._shorten()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The whole text."""
        hint = super().sizeHint()
        metrics = self.fontMetrics()
        # In a button's text && is one &; measured as it is drawn.
        shown = metrics.horizontalAdvance(self.text().replace("&&", "&"))
        hint.setWidth(hint.width() - shown + metrics.horizontalAdvance(self._whole) + 2)
        return hint

    def minimumSizeHint(self) -> QSize:
        """As narrow as its place."""
        return QSize(1, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten again."""
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        # What the style draws around the text: the hint less the text's own width.
        around = super().sizeHint().width() - self.fontMetrics().horizontalAdvance(
            self.text().replace("&&", "&")
        )
        room = max(0, self.width() - around)
        short = self.fontMetrics().elidedText(self._whole, _MIDDLE, room)
        # Setting the same text again would ask for another layout, and that for another text.
        if short.replace("&", "&&") != self.text():
            self.setText(short.replace("&", "&&"))
