"""How a word was cut, step by step: its pieces, what each step did, and a line to go along."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.tokenizer_lab import explain
from explorer.features.tokenizer_lab.protocol import StepsShown
from explorer.text.translation import tr
from explorer.widgets.announcement import announce
from explorer.widgets.blocks import button, label, packed
from explorer.widgets.dot_slider import StepSlider
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.token_strip import TokenStrip


class StepsView(QWidget):
    """Begins at the first step; the buttons, the line and its arrow keys go along."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("labSteps")
        self._result: StepsShown | None = None
        self._step = self._first = 0
        column = packed(QVBoxLayout(self), gap=6, margins=(0, 4, 0, 0))
        row = FlowLayout(gap=8)
        self.title = label(role="heading", name="labWord")
        self.back = button("‹", name="labStepBack", tip=tr("The step before"))
        self.back.setAccessibleName(tr("The step before"))
        self.on = button("›", name="labStepOn", tip=tr("The next step"))
        self.on.setAccessibleName(tr("The next step"))
        self.back.clicked.connect(self._back)
        self.on.clicked.connect(self._on)
        for widget in (self.title, self.back, self.on):
            row.addWidget(widget)
        column.addLayout(row)
        self.line = StepSlider(look, "labStepLine", tr("Step"))
        self.line.moved.connect(self._go)
        column.addWidget(self.line)
        self.strip = TokenStrip(look, "labStepStrip", most=0)
        column.addWidget(self.strip)
        self.sentence = label(wrap=True, name="labStepSentence")
        column.addWidget(self.sentence)
        self.check = label(role="small", wrap=True, name="labStepCheck")
        column.addWidget(self.check)
        self.hide()

    @property
    def result(self) -> StepsShown | None:
        """The word whose steps are shown."""
        return self._result

    @property
    def step(self) -> int:
        """The step in sight, from 0."""
        return self._step

    def show_steps(self, result: StepsShown) -> None:
        """Show the first step of a word."""
        self._result = result
        self.title.setText(tr("“{word}”, step by step", word=result.shown))
        self.check.setText(
            tr("Checked: the last step is exactly what the tokenizer gives.")
            if result.same
            else tr("The tokenizer gives other tokens than these steps.")
        )
        several = len(result.steps) > 1
        for widget in (self.back, self.on, self.line):
            widget.setVisible(several)
        self.show()
        self.go_to(0)

    def forget(self) -> None:
        """Nothing is looked at."""
        self._result = None
        self.hide()

    @Slot(int)
    def go_to(self, number: int) -> None:
        """Show one step."""
        result = self._result
        if result is None or not result.steps:
            return
        last = len(result.steps) - 1
        self._step = max(0, min(last, number))
        step = result.steps[self._step]
        # The start is no step; where there is none, the first step is number one.
        first = self._first = int(result.steps[0].did != "start")
        self.line.show_steps(
            range(first, first + last + 1), first + last, first + last, first + self._step
        )
        self.strip.show_rows((step.pieces,))
        here = frozenset({(0, step.at)}) if step.at >= 0 else frozenset()
        self.strip.mark_chosen(here)
        self.sentence.setText(explain.step_sentence(result, self._step))
        announce(self, self.sentence.text())
        self.back.setEnabled(self._step > 0)
        self.on.setEnabled(self._step < last)

    @Slot(int)
    def _go(self, number: int) -> None:
        self.go_to(number - self._first)

    @Slot()
    def _back(self) -> None:
        self.go_to(self._step - 1)

    @Slot()
    def _on(self) -> None:
        self.go_to(self._step + 1)
