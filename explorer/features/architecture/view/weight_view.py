"""One weight looked at: what it is, its picture, how its numbers are spread, and the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from explorer.app.theme import Theme
from explorer.features.architecture.protocol import WeightRequest, WeightView
from explorer.features.architecture.view.weight_pictures import Histogram, MatrixPicture
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import Card, Page, button, label, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.flow_line import FlowLine
from explorer.widgets.small_controls import ChoiceBox, empty

_Index = QModelIndex | QPersistentModelIndex
_BREAK = "\N{ZERO WIDTH SPACE}"


@dataclass(frozen=True)
class LayerChoice:
    """One of several alike parts that one row stands for: `parts` by name, `pick` the one meant."""

    row: int
    parts: tuple[str, ...]
    pick: int


class WeightPanel(Page):
    """Shows what `WeightRequest` answers; `wanted` carries the request for it.

    `picked` carries the row that stands for several alike parts, and which of them is meant now.

    `save_wanted` asks for all of its numbers in a file. It keeps its room for a part that has no
    weights: the parts beside it must not move under the pointer that chooses one.
    """

    wanted = Signal(object)
    save_wanted = Signal()
    picked = Signal(int, int)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        with_names(self, "weightView", tr("One tensor of weights"))
        self._look = look
        self._weight: WeightView | None = None
        self._asked: WeightRequest | None = None
        card = self._card = Card()
        self.hint = label("", "muted", wrap=True, name="weightHint")
        self._nothing = Card()
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.add(self.hint)
        self.add(self._nothing, 1)  # the place is kept, so that nothing moves: it looks like one
        self.name = label("", "heading", wrap=True, name="weightName")
        self.role = label("", "muted", wrap=True, name="weightRole")
        self.box = with_names(ChoiceBox(), "weightBox", tr("Which tensor of this part"))
        self.box.setToolTip(tr("Which tensor of this part"))
        self.box.activated.connect(self._choose)
        self._layers = FlowLayout(gap=6)
        self._layer_rows: tuple[int, ...] = ()
        self._facts = FlowLayout(gap=6)
        self.picture = MatrixPicture(look)
        self.picture.pointed.connect(self._point)
        self.histogram = Histogram(look)
        self.slice = label("", "muted", wrap=True, name="weightSlice")
        self.numbers = NumbersTable(look)
        self.save = button(
            tr("Save all its numbers…"),
            "link",
            name="saveWeightButton",
            tip=tr("The whole tensor as an NPY file for NumPy, a small one also as a CSV table"),
        )
        self.save.clicked.connect(self.save_wanted)
        line = FlowLine(self.slice)
        line.add(self.save)
        self.names = label("", "small", wrap=True, name="weightNames")
        card.add_layout(self._layers)
        card.add(self.box)
        card.add(self.name)
        card.add_layout(self._facts)  # first: the card may have a strip of the page only
        card.add(self.role)
        card.add(self.picture)
        card.add(self.histogram)
        card.add(line)
        card.add(self.numbers)
        card.add(self.names)
        self.add(card)
        self.column.addStretch()
        self.clear()

    @property
    def weight(self) -> WeightView | None:
        """What is shown."""
        return self._weight

    def clear(self, hint: str = "") -> None:
        """Show no weight, and say in its place how one is chosen or why there is none."""
        self._weight = None
        self._asked = None
        self._offer_layers(())
        self._card.hide()
        self.hint.setText(hint or tr("Choose a part to read its weights."))
        self._nothing.show()

    def offer(
        self, names: tuple[str, ...], layers: tuple[LayerChoice, ...] = (), first: str = ""
    ) -> None:
        """Look at the weight `first`, or the first of those that a part has.

        `layers` are the alike parts around it, of which one is meant.
        """
        self._offer_layers(layers)
        self.box.clear()
        for name in names:
            self.box.addItem(name, name)
        self.box.setVisible(len(names) > 1)
        if names:
            self.box.setCurrentIndex(names.index(first) if first in names else 0)
            self._ask(WeightRequest(self.box.currentData()))

    def _offer_layers(self, layers: tuple[LayerChoice, ...]) -> None:
        rows = tuple(layer.row for layer in layers)
        if rows != self._layer_rows:  # else the box that was just used keeps the focus
            empty(self._layers)
            for place, layer in enumerate(layers):
                box = ChoiceBox()
                box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
                spoken = tr("Which of the {repeats} alike parts", repeats=len(layer.parts))
                with_names(box, f"layerBox{place + 1 if place else ''}", spoken)
                box.setToolTip(spoken)
                texts = [
                    tr(
                        "{part} · {place} of {count}",
                        part=part,
                        place=at + 1,
                        count=len(layer.parts),
                    )
                    for at, part in enumerate(layer.parts)
                ]
                box.addItems(texts)
                box.setMinimumContentsLength(max(map(len, texts)))
                box.activated.connect(self._pick)
                self._layers.addWidget(box)
        self._layer_rows = rows
        for box, layer in zip(self.layer_boxes, layers, strict=True):
            box.setCurrentIndex(layer.pick)

    @property
    def layer_boxes(self) -> tuple[ChoiceBox, ...]:
        """A box for each part that one row stands for, from the outer to the inner one."""
        items = (self._layers.itemAt(place) for place in range(self._layers.count()))
        boxes = (item.widget() for item in items if item is not None)
        return tuple(box for box in boxes if isinstance(box, ChoiceBox))

    @Slot(int)
    def _pick(self, pick: int) -> None:
        place = next(n for n, box in enumerate(self.layer_boxes) if box is self.sender())
        self.picked.emit(self._layer_rows[place], pick)

    def show_weight(self, weight: WeightView, request: object = None) -> None:
        """Show a weight, if it is the one that was asked for last."""
        if self._asked is None or (request is not None and request != self._asked):
            return
        self._weight = weight
        self.name.setText(weight.name.replace(".", f".{_BREAK}"))
        self.name.setAccessibleName(weight.name)
        self.role.say(weight.role)
        self._show_facts(weight)
        self.picture.show_weight(weight)
        self.histogram.show_weight(weight)
        self.numbers.show_numbers(weight)
        rows, columns = weight.numbers.shape
        self.slice.setText(
            tr(
                "Rows {first_row} to {last_row}, columns {first_column} to {last_column}. Click "
                "the picture to read others.",
                first_row=weight.row,
                last_row=weight.row + rows - 1,
                first_column=weight.column,
                last_column=weight.column + columns - 1,
            )
        )
        self.names.say(_names(weight))
        self._nothing.hide()
        self._card.show()

    def _show_facts(self, weight: WeightView) -> None:
        empty(self._facts)
        facts = [
            f"{weight.dtype} {numbers.shape(weight.shape)}",
            numbers.ntr(
                "{count} number · {bytes}",
                "{count} numbers · {bytes}",
                weight.elements,
                bytes=numbers.bytes_(weight.bytes),
            ),
            tr("mean {mean}", mean=numbers.rounded(weight.mean)),
            tr("standard deviation {deviation}", deviation=numbers.rounded(weight.deviation)),
            tr(
                "values from {least} to {greatest}",
                least=numbers.rounded(weight.least),
                greatest=numbers.rounded(weight.greatest),
            ),
            tr("zeros {zero_share}", zero_share=numbers.percent(weight.zero_share)),
        ]
        for fact in facts:
            self._facts.addWidget(label(fact, "chip"))
        if weight.bad_values:
            self._facts.addWidget(
                label(
                    numbers.ntr(
                        "{count} value not finite", "{count} values not finite", weight.bad_values
                    ),
                    "chip-bad",
                )
            )

    def _ask(self, request: WeightRequest) -> None:
        self._asked = request
        self.wanted.emit(request)

    @Slot()
    def _choose(self) -> None:
        self._ask(WeightRequest(self.box.currentData()))

    @Slot(int, int)
    def _point(self, row: int, column: int) -> None:
        if self._weight is not None:
            self._ask(WeightRequest(self._weight.name, row, column))


def _names(weight: WeightView) -> str:
    lines = []
    others = [name for name in weight.file_names if name != weight.name]
    if others:
        lines.append(
            tr(
                "A checkpoint file calls it {other_names}; the model calls it {name}.",
                other_names=numbers.joined(others),
                name=weight.name,
            )
        )
    if weight.tied_to:
        lines.append(
            tr("The same numbers serve as {tied_to}.", tied_to=numbers.joined(weight.tied_to))
        )
    return "\n".join(lines).replace(".", f".{_BREAK}").replace(f".{_BREAK}\n", ".\n")


class _Numbers(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.weight: WeightView | None = None

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if self.weight is None else int(self.weight.numbers.shape[0])

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if self.weight is None else int(self.weight.numbers.shape[1])

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and self.weight is not None:
            across = orientation == Qt.Orientation.Horizontal
            return str(section + (self.weight.column if across else self.weight.row))
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.weight is None:
            return None
        value = float(self.weight.numbers[index.row(), index.column()])
        if role == Qt.ItemDataRole.DisplayRole:
            return numbers.rounded(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            row, column = self.weight.row + index.row(), self.weight.column + index.column()
            return tr("row {row}, column {column}: {value!r}", row=row, column=column, value=value)
        return None

    def show(self, weight: WeightView) -> None:
        self.beginResetModel()
        self.weight = weight
        self.endResetModel()


class NumbersTable(QTableView):
    """A slice of the numbers themselves."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        with_names(self, "weightNumbers", tr("Numbers of the tensor"))
        self._look = look
        self._rows = _Numbers()
        self.setModel(self._rows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        name_inner(self)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        look.changed.connect(self._fit)

    def show_numbers(self, weight: WeightView) -> None:
        """Show the slice of a weight."""
        self._rows.show(weight)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + self._look.units(4))
        header = self.horizontalHeader()
        columns = range(self._rows.columnCount())
        # All as wide as the widest: 0.00012 and −8.58e-05 need more room than most.
        widths = [max(self.sizeHintForColumn(n), header.sectionSizeHint(n)) for n in columns]
        header.setDefaultSectionSize(max(widths, default=0))
        bar = self.horizontalScrollBar().sizeHint().height()
        high = self.verticalHeader().defaultSectionSize() * max(1, self._rows.rowCount())
        self.setFixedHeight(high + self.horizontalHeader().sizeHint().height() + bar + 4)
