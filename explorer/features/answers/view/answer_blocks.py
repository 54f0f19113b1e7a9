"""What the model says, block by block: bars for each place, spans, a matrix, or a sentence."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.answers.view.task_answers import blocks
from explorer.protocol.run import RunResult
from explorer.protocol.task_run import Answer
from explorer.text.phrases import prediction_title
from explorer.text.translation import tr
from explorer.widgets.bars import Bars
from explorer.widgets.blocks import label, packed
from explorer.widgets.pager import Pager
from explorer.widgets.small_controls import empty


class AnswerBlocks(QWidget):
    """Shows one run's answers at a time."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._ran: RunResult | None = None
        column = packed(QVBoxLayout(self), gap=10)
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
            caption = prediction_title(prediction, len(ran.rows))
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
