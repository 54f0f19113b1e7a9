"""The tree of modules as a lazy Qt model over frozen rows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from explorer.app.theme import Theme
from explorer.protocol.module_tree import ModuleRow, ModuleTree
from explorer.text import numbers
from explorer.text.translation import tr

HEADS = (tr("Part"), tr("What it is"), tr("Output shape"), tr("Parameters"), tr("Share"))
_PADDING = 8
"""Units beside the words of a cell, as the style sheet has them: they grow with the text."""
_NARROWEST = 60
"""Pixels, the least that words are laid out in."""
_Index = QModelIndex | QPersistentModelIndex


class ModuleRows(QAbstractItemModel):
    """Rows point to their parents by number; the children of each are looked up once."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ModuleRow, ...] = ()
        self._children: dict[int, list[int]] = {}
        self._place: list[int] = []
        self._shapes: dict[int, str] = {}

    def show(self, tree: ModuleTree | None) -> None:
        """Show this tree, or nothing."""
        self.beginResetModel()
        self._rows = tree.rows if tree is not None else ()
        self._children, self._shapes = {}, {}
        self._place = []
        for number, row in enumerate(self._rows):
            siblings = self._children.setdefault(row.parent, [])
            self._place.append(len(siblings))
            siblings.append(number)
        self.endResetModel()

    def show_shapes(self, shapes: dict[int, str]) -> None:
        """Show the shapes of a run, by row, instead of those for any length."""
        self._shapes = shapes
        for number in range(len(self._rows)):
            cell = self.createIndex(self._place[number], 2, number)
            self.dataChanged.emit(cell, cell)

    def row_of(self, index: _Index) -> ModuleRow | None:
        """The row at an index."""
        return self._rows[index.internalId()] if index.isValid() else None

    def index_of(self, number: int) -> QModelIndex:
        """The index of a row's number."""
        return self.createIndex(self._place[number], 0, number)

    def index(self, row: int, column: int, parent: _Index | None = None) -> QModelIndex:
        """As QAbstractItemModel asks."""
        over = parent.internalId() if parent is not None and parent.isValid() else -1
        children = self._children.get(over, [])
        if 0 <= row < len(children) and 0 <= column < len(HEADS):
            return self.createIndex(row, column, children[row])
        return QModelIndex()

    def parent(self, index: _Index) -> QModelIndex:  # type: ignore[override]
        """As QAbstractItemModel asks."""
        if not index.isValid():
            return QModelIndex()
        over = self._rows[index.internalId()].parent
        return QModelIndex() if over < 0 else self.index_of(over)

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many parts a part has."""
        if parent is None or not parent.isValid():
            return len(self._children.get(-1, []))
        return 0 if parent.column() else len(self._children.get(parent.internalId(), []))

    def columnCount(self, parent: _Index | None = None) -> int:
        """The same everywhere."""
        return len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heads."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(_side(section) | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        row = self.row_of(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_side(index.column()) | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            tooltip = f"{row.path or row.label}\n{row.class_name}"
            return f"{tooltip}\n{row.role}" if row.role else tooltip
        if role == Qt.ItemDataRole.AccessibleTextRole:
            cell_text = self._text(row, index)
            return f"{HEADS[index.column()]}: {cell_text}"
        return None

    def _text(self, row: ModuleRow, index: _Index) -> str:
        column = index.column()
        if column == 0:
            return row.label
        if column == 1:
            return row.role or row.class_name
        if column == 2:
            return self._shapes.get(index.internalId(), row.shape)
        if row.tied:
            return "shared" if column == 3 else ""
        if not row.parameters:
            return ""
        text = numbers.count(row.parameters) if column == 3 else numbers.percent(row.share)
        # Below a row that stands for several layers, one of them is counted.
        return tr("{number} each", number=text) if self._repeated(row) else text

    def _repeated(self, row: ModuleRow) -> bool:
        """Whether a row is part of one of several equal parts."""
        while row.parent >= 0:
            row = self._rows[row.parent]
            if row.repeats > 1:
                return True
        return False


class WrappedWords(QStyledItemDelegate):
    """A column whose words continue below where it is narrow; Qt's tree asks for one line alone."""

    def __init__(self, look: Theme, view: QTreeView) -> None:
        super().__init__(view)
        self._look, self._view = look, view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As wide as the words on one line, and as high as they are in the column's width."""
        view, text, metrics = self._view, index.data() or "", self._view.fontMetrics()
        margin = view.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
        neighbour = 2 * margin + self._look.units(_PADDING)
        room = max(_NARROWEST, view.columnWidth(index.column()) - neighbour)
        wrapped = metrics.boundingRect(
            QRect(0, 0, room, 10_000), int(Qt.TextFlag.TextWordWrap), text
        )
        high = super().sizeHint(option, view.model().index(0, 0)).height()
        return QSize(
            metrics.horizontalAdvance(text) + neighbour,
            high + max(0, wrapped.height() - metrics.height()),
        )


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column >= 3 else Qt.AlignmentFlag.AlignLeft
