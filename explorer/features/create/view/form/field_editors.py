"""The editors of config fields, one for each kind. They accept text and say what is wrong with it.

Line edits instead of spin boxes: a spin box clamps silently, and the wheel changes it by accident.
"""

from __future__ import annotations

import json

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QSizePolicy, QWidget

from explorer.boundary.values import as_dict
from explorer.features.create.protocol.config import FormField
from explorer.features.create.view import overrides
from explorer.features.create.view.form.field_values import (
    Reading,
    choice_json,
    read_json,
    read_number,
    shown_number,
)
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.small_controls import ChoiceBox

_MOST_DIGITS = 12
"""Digits that are seen at once; a longer number scrolls."""
_CURSOR = 4
"""Pixels for the cursor, which moves the text away from it."""


class LineEditor(EntryLine):
    """A line of text. `edited` fires on each change that a person makes."""

    edited = Signal()

    def __init__(self, field: FormField) -> None:
        super().__init__()
        self.field = field
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.textEdited.connect(self._tell)

    def minimumSizeHint(self) -> QSize:
        """As narrow as its column; the text scrolls."""
        return QSize(1, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Undo and redo belong to the whole form, not to one line."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def hint(self, text: str) -> None:
        """What an empty line says."""
        self.setPlaceholderText(text)

    @Slot()
    def _tell(self) -> None:
        self.edited.emit()

    def _put(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)


class NumberEditor(LineEditor):
    """An int or a float, of any size, possibly empty. A number is seen whole."""

    def __init__(self, field: FormField) -> None:
        super().__init__(field)
        self.textChanged.connect(self._make_room)

    def changeEvent(self, event: QEvent) -> None:
        """Another text size takes another width."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._make_room()

    @Slot()
    def _make_room(self) -> None:
        """As wide as the number: a part of one would be read as another."""
        metrics = self.fontMetrics()
        # Qt's own hint is 17 letters and the frame around them.
        frame = self.sizeHint().width() - 17 * metrics.horizontalAdvance("x")
        digits = min(
            metrics.horizontalAdvance(self.text()), metrics.horizontalAdvance("0" * _MOST_DIGITS)
        )
        self.setMinimumWidth(digits + frame + _CURSOR)

    def set_value(self, value: object) -> None:
        """Show a value, unless what is typed means the same."""
        typed = read_number(self.text(), self.field)
        if typed.problem or not overrides.same(typed.value, value) or not self.text():
            self._put(shown_number(value))

    def read(self) -> Reading:
        """The number."""
        return read_number(self.text(), self.field)


class TextEditor(LineEditor):
    """A text. Where it may be empty, "" is the text without characters."""

    def set_value(self, value: object) -> None:
        """Show a value."""
        self._put('""' if value == "" and self.field.optional else shown_number(value))

    def read(self) -> Reading:
        """The text; None for an empty line where the field may be empty."""
        text = self.text()
        if text == '""':
            return Reading("")
        if not text and self.field.optional:
            return Reading(None)
        return Reading(text)


class ListEditor(LineEditor):
    """A list, or any other value, as JSON on one line."""

    def set_value(self, value: object) -> None:
        """Show a value."""
        typed = self.read()
        if typed.problem or not overrides.same(typed.value, value):
            self._put("" if value is None else overrides.dumps(value))

    def read(self) -> Reading:
        """The value."""
        return read_json(self.text(), self.field, "[2, 4, 6]")


class BlockEditor(QPlainTextEdit):
    """An object as JSON over a few lines: RoPE settings and other dicts."""

    edited = Signal()

    def __init__(self, field: FormField) -> None:
        super().__init__()
        self.field = field
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._tell)

    def event(self, event: QEvent) -> bool:
        """Undo and redo belong to the whole form."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Two to five lines."""
        lines = max(2, min(5, self.blockCount()))
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(1, self.fontMetrics().lineSpacing() * lines + bar + 14)

    def minimumSizeHint(self) -> QSize:
        """As sizeHint."""
        return self.sizeHint()

    def hint(self, text: str) -> None:
        """What an empty block says."""
        self.setPlaceholderText(text)

    def set_value(self, value: object) -> None:
        """Show a value."""
        typed = self.read()
        if typed.problem or not overrides.same(typed.value, value) or not self.toPlainText():
            self._put(self._text_of(value))

    def read(self) -> Reading:
        """The value."""
        return read_json(self.toPlainText(), self.field, '{"key": 1}')

    @staticmethod
    def _text_of(value: object) -> str:
        return "" if value is None else json.dumps(value, indent=1, ensure_ascii=False)

    def _put(self, text: str) -> None:
        if text != self.toPlainText():
            with QSignalBlocker(self):
                self.setPlainText(text)
        self.updateGeometry()

    @Slot()
    def _tell(self) -> None:
        self.updateGeometry()
        self.edited.emit()


class LabelsEditor(BlockEditor):
    """The names of the classes, one on each line, numbered from 0."""

    def read(self) -> Reading:
        """`{"0": "LABEL_0", ...}`."""
        lines = self.toPlainText().split("\n")
        while lines and not lines[-1].strip():
            lines.pop()
        if not lines and self.field.optional:
            return Reading(None)
        if not lines:
            return Reading(problem=tr("This needs at least one label."))
        return Reading({str(place): line.strip() for place, line in enumerate(lines)})

    @staticmethod
    def _text_of(value: object) -> str:
        return "\n".join(str(text) for text in as_dict(value).values())


class SwitchEditor(QCheckBox):
    """True or false."""

    edited = Signal()

    def __init__(self, field: FormField) -> None:
        super().__init__()
        self.field = field
        self.toggled.connect(self._name)
        self.clicked.connect(self._tell)
        self._name(False)

    def hint(self, text: str) -> None:
        """It is never empty."""

    def set_value(self, value: object) -> None:
        """Show a value."""
        self.setChecked(bool(value))

    def read(self) -> Reading:
        """The value."""
        return Reading(self.isChecked())

    @Slot(bool)
    def _name(self, on: bool) -> None:
        self.setText("true" if on else "false")

    @Slot()
    def _tell(self) -> None:
        self.edited.emit()


class ChoiceEditor(ChoiceBox):
    """One of several values; "empty" is one of them where the field may be empty."""

    edited = Signal()

    def __init__(self, field: FormField) -> None:
        super().__init__()
        self.field = field
        self._empty = "empty"
        if field.optional:
            self.addItem(self._empty, "null")
        choices = field.choices or ("true", "false")
        for choice in choices:
            plain = field.kind == "bool"
            self.addItem(choice, choice if plain else choice_json(choice, field))
        self.activated.connect(self._tell)

    def hint(self, text: str) -> None:
        """What the empty choice says."""
        if self.field.optional:
            self.setItemText(0, text or self._empty)

    def set_value(self, value: object) -> None:
        """Show a value, also one that was not offered."""
        text = overrides.dumps(value)
        place = self.findData(text)
        if place < 0:
            self.addItem(value if isinstance(value, str) else text, text)
            place = self.count() - 1
        self.setCurrentIndex(place)

    def read(self) -> Reading:
        """The value."""
        return Reading(overrides.loads(self.currentData()))

    @Slot()
    def _tell(self) -> None:
        self.edited.emit()


def _is_undo(event: QEvent) -> bool:
    keys = QKeySequence.StandardKey
    if not isinstance(event, QKeyEvent):
        return False
    return event.matches(keys.Undo) or event.matches(keys.Redo)


FieldEditor = (
    NumberEditor
    | TextEditor
    | ListEditor
    | BlockEditor
    | LabelsEditor
    | SwitchEditor
    | ChoiceEditor
)


def is_wide(field: FormField) -> bool:
    """Whether the editor is below the name, over the whole width."""
    if field.kind == "json":
        return any(text.startswith(("[", "{")) for text in (field.value, field.default))
    return field.kind in ("rope", "dict", "labels", "list")


def make_editor(field: FormField) -> FieldEditor:
    """The editor for a field of any kind but `config`."""
    if field.kind in ("int", "float"):
        return NumberEditor(field)
    if field.kind == "bool":
        return ChoiceEditor(field) if field.optional else SwitchEditor(field)
    if field.kind == "choice":
        return ChoiceEditor(field)
    if field.kind == "str":
        return TextEditor(field)
    if field.kind == "labels" and _is_numbered(overrides.loads(field.value or field.default)):
        return LabelsEditor(field)
    if field.kind in ("rope", "dict", "labels"):
        return BlockEditor(field)
    return ListEditor(field)


def _is_numbered(value: object) -> bool:
    """Whether labels are numbered from 0 without a gap, as one on each line can say."""
    return value is None or (
        isinstance(value, dict)
        and list(value) == [str(place) for place in range(len(value))]
        and all(isinstance(text, str) and "\n" not in text for text in value.values())
    )


def as_widget(editor: FieldEditor) -> QWidget:
    """An editor as the widget that it is."""
    editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return editor
