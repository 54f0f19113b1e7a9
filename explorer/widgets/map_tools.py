"""Below a large map: closer, wider, along, and straight to one pair of tokens."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.setting_row import WholeBox

_WAYS = (
    ("left", "◂", tr("Go left"), 0, -1),
    ("right", "▸", tr("Go right"), 0, 1),
    ("up", "▴", tr("Go up"), -1, 0),
    ("down", "▾", tr("Go down"), 1, 0),
)


class MapTools(QWidget):
    """`stepped` carries 1 for closer, -1 for wider, 0 for the whole; `moved` the way down and
    across; `went` a row and a column, counted from 0. Without `rows` only columns are parted."""

    stepped = Signal(int)
    moved = Signal(int, int)
    went = Signal(int, int)

    def __init__(self, name: str, spoken: str, *, rows: bool) -> None:
        super().__init__()
        column = packed(QVBoxLayout(self))
        flow = FlowLayout(gap=6)
        self.near = button(tr("Closer"), name=f"{name}.closer")
        self.near.setToolTip(tr("Look closer at the cell that is pointed at (+)"))
        self.far = button(tr("Wider"), name=f"{name}.wider", tip=tr("Show more around it (−)"))
        self.all = button(tr("Whole map"), name=f"{name}.whole", tip=tr("Show all of it (Home)"))
        for push_button, way in ((self.near, 1), (self.far, -1), (self.all, 0)):
            push_button.setAccessibleName(f"{push_button.text()}: {spoken}")
            push_button.setProperty("way", way)
            push_button.clicked.connect(self._step)
            flow.addWidget(push_button)
        self.ways = []
        for side, sign, sentence, down, across in _WAYS:
            if down and not rows:
                continue
            push_button = button(
                sign, name=f"{name}.{side}", tip=tr("{action} (Shift and arrow)", action=sentence)
            )
            push_button.setAccessibleName(f"{sentence}: {spoken}")
            push_button.setProperty("way", [down, across])
            push_button.clicked.connect(self._move)
            self.ways.append(push_button)
            flow.addWidget(push_button)
        self._rows = rows
        self.row, self.column = WholeBox(), WholeBox()
        self.go = button(tr("Show it"), name=f"{name}.go")
        self.go.setAccessibleName(tr("Show this pair of tokens"))
        self.go.setToolTip(tr("Go to this cell and read its number"))
        self.go.clicked.connect(self._go)
        for part in self._places(name):
            flow.addWidget(part)
        column.addLayout(flow)

    def _places(self, name: str) -> list[QWidget]:
        """The boxes for a pair of tokens, each with its word, and the button."""
        parts = [(self.column, tr("token"), "toToken")]
        if self._rows:
            parts = [
                (self.row, tr("from token"), "fromToken"),
                (self.column, tr("to token"), "toToken"),
            ]
        widgets: list[QWidget] = []
        for box, text, key in parts:
            pair = QWidget()
            row = packed(QHBoxLayout(pair), gap=6)
            with_names(box, f"{name}.{key}", tr("Go to: {tokens}", tokens=text))
            # Else each digit would go somewhere: 1, 12, 128.
            box.setKeyboardTracking(False)
            box.lineEdit().returnPressed.connect(self._go)
            row.addWidget(label(text, "muted"))
            row.addWidget(box)
            widgets.append(pair)
        return [*widgets, self.go]

    def allow(self, shape: tuple[int, int], *, nearer: bool, wider: bool) -> None:
        """What can be done on a map of so many rows and columns."""
        for box, size in ((self.row, shape[0]), (self.column, shape[1])):
            box.setRange(1, max(1, size))
        self.near.setEnabled(nearer)
        for push_button in (self.far, self.all, *self.ways):
            push_button.setEnabled(wider)

    def follow(self, row: int, column: int) -> None:
        """Have the boxes say the place that is pointed at, unless someone is writing there."""
        for box, place in ((self.row, row), (self.column, column)):
            # A box with the focus is being typed into.
            if place >= 0 and not box.hasFocus() and self.isVisible():
                box.setValue(place + 1)

    @Slot()
    def _step(self) -> None:
        self.stepped.emit(self.sender().property("way"))

    @Slot()
    def _move(self) -> None:
        down, across = self.sender().property("way")
        self.moved.emit(int(down), int(across))

    @Slot()
    def _go(self) -> None:
        self.went.emit(self.row.value() - 1, self.column.value() - 1)
