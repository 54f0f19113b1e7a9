"""Tables of thousands of rows: only what is on screen is asked for; filters are Python lists."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from explorer.app.theme import Theme
from explorer.widgets.blocks import with_names
from explorer.widgets.elided import broken_at_dots, elided_at_dots
from explorer.widgets.untrusted_text import plain_tip

T = TypeVar("T")
_Index = QModelIndex | QPersistentModelIndex
_MOST_LINES = 3
"""Of a name of weights or a sentence; a row of more would leave too few in sight."""
_FEWEST_ROWS = 18
"""Lines that must have room for rows of three."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class Rows(QAbstractTableModel, Generic[T]):
    """Rows of any kind; `cell` gives the text of a column, `tip` the description of a row."""

    def __init__(
        self,
        heads: Sequence[str],
        cell: Callable[[T, int], str],
        tip: Callable[[T], str],
    ) -> None:
        super().__init__()
        self.heads = tuple(heads)
        self.rows: Sequence[T] = ()
        self._cell, self._tip = cell, tip

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many rows there are."""
        return len(self.rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        """How many columns there are."""
        return len(self.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.heads[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(self.rows[index.row()], index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            # None for no tip: an empty text would show an empty box.
            return plain_tip(self._tip(self.rows[index.row()]) or "") or None
        return None

    def show(self, rows: Sequence[T]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def change(self, rows: Sequence[T]) -> None:
        """Show new values of the same rows; the selection stays."""
        if len(rows) != len(self.rows):
            self.show(rows)
            return
        self.rows = rows
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.heads) - 1))


class _Dotted(QStyledItemDelegate):
    """Breaks a name at its dots, and shortens it there."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.lines = 1

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        style = self._table.style()
        area = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, self._table)
        room = area.width() - _free(self._table)
        option.text = elided_at_dots(option.text, self._table.fontMetrics(), room, self.lines)


class LazyTable(QTableView, Generic[T]):
    """The view. The column `wide` takes the room that the others leave, `least` units at least.

    With `dotted` its texts are names of weights: they break after dots, all rows are as high as
    the longest needs, and one that has no room even so gives up parts in its middle. With `wrapped`
    they are sentences: where the longest has no room in one line, every row has two or three.
    """

    def __init__(
        self,
        look: Theme,
        rows: Rows[T],
        name: str,
        spoken: str,
        wide: int = 0,
        least: int = 90,
        *,
        dotted: bool = False,
        wrapped: bool = False,
    ) -> None:
        super().__init__()
        self._look, self._wide, self._least = look, wide, least
        self.rows = rows
        with_names(self, name, spoken)
        self.setModel(rows)
        self.setShowGrid(False)
        self.setWordWrap(wrapped)
        self._longest = ""
        # Tab leaves the table; the arrows walk in it.
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._dotted = _Dotted(self) if dotted else None
        if self._dotted is not None:
            self.setItemDelegateForColumn(wide, self._dotted)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(1)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(look.units(30))
        header.setResizeContentsPrecision(0)  # only the rows on screen: all of them took 0.7 s
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        look.changed.connect(self.fit)

    def show_rows(self, rows: Sequence[T]) -> None:
        """Show these rows instead."""
        self.rows.show(rows)
        if self.wordWrap():  # once, not whenever the width changes: there may be 100,000
            texts = (self.rows.index(row, self._wide).data() for row in range(len(self.rows.rows)))
            self._longest = max(texts, key=len, default="")
        self.fit()

    def resizeEvent(self, event: Any) -> None:
        """Share out the width again."""
        super().resizeEvent(event)
        self._share()

    @Slot()
    def fit(self) -> None:
        """Heights and widths for what is shown now."""
        self._set_height(1)
        self._share()

    def _set_height(self, lines: int) -> None:
        self.verticalHeader().setDefaultSectionSize(
            lines * self.fontMetrics().height() + self._look.units(9)
        )

    def showEvent(self, event: Any) -> None:
        """Share the width out for the rows that are on screen now."""
        super().showEvent(event)
        self._share()

    def _share(self) -> None:
        if not self.isVisible():
            return  # without a viewport every row would be measured: 0.3 s for 30,000
        columns = range(len(self.rows.heads))
        for column in columns:
            if column != self._wide:
                self.resizeColumnToContents(column)
        rest = self.viewport().width() - sum(
            self.columnWidth(column) for column in columns if column != self._wide
        )
        head = self.horizontalHeader().sectionSizeHint(self._wide)
        self.setColumnWidth(self._wide, max(rest, head, self._look.units(self._least)))
        if self._dotted is not None and self.rows.rows:
            names = (self.rows.index(row, self._wide).data() for row in range(len(self.rows.rows)))
            room = self.columnWidth(self._wide) - _free(self)
            lines = broken_at_dots(max(names, key=len), self.fontMetrics(), room)
            self._dotted.lines = min(len(lines), _MOST_LINES)
            self._set_height(self._dotted.lines)
        elif self.wordWrap():
            room = self.columnWidth(self._wide) - _free(self)
            # A line that breaks between words leaves some of its room.
            needed = math.ceil(1.1 * self.fontMetrics().horizontalAdvance(self._longest) / room)
            roomy = self.viewport().height() >= _FEWEST_ROWS * self.fontMetrics().height()
            self._set_height(max(1, min(needed, _MOST_LINES if roomy else 2)))


def _free(table: QTableView) -> int:
    """Pixels of a cell's width that the style leaves free, the same at both sides."""
    margin = table.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin)
    return 2 * (margin + 1)
