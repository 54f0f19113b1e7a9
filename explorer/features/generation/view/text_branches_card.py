"""What was written: the text token by token, how it continues, its branches, and how it ended."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.generation.view.generated_text import GeneratedText
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, packed
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.flow_layout import FlowLayout


class WrittenCard(Card):
    """`text`, the `branches` of it, the `speed` of the last job, and a `sentence` about it.

    `choose`, `on` and `back` stand right below the text: who presses them sees what they do.
    `look_inside` is the button that runs the whole text and shows every step of that run.
    """

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("What it wrote"))
        self._audience = self._has_text = False
        hint = tr("Paler = less sure; click a word to go back there and choose another.")
        self.speed = label(role="chip", name="generationSpeed")
        self.speed.hide()
        speed = QWidget()
        packed(QHBoxLayout(speed), self.speed)
        self.head.add_control(speed)
        self.text = GeneratedText(look)
        self.add(self.text)
        self.choose = button(tr("Next token"), name="nextToken")
        self.choose.setToolTip(tr("One token, as the settings choose it"))
        self.on = button(tr("Continue"), name="continueText")
        self.on.setToolTip(tr("Adds as many tokens as “New tokens” says"))
        self.back = button(tr("Undo one"), name="undoToken", tip=tr("Take the last token back"))
        self.look_inside = button(tr("Look inside what it wrote"), name="lookInsideText")
        self.look_inside.setToolTip(
            tr("Run your text and what the model wrote in one pass, and see every step of it")
        )
        row = FlowLayout(gap=8)
        for each in (self.choose, self.on, self.back, self.look_inside):
            row.addWidget(each)
        self.add_layout(row)
        self._legend = label(hint, "small", wrap=True)
        self.add(self._legend)
        self.branches = ComboBox("branchChoice", tr("The branches of this text"), 60)
        branches = QWidget()
        packed(QHBoxLayout(branches), self.branches)
        self.add(branches)
        self.branches.hide()
        self.sentence = label(role="muted", wrap=True, name="generationSentence")
        self.add(self.sentence)
        self.around_text: tuple[QWidget, ...] = (self.title, self.hint, speed, branches)
        self.text.filled.connect(self._on_filled)
        self._show_parts()

    def fill(self, on: bool) -> None:
        """Before an audience: the text and the buttons, which stay at the lower end."""
        self._audience = on
        self.body.setStretchFactor(self.text, int(on))
        for part in self.around_text:
            part.setHidden(on)
        self._show_parts()

    @Slot(bool)
    def _on_filled(self, has_text: bool) -> None:
        self._has_text = has_text
        self._show_parts()

    def _show_parts(self) -> None:
        """Before anything is written there is nothing to explain, and nothing to look into."""
        has_text, audience = self._has_text, self._audience
        self.text.setVisible(has_text or audience)
        self._legend.setVisible(has_text and not audience)
        self.look_inside.setVisible(has_text and not audience)
        self.sentence.setHidden(audience)

    def name_back(self, *, to_here: bool) -> None:
        """The button back says whether it goes to the step looked at or takes one token off."""
        self.back.setText(tr("Back to here") if to_here else tr("Undo one"))
        self.back.setAccessibleName(self.back.text())

    def say_speed(self, speed: float, first: float) -> None:
        """Tokens a second, and after how many seconds the first one came, where that is known."""
        facts = [tr("{speed:.0f} tokens/s", speed=speed)]
        if first:
            facts.append(tr("first token after {seconds}", seconds=numbers.seconds(first)))
        self.speed.setText(" · ".join(facts))
        self.speed.setVisible(speed > 0)
