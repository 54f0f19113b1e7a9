"""As a chat: a system message, the user's turn, and what the template makes of them."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit

from explorer import words
from explorer.messages.generation import ChatRendered, RenderChat
from explorer.messages.model import ModelSummary
from explorer.texts import tr
from explorer.window.look import Look
from explorer.window.parts.blocks import Card, button, label, set_role
from explorer.window.parts.flow import FlowLayout
from explorer.window.parts.tokens.token_strip import TokenStrip

_PAUSE_MS = 150
_NO_TEMPLATE = tr(
    "This checkpoint has no chat template: it was not made for conversations, so the text is "
    "continued as it stands."
)
_NO_TOKENIZER = tr("Without a tokenizer there is no chat template; the input IDs are continued.")


class ChatBox(Card):
    """`wanted` carries the request for what the template makes; `changed` fires at each switch."""

    wanted = Signal(object)
    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._text = ""
        self._can = False
        self.setObjectName("chatBox")
        self.setAccessibleName(tr("As a chat"))
        self.chat = QCheckBox(tr("As a chat"))
        self.chat.setObjectName("chatTemplate")
        self.chat.setToolTip(tr("Puts the text into the form of a conversation, as your message"))
        self.chat.toggled.connect(self._toggled)
        self.details = button(tr("What the model reads"), "link", name="chatDetails")
        self.details.setCheckable(True)
        self.details.toggled.connect(self._arrange)
        row = FlowLayout(gap=8)
        row.addWidget(self.chat)
        row.addWidget(self.details)
        self.add_layout(row)
        self.system = QLineEdit()
        self.system.setObjectName("systemText")
        self.system.setAccessibleName(tr("System message"))
        self.system.setPlaceholderText(tr("System message: how to behave (optional)"))
        self.system.setMaxLength(100_000)
        self.add(self.system)
        self.rendered = label(role="muted", wrap=True, name="chatRendered")
        self.add(self.rendered)
        self.strip = TokenStrip(look, "chatStrip")
        self.add(self.strip)
        self.why_not = label(role="small", wrap=True, name="chatWhyNot")
        self.add(self.why_not)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._ask)
        self.system.textEdited.connect(self._soon.start)
        self._arrange()

    @property
    def on(self) -> bool:
        """Whether the text is a turn of a conversation."""
        return self._can and self.chat.isChecked()

    def show_model(self, summary: ModelSummary | None) -> None:
        """Offer it where the checkpoint has a template, and say why not elsewhere."""
        self._can = summary is not None and summary.chat_template
        if summary is not None:
            self.why_not.setText(_NO_TEMPLATE if summary.tokenizer else _NO_TOKENIZER)
        self.chat.setChecked(self._can)
        self.strip.show_rows(())
        self.rendered.setText("")
        self._arrange()

    def follow(self, text: str) -> None:
        """The user's turn is this text now."""
        self._text = text
        if self.on and self.details.isChecked():
            self._soon.start()

    def show_rendered(self, found: ChatRendered) -> None:
        """Show the text that the template made, and its tokens."""
        told = found.text.replace("\n", "⏎\n")
        self.rendered.setText(told)
        count = words.plural(len(found.tokens), "token")
        self.rendered.setAccessibleName(tr("What the model reads, {count}", count=count))
        self.strip.show_rows((found.tokens,))

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        self._arrange()
        self.changed.emit()

    @Slot()
    def _arrange(self) -> None:
        details = self.on and self.details.isChecked()
        set_role(self, "card" if self._can else "")
        self.body.setContentsMargins(*((12, 10, 12, 12) if self._can else (4, 0, 4, 0)))
        self.chat.setVisible(self._can)
        self.why_not.setVisible(not self._can)
        self.details.setVisible(self.on)
        self.system.setVisible(self.on)
        for one in (self.rendered, self.strip):
            one.setVisible(details)
        if details:
            self._soon.start()

    @Slot()
    def _ask(self) -> None:
        if self.on:
            self.wanted.emit(RenderChat(self._text, self.system.text()))
