"""What was written: the text token by token, how it continues, its branches, and how it ended."""

from __future__ import annotations

from explorer.app.theme import Theme
from explorer.features.generation.view.generated_text import GeneratedText
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.flow_layout import FlowLayout


class WrittenCard(Card):
    """`text`, the `branches` of it, the `speed` of the last job, and a `sentence` about it.

    `choose`, `on` and `back` stand right below the text: who presses them sees what they do.
    `look_inside` is the button that runs the whole text and shows every step of that run.
    """

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("What it wrote"))
        hint = tr("Paler = less sure; click a word to go back there and choose another.")
        self.speed = label(role="chip", name="generationSpeed")
        self.speed.hide()
        self.head.add_control(self.speed)
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
        legend = label(hint, "small", wrap=True)
        self.add(legend)
        self.branches = ComboBox("branchChoice", tr("The branches of this text"), 60)
        self.add(self.branches)
        self.branches.hide()
        self.sentence = label(role="muted", wrap=True, name="generationSentence")
        self.add(self.sentence)
        # Before anything is written there is nothing to explain, and nothing to look into.
        for widget in (self.text, legend, self.look_inside):
            self.text.filled.connect(widget.setVisible)
            widget.hide()

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
