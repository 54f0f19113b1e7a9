"""The Architecture tab: what the model is made of, as a tree with shapes and shares."""

from __future__ import annotations

import itertools
import re

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal, Slot
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
from explorer.features.architecture.diagram import diagram
from explorer.features.architecture.protocol import ModuleTreeRequest, WeightView
from explorer.features.architecture.view.diagram_view import DiagramView
from explorer.features.architecture.view.module_rows import HEADS, ModuleRows, WrappedWords
from explorer.features.architecture.view.weight_view import LayerChoice, WeightPanel
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Request
from explorer.protocol.model import ModelReady, ModelSummary
from explorer.protocol.module_tree import ModuleTree, PartPlace
from explorer.protocol.run import RunResult
from explorer.protocol.task_run import Answer, TaskRun
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.announcement import announce
from explorer.widgets.blocks import Card, Page, button, label, packed, with_names
from explorer.widgets.fit_scroll_area import FitScrollArea
from explorer.widgets.timer import single_shot

_OPEN_ROWS = 40
_WORDS = 1
"""The column that says in words what a part is."""
_SHAPE = 2
"""The column of output shapes."""
_NOTHING = tr("Open or create a model to see what it is made of.")
_MOST_WEIGHTS = 200
"""Tensors of a part that are offered at once."""
_HEAD, _TREE = 100, 150
"""Units of height of the heading, and of the heads and some rows of the tree."""
_LEAST, _ENOUGH = 110, 200
"""Units of height below which neither the picture nor a weight goes, and with which each shows a
few parts, or the facts. They share what the window has; where it is too low, the page scrolls."""
_MOST = 0.8
"""Of a page that scrolls, what one of them takes at the most."""
_BESIDE = 66
"""The width, in widths of body text (em), from which a weight is beside the tree."""


