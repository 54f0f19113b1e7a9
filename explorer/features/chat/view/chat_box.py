"""As a chat: the conversation so far, a system message, and what the template makes of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox

from explorer.app.theme import Theme
from explorer.boundary.typed_json import convert_fields, convert_items
from explorer.features.chat.view.conversation import MOST_TURNS, Conversation
from explorer.features.generation.protocol import ChatRendered, Generate, RenderChat, Turn
from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.blocks import Card, button, label, set_role
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.token_strip import TokenStrip

_PAUSE_MS = 150
_SHOWN = 6_000
"""Letters of a filled in template that are painted."""
_LONGEST = 100_000
_NO_TEMPLATE = tr(
    "This checkpoint has no chat template: it was not made for conversations, so the text is "
    "continued as it stands."
)
_NO_TOKENIZER = tr("Without a tokenizer there is no chat template; the input IDs are continued.")


@dataclass(frozen=True)
class _Saved:
    """What is restored but the turns; None leaves a control as it is."""

    chat: bool | None = None
    system: str | None = None
    template: str | None = None
    prompted: bool | None = None


class ChatBox(Card):
    """`wanted` carries the request for what the template makes; `changed` fires at each change.

    `reply` is the button that makes the text and its answer turns of the conversation;
    `text_back` carries the words of a turn that shall be sent again.
    """

    wanted = Signal(object)
    changed = Signal()
    text_back = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._text = ""
        self._names: tuple[str, ...] = ()
        self.setObjectName("chatBox")
        self.setAccessibleName(tr("As a chat"))
        self._build_head()
        self.system = EntryLine()
        self.system.setObjectName("systemText")
        self.system.setAccessibleName(tr("System message"))
        self.system.setPlaceholderText(tr("System message: how to behave (optional)"))
        self.system.setMaxLength(_LONGEST)
        self.add(self.system)
        self.conversation = Conversation(look)
        self.add(self.conversation)
        self.problem = label(role="warning", wrap=True, name="chatProblem")
        self.add(self.problem)
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
        self._connect()
        self._arrange()

    def _build_head(self) -> None:
        self.chat = QCheckBox(tr("As a chat"))
        self.chat.setObjectName("chatTemplate")
        self.chat.setToolTip(tr("Puts the text into the form of a conversation, as your message"))
        self.template = ComboBox("chatTemplateName", tr("Which of its chat templates"))
        self.prompted = QCheckBox(tr("Begin the answer"))
        self.prompted.setObjectName("generationPrompt")
        self.prompted.setToolTip(
            tr("Ends with what begins the model's turn (add_generation_prompt), so that it answers")
        )
        self.prompted.setChecked(True)
        self.details = button(tr("What the model reads"), "link", name="chatDetails")
        self.details.setCheckable(True)
        self.clear = button(tr("Clear"), "link", name="clearChat")
        self.clear.setAccessibleName(tr("Clear the conversation"))
        self.clear.setToolTip(tr("Begin a new conversation; the history keeps what was written"))
        self.reply = button(tr("Keep the answer and reply"), name="chatReply")
        self.reply.setToolTip(tr("Your message and this answer become turns of the conversation"))
        row = FlowLayout(gap=8)
        for box in (
            self.chat,
            self.template,
            self.prompted,
            self.details,
            self.clear,
        ):
            row.addWidget(box)
        self.add_layout(row)
        self.off = QAction(tr("Go on without the template"), self)
        self.off.setObjectName("chatOffAction")

    def _connect(self) -> None:
        self.chat.toggled.connect(self._switched)
        self.details.toggled.connect(self._changed)
        self.template.activated.connect(self._changed)
        self.prompted.toggled.connect(self._changed)
        self.system.textEdited.connect(self._changed)
        self.conversation.changed.connect(self._changed)
        self.conversation.text_back.connect(self.text_back)
        self.clear.clicked.connect(self._clear)
        self.off.triggered.connect(self._go_without)

    # -- what is chosen ----------------------------------------------------------------------

    @property
    def on(self) -> bool:
        """Whether the text is a turn of a conversation."""
        return bool(self._names) and self.chat.isChecked()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns before the text."""
        return self.conversation.turns

    @property
    def template_name(self) -> str:
        """The template that was chosen; empty for the usual one."""
        place = self.template.currentIndex()
        return self._names[place] if 0 < place < len(self._names) else ""

    def asked(self) -> dict[str, Any]:
        """The fields of a request that say how the text is put into a conversation."""
        if not self.on:
            return {}
        return {
            "system": self.system.text(),
            "turns": self.turns,
            "template": self.template_name,
            "prompted": self.prompted.isChecked(),
        }

    def saved_state(self) -> dict[str, Any]:
        """Everything, as JSON values."""
        return {
            "chat": self.chat.isChecked(),
            "system": self.system.text(),
            "turns": [{"role": turn.role, "content": turn.content} for turn in self.turns],
            "template": self.template_name,
            "prompted": self.prompted.isChecked(),
        }

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Have what was kept, as far as it fits."""
        turns = _turns_in(mapping["turns"]) if "turns" in mapping else None
        self._restore(convert_fields(mapping, _Saved), turns)

    def _restore(self, saved: _Saved, turns: tuple[Turn, ...] | None) -> None:
        for box, checked in ((self.chat, saved.chat), (self.prompted, saved.prompted)):
            if checked is not None:
                box.setChecked(checked)
        if saved.system is not None:
            self.system.setText(saved.system)
        if saved.template is not None and len(self._names) > 1:
            known = saved.template in self._names
            self.template.offer(self._names, self._names.index(saved.template) if known else 0)
        if turns is not None:
            self.conversation.show_turns(turns)
        self._changed()

    def take_request(self, request: Generate) -> None:
        """Have the conversation in which a text was written."""
        saved = _Saved(request.chat, request.system, request.template, request.prompted)
        self._restore(saved, request.turns[-MOST_TURNS:])

    def go_on(self, text: str, answer: str) -> None:
        """Make a message and its answer turns."""
        self.conversation.show_turns((*self.turns, Turn("user", text), Turn("assistant", answer)))
        self._changed()

    # -- what the window tells ---------------------------------------------------------------

    def show_model(self, summary: ModelSummary | None) -> None:
        """Offer it where the checkpoint has a template, and say why not elsewhere."""
        self._names = summary.chat_templates if summary is not None else ()
        if summary is not None:
            missing = summary.unread_tokenizer or _NO_TOKENIZER
            self.why_not.setText(_NO_TEMPLATE if summary.tokenizer else missing)
        self.template.offer(self._names, 0)
        self.chat.setChecked(bool(self._names))
        self.prompted.setChecked(True)
        self.conversation.show_turns(())
        self._show_nothing()
        self._arrange()

    def follow(self, text: str) -> None:
        """The user's turn is this text now."""
        self._text = text
        if self.on and self.details.isChecked():
            self._soon.start()

    def show_rendered(self, rendered: ChatRendered) -> None:
        """Show the text that the template made, and its tokens."""
        if not self.on:
            return
        sentence = rendered.text[:_SHOWN].replace("\n", "⏎\n")
        if len(rendered.text) > _SHOWN:
            sentence += tr(
                " … and {rest} more letters", rest=numbers.count(len(rendered.text) - _SHOWN)
            )
        self.rendered.setText(sentence)
        count = numbers.plural(rendered.length, "token")
        self.rendered.setAccessibleName(tr("What the model reads, {count}", count=count))
        self.strip.show_rows((rendered.tokens,))
        self.problem.setText("")
        self._arrange_details()

    def show_problem(self, sentence: str) -> None:
        """The template could not be filled in: why."""
        self._show_nothing()
        self.problem.setText(sentence)
        self._arrange_details()

    def forget_problem(self) -> None:
        """A text was begun: its template was filled in."""
        self.problem.setText("")
        self._arrange_details()

    def _show_nothing(self) -> None:
        self.strip.show_rows(())
        self.rendered.setText("")
        self.problem.setText("")

    # -- what a person does ------------------------------------------------------------------

    @Slot()
    def _changed(self) -> None:
        self._arrange()
        self.changed.emit()

    @Slot(bool)
    def _switched(self, on: bool) -> None:
        self.problem.setText("")
        self._changed()

    @Slot()
    def _clear(self) -> None:
        self.conversation.show_turns(())
        self._changed()

    @Slot()
    def _go_without(self) -> None:
        self.chat.setChecked(False)
        self.chat.setFocus()

    @Slot()
    def _arrange(self) -> None:
        can = bool(self._names)
        set_role(self, "card" if can else "")
        self.body.setContentsMargins(*((12, 10, 12, 12) if can else (4, 0, 4, 0)))
        self.chat.setVisible(can)
        self.why_not.setVisible(not can)
        self.template.setVisible(self.on and len(self._names) > 1)
        for box in (self.prompted, self.details, self.system):
            box.setVisible(self.on)
        self.clear.setVisible(self.on and bool(self.turns))
        self.conversation.setVisible(self.on and bool(self.turns))
        self._arrange_details()
        if self.on and self.details.isChecked():
            self._soon.start()

    def _arrange_details(self) -> None:
        details = self.on and self.details.isChecked()
        for item in (self.rendered, self.strip):
            item.setVisible(details and not self.problem.text())
        self.problem.setVisible(self.on and bool(self.problem.text()))

    @Slot()
    def _ask(self) -> None:
        if self.on:
            self.wanted.emit(RenderChat(self._text, **self.asked()))


def _turns_in(value: object) -> tuple[Turn, ...]:
    """Turns as they were kept; what is none of them is left out."""
    turns = convert_items(value, Turn)[-MOST_TURNS:]
    return tuple(replace(turn, content=turn.content[:_LONGEST]) for turn in turns)
