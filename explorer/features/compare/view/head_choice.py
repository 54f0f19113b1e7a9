"""Which attention map of two models is shown: one choice for both."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.features.compare.protocol import FIRST_HEAD, ComparisonResult, HeadChoice, HeadsOf
from explorer.protocol.inspection import PARTNER_KIND
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import label, packed
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.flow_layout import FlowLayout


class HeadChoiceRow(QWidget):
    """`chosen` carries a HeadChoice. A layer or head that only one model has can be chosen too."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.look: HeadChoice = FIRST_HEAD
        self._kinds: dict[str, HeadsOf] = {}
        self.texts = ComboBox("compareTextChoice", tr("Which text of the batch"), 30)
        self.kinds = ComboBox("compareKind", tr("Which attention"))
        self.layers = ComboBox("compareLayer", tr("Layer of both, or the average of all"))
        self.heads = ComboBox("compareHead", tr("Head of both, or the average of all"))
        column = packed(QVBoxLayout(self))
        row = FlowLayout(gap=8)
        row.addWidget(label(tr("Attention of both"), "muted"))
        for choice in (self.texts, self.kinds, self.layers, self.heads):
            choice.activated.connect(self._chosen)
            row.addWidget(choice)
        column.addLayout(row)

    @property
    def any(self) -> bool:
        """Whether there is any map to choose."""
        return bool(self._kinds)

    def offer(self, result: ComparisonResult) -> None:
        """Offer the maps of both, and show which one is looked at."""
        self.look = result.request.look
        self._kinds = {}
        for maps in (*result.main.maps, *result.other.maps):
            paired_kind = PARTNER_KIND.get(maps.kind)
            kind = (
                paired_kind
                if maps.kind not in self._kinds and paired_kind in self._kinds
                else maps.kind
            )
            known = self._kinds.get(kind)
            self._kinds[kind] = maps if known is None else _longer(known, maps)
        names = result.main.ran.row_names
        self.texts.offer(names, self.look.text_index)
        self.texts.setVisible(len(names) > 1)
        if self.look.kind not in self._kinds and self._kinds:
            self._take(next(iter(self._kinds)), 0, 0, self.look.text_index)
            return
        self._show()

    def _show(self) -> None:
        maps = self._kinds.get(self.look.kind)
        if maps is None:
            return
        self.kinds.offer(
            [kind_maps.title for kind_maps in self._kinds.values()],
            list(self._kinds).index(maps.kind),
        )
        self.kinds.setVisible(len(self._kinds) > 1)
        labels = [numbers.capital(layer_label) for layer_label in maps.labels]
        self.layers.offer([tr("All layers"), *labels], self.look.row + 1)
        count = maps.heads[self.look.row] if self.look.row >= 0 else max(maps.heads)
        heads = [tr("Head {head}", head=place + 1) for place in range(count)]
        self.heads.offer([tr("All heads"), *heads], min(self.look.head, count - 1) + 1)

    @Slot()
    def _chosen(self) -> None:
        text = max(0, self.texts.currentIndex())
        if not self._kinds:
            self.look = replace(self.look, text_index=text)
            self.chosen.emit(self.look)
            return
        kind = list(self._kinds)[self.kinds.currentIndex()]
        layer, head = self.layers.currentIndex() - 1, self.heads.currentIndex() - 1
        self._take(kind, layer, head, text)

    def _take(self, kind: str, row: int, head: int, text: int) -> None:
        maps = self._kinds[kind]
        row = min(row, len(maps.labels) - 1)
        most = maps.heads[row] if row >= 0 else max(maps.heads)
        self.look = HeadChoice(maps.kind, row, min(head, most - 1), text)
        self._show()
        self.chosen.emit(self.look)


def _longer(first: HeadsOf, two: HeadsOf) -> HeadsOf:
    """As many layers as the deeper model has, each with the larger number of heads."""
    many, few = (first, two) if len(first.labels) >= len(two.labels) else (two, first)
    heads = tuple(
        max(count, few.heads[row] if row < len(few.heads) else 0)
        for row, count in enumerate(many.heads)
    )
    return HeadsOf(first.kind, first.title, many.labels, heads)
