"""The text in large letters, each word tinted by what it does to the answer, with its sign."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.app.theme import Theme
from explorer.features.why import summary
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture

_LETTERS = 19
"""Units of a letter's height: the largest text of the window."""

_MOST_LINES = 4
_LEAST_NUMBERED = 0.005
"""Changes below half a point have no number."""


@dataclass(frozen=True)
class TintedWord:
    """A word, and how the probability of the answer changes without it; NaN where that is not
    known. `is_answer` marks the answer itself."""

    text: str
    change: float = math.nan
    is_answer: bool = False


class TintedSentence(Picture):
    """Words that wrap as text does. Red is what the answer loses without a word, with a minus below
    it; blue what it gains, with a plus."""

    def __init__(self, look: Theme) -> None:
        super().__init__(
            "whySentence", tr("The text, each word with what the answer loses without it")
        )
        self._look = look
        self._words: tuple[TintedWord, ...] = ()
        self._whole = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_words(self, words: Sequence[TintedWord], whole: float) -> None:
        """Show these; a change by `whole` is tinted fully."""
        self._words, self._whole = tuple(words), max(whole, 1e-6)
        spoken = [
            f"{word.text} {summary.points(word.change)}" if self._has_number(word) else word.text
            for word in self._words
        ]
        self.describe(" ".join(spoken))
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> tuple[TintedWord, ...]:
        """What is shown."""
        return self._words

    @staticmethod
    def _has_number(word: TintedWord) -> bool:
        return not math.isnan(word.change) and abs(word.change) >= _LEAST_NUMBERED

    # -- measures --------------------------------------------------------------------------------

    @property
    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._look.font(_LETTERS, bold=True))

    @property
    def _small(self) -> QFontMetricsF:
        return QFontMetricsF(self._look.font(11))

    @property
    def _line(self) -> float:
        return self._metrics.height() + self._small.height() + self._look.units(10)

    def _shown(self) -> list[tuple[TintedWord, float, float, int]]:
        """The words that are drawn, placed: of a long text the lines up to the answer, or the last
        ones, with an ellipsis where words are left out."""
        placed = list(self._placed(self._words))
        if not placed or placed[-1][-1] < _MOST_LINES:
            return placed
        answer = next((line for word, _, _, line in placed if word.is_answer), placed[-1][-1])
        first = max(0, answer - _MOST_LINES + 1)
        words = [word for word, _, _, line in placed if first <= line < first + _MOST_LINES]
        left_out = TintedWord("…")
        after = [left_out] if placed[-1][-1] >= first + _MOST_LINES else []
        before = [left_out] if first else []
        while True:  # the ellipsis takes room: words make it at the end that is further away
            placed = list(self._placed([*before, *words, *after]))
            if placed[-1][-1] < _MOST_LINES or not words:
                return placed
            words.pop(0 if before else -1)

    def _placed(
        self, words: Sequence[TintedWord]
    ) -> Iterator[tuple[TintedWord, float, float, int]]:
        """Each word with where it begins, its width, and its line."""
        metrics, small, pad = self._metrics, self._small, self._look.units(6)
        gap, x, line = self._look.units(5), 0.0, 0
        for word in words:
            wide = metrics.horizontalAdvance(word.text) + 2 * pad
            if self._has_number(word):
                wide = max(wide, small.horizontalAdvance(summary.points(word.change)) + pad)
            wide = min(wide, max(1, self.width()))
            if x and x + wide > self.width():
                x, line = 0.0, line + 1
            yield word, x, wide, line
            x += wide + gap

    def sizeHint(self) -> QSize:
        """As many lines as the text takes at this width."""
        lines = max((line for *_, line in self._shown()), default=0) + 1
        return QSize(1, round(lines * self._line) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps otherwise."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each word on its tint, and below it the change in points."""
        look, metrics, small = self._look, self._metrics, self._small
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for word, x, wide, line in self._shown():
                top = line * self._line + 1
                area = QRectF(x, top, wide, metrics.height() + look.units(4))
                middle = Qt.AlignmentFlag.AlignCenter
                painter.setFont(look.font(_LETTERS, bold=True))
                if word.is_answer:
                    painter.setPen(QPen(look.colour("accent"), 1.6))
                    painter.setBrush(look.colour("accent_soft"))
                    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 7, 7)
                    painter.setPen(look.colour("accent"))
                else:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(tint(look, word.change / self._whole))
                    painter.drawRoundedRect(area, 6, 6)
                    painter.setPen(look.colour("text"))
                text = metrics.elidedText(word.text, Qt.TextElideMode.ElideRight, wide)
                painter.drawText(area, middle, text)
                if self._has_number(word):
                    painter.setFont(look.font(11))
                    painter.setPen(look.colour("bad" if word.change < 0 else "accent"))
                    below = QPointF(x, area.bottom() + small.ascent() + 1)
                    number = summary.points(word.change)
                    below.setX(x + (wide - small.horizontalAdvance(number)) / 2)
                    painter.drawText(below, number)


def tint(look: Theme, share: float) -> QColor:
    """The back of a change, from nothing at 0 to red at −1 and blue at +1."""
    colour = QColor(look.colour("bad" if share < 0 else "accent"))
    strength = 0.0 if math.isnan(share) else min(1.0, abs(share))
    colour.setAlphaF(0.42 * strength)
    return colour
