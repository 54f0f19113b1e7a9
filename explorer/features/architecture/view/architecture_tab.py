"""The Architecture tab: what the model is made of, as a tree with shapes and shares."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QSplitter,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from explorer.app.app_state import AppState
from explorer.app.theme import Theme
from explorer.features.architecture.protocol import ModuleTreeRequest, WeightView
from explorer.features.architecture.view.module_rows import HEADS, ModuleRows
from explorer.features.architecture.view.weight_view import WeightPanel
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Request
from explorer.protocol.model import ModelReady, ModelSummary
from explorer.protocol.module_tree import ModuleTree
from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.fit_scroll_area import FitScrollArea

_OPEN_ROWS = 40
_WORDS = 1
"""The column that says in words what a part is."""
_NOTHING = tr("Open or create a model to see what it is made of.")
_BESIDE = 66
"""The width, in widths of body text (em), from which a weight stands beside the tree."""


class ArchitectureTab(QWidget):
    """Asks for the tree when it comes into sight, and shows it. `wanted` carries the request."""

    wanted = Signal(object)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("architectureTab")
        self._look = look
        self._serial = 0
        self._asked = 0
        self._tree: ModuleTree | None = None
        card = self._card = Card(tr("What the model is made of"))
        self.search = QLineEdit()
        self.search.setObjectName("moduleSearch")
        self.search.setAccessibleName(tr("Find a part"))
        self.search.setPlaceholderText(tr("Find a part"))
        self.search.setClearButtonEnabled(True)
        name_inner(self.search)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._find_next)
        card.head.add_growing(self.search)
        self.empty = label("", "muted", wrap=True, name="architectureNote")
        card.add(self.empty)
        self.rows = ModuleRows()
        self.view = QTreeView()
        self.view.setObjectName("moduleTree")
        self.view.setAccessibleName(tr("The tree of modules"))
        self.view.setModel(self.rows)
        self.view.setUniformRowHeights(True)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._wanted = 0
        # A scroll bar that comes or goes changes the room.
        self.view.verticalScrollBar().rangeChanged.connect(self._give_way)
        header = self.view.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.back = button(tr("Back to the loaded model"), "link", name="modulesOfModel")
        self.back.clicked.connect(self._look_at_model)
        self.back.hide()
        card.add(self.back)
        card.add(self.view, 1)
        card.body.addStretch(0)
        self.weight = WeightPanel(look)
        self.weight.wanted.connect(self.wanted)
        self.view.selectionModel().currentChanged.connect(self._choose)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setHandleWidth(10)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(card)
        self._split.addWidget(self.weight)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = FitScrollArea()
        scroll.column.addWidget(self._split)
        outer.addWidget(scroll)
        look.changed.connect(self._fit)
        look.changed.connect(self._turn)
        self.show_model(None)

    def subscribe(self, state: AppState) -> None:
        """Receive a tree and a weight."""
        state.model_changed.connect(self.show_model)
        state.subscribe(
            {
                ModuleTree: self._on_tree,
                WeightView: self.show_weight,
                ModelReady: self._on_ready,
            }
        )

    def _on_ready(self, ready: ModelReady, request: Request) -> None:
        """Ask for the tree where somebody looks at it; otherwise it waits for that."""
        if self.isVisible():
            self.ask()

    def _on_tree(self, tree: ModuleTree, request: Request) -> None:
        self.show_tree(tree)

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """Forget the former tree; the new one is asked for when the tab is looked at."""
        self._serial = summary.serial if summary is not None else 0
        self._asked = 0
        self._tree = None
        self.rows.show(None)
        self.weight.clear()
        self.back.hide()
        self.view.setVisible(summary is not None)
        self.empty.setVisible(summary is None)
        self.empty.setText(_NOTHING)

    @property
    def tree(self) -> ModuleTree | None:
        """The tree that is shown."""
        return self._tree

    @Slot()
    def ask(self) -> None:
        """Ask for the tree of the model in memory, once for each model."""
        if self._serial and self._asked != self._serial:
            self._asked = self._serial
            self.wanted.emit(ModuleTreeRequest())

    def ask_about(self, edit: ConfigEdit) -> None:
        """Ask for the tree of what would be created."""
        self.wanted.emit(ModuleTreeRequest(edit))

    @Slot()
    def _look_at_model(self) -> None:
        self._asked = 0
        self.ask()

    def show_tree(self, tree: ModuleTree) -> None:
        """Show the modules; small trees are opened."""
        self._tree = tree
        self.weight.clear()
        self.rows.show(tree)
        if len(tree.rows) <= _OPEN_ROWS:
            self.view.expandAll()
        else:
            self.view.expandToDepth(1)
        self._fit()
        note = tree.note
        if not tree.real:
            note = tr(
                "This is what {class_name} will be made of; it is not created yet. {note}",
                class_name=tree.class_name,
                note=note,
            )
        self.back.setVisible(not tree.real and bool(self._serial))
        self.empty.setText(note)
        self.empty.setVisible(bool(note))
        self.view.setVisible(True)

    def show_weight(self, weight: WeightView, request: Request) -> None:
        """Show the weight that was asked for; the first time it takes a little more than half."""
        was_hidden = self.weight.isHidden()
        self.weight.show_weight(weight, request)
        if was_hidden and not self.weight.isHidden():
            size = self._split.width() if self._is_wide else self._split.height()
            self._split.setSizes([size * 45 // 100, size * 55 // 100])

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, current: QModelIndex, before: QModelIndex) -> None:
        row = self.rows.row_of(current)
        if row is None or self._tree is None:
            return
        if row.weights and self._tree.real:
            self.weight.offer(row.weights)
        else:
            self.weight.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again at where the weight has room: beside the tree, or under it."""
        super().resizeEvent(event)
        self._turn()
        self._give_way()

    @Slot()
    def _turn(self) -> None:
        self._split.setOrientation(
            Qt.Orientation.Horizontal if self._is_wide else Qt.Orientation.Vertical
        )
        # A splitter does not ask how high a card is at its width: its heading wraps.
        self._card.setMinimumHeight(self._card.body.totalMinimumHeightForWidth(self._card.width()))

    @property
    def _is_wide(self) -> bool:
        return self.width() >= _BESIDE * self._look.em

    def showEvent(self, event: object) -> None:
        """The tab came into sight."""
        self.ask()

    @Slot()
    def _fit(self) -> None:
        self.view.setMinimumHeight(self._look.units(90))
        self.weight.setMinimumHeight(self._look.units(110))
        for column in range(len(HEADS)):
            self.view.resizeColumnToContents(column)
        least = self._look.units(150)
        self.view.setColumnWidth(0, max(self.view.columnWidth(0), least))
        self._wanted = self.view.columnWidth(_WORDS)
        self._give_way()

    @Slot()
    def _give_way(self) -> None:
        """The words give way before the numbers do; their full text is in the tooltip."""
        taken = sum(
            self.view.columnWidth(column) for column in range(len(HEADS)) if column != _WORDS
        )
        room = self.view.viewport().width() - taken
        wide = min(self._wanted, max(room, self._look.units(120)))
        if wide != self.view.columnWidth(_WORDS):
            self.view.setColumnWidth(_WORDS, wide)

    @Slot(str)
    def _find(self, text: str) -> None:
        if self._tree is None or not text.strip():
            return
        matches = self._tree.find(text)
        if matches:
            self._point(self.rows.index_of(matches[0]))

    @Slot()
    def _find_next(self) -> None:
        if self._tree is None or not self.search.text().strip():
            return
        matches = self._tree.find(self.search.text())
        current = self.view.currentIndex()
        after = current.internalId() if current.isValid() else -1
        if matches:
            number = next((row for row in matches if row > after), matches[0])
            self._point(self.rows.index_of(number))

    def _point(self, index: QModelIndex) -> None:
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
