"""What to do with a model that has no tokenizer: attach one, type input IDs, or take an example.

It is shown in the place of the text, which such a model cannot read.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import set_tip

EXAMPLE_IDS = ((101, 7592, 999, 102), (101, 4658, 1012, 102), (101, 3835, 999, 102))
"""What the Hugging Face course gives its first model (chapter 2, Models): "Hello!", "Cool.",
"Nice!" as bert-base-cased reads them."""

NOTHING_TO_RUN = tr("There is nothing to run yet. Attach a tokenizer, or give it input IDs.")


class WithoutTokenizer(QWidget):
    """`choose_wanted` asks which tokenizer is attached, `again_wanted` to read its own once more.

    `type_wanted` asks for the editor of input IDs, `example_wanted` to fill in those of an example.
    """

    choose_wanted = Signal()
    again_wanted = Signal()
    type_wanted = Signal()
    example_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("withoutTokenizer")
        column = packed(QVBoxLayout(self), gap=6)
        self.sentence = label(wrap=True, name="withoutTokenizerWhy")
        self.again = button(tr("Read it again"), name="readTokenizerButton")
        self.again.clicked.connect(self.again_wanted)
        self.choose = button(tr("Choose a tokenizer…"), name="chooseTokenizerButton")
        set_tip(self.choose, tr("From a folder, or of any other model"))
        self.choose.clicked.connect(self.choose_wanted)
        self.type_ids = button(tr("Type input IDs"), name="typeIdsButton")
        self.type_ids.clicked.connect(self.type_wanted)
        self.example = button(tr("Take an example"), name="exampleIdsButton")
        self.example.clicked.connect(self.example_wanted)
        self._attach = FlowLayout(gap=6)
        self._offered: list[tuple[QPushButton, QAction]] = []
        for widget in (label(tr("Attach a tokenizer:"), "muted"), self.again, self.choose):
            self._attach.addWidget(widget)
        by_hand = FlowLayout(gap=6)
        for widget in (label(tr("Or give it numbers:"), "muted"), self.type_ids, self.example):
            by_hand.addWidget(widget)
        column.addWidget(self.sentence)
        column.addLayout(self._attach)
        column.addLayout(by_hand)
        self.hide()

    def offer(self, bundled: Iterable[QAction]) -> None:
        """Offer the tokenizers that came with the program, by the actions that attach them."""
        for action in bundled:
            attach = button(action.text(), name=f"attach.{action.text()}", tip=action.toolTip())
            attach.setAccessibleName(action.toolTip())
            attach.clicked.connect(action.trigger)
            self._attach.addWidget(attach)
            self._offered.append((attach, action))

    def show_model(self, summary: ModelSummary) -> None:
        """Say what this model lacks; nothing where it reads text, or never does."""
        lacks = "text" in summary.reads and not summary.tokenizer
        self.setVisible(lacks)
        if not lacks:
            return
        why = summary.unread_tokenizer or tr(
            "This model has no tokenizer yet, so it cannot read text."
        )
        last = summary.vocab_size - 1
        self.sentence.setText(
            tr(
                "{why} Attach one, or give it input IDs yourself: whole numbers from 0 to {last}.",
                why=why,
                last=numbers.count(last),
            )
        )
        self.again.setVisible(bool(summary.unread_tokenizer))
        for attach, action in self._offered:
            tokens = action.property("tokens") or 0
            attach.setEnabled(tokens <= summary.vocab_size)
            set_tip(
                attach,
                action.toolTip()
                if attach.isEnabled()
                else tr(
                    "It has {tokens} tokens, and this model has embeddings for {embeddings}",
                    tokens=numbers.count(tokens),
                    embeddings=numbers.count(summary.vocab_size),
                ),
            )
        largest = max(max(row) for row in EXAMPLE_IDS)
        fits = largest <= last
        self.example.setEnabled(fits)
        set_tip(
            self.example,
            tr(
                "Three short rows of input IDs: a tokenizer for English made them of “Hello!”, "
                "“Cool.” and “Nice!”"
            )
            if fits
            else tr(
                "They go up to {largest}, and this model knows IDs up to {last}",
                largest=numbers.count(largest),
                last=numbers.count(last),
            ),
        )