class ArchitectureTab(QWidget):
    """Asks for the tree when it comes into sight, and shows it. `wanted` carries the request.

    `seen_again` carries the requests whose words are to be shown once more.
    """

    wanted = Signal(object)
    seen_again = Signal(object)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("architectureTab")
        self._look = look
        self._serial = 0
        self._asked = 0
        self._run: ModuleTreeRequest | None = None
        self._shapes_asked: ModuleTreeRequest | None = None
        self._reads_text = False
        self._tree: ModuleTree | None = None
        self._picks: dict[int, int] = {}
        self._awaited = ""
        card = self._card = Card(tr("What the model is made of"))
        self.search = with_names(QLineEdit(), "moduleSearch", tr("Find a part"))
        self.search.setPlaceholderText(tr("Find a part"))
        self.search.setClearButtonEnabled(True)
        name_inner(self.search)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._find_next)
        card.head.add_growing(self.search)
        self.no_part = label("", "muted", wrap=True, name="moduleSearchNote")
        card.add(self.no_part)
        self.no_part.hide()
        self.empty = label("", "muted", wrap=True, name="architectureNote")
        card.add(self.empty)
        self.rows = ModuleRows()
        self.view = with_names(QTreeView(), "moduleTree", tr("The tree of modules"))
        self.view.setModel(self.rows)
        self.view.setWordWrap(True)  # what a part is in words is never cut
        self.view.setItemDelegateForColumn(_WORDS, WrappedWords(look, self.view))
        self.view.header().sectionResized.connect(self._wrap)
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
        self.picture = DiagramView(look)
        self.picture.chosen.connect(self._open_part)
        self.picture.pointed.connect(self._follow_picture)
        self.run_note = label("", "small", wrap=True, name="architectureShapes")
        self.pictures = Page(gap=6)
        self.pictures.add(self.run_note)
        self.pictures.add(self.picture)
        self.pictures.column.addStretch(1)
        self.both = QSplitter(Qt.Orientation.Vertical)
        self.both.setHandleWidth(10)
        self.both.setChildrenCollapsible(False)
        self.both.addWidget(self.pictures)
        self.both.addWidget(self.view)
        self.both.setStretchFactor(0, 9)
        self.both.setStretchFactor(1, 11)
        self.both.setSizes([450, 550])
        card.add(self.both, 1)
        card.body.addStretch(0)
        self.weight = WeightPanel(look)
        self.weight.wanted.connect(self.wanted)
        self.weight.picked.connect(self._pick)
        self.view.selectionModel().currentChanged.connect(self._choose)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setHandleWidth(10)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(card)
        self._split.addWidget(self.weight)
        self._share(Qt.Orientation.Vertical)
        outer = packed(QVBoxLayout(self))
        self._scroll = FitScrollArea()
        self._scroll.column.addWidget(self._split)
        outer.addWidget(self._scroll)
        look.changed.connect(self._fit)
        look.changed.connect(self._turn)
        self._picture_room = 0
        self._parted = single_shot(self, 0, self._part_rows)
        self._moved = False
        self.both.splitterMoved.connect(self._keep_parted)
        self._settling = single_shot(self, 0, self._keep_part_in_sight)
        self.show_model(None)

    def subscribe(self, state: AppState) -> None:
        """Receive a tree and a weight."""
        state.model_changed.connect(self.show_model)
        state.subscribe(
            {
                ModuleTree: self._on_tree,
                WeightView: self.show_weight,
                ModelReady: self._on_ready,
                RunResult: self._on_run,
                Answer: self._on_answer,
            }
        )

    def _on_ready(self, ready: ModelReady, request: Request) -> None:
        """Ask for the tree where somebody looks at it; otherwise it waits for that."""
        if self.isVisible():
            self.ask()

    def _on_tree(self, tree: ModuleTree, request: Request) -> None:
        asked = self._shapes_asked
        if asked is not None and request == asked and self._tree is not None:
            self._show_run_shapes(tree, asked)
        else:
            self.show_tree(tree)

    # -- the run in sight --------------------------------------------------------------------

    def _on_run(self, ran: RunResult, request: Request) -> None:
        self._note_run(ran)

    def _on_answer(self, answer: Answer, request: Request) -> None:
        self._note_run(answer.run)

    def _note_run(self, ran: RunResult | TaskRun) -> None:
        """Remember how many texts of how many tokens ran; their shapes are asked for when seen."""
        rows = ran.rows
        written = [given.shape[-1] for given in ran.inputs if given.name == "decoder_input_ids"]
        self._run = (
            ModuleTreeRequest(None, len(rows), len(rows[0]), *written) if rows and rows[0] else None
        )
        self._ask_shapes()

    @Slot()
    def _ask_shapes(self) -> None:
        """Ask for the shapes of the run in sight, once the tree is there and somebody looks."""
        tree, ran = self._tree, self._run
        if not self.isVisible() or tree is None or not tree.real or not self._reads_text:
            return
        if ran is not None and ran != self._shapes_asked:
            self._shapes_asked = ran
            self.wanted.emit(ran)

    def _show_run_shapes(self, tree: ModuleTree, ran: ModuleTreeRequest) -> None:
        """The run without numbers was made with the sizes of the run: `n` is its length."""
        shapes = {
            number: re.sub(r"\bn\b", str(ran.length), row.shape)
            for number, row in enumerate(tree.rows)
        }
        self.picture.show_shapes(shapes)
        self.rows.show_shapes(shapes)
        texts, tokens = (
            numbers.ntr("{count} text", "{count} texts", ran.batch),
            numbers.ntr("{count} token", "{count} tokens", ran.length),
        )
        note = tr(
            "Shapes are those of the run in sight: {texts} of {tokens}.",
            texts=texts,
            tokens=tokens,
        )
        if ran.written:
            note += " " + numbers.ntr(
                "The decoder read {count} token.", "The decoder read {count} tokens.", ran.written
            )
        self.run_note.setText(note)

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """Forget the former tree; the new one is asked for when the tab is looked at."""
        self._serial = summary.serial if summary is not None else 0
        self._reads_text = summary is not None and "text" in summary.reads
        self._run = self._shapes_asked = None
        self.both.setVisible(summary is not None)
        self._asked = 0
        self._tree, self._picks, self._awaited = None, {}, ""
        self.search.clear()
        self.no_part.hide()
        self.rows.show(None)
        self.weight.clear()
        self.weight.hide()
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
        self._tree, self._picks = tree, {}
        self.no_part.hide()
        self.weight.clear()
        self.weight.hide()  # all the room is the picture's and the tree's until a part is chosen
        self._shapes_asked = None
        self.run_note.setText(tr("In shapes, n is the number of tokens."))
        self.run_note.setVisible(any(re.search(r"\bn\b", row.shape) for row in tree.rows))
        self.picture.show_diagram(diagram(tree))
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
        self.empty.say(note)
        self.view.setVisible(True)
        self.both.setVisible(True)
        self._moved = False
        self._turn()
        self._parted.start()
        self._ask_shapes()
        if self._awaited and tree.real:
            self.show_part(self._awaited)

    def show_part(self, name: str) -> None:
        """Show a module or a weight of the model in memory by its name, also that in its file.

        Waits for the tree where that is not there yet.
        """
        if self._tree is None or not self._tree.real:
            self._awaited = name
            self._look_at_model()
            return
        self._awaited = ""
        place = self._tree.place_of(name) or self._tree.place_in_file(name)
        if place is None:
            self._say(
                tr(
                    "The model in memory has no weight called “{name}”: loading gave it another "
                    "name, joined it with others, or left it out.",
                    name=name,
                )
            )
        else:
            self._go(place)

    @Slot(int)
    def _open_part(self, number: int) -> None:
        """Show a part of the picture in the tree, and the weights in it."""
        if self._tree is None or not 0 <= number < len(self._tree.rows):
            return
        self._point(self.rows.index_of(number))
        self.view.expand(self.rows.index_of(number))

    @Slot(int, int)
    def _pick(self, row: int, pick: int) -> None:
        """Another of several alike parts is meant: the same weight of that one."""
        self._picks[row] = pick
        self._offer(self.view.currentIndex().internalId(), place=self.weight.box.currentIndex())

    def _offer(self, number: int, weight: str = "", place: int = 0) -> bool:
        """Offer the weights of a part and of those inside it; whether there are any."""
        tree = self._tree
        if tree is None or not tree.real:
            return False
        names = tuple(
            tree.name_in(row, name, self._picks)
            for row, name in itertools.islice(tree.below(number), _MOST_WEIGHTS)
        )
        if not names:
            return False
        layers = []
        for row in tree.folded(number):
            *_, around = ("", *tree.rows[row].path.split(".")[:-1])
            parts = tuple(f"{around}.{name}".lstrip(".") for name in tree.rows[row].alike)
            layers.append(LayerChoice(row, parts, self._picks.get(row, 0)))
        self.weight.offer(names, tuple(layers), weight or names[min(place, len(names) - 1)])
        return True

    @Slot(QRect)
    def _follow_picture(self, area: QRect) -> None:
        """Scroll to the part that the keyboard walked to."""
        page = self.pictures.widget()
        assert page is not None
        middle = self.picture.mapTo(page, area.center())
        self.pictures.ensureVisible(middle.x(), middle.y(), 0, area.height() // 2 + 8)

    @Slot()
    def _wrap(self) -> None:
        """Rows are as high as their words need in the width that these have now."""
        self.view.scheduleDelayedItemsLayout()

    def show_weight(self, weight: WeightView, request: Request) -> None:
        """Show the weight that was asked for."""
        self.weight.show_weight(weight, request)

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, current: QModelIndex, before: QModelIndex) -> None:
        if not current.isValid() or self._tree is None:
            return
        self._make_room()
        framed = self.picture.chosen_area
        self.picture.mark(self._around(current))
        area = self.picture.chosen_area
        if area is not None and area != framed:
            self._follow_picture(area)
        if not self._offer(current.internalId()):
            self.weight.clear(tr("This part has no weights."))
            self.seen_again.emit((ModuleTreeRequest,))  # the words are not about a former part

    def _around(self, index: QModelIndex) -> tuple[int, ...]:
        """A part and those that it is in, from the inner to the outer one."""
        numbers_ = []
        while index.isValid():
            numbers_.append(index.internalId())
            index = index.parent()
        return tuple(numbers_)

    @Slot()
    def _keep_parted(self) -> None:
        self._moved = True

    @Slot()
    def _part_rows(self) -> None:
        """Until a part is chosen the picture is as high as it needs to be, where there is room."""
        self._ask_height()  # once more, now that the card has its width
        if self._moved or self.weight.isVisibleTo(self._split):
            return
        room = sum(self.both.sizes())
        needed = self.pictures.column.totalHeightForWidth(self.pictures.viewport().width())
        least = self.view.minimumHeight()
        if self._split.orientation() == Qt.Orientation.Vertical:
            # Its place is kept free from the beginning: the tree is not to move when it comes.
            weight = self.weight.minimumHeight() + self._split.handleWidth()
            least = self._look.units(_TREE) + weight
        high = min(max(room * 9 // 20, needed), room - least)
        high = max(high, self.pictures.minimumHeight())
        self.both.setSizes([high, room - high])

    def _make_room(self) -> None:
        """Give the weights of a part their place, and keep the part in sight."""
        if self._tree is None or not self._tree.real or self.weight.isVisibleTo(self._split):
            return
        self._picture_room = self.both.sizes()[0]
        spare = self.view.height() - self._look.units(_TREE) - self._split.handleWidth()
        self.weight.show()
        self._share(self._split.orientation())
        if self._split.orientation() == Qt.Orientation.Vertical:
            below = max(self.weight.minimumHeight(), min(self._split.sizes()[1], spare))
            self._split.setSizes([sum(self._split.sizes()) - below, below])
        self._settling.start()

    @Slot()
    def _keep_part_in_sight(self) -> None:
        """The tree begins where it did: only its lower end makes way."""
        room = sum(self.both.sizes())
        high = min(self._picture_room, room - self.view.minimumHeight())
        self.both.setSizes([high, room - high])
        self.view.scrollTo(self.view.currentIndex())
        if self.picture.chosen_area is not None:
            self._follow_picture(self.picture.chosen_area)
        self._scroll.fill()
        page, row = self._scroll.inner, self.view.visualRect(self.view.currentIndex()).center()
        for place in (
            self.weight.mapTo(page, QPoint(0, self.weight.minimumHeight() // 2)),
            self.view.viewport().mapTo(page, row),  # comes last, as it is what has the keyboard
        ):
            self._scroll.ensureVisible(0, place.y(), 0, self._look.units(20))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again at where the weight has room: beside the tree, or under it."""
        super().resizeEvent(event)
        self._ask_rooms()
        self._turn()
        self._give_way()
        self._parted.start()

    @Slot()
    def _turn(self) -> None:
        now = Qt.Orientation.Horizontal if self._is_wide else Qt.Orientation.Vertical
        if now != self._split.orientation():
            self._share(now)
        self._ask_height()

    def _ask_height(self) -> None:
        """A splitter does not ask how high a card is at its width: its heading wraps."""
        self._card.setMinimumHeight(self._card.body.totalMinimumHeightForWidth(self._card.width()))

    def _share(self, orientation: Qt.Orientation) -> None:
        """Give the weight its place: a little more than half beside the tree, less under it."""
        self._split.setOrientation(orientation)
        sizes = (45, 55) if orientation == Qt.Orientation.Horizontal else (60, 40)
        for place, size in enumerate(sizes):
            self._split.setStretchFactor(place, size)
        self._split.setSizes([10 * size for size in sizes])

    @property
    def _is_wide(self) -> bool:
        return self.width() >= _BESIDE * self._look.em

    def showEvent(self, event: object) -> None:
        """The tab came into sight."""
        self.ask()
        self._ask_shapes()

    @Slot()
    def _fit(self) -> None:
        self.view.setMinimumHeight(self._look.units(_TREE))
        self._ask_rooms()
        self.view.setIndentation(self._look.units(13))
        self._wanted = self.view.sizeHintForColumn(_WORDS)  # before what is laid out asks for it
        for column in range(len(HEADS)):
            if column != _WORDS:
                self.view.resizeColumnToContents(column)
        least = self._look.units(150)
        self.view.setColumnWidth(0, max(self.view.columnWidth(0), least))
        self._give_way()

    def _ask_rooms(self) -> None:
        least, enough = self._look.units(_LEAST), self._look.units(_ENOUGH)
        room = (self.height() - self._look.units(_HEAD + _TREE)) // 2
        high = room if room >= least else max(least, int(self.height() * _MOST))
        for part in (self.pictures, self.weight):
            part.setMinimumHeight(min(enough, high))
        self.both.updateGeometry()  # a splitter hears of it later, and the card asks now

    @Slot()
    def _give_way(self) -> None:
        """The words give way before the numbers do, and continue below."""
        taken = sum(
            self.view.columnWidth(column) for column in range(len(HEADS)) if column != _WORDS
        )
        room = self.view.viewport().width() - taken
        wide = max(self._look.units(120), min(self._wanted, room))
        if wide != self.view.columnWidth(_WORDS):
            self.view.setColumnWidth(_WORDS, wide)
        # Where not all have room, the shapes go last: the picture above says them too.
        header = self.view.header()
        place = _SHAPE if wide <= room else len(HEADS) - 1
        header.moveSection(header.visualIndex(_SHAPE), place)

    @Slot(str)
    def _find(self, text: str) -> None:
        self.no_part.hide()
        if self._tree is None or not text.strip():
            return
        matches = self._tree.find(text)
        if matches:
            self._go(matches[0])
        else:
            self._say(tr("No part and no weight has “{search}” in its name.", search=text.strip()))

    def _say(self, sentence: str) -> None:
        self.no_part.say(sentence)
        announce(self.no_part, sentence)

    @Slot()
    def _find_next(self) -> None:
        if self._tree is None or not self.search.text().strip():
            return
        matches = self._tree.find(self.search.text())
        current = self.view.currentIndex()
        after = current.internalId() if current.isValid() else -1
        if matches:
            self._go(next((place for place in matches if place.row > after), matches[0]))

    def _go(self, place: PartPlace) -> None:
        """Choose a part in one of the alike layers, and a weight of it where one is named."""
        self._picks |= place.picks
        index = self.rows.index_of(place.row)
        if index == self.view.currentIndex():
            self._offer(place.row, place.weight)
            return
        self._point(index)
        if place.weight:
            self._offer(place.row, place.weight)

    def _point(self, index: QModelIndex) -> None:
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
