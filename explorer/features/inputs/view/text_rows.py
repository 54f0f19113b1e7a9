"""The text to run: one line each, with more lines for a batch, and text B under each text A."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.inputs.view.text_line import TextLine
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, with_names

_MOST = 8


@dataclass
class _Row:
    widget: QWidget
    edit: TextLine
    second: TextLine
    names: tuple[QLabel, QLabel]
    drop: QPushButton | None = None


_TEXT = "textInput"
"""The objectName of the first line of the texts for the model; other lines have other names."""


class TextRows(QWidget):
    """At least one line of text. `changed` fires at each edit, `entered` at Return.

    `pointed` carries row, text (0 for A, 1 for B) and character under the mouse, -1 for none.
    `message_wanted` carries a sentence where a text was cut.
    """

    changed = Signal()
    entered = Signal()
    pointed = Signal(int, int, int)
    message_wanted = Signal(str)

    def __init__(
        self,
        name: str = _TEXT,
        spoken: str = tr("Text"),
        hint: str = tr("Type a sentence for the model"),
        look: Theme | None = None,
    ) -> None:
        super().__init__()
        self._name, self._spoken, self._hint, self._look = name, spoken, hint, look
        self._paired = False
        self._column = packed(QVBoxLayout(self), gap=6)
        self.refused = label("", "warning", wrap=True, name=f"{name}Refused")
        """Why the model cannot run what is being typed; empty where it can. It goes wherever the
        lines go."""
        self.refused.hide()
        self._column.addWidget(self.refused)
        self._rows: list[_Row] = []
        self.add_row()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is written, line by line; empty lines among several are left out."""
        return tuple(row.edit.text() for row in self._written())

    @property
    def pairs(self) -> tuple[str, ...]:
        """Text B of each of these texts; nothing where there is none."""
        if not self._paired:
            return ()
        return tuple(row.second.text() for row in self._written())

    def _written(self) -> list[_Row]:
        return [row for row in self._rows if row.edit.text().strip()] or self._rows[:1]

    @property
    def paired(self) -> bool:
        """Whether there is a text B under each text."""
        return self._paired

    def set_paired(self, paired: bool) -> None:
        """Ask for a text B under each text, or for single texts."""
        if paired != self._paired:
            self._paired = paired
            for row in self._rows:
                self._show_second(row)
            self.changed.emit()

    def set_texts(self, texts: tuple[str, ...], pairs: tuple[str, ...] = ()) -> None:
        """Show these lines instead, the first eight; `pairs` are their texts B."""
        texts, pairs = texts[:_MOST], pairs[:_MOST]
        while len(self._rows) > max(1, len(texts)):
            self._remove(self._rows[-1].widget)
        while len(self._rows) < len(texts):
            self._add()
        for place, row in enumerate(self._rows):
            row.edit.setText(texts[place] if place < len(texts) else "")
            row.second.setText(pairs[place] if place < len(pairs) else "")
            row.edit.setCursorPosition(0)
        self.set_paired(bool(pairs))

    @property
    def first(self) -> TextLine:
        """The first line's editor."""
        return self._rows[0].edit

    def mark(self, row: int, token: Token | None) -> None:
        """Mark the characters that a token stands for; None marks none."""
        written = self._written()
        for place, item in enumerate(written):
            for text, edit in enumerate((item.edit, item.second)):
                here = token is not None and place == row and text == token.text
                edit.mark(token.start if here and token else -1, token.end if here and token else 0)

    @Slot()
    def add_row(self) -> None:
        """Add a line for one more sentence of the batch, to type into."""
        if len(self._rows) < _MOST:
            self._add().setFocus()

    def _add(self) -> TextLine:
        number = len(self._rows) + 1
        widget = QWidget()
        both = packed(QVBoxLayout(widget), gap=4)
        line, below = QHBoxLayout(), QHBoxLayout()
        names = (label("A", "muted"), label("B", "muted"))
        edit = self._editor(self._hint)
        second = self._editor(tr("Text B, which follows text A"))
        row = _Row(widget, edit, second, names)
        for item, layout, editor in ((names[0], line, edit), (names[1], below, second)):
            layout.addWidget(item)
            layout.addWidget(editor, 1)
        if number > 1:
            row.drop = button(tr("Remove"), "link")
            row.drop.setProperty("row", widget)
            row.drop.clicked.connect(self._drop)
            line.addWidget(row.drop)
        both.addLayout(line)
        both.addLayout(below)
        self._column.insertWidget(len(self._rows), widget)
        self._rows.append(row)
        self._name_row(row, number)
        self._show_second(row)
        return edit

    def _editor(self, hint: str) -> TextLine:
        edit = TextLine(self._look)
        edit.setPlaceholderText(hint)
        edit.textEdited.connect(self.changed)
        edit.returnPressed.connect(self.entered)
        edit.pointed.connect(self._point)
        edit.shortened.connect(self._tell_cut)
        return edit

    def _name_row(self, row: _Row, number: int) -> None:
        """Names by the number of the line, which changes when one above it is removed."""
        is_text = self._name == _TEXT
        first = tr("Text for the model") if is_text else f"{self._spoken} 1"
        with_names(
            row.edit, self._numbered(number), first if number == 1 else f"{self._spoken} {number}"
        )
        second = tr("Text B") if number == 1 else tr("Text B of {text_number}", text_number=number)
        with_names(row.second, self._second(number), second)
        if row.drop is not None:
            spoken = tr("Remove {item} {number}", item=self._spoken.lower(), number=number)
            with_names(row.drop, f"remove.{self._numbered(number)}", spoken)

    def _show_second(self, row: _Row) -> None:
        for line in (row.second, *row.names):
            line.setVisible(self._paired)

    @Slot(int)
    def _point(self, place: int) -> None:
        sender = self.sender()
        for number, row in enumerate(self._written()):
            for text, edit in enumerate((row.edit, row.second)):
                if edit is sender:
                    self.pointed.emit(number, text, place)

    @Slot(int)
    def _tell_cut(self, most: int) -> None:
        self.message_wanted.emit(
            tr(
                "The field holds {most} characters; the rest was left out.",
                most=numbers.count(most),
            )
        )

    @Slot()
    def _drop(self) -> None:
        widget = self.sender().property("row")
        place = next(at for at, row in enumerate(self._rows) if row.widget is widget)
        # To the line above: Qt would hand the keyboard to any control, and the page would scroll
        # there, or Return would press it.
        self._rows[place - 1].edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._remove(widget)
        self.changed.emit()

    def _remove(self, widget: QWidget) -> None:
        self._rows = [item for item in self._rows if item.widget is not widget]
        self._column.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
        for number, row in enumerate(self._rows, start=1):
            self._name_row(row, number)

    def _numbered(self, number: int) -> str:
        return self._name if number == 1 else f"{self._name}.{number}"

    def _second(self, number: int) -> str:
        name = "pairInput" if self._name == _TEXT else f"{self._name}.second"
        return name if number == 1 else f"{name}.{number}"
