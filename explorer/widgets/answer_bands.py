"""Questions asked again and again, and what was answered first each time, as bands over steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)

from explorer.app.theme import Theme
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.fitted_picture import FittedPicture

_RIGHT = "✓"
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True)
class BandAnswer:
    """The first answer at a step, with its probability (0..1), and whether it was the right one."""

    step: int
    text: str
    probability: float
    right: bool


@dataclass(frozen=True)
class BandRow:
    """What was asked, and the first answers in the order of their steps."""

    text: str
    answers: tuple[BandAnswer, ...]


@dataclass(frozen=True)
class Band:
    """An answer that stayed the same from step `start` to `end`."""

    start: int
    end: int
    text: str
    right: bool


def merged(answers: Sequence[BandAnswer], now: int) -> tuple[Band, ...]:
    """Bands of answers that stay the same; the last one continues until `now`."""
    bands: list[Band] = []
    for place, answer in enumerate(answers):
        end = answers[place + 1].step if place + 1 < len(answers) else now
        if bands and (bands[-1].text, bands[-1].right) == (answer.text, answer.right):
            bands[-1] = Band(bands[-1].start, end, answer.text, answer.right)
        else:
            bands.append(Band(answer.step, end, answer.text, answer.right))
    return tuple(band for band in bands if band.end > band.start)


class AnswerBands(FittedPicture):
    """One row for each question; ↑ and ↓ read them."""

    def __init__(self, look: Theme, name: str, spoken: str) -> None:
        super().__init__(name, spoken)
        self._look = look
        self._questions: tuple[BandRow, ...] = ()
        self._now = self._end = 0
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        look.changed.connect(self.updateGeometry)

    def show_questions(self, questions: Sequence[BandRow], now: int, end: int) -> None:
        """Show these questions and their answers up to step `now` of `end`."""
        before = self.heightForWidth(self.width())
        self._questions, self._now, self._end = tuple(questions), now, max(now, end)
        self._current = min(self._current, len(questions) - 1)
        self._describe()
        if self.heightForWidth(self.width()) != before:
            self.updateGeometry()
        self.update()

    @property
    def questions(self) -> tuple[BandRow, ...]:
        """What is shown."""
        return self._questions

    def words(self, row: int) -> str:
        """A question, its answer now, and those before, in words."""
        question = self._questions[row]
        if not question.answers:
            return question.text
        last = question.answers[-1]
        share = f"{last.text} {numbers.percent(last.probability)}"
        spoken = tr("{answer}, right", answer=share) if last.right else share
        before = [band.text for band in merged(question.answers, self._now)[:-1]]
        if not before:
            return f"{question.text} {spoken}"
        return tr(
            "{question} {answer}. Before: {before}",
            question=question.text,
            answer=spoken,
            before=", ".join(before),
        )

    def _describe(self) -> None:
        rows = range(len(self._questions)) if self._current < 0 else (self._current,)
        self.describe("; ".join(self.words(row) for row in rows))

    # -- measures ----------------------------------------------------------------------------

    @property
    def _text_high(self) -> int:
        return QFontMetrics(self._look.font(bold=True)).height()

    @property
    def _bar_high(self) -> int:
        return QFontMetrics(self._look.font(11.5)).height() + self._look.units(8)

    def _now_text(self, question: BandRow) -> str:
        if not question.answers:
            return ""
        last = question.answers[-1]
        sign = f"{_RIGHT} " if last.right else ""
        return f"{sign}{last.text}  {numbers.percent(last.probability)}"

    def _question_lines(self, question: BandRow, width: int) -> int:
        """As many as its words need."""
        metrics = QFontMetrics(self._look.font(bold=True))
        room = QRect(0, 0, width - 2 * self._look.units(4), 16_777_215)
        area = metrics.boundingRect(room, _WRAPPED, question.text)
        return max(1, round(area.height() / metrics.lineSpacing()))

    def _lines(self, question: BandRow, width: int) -> int:
        """One line for question and answer; one more where both do not fit."""
        metrics = QFontMetrics(self._look.font(bold=True))
        # Room for any share, so that nothing moves when an answer becomes surer.
        share = self._now_text(question).rpartition(" ")[0] + "> 99.9 %"
        both = metrics.horizontalAdvance(question.text) + metrics.horizontalAdvance(share)
        if both + 4 * self._look.units(8) <= width:
            return 1
        return 1 + self._question_lines(question, width)

    def _heights(self, width: int) -> list[int]:
        other = self._bar_high + self._look.units(12)
        high = self._text_high
        return [self._lines(question, width) * high + other for question in self._questions]

    def row_area(self, row: int) -> QRectF:
        """Where a question is, with its bands."""
        heights = self._heights(self.width())
        return QRectF(0, sum(heights[:row]), self.width(), heights[row])

    def bar_area(self, row: int) -> QRectF:
        """Where the bands of a question are."""
        return self._bar_in(self.row_area(row))

    def _bar_in(self, area: QRectF) -> QRectF:
        """The bands stand at the lower end of their row: [pixels] of the whole picture."""
        pad = self._look.units(34)
        top = area.bottom() - self._bar_high - self._look.units(12) + self._look.units(3)
        return QRectF(pad, top, max(1, self.width() - 2 * pad), self._bar_high)

    def x_of(self, step: float) -> float:
        """Where a step is, as in a chart of the same width."""
        pad = self._look.units(34)
        return pad + step * (self.width() - 2 * pad) / max(1, self._end)

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels."""
        return sum(self._heights(width)) or 1

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each question, its answer now at the right, and its bands."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            top = 0
            for row, height in enumerate(self._heights(self.width())):
                self._paint_row(painter, row, QRectF(0, top, self.width(), height))
                top += height

    def _paint_row(self, painter: QPainter, row: int, area: QRectF) -> None:
        look, question = self._look, self._questions[row]
        if row == self._current and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -look.units(3)), 4, 4)
        painter.setFont(look.font(bold=True))
        painter.setPen(look.colour("text"))
        gap = look.units(4)
        lines, high = self._lines(question, self.width()), self._text_high
        words = QRectF(gap, area.top() + 1, area.width() - 2 * gap, lines * high)
        asked = QRectF(words)
        if lines > 1:
            asked.setHeight((lines - 1) * high)
        else:  # the answer stands in the same line
            asked.setWidth(QFontMetrics(painter.font()).horizontalAdvance(question.text) + 1)
        painter.drawText(asked, _WRAPPED, question.text)
        if question.answers:
            right = question.answers[-1].right
            painter.setPen(look.colour("good" if right else "muted"))
            words.setTop(words.bottom() - high)
            painter.drawText(words, Qt.AlignmentFlag.AlignRight, self._now_text(question))
        bar = self._bar_in(area)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("track"))
        painter.drawRoundedRect(bar, 4, 4)
        for band in merged(question.answers, self._now):
            self._paint_band(painter, bar, band)

    def _band_area(self, bar: QRectF, band: Band) -> QRectF:
        left, right = self.x_of(band.start), self.x_of(band.end)
        return QRectF(left, bar.top(), max(1.0, right - left - 1), bar.height())

    def _paint_band(self, painter: QPainter, bar: QRectF, band: Band) -> None:
        look, area = self._look, self._band_area(bar, band)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.band_colour(band))
        painter.drawRoundedRect(area, 3, 3)
        font = look.font(11.5, bold=band.right)
        # A word is written whole or not at all; the row says it in any case.
        texts = (f"{_RIGHT} {band.text}", _RIGHT) if band.right else (band.text,)
        metrics, room = QFontMetrics(font), area.width() - look.units(4)
        text = next((each for each in texts if metrics.horizontalAdvance(each) <= room), "")
        if text:
            painter.setFont(font)
            painter.setPen(look.colour("text"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def band_colour(self, band: Band) -> QColor:
        """Green for the right answer, which has a sign too; others are the paler the earlier."""
        look = self._look
        over, share = look.colour("track"), 0.36
        shade = look.colour("good")
        if not band.right:
            shade = look.colour("accent")
            share = 0.06 + 0.14 * band.start / max(1, self._end)
        return QColor.fromRgbF(
            shade.redF() * share + over.redF() * (1 - share),
            shade.greenF() * share + over.greenF() * (1 - share),
            shade.blueF() * share + over.blueF() * (1 - share),
        )

    # -- reading -----------------------------------------------------------------------------

    def _point(self, row: int) -> None:
        if row != self._current:
            self._current = row
            self._describe()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ and ↓ read the questions one by one."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or not self._questions:
            super().keyPressEvent(event)
        else:
            self._point(max(0, min(len(self._questions) - 1, self._current + step)))
            self.keep_in_sight(self.row_area(self._current))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys begin at the first question."""
        super().focusInEvent(event)
        if self._questions:
            self._point(max(0, self._current))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """All questions are described again."""
        super().focusOutEvent(event)
        self._point(-1)
        self.update()

    def tip_at(self, point: QPointF) -> str:
        """The answer under the mouse, which may have no room for its word; of a question all."""
        for row, question in enumerate(self._questions):
            if not self.row_area(row).contains(point):
                continue
            if not self.bar_area(row).contains(point):
                return self.words(row)
            for band in merged(question.answers, self._now):
                if self.x_of(band.start) <= point.x() <= self.x_of(band.end):
                    return tr(
                        "{answer}: steps {start} to {end}",
                        answer=band.text,
                        start=numbers.count(band.start),
                        end=numbers.count(band.end),
                    )
        return ""
