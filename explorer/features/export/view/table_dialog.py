"""The numbers of a picture as a table: to be read by a screen reader, copied, or saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractItemView

from explorer.app.shell import Shell
from explorer.features.export.view.exportables import TableOf
from explorer.text import numbers
from explorer.text.table import Table
from explorer.text.translation import tr
from explorer.widgets import clipboard
from explorer.widgets.blocks import button, label, with_names
from explorer.widgets.dialog_frame import FramedDialog
from explorer.widgets.lazy_table import LazyTable, Rows
from explorer.widgets.small_controls import ChoiceBox

_LETTERS, _LINES = 90, 28
_DIGITS = 6
"""Of a number that is shown; what is copied and saved has all of them."""


class TableDialog(FramedDialog):
    """Shows one of several tables, `first` to begin with, each made when it is chosen.

    `save_wanted` carries the source of the one in sight. Modal: what it shows cannot change.
    """

    save_wanted = Signal(object)

    def __init__(self, window: Shell, sources: Sequence[TableOf], first: TableOf) -> None:
        super().__init__(window, "tableDialog", tr("As a table"))
        self._window, self.sources = window, sources
        self.choice = with_names(ChoiceBox(), "tableChoice", tr("Which table"))
        self.choice.addItems([source.title for source in sources])
        self.choice.setCurrentIndex(sources.index(first))
        self.choice.setVisible(len(sources) > 1)
        self.choice.activated.connect(self._show)
        self.facts = label(role="muted", wrap=True, name="tableFacts")
        self.page.add(self.choice)
        self.page.add(self.facts)
        tip = tr("The whole table, for a spreadsheet")
        self.copy = button(tr("Copy"), name="tableCopy", tip=tip)
        self.copy.clicked.connect(self._copy)
        self.save = button(tr("Save as CSV…"), name="tableSave")
        self.save.clicked.connect(self._save)
        self._table = self._build_table()
        close = button(tr("Close"), "primary", name="tableClose")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        self.finish((self.copy, self.save), (close,))
        self.fit(_LETTERS, _LINES)
        self._table.setFocus()

    @property
    def source(self) -> TableOf:
        """Where the table in sight comes from."""
        return self.sources[self.choice.currentIndex()]

    @Slot()
    def _show(self) -> None:
        self.page.column.removeWidget(self._table)
        self._table.deleteLater()
        self._table = self._build_table()

    def _build_table(self) -> LazyTable[tuple[object, ...]]:
        """The chosen table in its place, and the words about it."""
        title, result = self.source.title, self.source.make(self._window)
        self.setWindowTitle(tr("{title}, as a table", title=title))
        table = self.table = result if isinstance(result, Table) else Table((), ())
        self.facts.setText(
            result
            if isinstance(result, str)
            else tr(
                "{rows} · {columns}",
                rows=numbers.ntr("{count} row", "{count} rows", len(table.rows)),
                columns=numbers.ntr("{count} column", "{count} columns", table.columns),
            )
        )
        self.copy.setEnabled(bool(table.heads))
        self.save.setEnabled(bool(table.heads))
        rows: Rows[tuple[object, ...]] = Rows(table.heads, _cell, lambda row: "")
        view = LazyTable(self._window.look, rows, "tableRows", title)
        # Cell by cell: a screen reader reads each with the name of its column.
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.page.column.insertWidget(2, view, 1)
        view.show_rows(table.rows)
        view.setCurrentIndex(rows.index(0, 0))
        return view

    @Slot()
    def _copy(self) -> None:
        clipboard.copy(self.table.csv("\t"))

    @Slot()
    def _save(self) -> None:
        self.save_wanted.emit(self.source)


def _cell(row: tuple[object, ...], column: int) -> str:
    value = row[column]
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    is_float = hasattr(value, "__float__") and not hasattr(value, "__index__")
    return f"{float(value):.{_DIGITS}g}" if is_float else str(value)  # type: ignore[arg-type]
