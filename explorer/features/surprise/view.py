"""Surprise: every token shaded by how little the model expected it, and what it expected."""

from __future__ import annotations

import math

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.app.app_state import Results
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.theme import Theme
from explorer.features.surprise import explain
from explorer.features.surprise.protocol import SurpriseRequest, SurpriseResult
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import label
from explorer.widgets.combo_box import TextChoice
from explorer.widgets.token_words import plain, word
from explorer.widgets.word_grid import WordCell, WordGrid

_ACROSS = 7
"""Tokens in one line of the picture; a text is read line by line."""
_MOST_LISTED = 8
_MOST_BITS = 12
"""The surprisal that is shaded as deeply as can be: one chance in 4,096."""


class SurpriseView(InspectionView):
    """Loss and perplexity of a text, and how surprising every token of it was."""

    asks = (SurpriseRequest,)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "surpriseView", tr("Surprise"))
        self._result: SurpriseResult | None = None
        self._text = 0

    def results(self) -> Results:
        """How probable every token is."""
        return {SurpriseResult: self._on_result}

    @property
    def result(self) -> SurpriseResult | None:
        """What is shown."""
        return self._result

    def build(self) -> QWidget:
        """The two numbers of the text, its tokens, and the most surprising ones in a list."""
        content, column = self.column()
        self.texts = TextChoice("surpriseText")
        self.texts.activated.connect(self._other_text)
        column.addLayout(self.choices(self.texts))
        self.title = label(role="heading", wrap=True, name="surpriseTitle")
        self.how = label(role="small", wrap=True, name="surpriseHow")
        self.tokens = WordGrid(
            self._look, "surpriseTokens", tr("Every token, shaded by how surprising it was")
        )
        self.listed_title = label(tr("The most surprising tokens"), "heading", wrap=True)
        self.listed = WordGrid(
            self._look, "surpriseListed", tr("The most surprising tokens"), least=90
        )
        for widget in (self.title, self.tokens, self.listed_title, self.listed, self.how):
            column.addWidget(widget)
        column.addStretch(1)
        return content

    def forget(self) -> None:
        """Another model, another text."""
        self._result, self._text = None, 0

    def ask(self) -> None:
        """Ask about every token of the chosen text."""
        assert self.ran is not None
        self._text = max(0, min(self._text, len(self.ran.rows) - 1))
        self.wanted.emit(SurpriseRequest(self._text))

    def _on_result(self, result: SurpriseResult, request: object) -> None:
        if not self.current(result):
            return
        self._result = result
        if not result.scored:
            self.say(result.note or tr("This text has no token that the model could expect."))
            return
        self.content()
        assert self.ran is not None
        self.texts.offer_texts(self.ran.row_names, self._text)
        self.title.setText(explain.headline(result))
        self.how.setText(explain.how(result))
        self._draw(result)
        self.setAccessibleDescription(tr("Surprise. {headline}", headline=explain.headline(result)))

    def _draw(self, result: SurpriseResult) -> None:
        lines = range(0, len(result.tokens), _ACROSS)
        empty = WordCell("", math.nan, "")
        cells = []
        for start in lines:
            places = range(start, min(start + _ACROSS, len(result.tokens)))
            row = [self._cell(result, place) for place in places]
            cells.append((*row, *[empty] * (_ACROSS - len(row))))
        names = tuple(str(start + 1) for start in lines)
        self.tokens.show_cells(tuple(cells), names, ("",) * _ACROSS)
        listed = result.most_surprising(_MOST_LISTED)
        self.listed.show_cells(
            tuple(self._line(result, place) for place in listed),
            tuple(f"{place + 1}" for place in listed),
            (tr("token"), tr("probability"), tr("bits"), tr("rank"), tr("expected")),
        )

    def _cell(self, result: SurpriseResult, place: int) -> WordCell:
        token = result.tokens[place]
        share = float(result.probabilities[place])
        if math.isnan(share):
            why = tr("{token}: the model says nothing about this one", token=word(token))
            return WordCell(word(token), math.nan, why)
        strength = float(result.surprisals[place]) / _MOST_BITS
        # The share itself would fit into some cells only; it is said of the one pointed at.
        return WordCell(word(token), math.nan, explain.token(result, place), strength)

    def _line(self, result: SurpriseResult, place: int) -> tuple[WordCell, ...]:
        best = int(result.best[place])
        texts = (
            word(result.tokens[place]),
            numbers.percent(float(result.probabilities[place])),
            explain.bits(result, place),
            numbers.count(int(result.ranks[place])),
            plain(result.words.get(best, str(best))),
        )
        about = explain.token(result, place)
        return tuple(WordCell(text, math.nan, about) for text in texts)

    @Slot(int)
    def _other_text(self, text: int) -> None:
        self._text = text
        self.ask()
