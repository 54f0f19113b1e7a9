"""Step 3 of a run: the tensors, named in one line; their values unfold on a click."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot

from explorer.app.theme import Theme
from explorer.protocol.run import TensorInfo
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.tensor_table import TensorTable


class TensorCard(Card):
    """Inputs (→) and outputs (←) with dtype and shape; the table beneath shows the first values.

    `whole_wanted` carries the name of a tensor of the run of which every number is wanted.
    """

    whole_wanted = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("Tensors"), tr("→ given to the model   ← returned"), "3")
        self.time = label(role="chip", name="runTime")
        self.time.hide()
        self.unfold = button(
            tr("Values"), "link", name="tensorValuesButton", tip=tr("Show the values")
        )
        self.unfold.setCheckable(True)
        self.unfold.toggled.connect(self._unfold)
        self.head.add_control(self.time)
        self.head.add_control(self.unfold)
        self.line = label(role="muted", wrap=True, name="tensorLine")
        self.add(self.line)
        self.table = TensorTable(look)
        self.table.hide()
        self.add(self.table)
        self._name, self._names = "", tuple[str, ...]()
        self.whole = button("", "link", name="wholeTensorButton")
        self.whole.setToolTip(tr("Raw tensors has the whole of each tensor of the last run"))
        self.whole.hide()
        self.add(self.whole)
        self.body.setAlignment(self.whole, Qt.AlignmentFlag.AlignLeft)
        self.whole.clicked.connect(self._want_whole)
        self.table.chosen.connect(self._offer)
        self.table.opened.connect(self._want)

    def show_tensors(
        self, given: tuple[TensorInfo, ...], returned: tuple[TensorInfo, ...] = ()
    ) -> None:
        """Name these tensors; those of a run, which returned some, can be seen whole."""
        self.table.show_tensors(given, returned)
        self._names = tuple(info.name for info in (*given, *returned)) if returned else ()
        self._offer(self._name if self._name in self._names else next(iter(self._names), ""))
        sentences = [_named("→", info) for info in given] + [
            _named("←", tensor_info) for tensor_info in returned
        ]
        self.line.setText("     ".join(sentences))

    @Slot(str)
    def _offer(self, name: str) -> None:
        """Offer the tensor of the chosen row."""
        self._name = name
        self.whole.setText(tr("Every number of {tensor}", tensor=name))
        self.whole.setAccessibleName(self.whole.text())
        self.whole.setVisible(bool(self._names) and self.unfold.isChecked())

    @Slot()
    def _want_whole(self) -> None:
        self._want(self._name)

    @Slot(str)
    def _want(self, name: str) -> None:
        if self._names:
            self.whole_wanted.emit(name)

    def show_time(self, seconds: float | None) -> None:
        """How long the forward pass took; None before there was one."""
        self.time.setVisible(seconds is not None)
        if seconds is not None:
            self.time.setText(tr("ran in {seconds}", seconds=numbers.seconds(seconds)))

    @Slot(bool)
    def _unfold(self, shown: bool) -> None:
        self.table.setVisible(shown)
        self.whole.setVisible(shown and bool(self._names))
        self.line.setVisible(not shown)


def _named(way: str, info: TensorInfo) -> str:
    """Arrow, name, dtype and shape that no line end parts."""
    shape = ", ".join(str(size) for size in info.shape)
    return f"{way} {info.name} {info.dtype} [{shape}]".replace(" ", numbers.JOIN)
