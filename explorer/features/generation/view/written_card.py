"""What was written: the text token by token, its branches, how fast it came and how it ended."""

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
        legend = label(hint, "small", wrap=True)
        self.add(legend)
        self.branches = ComboBox("branchChoice", tr("The branches of this text"), 60)
        self.add(self.branches)
        self.branches.hide()
        self.sentence = label(role="muted", wrap=True, name="generationSentence")
        self.add(self.sentence)
        self.look_inside = button(tr("Look inside what it wrote"), name="lookInsideText")
        self.look_inside.setToolTip(
            tr("Run your text and what the model wrote in one pass, and see every step of it")
        )
        row = FlowLayout(gap=8)
        row.addWidget(self.look_inside)
        self.add_layout(row)
        # Before anything is written there is nothing to explain, and nothing to look into.
        for widget in (self.text, legend, self.look_inside):
            self.text.filled.connect(widget.setVisible)
            widget.hide()

    def say_speed(self, speed: float, first: float) -> None:
        """Tokens a second, and after how many seconds the first one came, where that is known."""
        facts = [tr("{speed:.0f} tokens/s", speed=speed)]
        if first:
            facts.append(tr("first token after {seconds}", seconds=numbers.seconds(first)))
        self.speed.setText(" · ".join(facts))
        self.speed.setVisible(speed > 0)
