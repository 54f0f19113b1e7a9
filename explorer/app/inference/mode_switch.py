"""What the Inference tab shows: the picture of a run, every detail, a text, or a conversation."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton

from explorer.protocol.model import ModelSummary
from explorer.text.translation import tr
from explorer.widgets.blocks import button, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import set_tip

Mode = Literal["flow", "look", "why", "write", "chat"]


def why_no_writing(summary: ModelSummary | None, *, writes: bool) -> str:
    """Why the model in memory writes no text, in a sentence; empty where it does."""
    if writes:
        return ""
    if summary is not None and summary.task == "fill-mask" and summary.generates:
        # BART and its kin could do both; which of the two they are for, transformers says.
        return tr(
            "This program runs {class_name} to fill in masked words, not to write. Open a model "
            "that continues a text, such as mini-world-gpt2: it comes with the program.",
            class_name=summary.class_name,
        )
    return tr(
        "This model does not continue a text, so it cannot write. Open one that does, such "
        "as mini-world-gpt2: it comes with the program."
    )


class ModeSwitch(QFrame):
    """Buttons of which one is down. `changed` carries the mode that was chosen."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        with_names(self, "modeBar", tr("What is shown of the run"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mode: Mode = "flow"
        self._reading: Mode = "flow"
        row = FlowLayout(self, gap=2)  # large text in a narrow window needs a second line
        self.flow = button(
            tr("Flow"), "segment", name="modeFlow", tip=tr("The run as one picture that plays")
        )
        self.run = button(
            tr("Look inside"),
            "segment",
            name="modeRun",
            tip=tr("One pass, with every step visible"),
        )
        self.why = button(tr("Why"), "segment", name="modeWhy")
        self.write = button(tr("Write"), "segment", name="modeGenerate")
        self.write.setAccessibleName(tr("Write: token by token"))
        self.chat = button(tr("Chat"), "segment", name="modeChat")
        self.chat.setAccessibleName(tr("Chat: a conversation with the model"))
        self._buttons: dict[Mode, QPushButton] = {
            "flow": self.flow,
            "look": self.run,
            "why": self.why,
            "write": self.write,
            "chat": self.chat,
        }
        for mode, push_button in self._buttons.items():
            push_button.setCheckable(True)
            push_button.setProperty("mode", mode)
            push_button.clicked.connect(self._clicked)
            row.addWidget(push_button)
        self.offer_why("")
        self.offer_writing(why_no_writing(None, writes=False))
        self.offer_chat("")
        self.choose_mode("flow")

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """The buttons, in their order."""
        return tuple(self._buttons.values())

    def take_focus(self) -> None:
        """Give the keyboard to the mode that is shown."""
        self._buttons[self._mode].setFocus()

    @property
    def mode(self) -> Mode:
        """What is shown."""
        return self._mode

    @property
    def reading(self) -> Mode:
        """What is shown of a run, now or after writing."""
        return self._reading

    @property
    def generating(self) -> bool:
        """Whether a text is being written."""
        return self._mode == "write"

    @property
    def reads(self) -> bool:
        """Whether something of a run is shown, and not a text or an answer being written."""
        return self._mode not in ("write", "chat")

    def offer_writing(self, reason: str) -> None:
        """Whether the model in memory writes text; else the reason."""
        self.write.setEnabled(not reason)
        set_tip(self.write, reason or tr("Write token by token"))
        if reason and self._mode == "write":
            self.choose(False)

    def offer_why(self, reason: str) -> None:
        """Whether the model in memory gives an answer to ask about; else the reason."""
        self.why.setEnabled(not reason)
        set_tip(self.why, reason or tr("Which words, heads and layers the answer depends on"))
        if reason and self._mode == "why":
            self.choose_mode("look")
        if reason and self._reading == "why":
            self._reading = "look"

    def offer_chat(self, reason: str) -> None:
        """A conversation with the model in memory; or a page that says `reason`, and what to do
        instead."""
        set_tip(self.chat, reason or tr("Talk with the model through its chat template"))

    def begin(self, *, reads_text: bool, writes: bool, chats: bool) -> None:
        """Another kind of model: its task chooses the mode."""
        self.choose_mode("flow" if reads_text else "look")
        self.choose(writes)
        if chats:
            self.choose_mode("chat")

    def choose(self, generating: bool) -> None:
        """Write a text, or show what was shown of a run before."""
        self.choose_mode("write" if generating else self._reading)

    def choose_mode(self, mode: Mode) -> None:
        """Show this, where the model in memory has it."""
        if not self._buttons[mode].isEnabledTo(self):
            return
        changed, self._mode = mode != self._mode, mode
        if self.reads:
            self._reading = mode
        for name, push_button in self._buttons.items():
            push_button.setChecked(name == mode)
        if changed:
            self.changed.emit(mode)

    @Slot()
    def _clicked(self) -> None:
        self.choose_mode(self.sender().property("mode"))
