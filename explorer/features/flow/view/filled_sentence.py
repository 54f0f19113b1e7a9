"""The text in large letters, with the answer in its place."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy

from explorer.app.theme import Theme
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture

_LETTERS = 19
"""Units of a letter's height: the largest text of the window."""

_SMALL_LETTERS = 14

_CLOSING = frozenset(".,;:!?)")

Parts = tuple[tuple[str, str], ...]

_HIDDEN = "\N{NO-BREAK SPACE}" * 4 + "?" + "\N{NO-BREAK SPACE}" * 4
"""In the place of each hidden answer: as wide as any other, which says nothing of its length."""

_MOST_LINES = 4
"""Lines of a long text that are shown."""


class FilledSentence(Picture):
    """Words that wrap as text does, and the answer as a chip among them.

    `pressed` fires on a click on the gap that hides the answer. There is always room for `least`
    lines, so that a longer text moves nothing below; of more than `most` the last are shown,
    because that is where the answer comes.
    """

    pressed = Signal()

    def __init__(
        self, look: Theme, name: str = "answer", least: int = 1, most: int = _MOST_LINES
    ) -> None:
        super().__init__(name, tr("The text with the answer"))
        self._look, self._least, self._most = look, least, most
        self._letters = _LETTERS
        self._parts: Parts = ()
        self._hidden = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_text(self, before: str, answer: str, after: str = "") -> None:
        """The text before the answer, the answer (empty for none), and the text after it."""
        self.show_parts((("text", before), ("answer", answer), ("text", after)))

    def show_parts(self, parts: Parts, share: str = "") -> None:
        """The text in parts, each with what it is: "text", the "answer", or what "fills" another
        gap. That is quieter: the picture and the bars are about the answer.

        `share` is how sure the answer is, for a screen reader: others see it beside the bars.
        """
        self._parts = tuple(part for part in parts if part[1])
        self.describe(f"{self.spoken} {share}".strip())
        self.updateGeometry()
        self.update()

    def shrink(self, on: bool) -> None:
        """Write it smaller, where a page has no room for the usual letters."""
        self._letters = _SMALL_LETTERS if on else _LETTERS
        self.updateGeometry()
        self.update()

    def hide_answer(self, hidden: bool) -> None:
        """Leave a gap with a question mark; or show the answer again."""
        if hidden != self._hidden:
            self._hidden = hidden
            self.setToolTip(tr("Click to show the answer") if hidden and self._answered else "")
            self.describe(self.spoken)
            self.updateGeometry()
            self.update()

    @property
    def spoken(self) -> str:
        """All of it, as a screen reader says it."""
        spoken = ""
        for kind, text in self._parts:
            if kind == "text":
                spoken += text
            else:
                spoken = f"{spoken.rstrip()} {'?' if self._hidden else text}"
        return spoken.strip()

    @property
    def _answered(self) -> bool:
        return any(kind == "answer" for kind, _ in self._parts)

    # -- measures --------------------------------------------------------------------------------

    @property
    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._look.font(self._letters, bold=True))

    @property
    def _line(self) -> float:
        return self._metrics.height() + self._look.units(10)

    def _placed(self) -> Iterator[tuple[str, str, float, int]]:
        """Each word with what it is, where it begins, and in which line."""
        metrics, width = self._metrics, max(1, self.width())
        space, pad = metrics.horizontalAdvance(" "), self._look.units(10)
        words = list(self._words())
        x, line = 0.0, 0
        for place, (kind, word, glued) in enumerate(words):
            wide = metrics.horizontalAdvance(word) + (2 * pad if kind != "text" else 0)
            following = ""
            if place + 1 < len(words) and words[place + 1][2]:
                following = words[place + 1][1]  # it goes to the next line with what it closes
            needed = wide + (space * 0.4 + metrics.horizontalAdvance(following)) * bool(following)
            if x and x + needed > width and not glued:
                x, line = 0.0, line + 1
            start = x - space * 0.6 if glued and x else x
            yield word, kind, start, line
            x = start + wide + space

    def _words(self) -> Iterator[tuple[str, str, bool]]:
        """What each word is, the word, and whether it is a mark that stays with the word before."""
        before = ""
        for kind, said in self._parts:
            text = _HIDDEN if self._hidden and kind != "text" else said
            for place, word in enumerate(text.split() if kind == "text" else [text]):
                spaced = before not in ("", "text") and place == 0 and text[:1].isspace()
                closes = kind == "text" and set(word) <= _CLOSING and not spaced
                yield kind, word, bool(before) and closes
                before = kind

    def sizeHint(self) -> QSize:
        """As many lines as the text takes at this width."""
        lines = max((line for *_, line in self._placed()), default=0) + 1
        lines = max(self._least, min(lines, self._most))
        return QSize(1, round(lines * self._line) + self._look.units(4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps otherwise."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    @property
    def gap(self) -> QRectF:
        """Where the answer is, or is hidden; empty where there is none in sight."""
        placed = list(self._placed())
        first = self._first(placed)
        for word, kind, x, at in placed:
            if kind == "answer" and at >= first:
                return self._chip(word, x, at - first)
        return QRectF()

    def _chip(self, word: str, x: float, line: int) -> QRectF:
        wide = self._metrics.horizontalAdvance(word) + 2 * self._look.units(10)
        wide = min(wide, self.width() - x)
        return QRectF(x + 1, line * self._line + 2, wide - 2, self._line - 4)

    def _first(self, placed: list[tuple[str, str, float, int]]) -> int:
        """The first line that is shown."""
        return max(0, max((at for *_, at in placed), default=0) - self._most + 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the gap asks for the answer."""
        if self._hidden and self.gap.contains(event.position()):
            self.pressed.emit()
        else:
            super().mousePressEvent(event)

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The last lines of the text, with the answer as a chip."""
        look, metrics, line = self._look, self._metrics, self._line
        placed = list(self._placed())
        first = self._first(placed)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(look.font(self._letters, bold=True))
            pad = look.units(10)
            for word, kind, x, at in placed:
                if at < first:
                    continue
                base = (at - first) * line + (line + metrics.ascent() - metrics.descent()) / 2
                if kind != "text":
                    gap, quiet = self._chip(word, x, at - first), self._hidden or kind == "fills"
                    tint = "muted" if quiet else "accent"
                    painter.setBrush(look.colour("chip" if quiet else "accent_soft"))
                    style = Qt.PenStyle.DashLine if self._hidden else Qt.PenStyle.SolidLine
                    painter.setPen(QPen(look.colour(tint), 1.6, style))
                    painter.drawRoundedRect(gap, 7, 7)
                    painter.setPen(look.colour(tint))
                    painter.drawText(QPointF(x + pad, base), word)
                else:
                    painter.setPen(look.colour("text"))
                    text = metrics.elidedText(word, Qt.TextElideMode.ElideRight, self.width())
                    painter.drawText(QPointF(x, base), text)
