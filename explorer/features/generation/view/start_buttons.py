"""Generate, One step and Stop: they stand beside the text that is written on from."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.text.translation import tr
from explorer.widgets.blocks import button


class StartButtons(QWidget):
    """`generate`, `one` and `stop`; what they do is the pane's."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.generate = button(tr("Generate"), "primary", name="generateButton")
        self.generate.setToolTip(tr("Write on from this text"))
        self.one = button(tr("One step"), name="oneStepButton", tip=tr("Write one token"))
        self.stop = button(tr("Stop"), name="stopGenerating", tip=tr("Stop within one token (Esc)"))
        for each in (self.generate, self.one, self.stop):
            row.addWidget(each)
