"""Tensors as a table: which way they go, name, dtype, shape, first values."""

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
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from explorer.app.theme import Theme
from explorer.protocol.run import TensorInfo
from explorer.text.numbers import rounded
from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import with_names

_HEADS = (tr("Tensor"), "dtype", tr("Shape"), tr("Values"))
_MOST_ROWS = 7
_Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[TensorInfo, ...] = ()
        self.given = 0

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return _HEADS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        info = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == 0:
                return ("→ " if index.row() < self.given else "← ") + info.name
            if index.column() == 2:
                return str(list(info.shape))
            return info.dtype if index.column() == 1 else info.values
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            way = (
                tr("given to the model")
                if index.row() < self.given
                else tr("returned by the model")
            )
            sentence = tr(
                "{name}: {direction}, {dtype}, shape {shape}",
                name=info.name,
                direction=way,
                dtype=info.dtype,
                shape=list(info.shape),
            )
            if info.low is not None and info.high is not None:
                values = tr("from {low} to {high}", low=rounded(info.low), high=rounded(info.high))
                sentence = f"{sentence}, {values}"
            return f"{sentence}: {info.values}" if info.values else sentence
        return None

    def show(self, given: tuple[TensorInfo, ...], returned: tuple[TensorInfo, ...]) -> None:
        self.beginResetModel()
        self.rows, self.given = given + returned, len(given)
        self.endResetModel()


class TensorTable(QTableView):
    """Inputs (→) above outputs (←). As high as its rows, up to seven; then it scrolls.

    `chosen` carries the name of the row that was gone to, `opened` that of a double click or of
    Return.
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        with_names(self, "tensorTable", tr("Tensors: inputs and outputs of the model"))
        self._look = look
        self._rows = _Rows()
        self.setModel(self._rows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        name_inner(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.selectionModel().currentRowChanged.connect(self._choose)
        self.activated.connect(self._open)
        look.changed.connect(self._fit)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.shown[index.row()].name)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.shown[index.row()].name)

    @property
    def shown(self) -> tuple[TensorInfo, ...]:
        """Inputs, then outputs."""
        return self._rows.rows

    def show_tensors(
        self, given: tuple[TensorInfo, ...], returned: tuple[TensorInfo, ...] = ()
    ) -> None:
        """Show these tensors."""
        self._rows.show(given, returned)
        self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(
            self.fontMetrics().height() + self._look.units(6)
        )
        for column in range(len(_HEADS) - 1):
            self.resizeColumnToContents(column)
        last = self.fontMetrics().averageCharWidth() * 16
        self.horizontalHeader().setMinimumSectionSize(self._look.units(40))
        self.setColumnWidth(len(_HEADS) - 1, last)  # it stretches, and scrolls where it cannot
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The header and up to seven rows."""
        rows = min(_MOST_ROWS, max(1, len(self._rows.rows)))
        height = rows * self.verticalHeader().defaultSectionSize()
        return QSize(1, height + self.horizontalHeader().sizeHint().height() + 4)

    def minimumSizeHint(self) -> QSize:
        """As sizeHint: it is never squeezed."""
        return self.sizeHint()
