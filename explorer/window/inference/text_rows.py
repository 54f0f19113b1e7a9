"""The text to run: one line each, with more lines for a batch."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from explorer.window.parts.blocks import button

_MOST = 8


class TextRows(QWidget):
    """At least one line of text. `changed` fires at each edit, `entered` at Return."""

    changed = Signal()
    entered = Signal()

    def __init__(
        self,
        name: str = "textInput",
        spoken: str = "Text",
        hint: str = "Type a sentence for the model",
    ) -> None:
        super().__init__()
        self._name, self._spoken, self._hint = name, spoken, hint
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._rows: list[tuple[QWidget, QLineEdit]] = []
        self.add_row()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is written, line by line; empty lines among several are left out."""
        written = tuple(edit.text() for _, edit in self._rows)
        return tuple(one for one in written if one.strip()) or written[:1]

    def set_texts(self, texts: tuple[str, ...]) -> None:
        """Show these lines instead."""
        while len(self._rows) > max(1, len(texts)):
            self._remove(self._rows[-1][0])
        while len(self._rows) < len(texts):
            self.add_row()
        for (_, edit), text in zip(self._rows, texts, strict=False):
            edit.setText(text)

    @property
    def first(self) -> QLineEdit:
        """The first line's editor."""
        return self._rows[0][1]

    @Slot()
    def add_row(self) -> None:
        """Add a line for one more sentence of the batch."""
        if len(self._rows) >= _MOST:
            return
        number = len(self._rows) + 1
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        edit = QLineEdit()
        edit.setObjectName(self._numbered(number))
        first = "Text for the model" if self._spoken == "Text" else f"{self._spoken} 1"
        edit.setAccessibleName(first if number == 1 else f"{self._spoken} {number}")
        edit.setPlaceholderText(self._hint)
        edit.setMaxLength(1_000_000)
        edit.textEdited.connect(self.changed)
        edit.returnPressed.connect(self.entered)
        line.addWidget(edit, 1)
        if number > 1:
            drop = button("Remove", "link", name=f"remove.{self._numbered(number)}")
            drop.setAccessibleName(f"Remove {self._spoken.lower()} {number}")
            drop.setProperty("row", row)
            drop.clicked.connect(self._drop)
            line.addWidget(drop)
        self._column.addWidget(row)
        self._rows.append((row, edit))
        if number > 1:
            edit.setFocus()

    @Slot()
    def _drop(self) -> None:
        self._remove(self.sender().property("row"))
        self.changed.emit()

    def _remove(self, row: QWidget) -> None:
        self._rows = [one for one in self._rows if one[0] is not row]
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        for number, (_, edit) in enumerate(self._rows, start=1):
            edit.setObjectName(self._numbered(number))

    def _numbered(self, number: int) -> str:
        return self._name if number == 1 else f"{self._name}.{number}"
