"""One attention map of two models subtracted: where the right one looks more, where less."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.messages.views.attention import HeadSeen
from explorer.texts import tr
from explorer.window.look import Look
from explorer.window.parts.blocks import Card, label
from explorer.window.parts.heat_map import HeatMap
from explorer.window.parts.token_words import word


class AttentionChange(Card):
    """Hidden where there are no two maps of the same tokens."""

    def __init__(self, look: Look) -> None:
        super().__init__(tr("How much attention differs"), tr("the size of each weight's change"))
        self.setObjectName("compareAttentionChange")
        self.told = label(role="heading", wrap=True, name="attentionChangeTold")
        self.add(self.told)
        self.map = HeatMap(look, "attentionChangeMap", tr("The change of each attention weight"))
        self.add(self.map)
        self.note = label(role="small", wrap=True, name="attentionChangeNote")
        self.add(self.note)
        self._cells: tuple[HeadSeen, HeadSeen, list[int], list[int]] | None = None
        self.hide()

    def show_change(
        self, left: HeadSeen, right: HeadSeen, pairs: Sequence[tuple[int, int]], swapped: bool
    ) -> None:
        """Show the change from left to right, of the tokens that both have.

        `pairs` are (place in the other's row, place in the main's); the other is left unless
        `swapped`.
        """
        import numpy as np

        met = [one for one in pairs if min(one) >= 0]
        first = [one[1] if swapped else one[0] for one in met]
        second = [one[0] if swapped else one[1] for one in met]
        square = all(
            seen.weights.size and seen.weights.shape == (len(seen.from_tokens),) * 2
            for seen in (left, right)
        )
        fits = (
            square and met and max(first) < len(left.weights) and max(second) < len(right.weights)
        )
        self.setVisible(bool(fits))
        if not fits:
            return
        self._cells = (left, right, first, second)
        change = np.abs(right.weights[np.ix_(second, second)] - left.weights[np.ix_(first, first)])
        names = tuple(word(right.from_tokens[place]) for place in second)
        high = max(float(change.max()), 1e-6)
        self.map.show_map(change, names, names, 0.0, high, self._words_of)
        row, column = divmod(int(change.argmax()), change.shape[1])
        if change[row, column]:
            self.told.setText(tr("The most: {row}", row=self._words_of(row, column)))
        else:
            self.told.setText(tr("Every weight of this map is the same in both."))
        rest = len(pairs) - len(met)
        told = (
            tr(
                "{met} tokens that both have; {rest} stand only on one side.",
                met=len(met),
                rest=rest,
            )
            if rest
            else ""
        )
        self.note.setText(told)
        self.note.setVisible(bool(told))
        self.setAccessibleDescription(self.told.text())

    def _words_of(self, row: int, column: int) -> str:
        assert self._cells is not None
        left, right, first, second = self._cells
        was = float(left.weights[first[row], first[column]])
        now = float(right.weights[second[row], second[column]])
        pair = f"{word(right.from_tokens[second[row]])} → {word(right.to_tokens[second[column]])}"
        return tr("{pair}: {was:.3f} left, {now:.3f} right", pair=pair, was=was, now=now)
