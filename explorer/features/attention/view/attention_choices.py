"""Above the attention maps: which attention, text, layer and head, and what is drawn of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from explorer.features.attention.protocol import AttentionMaps
from explorer.features.attention.view.head_reading import Shown
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import with_names
from explorer.widgets.combo_box import ComboBox, TextChoice
from explorer.widgets.flow_layout import FlowLayout

_BESIDE = (tr("As it is now"), tr("The whole model"), tr("What changed"))
_SHOWN: tuple[Shown, ...] = ("now", "whole", "change")


class AttentionChoices(QWidget):
    """`changed` says that another head was chosen, `shown_changed` that it is to be drawn of
    other numbers, `stretched` whether shades are stretched, `words_changed` whether the pieces of
    words are put together."""

    changed = Signal()
    shown_changed = Signal()
    stretched = Signal(bool)
    words_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.kinds = ComboBox("attentionKind", tr("Which attention"))
        self.texts = TextChoice("attentionText")
        self.layers = ComboBox("attentionLayer", tr("Layer, or the average of all"))
        self.heads = ComboBox("attentionHead", tr("Head, or the average of all"))
        self.beside = ComboBox(
            "attentionBeside", tr("The map as it is, of the whole model, or what changed")
        )
        self.beside.offer(_BESIDE, 0)
        self.beside.activated.connect(self._other_numbers)
        row = FlowLayout(self, gap=8)
        for box in (self.kinds, self.texts, self.layers, self.heads):
            box.activated.connect(self._changed)
            row.addWidget(box)
        row.addWidget(self.beside)
        self.words = with_names(QCheckBox(tr("Whole words")), "wholeWords")
        self.words.clicked.connect(self.words_changed)
        self.hide_special = with_names(QCheckBox(tr("Hide special tokens")), "hideSpecial")
        self.hide_special.toggled.connect(self._other_numbers)
        self.stretch = with_names(QCheckBox(tr("Stretch shades")), "stretchShades")
        self.stretch.setToolTip(
            tr("The fullest shade marks the largest weights shown, not a weight of 1")
        )
        self.stretch.clicked.connect(self.stretched)

    def boxes(self) -> FlowLayout:
        """The check boxes in a row, for below the map."""
        flow = FlowLayout(gap=10)
        for box in (self.words, self.hide_special, self.stretch):
            flow.addWidget(box)
        return flow

    def offer_words(self, *, there: bool, on: bool) -> None:
        """Offer to put the pieces of words together, where any word has several."""
        self.words.setEnabled(there)
        self.words.setChecked(on and there)
        self.words.setToolTip(
            tr("To a word goes the sum over its tokens, from a word the mean")
            if there
            else tr("Each word of this text is one token, or it is not known which word it is of")
        )

    def offer_special(self, *, there: bool) -> None:
        """Offer to leave special tokens out, where the text has any."""
        self.hide_special.setEnabled(there)
        self.hide_special.setToolTip("" if there else tr("This text has no special tokens"))

    @property
    def shown(self) -> Shown:
        """Which numbers of the head are drawn."""
        return _SHOWN[self.beside.currentIndex()]

    def offer_beside(self, *, there: bool) -> None:
        """Offer the map of the whole model, where there is one beside; its room is kept."""
        self.beside.setEnabled(there)
        self.beside.setToolTip(
            tr("The map as it is, of the whole model, or what changed")
            if there
            else tr("Switch a head off, and you can compare with the whole model here")
        )
        if not there:
            self.beside.setCurrentIndex(0)

    def offer(
        self, every: Sequence[AttentionMaps], maps: AttentionMaps, row: int, head: int, heads: int
    ) -> None:
        """Offer the kinds, layers and `heads` there are, and show what is chosen."""
        self.kinds.offer([attention_maps.title for attention_maps in every], every.index(maps))
        self.kinds.setVisible(len(every) > 1)
        labels = [numbers.capital(layer.label) for layer in maps.layers]
        self.layers.offer([tr("All layers"), *labels], row + 1)
        sentences = [tr("Head {head}", head=place + 1) for place in range(heads)]
        self.heads.offer([tr("All heads"), *sentences], head + 1)

    @Slot()
    def _changed(self) -> None:
        self.changed.emit()

    @Slot()
    def _other_numbers(self) -> None:
        self.shown_changed.emit()
