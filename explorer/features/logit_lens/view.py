"""Layer by layer: what the model would say after each layer, at every place and at one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.app.app_state import Results
from explorer.app.inference.checks_row import ChecksRow
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.theme import Theme
from explorer.features.logit_lens.protocol import LogitLensRequest, LogitLensResult
from explorer.features.sessions.session_format import whole
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.run_facts import speaker
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label
from explorer.widgets.combo_box import ComboBox, TextChoice
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.token_words import numbered, plain, word
from explorer.widgets.word_grid import WordCell, WordGrid

_WINDOW = 12
"""Places that are asked at once: each costs the head over the whole vocabulary for every layer."""
_TOP = 5


class LogitLensView(InspectionView):
    """One position's best answers after each layer, and the best one at the places around it."""

    asks = (LogitLensRequest,)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "lensView", tr("Layer by layer"))
        self._seen: LogitLensResult | None = None
        self._position = -1
        self._first = 0
        self._chosen = False
        self._text = 0

    def results(self) -> Results:
        """What every layer says."""
        return {LogitLensResult: self._on_seen}

    @property
    def position(self) -> int:
        """The token that is asked about, counted from 0."""
        return self._position

    @property
    def result(self) -> LogitLensResult | None:
        """What is shown."""
        return self._seen

    def build(self) -> QWidget:
        """The choice of a place, the answers there, and the best one at the places around."""
        widget, column = self.column()
        row = FlowLayout(gap=8)
        self.texts = TextChoice("lensText")
        self.places = ComboBox("lensPosition", tr("Which token"))
        self.texts.activated.connect(self._other_text)
        self.places.activated.connect(self._other_place)
        self.before = button("◂", name="lensBefore", tip=tr("The token before"))
        self.before.setAccessibleName(tr("The token before"))
        self.after = button("▸", name="lensAfter", tip=tr("The token after"))
        self.after.setAccessibleName(tr("The token after"))
        self.before.clicked.connect(self._step_back)
        self.after.clicked.connect(self._step_on)
        for choice in (self.texts, self.before, self.places, self.after):
            row.addWidget(choice)
        column.addLayout(row)
        self.title = label(role="heading", wrap=True, name="lensTitle")
        column.addWidget(self.title)
        self.ladder = WordGrid(
            self._look, "lensLadder", tr("The best answers after each layer"), 104
        )
        column.addWidget(self.ladder)
        self.checks = ChecksRow()
        column.addWidget(self.checks)
        self.around_title = label(role="heading", wrap=True, name="lensAroundTitle")
        column.addWidget(self.around_title)
        self.around = WordGrid(
            self._look, "lensAround", tr("The best answer after each layer"), least=48
        )
        self.around.chosen.connect(self._take_column)
        column.addWidget(self.around)
        column.addWidget(label(tr("Click a column to ask about that token."), "small", wrap=True))
        self.how = label(role="small", wrap=True, name="lensHow")
        column.addWidget(self.how)
        column.addStretch(1)
        return widget

    # -- asking ------------------------------------------------------------------------------

    def forget(self) -> None:
        """Another model, another text: the view begins at the mask or the last token again."""
        self._seen = None
        self._position, self._chosen, self._text = -1, False, 0

    def forget_token(self) -> None:
        """Another text: it is asked about its answer."""
        self._chosen = False

    def saved_state(self) -> dict[str, Any]:
        """Which token of which text."""
        return {
            "position": self._position if self._chosen else -1,
            "text": self._text,
        }

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Look there at the next run, where that run has such a place."""
        self._position = max(-1, whole(mapping.get("position"), -1))
        self._text = max(0, whole(mapping.get("text")))
        self._chosen = self._position >= 0

    def ask(self) -> None:
        """Ask about a few places around the chosen one."""
        assert self.ran is not None
        self._text = max(0, min(self._text, len(self.ran.rows) - 1))
        tokens = self._tokens
        if not self._chosen or not 0 <= self._position < len(tokens):
            self._position, self._chosen = speaker(tokens) if tokens else -1, False
        start = max(0, min(self._position - _WINDOW // 2, len(tokens) - _WINDOW))
        stop = min(len(tokens), start + _WINDOW)
        if self._two_stacks:  # few tokens, and the engine alone knows which
            start = stop = 0
        self.wanted.emit(LogitLensRequest(self._text, _TOP, start, stop, self._position))

    @property
    def _two_stacks(self) -> bool:
        """Whether the layers that answer read other tokens than those that were typed."""
        return self.summary is not None and bool(self.summary.config.get("is_encoder_decoder"))

    @property
    def _tokens(self) -> tuple[Token, ...]:
        assert self.ran is not None
        if self._two_stacks:
            return self._seen.tokens if self._seen is not None else ()
        return self.ran.rows[self._text] if self.ran.rows else ()

    # -- answers -----------------------------------------------------------------------------

    def _on_seen(self, result: LogitLensResult, request: object) -> None:
        if not self.current(result):
            return
        self._seen = result
        if not result.names:
            self.say(result.note, tr("Look at its hidden states"), "hiddenView")
            return
        self.content()
        assert self.ran is not None
        if self._two_stacks and not 0 <= self._position < len(result.tokens):
            self._position = len(result.tokens) - 1
        self.texts.offer_texts(self.ran.row_names, self._text)
        self.places.offer(numbered(self._tokens), self._position)
        self.before.setEnabled(self._position > 0)
        self.after.setEnabled(self._position < len(self._tokens) - 1)
        here = max(0, min(self._position - result.start, len(result.tokens) - 1))
        self._draw(result, here)
        self.checks.show_checks(result.checks)
        self.how.setText(numbers.breakable(result.how) + (f" {result.note}" if result.note else ""))

    def _draw(self, result: LogitLensResult, here: int) -> None:
        top = result.ids.shape[2]

        def cell(row: int, place: int, rank: int) -> WordCell:
            id_ = int(result.ids[row, place, rank])
            share = float(result.probabilities[row, place, rank])
            text = plain(result.words.get(id_, str(id_)))
            sentence = tr(
                "After {layer}, at {token}: {answer} (ID {id}), {share}, logit {logit}",
                layer=result.names[row],
                token=word(result.tokens[place]),
                answer=text,
                id=id_,
                share=numbers.percent(share),
                logit=numbers.rounded(float(result.logits[row, place, rank])),
            )
            return WordCell(text, share, sentence)

        rows = range(len(result.names))
        names = tuple(numbers.capital(name) for name in result.names)
        ladder = tuple(tuple(cell(row, here, rank) for rank in range(top)) for row in rows)
        ranks = ("best", "2nd", "3rd", *(f"{n}th" for n in range(4, top + 1)))[:top]
        self.ladder.show_cells(ladder, names, ranks)
        count = len(result.tokens)
        first = max(0, min(here - _WINDOW // 2, count - _WINDOW))
        places = range(first, min(count, first + _WINDOW))
        self._first = result.start + first
        around = tuple(tuple(cell(row, place, 0) for place in places) for row in rows)
        tokens = tuple(word(result.tokens[place]) for place in places)
        self.around.show_cells(around, names, tokens, here - first)
        total = len(self._tokens)
        some = tr(
            "The best answer at positions {first} to {last} of {total}",
            first=self._first + 1,
            last=self._first + len(places),
            total=total,
        )
        whole = tr("The best answer at every position")
        self.around_title.setText(some if len(places) < total else whole)
        last = ladder[-1][0]
        settled = len(ladder) - 1
        while settled and ladder[settled - 1][0].text == last.text:
            settled -= 1
        facts = [
            tr(
                "At {token}: {answer}, {share}",
                token=word(result.tokens[here]),
                answer=last.text,
                share=numbers.percent(last.share),
            )
        ]
        if 0 < settled < len(ladder) - 1:
            facts.append(tr("likeliest from {layer} on", layer=result.names[settled]))
        elif not settled:
            facts.append(tr("likeliest from the start"))
        words = "; ".join(facts)
        self.title.setText(words)
        self.setAccessibleDescription(tr("layer by layer. {chosen_cell}", chosen_cell=words))

    # -- choosing ----------------------------------------------------------------------------

    def _go(self, position: int) -> None:
        if self.ran is not None and 0 <= position < len(self._tokens):
            self._position, self._chosen = position, True
            self.ask()

    @Slot(int)
    def _other_place(self, place: int) -> None:
        self._go(place)

    @Slot(int)
    def _take_column(self, column: int) -> None:
        if self._seen is not None:
            self._go(self._first + column)

    @Slot()
    def _step_back(self) -> None:
        self._go(self._position - 1)

    @Slot()
    def _step_on(self) -> None:
        self._go(self._position + 1)

    @Slot(int)
    def _other_text(self, text: int) -> None:
        self._text, self._chosen = text, False
        self.ask()
