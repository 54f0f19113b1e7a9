"""What the Inference tab shows of a run: the picture, every detail, or a text being written."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.text.translation import tr
from explorer.widgets.blocks import button

Mode = Literal["flow", "look", "write"]


class ModeSwitch(QWidget):
    """Three buttons of which one is down. `changed` carries the mode that was chosen."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("modeBar")
        self.setAccessibleName(tr("What is shown of the run"))
        self._mode: Mode = "look"
        self._reading: Mode = "look"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.flow = button(
            tr("Flow"), "link", name="modeFlow", tip=tr("The run as one picture that plays")
        )
        self.run = button(
            tr("Look inside"), "link", name="modeRun", tip=tr("One pass, every step in sight")
        )
        self.write = button(
            tr("Generate"), "link", name="modeGenerate", tip=tr("Write token by token")
        )
        self.write.setAccessibleName(tr("Generate: write token by token"))
        for push_button, slot in (
            (self.flow, self._flow),
            (self.run, self._look),
            (self.write, self._write),
        ):
            push_button.setCheckable(True)
            push_button.clicked.connect(slot)
            row.addWidget(push_button)
        self.choose_mode("look")

    @property
    def mode(self) -> Mode:
        """What is shown."""
        return self._mode

    @property
    def generating(self) -> bool:
        """Whether a text is being written."""
        return self._mode == "write"

    def offer_writing(self, writes: bool) -> None:
        """Whether the model in memory writes text."""
        self.write.setVisible(writes)
        if not writes:
            self.choose(False)

    def choose(self, generating: bool) -> None:
        """Write a text, or show what was shown of a run before."""
        self.choose_mode("write" if generating else self._reading)

    def choose_mode(self, mode: Mode) -> None:
        """Show this."""
        changed, self._mode = mode != self._mode, mode
        if mode != "write":
            self._reading = mode
        for push_button, name in ((self.flow, "flow"), (self.run, "look"), (self.write, "write")):
            push_button.setChecked(name == mode)
        if changed:
            self.changed.emit(mode)

    @Slot()
    def _flow(self) -> None:
        self.choose_mode("flow")

    @Slot()
    def _look(self) -> None:
        self.choose_mode("look")

    @Slot()
    def _write(self) -> None:
        self.choose_mode("write")
