"""The rows of a table of texts with their answers: sorted, filtered, and drawn as they come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent

from explorer.app.theme import Theme
from explorer.features.text_table.explain import strength, verdict
from explorer.features.text_table.protocol import RowAnswer, TextRow
from explorer.text import numbers
from explorer.text.phrases import bare
from explorer.text.translation import tr
from explorer.widgets.lazy_table import LazyTable, Rows

_Index = QModelIndex | QPersistentModelIndex
LINE, TEXT, ANSWER, PROBABILITY, LOSS, LABEL, RIGHT = range(7)
HEADS = (
    tr("Line"),
    tr("Text"),
    tr("Answer"),
    tr("Probability"),
    tr("Loss"),
    tr("Label"),
    tr("Right"),
)
_SHOWN = 300


Answers = Sequence[RowAnswer | None]


def cell(row: TextRow, answer: RowAnswer | None, column: int) -> str:
    """The text of a column."""
    if column == LINE:
        return numbers.count(row.number)
    if column == TEXT:
        return one_line(row.text)
    if column == LABEL:
        return one_line(row.label)
    if answer is None:
        return ""
    if answer.why:
        return answer.why if column == ANSWER else ""
    if column == ANSWER:
        return one_line(bare(answer.answer))
    if column == PROBABILITY:
        return strength(answer)
    if column == LOSS:
        return "" if math.isnan(answer.loss) else numbers.rounded(answer.loss)
    return verdict(answer)


def one_line(text: str) -> str:
    """The beginning of a text, its line breaks shown."""
    return text[:_SHOWN].replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎")


def _tip(row: TextRow, answer: RowAnswer | None) -> str:
    sentences = [numbers.shortened(row.text, 400)]
    if answer is not None and not answer.why:
        sentences.append(numbers.ntr("{count} token", "{count} tokens", answer.tokens))
        if answer.masks > 1:
            masks = numbers.ntr("{count} mask", "{count} masks", answer.masks)
            sentences.append(tr("{tokens}: the answer is to the first", tokens=masks))
    elif answer is not None:
        sentences.append(answer.why)
    return "\n".join(sentences)


class _Model(Rows[int]):
    """Its rows are positions in the table. Says right and wrong in words to a screen reader."""

    def __init__(self) -> None:
        self.texts: Sequence[TextRow] = ()
        self.answers: Answers = ()
        super().__init__(
            HEADS,
            lambda place, column: cell(self.texts[place], self.answers[place], column),
            lambda place: _tip(self.texts[place], self.answers[place]),
        )

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, and its description."""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            answer = self.answers[self.rows[index.row()]]
            if index.column() == RIGHT and answer is not None:
                return {True: tr("right"), False: tr("wrong"), None: ""}[answer.right]
            return super().data(index)
        return super().data(index, role)


class RowsView(LazyTable[int]):
    """`opened` carries the place of a row; `ordered` a column that the head was clicked of."""

    opened = Signal(int)
    ordered = Signal(int)

    def __init__(self, look: Theme) -> None:
        self._model = _Model()
        super().__init__(
            look,
            self._model,
            "tableRows",
            tr("Texts and answers; Return opens a row"),
            wide=TEXT,
            least=120,
            wrapped=True,
        )
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self.ordered)
        self.clicked.connect(self._open)
        self.setMinimumHeight(look.units(190))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows.rows[index.row()])

    def show_answers(self, texts: Sequence[TextRow], answers: Answers) -> None:
        """Show these answers in the rows that are there, in the order in which they are."""
        self._model.texts, self._model.answers = texts, answers
        self._model.change(self._model.rows)

    def mark_order(self, column: int, *, down: bool) -> None:
        """Show by which column the rows are sorted."""
        # Fusion draws an arrow downwards for an ascending order: the other way round than is read.
        order = Qt.SortOrder.AscendingOrder if down else Qt.SortOrder.DescendingOrder
        self.horizontalHeader().setSortIndicator(column, order)


def ordered(
    places: Sequence[int], texts: Sequence[TextRow], answers: Answers, column: int, *, down: bool
) -> list[int]:
    """The rows by a column; those that have nothing there come last either way."""
    if column in (LINE, TEXT, LABEL):
        keys = {place: _of_row(place, texts[place], column) for place in places}
    else:
        keys = {place: _of_answer(answers[place], column) for place in places}
    known = [place for place in places if keys[place] is not None]
    rest = [place for place in places if keys[place] is None]
    return sorted(known, key=lambda place: keys[place], reverse=down) + rest


def _of_row(place: int, row: TextRow, column: int) -> Any:
    if column == LINE:
        return place
    return row.text.casefold() if column == TEXT else row.label.casefold() or None


def _of_answer(answer: RowAnswer | None, column: int) -> Any:
    if answer is None or answer.why:
        return None
    if column == ANSWER:
        return answer.answer.strip("·").casefold()
    if column == RIGHT:
        return answer.right
    value = answer.loss if column == LOSS else answer.probability
    if column == PROBABILITY and math.isnan(value):
        value = answer.logit
    return None if math.isnan(value) else value
