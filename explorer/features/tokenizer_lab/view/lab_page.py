"""The page of the tokenizer lab: one text, the tokenizers, and the tokens of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.app.theme import Theme
from explorer.features.tokenizer_lab.protocol import (
    MOST_CHARACTERS,
    MOST_TOKENIZERS,
    CompareTokenizers,
    ShowSteps,
    StepsShown,
    TokenizersCompared,
    TokenizerSource,
)
from explorer.features.tokenizer_lab.view.tokenizer_card import TokenizerCard
from explorer.protocol.model import ModelSummary
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.blocks import Card, Page, button, label, packed, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import ChoiceBox
from explorer.widgets.timer import single_shot

_TYPING_PAUSE_MS = 200
FOLDER = "folder"
"""What the list of tokenizers holds at its end: to choose a folder."""

EXAMPLE = tr("The unbelievable towers were taller than anyone had imagined: 1,234 m!")


class LabPage(QWidget):
    """`wanted` carries a request, `folder_wanted` asks for a folder of another tokenizer.

    `save_wanted` carries what is to be written as a table.
    """

    wanted = Signal(object)
    closed = Signal()
    folder_wanted = Signal()
    save_wanted = Signal(object)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        with_names(self, "tokenizerLab", tr("Tokenizer lab"))
        self._look = look
        self._sources: list[TokenizerSource] = []
        self._here: tuple[TokenizerSource, ...] = ()
        self._own_path = ""
        self._cards: dict[TokenizerSource, TokenizerCard] = {}
        self._result: TokenizersCompared | None = None
        self._number = 0
        self._steps_wanted = False
        self._shown: TokenizerCard | None = None
        self._pause = single_shot(self, _TYPING_PAUSE_MS, self._ask)
        outer = packed(QVBoxLayout(self))
        self._page = Page()
        outer.addWidget(self._page)
        self._lay_text()
        self._page.column.addStretch(1)

    def _lay_text(self) -> None:
        card = Card(tr("Tokenizer lab"), tr("one text, cut by several tokenizers"))
        self.back = button(
            tr("‹ One text"), "link", name="labBack", tip=tr("Back to the single text")
        )
        self.back.clicked.connect(self.closed)
        card.head.add_control(self.back)
        self.text = with_names(EntryLine(), "labText", tr("Text for all tokenizers"))
        self.text.setMaxLength(MOST_CHARACTERS)
        self.text.setPlaceholderText(tr("Type a text for all tokenizers"))
        self.text.textEdited.connect(self._pause.start)
        self.text.returnPressed.connect(self._ask)
        card.add(self.text)
        row = FlowLayout(gap=8)
        self.choice = with_names(ChoiceBox(), "labChoice", tr("Add a tokenizer"))
        self.choice.setMinimumContentsLength(24)
        self.choice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.choice.activated.connect(self._add_chosen)
        self.save = button(
            tr("Save as CSV…"), "link", name="labSave", tip=tr("Every token of every tokenizer")
        )
        self.save.clicked.connect(self._save)
        row.addWidget(self.choice)
        row.add_right(self.save)
        card.add_layout(row)
        self.most = label(
            tr("Six tokenizers are shown at once. Remove one to add another."), "small", wrap=True
        )
        card.add(self.most)
        self._page.add(card)

    # -- what the window tells ---------------------------------------------------------------------

    def subscribe(self, state: AppState) -> None:
        """Receive what the tokenizers make of the text."""
        state.model_changed.connect(self.show_model)
        state.subscribe({TokenizersCompared: self._on_compared, StepsShown: self._on_steps})

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """The tokenizer of the model is another one now, or gone."""
        before = [source for source in self._sources if not source.path]
        now = own_source(summary)
        self._own_path = summary.tokenizer if summary is not None else ""
        if now is None:
            self._sources = [source for source in self._sources if source.path]
        elif before:
            self._take(now if source is before[0] else source for source in self._sources)
        self._arrange()
        if self.isVisible():
            self._ask()

    def _on_compared(self, result: TokenizersCompared, request: CompareTokenizers) -> None:
        if request != self._request:
            return
        self._result = result
        for item in result.tokenizers:
            if (card := self._cards.get(item.source)) is not None:
                card.show_cut(result, item)
        self._show_controls()
        if self._steps_wanted and result.tokenizers:
            self._steps_wanted = False
            # In a separate event: a person asked for these steps, and so for the words.
            QTimer.singleShot(0, self, self._ask_first)

    @Slot()
    def _ask_first(self) -> None:
        if self._sources:
            self._cards[self._sources[0]].ask_first()

    def _on_steps(self, result: StepsShown, request: ShowSteps) -> None:
        if (card := self._cards.get(request.source)) is not None:
            card.show_steps(result)
            self._shown = card
            QTimer.singleShot(0, self, self._bring_steps)  # once it has its height

    @Slot()
    def _bring_steps(self) -> None:
        if self._shown is not None and self._shown in self._cards.values():
            self._page.ensureWidgetVisible(self._shown.steps, 0, 0)

    # -- what is asked -----------------------------------------------------------------------------

    @property
    def _request(self) -> CompareTokenizers:
        return CompareTokenizers(self.text.text(), tuple(self._sources))

    @property
    def result(self) -> TokenizersCompared | None:
        """What is shown."""
        return self._result

    @property
    def cards(self) -> tuple[TokenizerCard, ...]:
        """A card for each tokenizer, in order."""
        return tuple(self._cards[source] for source in self._sources)

    def begin(self, text: str, sources: Sequence[TokenizerSource], *, steps: bool = False) -> None:
        """Show this text; with `steps` how the first tokenizer cuts a word of it.

        Where tokenizers were chosen before they stay, and those asked for come first.
        """
        self.text.setText(text or self.text.text() or EXAMPLE)
        others = [source for source in self._sources if source.path and source not in sources]
        self._take((*sources, *others))
        self._steps_wanted = steps
        self._arrange()
        self._ask()
        self.text.setFocus()

    def saved_state(self) -> dict[str, Any]:
        """The text and the tokenizers; the model's own has no path."""
        return {"text": self.text.text(), "sources": [asdict(source) for source in self._sources]}

    def restore(self, text: str, sources: Sequence[TokenizerSource]) -> None:
        """Cut this text by these tokenizers alone."""
        self.text.setText(text)
        self._take(sources)
        self._arrange()
        self._ask()

    def offer(self, here: Sequence[TokenizerSource]) -> None:
        """Offer the tokenizers of this computer."""
        self._here = tuple(here)
        self._show_controls()

    def _read_from(self, source: TokenizerSource) -> tuple[str, str]:
        """Which tokenizer it is, whatever it is called: that of the model is in a folder too."""
        path = source.path or self._own_path
        return os.path.normpath(path) if path else "", source.revision

    def _take(self, sources: Iterable[TokenizerSource]) -> None:
        """Have these, each tokenizer once; that of the model takes the place of its folder."""
        each: dict[tuple[str, str], TokenizerSource] = {}
        for source in sources:
            place = self._read_from(source)
            if place not in each or not source.path:
                each[place] = source
        self._sources = list(each.values())[:MOST_TOKENIZERS]

    def add(self, source: TokenizerSource) -> None:
        """Cut the text by one more."""
        before = tuple(self._sources)
        self._take((*before, source))
        if tuple(self._sources) != before:
            self._arrange()
            self._ask()

    @Slot()
    def _ask(self) -> None:
        self._pause.stop()
        if self._sources:
            self.wanted.emit(self._request)

    @Slot(object, str)
    def _ask_steps(self, source: TokenizerSource, word: str) -> None:
        self.wanted.emit(ShowSteps(source, word))

    @Slot(int)
    def _add_chosen(self, place: int) -> None:
        chosen = self.choice.itemData(place)
        self.choice.setCurrentIndex(0)
        if chosen == FOLDER:
            self.folder_wanted.emit()
        elif isinstance(chosen, TokenizerSource):
            self.add(chosen)

    @Slot(object)
    def _remove(self, source: TokenizerSource) -> None:
        self._sources.remove(source)
        self._arrange()
        self.choice.setFocus()
        self._ask()

    @Slot()
    def _save(self) -> None:
        if self._result is not None:
            self.save_wanted.emit(self._result)

    # -- what is shown -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        """A card for each source, in their order."""
        for source in set(self._cards) - set(self._sources):
            card = self._cards.pop(source)
            self._page.column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, source in enumerate(self._sources):
            if source not in self._cards:
                self._number += 1
                card = TokenizerCard(self._look, source, self._number)
                card.word_wanted.connect(self._ask_steps)
                card.removed.connect(self._remove)
                self._cards[source] = card
            self._page.column.insertWidget(place + 1, self._cards[source])
        self._show_controls()

    def _show_controls(self) -> None:
        self.choice.clear()
        self.choice.addItem(tr("Add a tokenizer…"))
        shown = {self._read_from(source) for source in self._sources}
        for source in self._here:
            if self._read_from(source) not in shown:
                self.choice.addItem(source.name, source)
        self.choice.addItem(tr("A folder…"), FOLDER)
        full = len(self._sources) >= MOST_TOKENIZERS
        self.choice.setEnabled(not full)
        self.most.setVisible(full)
        self.save.setVisible(self._result is not None and bool(self._sources))


def own_source(summary: ModelSummary | None) -> TokenizerSource | None:
    """The tokenizer of the model in memory; None where it has none."""
    if summary is None or not summary.tokenizer:
        return None
    return TokenizerSource(tr("{name} (the model in memory)", name=summary.name))
