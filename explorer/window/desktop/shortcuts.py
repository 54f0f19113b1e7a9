"""Every key and what it does, read from the menus themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from explorer.window.desktop import commands
from explorer.window.parts.blocks import button

if TYPE_CHECKING:
    from explorer.window.main_window import MainWindow

_ELSEWHERE = (
    ("In the text", "Run the model", "Return"),
    ("In all pages", "To the next control, or back", "Tab, Shift+Tab"),
    ("In all pages", "The next page of tabs, or the one before", "Ctrl+Tab, Ctrl+Shift+Tab"),
    ("In all pages", "The menu of a view: picture, table, numbers", "Menu, Shift+F10"),
    ("In the grid of heads", "The head beside, above or below", "← → ↑ ↓"),
    ("In the grid of heads", "Switch the head off, or on", "Delete"),
    ("Before an audience", "The run before, or the next", "← →"),
    ("Before an audience", "End the presentation", "Esc"),
)


class ShortcutsDialog(QDialog):
    """Two columns, grouped by menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("shortcutsDialog")
        self.setWindowTitle("Keyboard shortcuts")
        self.setAccessibleName("Keyboard shortcuts")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 12)
        self.tree = QTreeWidget()
        self.tree.setObjectName("shortcutsTree")
        self.tree.setAccessibleName("Keyboard shortcuts")
        self.tree.setHeaderLabels(["What it does", "Keys"])
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setRootIsDecorated(False)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._fill(window)
        column.addWidget(self.tree, 1)
        close = button("Close", name="shortcutsClose")
        close.clicked.connect(self.close)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        look = window.look
        self.resize(
            min(look.units(560), window.width() - 40), min(look.units(560), window.height() - 60)
        )

    def _fill(self, window: MainWindow) -> None:
        groups: dict[str, QTreeWidgetItem] = {}
        rows = [
            (one.where.partition(" ▸ ")[0], one.title, one.keys)
            for one in commands.gather(window)
            if one.keys
        ]
        for group, title, keys in (*rows, *_ELSEWHERE):
            if group not in groups:
                head = groups[group] = QTreeWidgetItem(self.tree, [group])
                font = head.font(0)
                font.setBold(True)
                head.setFont(0, font)
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item = QTreeWidgetItem(groups[group], [title, keys])
            item.setToolTip(0, title)
        self.tree.expandAll()
