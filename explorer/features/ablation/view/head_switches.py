"""Buttons that switch heads off and on again, and why they cannot where they cannot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.features.ablation.protocol import AblateHeads, AblationTargets
from explorer.features.attention.protocol import AttentionMaps
from explorer.protocol.inspection import ALL, ANSWERS, HeadPlace
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed
from explorer.widgets.flow_layout import FlowLayout

_HEAD = tr("Switch head off"), tr("Switch head on")
_LAYER = tr("Switch layer off"), tr("Switch layer on")


class AblationButtons(QWidget):
    """Acts on the head that is looked at. `wanted` carries the request."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._seen: AblationTargets | None = None
        self._off: tuple[HeadPlace, ...] = ()
        self._maps: AttentionMaps | None = None
        self._row = self._head = 0
        column = packed(QVBoxLayout(self), gap=4)
        row = FlowLayout(gap=6)
        self.head_button = button(_HEAD[0], name="switchHeadButton")
        self.layer_button = button(_LAYER[0], name="switchLayerButton")
        self.restore = button(tr("Restore all"), "link", name="restoreHeadsButton")
        self.head_button.clicked.connect(self._switch_head)
        self.layer_button.clicked.connect(self._switch_layer)
        self.restore.clicked.connect(self._restore)
        for push_button in (self.head_button, self.layer_button, self.restore):
            row.addWidget(push_button)
        column.addLayout(row)
        self.sentence = label(role="small", wrap=True, name="switchSentence")
        column.addWidget(self.sentence)

    @property
    def can(self) -> bool:
        """Whether the heads of this model can be switched off."""
        return self._seen is not None and self._seen.means != "refused"

    def show_heads(
        self,
        targets: AblationTargets | None,
        off: tuple[HeadPlace, ...],
        maps: AttentionMaps,
        row: int,
        head: int,
    ) -> None:
        """Act on this head from now on; negative for an average, which has no switch."""
        self._seen, self._off, self._maps = targets, off, maps
        self._row, self._head = row, head
        is_head, whole = row >= 0 and head >= 0, row >= 0 and self._layer() in off
        is_off = (row, head) in crossed(maps, off)
        for push_button, text, enabled in (
            (self.head_button, _HEAD[is_off], is_head),
            (self.layer_button, _LAYER[whole], row >= 0),
        ):
            push_button.setText(text)
            push_button.setAccessibleName(text)
            push_button.setEnabled(self.can and enabled)
        self._fit()
        self.restore.setEnabled(bool(off))  # its room is kept: nothing moves when it is offered
        by_projection = targets is not None and targets.means != "interface"
        self.sentence.setText(targets.sentence if targets is not None and by_projection else "")
        self.sentence.setVisible(by_projection)

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size need another room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """Keep the room of the longer of a button's two texts: nothing beside it moves."""
        for push_button, texts in ((self.head_button, _HEAD), (self.layer_button, _LAYER)):
            shown = push_button.text()
            push_button.setMinimumWidth(0)
            widest = 0
            for text in texts:
                push_button.setText(text)
                widest = max(widest, push_button.sizeHint().width())
            push_button.setText(shown)
            push_button.setMinimumWidth(widest)

    def _layer(self) -> HeadPlace:
        assert self._maps is not None
        return HeadPlace(self._maps.kind, self._maps.layers[self._row].switch, ALL)

    @Slot()
    def _switch_head(self) -> None:
        self.switch(self._row, self._head)

    @Slot(int, int)
    def switch(self, row: int, head: int) -> None:
        """Switch one head off, or on where it is off."""
        if not self.can or self._maps is None:
            return
        layer = self._maps.layers[row]
        place = HeadPlace(self._maps.kind, layer.switch, head)
        whole = HeadPlace(self._maps.kind, layer.switch, ALL)
        off = set(self._off)
        if whole in off:  # one of a whole layer comes back: the others stay off
            off.remove(whole)
            off |= {HeadPlace(whole.kind, whole.layer, number) for number in range(layer.heads)}
        off ^= {place}
        self._want(off)

    @Slot()
    def _switch_layer(self) -> None:
        whole = self._layer()
        off = {
            place for place in self._off if (place.kind, place.layer) != (whole.kind, whole.layer)
        }
        if whole not in self._off:
            off.add(whole)
        self._want(off)

    @Slot()
    def _restore(self) -> None:
        self._want(set())

    def _want(self, off: set[HeadPlace]) -> None:
        self.wanted.emit(AblateHeads(tuple(sorted(off)), ANSWERS))


def crossed(maps: AttentionMaps, off: tuple[HeadPlace, ...]) -> frozenset[tuple[int, int]]:
    """The (row, head) of a mosaic whose heads are off."""
    groups = {(layer.row, head) for layer in maps.layers for head in layer.off}
    for place in off:
        for layer in maps.layers:
            if (place.kind, place.layer) == (maps.kind, layer.switch):
                heads = range(layer.heads) if place.head == ALL else (place.head,)
                groups |= {(layer.row, head) for head in heads}
    return frozenset(groups)
