"""What goes through both models, and the choice of the second one: the Compare tab's first card."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit

from explorer.features.compare.protocol import HeadChoice, LoadOther, RunBoth
from explorer.features.compare.view.other_choice import OtherChoice, Places
from explorer.features.inputs.view.ids_text import read_ids
from explorer.features.inputs.view.text_rows import TextRows
from explorer.protocol.model import ModelSummary
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.flow_line import FlowLine
from explorer.widgets.small_controls import set_tip

_NO_TEXT = tr("Two models are compared on a text here, and this one reads none.")


class CompareInput(Card):
    """`run_wanted` and `swap_wanted` are its buttons; `choice` says which model is the other.

    `own_text` tells that a person wrote the text here; else it follows the Inference tab. `changed`
    fires when the text here changes.
    """

    changed = Signal()
    run_wanted = Signal()
    swap_wanted = Signal()

    def __init__(self, places: Places) -> None:
        super().__init__(tr("The same text through two models"))
        self.own_text = False
        self.swap = button(tr("Swap"), "link", name="swapButton", tip=tr("Exchange left and right"))
        self.swap.clicked.connect(self.swap_wanted)
        self.head.add_control(self.swap)
        self.rows = TextRows(
            "compareText", tr("Text for both models"), tr("Type a text for both models")
        )
        self.rows.changed.connect(self._edited)
        self.previous = button(tr("Previous text · Run both ⏎"), "link", name="comparePrevious")
        self.previous.setToolTip(
            tr("What is shown below belongs to another text. Run this one through both")
        )
        self.previous.clicked.connect(self.run_wanted)
        self.previous.hide()
        self.rows.entered.connect(self.run_wanted)
        self.more = button(
            tr("+ sentence"), "link", name="compareAddText", tip=tr("Several as one batch")
        )
        self.more.clicked.connect(self.rows.add_row)
        self.head.add_control(self.more, self.swap)
        self.run_button = button(tr("Run both"), "primary", name="runBothButton")
        self.run_button.clicked.connect(self.run_wanted)
        line = FlowLine(self.rows)
        line.add(self.run_button)
        self.add(line)
        self._reads = True
        self.problem = label(role="error", wrap=True, name="compareProblem")
        self.problem.hide()
        self.add(self.problem)
        self.choice = OtherChoice(places)
        self.again = button(
            tr("Other model…"),
            "link",
            name="otherModelButton",
            tip=tr("Choose what the model is compared with"),
        )
        self.again.clicked.connect(self._choose_again)
        self.again.hide()
        self.head.add_control(self.choice.forget, self.more)
        self.head.add_control(self.again, self.choice.forget)
        self.head.add_control(self.previous, self.choice.forget)
        for control in (self.previous, self.choice.forget):
            policy = control.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # they come and go, and the others stay
            control.setSizePolicy(policy)
        self.add(self.choice)

    @property
    def text(self) -> QLineEdit:
        """The first line of text, or the input IDs where there is no tokenizer."""
        return self.rows.first

    def show_model(self, summary: ModelSummary, before: ModelSummary | None) -> None:
        """Ask for what this model reads: texts, or input IDs where it has no tokenizer."""
        # One line holds all rows of IDs.
        self.more.setVisible(bool(summary.tokenizer))
        if before is None or (before.tokenizer, before.task) != (summary.tokenizer, summary.task):
            self.own_text = False
            self.problem.hide()
            self.rows.set_texts((summary.examples[0].text if summary.examples else "",))
        hint = (
            tr("Type a text for both models") if summary.tokenizer else tr("Input IDs: [[1, 2, 3]]")
        )
        self._reads = "text" in summary.reads
        self.text.setEnabled(self._reads)
        self.text.setPlaceholderText(hint if self._reads else _NO_TEXT)
        self.changed.emit()

    def allow(self, has_other: bool) -> None:
        """Offer to run both, or say why not."""
        self.run_button.setEnabled(has_other and self._reads)
        if not self._reads:
            set_tip(self.run_button, _NO_TEXT)
        elif not has_other:
            set_tip(self.run_button, tr("Choose a second model first."))
        else:
            set_tip(self.run_button, tr("Run both models (Return)"))

    def follow(self, texts: tuple[str, ...]) -> None:
        """Another page ran these: they are put here too, unless a person wrote something."""
        if texts and not self.own_text:
            self.rows.set_texts(texts)
            self.changed.emit()

    def put_back(self, texts: tuple[str, ...]) -> None:
        """The texts as they were kept."""
        self.own_text = True
        self.rows.set_texts(texts)
        self.changed.emit()

    def shows(self, request: RunBoth) -> bool:
        """Whether both were given what is here."""
        if not request.input_ids:
            return self.rows.texts == request.texts
        ids, _ = read_ids(self.text.text())
        return ids == request.input_ids

    def request(self, other: LoadOther, summary: ModelSummary, look: HeadChoice) -> RunBoth | None:
        """What is to be run; None with the reason in sight where the input IDs are none."""
        texts = self.rows.texts if summary.tokenizer else ()
        ids, problem = ((), "") if summary.tokenizer else read_ids(self.text.text())
        self.problem.say(problem)
        if problem:
            return None
        if look.text_index >= len(texts or ids):
            look = replace(look, text_index=0)
        return RunBoth(other, texts, ids, look=look)

    def be_brief(self, on: bool) -> None:
        """Leave the choice of the second model to a button: before an audience the result counts.

        Nothing changes where the choice has the keyboard: somebody is choosing.
        """
        focus = self.window().focusWidget()
        if focus is None or not self.choice.isAncestorOf(focus):
            self.again.setVisible(on)
            self.choice.setHidden(on)

    @Slot()
    def _choose_again(self) -> None:
        self.again.hide()
        self.choice.show()
        self.choice.twin.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _edited(self) -> None:
        self.changed.emit()
        self.own_text = any(text.strip() for text in self.rows.texts)
        self.problem.hide()
