"""Hidden states of two models: how far apart each token is after each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from explorer.app.theme import Theme
from explorer.features.compare.protocol import (
    ComparedHiddenStatesRequest,
    ComparedHiddenStatesResult,
    HiddenPair,
)
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, label
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.heat_map import HeatMap
from explorer.widgets.token_words import word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MEASURES = (
    tr("Cosine similarity"),
    tr("Norm of the difference"),
    tr("Norms, left"),
    tr("Norms, right"),
)
_ABOUT = (
    tr(
        "1: the vectors point the same way, 0: they have nothing in common, below 0: they point "
        "apart, −1 the opposite way."
    ),
    tr("The norm of the vector from one to the other; 0 where they are equal."),
    tr("The norm of each vector of the left model."),
    tr("The norm of each vector of the right model."),
)


class HiddenCard(Card):
    """`wanted` carries a ComparedHiddenStatesRequest when another text is chosen."""

    wanted = Signal(object)

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("Hidden states of both"), tr("layers by tokens"))
        self.setObjectName("compareHidden")
        self._seen: ComparedHiddenStatesResult | None = None
        self._wanted = 0
        self._swapped = False
        self.kinds = ComboBox("compareHiddenStack", tr("Which stack"))
        self.measures = ComboBox("compareHiddenMeasure", tr("What is compared"), 26)
        self.measures.offer(_MEASURES, 0)
        row = FlowLayout(gap=8)
        for choice in (self.kinds, self.measures):
            row.addWidget(choice)
        self.kinds.activated.connect(self._draw)
        self.measures.activated.connect(self._measure)
        self.add_layout(row)
        self.told = label(role="heading", wrap=True, name="compareHiddenTold")
        self.add(self.told)
        self.map = HeatMap(
            look, "compareHiddenMap", tr("Layers by tokens, both models"), side=30, row_height=22
        )
        self.map.pointed.connect(self._tell)
        self.add(self.map)
        self.about = label(role="small", wrap=True, name="compareHiddenAbout")
        self.add(self.about)
        self.note = label(role="muted", wrap=True, name="compareHiddenNote")
        self.add(self.note)
        self.hide()

    def ask(self, text_index: int) -> None:
        """Ask for one text of the last run of both."""
        self.wanted.emit(ComparedHiddenStatesRequest(text_index))

    def forget(self) -> None:
        """Nothing was run through both."""
        self._seen = None
        self.hide()

    def show_seen(self, result: ComparedHiddenStatesResult, *, swapped: bool) -> None:
        """Show how far apart the two are."""
        self._seen, self._swapped = result, swapped
        titles = [stack.title for stack in result.stacks]
        self.kinds.offer(titles, min(max(0, self.kinds.currentIndex()), max(0, len(titles) - 1)))
        self.kinds.setVisible(len(titles) > 1)
        self.show()
        self._draw()

    @property
    def result(self) -> ComparedHiddenStatesResult | None:
        """What is shown."""
        return self._seen

    @property
    def stack(self) -> HiddenPair | None:
        """The stack that is shown."""
        if self._seen is None or not self._seen.stacks:
            return None
        return self._seen.stacks[max(0, self.kinds.currentIndex())]

    def _values(self, stack: HiddenPair) -> NDArray[np.float32]:
        sides = (stack.other_norms, stack.main_norms)
        left, right = reversed(sides) if self._swapped else sides
        return (stack.cosine, stack.distance, left, right)[self.measures.currentIndex()]

    @Slot()
    def _measure(self) -> None:
        self._wanted = self.measures.currentIndex()
        self._draw()

    @Slot()
    def _draw(self) -> None:
        import numpy as np

        stack = self.stack
        if stack is not None:  # vectors of different sizes have only their norms
            measure = self._wanted if stack.cosine.size else max(self._wanted, 2)
            self.measures.setCurrentIndex(measure)
        values = self._values(stack) if stack is not None else None
        shown = values is not None and bool(values.size)
        for widget in (self.map, self.told, self.about, self.measures):
            widget.setVisible(shown)
        note = self._seen.note if self._seen is not None else ""
        self.note.say(" ".join(filter(None, (note, stack.note if stack is not None else ""))))
        if values is None or stack is None or not shown:
            return
        self.about.setText(_ABOUT[self.measures.currentIndex()])
        self.map.quantity = _MEASURES[self.measures.currentIndex()]
        cosine = self.measures.currentIndex() == 0
        there = values[~np.isnan(values)]
        low = min(0.0, float(there.min(initial=0.0)))
        high = 1.0 if cosine else max(float(there.max(initial=0.0)), 1e-6)
        names = tuple(numbers.capital(name) for name in stack.names)
        columns = tuple(word(token) for token in stack.tokens)
        self.map.show_map(values, names, columns, low, high, self._words_of)
        self._tell(*self.map.marked)

    def _words_of(self, row: int, column: int) -> str:
        stack = self.stack
        if stack is None:
            return ""
        where = tr("“{tokens}”, {names}", tokens=word(stack.tokens[column]), names=stack.names[row])
        sides = (stack.other_norms, stack.main_norms)
        left, right = reversed(sides) if self._swapped else sides
        norms = tr(
            "norms {left_norm} and {right_norm}",
            left_norm=numbers.rounded(float(left[row, column])),
            right_norm=numbers.rounded(float(right[row, column])),
        )
        if not stack.cosine.size:
            return f"{where}: {norms}"
        return tr(
            "{place}: cosine {cosine}, difference {distance}, {norms}",
            place=where,
            cosine=numbers.rounded(float(stack.cosine[row, column])),
            distance=numbers.rounded(float(stack.distance[row, column])),
            norms=norms,
        )

    @Slot(int, int)
    def _tell(self, row: int, column: int) -> None:
        """The cell that is pointed at, else the one where the two are the farthest apart."""
        import numpy as np

        stack = self.stack
        if stack is None:
            return
        values = self._values(stack)
        if row < 0 or row >= values.shape[0] or column >= values.shape[1]:
            written = values[:, stack.written]  # [rows, tokens without padding]
            seek = -written if self.measures.currentIndex() == 0 else written
            there = 0 if np.isnan(seek).all() else int(np.nanargmax(seek))
            row, place = divmod(there, written.shape[1])
            column = stack.written[place]
        self.told.setText(self._words_of(row, column))
        self.setAccessibleDescription(
            tr("hidden states of both. {chosen_cell}", chosen_cell=self.told.text())
        )
