"""The numbers of a slice as a table that asks for the part that comes into sight."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QTableView

from explorer.app.theme import Theme
from explorer.features.tensors.protocol import SliceRead
from explorer.text.translation import localized, tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import with_names
from explorer.widgets.timer import single_shot

_Index = QModelIndex | QPersistentModelIndex
_LINES = 8
_MOST_COLUMNS = 100_000
"""QTableView keeps something for each column; beyond this the rest is in the exported file."""


class _Numbers(QAbstractTableModel):
    """Knows one window of the slice; a look beside it is told through `missing`."""

    missing = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.read: SliceRead | None = None

    def rowCount(self, parent: _Index | None = None) -> int:
        return self.read.slice_shape[0] if self.read is not None else 0

    def columnCount(self, parent: _Index | None = None) -> int:
        return min(_MOST_COLUMNS, self.read.slice_shape[1]) if self.read is not None else 0

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        return str(section) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        read = self.read
        if read is None:
            return None
        row = index.row() - read.request.row_start
        column = index.column() - read.request.column_start
        rows, columns = read.values.shape
        if not (0 <= row < rows and 0 <= column < columns):
            self.missing.emit(index.row(), index.column())
            return "…"
        value: Any = read.values[row, column]
        return localized(str(int(value)) if value.dtype.kind == "i" else f"{float(value):.4f}")


class SliceTable(QTableView):
    """`window_wanted` carries the first row and column of the part to read."""

    window_wanted = Signal(int, int)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._numbers = _Numbers()
        self._wanted = (0, 0)
        self._later = single_shot(self, 30, self._want)
        self._numbers.missing.connect(self._miss)
        with_names(self, "sliceTable", tr("The numbers of the slice"))
        self.setModel(self._numbers)
        self.setTabKeyNavigation(False)
        name_inner(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._fit)
        self._fit()

    def show_slice(self, read: SliceRead) -> None:
        """Show a slice, or another window of the one that is shown."""
        old, self._numbers.read = self._numbers.read, read
        same = old is not None and old.slice_shape == read.slice_shape
        if same and old is not None and old.request.name == read.request.name:
            rows, columns = self._numbers.rowCount(), self._numbers.columnCount()
            if rows and columns:
                first = self._numbers.index(0, 0)
                self._numbers.dataChanged.emit(first, self._numbers.index(rows - 1, columns - 1))
            return
        self._numbers.beginResetModel()
        self._numbers.endResetModel()
        self.scrollToTop()
        self._fit()

    def text_at(self, row: int, column: int) -> str:
        """What a cell shows."""
        return str(self._numbers.data(self._numbers.index(row, column)))

    @Slot(int, int)
    def _miss(self, row: int, column: int) -> None:
        self._wanted = (row, column)
        if not self._later.isActive():
            self._later.start()

    @Slot()
    def _want(self) -> None:
        row = max(0, self.rowAt(0))
        column = max(0, self.columnAt(0))
        self.window_wanted.emit(max(0, row - 64), max(0, column - 64))

    @Slot()
    def _fit(self) -> None:
        metrics = self.fontMetrics()
        wide = metrics.horizontalAdvance("-0000.0000") + self._look.units(14)
        self.horizontalHeader().setDefaultSectionSize(wide)
        self.verticalHeader().setDefaultSectionSize(metrics.height() + self._look.units(6))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The header, up to eight rows, and the scroll bar."""
        rows = min(_LINES, max(2, self._numbers.rowCount()))
        line = self.verticalHeader().defaultSectionSize()
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(1, rows * line + self.horizontalHeader().sizeHint().height() + bar + 4)

    def minimumSizeHint(self) -> QSize:
        """As sizeHint: it is never squeezed."""
        return self.sizeHint()
