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
        self._before, self._answer, self._after = "", "", ""
        self._hidden = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_text(self, before: str, answer: str, after: str = "", share: str = "") -> None:
        """The text before the answer, the answer (empty for none), and the text after it.

        `share` is how sure the answer is, for a screen reader: others see it beside the bars.
        """
        self._before, self._answer, self._after = before, answer, after
        self.describe(f"{self.spoken} {share}".strip())
        self.updateGeometry()
        self.update()

    def shrink(self, on: bool) -> None:
        """Write it smaller, where a page has no room for the usual letters."""
        self._letters = _SMALL_LETTERS if on else _LETTERS
        self.updateGeometry()
        self.update()

    def hide_answer(self, hidden: bool) -> None:
        """Leave a gap as wide as the answer, with a question mark; or show the answer again."""
        if hidden != self._hidden:
            self._hidden = hidden
            self.setToolTip(tr("Click to show the answer") if hidden and self._answer else "")
            self.describe(self.spoken)
            self.update()

    @property
    def spoken(self) -> str:
        """All of it, as a screen reader says it."""
        answer = "?" if self._hidden and self._answer else self._answer
        return f"{self._before.rstrip()} {answer}{self._after}".strip()

    # -- measures --------------------------------------------------------------------------------

    @property
    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._look.font(self._letters, bold=True))

    @property
    def _line(self) -> float:
        return self._metrics.height() + self._look.units(10)

    def _placed(self) -> Iterator[tuple[str, bool, float, int]]:
        """Each word with whether it is the answer, where it begins, and in which line."""
        metrics, width = self._metrics, max(1, self.width())
        space, pad = metrics.horizontalAdvance(" "), self._look.units(10)
        words = [(word, False) for word in self._before.split()]
        words += [(self._answer, True)] if self._answer else []
        words += [(word, False) for word in self._after.split()]
        x, line = 0.0, 0
        for place, (word, is_answer) in enumerate(words):
            wide = metrics.horizontalAdvance(word) + (2 * pad if is_answer else 0)
            glued, following = self._glued(place, words), ""
            if self._glued(place + 1, words):  # it goes to the next line with what it closes
                following = words[place + 1][0]
            needed = wide + (space * 0.4 + metrics.horizontalAdvance(following)) * bool(following)
            if x and x + needed > width and not glued:
                x, line = 0.0, line + 1
            start = x - space * 0.6 if glued and x else x
            yield word, is_answer, start, line
            x = start + wide + space

    def _glued(self, place: int, words: list[tuple[str, bool]]) -> bool:
        """Whether a word is a mark that stays with the word before it."""
        if not 0 < place < len(words):
            return False
        (_, after_answer), (word, is_answer) = words[place - 1 : place + 1]
        spaced = after_answer and self._after[:1].isspace()
        return not is_answer and set(word) <= _CLOSING and not spaced

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
        for word, is_answer, x, at in placed:
            if is_answer and at >= first:
                wide = self._metrics.horizontalAdvance(word) + 2 * self._look.units(10)
                wide = min(wide, self.width() - x)
                return QRectF(x + 1, (at - first) * self._line + 2, wide - 2, self._line - 4)
        return QRectF()

    def _first(self, placed: list[tuple[str, bool, float, int]]) -> int:
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
        first, gap = self._first(placed), self.gap
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(look.font(self._letters, bold=True))
            pad = look.units(10)
            for word, is_answer, x, at in placed:
                if at < first:
                    continue
                base = (at - first) * line + (line + metrics.ascent() - metrics.descent()) / 2
                if is_answer:
                    tint = "muted" if self._hidden else "accent"
                    painter.setBrush(look.colour("chip" if self._hidden else "accent_soft"))
                    style = Qt.PenStyle.DashLine if self._hidden else Qt.PenStyle.SolidLine
                    painter.setPen(QPen(look.colour(tint), 1.6, style))
                    painter.drawRoundedRect(gap, 7, 7)
                    painter.setPen(look.colour(tint))
                    if self._hidden:
                        painter.drawText(gap, Qt.AlignmentFlag.AlignCenter, "?")
                    else:
                        painter.drawText(QPointF(x + pad, base), word)
                else:
                    painter.setPen(look.colour("text"))
                    text = metrics.elidedText(word, Qt.TextElideMode.ElideRight, self.width())
                    painter.drawText(QPointF(x, base), text)
