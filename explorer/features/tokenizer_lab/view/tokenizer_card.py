"""One tokenizer of the lab: its tokens of the text, and how it cut a word."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from explorer.app.theme import Theme
from explorer.features.tokenizer_lab import explain
from explorer.features.tokenizer_lab.protocol import (
    LONGEST_WORD,
    ComparedTokenizer,
    StepsShown,
    TokenizersCompared,
    TokenizerSource,
)
from explorer.features.tokenizer_lab.view.steps_view import StepsView
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.more_tokens import MoreTokens
from explorer.widgets.token_strip import TokenStrip


class TokenizerCard(Card):
    """`word_wanted` carries the piece of a word whose steps are asked for; `removed` that it goes.

    `number` tells the card from others.
    """

    word_wanted = Signal(object, str)
    removed = Signal(object)

    def __init__(self, look: Theme, source: TokenizerSource, number: int) -> None:
        super().__init__(source.name)
        self.setObjectName(f"labCard.{number}")
        self.source = source
        self._cut: ComparedTokenizer | None = None
        self._asked = ""
        self.remove = button(tr("Remove"), "link", name=f"labRemove.{number}")
        self.remove.setAccessibleName(tr("Remove {name}", name=source.name))
        self.remove.clicked.connect(self._remove)
        self.head.add_control(self.remove)
        self.facts = label(role="heading", wrap=True, name=f"labFacts.{number}")
        self.add(self.facts)
        self.about = label(role="muted", wrap=True, name=f"labAbout.{number}")
        self.add(self.about)
        self.strip = TokenStrip(look, f"labStrip.{number}", picking=True)
        self.strip.picked.connect(self._pick)
        self.add(self.strip)
        self.more = MoreTokens(look, self.strip)
        self.add(self.more)
        self.note = label(role="muted", wrap=True, name=f"labNote.{number}")
        self.add(self.note)
        self.steps = StepsView(look)
        self.add(self.steps)

    @property
    def cut(self) -> ComparedTokenizer | None:
        """What it made of the text."""
        return self._cut

    def show_cut(self, result: TokenizersCompared, cut: ComparedTokenizer) -> None:
        """Show the tokens of the text; steps of a word that is still there stay."""
        self._cut = cut
        self.title.setText(cut.source.name)
        self.about.setText("" if cut.why else explain.about(cut))
        self.about.setVisible(not cut.why)
        self.facts.setText(explain.facts(result, cut) if not cut.why else "")
        self.facts.setVisible(not cut.why)
        self.strip.setVisible(not cut.why)
        self.more.show_texts((result.request.text,))
        self.strip.show_rows((cut.row,) if cut.row else ())
        self.note.setText(cut.why or self._how())
        shown = self.steps.result
        if shown is not None and all(word.piece != shown.request.word for word in cut.words):
            self.steps.forget()
        self._mark()

    def _how(self) -> str:
        item = self._cut
        assert item is not None
        if not item.row:
            return tr("The text becomes no token.")
        if not item.kind:
            return tr("This tokenizer is a separate program: it has no steps to show.")
        if not item.words:
            return tr("Its tokens cannot be written as words here, so there are no steps to show.")
        return tr("Click a token, or press Return on it, to see how its word was cut.")

    def ask_first(self) -> None:
        """Ask for the steps of the first word that becomes several tokens, else of the first."""
        item = self._cut
        words = [word for word in item.words if not word.added and word.count] if item else []
        if words:
            self._ask(next((word.piece for word in words if word.count > 1), words[0].piece))

    @Slot(int, int)
    def _pick(self, row: int, position: int) -> None:
        item = self._cut
        word = item.word_at(position) if item is not None else None
        if word is None or item is None:
            if item is not None and item.words:
                self.note.setText(tr("This token was added: it is not cut from a word."))
            return
        if len(word.piece) > LONGEST_WORD:
            self.note.setText(
                numbers.ntr(
                    "This word has {count} letter; the steps are shown of up to {most}.",
                    "This word has {count} letters; the steps are shown of up to {most}.",
                    len(word.piece),
                    most=numbers.count(LONGEST_WORD),
                )
            )
            return
        self.note.setText(self._how())
        self._ask(word.piece)

    def _ask(self, piece: str) -> None:
        self._asked = piece
        self.word_wanted.emit(self.source, piece)

    def show_steps(self, result: StepsShown) -> None:
        """Show the steps that were asked for last."""
        if result.request.word == self._asked:
            self.steps.show_steps(result)
            self._mark()

    def _mark(self) -> None:
        """Mark the tokens of the word whose steps are shown."""
        item, shown = self._cut, self.steps.result
        chosen: frozenset[tuple[int, int]] = frozenset()
        if item is not None and shown is not None:
            word = next((each for each in item.words if each.piece == shown.request.word), None)
            if word is not None:
                places = range(word.first, word.first + word.count)
                chosen = frozenset((0, place) for place in places)
        self.strip.mark_chosen(chosen)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.source)
