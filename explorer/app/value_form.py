"""A form of short values, one a row, of what another computer has to have."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import label, packed, with_names


class ValueForm(QWidget):
    """`changed` fires at each letter; `edits` are its fields by the names of their values."""

    changed = Signal()

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix
        self._column = packed(QVBoxLayout(self), gap=8)
        self.edits: dict[str, QLineEdit] = {}

    def add_text(self, text: str) -> None:
        """A paragraph that explains."""
        self._column.addWidget(label(text, "muted", wrap=True))

    def add_row(self, title: str, box: QWidget) -> None:
        """A box beside its title."""
        row = QHBoxLayout()
        heading = label(title, wrap=True)
        heading.setBuddy(box)
        row.addWidget(heading, 2)
        row.addWidget(box, 3)
        self._column.addLayout(row)

    def add_edits(self, fields: Iterable[tuple[str, str, str]], values: object) -> None:
        """Fields with a name, a title and an example; what they hold are attributes of `values`."""
        for name, title, example in fields:
            edit = QLineEdit(getattr(values, name, ""))
            self.edits[name] = with_names(edit, f"{self._prefix}{name.capitalize()}", title)
            edit.setPlaceholderText(example)
            edit.setClearButtonEnabled(True)
            name_inner(edit)
            edit.textChanged.connect(self.changed)
            self.add_row(title, edit)

    @property
    def typed(self) -> dict[str, str]:
        """The text of each field."""
        return {name: edit.text() for name, edit in self.edits.items()}
