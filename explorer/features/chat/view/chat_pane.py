"""Chat: a conversation through the checkpoint's chat template, with the field below it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.app.theme import Theme
from explorer.boundary import atomic_write
from explorer.boundary.typed_json import convert_fields, convert_items
from explorer.features.chat.export import markdown
from explorer.features.chat.message_tree import LONGEST, MOST_MESSAGES, Message, MessageTree
from explorer.features.chat.view.bubble import Bubble
from explorer.features.chat.view.composer import Composer
from explorer.features.chat.view.conversation import Conversation
from explorer.features.generation.protocol import (
    WRITING,
    ChatRendered,
    ContinueText,
    Generate,
    Generated,
    GeneratedSoFar,
    PickToken,
    RenderChat,
    Turn,
)
from explorer.features.generation.view.sampling_card import SamplingCard
from explorer.features.generation.view.text_branches import Written, reopening
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.sampling import Sampling
from explorer.text import byte_pieces, numbers
from explorer.text.translation import tr
from explorer.widgets.announcement import announce
from explorer.widgets.blocks import Card, Page, button, label, packed, with_names
from explorer.widgets.clipboard import copy
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.file_dialog import FileKind, ask_file
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.flow_line import FlowLine
from explorer.widgets.hinted_line import HintedLine
from explorer.widgets.timer import single_shot
from explorer.widgets.token_strip import TokenStrip

_MARKDOWN = FileKind("Markdown", ".md")
_PAUSE_MS = 150
_SHOWN = 6_000
"""Characters of a filled in template that are painted."""
_BESIDE = 46
"""Widths of body text (em) from which the settings are beside the conversation."""


@dataclass(frozen=True)
class _Saved:
    """What is restored but the messages; None leaves a control as it is."""

    system: str | None = None
    template: str | None = None
    prompted: bool | None = None


@dataclass(frozen=True)
class Talk:
    """What is in sight, to be shown again: a conversation, its settings, what is being typed."""

    tree: MessageTree
    settings: _Saved
    text: str


class ChatPane(QWidget):
    """Keeps the conversation. `head` is where other modes have their text: what comes first;
    `tools` are the buttons above it.

    `generated` carries each Generated of this conversation, for the history, and `resumed` the
    number of the entry that the next one belongs to; `look_wanted` an answer to look inside of;
    `write_wanted` a text to be written on without the template.
    """

    wanted = Signal(object)
    stop_wanted = Signal()
    generated = Signal(object)
    resumed = Signal(int)
    look_wanted = Signal(object)
    write_wanted = Signal(str)
    message_wanted = Signal(str)

    def __init__(self, look: Theme, sampling: SamplingCard) -> None:
        super().__init__()
        self._look, self._sampling = look, sampling
        self._summary: ModelSummary | None = None
        self._names: tuple[str, ...] = ()
        self._trees: dict[int, MessageTree] = {}
        self._tree = MessageTree()
        self._sent: Request | None = None
        self._then: list[Request] = []
        self._answer: Message | None = None
        self._former: Message | None = None
        self._is_new = False
        self._unsent = ""
        self._under_way: Message | None = None
        with_names(self, "chatBox", tr("Chat"))
        column = packed(QVBoxLayout(self), gap=8)
        self._build_head()
        card = Card()
        column.addWidget(card, 1)
        self._build_tools()
        card.add(self._middle(), 1)
        self.problem = label(role="warning", wrap=True, name="chatProblem")
        card.add(self.problem)
        card.add_layout(self._foot())
        self.off = QAction(tr("Continue without the template"), self)
        self.off.setObjectName("chatOffAction")
        self._soon = single_shot(self, _PAUSE_MS, self._ask_rendered)
        self._connect()
        self._show()

    # -- building ----------------------------------------------------------------------------

    def _build_head(self) -> None:
        self.system = HintedLine(
            "systemText",
            tr("System message"),
            tr("System message: how to behave (optional)"),
            tr("System message"),
        )
        self.system.setMaxLength(LONGEST)
        self.clear = button(tr("New chat"), name="clearChat")
        self.clear.setToolTip(tr("Begin a new conversation; the history keeps what was written"))
        self.head = FlowLine(self.system)
        self.head.add(self.clear)

    def _build_tools(self) -> None:
        self.tokens = button(tr("Tokens"), "link", name="chatTokens")
        self.tokens.setToolTip(
            tr("Show each answer token by token: paler = less sure; click one for others")
        )
        self.details = button(tr("What it reads"), "link", name="chatDetails")
        self.details.setToolTip(tr("The text that the chat template makes of the conversation"))
        self.settings = button(tr("Settings"), "link", name="chatSettings")
        self.settings.setToolTip(tr("How it chooses each token, and how many it may write"))
        self.save = button(tr("Export…"), "link", name="exportChat")
        self.save.setAccessibleName(tr("Export the conversation"))
        self.save.setToolTip(tr("The messages in sight as a Markdown file"))
        for toggle in (self.tokens, self.details, self.settings):
            toggle.setCheckable(True)
        self.tools = (self.tokens, self.details, self.settings, self.save)

    def _middle(self) -> QWidget:
        self.conversation = Conversation(self._look)
        self.conversation.foot.addWidget(self._reads())
        self._place = with_names(Page(), "chatSettingsPage")
        for page in (self.conversation, self._place):  # they scroll: any height will do
            page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        middle = QWidget()
        row = packed(QHBoxLayout(middle))
        row.addWidget(self.conversation, 3)
        row.addWidget(self._place, 2)
        return middle

    def _reads(self) -> QWidget:
        self._read = QWidget()
        column = packed(QVBoxLayout(self._read))
        self.template = ComboBox("chatTemplateName", tr("Which of its chat templates"))
        self.prompted = with_names(QCheckBox(tr("Begin the answer")), "generationPrompt")
        self.prompted.setToolTip(
            tr(
                "Ends with the marks that begin the model's turn (add_generation_prompt), so "
                "that it answers"
            )
        )
        self.prompted.setChecked(True)
        row = FlowLayout(gap=8)
        row.addWidget(self.template)
        row.addWidget(self.prompted)
        column.addLayout(row)
        self.rendered = label(role="muted", wrap=True, name="chatRendered")
        column.addWidget(self.rendered)
        self.strip = TokenStrip(self._look, "chatStrip")
        column.addWidget(self.strip)
        return self._read

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.text = Composer(self._look)
        self.send = button(tr("Send  ⏎"), "primary", name="chatSend")
        row.addWidget(self.text, 1)
        row.addWidget(self.send, 0)
        row.setAlignment(self.send, Qt.AlignmentFlag.AlignBottom)
        return row

    def _connect(self) -> None:
        self.text.entered.connect(self._enter)
        self.text.textChanged.connect(self._typed)
        self.send.clicked.connect(self._send_or_stop)
        self.clear.clicked.connect(self._clear)
        self.tokens.toggled.connect(self._show)
        self.details.toggled.connect(self._arrange)
        self.settings.toggled.connect(self._arrange)
        self.save.clicked.connect(self._export)
        self.off.triggered.connect(self._go_without)
        self.template.activated.connect(self._reads_another)
        self.prompted.toggled.connect(self._reads_another)
        self.system.textEdited.connect(self._reads_another)
        self._sampling.changed.connect(self._allow)
        self.conversation.bubble_made.connect(self._connect_bubble)
        self._look.changed.connect(self._arrange)

    @Slot(object)
    def _connect_bubble(self, bubble: Bubble) -> None:
        bubble.edited.connect(self._edited)
        bubble.copied.connect(self._copy)
        bubble.again.connect(self._again)
        bubble.look.connect(self._look_inside)
        bubble.go_on.connect(self._go_on)
        bubble.turned.connect(self._turn)
        bubble.picked.connect(self._pick)

    def hold_settings(self) -> None:
        """Take the settings of how it chooses, which Write shows as well."""
        if self._place.column.indexOf(self._sampling) < 0:
            self._place.add(self._sampling)
        self._sampling.show()

    # -- what is kept ------------------------------------------------------------------------

    @property
    def tree(self) -> MessageTree:
        """The conversation, all its branches included."""
        return self._tree

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The messages in sight."""
        return self._tree.turns

    @property
    def written(self) -> Generated | None:
        """The last answer in sight, if the model gave it here."""
        results = (message.result for message in reversed(self._tree.path))
        return next((result for result in results if result is not None), None)

    @property
    def busy(self) -> bool:
        """Whether an answer is being written."""
        return self._sent is not None

    @property
    def template_name(self) -> str:
        """The template that was chosen; empty for the usual one."""
        place = self.template.currentIndex()
        return self._names[place] if 0 < place < len(self._names) else ""

    def saved_state(self) -> dict[str, Any]:
        """Everything in sight, as JSON values."""
        return {
            "system": self.system.text(),
            "turns": [{"role": turn.role, "content": turn.content} for turn in self.turns],
            "template": self.template_name,
            "prompted": self.prompted.isChecked(),
            "text": self.text.toPlainText()[:LONGEST],
        }

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Have what was kept, as far as it fits."""
        self._restore(convert_fields(mapping, _Saved))
        if "turns" in mapping:
            turns = convert_items(mapping["turns"], Turn)[-MOST_MESSAGES:]
            self._show_tree(MessageTree(tuple(turns)))
        text = mapping.get("text")
        if isinstance(text, str):
            self.text.setPlainText(text[:LONGEST])

    def _restore(self, saved: _Saved) -> None:
        if saved.prompted is not None:
            self.prompted.setChecked(saved.prompted)
        if saved.system is not None:
            self.system.setText(saved.system[:LONGEST])
        if saved.template is not None and len(self._names) > 1:
            known = saved.template in self._names
            self.template.offer(self._names, self._names.index(saved.template) if known else 0)

    def take_request(self, request: Generate) -> None:
        """Have the conversation before a message, and the message ready to be sent."""
        self._restore(_Saved(request.system, request.template, request.prompted))
        self._show_tree(MessageTree(request.turns))
        self.text.setPlainText(request.text)

    def show_written(self, written: Written, past: int) -> None:
        """Show a conversation of the history up to its answer, all branches of that included;
        nothing is run for it. `past` is the number of its entry."""
        request = written.request
        self.take_request(request)
        self.text.clear()
        tree = MessageTree((*request.turns, Turn("user", request.text)))
        for branch in written.branches:
            answer = Message("assistant", branch.text.strip(), branch, past)
            tree.branch(len(request.turns) + 1, answer)
        tree.turn_to(len(request.turns) + 1, written.current)
        self._show_tree(tree)

    @property
    def under_way(self) -> Talk:
        """What is in sight, for `put_back`."""
        saved = _Saved(self.system.text(), self.template_name, self.prompted.isChecked())
        return Talk(self._tree, saved, self.text.toPlainText())

    def put_back(self, talk: Talk) -> None:
        """Show a conversation again, unless another one continues by now."""
        if not self.busy:
            self._restore(talk.settings)
            self.text.setPlainText(talk.text)
            self._show_tree(talk.tree)

    def keep_number(self, number: int, result: Generated) -> None:
        """An answer is in the history under this number."""
        for message in self._tree.path:
            if message.result is result:
                message.past = number

    def _show_tree(self, tree: MessageTree) -> None:
        self._tree, self._under_way = tree, None
        if self._summary is not None:
            self._trees[self._summary.serial] = tree
        self.conversation.sentence.setText("")
        self._show()
        self.conversation.to_foot()

    # -- what the window tells ---------------------------------------------------------------

    def subscribe(self, state: AppState) -> None:
        """Receive answers, and what a template makes of a conversation."""
        state.subscribe(
            {Generated: self._on_generated, ChatRendered: self._on_rendered},
            dict.fromkeys(WRITING, self._on_failed),
            dict.fromkeys(WRITING, self._on_stopped),
            {GeneratedSoFar: self._on_so_far},
        )
        state.subscribe(failures={RenderChat: self._on_not_rendered})

    def show_model(self, summary: ModelSummary | None) -> None:
        """Talk with this model; a conversation with it that was in sight comes back."""
        self._end()
        before, self._summary = self._summary, summary
        if summary is None:
            self._trees.clear()
        names = summary.chat_templates if summary is not None else ()
        serial = summary.serial if summary is not None else 0
        if before is None or before.serial != serial or names != self._names:
            self._names = names
            self.template.offer(names, 0)
            self.prompted.setChecked(True)
            self._tree = self._trees.setdefault(serial, MessageTree())
            self._under_way = None
            self.conversation.sentence.setText("")
        self.problem.setText("")
        if summary is not None:
            sentences = [
                tr("Say something to {name}.", name=summary.name),
                tr(
                    "Its chat template puts your message into the form that a model learns to "
                    "answer."
                )
                if summary.is_noise
                else tr("Its chat template puts your message into the form it was trained on."),
                tr("Return sends, Shift+Return begins a new line."),
            ]
            if summary.is_noise:
                sentences.append(tr("Its weights are random, so its answers are noise."))
            self.conversation.welcome.setText("\n".join(sentences))
        self._show_nothing_read()
        self._show()

    def _on_so_far(self, far: GeneratedSoFar) -> None:
        if self.busy and self._answer is not None and not self._then:
            bubble = self._bubble_of(self._answer)
            if bubble is not None:
                # The end of it may be a part of a character that is not whole yet.
                bubble.show_text(_readable(far).rstrip("\ufffd"))
                if self.tokens.isChecked():
                    bubble.show_tokens(True, far.tokens)

    def _on_generated(self, result: Generated, request: Request) -> None:
        if self._sent is None or request != self._sent:
            self._under_way = None  # the engine's text is that of somebody else
            return
        if self._summary is None or result.model_serial != self._summary.serial:
            return
        answer = self._answer
        assert answer is not None
        answer.content, answer.result = result.text.strip(), result
        self._under_way = answer
        self.problem.setText("")
        self.generated.emit(result)
        if self._then:
            self._go(self._then.pop(0))
            return
        self._sent = self._answer = self._former = None
        self._show()
        announce(self, answer.content[:_SHOWN])

    def _on_failed(self, failed: Failed) -> None:
        if self._sent is None or failed.request != self._sent:
            return
        self._end()
        off = failed.remedy is not None and failed.remedy.action == self.off.objectName()
        self.problem.setText(failed.sentence if off else "")
        self._show()

    def _on_stopped(self, cancelled: Cancelled) -> None:
        if self._sent is None or cancelled.request != self._sent:
            return
        self._end()
        self.conversation.sentence.setText(tr("You stopped it before the first token."))
        self._show()

    def _end(self) -> None:
        """No answer came: all is as before it was asked for, the unsent words in the field."""
        answer, former = self._answer, self._former
        if answer is not None and answer in self._tree.path:
            if self._is_new:
                self._tree.remove(answer)
            elif former is not None:
                answer.content, answer.result = former.content, former.result
        path = self._tree.path
        if self._unsent and path and path[-1].role == "user" and not path[-1].replies:
            self._tree.remove(path[-1])
            if not self.text.toPlainText().strip():
                self.text.setPlainText(self._unsent)
        self._sent = self._answer = self._former = None
        self._unsent = ""
        self._then.clear()

    # -- what a person does ------------------------------------------------------------------

    @Slot()
    def _enter(self) -> None:
        """Return sends; while an answer is being written it does nothing."""
        if not self.busy:
            self._send_text()

    @Slot()
    def _send_or_stop(self) -> None:
        if self.busy:
            self.stop_wanted.emit()
        else:
            self._send_text()
        self.text.setFocus()

    def _send_text(self) -> None:
        text = self.text.toPlainText()[:LONGEST]
        if text.strip() and self._can_send:
            self.text.clear()
            self._say(text, len(self._tree.path))

    def _say(self, text: str, place: int) -> None:
        """Send a message at a place of the conversation; what was there stays as a branch."""
        before = self._tree.path[:place]
        self._tree.branch(place, Message("user", text))
        self._unsent = text
        self._answer_to(text, tuple(message.turn for message in before), 0)

    def _answer_to(self, text: str, turns: tuple[Turn, ...], further: int) -> None:
        """Have the last message in sight answered; `further` is how many answers there are."""
        answer = Message("assistant", "")
        place = len(turns) + 1
        self._tree.branch(place, answer)
        self._begin(answer, self._request(text, turns, further), is_new=True)

    def _request(self, text: str, turns: tuple[Turn, ...], further: int = 0) -> Generate:
        return Generate(
            text,
            chat=True,
            system=self.system.text(),
            max_new_tokens=self._sampling.most.value(),
            sampling=self._settings(further),
            turns=turns[-MOST_MESSAGES:],
            template=self.template_name,
            prompted=self.prompted.isChecked(),
        )

    def _settings(self, further: int) -> Sampling:
        """Another answer to the same message draws with the next seed: one would repeat it."""
        settings = self._sampling.settings
        return replace(settings, seed=(settings.seed + further) % 2**31)

    def _begin(self, answer: Message, *requests: Request, is_new: bool) -> None:
        self._answer, self._is_new = answer, is_new
        self._former = Message("assistant", answer.content, answer.result)
        first, *self._then = requests
        self.problem.setText("")
        self.conversation.sentence.setText("")
        self._sent = first
        self._show()
        self.conversation.to_foot()
        self._go(first)

    def _go(self, request: Request) -> None:
        self._sent = request
        self.wanted.emit(request)

    @Slot(object, str)
    def _edited(self, bubble: Bubble, text: str) -> None:
        """Changed words are sent again, a changed answer is kept; the former branch stays."""
        if self.busy or bubble.place >= len(self._tree.path):
            return
        if bubble.message.role == "user":
            self._say(text, bubble.place)
        else:
            self._tree.branch(bubble.place, Message("assistant", text))
            self._show()
        self.text.setFocus()

    @Slot(object)
    def _copy(self, bubble: Bubble) -> None:
        copy(bubble.message.content)
        self.message_wanted.emit(tr("Copied."))

    @Slot(object)
    def _again(self, bubble: Bubble) -> None:
        place = bubble.place
        if self.busy or place == 0:
            return
        asked = self._tree.path[place - 1]
        turns = tuple(message.turn for message in self._tree.path[: place - 1])
        self._answer_to(asked.content, turns, self._tree.branches(place)[1])

    @Slot(object)
    def _go_on(self, bubble: Bubble) -> None:
        answer = bubble.message
        if not self.busy and answer.result is not None:
            settings = self._settings(len(answer.result.tokens))
            further = ContinueText(self._sampling.most.value(), settings)
            self._begin(answer, *self._opening(answer, settings), further, is_new=False)

    @Slot(object, int, int)
    def _pick(self, bubble: Bubble, step: int, token: int) -> None:
        """Another token at a step: a branch that continues from there."""
        former = bubble.message
        if self.busy or former.result is None:
            return
        settings = self._settings(step + 1)
        opening = self._opening(former, settings)
        answer = Message("assistant", "", past=former.past)
        self._tree.branch(bubble.place, answer)
        further = ContinueText(self._sampling.most.value(), settings)
        self._begin(answer, *opening, PickToken(step, token, settings), further, is_new=True)

    def _opening(self, answer: Message, settings: Sampling) -> tuple[Request, ...]:
        """What makes an answer the engine's text again, where another one is."""
        assert answer.result is not None
        if answer.past:
            self.resumed.emit(answer.past)
        if self._under_way is answer:
            return ()
        return (reopening(answer.result, settings),)

    @Slot(object)
    def _look_inside(self, bubble: Bubble) -> None:
        if bubble.message.result is not None:
            self.look_wanted.emit(bubble.message.result)

    @Slot(object, int)
    def _turn(self, bubble: Bubble, by: int) -> None:
        if not self.busy:
            self._tree.turn_to(bubble.place, self._tree.branches(bubble.place)[0] + by)
            self._show()

    @Slot()
    def _clear(self) -> None:
        self._show_tree(MessageTree())
        self.text.setFocus()

    @Slot()
    def _go_without(self) -> None:
        """Write continues from the same words, without the template."""
        self.problem.setText("")
        self._arrange()
        self.write_wanted.emit(self.text.toPlainText())

    @Slot()
    def _export(self) -> None:
        path = ask_file(self, tr("Export the conversation"), "conversation.md", (_MARKDOWN,))
        if not path:
            return
        name = self._summary.name if self._summary is not None else ""
        text = markdown(self.turns, self.system.text(), name)
        try:
            atomic_write.write(path, text)
        except OSError as error:
            self.message_wanted.emit(atomic_write.unwritten(path, error))
            return
        count = numbers.ntr("{count} message", "{count} messages", len(self.turns))
        self.message_wanted.emit(tr("Saved {path}: {count}.", path=path, count=count))

    # -- what the model reads ----------------------------------------------------------------

    @Slot()
    def _typed(self) -> None:
        self._allow()
        if self.details.isChecked():
            self._soon.start()

    @Slot()
    def _reads_another(self) -> None:
        if self.details.isChecked():
            self._soon.start()

    @Slot()
    def _ask_rendered(self) -> None:
        if self._names and self.details.isChecked():
            of = self._request(self.text.toPlainText()[:LONGEST], self.turns)
            self.wanted.emit(RenderChat(of.text, of.system, of.turns, of.template, of.prompted))

    def _on_rendered(self, rendered: ChatRendered, request: Request) -> None:
        self.rendered.setText(numbers.beginning(rendered.text, _SHOWN).replace("\n", "⏎\n"))
        count = numbers.ntr("{count} token", "{count} tokens", rendered.length)
        self.rendered.setAccessibleName(tr("What the model reads, {count}", count=count))
        self.strip.show_rows((rendered.tokens,))
        self.problem.setText("")
        self._arrange()

    def _on_not_rendered(self, failed: Failed) -> None:
        self._show_nothing_read()
        self.problem.setText(failed.sentence)
        self._arrange()

    def _show_nothing_read(self) -> None:
        self.strip.show_rows(())
        self.rendered.setText("")

    # -- what is shown -----------------------------------------------------------------------

    def _bubble_of(self, message: Message) -> Bubble | None:
        bubbles = self.conversation.bubbles
        return next((bubble for bubble in bubbles if bubble.message is message), None)

    @Slot()
    def _show(self) -> None:
        self.conversation.show_messages(self._tree.path)
        for bubble in self.conversation.bubbles:
            message = bubble.message
            if bubble.editing:
                continue
            text = message.content
            if message.result is not None and message.result.text.strip() == text:
                text = _answer_text(message.result)
            bubble.show_text(text if text or message is self._answer else tr("(nothing)"))
            bubble.show_tokens(self.tokens.isChecked() and message.role == "assistant")
        self._arrange()
        self._reads_another()

    @Slot()
    def _arrange(self) -> None:
        self._read.setVisible(self.details.isChecked())
        self.template.setVisible(len(self._names) > 1)
        for item in (self.rendered, self.strip):
            item.setVisible(not self.problem.text())
        self.problem.setVisible(bool(self.problem.text()))
        self.conversation.sentence.setVisible(bool(self.conversation.sentence.text()))
        self.conversation.setMinimumHeight(self._look.units(40))
        self._share_width()
        self._allow()
        if self.details.isChecked() and not self.rendered.text() and not self.problem.text():
            self._soon.start()

    def _share_width(self) -> None:
        """The settings beside the conversation; where there is no room, in its place."""
        settings = self.settings.isChecked()
        self._place.setVisible(settings)
        self.conversation.setVisible(not settings or self.width() >= _BESIDE * self._look.em)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again at what fits."""
        super().resizeEvent(event)
        self._share_width()

    @property
    def _can_send(self) -> bool:
        return self._summary is not None and bool(self._names)

    @Slot()
    def _allow(self) -> None:
        busy = self.busy
        self.send.setText(tr("Stop") if busy else tr("Send  ⏎"))
        self.send.setAccessibleName(tr("Stop the answer") if busy else tr("Send"))
        self.send.setToolTip(
            tr("Stop within one token (Esc)") if busy else tr("Send your message (Return)")
        )
        self.send.setEnabled(busy or (self._can_send and bool(self.text.toPlainText().strip())))
        self.send.setMinimumHeight(self.text.minimumHeight())
        # Of both texts' width, so that the field beside it never moves.
        self.send.setMinimumWidth(self.send.fontMetrics().horizontalAdvance("Send  ⏎⏎⏎⏎"))
        path = self._tree.path
        self.clear.setEnabled(bool(path) and not busy)
        self.save.setEnabled(bool(path) and not busy)
        greedy = not self._sampling.settings.sample
        why = (
            tr("It always takes the likeliest token, so the answer would be the same")
            if greedy
            else ""
        )
        for bubble in self.conversation.bubbles:
            able = set()
            result = bubble.message.result
            if bubble.message is not self._answer:
                able.add("acts")
            if not busy:
                able |= {"edit", "turn"} | (set() if greedy else {"again"})
                if result is not None and result.tokens:
                    able.add("look")
                ended = result is None or result.stopped in ("end of text", "longest input")
                if bubble.place == len(path) - 1 and not ended:
                    able.add("go_on")
            bubble.allow(frozenset(able), self._tree.branches(bubble.place), why)


def _readable(far: Generated | GeneratedSoFar) -> str:
    return byte_pieces.readable(far.text, [entry.token for entry in far.tokens])


def _answer_text(result: Generated) -> str:
    """The words of an answer as they are read, its loose bytes by their numbers."""
    return _readable(result).strip()
