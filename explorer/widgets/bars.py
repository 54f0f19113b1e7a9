"""Answers of the model as bars: word, bar, percent. One block for each place it speaks about."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.app.theme import Theme
from explorer.protocol.run import Candidate, Prediction
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture

_SPOKEN, _MEASURED = 100, 1_000
"""Answers that are spoken, and whose words are measured to share the width: a class of pictures may
have 100,000 labels, and to paint all of them took 8 s."""


class Bars(Picture):
    """The candidates of one prediction, the likeliest first, with their probabilities.

    `stacked` puts each bar under its word, for narrow places. Where it `leads`, the first one looks
    like the answer that is filled into the sentence.
    """

    def __init__(
        self, look: Theme, prediction: Prediction, *, stacked: bool = False, leads: bool = False
    ) -> None:
        spoken = "; ".join(
            f"{candidate.text} {numbers.amount(candidate)}"
            for candidate in prediction.candidates[:_SPOKEN]
        )
        super().__init__("", f"{prediction.caption}: {spoken}")
        self._look, self._leads, self._stacked = look, leads, stacked
        self.prediction = prediction
        # Ignored across: a long answer must not make the column wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            tr("A score on a scale of the model's own: any number, not a probability.")
            if prediction.kind == "score"
            else tr(
                "One of {total} possible answers; if all were equally likely, each would get "
                "{uniform}.",
                total=numbers.count(prediction.out_of),
                uniform=numbers.percent(prediction.uniform),
            )
        )
        look.changed.connect(self.updateGeometry)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What is shown."""
        return self.prediction.candidates

    def sizeHint(self) -> QSize:
        """One line each."""
        return QSize(1, self._line * len(self.prediction.candidates))

    @property
    def _line(self) -> int:
        return QFontMetrics(self._look.font()).height() + self._look.units(
            18 if self._stacked else 10
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars to one scale: the full width is a probability of one."""
        look = self._look
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            font = look.font()
            metrics, wider = QFontMetrics(font), QFontMetrics(look.font(bold=True))
            line, gap, width = self._line, look.units(10), self.width()
            candidates = self.prediction.candidates
            measured = (*candidates[:_MEASURED], *candidates[_MEASURED:][-1:])
            shares = [numbers.amount(candidate) for candidate in measured]
            # Room for "100.0 %" always, so that bars do not jump from run to run.
            number = max(map(metrics.horizontalAdvance, ("100.0 %", *shares)))
            if self._leads and shares:
                number = max(number, wider.horizontalAdvance(shares[0]))
            longest = max((metrics.horizontalAdvance(item.text) for item in measured), default=0)
            # A word may take less than half; the bar is what is compared.
            word = int(min(longest + gap, width * 0.45))
            left, right = word + gap, width - number - gap
            thick = look.units(9)
            words, below = line, (line - thick) / 2
            if self._stacked:
                word, left, right, thick = width - number - gap, 0, width, look.units(6)
                words = below = metrics.height() + look.units(2)
            # Only the lines in the part that is to be painted.
            first, last = max(0, event.rect().top() // line), event.rect().bottom() // line + 1
            if self._stacked:  # whole ones alone, where its place is lower than all of them
                last = min(last, max(1, self.height() // line))
            for place, entry in enumerate(candidates[first:last], first):
                top = place * line
                first_one = self._leads and not place
                painter.setFont(look.font(bold=True) if first_one else font)
                painter.setPen(look.colour("text"))
                letters = wider if first_one else metrics
                if self._stacked:  # each word has all that its own number leaves
                    word = width - letters.horizontalAdvance(numbers.amount(entry)) - gap
                text = letters.elidedText(entry.text, Qt.TextElideMode.ElideRight, word)
                middle = Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRectF(0, top, word, words), middle, text)
                if not entry.is_score:  # a number without a scale has no length
                    bar = QRectF(left, top + below, max(0, right - left), thick)
                    self._paint_bar(painter, bar, entry.probability)
                painter.setPen(look.colour("accent" if first_one else "muted"))
                painter.drawText(
                    QRectF(width - number, top, number, words),
                    middle | Qt.AlignmentFlag.AlignRight,
                    numbers.amount(entry),
                )

    def _paint_bar(self, painter: QPainter, bar: QRectF, share: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("track"))
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        filled = QRectF(bar)
        filled.setWidth(bar.width() * max(0.0, min(1.0, share)))
        painter.setBrush(self._look.colour("accent"))
        # Below its own height a bar's corners would overlap.
        rounding = min(bar.height() / 2, filled.width() / 2)
        painter.drawRoundedRect(filled, rounding, rounding)
