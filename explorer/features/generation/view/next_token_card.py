"""What could come at a step of the text: pick a token."""

from __future__ import annotations

from explorer.app.theme import Theme
from explorer.features.generation.protocol import Generated, StepResult
from explorer.features.generation.view.step_candidates import reshaped, stored
from explorer.protocol.sampling import Sampling
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, label
from explorer.widgets.pair_bars import Pair, PairBars

_ENDED = tr("Nothing can follow here: the text has ended.")
_STOPPED = tr("It was stopped before it rated the next token. Press Next token or Continue.")
_NOTHING = tr("Press Write, or Next token for one at a time.")


class NextTokenCard(Card):
    """`candidates` are bars to click."""

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("Next token: pick one yourself"), tr("before → after the settings"))
        self.candidates = PairBars(look, "candidates", tr("What could come next"), choosing=True)
        self.add(self.candidates)
        self._empty = label(_NOTHING, "muted", wrap=True)
        self.add(self._empty)
        self.body.addStretch(1)

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
        self.candidates.show_pairs(pairs)
        self.candidates.setVisible(bool(pairs))
        if text is not None and not pairs:
            self._empty.setText(_STOPPED if can_go_on else _ENDED)
        elif text is None:
            self._empty.setText(_NOTHING)
        self._empty.setVisible(not pairs)
