"""What could come at a step of the text: pick a token, let the model choose, continue, go back."""

from __future__ import annotations

from explorer.app.theme import Theme
from explorer.features.generation.protocol import Generated, StepResult
from explorer.features.generation.view.step_candidates import reshaped, stored
from explorer.protocol.sampling import Sampling
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.pair_bars import Pair, PairBars

_ENDED = tr("Nothing can follow here: the text has ended.")
_STOPPED = tr("It was stopped before it rated the next token. Press Next token or Continue.")
_NOTHING = tr("Press Write, or Next token for one at a time.")


class NextTokenCard(Card):
    """`candidates` are bars to click; `choose`, `on` and `back` are the buttons below them."""

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("Next token: pick one yourself"), tr("before → after the settings"))
        self.candidates = PairBars(look, "candidates", tr("What could come next"), choosing=True)
        self.add(self.candidates)
        self._empty = label(_NOTHING, "muted", wrap=True)
        self.add(self._empty)
        row = FlowLayout(gap=8)
        self.choose = button(tr("Next token"), name="nextToken")
        self.choose.setToolTip(tr("One token, as the settings choose it"))
        self.on = button(tr("Continue"), name="continueText")
        self.on.setToolTip(tr("Adds as many tokens as “New tokens” says"))
        self.back = button(tr("Undo one"), name="undoToken", tip=tr("Take the last token back"))
        for each in (self.choose, self.on, self.back):
            row.addWidget(each)
        self.add_layout(row)
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

    def name_back(self, *, to_here: bool) -> None:
        """The button back says whether it goes to the step looked at or takes one token off."""
        self.back.setText(tr("Back to here") if to_here else tr("Undo one"))
        self.back.setAccessibleName(self.back.text())
