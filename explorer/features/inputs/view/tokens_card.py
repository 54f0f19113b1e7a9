"""Step 2 of a run: tokens with their IDs, what each stands for, and the IDs to edit by hand."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from explorer.app.theme import Theme
from explorer.boundary.values import as_dict, as_int
from explorer.features.inputs.view.ids_text import Rows
from explorer.features.inputs.view.manual_inputs import ManualInputField, as_written
from explorer.features.inputs.view.token_description import describe_token
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import ManualInputs, RunResult, Token
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.more_tokens import MoreTokens
from explorer.widgets.token_strip import TokenStrip

TokenRows = tuple[tuple[Token, ...], ...]


class TokensCard(Card):
    """`toggled` tells that editing by hand began or ended; `pointed` carries row and Token."""

    toggled = Signal(bool)
    pointed = Signal(int, object)

    def __init__(self, look: Theme) -> None:
        super().__init__(
            tr("Tokens and their IDs"), tr("the model never sees words, only numbers"), "2"
        )
        self._texts: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._stale = False
        self._more, self._longest = "", 0
        self.edit_ids = button(tr("Edit by hand"), "link", name="editIdsButton")
        self.edit_ids.setToolTip(tr("Write input IDs, mask, token types and positions yourself"))
        self.edit_ids.setCheckable(True)
        self.edit_ids.toggled.connect(self._toggle)
        self.head.add_control(self.edit_ids)
        self.strip = TokenStrip(look)
        self.strip.hovered.connect(self._point)
        self.add(self.strip)
        self.more = MoreTokens(look, self.strip)
        self.add(self.more)
        self.told = label(role="muted", wrap=True, name="tokenTold")
        self.told.hide()
        self.add(self.told)
        self.hand = ManualInputField(look)
        self.hand.hide()
        self.hand.problem.connect(self._mark)
        self.problem = label(role="error", wrap=True, name="idsProblem")
        self.problem.hide()
        self.hand.add_below_ids(self.problem)  # in sight of what is typed, above the other boxes
        self.add(self.hand)

    def show_model(self, summary: ModelSummary) -> None:
        """Pad with the padding token of this model."""
        self._longest = summary.max_length
        config = summary.config
        named = config.get("pad_token_id")
        if named is None:
            named = as_dict(config.get("text_config")).get("pad_token_id")
        self.hand.offer(summary.beside_ids)
        pad_id = as_int(named)
        self.hand.pad_id = pad_id if pad_id is not None and pad_id >= 0 else summary.pad_id

    def show_rows(
        self,
        rows: TokenRows,
        texts: tuple[str, ...] = (),
        pairs: tuple[str, ...] = (),
        length: int = 0,
    ) -> None:
        """Show these tokens, and tell of them in these texts A and texts B.

        `length` is how many there are in a row, where not all of them are in `rows`.
        """
        self._texts = (texts, pairs)
        self.more.show_texts(texts, pairs)
        first = len(rows[0]) if rows else 0
        self._more = ""
        if length > first:
            self._more = (
                tr(
                    "These are the first {first} of {length} tokens.",
                    first=numbers.count(first),
                    length=numbers.count(length),
                )
                + " "
            )
            if self._longest and length > self._longest:
                self._more += (
                    tr("This model reads at most {longest}.", longest=numbers.count(self._longest))
                    + " "
                )
        self.strip.show_rows(rows)
        self._point(-1, -1)

    def write(self, rows: TokenRows) -> None:
        """Have these tokens in the editors: at once, or when a person opens them."""
        self._stale = self.hand.isHidden()
        if not self._stale:
            self.hand.write(rows)

    def show_brief(self, on: bool) -> None:
        """Show what is given by hand and no tokens, which the picture has; or all as usual."""
        self.strip.setHidden(on)
        self.told.setVisible(not on and bool(self.told.text()))

    def fill_in(self, ids: Rows) -> None:
        """Have these input IDs in the editor, with what usually goes with them."""
        self._stale = False
        self.hand.write_ids(ids)

    def read(self) -> tuple[Rows, ManualInputs, str]:
        """What was written by hand, and a sentence where something is impossible."""
        return self.hand.read()

    def belongs_to(self, ran: RunResult) -> bool:
        """Whether what is written by hand is what a run was given."""
        if ran.request.input_ids:
            return self.hand.shows(ran.request.input_ids, ran.request.by_hand)
        return self.hand.shows(*as_written(ran.rows))

    @Slot(int, int)
    def _point(self, row: int, place: int) -> None:
        rows = self.strip.rows
        sentence = self._more + describe_token(rows, row, place, self._texts)
        self.told.say(sentence)
        here = 0 <= row < len(rows) and 0 <= place < len(rows[row])
        self.pointed.emit(row, rows[row][place] if here else None)

    @Slot(bool)
    def _toggle(self, on: bool) -> None:
        self.hand.setVisible(on)
        self._mark("")
        if on:
            if self._stale:
                self.hand.write(self.strip.rows)
                self._stale = False
            self.hand.ids.setFocus()
        self.toggled.emit(on)

    @Slot(str)
    def _mark(self, problem: str) -> None:
        self.problem.say(problem)
