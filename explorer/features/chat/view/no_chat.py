"""In the place of a conversation: why the model in memory holds none, and what to do instead."""

from __future__ import annotations

from PySide6.QtCore import Signal

from explorer.protocol.model import ModelSummary
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, with_names
from explorer.widgets.flow_layout import FlowLayout

CHATS = "Instruct"
"""What the name of a checkpoint that chats has in it most often."""


class NoChatCard(Card):
    """`write_wanted` leads to Write, `tokenizer_wanted` to a tokenizer for the model, `find_wanted`
    to the models of the Hub that chat."""

    write_wanted = Signal()
    tokenizer_wanted = Signal()
    find_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(tr("This model does not chat"))
        with_names(self, "noChat", tr("This model does not chat"))
        self.why = label(wrap=True, name="noChatWhy")
        self.add(self.why)
        self.instead = label(wrap=True, name="noChatInstead")
        self.add(self.instead)
        self.write = button(tr("Continue a text in Write"), name="noChatWrite")
        self.tokenizer = button(tr("Choose a tokenizer…"), name="noChatTokenizer")
        self.search_hub = button(tr("Find a model that chats"), "primary", name="noChatFind")
        self.search_hub.setToolTip(
            tr("Search the Hugging Face Hub for names with “{word}” in them", word=CHATS)
        )
        self.write.clicked.connect(self.write_wanted)
        self.tokenizer.clicked.connect(self.tokenizer_wanted)
        self.search_hub.clicked.connect(self.find_wanted)
        row = FlowLayout(gap=8)
        for each in (self.tokenizer, self.write, self.search_hub):
            row.addWidget(each)
        self.add_layout(row)

    def show_model(self, summary: ModelSummary, *, writes: bool) -> None:
        """Say what this model lacks."""
        why, instead = _words(summary, writes=writes)
        self.why.setText(why)
        self.instead.setText(instead)
        self.write.setVisible(writes)
        self.tokenizer.setVisible(writes and not summary.tokenizer)


def _words(summary: ModelSummary, *, writes: bool) -> tuple[str, str]:
    elsewhere = tr(
        "For a conversation, open a model whose name has “{word}” or “chat” in it.", word=CHATS
    )
    if not writes:
        return tr("It answers in its own way, but it does not write text."), elsewhere
    if not summary.tokenizer:
        return (
            summary.unread_tokenizer
            or tr("It has no tokenizer, so it cannot read what you say to it."),
            tr("With a tokenizer it can write, and chat where that brings a chat template."),
        )
    return (
        tr(
            "This checkpoint was not trained to chat: it learned to continue a text, and it has no "
            "chat template. If you asked it something, it would write on instead of answering."
        ),
        tr("Write shows that: type a beginning, and it continues.") + " " + elsewhere,
    )


def why_no_chat(summary: ModelSummary, *, writes: bool) -> str:
    """Why this model holds no conversation, in a sentence; empty where it does."""
    chats = writes and bool(summary.tokenizer) and bool(summary.chat_templates)
    return "" if chats else _words(summary, writes=writes)[0]
