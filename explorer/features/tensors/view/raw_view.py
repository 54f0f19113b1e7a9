"""Raw tensors: any slice of any tensor of the last run as picture, histogram, numbers and file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.app.app_state import Results
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.theme import Theme
from explorer.boundary.typed_json import convert_fields
from explorer.features.sessions.session_format import whole
from explorer.features.tensors.protocol import (
    ExportTensor,
    ListTensors,
    ReadSlice,
    SliceRead,
    TensorsListed,
)
from explorer.features.tensors.view.slice_table import SliceTable
from explorer.protocol.run import TensorInfo
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.file_dialog import CSV, NPY, ask_file
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.responsive_pair import ResponsivePair
from explorer.widgets.setting_row import WholeBox
from explorer.widgets.small_pictures import SlicePicture, VectorBars


@dataclass(frozen=True)
class _Saved:
    """Which slice of which tensor is restored, where the session does not say otherwise."""

    name: str = ""
    rows: int = -2
    columns: int = -1
    at: list[Any] = field(default_factory=list)


class RawView(InspectionView):
    """Lists the tensors, reads one slice; the chosen tensor stays over runs by its name."""

    asks = (ListTensors, ReadSlice)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "rawView", tr("Raw tensors"))
        self._tensors: tuple[TensorInfo, ...] = ()
        self._name = ""
        self._rows, self._columns = -2, -1
        self._at: list[int] = []
        self._read: SliceRead | None = None

    def results(self) -> Results:
        """The list, and a slice."""
        return {TensorsListed: self._on_listed, SliceRead: self._on_read}

    def build(self) -> QWidget:
        """Choice of a tensor and its axes, then what is in it."""
        widget, column = self.column()
        row = FlowLayout(gap=8)
        self.tensors = ComboBox("rawTensor", tr("Which tensor"), 40)
        self.tensors.activated.connect(self._other_tensor)
        self.export = button(tr("Export…"), name="exportTensorButton", tip=tr("Save as NPY or CSV"))
        self.export.clicked.connect(self._export)
        row.addWidget(self.tensors)
        row.addWidget(self.export)
        column.addLayout(row)
        self._axes = FlowLayout(gap=8)
        self.down = ComboBox("rawRows", tr("Which axis goes down"))
        self.across = ComboBox("rawColumns", tr("Which axis goes across"))
        for axis in (self.down, self.across):
            axis.activated.connect(self._other_axes)
        self._places: list[QWidget] = []
        column.addLayout(self._axes)
        for text, box in ((tr("Rows:"), self.down), (tr("Columns:"), self.across)):
            self._axes.addWidget(_named(text, box))
        self.facts = label(role="muted", wrap=True, name="sliceFacts")
        column.addWidget(self.facts)
        self.picture = SlicePicture(self._look, "slicePicture", tr("The slice as a picture"))
        self.histogram = VectorBars(
            self._look, "sliceHistogram", tr("How often each value occurs"), 130
        )
        item, other = QWidget(), QWidget()
        for side, title, inner in (
            (item, tr("As a picture (pale is low, full is high)"), self.picture),
            (other, tr("How often each value occurs"), self.histogram),
        ):
            inside = packed(QVBoxLayout(side), label(title, "small", wrap=True), inner, gap=4)
            inside.addStretch(1)
        column.addWidget(ResponsivePair(self._look, item, other, 30))
        self.table = SliceTable(self._look)
        self.table.window_wanted.connect(self._more)
        column.addWidget(self.table)
        column.addStretch(1)
        return widget

    # -- asking ------------------------------------------------------------------------------

    def forget(self) -> None:
        """Another model has other tensors; one of the same name is shown again."""
        self._tensors, self._read = (), None
        self._at = []

    def saved_state(self) -> dict[str, Any]:
        """Which slice of which tensor."""
        return {
            "name": self._name,
            "rows": self._rows,
            "columns": self._columns,
            "at": self._at,
        }

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Read that slice at the next run, where it leaves such a tensor."""
        saved = convert_fields(mapping, _Saved)
        self._name, self._rows, self._columns = saved.name, saved.rows, saved.columns
        self._at = [max(0, whole(item)) for item in saved.at]

    def ask(self) -> None:
        """The list first; the slice follows."""
        self.wanted.emit(ListTensors())

    def _ask_slice(self, row: int = 0, column: int = 0) -> None:
        self.wanted.emit(
            ReadSlice(
                self._name,
                self._rows,
                self._columns,
                tuple(self._at),
                row_start=row,
                column_start=column,
                row_count=256,
                column_count=256,
            )
        )

    @property
    def read(self) -> SliceRead | None:
        """The slice that is shown."""
        return self._read

    @property
    def tensor(self) -> TensorInfo | None:
        """The chosen tensor."""
        return next((info for info in self._tensors if info.name == self._name), None)

    # -- answers -----------------------------------------------------------------------------

    def _on_listed(self, listed: TensorsListed, request: object) -> None:
        if not self.current(listed):
            return
        self._tensors = listed.tensors
        if not listed.tensors:
            self.say(tr("The last run left no tensors."), tr("Run again"), "run")
            return
        self.content()
        if self.tensor is None:
            names = [tensor.name for tensor in listed.tensors]
            self._name = "logits" if "logits" in names else names[-1]
            self._at = []
        texts = [
            f"{info.name}  {info.dtype} {numbers.shape(info.shape)}" for info in listed.tensors
        ]
        place = next(
            n for n, tensor_info in enumerate(listed.tensors) if tensor_info.name == self._name
        )
        self.tensors.offer(texts, place)
        self._offer_axes()
        self._ask_slice()

    def _offer_axes(self) -> None:
        tensor = self.tensor
        assert tensor is not None
        axes = len(tensor.shape)
        if axes > 1 and (
            not (0 <= self._rows % axes < axes and self._rows >= -axes)
            or self._rows % axes == self._columns % axes
        ):
            self._rows, self._columns = -2, -1
        if len(self._at) != axes:
            self._at = [0] * axes
        self._at = [
            min(at, max(0, size - 1)) for at, size in zip(self._at, tensor.shape, strict=True)
        ]
        names = [
            tr("axis {axis} ({size})", axis=axis, size=size)
            for axis, size in enumerate(tensor.shape)
        ]
        many = axes > 1
        self.down.offer(names, self._rows % axes if many else 0)
        self.across.offer(names, self._columns % axes if many else 0)
        for box in (self.down, self.across):
            box.setEnabled(axes > 2)
        for old in self._places:
            self._axes.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._places = []
        shown = {self._rows % axes, self._columns % axes} if many else {0}
        for axis in range(axes):
            if axis in shown:
                continue
            spin = with_names(WholeBox(), f"rawAt.{axis}", tr("Position on axis {axis}", axis=axis))
            spin.setRange(0, max(0, tensor.shape[axis] - 1))
            spin.setValue(self._at[axis])
            spin.setKeyboardTracking(False)
            spin.setProperty("axis", axis)
            spin.valueChanged.connect(self._other_place)
            both = _named(tr("Axis {axis} at:", axis=axis), spin)
            self._axes.addWidget(both)
            self._places.append(both)

    def _on_read(self, read: SliceRead, request: object) -> None:
        if not self.current(read) or read.request.name != self._name:
            return
        self._read = read
        rows, columns = read.slice_shape
        sentence = tr(
            "{dtype} {shape}. This slice: {rows} × {columns} numbers, from "
            "{low} to {high}, mean {mean}, standard deviation "
            "{deviation}.",
            dtype=read.dtype,
            shape=numbers.shape(read.shape),
            rows=numbers.count(rows),
            columns=numbers.count(columns),
            low=numbers.rounded(read.low),
            high=numbers.rounded(read.high),
            mean=numbers.rounded(read.mean),
            deviation=numbers.rounded(read.deviation),
        )
        sentence += " " + tr("Axes, rows and columns are counted from 0, as in Python.")
        if read.not_finite:
            sentence += " " + numbers.ntr(
                "{count} number is infinite or missing.",
                "{count} numbers are infinite or missing.",
                read.not_finite,
            )
        self.facts.setText(sentence)
        self.setAccessibleDescription(
            tr("raw tensor {name}. {facts}", name=read.request.name, facts=sentence)
        )
        self.picture.show_levels(read.picture)
        self.picture.describe(sentence)
        self.histogram.show_values(read.counts, read.edges)
        self.table.show_slice(read)

    # -- choosing ----------------------------------------------------------------------------

    @Slot(int)
    def _other_tensor(self, place: int) -> None:
        self._name = self._tensors[place].name
        self._rows, self._columns, self._at = -2, -1, []
        self._offer_axes()
        self._ask_slice()

    @Slot()
    def _other_axes(self) -> None:
        down, across = self.down.currentIndex(), self.across.currentIndex()
        if down == across:  # the other one takes the axis that was given up
            if self.sender() is self.down:
                across = self._rows % len(self._at)
            else:
                down = self._columns % len(self._at)
        self._rows, self._columns = down, across
        self._offer_axes()
        self._ask_slice()

    @Slot(int)
    def _other_place(self, value: int) -> None:
        self._at[int(self.sender().property("axis"))] = value
        self._ask_slice()

    @Slot(int, int)
    def _more(self, row: int, column: int) -> None:
        self._ask_slice(row, column)

    # -- export ------------------------------------------------------------------------------

    @Slot()
    def _export(self) -> None:
        if not self._name:
            return
        path = ask_export_file(self, self._name.replace("[", "-").replace("]", "") + ".npy")
        if path:
            self.wanted.emit(ExportTensor(self._name, path))


def _named(text: str, control: QWidget) -> QWidget:
    """A control with its name at the left, never parted from it."""
    both = QWidget()
    packed(QHBoxLayout(both), label(text, "muted"), control, gap=6)
    return both


def ask_export_file(parent: QWidget, start: str) -> str:
    """Where to write a tensor; empty when a person thinks better of it."""
    return ask_file(parent, tr("Export the tensor"), start, (NPY, CSV))
