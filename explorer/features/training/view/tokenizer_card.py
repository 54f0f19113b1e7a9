"""Which tokenizer cuts the texts, and one that is trained on them, with its merges in order."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.training import explain_tokenizer
from explorer.features.training.protocol import MergeRule, TokenizerChoice, TokenizerTrained
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, packed, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.lazy_table import LazyTable, Rows
from explorer.widgets.setting_row import WholeBox

_HEADS = (tr("Rule"), tr("Left"), tr("Right"), tr("Joined"))
_HIGH = 11
"""Rows of the table that are in sight."""


class TokenizerRow(QWidget):
    """The one in use. `other_wanted` asks for another one, `own_wanted` for one of this text."""

    other_wanted = Signal()
    own_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = packed(QVBoxLayout(self), gap=2)
        self.about = label(wrap=True, name="trainTokenizerAbout")
        column.addWidget(self.about)
        row = FlowLayout(gap=12)
        self.other = button(tr("Another one…"), "link", name="trainTokenizerOther")
        self.other.setAccessibleName(tr("Another tokenizer"))
        self.other.clicked.connect(self.other_wanted)
        self.own = button(tr("Train one on this text…"), "link", name="trainTokenizerOwn")
        self.own.setAccessibleName(tr("Train a tokenizer on this text"))
        self.own.clicked.connect(self.own_wanted)
        row.addWidget(self.other)
        row.addWidget(self.own)
        column.addLayout(row)

    def show_choice(self, choice: TokenizerChoice, title: str) -> None:
        """Say which one cuts the texts; `title` is what it was trained on, if that is known."""
        name = title or choice.name
        self.about.setText(
            numbers.ntr("{name}: {count} token", "{name}: {count} tokens", choice.tokens, name=name)
            if choice.name
            else tr("This model has none yet.")
        )


class LearnTokenizerCard(Card):
    """How a tokenizer of the text is trained, and the rules that it learned.

    `train_wanted` carries how many tokens it may have, `lab_wanted` asks for the tokenizer lab.
    """

    train_wanted = Signal(int)
    lab_wanted = Signal()
    closed = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("A tokenizer of this text"), tr("learned in seconds"))
        self.setObjectName("trainTokenizer")
        self._result: TokenizerTrained | None = None
        self.close_card = button(tr("Close"), "link", name="trainTokenizerClose")
        self.close_card.clicked.connect(self.closed)
        self.head.add_control(self.close_card)
        self.about = label(wrap=True, name="trainTokenizerKind")
        self.add(self.about)
        self.meaning = label(role="warning", wrap=True, name="trainTokenizerMeaning")
        self.add(self.meaning)
        row = FlowLayout(gap=8)
        self.size_title = label(tr("Tokens at most"))
        self.tokens = with_names(WholeBox(), "trainTokenizerSize", tr("Tokens at most"))
        self.tokens.setGroupSeparatorShown(True)
        self.tokens.setKeyboardTracking(False)
        self.size_title.setBuddy(self.tokens)
        self.train = button(tr("Train the tokenizer"), name="trainTokenizerStart")
        self.train.clicked.connect(self._train)
        self.lab = button(
            tr("See how it cuts words"), "link", name="trainTokenizerLab",
            tip=tr("Open the tokenizer lab"),
        )  # fmt: skip
        self.lab.clicked.connect(self.lab_wanted)
        for widget in (self.size_title, self.tokens, self.train, self.lab):
            row.addWidget(widget)
        self.add_layout(row)
        self.outcome = label(wrap=True, name="trainTokenizerResult")
        self.add(self.outcome)
        self.table: LazyTable[tuple[int, MergeRule]] = LazyTable(
            look,
            Rows(_HEADS, _cell, lambda row: ""),
            "trainMerges",
            tr("The rules in the order in which they were learned"),
            wide=3,
        )
        self._look = look
        look.changed.connect(self._fit)
        self._fit()
        self.add(self.table)
        self.forget()
        self.hide()

    @Slot()
    def _fit(self) -> None:
        line = self.table.fontMetrics().height() + self._look.units(9)
        self.table.setMinimumHeight(line * _HIGH)

    def show_choice(self, choice: TokenizerChoice, *, allowed: bool) -> None:
        """Offer to train one that fits the model; `allowed` where there are texts for it."""
        self.about.setText(choice.disabled_reason or _about(choice))
        self.meaning.setText(choice.meaning)
        self.meaning.setVisible(bool(choice.meaning) and not choice.disabled_reason)
        possible = not choice.disabled_reason
        for widget in (self.size_title, self.tokens, self.train):
            widget.setVisible(possible)
        self.train.setEnabled(possible and allowed)
        if possible and (self.tokens.minimum(), self.tokens.maximum()) != (
            choice.least,
            choice.most,
        ):
            self.tokens.setRange(choice.least, choice.most)
            self.tokens.setValue(choice.usual)

    def show_result(self, result: TokenizerTrained) -> None:
        """Show what it learned."""
        self._result = result
        self.outcome.setText(" ".join((explain_tokenizer.size(result) + ".", *result.notes)))
        self.table.show_rows(tuple(enumerate(result.rules, start=1)))
        for widget in (self.outcome, self.lab):
            widget.show()
        self.table.setVisible(bool(result.rules))

    @property
    def result(self) -> TokenizerTrained | None:
        """What was trained last."""
        return self._result

    def forget(self) -> None:
        """Nothing was trained for this model."""
        self._result = None
        self.table.show_rows(())
        for widget in (self.outcome, self.lab, self.table):
            widget.hide()

    @Slot()
    def _train(self) -> None:
        self.train_wanted.emit(self.tokens.value())


def _about(choice: TokenizerChoice) -> str:
    known = numbers.count(choice.most)
    if choice.kind == "BPE":
        return tr(
            "Byte-pair encoding: it begins with the 256 bytes and joins the two neighbours that "
            "occur together most often, again and again. The model has embeddings for "
            "{embeddings} tokens, so it can have at most that many.",
            embeddings=known,
        )
    return tr(
        "WordPiece: it begins with the letters and joins the two neighbours that occur together "
        "most often, again and again. The model has embeddings for {embeddings} tokens, so it "
        "can have at most that many.",
        embeddings=known,
    )


def _cell(row: tuple[int, MergeRule], column: int) -> str:
    number, rule = row
    return (numbers.count(number), rule.left, rule.right, rule.joined)[column]
