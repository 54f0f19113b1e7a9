"""The rows of a table of texts with their answers: sorted, filtered, and drawn as they come."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent

from explorer.app.theme import Theme
from explorer.features.text_table.explain import strength, verdict
from explorer.features.text_table.protocol import RowAnswer, TextRow
from explorer.text import numbers
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


@dataclass(frozen=True)
class AnsweredRow:
    """A row of the table, and what was said to it so far."""

    place: int
    row: TextRow
    answer: RowAnswer | None


def cell(item: AnsweredRow, column: int) -> str:
    """What stands in a column."""
    answer = item.answer
    if column == LINE:
        return numbers.count(item.row.number)
    if column == TEXT:
        return one_line(item.row.text)
    if column == LABEL:
        return one_line(item.row.label)
    if answer is None:
        return ""
    if answer.why:
        return answer.why if column == ANSWER else ""
    if column == ANSWER:
        return one_line(answer.answer.strip("·") or answer.answer)
    if column == PROBABILITY:
        return strength(answer)
    if column == LOSS:
        return "" if math.isnan(answer.loss) else f"{answer.loss:.3f}"
    return verdict(answer)


def one_line(text: str) -> str:
    """The beginning of a text, its line breaks shown."""
    return text[:_SHOWN].replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎")


def _tip(item: AnsweredRow) -> str:
    answer = item.answer
    told = [numbers.shortened(item.row.text, 400)]
    if answer is not None and not answer.why:
        told.append(numbers.plural(answer.tokens, "token"))
        if answer.masks > 1:
            told.append(
                tr(
                    "{masks}: the answer is to the first",
                    masks=numbers.plural(answer.masks, "mask"),
                )
            )
    elif answer is not None:
        told.append(answer.why)
    return "\n".join(told)


class _Model(Rows[AnsweredRow]):
    """Says right and wrong in words to a screen reader."""

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What stands in a cell, and what is said of it."""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            item, column = self.rows[index.row()], index.column()
            text = cell(item, column)
            if column == RIGHT and item.answer is not None:
                return {True: tr("right"), False: tr("wrong"), None: ""}[item.answer.right]
            return text
        return super().data(index, role)


class RowsView(LazyTable[AnsweredRow]):
    """`opened` carries the place of a row; `ordered` a column that the head was clicked of."""

    opened = Signal(int)
    ordered = Signal(int)

    def __init__(self, look: Theme) -> None:
        super().__init__(
            look,
            _Model(HEADS, cell, _tip),
            "tableRows",
            tr("Texts and answers; Return opens a row"),
            wide=TEXT,
            least=180,
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
        self.opened.emit(self.rows.rows[index.row()].place)

    def mark_order(self, column: int, *, down: bool) -> None:
        """Show by which column the rows are sorted."""
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(column, order)


def ordered(items: Sequence[AnsweredRow], column: int, *, down: bool) -> list[AnsweredRow]:
    """The rows by a column; those that have nothing there come last either way."""
    key = _KEYS[column]
    known = [item for item in items if key(item) is not None]
    rest = [item for item in items if key(item) is None]
    return sorted(known, key=key, reverse=down) + rest


def _of(read: Callable[[RowAnswer], Any]) -> Callable[[AnsweredRow], Any]:
    def key(item: AnsweredRow) -> Any:
        answer = item.answer
        if answer is None or answer.why:
            return None
        value = read(answer)
        return None if isinstance(value, float) and math.isnan(value) else value

    return key


_KEYS: dict[int, Callable[[AnsweredRow], Any]] = {
    LINE: lambda item: item.place,
    TEXT: lambda item: item.row.text.casefold(),
    ANSWER: _of(lambda answer: answer.answer.strip("·").casefold()),
    PROBABILITY: _of(
        lambda answer: answer.logit if math.isnan(answer.probability) else answer.probability
    ),
    LOSS: _of(lambda answer: answer.loss),
    LABEL: lambda item: item.row.label.casefold() or None,
    RIGHT: _of(lambda answer: answer.right),
}
