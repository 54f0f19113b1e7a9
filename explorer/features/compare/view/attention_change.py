"""One attention map of two models subtracted: how much each weight differs."""

from __future__ import annotations

from explorer.app.theme import Theme
from explorer.features.attention.protocol import HeadResult
from explorer.features.compare.protocol import AttentionChange
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, label
from explorer.widgets.heat_map import HeatMap
from explorer.widgets.token_words import word


class AttentionChangeCard(Card):
    """Hidden where one of the two has no map; says why where no weight can be compared."""

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("How much attention differs"), tr("the size of each weight's change"))
        self.setObjectName("compareAttentionChange")
        self.told = label(role="heading", wrap=True, name="attentionChangeTold")
        self.add(self.told)
        self.map = HeatMap(look, "attentionChangeMap", tr("The change of each attention weight"))
        self.map.quantity = tr("change of the weight")
        self.add(self.map)
        self.note = label(role="small", wrap=True, name="attentionChangeNote")
        self.add(self.note)
        self._seen: tuple[AttentionChange, HeadResult, HeadResult, bool] | None = None
        self.hide()

    @property
    def result(self) -> AttentionChange | None:
        """What is shown; None while nothing is."""
        return self._seen[0] if self._seen is not None else None

    def forget(self) -> None:
        """Nothing was run through both."""
        self._seen = None
        self.hide()

    def show_change(
        self, change: AttentionChange | None, other: HeadResult, main: HeadResult, *, swapped: bool
    ) -> None:
        """Show how much two maps differ; the other model is the left one unless `swapped`."""
        if change is None:
            self.forget()
            return
        self._seen = (change, other, main, swapped)
        values = change.change
        self.map.setVisible(bool(values.size))
        self.told.setVisible(bool(values.size))
        if values.size:
            rows = tuple(word(main.from_tokens[place]) for place in change.main_from)
            columns = tuple(word(main.to_tokens[place]) for place in change.main_to)
            high = max(float(values.max()), 1e-6)
            self.map.show_map(values, rows, columns, 0.0, high, self._words_of)
            row, column = divmod(int(values.argmax()), values.shape[1])
            summary = tr("Every weight of this map is the same in both.")
            if values[row, column]:
                summary = tr("The most: {row}", row=self._words_of(row, column))
            self.told.setText(summary)
        note = change.note
        if change.alone:
            both = numbers.ntr("{count} token", "{count} tokens", len(change.main_from))
            note = tr(
                "Of {tokens} that both have; {unmatched} on one side only.",
                tokens=both,
                unmatched=numbers.count(change.alone),
            )
        self.note.say(note)
        self.setAccessibleDescription(self.told.text() if values.size else note)
        self.show()

    @property
    def main_head(self) -> HeadResult | None:
        """The map of the model in memory whose change is shown."""
        return self._seen[2] if self._seen is not None else None

    def _words_of(self, row: int, column: int) -> str:
        assert self._seen is not None
        change, other, main, swapped = self._seen
        first, second = change.main_from[row], change.main_to[column]
        now = float(main.weights[first, second])
        was = float(other.weights[change.other_from[row], change.other_to[column]])
        left, right = (now, was) if swapped else (was, now)
        pair = f"{word(main.from_tokens[first])} → {word(main.to_tokens[second])}"
        return tr(
            "{tokens}: attention {left_weight} left, {right_weight} right",
            tokens=pair,
            left_weight=numbers.share(left),
            right_weight=numbers.share(right),
        )
