"""Write and Stop: they are beside the text that is written on from."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.text.translation import tr
from explorer.widgets.blocks import button, packed


class StartButtons(QWidget):
    """`write` and `stop`; what they do is the pane's."""

    def __init__(self) -> None:
        super().__init__()
        row = packed(QHBoxLayout(self), gap=8)
        self.stop = button(tr("Stop"), name="stopGenerating", tip=tr("Stop within one token (Esc)"))
        # Last: it is where Run is in other modes.
        self.write = button(tr("Write  ⏎"), "primary", name="generateButton")
        self.write.setAccessibleName(tr("Write"))
        self.write.setToolTip(tr("Let the model continue this text (Return)"))
        for each in (self.stop, self.write):
            row.addWidget(each)
