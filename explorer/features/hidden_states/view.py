"""Hidden states: the length of every vector, how alike the tokens are, and any vector."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.app.app_state import Results
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.theme import Theme
from explorer.features.hidden_states.protocol import (
    HiddenStack,
    HiddenStatesRequest,
    HiddenStatesResult,
    SimilarityRequest,
    SimilarityResult,
    VectorRequest,
    VectorResult,
)
from explorer.features.sessions.session_format import whole
from explorer.protocol import downsample
from explorer.protocol.downsampled_map import WHOLE
from explorer.protocol.inspection import Kind
from explorer.protocol.run import RunResult
from explorer.text import numbers
from explorer.text.run_facts import speaker
from explorer.text.translation import tr
from explorer.widgets.blocks import label
from explorer.widgets.combo_box import ComboBox, TextChoice
from explorer.widgets.small_pictures import VectorBars
from explorer.widgets.token_map import AT_ONCE, TokenMap
from explorer.widgets.token_words import numbered, word

_NUMBERS = 8


class HiddenStatesView(InspectionView):
    """Norms of all rows and tokens; a click on one shows its row's similarities and its vector."""

    asks = (HiddenStatesRequest, SimilarityRequest, VectorRequest)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "hiddenView", tr("Hidden states"))
        self._seen: HiddenStatesResult | None = None
        self._similar: SimilarityResult | None = None
        self._vector: VectorResult | None = None
        self._kind: Kind = "self"
        self._row, self._position, self._text = -1, -1, 0
        self._chosen = False

    def results(self) -> Results:
        """Norms, similarities and a vector."""
        return {
            HiddenStatesResult: self._on_seen,
            SimilarityResult: self._on_similar,
            VectorResult: self._on_vector,
        }

    def build(self) -> QWidget:
        """Choices, the norms, the similarities, the vector."""
        widget, column = self.column()
        self.stacks = ComboBox("hiddenStack", tr("Which stack"))
        self.texts = TextChoice("hiddenText")
        self.rows = ComboBox("hiddenRow", tr("After which layer"))
        self.places = ComboBox("hiddenPosition", tr("Which token"))
        row = self.choices(self.stacks, self.texts, self.rows, self.places)
        column.addLayout(row)
        column.addWidget(label(tr("The norm of each token's vector"), "heading", wrap=True))
        self.told = label(role="muted", wrap=True, name="hiddenTold")
        column.addWidget(self.told)
        self.norm_map = TokenMap(
            self._look,
            "normMap",
            tr("Norms: layers by tokens"),
            tr("norms"),
            steers=False,
            side=26,
            row_height=20,
        )
        self.norms = self.norm_map.map
        self.norm_map.pointed.connect(self._tell)
        self.norm_map.chosen.connect(self._take)
        self.norm_map.wanted.connect(self._draw_norms)
        column.addWidget(self.norm_map)
        self.shades = label("", "small", wrap=True, name="normShades")
        column.addWidget(self.shades)
        self.vector_title = label(role="heading", wrap=True, name="vectorTitle")
        column.addWidget(self.vector_title)
        self.vector = VectorBars(self._look, "vectorBars", tr("One token's vector"))
        column.addWidget(self.vector)
        self.numbers = label(role="small", wrap=True, name="vectorNumbers")
        column.addWidget(self.numbers)
        self.similar_title = label(role="heading", wrap=True, name="similarTitle")
        column.addWidget(self.similar_title)
        self.similar_map = TokenMap(
            self._look, "similarityMap", tr("Cosine similarity of the tokens"), tr("similarities")
        )
        self.similar = self.similar_map.map
        self.similar_map.wanted.connect(self._draw_similar)
        column.addWidget(self.similar_map)
        self.note = label(role="muted", wrap=True)
        column.addWidget(self.note)
        column.addStretch(1)
        return widget

    # -- asking ------------------------------------------------------------------------------

    def forget(self) -> None:
        """Another model has other layers."""
        self._seen = self._similar = self._vector = None
        self._kind = "self"
        self._row, self._position, self._text, self._chosen = -1, -1, 0, False

    def forget_token(self) -> None:
        """Another text: it is asked about its answer."""
        self._chosen = False

    def saved_state(self) -> dict[str, Any]:
        """Which vector of which text."""
        return {
            "kind": self._kind,
            "row": self._row,
            "position": self._position if self._chosen else -1,
            "text": self._text,
        }

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Look there at the next run, where that run has such a place."""
        kind = mapping.get("kind")
        if kind in ("self", "encoder", "decoder", "cross"):
            self._kind = kind
        self._row = max(-1, whole(mapping.get("row"), -1))
        self._position = max(-1, whole(mapping.get("position"), -1))
        self._text = max(0, whole(mapping.get("text")))
        self._chosen = self._position >= 0

    def ask(self) -> None:
        """The norms first; the rest follows when it is known which rows there are."""
        assert self.ran is not None
        self._text = max(0, min(self._text, len(self.ran.rows) - 1))
        position = self._position if self._chosen else -1
        self.wanted.emit(HiddenStatesRequest(self._text, position))

    @property
    def stack(self) -> HiddenStack | None:
        """The chosen stack."""
        stacks = self._seen.stacks if self._seen is not None else ()
        return next(
            (hidden_stack for hidden_stack in stacks if hidden_stack.kind == self._kind), None
        )

    @property
    def row(self) -> int:
        """The chosen row of the stack: 0 are the embeddings."""
        return self._row

    @property
    def similarity(self) -> SimilarityResult | None:
        """The similarities that are shown."""
        return self._similar

    @property
    def vector_seen(self) -> VectorResult | None:
        """The vector that is shown."""
        return self._vector

    def _ask_more(self) -> None:
        self._ask_similar()
        # Last: the words are then about the token that was chosen.
        self.wanted.emit(VectorRequest(self._kind, self._row, self._position, self._text))

    def _ask_similar(self) -> None:
        stack = self.stack
        size = len(stack.tokens) if stack is not None else 0
        part = self.similar_map.part(size, size) if size * size > AT_ONCE else WHOLE
        self.wanted.emit(SimilarityRequest(self._kind, self._row, self._text, part))

    def show_run(self, ran: RunResult) -> None:
        """Of a new run everything is shown first."""
        if self._content is not None:
            self.norm_map.start()
            self.similar_map.start()
        super().show_run(ran)

    # -- answers -----------------------------------------------------------------------------

    def _on_seen(self, result: HiddenStatesResult, request: object) -> None:
        if not self.current(result):
            return
        self._seen = result
        if not result.stacks:
            self.say(result.note, tr("Look at its tensors"), "rawView")
            return
        self.content()
        if self.stack is None:
            self._kind = result.stacks[-1].kind
        stack = self.stack
        assert stack is not None
        self._settle(stack)
        self._draw_norms()
        self.note.say(" ".join(text for text in (result.note, stack.note) if text))
        self._ask_more()

    @Slot()
    def _draw_norms(self) -> None:
        stack = self.stack
        if stack is None:
            return
        norms, tokens = stack.norms, stack.tokens
        joined = downsample.joined(norms, self.norm_map.part(*norms.shape))
        self.norm_map.show_part(
            joined,
            lambda rows, columns: norms[rows, columns],
            (lambda row: numbers.capital(stack.names[row]), lambda place: word(tokens[place])),
            joined.low,
            joined.high,
            self._norm_words,
        )
        least, most = float(norms.min()), float(norms.max())
        same = least < most and numbers.rounded(least) == numbers.rounded(most)
        shades = (
            tr(
                "All norms here are {norm} to four digits. The shades show what differs beyond "
                "that: {difference} at most.",
                norm=numbers.rounded(most),
                difference=numbers.rounded(most - least),
            )
            if same
            else tr("The shades go from the smallest norm here to the largest.")
        )
        self.shades.setText(
            shades + " " + tr("Click a cell to see its row's similarities and its vector below.")
        )

    def _settle(self, stack: HiddenStack) -> None:
        assert self.ran is not None
        assert self._seen is not None
        if not 0 <= self._row < len(stack.names):
            self._row = len(stack.names) - 1
        if not self._chosen or not 0 <= self._position < len(stack.tokens):
            self._position, self._chosen = speaker(stack.tokens), False
        self.stacks.offer(
            [hidden_stack.title for hidden_stack in self._seen.stacks],
            self._seen.stacks.index(stack),
        )
        self.stacks.setVisible(len(self._seen.stacks) > 1)
        self.texts.offer_texts(self.ran.row_names, self._text)
        self.rows.offer([numbers.capital(name) for name in stack.names], self._row)
        self.places.offer(numbered(stack.tokens), self._position)
        self.told.setText(numbers.capital(self._norm_words(self._row, self._position)) + ".")
        self.setAccessibleDescription(
            tr("hidden states. {chosen_cell}", chosen_cell=self.told.text())
        )

    def _norm_words(self, row: int, column: int) -> str:
        stack = self.stack
        if stack is None:
            return ""
        norm = float(stack.norms[row, column])
        return tr(
            "{layer}, {token}: norm {norm}",
            layer=stack.names[row],
            token=word(stack.tokens[column]),
            norm=numbers.rounded(norm),
        )

    def _on_similar(self, result: SimilarityResult, request: object) -> None:
        if not self.current(result) or self.stack is None:
            return
        self._similar = result
        self.similar_title.setText(tr("How alike the tokens are after {name}", name=result.name))
        self._draw_similar()

    @Slot()
    def _draw_similar(self) -> None:
        """Draw the part that is chosen; of a large map the engine makes the picture."""
        result = self._similar
        if result is None:
            return
        cosine, tokens = result.cosine, result.tokens
        part, joined = self.similar_map.part(*cosine.shape), result.joined
        if cosine.size <= AT_ONCE:
            joined = downsample.joined(cosine, part)
        elif joined is None or result.request.part != part:
            self._ask_similar()
            return
        self.similar_map.show_part(
            joined,
            lambda rows, columns: cosine[rows, columns],
            (lambda place: word(tokens[place]), lambda place: word(tokens[place])),
            min(0.0, joined.low),
            1.0,
            self._similar_words,
        )

    def _similar_words(self, row: int, column: int) -> str:
        result = self._similar
        if result is None:
            return ""
        pair = tr(
            "{first} and {second}",
            first=word(result.tokens[row]),
            second=word(result.tokens[column]),
        )
        return tr(
            "{pair}: cosine similarity {cosine}",
            pair=pair,
            cosine=numbers.rounded(float(result.cosine[row, column])),
        )

    def _on_vector(self, result: VectorResult, request: object) -> None:
        if not self.current(result) or self.stack is None:
            return
        self._vector = result
        size = int(result.values.size)
        self.vector_title.setText(
            numbers.ntr(
                "The vector of {token} after {name}: {count} number",
                "The vector of {token} after {name}: {count} numbers",
                size,
                token=word(result.token),
                name=result.name,
            )
        )
        self.vector.show_values(result.values)
        first = ", ".join(numbers.rounded(float(value)) for value in result.values[:_NUMBERS])
        if size > _NUMBERS:
            first += ", …"
        self.numbers.setText(
            tr(
                "Norm {norm}. It begins {first_numbers}",
                norm=numbers.rounded(result.norm),
                first_numbers=first,
            )
        )

    # -- choosing ----------------------------------------------------------------------------

    @Slot(int, int)
    def _tell(self, row: int, column: int) -> None:
        if row < 0:  # nothing is pointed at: what was chosen
            row, column = self._row, self._position
        self.told.setText(numbers.capital(self._norm_words(row, column)) + ".")

    @Slot(int, int)
    def _take(self, row: int, column: int) -> None:
        self._row, self._position, self._chosen = row, column, True
        if self.stack is not None:
            self._settle(self.stack)
            self._ask_more()

    @Slot()
    def choice_made(self) -> None:
        if self._seen is None:
            return
        text = self.texts.currentIndex()
        kind = self._seen.stacks[self.stacks.currentIndex()].kind
        if (text, kind) != (self._text, self._kind):
            self._text, self._kind, self._chosen = text, kind, False
            self.ask()
            return
        self._take(self.rows.currentIndex(), self.places.currentIndex())
