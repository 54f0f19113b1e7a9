"""One message of a conversation: its words in a bubble, and what can be done with it below."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.app.theme import Theme
from explorer.features.chat.message_tree import LONGEST, Message
from explorer.features.chat.view.composer import MessageEdit
from explorer.features.generation.protocol import GeneratedToken
from explorer.features.generation.view.generated_text import GeneratedText
from explorer.text import byte_pieces, numbers
from explorer.text.translation import in_quotation_marks, tr
from explorer.widgets.blocks import button, label
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import set_tip
from explorer.widgets.token_words import plain

_SHOWN = 6_000
"""Characters of a message that are painted; all of them are given to the model."""
_WIDEST = 0.86
"""Of the width of the conversation: the other side tells who speaks."""
_UNBROKEN, _MAY_BREAK = re.compile(r"\S{20}"), "\u200b"
_OTHERS = 5
"""Other tokens that are offered in the place of one."""


class Bubble(QWidget):
    """Carries itself with each signal: `edited` also the new words, `picked` a step and a token.

    `able` says what can be done with the message: of edit, again, look, go_on.
    """

    edited = Signal(object, str)
    copied = Signal(object)
    again = Signal(object)
    look = Signal(object)
    go_on = Signal(object)
    turned = Signal(object, int)
    picked = Signal(object, int, int)

    def __init__(self, look: Theme, message: Message, place: int) -> None:
        super().__init__()
        self._look, self.message, self.place = look, message, place
        self._number = number = place + 1
        self._text = message.content
        self._chips: GeneratedText | None = None
        self._width, self._free = 0, False
        own = self._own = message.role == "user"
        self.setObjectName(f"message.{number}")
        self._side = Qt.AlignmentFlag.AlignRight if own else Qt.AlignmentFlag.AlignLeft
        column = self._column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.frame = QFrame()
        self.frame.setProperty("role", "bubble-own" if own else "bubble-model")
        inner = self._inner = QVBoxLayout(self.frame)
        self.words = label("", wrap=True, name=f"messageText.{number}")
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        inner.addWidget(self.words)
        column.addWidget(self.frame, 0, self._side)
        self.acts = QWidget()
        row = FlowLayout(self.acts, gap=2)
        self._build_acts(row, own)
        bottom_right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        column.addWidget(self.acts, 1, bottom_right if own else Qt.AlignmentFlag(0))
        self._editor: MessageEdit | None = None
        self._choices: QWidget | None = None
        self.show_text(message.content)

    def _build_acts(self, row: FlowLayout, own: bool) -> None:
        number = self._number
        self._branches: dict[str, QPushButton] = {}
        self.where = label("", "small", name=f"branches.{number}")
        before = self._act(
            row, "‹", tr("The branch before at message {message}", message=number), "before"
        )
        row.addWidget(self.where)
        after = self._act(
            row, "›", tr("The next branch at message {message}", message=number), "after"
        )
        before.clicked.connect(self._turn)
        after.clicked.connect(self._turn)
        self.copy = self._act(row, tr("Copy"), tr("Copy message {message}", message=number), "copy")
        self.copy.clicked.connect(self._copy)
        self.edit = self._act(row, tr("Edit"), tr("Edit message {message}", message=number), "edit")
        self.edit.setToolTip(
            tr("Change your words and send them again; the former branch is kept")
            if own
            else tr("Change the answer; the former branch is kept")
        )
        self.edit.clicked.connect(self._edit)
        self.retry = self._act(
            row, tr("Try again"), tr("Answer {answer} again", answer=number), "again"
        )
        self.retry.clicked.connect(self._again)
        self.inside = self._act(
            row, tr("Look inside"), tr("Look inside answer {answer}", answer=number), "look"
        )
        self.inside.setToolTip(tr("Run the conversation up to here, and see every step of it"))
        self.inside.clicked.connect(self._look_inside)
        self.more = self._act(
            row, tr("Continue"), tr("Continue answer {answer}", answer=number), "continue"
        )
        self.more.setToolTip(tr("Let the model continue this answer"))
        self.more.clicked.connect(self._go_on)
        for other in (self.retry, self.inside, self.more):
            other.setVisible(not own)
        self.facts = label("", "small", name=f"messageFacts.{number}")
        row.addWidget(self.facts)

    def _act(self, row: FlowLayout, text: str, spoken: str, name: str) -> QPushButton:
        act = button(text, "act", name=f"{name}Message.{self._number}")
        act.setAccessibleName(spoken)
        self._branches[name] = act
        row.addWidget(act)
        return act

    # -- what is shown -----------------------------------------------------------------------

    def show_text(self, text: str) -> None:
        """Show these words, as an answer that grows or as it is."""
        self._text = text
        # A label does not break a line inside a word, however long.
        breakable = _UNBROKEN.sub(
            lambda run: f"{run[0]}{_MAY_BREAK}", numbers.beginning(text, _SHOWN)
        )
        self.words.setText(breakable if text else "…")
        who = tr("You") if self.message.role == "user" else tr("The model")
        self.setAccessibleName(f"{who}: {text[:_SHOWN]}")
        self.fit()

    def show_tokens(self, on: bool, tokens: tuple[GeneratedToken, ...] = ()) -> None:
        """Show the tokens in the place of the words, where they are known."""
        result = self.message.result
        tokens = tokens or (result.tokens if result is not None else ())
        on = on and bool(tokens)
        if on and self._chips is None:
            self._chips = GeneratedText(self._look)
            self._chips.setObjectName(f"messageTokens.{self._number}")
            spoken = tr("The tokens of answer {answer}", answer=self._number)
            self._chips.setAccessibleName(spoken)
            self._chips.chosen.connect(self._show_choices)
            self._inner.addWidget(self._chips)
        if self._chips is not None:
            self._chips.setVisible(on)
            self._chips.show_tokens((), tokens if on else ())
        self._close_choices()
        self.words.setVisible(not on and self._editor is None)
        self.fit()

    def allow(self, able: frozenset[str], branch: tuple[int, int], retry_refusal: str) -> None:
        """Let some things be done with it; `branch` is which of how many is in sight."""
        number, count = branch
        self._free = "turn" in able
        for name in ("before", "after"):
            self._branches[name].setVisible(count > 1)
        self._branches["before"].setEnabled(number > 0 and "turn" in able)
        self._branches["after"].setEnabled(number < count - 1 and "turn" in able)
        self.where.setText(f"{number + 1} / {count}")
        self.where.setVisible(count > 1)
        self.edit.setEnabled("edit" in able)
        self.retry.setEnabled("again" in able)
        self.retry.setToolTip(retry_refusal or tr("Another answer, drawn with the next seed"))
        self.inside.setVisible("look" in able)
        self.more.setVisible("go_on" in able)
        self.acts.setVisible("acts" in able)
        self._show_facts()

    def _show_facts(self) -> None:
        """How many tokens an answer has, how fast it came, and how it ended."""
        result = self.message.result
        self.facts.setHidden(result is None)
        if result is None:
            return
        facts = numbers.ntr("{count} token", "{count} tokens", len(result.tokens))
        if result.tokens_per_second:
            speed = tr("{speed:.0f} tokens/s", speed=result.tokens_per_second)
            facts = f"{facts} · {speed}"
        self.facts.setText(facts)
        set_tip(self.facts, result.sentence, result.note)

    def fit(self, width: int = 0) -> None:
        """As wide as its words, and no wider than its side of the conversation."""
        if width:
            self._width = width
        width = self._width
        if not width:
            return
        unit = self._look.units
        self._inner.setContentsMargins(unit(12), unit(8), unit(12), unit(8))
        most = round(width * _WIDEST) - unit(24)
        metrics = QFontMetrics(self._look.font())
        lines = self.words.text().split("\n")
        wide = max((metrics.horizontalAdvance(line) for line in lines), default=0) + 4
        tokens = self._chips is not None and not self._chips.isHidden()
        full = tokens or self._editor is not None
        self.words.setMinimumSize(0, 0)  # a label never asks for less than its least width
        inside = most if full else max(unit(16), min(most, wide))
        self.words.setFixedSize(inside, self.words.heightForWidth(inside))
        if self._chips is not None:
            self._chips.setFixedSize(inside, self._chips.heightForWidth(inside))
        self.frame.setFixedWidth(inside + unit(24))
        # Beside a person's short words is room for what can be done with them: a line is saved.
        room = width - self.frame.width() - unit(2)
        in_line = self._own and not full and self.acts.sizeHint().width() <= room
        way = QBoxLayout.Direction
        self._column.setDirection(way.RightToLeft if in_line else way.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the conversation."""
        return QSize(1, super().minimumSizeHint().height())

    # -- editing -----------------------------------------------------------------------------

    @Slot()
    def _edit(self) -> None:
        if self._editor is not None:
            return
        editor = self._editor = MessageEdit(self._text[:LONGEST])
        editor.setObjectName(f"messageBox.{self._number}")
        editor.setAccessibleName(tr("The words of message {message}", message=self._number))
        editor.setTabChangesFocus(True)
        lines = min(8, 2 + self._text.count("\n") + len(self._text) // 60)
        editor.setFixedHeight(QFontMetrics(self._look.font()).height() * lines + self._look.em)
        editor.entered.connect(self._keep)
        editor.left.connect(self._leave)
        self._inner.addWidget(editor)
        own = self.message.role == "user"
        buttons = self._buttons = QWidget()
        row = FlowLayout(buttons, gap=8)
        keep = button(tr("Send") if own else tr("Save"), name=f"keepMessage.{self._number}")
        keep.setAccessibleName(
            tr("Send the changed message {message}", message=self._number)
            if own
            else tr("Save the changed answer {answer}", answer=self._number)
        )
        leave = button(tr("Cancel"), "link", name=f"leaveMessage.{self._number}")
        leave.setAccessibleName(tr("Leave message {message} as it was", message=self._number))
        keep.clicked.connect(self._keep)
        leave.clicked.connect(self._leave)
        row.addWidget(keep)
        row.addWidget(leave)
        self._inner.addWidget(buttons)
        self.words.hide()
        if self._chips is not None:
            self._chips.hide()
        self.acts.setEnabled(False)
        self.fit()
        editor.setFocus()

    @property
    def editing(self) -> bool:
        """Whether its words are being changed."""
        return self._editor is not None

    @Slot()
    def _keep(self) -> None:
        editor = self._editor
        if editor is not None and editor.toPlainText().strip():
            self.edited.emit(self, editor.toPlainText()[:LONGEST])

    @Slot()
    def _leave(self) -> None:
        editor, self._editor = self._editor, None
        if editor is None:
            return
        for widget in (editor, self._buttons):
            widget.hide()
            widget.deleteLater()
        self.acts.setEnabled(True)
        self.show_tokens(self._chips is not None)
        self.edit.setFocus()

    # -- the tokens of an answer -------------------------------------------------------------

    @Slot(int)
    def _show_choices(self, step: int) -> None:
        """What else could have been at a step: each a button that branches off there."""
        self._close_choices()
        result = self.message.result
        if result is None or not 0 <= step < len(result.tokens):
            return
        token = result.tokens[step]
        self._choices = QWidget()
        row = FlowLayout(self._choices, gap=6)
        shown = byte_pieces.left_to_right(plain(token.token.shown))
        names = {
            "token": in_quotation_marks(shown),
            "probability": numbers.percent(token.probability),
        }
        others = [item for item in token.candidates if item.id != token.token.id][:_OTHERS]
        row.addWidget(
            label(
                tr("The model's own probabilities: {token} {probability}. Instead:", **names)
                if others
                else tr("The model's own probability: {token} {probability}", **names),
                "small",
            )
        )
        for other in others:
            text = f"{plain(other.text)} {numbers.percent(other.probability)}"
            choice = button(text, "suggestion", name=f"instead.{self._number}.{other.id}")
            choice.setProperty("step", step)
            choice.setProperty("token", other.id)
            choice.setToolTip(tr("Continue from here with this token, as another branch"))
            choice.clicked.connect(self._pick)
            choice.setEnabled(self._free)
            row.addWidget(choice)
        self._inner.addWidget(self._choices)

    def _close_choices(self) -> None:
        if self._choices is not None:
            self._choices.hide()
            self._choices.deleteLater()
            self._choices = None

    @Slot()
    def _pick(self) -> None:
        choice = self.sender()
        self.picked.emit(self, int(choice.property("step")), int(choice.property("token")))

    # -- descriptions ------------------------------------------------------------------------

    @Slot()
    def _turn(self) -> None:
        self.turned.emit(self, -1 if self.sender() is self._branches["before"] else 1)

    @Slot()
    def _copy(self) -> None:
        self.copied.emit(self)

    @Slot()
    def _again(self) -> None:
        self.again.emit(self)

    @Slot()
    def _look_inside(self) -> None:
        self.look.emit(self)

    @Slot()
    def _go_on(self) -> None:
        self.go_on.emit(self)
