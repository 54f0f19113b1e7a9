"""Examples ▾: inputs worth trying, from the model itself or fitting its task."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from explorer.features.inputs.view.task_examples import (
    BESIDE_PICTURES,
    EXAMPLES,
    PAIRS,
    TaskExample,
)
from explorer.protocol.model import ModelSummary
from explorer.text.translation import tr
from explorer.widgets.blocks import with_names

_PAIR_NOTE = tr("Two texts that the model reads together, as text A and text B")
_FOR_PAIRS = ("text-classification", "sentence-similarity", "outputs")
"""Tasks for which any pair of sentences is an example: there is no gap to fill in them."""
_MASKS = ("[MASK]", "<mask>")
_START_TEXT = {
    "fill-mask": "The capital of France is {mask}.",
    "text-generation": "Once upon a time",
    "text-classification": "I loved the film.",
}


class ExampleMenu(QToolButton):
    """`chosen` carries a TaskExample. To be hidden where there is not `any`."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setText(tr("Examples ▾"))
        with_names(self, "examplesButton", tr("Examples"))
        self.setProperty("role", "link")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.setMenu(self._menu)

    def show_model(self, summary: ModelSummary) -> None:
        """Offer what fits this model."""
        self._menu.clear()
        for example, note in _fitting(summary):
            action = self._menu.addAction(example.title.replace("&", "&&"))
            action.setToolTip(note)
            action.setData(example)
            action.triggered.connect(self._take)

    @property
    def any(self) -> bool:
        """Whether there is an example to choose."""
        return not self._menu.isEmpty()

    @Slot()
    def _take(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(action.data())


def first_example(summary: ModelSummary) -> TaskExample:
    """What the box shows at first."""
    offered = _fitting(summary)
    if offered and (summary.task in EXAMPLES or len(summary.reads) > 1 or not offered[0][0].pairs):
        return offered[0][0]
    return TaskExample((_START_TEXT.get(summary.task, "").format(mask=summary.mask_token),))


def examples_of(summary: ModelSummary) -> tuple[TaskExample, ...]:
    """All that the program itself puts into the box for this model."""
    return (first_example(summary), *(example for example, _ in _fitting(summary)))


def _fitting(summary: ModelSummary) -> list[tuple[TaskExample, str]]:
    """A model's own examples are single texts: tasks that want more have their own here.

    They come with its folder, whatever class it was opened with: a sentence with a gap fits a
    class that fills gaps, and no other. Pairs are for models that bring nothing of their own.
    """
    if "text" in summary.reads and len(summary.reads) > 1:
        return [(beside_picture, "") for beside_picture in BESIDE_PICTURES]
    own = [
        (TaskExample((item.text,)), item.note)
        for item in summary.examples
        if _fits(item.text, summary)
    ]
    pairs = [(pair, _PAIR_NOTE) for pair in PAIRS]
    if not summary.pairs or own or summary.task not in _FOR_PAIRS:
        pairs = []
    if summary.task in EXAMPLES:
        return [*((example, "") for example in EXAMPLES[summary.task]), *pairs]
    return [*own, *pairs]


def _fits(text: str, summary: ModelSummary) -> bool:
    """Whether a text has the gap that the class fills, and none where it fills no gap."""
    if summary.task == "fill-mask":
        return bool(summary.mask_token) and summary.mask_token in text
    return not any(mask in text for mask in (summary.mask_token, *_MASKS) if mask)
