"""Every key and what it does, read from the menus themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from explorer.app import commands
from explorer.text.translation import tr
from explorer.widgets.blocks import button, packed, with_names

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_Index = QModelIndex | QPersistentModelIndex

_ELSEWHERE = (
    (tr("In the text"), tr("Run the model"), tr("Return")),
    (tr("In all pages"), tr("To the next control, or back"), tr("Tab, Shift+Tab")),
    (
        tr("In all pages"),
        tr("The next page of tabs, or the one before"),
        tr("Ctrl+Tab, Ctrl+Shift+Tab"),
    ),
    (tr("In all pages"), tr("The menu of a view: picture, table, numbers"), tr("Menu, Shift+F10")),
    (tr("In the grid of heads"), tr("The next head to the left, right, above or below"), "← → ↑ ↓"),
    (tr("In the grid of heads"), tr("Switch the head off, or on"), "Delete"),
    (tr("In the picture of Flow"), tr("Another token"), "↑ ↓"),
    (tr("In the picture of Flow"), tr("Look inside the layer of this step"), tr("Return")),
    (tr("Before an audience"), tr("The run before, or the next"), "← →"),
    (
        tr("Before an audience"),
        tr("While a step of a training is shown: a later one, or an earlier one"),
        "↑ ↓",
    ),
    (tr("Before an audience"), tr("In Flow: the step before, or the next"), "← →"),
    (
        tr("Before an audience"),
        tr("In Flow: a step, and at the ends a page of the lesson or another run"),
        tr("Page Up, Page Down"),
    ),
    (tr("Before an audience"), tr("In Flow: play or pause"), tr("Space")),
    (tr("Before an audience"), tr("In Flow: guess first"), "G"),
    (tr("Before an audience"), tr("In Flow: show the answer"), tr("Return")),
    (tr("Before an audience"), tr("Blank the screen; any key brings it back"), tr("B, .")),
    (tr("Before an audience"), tr("End the presentation"), "Esc"),
)


class _WholeLines(QStyledItemDelegate):
    """Lines as high as their text in the width of the column: Qt asks for any width."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As high as the text, broken where the column ends."""
        room = self._tree.columnWidth(index.column())
        if index.column() == 0 and index.parent().isValid():
            room -= self._tree.indentation()
        option.rect = QRect(0, 0, room, 1)  # of no height it is none, and no line breaks
        return super().sizeHint(option, index)


class ShortcutsDialog(QDialog):
    """Two columns, grouped by menu."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("shortcutsDialog")
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAccessibleName(tr("Keyboard shortcuts"))
        column = packed(QVBoxLayout(self), margins=(14, 14, 14, 12))
        self.tree = with_names(QTreeWidget(), "shortcutsTree", tr("Keyboard shortcuts"))
        self.tree.setHeaderLabels([tr("What it does"), tr("Keys")])
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setRootIsDecorated(False)
        self.tree.setWordWrap(True)
        self.tree.setItemDelegate(_WholeLines(self.tree))
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.sectionResized.connect(self._break_again)
        self._fill(window)
        column.addWidget(self.tree, 1)
        close = button(tr("Close"), name="shortcutsClose")
        close.clicked.connect(self.close)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        look = window.look
        self.resize(
            min(look.units(560), window.width() - 40), min(look.units(560), window.height() - 60)
        )

    @Slot()
    def _break_again(self) -> None:
        """In another width, lines break elsewhere: Qt keeps the height of each."""
        self.tree.scheduleDelayedItemsLayout()

    def _fill(self, window: Shell) -> None:
        groups: dict[str, QTreeWidgetItem] = {}
        rows = [
            (command.where.partition(" ▸ ")[0], command.title, command.keys)
            for command in commands.gather(window)
            if command.keys
        ]
        for group, title, keys in (*rows, *_ELSEWHERE):
            if group not in groups:
                head = groups[group] = QTreeWidgetItem(self.tree, [group])
                font = head.font(0)
                font.setBold(True)
                head.setFont(0, font)
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
                head.setFirstColumnSpanned(True)
                head.setToolTip(0, group)
            item = QTreeWidgetItem(groups[group], [title, keys])
            item.setToolTip(0, title)
        self.tree.expandAll()
