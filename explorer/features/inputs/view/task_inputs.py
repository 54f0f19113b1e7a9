"""What some tasks are given besides their text: a context, choices, the beginning of an answer."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.answers.protocol import (
    AskQuestion,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    RunWithTarget,
)
from explorer.features.inputs.view.text_rows import TextRows
from explorer.protocol.job import Request
from explorer.protocol.run import NOTHING_BY_HAND, ManualInputs
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.blocks import button, label, packed, with_names

IDs = tuple[tuple[int, ...], ...]

FIRST_LINE = {
    "question-answering": tr("The question"),
    "multiple-choice": tr("The beginning"),
    "text-to-text": tr("The text that is to be answered"),
}
"""What the first line of text is, where it is not simply a sentence."""

ABOUT_FILE = "about-file"
"""In place of a task: a decoder that says words about a picture or a sound."""

PAIRED = (
    "fill-mask",
    "text-classification",
    "next-sentence",
    "sentence-similarity",
    "outputs",
)
"""Tasks that can be asked about pairs of texts, where the tokenizer joins them."""


class TaskInputs(QWidget):
    """Under the lines of text; hidden where a task needs nothing more. `changed` at each edit."""

    changed = Signal()
    entered = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self.task = ""
        self._ids = False
        self._target_ids: tuple[str, tuple[int, ...]] = "", ()
        column = packed(QVBoxLayout(self), gap=6)
        self._told = label(role="muted", wrap=True, name="taskInputTold")
        column.addWidget(self._told)
        self.context = with_names(
            QPlainTextEdit(), "contextInput", tr("The context that is searched for the answer")
        )
        self.context.setPlaceholderText(tr("The text that contains the answer"))
        self.context.setTabChangesFocus(True)
        self.context.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choices = TextRows("choiceInput", tr("Choice"), tr("A choice"))
        self.choices.entered.connect(self.entered)
        self.target = with_names(
            EntryLine(), "targetInput", tr("The beginning of the answer, may be empty")
        )
        self.target.setPlaceholderText(tr("The beginning of the answer; may stay empty"))
        self.target.returnPressed.connect(self.entered)
        self.context.textChanged.connect(self.changed)
        self.choices.changed.connect(self.changed)
        self.target.textEdited.connect(self.changed)
        self.add_choice = button(tr("+ choice"), "link", name="addChoiceButton")
        self.add_choice.clicked.connect(self.choices.add_row)
        for edit in (self.context, self.choices, self.target):
            column.addWidget(edit)
        column.addWidget(self.add_choice, 0, Qt.AlignmentFlag.AlignLeft)
        look.changed.connect(self._size)
        self._size()
        self.show_task("")

    def show_task(self, task: str) -> None:
        """Ask for what this task needs."""
        self.task = task
        self.context.setVisible(task == "question-answering")
        self.choices.setVisible(task == "multiple-choice")
        self.add_choice.setVisible(task == "multiple-choice")
        self.target.setVisible(task in ("text-to-text", ABOUT_FILE))
        sentence = {
            "question-answering": tr("The context"),
            "multiple-choice": tr("Choices for what comes next"),
            "text-to-text": tr("What the decoder has written already"),
            ABOUT_FILE: tr("What the decoder has written already"),
        }.get(task, "")
        self._told.setText(sentence)
        self.setVisible(bool(sentence))

    def set_more(self, more: tuple[str, ...], target_ids: tuple[int, ...] = ()) -> None:
        """Fill in an example's context, choices or target: that is no edit.

        `target_ids` are the very tokens of the target, which its text may not be split into again.
        They hold for as long as its text stays as it is.
        """
        first = more[0] if more else ""
        with QSignalBlocker(self):
            self.context.setPlainText(first if self.task == "question-answering" else "")
            self.target.setText(first if self.task in ("text-to-text", ABOUT_FILE) else "")
            self._target_ids = self.target.text(), target_ids
            if self.task == "multiple-choice":
                self.choices.set_texts(more or ("", ""))

    def take_ids(self, ids: bool) -> None:
        """Whether the beginning of an answer is written as input IDs: without a tokenizer."""
        self._ids = ids
        self.target.setPlaceholderText(
            tr("Input IDs that the answer begins with; may stay empty")
            if ids
            else tr("The beginning of the answer; may stay empty")
        )

    @property
    def target_ids(self) -> tuple[int, ...]:
        """The tokens that the target was filled in with; none once its text was changed."""
        text, ids = self._target_ids
        return ids if self.target.text() == text else ()

    def begun(self) -> tuple[str, tuple[int, ...]] | None:
        """The beginning of an answer, as text or as IDs; None where those are no numbers."""
        text = self.target.text()
        if not self._ids:
            return text, ()
        try:
            return "", tuple(int(part) for part in text.replace(",", " ").strip(" []").split())
        except ValueError:
            return None

    def request(
        self, texts: tuple[str, ...], ids: IDs = (), inputs: ManualInputs = NOTHING_BY_HAND
    ) -> Request | None:
        """What to ask the engine; None where a plain run is meant."""
        text = texts[0] if texts else ""
        if self.task == "token-classification":
            return LabelTokens(texts, ids, inputs)
        if self.task == "sentence-similarity":
            return CompareTexts(texts, ids, by_hand=inputs)
        if self.task == "text-to-text":
            target = self.target.text()
            return RunWithTarget(text, ids[0] if ids else (), target, self.target_ids)
        if ids:
            return None
        if self.task == "question-answering":
            return AskQuestion(text, self.context.toPlainText())
        if self.task == "multiple-choice":
            return ChooseAnswer(text, self.choices.texts)
        return None

    @Slot()
    def _size(self) -> None:
        lines = self.context.fontMetrics().height() * 4
        self.context.setFixedHeight(lines + self._look.units(16))
