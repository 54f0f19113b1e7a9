"""In the place of what would say the answer that people are still guessing in Flow."""

from __future__ import annotations

from PySide6.QtCore import Signal

from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, with_names
from explorer.widgets.flow_layout import FlowLayout


class GuessCover(Card):
    """`reveal_wanted` asks for the answer, `flow_wanted` for the picture that leads up to it."""

    reveal_wanted = Signal()
    flow_wanted = Signal()

    def __init__(self, prefix: str = "guess") -> None:
        super().__init__(tr("Everybody guesses first"))
        with_names(self, f"{prefix}Cover", tr("Everybody guesses first"))
        self.add(
            label(
                tr("What is on this page would give the answer away, so it is covered for now."),
                wrap=True,
            )
        )
        self.reveal = button(tr("Show the answer"), "primary", name=f"{prefix}Reveal")
        self.reveal.clicked.connect(self.reveal_wanted)
        self.back = button(tr("Back to Flow"), name=f"{prefix}Flow")
        self.back.clicked.connect(self.flow_wanted)
        row = FlowLayout(gap=8)
        row.addWidget(self.reveal)
        row.addWidget(self.back)
        self.add_layout(row)
