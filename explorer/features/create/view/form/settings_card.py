"""The card with the settings: its tools, the form or its JSON, and what is said over them."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.create.protocol.config import ConfigForm, ConfigVerdict, Problem
from explorer.features.create.view.form.config_form import ConfigFormView
from explorer.features.create.view.form.field_row import FieldRow
from explorer.features.create.view.form.form_notes import FormNotes
from explorer.features.create.view.form.form_tools import FormTools
from explorer.features.create.view.form.json_view import JsonView
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, packed


class SettingsCard(Card):
    """Shows the form, or a sentence while there is nothing to show yet; `json` is elsewhere.

    `turned` fires when another side or another choice of the settings is shown.
    """

    turned = Signal()

    def __init__(self, look: Theme) -> None:
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
        column = packed(QVBoxLayout(waiting))
        self.sentence = label("", "muted", wrap=True, name="formStatus")
        self.again = button(tr("Try again"), name="formAgain")
        self.again.hide()
        column.addWidget(self.sentence)
        column.addWidget(self.again)
        column.addStretch(1)
        self._waiting = waiting
        self.tools.narrowed.connect(self._narrow)
        self.tools.json_toggled.connect(self._turn)
        self.add(self.tools)
        self.add(waiting)
        self.add(self.form, 1)
        self.form.hide()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab stops at, in order."""
        view = self.json
        inside = (view.form, view.edit, view.drop_button, view.apply_button)
        return (*self.tools.widgets, *self.form.focusables, *inside)

    def say(self, sentence: str, *, again: bool = False) -> None:
        """Show a sentence in the form's place."""
        self.sentence.setText(sentence)
        self.again.setVisible(again)
        self._show(waiting=True)

    def _show(self, *, waiting: bool) -> None:
        self._waiting.setVisible(waiting)
        self.form.setVisible(not waiting)

    def show_form(self, form: ConfigForm, given: dict[str, object]) -> None:
        """Show a form."""
        self._note = form.note
        self.notes.clear()
        self.notes.show_notes(None, (), form.note)
        self.form.show_form(form, given)
        self._show(waiting=False)

    @Slot(bool)
    def _turn(self, on: bool) -> None:
        """Show the JSON, or the form; text that was not applied is not left behind."""
        if not on and self.json.is_dirty:
            self.json.apply()
            if not isinstance(self.json.read(), dict):
                self.tools.json.setChecked(True)
                return
        self.turned.emit()

    def show_verdict(self, verdict: ConfigVerdict, before: tuple[Problem, ...] = ()) -> None:
        """Show what a check said, at the fields and over them; `before` came with the start."""
        homeless = self.form.show_verdict(verdict)
        reported_paths = {problem.path for problem in (*verdict.problems, *homeless)} | set(
            verdict.unknown_keys
        )
        homeless = (*homeless, *(item for item in before if item.path not in reported_paths))
        self.notes.show_notes(verdict, homeless, self._note)

    def reveal(self, path: str) -> FieldRow | None:
        """Have a setting among those that are shown: its row."""
        self.tools.json.setChecked(False)
        self.tools.filter.clear()
        self.tools.changes.setChecked(False)
        return self.form.reveal(path)

    @Slot()
    def _narrow(self) -> None:
        """Show only some of the settings."""
        text = self.tools.filter.text().strip()
        matches = self.form.narrow(text, self.tools.changes.isChecked())
        self.nothing.setVisible(not matches and bool(self.form.index.fields))
        self.nothing.setText(
            tr("No setting has “{search}” in its name or meaning.", search=text)
            if text
            else tr("Every setting has its default value.")
        )
        self.turned.emit()
