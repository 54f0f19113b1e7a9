"""Step 3 of a run: the tensors, named in one line; their values unfold on a click."""

from __future__ import annotations

from PySide6.QtCore import Slot

from explorer.app.theme import Theme
from explorer.protocol.run import TensorInfo
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.tensor_table import TensorTable


class TensorCard(Card):
    """Inputs (→) and outputs (←) with dtype and shape; the table beneath shows the values."""

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

    def show_tensors(
        self, given: tuple[TensorInfo, ...], returned: tuple[TensorInfo, ...] = ()
    ) -> None:
        """Name these tensors."""
        self.table.show_tensors(given, returned)
        sentences = [_named("→", info) for info in given] + [
            _named("←", tensor_info) for tensor_info in returned
        ]
        self.line.setText("     ".join(sentences))

    def show_time(self, seconds: float | None) -> None:
        """How long the forward pass took; None before there was one."""
        self.time.setVisible(seconds is not None)
        if seconds is not None:
            self.time.setText(tr("ran in {seconds}", seconds=numbers.seconds(seconds)))

    @Slot(bool)
    def _unfold(self, shown: bool) -> None:
        self.table.setVisible(shown)
        self.line.setVisible(not shown)


def _named(way: str, info: TensorInfo) -> str:
    """Arrow, name, dtype and shape that no line end parts."""
    shape = ", ".join(str(size) for size in info.shape)
    return f"{way} {info.name} {info.dtype} [{shape}]".replace(" ", numbers.JOIN)
