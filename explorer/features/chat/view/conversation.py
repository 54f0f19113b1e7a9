"""The earlier turns of a conversation: who said what, to be changed or gone back to."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.generation.protocol import Turn
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label
from explorer.widgets.flow_layout import FlowLayout

MOST_TURNS = 200
_LONGEST = 100_000
_SHOWN = 4_000
"""Letters of a turn that are painted; all of them are given to the model."""


class _Row(QFrame):
    """One turn: its role, its text, and what can be done with it."""

    changed = Signal(object)
    back = Signal(object)

    def __init__(self, look: Theme, turn: Turn, place: int) -> None:
        super().__init__()
        self._look = look
        self.turn = turn
        self.setObjectName(f"turn.{place + 1}")
        self.setProperty("role", "turn" if turn.role == "user" else "turn-model")
        self.setAccessibleName(
            tr("Turn {place}, {role}: {text}", place=place + 1, role=turn.role, text=turn.content)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 0, 0, 2)
        column.setSpacing(2)
        head = FlowLayout(gap=8)
        head.addWidget(label(turn.role, "chip", name=f"turnRole.{place + 1}"))
        self.edit = button(tr("Edit"), "link", name=f"editTurn.{place + 1}")
        self.edit.setToolTip(tr("Change the words of this turn; the later ones stay as they are"))
        self.here = button(tr("Back to here"), "link", name=f"backToTurn.{place + 1}")
        self.here.setToolTip(
            tr("Drop this turn and all later ones; its words go into the box to be sent again")
            if turn.role == "user"
            else tr("Drop the turns after this answer")
        )
        self.keep = button(tr("Keep"), name=f"keepTurn.{place + 1}")
        self.leave = button(tr("Leave as it was"), "link", name=f"leaveTurn.{place + 1}")
        for push_button, spoken in (
            (self.edit, tr("Edit turn {place}", place=place + 1)),
            (self.here, tr("Back to turn {place}", place=place + 1)),
            (self.keep, tr("Keep the changed turn {place}", place=place + 1)),
            (self.leave, tr("Leave turn {place} as it was", place=place + 1)),
        ):
            push_button.setAccessibleName(spoken)
            head.addWidget(push_button)
        column.addLayout(head)
        self.words: QLabel = label(_short(turn.content), wrap=True, name=f"turnText.{place + 1}")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.words)
        self.box = QPlainTextEdit()
        self.box.setObjectName(f"turnBox.{place + 1}")
        self.box.setAccessibleName(tr("The words of turn {place}", place=place + 1))
        self.box.setTabChangesFocus(True)
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column.addWidget(self.box)
        self.edit.clicked.connect(self._edit)
        self.here.clicked.connect(self._back)
        self.keep.clicked.connect(self._keep)
        self.leave.clicked.connect(self._leave)
        self._leave()

    @Slot()
    def _edit(self) -> None:
        self.box.setPlainText(self.turn.content)
        lines = min(8, 2 + self.turn.content.count("\n") + len(self.turn.content) // 60)
        self.box.setFixedHeight(self.box.fontMetrics().height() * lines + self._look.units(16))
        self._editing(on=True)
        self.box.setFocus()

    def _editing(self, *, on: bool) -> None:
        for edit in (self.box, self.keep, self.leave):
            edit.setVisible(on)
        for other in (self.words, self.edit, self.here):
            other.setVisible(not on)

    @Slot()
    def _keep(self) -> None:
        self.turn = replace(self.turn, content=self.box.toPlainText()[:_LONGEST])
        self.words.setText(_short(self.turn.content))
        self._editing(on=False)
        self.changed.emit(self)

    @Slot()
    def _leave(self) -> None:
        self._editing(on=False)

    @Slot()
    def _back(self) -> None:
        self.back.emit(self)


def _short(text: str) -> str:
    if len(text) <= _SHOWN:
        return text or tr("(nothing)")
    return text[:_SHOWN] + tr(" … and {rest} more letters", rest=len(text) - _SHOWN)


class Conversation(QWidget):
    """The turns before the text in the box. `changed` fires when a person changes them;
    `text_back` carries the words of a turn that shall be sent again."""

    changed = Signal()
    text_back = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._rows: list[_Row] = []
        self.setObjectName("conversation")
        self.setAccessibleName(tr("The conversation so far"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Every turn, the oldest first."""
        return tuple(row.turn for row in self._rows)

    def show_turns(self, turns: tuple[Turn, ...]) -> None:
        """Show these instead, telling nobody."""
        turns = turns[-MOST_TURNS:]
        same = 0
        while same < min(len(turns), len(self._rows)) and self._rows[same].turn == turns[same]:
            same += 1
        for row in self._rows[same:]:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self._rows[same:]
        for place in range(same, len(turns)):
            row = _Row(self._look, turns[place], place)
            row.changed.connect(self._row_changed)
            row.back.connect(self._go_back)
            self._rows.append(row)
            self._column.addWidget(row)

    @Slot(object)
    def _row_changed(self, row: _Row) -> None:
        self.changed.emit()

    @Slot(object)
    def _go_back(self, row: _Row) -> None:
        place = self._rows.index(row)
        asked = row.turn.role == "user"
        words = row.turn.content
        self.show_turns(self.turns[: place if asked else place + 1])
        self.changed.emit()
        if asked:
            self.text_back.emit(words)
