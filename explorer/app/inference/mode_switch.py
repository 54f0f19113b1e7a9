"""One run or Generate: which of the two the Inference tab shows."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.text.translation import tr
from explorer.widgets.blocks import button


class ModeSwitch(QWidget):
    """Two buttons of which one is down. `changed` carries True for Generate."""

    changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._generating = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.run = button(
            tr("One run"), "link", name="modeRun", tip=tr("One pass, every step in sight")
        )
        self.write = button(
            tr("Generate"), "link", name="modeGenerate", tip=tr("Write token by token")
        )
        for push_button in (self.run, self.write):
            push_button.setCheckable(True)
            row.addWidget(push_button)
        self.write.setAccessibleName(tr("Generate: write token by token"))
        self.run.clicked.connect(self._run)
        self.write.clicked.connect(self._write)
        self.choose(False)

    @property
    def generating(self) -> bool:
        """Whether Generate is chosen."""
        return self._generating

    def choose(self, generating: bool) -> None:
        """Choose one of the two."""
        changed = generating != self._generating
        self._generating = generating
        self.run.setChecked(not generating)
        self.write.setChecked(generating)
        if changed:
            self.changed.emit(generating)

    @Slot()
    def _run(self) -> None:
        self.choose(False)

    @Slot()
    def _write(self) -> None:
        self.choose(True)
