"""What could come at a step of the text: pick a token."""

from __future__ import annotations

from PySide6.QtCore import Qt

from explorer.app.theme import Theme
from explorer.features.generation.protocol import Generated, GeneratedSoFar, StepResult
from explorer.features.generation.view.step_candidates import reshaped, stored
from explorer.protocol.sampling import Sampling
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, label
from explorer.widgets.pair_bars import Pair, PairBars

_ALL = 100
"""More than there ever are."""
_ENDED = tr("Nothing can follow here: the text has ended.")
_STOPPED = tr("It was stopped before it rated the next token. Press Next token or Continue.")
_NOTHING = tr("Press Write, or Next token for one at a time.")


class NextTokenCard(Card):
    """`candidates` are bars to click."""

    def __init__(self, look: Theme) -> None:
        super().__init__(
            tr("Next token: pick one yourself"),
            tr("thick bar: the model's own probability · thin bar: with the settings"),
        )
        keeping = self.hint.sizePolicy()
        keeping.setRetainSizeWhenHidden(True)  # what is below does not move when it comes
        self.hint.setSizePolicy(keeping)
        self._most, self._pairs = _ALL, tuple[Pair, ...]()
        self.candidates = PairBars(look, "candidates", tr("What could come next"), choosing=True)
        self.add(self.candidates)
        self._empty = label(_NOTHING, "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.add(self._empty)
        self.body.addStretch(1)
        self._show(())

    def show_chosen(self, text: GeneratedSoFar) -> None:
        """What could have come at the token that was just chosen, of a text that grows."""
        step = len(text.tokens) - 1
        if step >= 0:
            newest = text.tokens[step]
            self.title.setText(tr("Token {step}", step=step + 1))
            self._show(stored(newest.candidates, newest.token.id))

    def limit(self, lines: int = 0) -> None:
        """Show so many at the most, in the room of so many; 0 for as many as there are."""
        self._most = lines or _ALL
        self.candidates.keep_room(lines)
        self._empty.setMinimumHeight(self.candidates.sizeHint().height() if lines else 0)
        self._show(self._pairs)

    def _show(self, pairs: tuple[Pair, ...]) -> None:
        self._pairs = pairs
        shown, left_out = pairs[: self._most], pairs[self._most :]
        chosen = tuple(pair for pair in left_out if pair.mark)
        self.candidates.show_pairs((*shown[: self._most - len(chosen)], *chosen))
        self.candidates.setVisible(bool(pairs))
        self.hint.setVisible(bool(pairs))  # it explains the bars
        self._empty.setVisible(not pairs)

    def show_step(
        self,
        text: Generated | None,
        step: int,
        result: StepResult | None,
        settings: Sampling,
        can_go_on: bool,
    ) -> None:
        """What could come at a step of a text; where nothing could, why: none yet, stopped, ended.

        With the logits of the step (`result`) under these settings, else as it was stored.
        """
        pairs: tuple[Pair, ...] = ()
        if text is not None:
            back = step < len(text.tokens)
            taken = text.tokens[step].token.id if back else -1
            if result is not None and result.request.step == step:
                pairs = reshaped(result, settings, taken)
            else:
                pairs = stored(text.tokens[step].candidates if back else text.next, taken)
            title = (
                tr("Token {step}: pick another", step=step + 1)
                if back
                else tr("Next token: pick one yourself")
            )
            self.title.setText(title)
        self._show(pairs)
        if text is not None and not pairs:
            self._empty.setText(_STOPPED if can_go_on else _ENDED)
        elif text is None:
            self._empty.setText(_NOTHING)
