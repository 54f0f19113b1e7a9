"""What the model says, block by block: bars for each place, spans, a matrix, or a sentence."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.answers.view.task_answers import blocks
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.protocol.task_run import Answer
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.bars import Bars
from explorer.widgets.blocks import button, label
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.pager import Pager
from explorer.widgets.small_controls import empty


class AnswerBlocks(QWidget):
    """Shows one run's answers at a time.

    `tokenizer_wanted` where the model needs one to read, `own_tokenizer_wanted` where its own could
    not be read and is to be read again.
    """

    tokenizer_wanted = Signal()
    own_tokenizer_wanted = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._ran: RunResult | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.pager = Pager("answers", tr("What it says"))
        self.pager.turned.connect(self._show_page)
        column.addWidget(self.pager)
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(10)
        column.addLayout(self._blocks)

    @property
    def bars(self) -> tuple[Bars, ...]:
        """The bars on this page, in order."""
        items = (self._blocks.itemAt(place) for place in range(self._blocks.count()))
        widgets = (item.widget() for item in items if item is not None)
        return tuple(widget for widget in widgets if isinstance(widget, Bars))

    def say(self, sentence: str) -> None:
        """Show a sentence instead."""
        self._ran = None
        self.pager.start(0)
        empty(self._blocks)
        self._blocks.addWidget(label(sentence, "muted", wrap=True))

    def ask_for_input(self, summary: ModelSummary, medium: str) -> None:
        """Say what has to be given to a model that reads no text, or has no tokenizer for it."""
        if "text" not in summary.reads:
            self.say(tr("Choose a {medium}, then press Run to see what it says.", medium=medium))
            return
        last = numbers.count(summary.vocab_size - 1)
        self.say(
            tr(
                "{reason} Read it again, choose another tokenizer, or give the model input IDs "
                "above (0 to {last}).",
                reason=summary.unread_tokenizer,
                last=last,
            )
            if summary.unread_tokenizer
            else tr(
                "This model has no tokenizer, so it cannot read text. Choose a tokenizer, or "
                "give it input IDs above (0 to {last}).",
                last=last,
            )
        )
        again = button(tr("Read it again"), name="readTokenizerButton")
        again.setVisible(bool(summary.unread_tokenizer))
        again.clicked.connect(self.own_tokenizer_wanted)
        choose = button(tr("Choose a tokenizer…"), name="chooseTokenizerButton")
        choose.clicked.connect(self.tokenizer_wanted)
        row = FlowLayout()
        row.addWidget(again)
        row.addWidget(choose)
        line = QWidget()
        line.setLayout(row)
        self._blocks.addWidget(line)

    def show_run(self, ran: RunResult) -> None:
        """Show what a run says at each place; of many places a page."""
        self._ran = ran
        self.pager.start(len(ran.predictions))
        self._show_page()

    @Slot()
    def _show_page(self) -> None:
        ran = self._ran
        if ran is None:
            return
        empty(self._blocks)
        for place in self.pager.shown:
            prediction = ran.predictions[place]
            caption = prediction.caption
            if len(ran.rows) > 1:
                caption += tr(" · text {text_index}", text_index=prediction.text_index + 1)
            if prediction.position >= 0 and prediction.kind == "mask":
                caption += tr(" · position {position}", position=prediction.position + 1)
            self._blocks.addWidget(label(caption, "muted", wrap=True))
            self._blocks.addWidget(Bars(self._look, prediction))
        if ran.note:
            self._blocks.addWidget(label(ran.note, "muted", wrap=True))

    def show_answer(self, answer: Answer) -> None:
        """Show the answer of a further task."""
        self._ran = None
        self.pager.start(0)
        empty(self._blocks)
        for block in blocks(self._look, answer):
            self._blocks.addWidget(block)
