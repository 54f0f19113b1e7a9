"""The card with the settings: its tools, the form or its JSON, and what is said over them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from explorer.messages.config import ConfigForm, ConfigVerdict
from explorer.window.blocks import Card, button, label
from explorer.window.config_form import ConfigFormView
from explorer.window.form_notes import FormNotes
from explorer.window.form_tools import FormTools
from explorer.window.json_view import JsonView
from explorer.window.look import Look


class SettingsCard(Card):
    """Shows the form, the JSON, or a sentence while there is nothing to show yet."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.tools = FormTools()
        self.form = ConfigFormView(look)
        self.notes = FormNotes()
        self.form.column.insertWidget(0, self.notes)
        self.nothing = label("", "muted", wrap=True, name="fieldFilterNote")
        self.nothing.hide()
        self.form.column.insertWidget(1, self.nothing)
        self.json = JsonView(look)
        self._note = ""
        waiting = QWidget()
        column = QVBoxLayout(waiting)
        column.setContentsMargins(0, 0, 0, 0)
        self.sentence = label("", "muted", wrap=True, name="formStatus")
        self.again = button("Try again", name="formAgain")
        self.again.hide()
        column.addWidget(self.sentence)
        column.addWidget(self.again)
        column.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        for page in (waiting, self.form, self.json):
            self._stack.addWidget(page)
        self.add(self.tools)
        self.add(self._stack, 1)

    def say(self, sentence: str, *, again: bool = False) -> None:
        """Show a sentence in the form's place."""
        self.sentence.setText(sentence)
        self.again.setVisible(again)
        self.tools.json.setChecked(False)
        self._stack.setCurrentIndex(0)

    def show_form(self, form: ConfigForm, given: dict[str, object]) -> None:
        """Show a form."""
        self._note = form.note
        self.notes.clear()
        self.notes.show_notes(None, (), form.note)
        self.form.show_form(form, given)
        self._stack.setCurrentIndex(2 if self.tools.json.isChecked() else 1)

    def show_json(self, on: bool) -> None:
        """Show the JSON, or the form."""
        if self._stack.currentIndex():
            self._stack.setCurrentIndex(2 if on else 1)

    def show_verdict(self, verdict: ConfigVerdict) -> None:
        """Show what a check said, at the fields and over them."""
        homeless = self.form.show_verdict(verdict)
        self.notes.show_notes(verdict, homeless, self._note)

    @Slot(str, bool)
    def narrow(self, text: str, only_changes: bool) -> None:
        """Show only some of the settings."""
        found = self.form.narrow(text, only_changes)
        self.nothing.setVisible(not found and bool(self.form.index.fields))
        self.nothing.setText(
            f"No setting has “{text.strip()}” in its name or meaning."
            if text.strip()
            else "Every setting has its default value."
        )
